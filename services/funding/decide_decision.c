/* Granted, refused, or taken back. */
#include <stdio.h>
#include <string.h>

#include "base/quantity.h"
#include "funding/application.h"
#include "funding/beneficiary.h"
#include "funding/ledger.h"
#include "funding/payer.h"
#include "funding/rule.h"
#include "funding_binding.h"
#include "service/check.h"

enum { FIELD_SIZE = 48 };

static bool check_decision(struct decision *decision, const char *reference, const char *date)
{
	return check_text(decision->refusal, "decision_reference", reference, TEXT_REFERENCE_MAX) &&
	       check_past_date(decision->refusal, "decision_date", date, decision->now);
}

static bool check_complete(struct decision *decision, const Funding__Application *application)
{
	if (application->status == APPLICATION_COMPLETE)
		return true;
	if (application->status != APPLICATION_FILED && application->status != APPLICATION_INCOMPLETE)
		return application_refuse_status(decision, application);
	return refuse(
		decision->refusal, FAULT_FAILED_PRECONDITION, "NOT_COMPLETE", "application_id",
		"Cette demande est %s : elle n'est accordée qu'une fois complète. Déclarez-la complète, ou "
		"demandez les pièces qui manquent.",
		application_status_text(application->status));
}

/* Nobody is given more than was asked of that payer. */
static bool check_against_request(struct decision *decision, const Funding__Application *application,
				  const Funding__GrantApplicationRequest *request)
{
	for (size_t i = 0; i < request->n_amounts; i++) {
		const Funding__PayerAmount *amount = request->amounts[i];
		const Funding__PayerLine *line = application_line(application, amount->payer);
		char field[FIELD_SIZE], granted[CENTS_TEXT_SIZE], asked[CENTS_TEXT_SIZE];

		if (line && amount->amount_cents <= line->requested_cents)
			continue;
		snprintf(field, sizeof field, "amounts[%zu].amount_cents", i);
		cents_text((struct cents){.cents = amount->amount_cents}, granted);
		cents_text((struct cents){.cents = line ? line->requested_cents : 0}, asked);
		return refuse(
			decision->refusal, FAULT_FAILED_PRECONDITION, "ABOVE_REQUEST", field,
			"%s seraient accordés par %s, à qui %s sont demandés. Accordez au plus ce qui est "
			"demandé.",
			granted, payer_name(amount->payer), asked);
	}
	return true;
}

static bool check_room(struct decision *decision, const Funding__GrantApplicationRequest *request)
{
	for (size_t i = 0; i < request->n_amounts; i++)
		if (!ledger_check_room(decision, request->amounts[i]->payer,
				       (struct cents){.cents = request->amounts[i]->amount_cents}))
			return false;
	return true;
}

/* The measure is asked again, in the words the application was filed under: with one payer less, a ceiling may be
 * lower. */
static bool check_rule(struct decision *decision, const Funding__Application *application,
		       const Funding__GrantApplicationRequest *request)
{
	Funding__Measure *measure = measure_wording(decision->txn, decision->arena, application->measure_id,
						    application->measure_version);
	struct demand demand = {.months = application->months,
				.annual_cost_cents = application->annual_cost_cents,
				.amounts = request->amounts,
				.amount_count = request->n_amounts};

	if (!measure)
		return refuse(decision->refusal, FAULT_INTERNAL, "MEASURE_UNKNOWN", NULL,
			      "La mesure de cette demande n'est plus lisible : signalez-le à l'exploitant.");
	return rule_check_amounts(decision, measure, &demand);
}

bool funding_decide_grant_application(struct decision *decision,
				      const Funding__GrantApplicationRequest *request,
				      Funding__GrantApplicationResponse *response)
{
	Funding__ApplicationGranted event = FUNDING__APPLICATION_GRANTED__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application || !check_complete(decision, application) ||
	    !check_decision(decision, request->decision_reference, request->decision_date) ||
	    !check_rule(decision, application, request) ||
	    !check_against_request(decision, application, request) || !check_room(decision, request))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.n_amounts = request->n_amounts;
	event.amounts = request->amounts;
	event.decision_reference = request->decision_reference;
	event.decision_date = request->decision_date;
	application_fold_granted(application, decision->arena, &event);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}

/* A refusal is reasoned (CRPA L211-2): which rule, and why the application fails it. */
static bool check_reason(struct decision *decision, const Funding__RefuseApplicationRequest *request)
{
	if (check_text(decision->refusal, "rule", request->rule, TEXT_REFERENCE_MAX) &&
	    check_text(decision->refusal, "reason", request->reason, TEXT_REASON_MAX))
		return true;
	refusal_cite(decision->refusal, "CRPA L211-2");
	return false;
}

bool funding_decide_refuse_application(struct decision *decision,
				       const Funding__RefuseApplicationRequest *request,
				       Funding__RefuseApplicationResponse *response)
{
	Funding__ApplicationRefused event = FUNDING__APPLICATION_REFUSED__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application || !check_reason(decision, request) ||
	    !check_decision(decision, request->decision_reference, request->decision_date))
		return false;
	if (application->status != APPLICATION_FILED && application->status != APPLICATION_INCOMPLETE &&
	    application->status != APPLICATION_COMPLETE)
		return application_refuse_status(decision, application);
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.rule = request->rule;
	event.reason = request->reason;
	event.decision_reference = request->decision_reference;
	event.decision_date = request->decision_date;
	application_fold_refused(application, decision->arena, &event);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}

static bool check_nothing_committed(struct decision *decision, const Funding__Application *application)
{
	char committed[CENTS_TEXT_SIZE];

	for (size_t i = 0; i < application->n_lines; i++) {
		const Funding__PayerLine *line = application->lines[i];

		if (line->committed_cents == 0)
			continue;
		cents_text((struct cents){.cents = line->committed_cents}, committed);
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "ALREADY_COMMITTED",
			      "application_id",
			      "%s sont déjà engagés par %s : la demande ne peut plus être retirée.",
			      committed, payer_name(line->payer));
	}
	return true;
}

static bool may_be_withdrawn(Funding__ApplicationStatus status)
{
	return status == APPLICATION_FILED || status == APPLICATION_INCOMPLETE ||
	       status == APPLICATION_COMPLETE || status == APPLICATION_GRANTED;
}

/* What each payer granted, and does not any more. */
static void release(struct decision *decision, const Funding__Application *application,
		    Funding__ApplicationWithdrawn *event)
{
	event->released = arena_array(decision->arena, application->n_lines + 1, sizeof *event->released);
	for (size_t i = 0; event->released && i < application->n_lines; i++) {
		Funding__PayerAmount *amount = arena_alloc(decision->arena, sizeof *amount);

		if (!amount || application->lines[i]->granted_cents == 0)
			continue;
		funding__payer_amount__init(amount);
		amount->payer = application->lines[i]->payer;
		amount->amount_cents = application->lines[i]->granted_cents;
		event->released[event->n_released++] = amount;
	}
}

bool funding_decide_withdraw_application(struct decision *decision,
					 const Funding__WithdrawApplicationRequest *request,
					 Funding__WithdrawApplicationResponse *response)
{
	Funding__ApplicationWithdrawn event = FUNDING__APPLICATION_WITHDRAWN__INIT;
	Funding__Application *application = application_find(decision, request->application_id);

	if (!application || !beneficiary_check_actor(decision, application) ||
	    !check_text(decision->refusal, "reason", request->reason, TEXT_REASON_MAX) ||
	    !check_nothing_committed(decision, application))
		return false;
	if (!may_be_withdrawn(application->status))
		return application_refuse_status(decision, application);
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.reason = request->reason;
	release(decision, application, &event);
	application_fold_withdrawn(application, &event);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}
