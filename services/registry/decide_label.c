/* The label is the nation's act; that a commune is in one living territory is decided here. */
#include "registry/perimeter.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"

/* The criteria in force on the day of the label are those that count: population and perimeter are checked
 * again (instruction of 16 October 2019, annex 2). */
bool registry_decide_grant_label(struct decision *decision, const Registry__GrantLabelRequest *request,
				 Registry__GrantLabelResponse *response)
{
	Registry__LabelGranted event = REGISTRY__LABEL_GRANTED__INIT;
	Registry__Candidacy *candidacy = candidacy_find(decision, request->candidacy_id);
	Registry__Label *label = arena_alloc(decision->arena, sizeof(*label));
	struct perimeter_facts *facts = arena_alloc(decision->arena, sizeof(*facts));
	struct refusal *refusal = decision->refusal;
	struct perimeter perimeter;

	if (!label || !facts)
		return refuse_too_large(refusal);
	if (!candidacy || !check_text(refusal, "territory_name", request->territory_name, TEXT_NAME_MAX) ||
	    !check_text(refusal, "decision_reference", request->decision_reference, TEXT_REFERENCE_MAX) ||
	    !check_past_date(refusal, "decision_date", request->decision_date, decision->now) ||
	    !candidacy_check_open(decision, candidacy))
		return false;
	if (candidacy->status != CANDIDACY_PROPOSED)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "CANDIDACY_NOT_PROPOSED", "candidacy_id",
			      "Cette candidature est %s : elle doit d'abord être proposée par la région.",
			      candidacy_status_text(candidacy->status));
	perimeter = (struct perimeter){.communes = candidacy->commune_codes,
				       .commune_count = candidacy->n_commune_codes,
				       .epcis = candidacy->epci_sirens,
				       .epci_count = candidacy->n_epci_sirens,
				       .candidacy = candidacy->id};
	if (!perimeter_check(decision, &perimeter, facts))
		return false;
	event.label_id = decision_id(decision, "label", 0);
	event.candidacy_id = candidacy->id;
	event.territory_name = request->territory_name;
	event.n_commune_codes = candidacy->n_commune_codes;
	event.commune_codes = candidacy->commune_codes;
	event.n_epci_sirens = candidacy->n_epci_sirens;
	event.epci_sirens = candidacy->epci_sirens;
	event.coordinating_departement_code = candidacy->coordinating_departement_code;
	event.n_departement_codes = candidacy->n_departement_codes;
	event.departement_codes = candidacy->departement_codes;
	event.decision_reference = request->decision_reference;
	event.decision_date = request->decision_date;
	event.criteria_version = (char *)(uintptr_t)facts->criteria_version;
	label_fold_granted(label, decision->arena, &event, decision->now);
	emit(decision, &event.base, NULL);
	response->label = label;
	return true;
}

bool registry_decide_withdraw_label(struct decision *decision, const Registry__WithdrawLabelRequest *request,
				    Registry__WithdrawLabelResponse *response)
{
	Registry__LabelWithdrawn event = REGISTRY__LABEL_WITHDRAWN__INIT;
	Registry__Label *label = label_load(decision->txn, decision->arena, request->label_id);
	struct refusal *refusal = decision->refusal;

	if (!label)
		return refuse(refusal, FAULT_NOT_FOUND, "LABEL_UNKNOWN", "label_id",
			      "Aucun label « %.26s ». Vérifiez son identifiant.", request->label_id);
	/* Withdrawing a decision that gave rights is reasoned (CRPA L211-2). */
	if (!check_text(refusal, "reason", request->reason, TEXT_REASON_MAX)) {
		refusal_cite(refusal, "CRPA L211-2");
		return false;
	}
	if (!check_text(refusal, "decision_reference", request->decision_reference, TEXT_REFERENCE_MAX))
		return false;
	if (label->status != LABEL_GRANTED)
		return refuse(refusal, FAULT_FAILED_PRECONDITION, "LABEL_WITHDRAWN", "label_id",
			      "Ce label est déjà retiré (%s).", label->withdrawal_reference);
	event.label_id = label->id;
	event.reason = request->reason;
	event.decision_reference = request->decision_reference;
	label_fold_withdrawn(label, &event);
	emit(decision, &event.base, NULL);
	response->label = label;
	return true;
}
