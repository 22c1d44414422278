/* Filing: who asks, for which territory, under which measure, and whether the measure allows it. */
#include <string.h>

#include "base/code.h"
#include "base/legal_time.h"
#include "funding/application.h"
#include "funding/clock.h"
#include "funding/concerns.h"
#include "funding/documents.h"
#include "funding/mirror.h"
#include "funding/rule.h"
#include "funding_binding.h"
#include "service/check.h"

static Registry__Territory *find_territory(struct decision *decision, const char *id)
{
	Registry__Territory *territory = mirrored_territory(decision->txn, decision->arena, id);
	struct concerned concerned = {0};

	if (!territory) {
		refuse(decision->refusal, FAULT_NOT_FOUND, "TERRITORY_UNKNOWN", "territory_id",
		       "Aucun territoire labellisé « %.26s ». Vérifiez son identifiant ; s'il vient d'être "
		       "labellisé, réessayez dans un instant.",
		       id);
		return NULL;
	}
	/* An EPCI may be of two territories, each with its préfecture. */
	concerned.territory = territory->id;
	concerned_add_territory(&concerned, territory);
	if (!concerned_covers(&concerned, decision->actor)) {
		refuse(decision->refusal, FAULT_PERMISSION_DENIED, "OUT_OF_SCOPE", "territory_id",
		       "« %s » est hors du ressort de « %s ».", territory->name, decision->actor->principal);
		return NULL;
	}
	if (territory->status == REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_ENDED) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TERRITORY_ENDED", "territory_id",
		       "« %s » est sorti du programme : aucune demande ne peut plus y être déposée.",
		       territory->name);
		return NULL;
	}
	return territory;
}

static bool check_beneficiary(struct decision *decision, const Registry__Territory *territory,
			      const char *code)
{
	if (mirrored_has_commune(territory, code) || mirrored_has_epci(territory, code))
		return true;
	return refuse(
		decision->refusal, FAULT_FAILED_PRECONDITION, "BENEFICIARY_ELSEWHERE", "beneficiary_code",
		"« %.20s » n'est ni une commune ni une intercommunalité du territoire « %s ». Indiquez le "
		"code Insee ou le SIREN de l'une d'elles.",
		code, territory->name);
}

static bool check_start(struct decision *decision, const char *day)
{
	struct civil_date date;

	return check_date(decision->refusal, "starts_on", day, &date);
}

static void deemed_complete_due(struct decision *decision, const Funding__Measure *measure,
				Funding__ApplicationFiled *event)
{
	if (measure->completeness_months == 0)
		return;
	event->deemed_complete_due = timestamp_new(
		decision->arena, clock_start(decision->now, event->coordinating_departement_code,
					     measure->completeness_months));
}

static void name_territory(Funding__ApplicationFiled *event, const Registry__Territory *territory)
{
	event->territory_id = territory->id;
	event->territory_name = territory->name;
	event->coordinating_departement_code = territory->coordinating_departement_code;
	event->n_departement_codes = territory->n_departement_codes;
	event->departement_codes = territory->departement_codes;
}

static void name_measure(Funding__ApplicationFiled *event, const Funding__Measure *measure)
{
	event->measure_id = measure->id;
	event->measure_version = measure->version;
	event->measure_title = measure->title;
}

/* The day that counts is that of the filing, in the département that coordinates: until midnight there, a
 * measure that closes today is open. */
static bool check_measure(struct decision *decision, const Funding__Measure *measure,
			  const Registry__Territory *territory, const struct demand *demand)
{
	struct legal_zone zone = legal_zone_of_departement(territory->coordinating_departement_code);

	return measure_check_open(decision, measure, legal_date(zone, decision->now)) &&
	       rule_check_terms(decision, measure, demand) && rule_check_amounts(decision, measure, demand);
}

bool funding_decide_file_application(struct decision *decision,
				     const Funding__FileApplicationRequest *request,
				     Funding__FileApplicationResponse *response)
{
	Funding__ApplicationFiled event = FUNDING__APPLICATION_FILED__INIT;
	Funding__Application *application = arena_alloc(decision->arena, sizeof *application);
	struct demand demand = {.months = request->months,
				.annual_cost_cents = request->annual_cost_cents,
				.amounts = request->amounts,
				.amount_count = request->n_amounts};
	Registry__Territory *territory = find_territory(decision, request->territory_id);
	Funding__Measure *measure;

	if (!application)
		return refuse_too_large(decision->refusal);
	if (!territory || !check_beneficiary(decision, territory, request->beneficiary_code) ||
	    !check_text(decision->refusal, "title", request->title, TEXT_NAME_MAX) ||
	    !check_start(decision, request->starts_on))
		return false;
	measure = measure_find(decision, request->measure_id);
	if (!measure || !check_measure(decision, measure, territory, &demand))
		return false;
	event.n_documents = documents_of(decision, measure, &demand, &event.documents);
	if (!documents_take(decision, event.documents, event.n_documents, request->documents,
			    request->n_documents))
		return false;
	event.application_id = decision_id(decision, "application", 0);
	name_territory(&event, territory);
	name_measure(&event, measure);
	event.beneficiary_code = request->beneficiary_code;
	event.title = request->title;
	event.starts_on = request->starts_on;
	event.months = request->months;
	event.annual_cost_cents = request->annual_cost_cents;
	event.n_amounts = request->n_amounts;
	event.amounts = request->amounts;
	deemed_complete_due(decision, measure, &event);
	application_fold_filed(application, decision->arena, &event, decision->now);
	application_emit(decision, application, &event.base);
	response->application = application;
	return true;
}
