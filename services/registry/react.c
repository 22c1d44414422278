/* A territory is not decided: it follows from its label. */
#include "registry/react.h"

#include "registry/state.h"
#include "registry/subjects.h"

void react_label_granted(struct decision *decision, const Bus__EntryHeader *header,
			 const ProtobufCMessage *message)
{
	const Registry__LabelGranted *label = (const Registry__LabelGranted *)message;
	Registry__TerritoryCreated event = REGISTRY__TERRITORY_CREATED__INIT;

	(void)header;
	event.territory_id = decision_id(decision, "territory", 0);
	event.name = label->territory_name;
	event.label_id = label->label_id;
	event.n_commune_codes = label->n_commune_codes;
	event.commune_codes = label->commune_codes;
	event.n_epci_sirens = label->n_epci_sirens;
	event.epci_sirens = label->epci_sirens;
	event.coordinating_departement_code = label->coordinating_departement_code;
	event.n_departement_codes = label->n_departement_codes;
	event.departement_codes = label->departement_codes;
	event.decision_date = label->decision_date;
	event.decision_reference = label->decision_reference;
	emit(decision, &event.base, NULL);
}

void react_label_withdrawn(struct decision *decision, const Bus__EntryHeader *header,
			   const ProtobufCMessage *message)
{
	const Registry__LabelWithdrawn *label = (const Registry__LabelWithdrawn *)message;
	Registry__TerritoryEnded event = REGISTRY__TERRITORY_ENDED__INIT;

	(void)header;
	event.territory_id =
		reference_load(decision->txn, decision->arena, TABLE_LABEL_TERRITORIES, label->label_id);
	if (!event.territory_id)
		return;
	event.reason = label->reason;
	event.decision_reference = label->decision_reference;
	emit(decision, &event.base, NULL);
}
