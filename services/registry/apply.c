/* Folds events of candidacies, selections, labels and territories into the state. */
#include <string.h>

#include "registry/figures.h"
#include "registry/search.h"
#include "registry/state.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

static void reference_put(struct application *application, unsigned table, const char *key, const char *id)
{
	struct key text = key_of_text(key);

	txn_put(application->txn, table, key_bytes(&text), bytes_text(id));
}

static void references_delete(struct application *application, unsigned table, char *const *keys,
			      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct key text = key_of_text(keys[i]);

		txn_delete(application->txn, table, key_bytes(&text));
	}
}

static void candidacy_put(struct application *application, const Registry__Candidacy *candidacy)
{
	record_put_text(application->txn, application->arena, TABLE_CANDIDACIES, candidacy->id,
			&candidacy->base);
}

/* The communes of a closed candidacy may be in another one. */
static void candidacy_close(struct application *application, const Registry__Candidacy *candidacy)
{
	references_delete(application, TABLE_CANDIDATES, candidacy->commune_codes,
			  candidacy->n_commune_codes);
	candidacy_put(application, candidacy);
}

void registry_apply_candidacy_submitted(struct application *application,
					const Registry__CandidacySubmitted *event)
{
	Registry__Candidacy candidacy;

	candidacy_fold_submitted(&candidacy, application->arena, event, application->at);
	candidacy_put(application, &candidacy);
	for (size_t i = 0; i < event->n_commune_codes; i++)
		reference_put(application, TABLE_CANDIDATES, event->commune_codes[i], event->candidacy_id);
}

void registry_apply_opinion_given(struct application *application, const Registry__OpinionGiven *event)
{
	Registry__Candidacy *candidacy =
		candidacy_load(application->txn, application->arena, event->candidacy_id);

	if (!candidacy)
		return;
	candidacy_fold_opinion(candidacy, application->arena, event, application->at);
	candidacy_put(application, candidacy);
}

void registry_apply_candidacy_withdrawn(struct application *application,
					const Registry__CandidacyWithdrawn *event)
{
	Registry__Candidacy *candidacy =
		candidacy_load(application->txn, application->arena, event->candidacy_id);

	if (!candidacy)
		return;
	candidacy_fold_withdrawn(candidacy, event);
	candidacy_close(application, candidacy);
}

void registry_apply_candidacy_refused(struct application *application,
				      const Registry__CandidacyRefused *event)
{
	Registry__Candidacy *candidacy =
		candidacy_load(application->txn, application->arena, event->candidacy_id);

	if (!candidacy)
		return;
	candidacy_fold_refused(candidacy, event);
	candidacy_close(application, candidacy);
}

void registry_apply_selection_proposed(struct application *application,
				       const Registry__SelectionProposed *event)
{
	Registry__Selection selection;

	selection_fold_proposed(&selection, application->arena, event, application->at);
	record_put_text(application->txn, application->arena, TABLE_SELECTIONS, selection.id,
			&selection.base);
	for (size_t i = 0; i < event->n_candidacy_ids; i++) {
		Registry__Candidacy *candidacy =
			candidacy_load(application->txn, application->arena, event->candidacy_ids[i]);

		if (!candidacy)
			continue;
		candidacy->status = CANDIDACY_PROPOSED;
		candidacy->selection_id = event->selection_id;
		candidacy_put(application, candidacy);
	}
}

static void label_put(struct application *application, const Registry__Label *label)
{
	record_put_text(application->txn, application->arena, TABLE_LABELS, label->id, &label->base);
}

void registry_apply_label_granted(struct application *application, const Registry__LabelGranted *event)
{
	Registry__Candidacy *candidacy =
		candidacy_load(application->txn, application->arena, event->candidacy_id);
	Registry__Label label;

	label_fold_granted(&label, application->arena, event, application->at);
	label_put(application, &label);
	for (size_t i = 0; i < event->n_commune_codes; i++)
		reference_put(application, TABLE_LABELLED, event->commune_codes[i], event->label_id);
	figures_count_labelled_of(application->txn, event->commune_codes, event->n_commune_codes);
	if (!candidacy)
		return;
	candidacy->status = CANDIDACY_LABELLED;
	candidacy->label_id = event->label_id;
	candidacy_close(application, candidacy);
}

void registry_apply_label_withdrawn(struct application *application, const Registry__LabelWithdrawn *event)
{
	Registry__Label *label = label_load(application->txn, application->arena, event->label_id);

	if (!label)
		return;
	label_fold_withdrawn(label, event);
	label_put(application, label);
}

/* Its communes are free again, or others take their place. */
static void territory_release(struct application *application, const Registry__Territory *territory)
{
	references_delete(application, TABLE_LABELLED, territory->commune_codes, territory->n_commune_codes);
	figures_count_labelled_of(application->txn, territory->commune_codes, territory->n_commune_codes);
}

static void territory_put(struct application *application, const Registry__Territory *territory)
{
	record_put_text(application->txn, application->arena, TABLE_TERRITORIES, territory->id,
			&territory->base);
}

/* Adds one line to what has happened to a territory. */
static void history_add(struct application *application, Registry__Territory *territory,
			const Registry__TerritoryHistory *line)
{
	size_t count = territory->n_history;
	Registry__TerritoryHistory **history = arena_array(application->arena, count + 1, sizeof(*history));
	Registry__TerritoryHistory *copy = arena_alloc(application->arena, sizeof(*copy));

	if (!history || !copy)
		return;
	if (count)
		memcpy(history, territory->history, count * sizeof(*history));
	*copy = *line;
	copy->recorded_at = timestamp_new(application->arena, application->at);
	history[count] = copy;
	territory->history = history;
	territory->n_history = count + 1;
}

static void territory_name_put(struct txn *txn, const Registry__Territory *territory)
{
	struct place place = {.kind = PLACE_TERRITORY, .code = territory->id, .name = territory->name};

	for (size_t i = 0; i < territory->n_departement_codes; i++)
		place_add_departement(&place, territory->departement_codes[i]);
	search_put(txn, &place);
}

void registry_apply_territory_created(struct application *application,
				      const Registry__TerritoryCreated *event)
{
	Registry__TerritoryHistory line = REGISTRY__TERRITORY_HISTORY__INIT;
	Registry__Territory territory = REGISTRY__TERRITORY__INIT;

	territory.id = event->territory_id;
	territory.name = event->name;
	territory.status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED;
	territory.label_id = event->label_id;
	territory.n_commune_codes = event->n_commune_codes;
	territory.commune_codes = event->commune_codes;
	territory.n_epci_sirens = event->n_epci_sirens;
	territory.epci_sirens = event->epci_sirens;
	territory.coordinating_departement_code = event->coordinating_departement_code;
	territory.n_departement_codes = event->n_departement_codes;
	territory.departement_codes = event->departement_codes;
	line.step = REGISTRY__TERRITORY_STEP__TERRITORY_STEP_LABELLED;
	line.date = event->decision_date;
	line.reference = event->decision_reference;
	history_add(application, &territory, &line);
	territory_put(application, &territory);
	reference_put(application, TABLE_LABEL_TERRITORIES, event->label_id, event->territory_id);
	territory_name_put(application->txn, &territory);
	figures_add_territory(application->txn, event->coordinating_departement_code, 1);
}

void registry_apply_territory_ended(struct application *application, const Registry__TerritoryEnded *event)
{
	Registry__Territory *territory =
		territory_load(application->txn, application->arena, event->territory_id);
	Registry__TerritoryHistory line = REGISTRY__TERRITORY_HISTORY__INIT;

	if (!territory)
		return;
	territory->status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_ENDED;
	line.step = REGISTRY__TERRITORY_STEP__TERRITORY_STEP_ENDED;
	line.reference = event->decision_reference;
	line.note = event->reason;
	history_add(application, territory, &line);
	territory_put(application, territory);
	territory_release(application, territory);
	search_remove(application->txn, PLACE_TERRITORY, territory->id, territory->name);
	figures_add_territory(application->txn, territory->coordinating_departement_code, -1);
}

void registry_apply_territory_geography_changed(struct application *application,
						const Registry__TerritoryGeographyChanged *event)
{
	Registry__Territory *territory =
		territory_load(application->txn, application->arena, event->territory_id);
	Registry__TerritoryHistory line = REGISTRY__TERRITORY_HISTORY__INIT;

	if (!territory)
		return;
	territory_release(application, territory);
	territory->n_commune_codes = event->n_commune_codes;
	territory->commune_codes = event->commune_codes;
	territory->n_epci_sirens = event->n_epci_sirens;
	territory->epci_sirens = event->epci_sirens;
	line.step = REGISTRY__TERRITORY_STEP__TERRITORY_STEP_GEOGRAPHY;
	line.reference = arena_printf(application->arena, "COG %u", event->cog_year);
	line.note = event->note;
	history_add(application, territory, &line);
	territory_put(application, territory);
	for (size_t i = 0; i < event->n_commune_codes; i++)
		reference_put(application, TABLE_LABELLED, event->commune_codes[i], territory->label_id);
	figures_count_labelled_of(application->txn, event->commune_codes, event->n_commune_codes);
}

static void committee_add(struct application *application, Registry__Territory *territory,
			  Registry__Committee *committee)
{
	size_t count = territory->n_committees;
	Registry__Committee **committees = arena_array(application->arena, count + 1, sizeof(*committees));

	if (!committees)
		return;
	if (count)
		memcpy(committees, territory->committees, count * sizeof(*committees));
	committees[count] = committee;
	territory->committees = committees;
	territory->n_committees = count + 1;
}

/* The axes are those of the latest meeting that adopted some, in whichever order meetings are recorded. */
static void axes_follow(Registry__Territory *territory)
{
	const char *adopted_on = "";

	for (size_t i = 0; i < territory->n_committees; i++) {
		const Registry__Committee *committee = territory->committees[i];

		if (!committee->n_axes || strcmp(committee->held_on, adopted_on) < 0)
			continue;
		adopted_on = committee->held_on;
		territory->n_axes = committee->n_axes;
		territory->axes = committee->axes;
	}
}

void registry_apply_committee_held(struct application *application, const Registry__CommitteeHeld *event)
{
	Registry__Territory *territory =
		territory_load(application->txn, application->arena, event->territory_id);
	Registry__TerritoryHistory line = REGISTRY__TERRITORY_HISTORY__INIT;

	if (!territory)
		return;
	committee_add(application, territory, event->committee);
	axes_follow(territory);
	line.step = REGISTRY__TERRITORY_STEP__TERRITORY_STEP_COMMITTEE;
	line.date = event->committee->held_on;
	line.note = event->committee->place;
	history_add(application, territory, &line);
	territory_put(application, territory);
}
