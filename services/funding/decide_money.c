/* What one payer commits, and what it pays. */
#include <string.h>

#include "base/quantity.h"
#include "funding/application.h"
#include "funding/measure.h"
#include "funding/payer.h"
#include "funding_binding.h"
#include "service/check.h"

/* Key of an engagement juridique in Chorus: "2102368447". */
enum { CHORUS_DIGITS = 10 };

/* An application, and the line of it that the actor may act on. False after refusing. */
struct target {
	Funding__Application *application;
	const Funding__PayerLine *line;
};

static bool find_target(struct decision *decision, const char *application_id, const char *payer,
			struct target *ret)
{
	ret->application = application_find(decision, application_id);
	if (!ret->application)
		return false;
	ret->line = application_line(ret->application, payer);
	if (!ret->line)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "PAYER_NOT_OF_APPLICATION", "payer",
			      "Rien n'est demandé à « %.40s » par cette demande.", payer);
	return payer_check_actor(decision, payer);
}

static bool check_amount(struct decision *decision, int64_t cents)
{
	char text[CENTS_TEXT_SIZE];

	if (cents > 0 && cents <= CENTS_MAX)
		return true;
	cents_text((struct cents){.cents = cents}, text);
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "AMOUNT", "amount_cents",
		      "Un montant de %s n'est pas possible : indiquez, en centimes, de 1 à 10^15.", text);
}

/* The sum of what is there and what comes, which never passes the limit. */
struct step {
	const char *reason; /* of a refusal */
	const char *done;   /* "engagés" */
	const char *before; /* "accordés" */
	int64_t there, limit;
};

static bool check_step(struct decision *decision, const char *payer, const struct step *step, int64_t cents)
{
	char asked[CENTS_TEXT_SIZE], there[CENTS_TEXT_SIZE], limit[CENTS_TEXT_SIZE], left[CENTS_TEXT_SIZE];

	if (cents <= step->limit - step->there)
		return true;
	cents_text((struct cents){.cents = cents}, asked);
	cents_text((struct cents){.cents = step->there}, there);
	cents_text((struct cents){.cents = step->limit}, limit);
	cents_text((struct cents){.cents = step->limit - step->there}, left);
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, step->reason, "amount_cents",
		      "%s dépasse ce qui reste : %s sont %s pour %s, %s déjà %s ; %s restent.", asked, limit,
		      step->before, payer_name(payer), there, step->done, left);
}

static bool check_commitment_reference(struct decision *decision, const char *payer, const char *reference)
{
	if (!payer_is_state(payer))
		return check_text(decision->refusal, "commitment_reference", reference, TEXT_REFERENCE_MAX);
	if (strlen(reference) == CHORUS_DIGITS && strspn(reference, "0123456789") == CHORUS_DIGITS)
		return true;
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "COMMITMENT_REFERENCE",
		      "commitment_reference",
		      "L'engagement de l'État porte le numéro de son engagement juridique dans Chorus : dix "
		      "chiffres.");
}

bool funding_decide_commit_funds(struct decision *decision, const Funding__CommitFundsRequest *request,
				 Funding__CommitFundsResponse *response)
{
	Funding__FundsCommitted event = FUNDING__FUNDS_COMMITTED__INIT;
	Funding__Application *application;
	struct target target;
	struct step step;

	if (!find_target(decision, request->application_id, request->payer, &target))
		return false;
	application = target.application;
	if (application->status != APPLICATION_GRANTED)
		return application_refuse_status(decision, application);
	step = (struct step){.reason = "ABOVE_GRANT",
			     .done = "engagés",
			     .before = "accordés",
			     .there = target.line->committed_cents,
			     .limit = target.line->granted_cents};
	if (!check_amount(decision, request->amount_cents) ||
	    !check_commitment_reference(decision, request->payer, request->commitment_reference) ||
	    !check_step(decision, request->payer, &step, request->amount_cents))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.payer = request->payer;
	event.amount_cents = request->amount_cents;
	event.commitment_reference = request->commitment_reference;
	application_fold_committed(application, &event);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}

/* A payer's books name a payment once: the same name again is the same payment. */
static bool check_new(struct decision *decision, const Funding__Application *application,
		      const Funding__RecordPaymentRequest *request)
{
	for (size_t i = 0; i < application->n_payments; i++) {
		const Funding__Payment *payment = application->payments[i];

		if (strcmp(payment->payer, request->payer) == 0 &&
		    strcmp(payment->reference, request->reference) == 0)
			return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "PAYMENT_KNOWN", "reference",
				      "Le paiement « %s » de %s est déjà enregistré, au %s.",
				      payment->reference, payer_name(payment->payer), payment->paid_on);
	}
	return true;
}

bool funding_decide_record_payment(struct decision *decision, const Funding__RecordPaymentRequest *request,
				   Funding__RecordPaymentResponse *response)
{
	Funding__PaymentRecorded event = FUNDING__PAYMENT_RECORDED__INIT;
	Funding__Application *application;
	struct target target;
	struct step step;

	if (!find_target(decision, request->application_id, request->payer, &target))
		return false;
	application = target.application;
	if (application->status != APPLICATION_GRANTED && application->status != APPLICATION_COMMITTED)
		return application_refuse_status(decision, application);
	step = (struct step){.reason = "ABOVE_COMMITMENT",
			     .done = "payés",
			     .before = "engagés",
			     .there = target.line->paid_cents,
			     .limit = target.line->committed_cents};
	if (!check_amount(decision, request->amount_cents) ||
	    !check_text(decision->refusal, "reference", request->reference, TEXT_REFERENCE_MAX) ||
	    !check_past_date(decision->refusal, "paid_on", request->paid_on, decision->now) ||
	    !check_new(decision, application, request) ||
	    !check_step(decision, request->payer, &step, request->amount_cents))
		return false;
	event.application_id = application->id;
	event.territory_id = application->territory_id;
	event.payment_id = decision_id(decision, "payment", 0);
	event.payer = request->payer;
	event.amount_cents = request->amount_cents;
	event.reference = request->reference;
	event.paid_on = request->paid_on;
	application_fold_paid(application, decision->arena, &event, decision->now);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}
