#include <string.h>

#include "registry/figures.h"
#include "registry/state.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

enum { VERSION_MAX = 64 };

static bool same_criteria(const Registry__Criteria *a, const Registry__Criteria *b)
{
	return strcmp(a->version, b->version) == 0 && a->population_limit == b->population_limit &&
	       a->reference_year == b->reference_year && strcmp(a->source, b->source) == 0 &&
	       strcmp(a->legal_reference, b->legal_reference) == 0;
}

static bool check_criteria(struct decision *decision, const Registry__Criteria *criteria)
{
	struct refusal *refusal = decision->refusal;

	if (!criteria)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TEXT_MISSING", "criteria",
			      "Indiquez les critères.");
	if (criteria->population_limit == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "LIMIT_MISSING", "criteria.population_limit",
			      "Indiquez la population à ne pas atteindre.");
	return check_text(refusal, "criteria.version", criteria->version, VERSION_MAX) &&
	       check_year(refusal, "criteria.reference_year", criteria->reference_year) &&
	       check_text(refusal, "criteria.source", criteria->source, TEXT_REFERENCE_MAX) &&
	       check_text(refusal, "criteria.legal_reference", criteria->legal_reference, TEXT_REFERENCE_MAX);
}

bool registry_decide_adopt_criteria(struct decision *decision, const Registry__AdoptCriteriaRequest *request,
				    Registry__AdoptCriteriaResponse *response)
{
	Registry__Criteria *current = criteria_in_force(decision->txn, decision->arena), *known;
	Registry__CriteriaAdopted event = REGISTRY__CRITERIA_ADOPTED__INIT;

	if (!check_criteria(decision, request->criteria))
		return false;
	response->criteria = request->criteria;
	if (current && same_criteria(current, request->criteria))
		return true;
	/* A version is what decisions cite: its content never changes. */
	known = record_get_text(decision->txn, decision->arena, TABLE_CRITERIA, request->criteria->version,
				&registry__criteria__descriptor);
	if (known && !same_criteria(known, request->criteria))
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "CRITERIA_VERSION_USED",
			      "criteria.version",
			      "La version « %s » désigne déjà d'autres critères. Donnez une nouvelle version "
			      "à ceux-ci.",
			      known->version);
	event.criteria = request->criteria;
	emit(decision, &event.base, NULL);
	return true;
}

void registry_apply_criteria_adopted(struct application *application, const Registry__CriteriaAdopted *event)
{
	record_put_text(application->txn, application->arena, TABLE_CRITERIA, event->criteria->version,
			&event->criteria->base);
	record_put_text(application->txn, application->arena, TABLE_REGISTRY, RECORD_CRITERIA,
			&event->criteria->base);
	figures_count_all(application->txn, application->arena);
}

bool registry_query_get_criteria(struct query *query, const Registry__GetCriteriaRequest *request,
				 Registry__GetCriteriaResponse *response)
{
	if (!*request->version)
		response->criteria = criteria_in_force(query->txn, query->arena);
	else if (strlen(request->version) <= VERSION_MAX)
		response->criteria = record_get_text(query->txn, query->arena, TABLE_CRITERIA,
						     request->version, &registry__criteria__descriptor);
	if (!response->criteria)
		return refuse(query->refusal, FAULT_NOT_FOUND, "NO_CRITERIA", "version",
			      *request->version ? "Aucuns critères de cette version."
						: "Aucun critère d'entrée n'est encore en vigueur.");
	return true;
}
