#include "registry/subjects.h"

#include <string.h>

#include "registry/state.h"
#include "service/check.h"
#include "service/record.h"

static void *subject_load(struct txn *txn, struct arena *arena, unsigned table, const char *id,
			  const ProtobufCMessageDescriptor *type)
{
	if (!*id || strlen(id) >= ID_TEXT_SIZE)
		return NULL;
	return record_get_text(txn, arena, table, id, type);
}

Registry__Candidacy *candidacy_load(struct txn *txn, struct arena *arena, const char *id)
{
	return subject_load(txn, arena, TABLE_CANDIDACIES, id, &registry__candidacy__descriptor);
}

Registry__Selection *selection_load(struct txn *txn, struct arena *arena, const char *id)
{
	return subject_load(txn, arena, TABLE_SELECTIONS, id, &registry__selection__descriptor);
}

Registry__Label *label_load(struct txn *txn, struct arena *arena, const char *id)
{
	return subject_load(txn, arena, TABLE_LABELS, id, &registry__label__descriptor);
}

Registry__Territory *territory_load(struct txn *txn, struct arena *arena, const char *id)
{
	return subject_load(txn, arena, TABLE_TERRITORIES, id, &registry__territory__descriptor);
}

Registry__Criteria *criteria_in_force(struct txn *txn, struct arena *arena)
{
	return record_get_text(txn, arena, TABLE_REGISTRY, RECORD_CRITERIA, &registry__criteria__descriptor);
}

char *reference_load(struct txn *txn, struct arena *arena, unsigned table, const char *key)
{
	struct key text = key_of_text(key);
	struct bytes value = txn_get(txn, table, key_bytes(&text));

	return value.data ? arena_strndup(arena, (const char *)value.data, value.len) : NULL;
}

char *territory_of_commune(struct txn *txn, struct arena *arena, const char *commune)
{
	char *label = reference_load(txn, arena, TABLE_LABELLED, commune);
	char *territory = label ? reference_load(txn, arena, TABLE_LABEL_TERRITORIES, label) : NULL;

	return territory ? territory : arena_strdup(arena, "");
}

Registry__Candidacy *candidacy_find(struct decision *decision, const char *id)
{
	Registry__Candidacy *candidacy = candidacy_load(decision->txn, decision->arena, id);

	if (!candidacy)
		refuse(decision->refusal, FAULT_NOT_FOUND, "CANDIDACY_UNKNOWN", "candidacy_id",
		       "Aucune candidature « %.26s ». Vérifiez son identifiant.", id);
	return candidacy;
}

bool candidacy_is_open(const Registry__Candidacy *candidacy)
{
	return candidacy->status == CANDIDACY_SUBMITTED || candidacy->status == CANDIDACY_OPINION_GIVEN ||
	       candidacy->status == CANDIDACY_PROPOSED;
}

const char *candidacy_status_text(Registry__CandidacyStatus status)
{
	switch (status) {
	case REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_UNSPECIFIED:
		break;
	case CANDIDACY_SUBMITTED:
		return "déposée";
	case CANDIDACY_OPINION_GIVEN:
		return "instruite par le préfet";
	case CANDIDACY_PROPOSED:
		return "proposée par la région";
	case CANDIDACY_LABELLED:
		return "labellisée";
	case CANDIDACY_REFUSED:
		return "non retenue";
	case CANDIDACY_WITHDRAWN:
		return "retirée";
	case _REGISTRY__CANDIDACY_STATUS_IS_INT_SIZE:
		break;
	}
	return "inconnue";
}

bool candidacy_check_open(struct decision *decision, const Registry__Candidacy *candidacy)
{
	if (candidacy_is_open(candidacy))
		return true;
	return refuse(
		decision->refusal, FAULT_FAILED_PRECONDITION, "CANDIDACY_CLOSED", "candidacy_id",
		"Cette candidature est %s : elle ne peut plus évoluer. Déposez-en une nouvelle si besoin.",
		candidacy_status_text(candidacy->status));
}

/* Its communes, then its EPCI; NULL where the arena is exceeded. */
static const char *const *candidacy_collectivites(struct arena *arena, const Registry__Candidacy *candidacy)
{
	const char **codes =
		arena_array(arena, candidacy->n_commune_codes + candidacy->n_epci_sirens + 1, sizeof *codes);

	for (size_t i = 0; codes && i < candidacy->n_commune_codes; i++)
		codes[i] = candidacy->commune_codes[i];
	for (size_t i = 0; codes && i < candidacy->n_epci_sirens; i++)
		codes[candidacy->n_commune_codes + i] = candidacy->epci_sirens[i];
	return codes;
}

void candidacy_emit(struct decision *decision, const Registry__Candidacy *candidacy,
		    const ProtobufCMessage *event)
{
	struct audience audience = {
		.departements = (const char *const *)candidacy->departement_codes,
		.departement_count = candidacy->n_departement_codes,
		.collectivites = candidacy_collectivites(decision->arena, candidacy),
	};

	if (audience.collectivites) /* else emit refuses: the arena is exceeded */
		audience.collectivite_count = candidacy->n_commune_codes + candidacy->n_epci_sirens;
	emit(decision, event, &audience);
}

void candidacy_fold_submitted(Registry__Candidacy *candidacy, struct arena *arena,
			      const Registry__CandidacySubmitted *event, struct instant at)
{
	registry__candidacy__init(candidacy);
	candidacy->id = event->candidacy_id;
	candidacy->status = CANDIDACY_SUBMITTED;
	candidacy->n_commune_codes = event->n_commune_codes;
	candidacy->commune_codes = event->commune_codes;
	candidacy->n_commune_names = event->n_commune_names;
	candidacy->commune_names = event->commune_names;
	candidacy->n_epci_sirens = event->n_epci_sirens;
	candidacy->epci_sirens = event->epci_sirens;
	candidacy->coordinating_departement_code = event->coordinating_departement_code;
	candidacy->n_departement_codes = event->n_departement_codes;
	candidacy->departement_codes = event->departement_codes;
	candidacy->project_note = event->project_note;
	candidacy->n_remarks = event->n_remarks;
	candidacy->remarks = event->remarks;
	candidacy->submitted_at = timestamp_new(arena, at);
}

void candidacy_fold_opinion(Registry__Candidacy *candidacy, struct arena *arena,
			    const Registry__OpinionGiven *event, struct instant at)
{
	Registry__Opinion *opinion = arena_alloc(arena, sizeof(*opinion));

	candidacy->status = CANDIDACY_OPINION_GIVEN;
	candidacy->opinion = opinion;
	if (!opinion)
		return;
	registry__opinion__init(opinion);
	opinion->kind = event->kind;
	opinion->rank = event->rank;
	opinion->comment = event->comment;
	opinion->given_at = timestamp_new(arena, at);
}

void candidacy_fold_withdrawn(Registry__Candidacy *candidacy, const Registry__CandidacyWithdrawn *event)
{
	candidacy->status = CANDIDACY_WITHDRAWN;
	candidacy->closing_reason = event->reason;
}

void candidacy_fold_refused(Registry__Candidacy *candidacy, const Registry__CandidacyRefused *event)
{
	candidacy->status = CANDIDACY_REFUSED;
	candidacy->closing_reason = event->reason;
	candidacy->decision_reference = event->decision_reference;
}

void selection_fold_proposed(Registry__Selection *selection, struct arena *arena,
			     const Registry__SelectionProposed *event, struct instant at)
{
	registry__selection__init(selection);
	selection->id = event->selection_id;
	selection->region_code = event->region_code;
	selection->n_candidacy_ids = event->n_candidacy_ids;
	selection->candidacy_ids = event->candidacy_ids;
	selection->committee_date = event->committee_date;
	selection->minutes_reference = event->minutes_reference;
	selection->unfavourable_reason = event->unfavourable_reason;
	selection->n_departement_codes = event->n_departement_codes;
	selection->departement_codes = event->departement_codes;
	selection->proposed_at = timestamp_new(arena, at);
}

void label_fold_granted(Registry__Label *label, struct arena *arena, const Registry__LabelGranted *event,
			struct instant at)
{
	registry__label__init(label);
	label->id = event->label_id;
	label->status = LABEL_GRANTED;
	label->candidacy_id = event->candidacy_id;
	label->territory_name = event->territory_name;
	label->n_commune_codes = event->n_commune_codes;
	label->commune_codes = event->commune_codes;
	label->n_epci_sirens = event->n_epci_sirens;
	label->epci_sirens = event->epci_sirens;
	label->coordinating_departement_code = event->coordinating_departement_code;
	label->n_departement_codes = event->n_departement_codes;
	label->departement_codes = event->departement_codes;
	label->decision_reference = event->decision_reference;
	label->decision_date = event->decision_date;
	label->criteria_version = event->criteria_version;
	label->granted_at = timestamp_new(arena, at);
}

void label_fold_withdrawn(Registry__Label *label, const Registry__LabelWithdrawn *event)
{
	label->status = LABEL_WITHDRAWN;
	label->withdrawal_reason = event->reason;
	label->withdrawal_reference = event->decision_reference;
}
