/* Meetings of a territory's comité de projet. Nothing follows from one but what it says: the file of the
 * territory, and the axes of its project. */
#include <string.h>

#include "base/legal_time.h"
#include "base/utf8.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"

/* Of one territory: two a month for as long as the programme lasts. It bounds its record. */
enum { COMMITTEES_MAX = 150, AXES_MAX = 12, AXIS_MAX = 200 };

/* Whether a person would read the same, whatever the accents and capitals. */
static bool same_words(const char *a, const char *b)
{
	char left[TEXT_REFERENCE_MAX + 1], right[TEXT_REFERENCE_MAX + 1];

	utf8_fold(a, left, sizeof(left));
	utf8_fold(b, right, sizeof(right));
	return strcmp(left, right) == 0;
}

static Registry__Territory *find_territory(struct decision *decision, const char *id)
{
	Registry__Territory *territory = territory_load(decision->txn, decision->arena, id);

	if (!territory) {
		refuse(decision->refusal, FAULT_NOT_FOUND, "TERRITORY_UNKNOWN", "territory_id",
		       "Aucun territoire « %.26s ». Vérifiez son identifiant.", id);
		return NULL;
	}
	if (territory->status == REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_ENDED) {
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "TERRITORY_ENDED", "territory_id",
		       "« %s » est sorti du programme : son comité de projet ne se réunit plus.",
		       territory->name);
		return NULL;
	}
	return territory;
}

/* Today is the legal day there: overseas, not that of Paris. */
static bool check_held_on(struct decision *decision, const Registry__Territory *territory, const char *text)
{
	struct legal_zone zone = legal_zone_of_departement(territory->coordinating_departement_code);
	Registry__Label *label = label_load(decision->txn, decision->arena, territory->label_id);
	struct civil_date held_on, labelled_on;

	if (!check_date(decision->refusal, "held_on", text, &held_on))
		return false;
	if (civil_date_days(held_on) > civil_date_days(legal_date(zone, decision->now)))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DATE_IN_FUTURE", "held_on",
			      "La date est à venir : enregistrez la réunion une fois qu'elle s'est tenue.");
	if (label && civil_date_parse(label->decision_date, &labelled_on) &&
	    civil_date_days(held_on) < civil_date_days(labelled_on))
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "DATE_BEFORE_LABEL", "held_on",
			      "« %s » est labellisé depuis le %s : son comité de projet ne s'est pas réuni "
			      "avant. Vérifiez la date.",
			      territory->name, label->decision_date);
	return true;
}

static bool check_axes(struct refusal *refusal, char *const *axes, size_t count)
{
	if (count > AXES_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_AXES", "axes",
			      "%zu axes pour %d au plus : regroupez-les.", count, AXES_MAX);
	for (size_t i = 0; i < count; i++) {
		if (!check_text(refusal, "axes", axes[i], AXIS_MAX))
			return false;
		for (size_t j = 0; j < i; j++)
			if (same_words(axes[i], axes[j]))
				return refuse(refusal, FAULT_INVALID_ARGUMENT, "AXIS_TWICE", "axes",
					      "L'axe « %s » figure deux fois. Retirez le doublon.", axes[i]);
	}
	return true;
}

static bool check_new(struct refusal *refusal, const Registry__Territory *territory, const char *held_on,
		      const char *place)
{
	for (size_t i = 0; i < territory->n_committees; i++) {
		const Registry__Committee *known = territory->committees[i];

		if (strcmp(known->held_on, held_on) == 0 && same_words(known->place, place))
			return refuse(refusal, FAULT_ALREADY_EXISTS, "COMMITTEE_KNOWN", "held_on",
				      "La réunion du %s (%s) est déjà enregistrée.", held_on, known->place);
	}
	if (territory->n_committees >= COMMITTEES_MAX)
		return refuse(
			refusal, FAULT_FAILED_PRECONDITION, "TOO_MANY_COMMITTEES", "territory_id",
			"« %s » a déjà %d réunions enregistrées, le plus qu'un territoire puisse avoir. "
			"Signalez-le à l'ANCT.",
			territory->name, COMMITTEES_MAX);
	return true;
}

bool registry_decide_record_committee(struct decision *decision,
				      const Registry__RecordCommitteeRequest *request,
				      Registry__RecordCommitteeResponse *response)
{
	Registry__CommitteeHeld event = REGISTRY__COMMITTEE_HELD__INIT;
	Registry__Committee *committee = arena_alloc(decision->arena, sizeof(*committee));
	Registry__Territory *territory = find_territory(decision, request->territory_id);
	struct refusal *refusal = decision->refusal;

	if (!committee)
		return refuse_too_large(refusal);
	if (!territory || !check_held_on(decision, territory, request->held_on) ||
	    !check_text(refusal, "place", request->place, TEXT_NAME_MAX) ||
	    !check_optional_text(refusal, "decisions", request->decisions, TEXT_NOTE_MAX) ||
	    !check_axes(refusal, request->axes, request->n_axes) ||
	    !check_new(refusal, territory, request->held_on, request->place))
		return false;
	registry__committee__init(committee);
	committee->held_on = request->held_on;
	committee->place = request->place;
	committee->decisions = request->decisions;
	committee->n_axes = request->n_axes;
	committee->axes = request->axes;
	committee->recorded_at = timestamp_new(decision->arena, decision->now);
	event.territory_id = request->territory_id;
	event.committee = committee;
	emit(decision, &event.base, NULL);
	response->committee = committee;
	return true;
}
