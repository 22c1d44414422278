#include <string.h>

#include "registry/geography.h"
#include "registry/perimeter.h"
#include "registry_binding.h"
#include "service/check.h"

enum { SELECTION_MAX = 200, DEPARTEMENTS_MAX = 128 };

/* One candidacy of a selection: it is of this région, and the préfet has given an opinion on it. */
static bool check_candidacy(struct decision *decision, const Registry__ProposeSelectionRequest *request,
			    const Registry__Candidacy *candidacy)
{
	struct refusal *refusal = decision->refusal;
	Registry__Departement *departement;

	if (!candidacy_check_open(decision, candidacy))
		return false;
	departement =
		departement_load(decision->txn, decision->arena, candidacy->coordinating_departement_code);
	if (!departement || strcmp(departement->region_code, request->region_code) != 0)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "CANDIDACY_OTHER_REGION", "candidacy_ids",
			      "La candidature %s est coordonnée par le département %s, qui n'est pas de la "
			      "région %s. "
			      "Retirez-la.",
			      candidacy->id, candidacy->coordinating_departement_code, request->region_code);
	if (candidacy->status == CANDIDACY_SUBMITTED)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "NO_OPINION", "candidacy_ids",
			      "Le préfet n'a pas encore rendu son avis sur la candidature %s. Attendez-le.",
			      candidacy->id);
	if (candidacy->status == CANDIDACY_PROPOSED)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "ALREADY_PROPOSED", "candidacy_ids",
			      "La candidature %s est déjà proposée. Retirez-la.", candidacy->id);
	/* The région is not bound by the opinion, but says why it goes against it. */
	if (candidacy->opinion && candidacy->opinion->kind == OPINION_UNFAVOURABLE &&
	    !*request->unfavourable_reason)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "OPINION_UNFAVOURABLE",
			      "unfavourable_reason",
			      "L'avis du préfet sur la candidature %s est défavorable : indiquez pourquoi le "
			      "comité la "
			      "propose malgré tout, ou retirez-la.",
			      candidacy->id);
	return true;
}

static bool check_request(struct decision *decision, const Registry__ProposeSelectionRequest *request)
{
	struct refusal *refusal = decision->refusal;

	if (!geography_exists(decision->txn, KIND_REGION, request->region_code))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_CODE", "region_code",
			      "« %.10s » n'est pas une région.", request->region_code);
	if (request->n_candidacy_ids == 0 || request->n_candidacy_ids > SELECTION_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "CANDIDACIES_COUNT", "candidacy_ids",
			      "Une sélection propose de 1 à %d candidatures.", SELECTION_MAX);
	for (size_t i = 1; i < request->n_candidacy_ids; i++)
		for (size_t n = 0; n < i; n++)
			if (strcmp(request->candidacy_ids[n], request->candidacy_ids[i]) == 0)
				return refuse(refusal, FAULT_INVALID_ARGUMENT, "CANDIDACY_TWICE",
					      "candidacy_ids",
					      "La candidature %.26s figure deux fois. Retirez le doublon.",
					      request->candidacy_ids[i]);
	return check_past_date(refusal, "committee_date", request->committee_date, decision->now) &&
	       check_text(refusal, "minutes_reference", request->minutes_reference, TEXT_REFERENCE_MAX) &&
	       check_optional_text(refusal, "unfavourable_reason", request->unfavourable_reason,
				   TEXT_REASON_MAX);
}

static bool add_departements(struct decision *decision, const Registry__Candidacy *candidacy,
			     Registry__SelectionProposed *event)
{
	for (size_t i = 0; i < candidacy->n_departement_codes; i++) {
		bool known = false;

		for (size_t n = 0; n < event->n_departement_codes && !known; n++)
			known = strcmp(event->departement_codes[n], candidacy->departement_codes[i]) == 0;
		if (known)
			continue;
		if (event->n_departement_codes == DEPARTEMENTS_MAX)
			return refuse_too_large(decision->refusal);
		event->departement_codes[event->n_departement_codes++] = candidacy->departement_codes[i];
	}
	return true;
}

/* Préfets de département give their opinion, the préfet de région proposes, after the regional committee
 * (instruction of 16 October 2019). */
bool registry_decide_propose_selection(struct decision *decision,
				       const Registry__ProposeSelectionRequest *request,
				       Registry__ProposeSelectionResponse *response)
{
	Registry__SelectionProposed event = REGISTRY__SELECTION_PROPOSED__INIT;
	struct audience audience = {0};
	Registry__Selection *selection = arena_alloc(decision->arena, sizeof(*selection));

	event.departement_codes =
		arena_array(decision->arena, DEPARTEMENTS_MAX, sizeof(*event.departement_codes));
	if (!selection || !event.departement_codes)
		return refuse_too_large(decision->refusal);
	if (!check_request(decision, request))
		return false;
	for (size_t i = 0; i < request->n_candidacy_ids; i++) {
		Registry__Candidacy *candidacy = candidacy_find(decision, request->candidacy_ids[i]);

		if (!candidacy || !check_candidacy(decision, request, candidacy) ||
		    !add_departements(decision, candidacy, &event))
			return false;
	}
	event.selection_id = decision_id(decision, "selection", 0);
	event.region_code = request->region_code;
	event.n_candidacy_ids = request->n_candidacy_ids;
	event.candidacy_ids = request->candidacy_ids;
	event.committee_date = request->committee_date;
	event.minutes_reference = request->minutes_reference;
	event.unfavourable_reason = request->unfavourable_reason;
	selection_fold_proposed(selection, decision->arena, &event, decision->now);
	audience.departements = (const char *const *)event.departement_codes;
	audience.departement_count = event.n_departement_codes;
	emit(decision, &event.base, &audience);
	response->selection = selection;
	return true;
}
