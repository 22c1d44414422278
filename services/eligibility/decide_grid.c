/* A grid is checked wholly when it is adopted: what ranks communes must be readable, and must add up. */
#include <stdio.h>
#include <string.h>

#include "eligibility/grids.h"
#include "eligibility/indicators.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

enum { INDICATORS_MAX = 64, NAME_MAX_BYTES = 200, TEXT_MAX_BYTES = 1000 };

static bool check_dates(struct refusal *refusal, const Eligibility__Grid *grid)
{
	struct civil_date from, until;

	if (!check_date(refusal, "grid.valid_from", grid->valid_from, &from))
		return false;
	if (!*grid->valid_until) /* no end is foreseen */
		return true;
	if (!check_date(refusal, "grid.valid_until", grid->valid_until, &until))
		return false;
	if (civil_date_days(until) < civil_date_days(from))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "DATES_REVERSED", "grid.valid_until",
			      "La grille cesserait de valoir (%s) avant de valoir (%s). Corrigez l'une des "
			      "deux dates.",
			      grid->valid_until, grid->valid_from);
	return true;
}

/* ---- Indicators */

/* One line of the grid being checked, and the name of its fields. */
struct line {
	struct refusal *refusal;
	const Eligibility__Grid *grid;
	size_t n;
	char field[REFUSAL_FIELD_MAX];
};

static const char *field_of(struct line *line, const char *name)
{
	(void)snprintf(line->field, sizeof(line->field), "grid.indicators[%zu].%s", line->n, name);
	return line->field;
}

static bool refuse_choice(struct line *line, const char *name, const char *choices)
{
	return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "CHOICE_MISSING", field_of(line, name),
		      "Choisissez %s.", choices);
}

static bool refuse_unknown_indicator(struct line *line, const char *id)
{
	char known[200] = "";
	size_t len = 0;

	for (size_t i = 0; i < INDICATOR_COUNT && len < sizeof(known); i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s« %s »", i ? ", " : "",
					INDICATORS[i].id);
	return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_UNKNOWN",
		      field_of(line, "indicator_id"),
		      "« %.40s » n'est pas un indicateur. Ceux que ce service connaît : %s.", id, known);
}

static bool check_indicator_id(struct line *line, const char *id)
{
	if (!indicator_find(id))
		return refuse_unknown_indicator(line, id);
	for (size_t i = 0; i < line->n; i++)
		if (strcmp(line->grid->indicators[i]->indicator_id, id) == 0)
			return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_TWICE",
				      field_of(line, "indicator_id"),
				      "L'indicateur « %s » figure deux fois. Retirez l'une des deux lignes.",
				      id);
	return true;
}

static bool check_direction(struct line *line, Eligibility__Direction direction)
{
	switch (direction) {
	case ELIGIBILITY__DIRECTION__DIRECTION_HIGHER:
	case ELIGIBILITY__DIRECTION__DIRECTION_LOWER:
		return true;
	case ELIGIBILITY__DIRECTION__DIRECTION_UNSPECIFIED:
	case _ELIGIBILITY__DIRECTION_IS_INT_SIZE:
		break;
	}
	return refuse_choice(line, "direction", "le sens : DIRECTION_HIGHER ou DIRECTION_LOWER");
}

static bool check_reference(struct line *line, Eligibility__Reference reference)
{
	switch (reference) {
	case ELIGIBILITY__REFERENCE__REFERENCE_NATION:
	case ELIGIBILITY__REFERENCE__REFERENCE_REGION:
	case ELIGIBILITY__REFERENCE__REFERENCE_DEPARTEMENT:
	case ELIGIBILITY__REFERENCE__REFERENCE_EPCI:
		return true;
	case ELIGIBILITY__REFERENCE__REFERENCE_UNSPECIFIED:
	case _ELIGIBILITY__REFERENCE_IS_INT_SIZE:
		break;
	}
	return refuse_choice(line, "reference",
			     "à qui la commune est comparée : REFERENCE_NATION, REFERENCE_REGION, "
			     "REFERENCE_DEPARTEMENT ou REFERENCE_EPCI");
}

static bool check_missing(struct line *line, Eligibility__MissingRule missing)
{
	switch (missing) {
	case ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL:
	case ELIGIBILITY__MISSING_RULE__MISSING_RULE_WORST:
		return true;
	case ELIGIBILITY__MISSING_RULE__MISSING_RULE_UNSPECIFIED:
	case _ELIGIBILITY__MISSING_RULE_IS_INT_SIZE:
		break;
	}
	return refuse_choice(line, "missing",
			     "ce que reçoit une commune sans valeur : MISSING_RULE_NEUTRAL ou "
			     "MISSING_RULE_WORST");
}

static bool check_line(struct line *line)
{
	const Eligibility__GridIndicator *indicator = line->grid->indicators[line->n];

	if (!check_indicator_id(line, indicator->indicator_id) ||
	    !check_direction(line, indicator->direction) || !check_reference(line, indicator->reference))
		return false;
	if (indicator->weight_bp == 0 || indicator->weight_bp > WHOLE_BP)
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "WEIGHT_INVALID",
			      field_of(line, "weight_bp"),
			      "Un poids va de 1 à 10 000 (dix-millièmes) ; ici %u.", indicator->weight_bp);
	return check_missing(line, indicator->missing) &&
	       check_text(line->refusal, field_of(line, "reason"), indicator->reason, TEXT_MAX_BYTES);
}

static bool check_lines(struct refusal *refusal, const Eligibility__Grid *grid)
{
	struct line line = {.refusal = refusal, .grid = grid};
	uint32_t sum = 0;

	if (grid->n_indicators == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "INDICATORS_MISSING", "grid.indicators",
			      "Indiquez au moins un indicateur.");
	if (grid->n_indicators > INDICATORS_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_INDICATORS", "grid.indicators",
			      "%zu indicateurs pour %d au plus.", grid->n_indicators, INDICATORS_MAX);
	for (; line.n < grid->n_indicators; line.n++) {
		if (!check_line(&line))
			return false;
		sum += grid->indicators[line.n]->weight_bp;
	}
	if (sum != WHOLE_BP)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "WEIGHTS_SUM", "grid.indicators",
			      "Les poids font %u ; ils doivent faire 10 000. Il s'en faut de %d.", sum,
			      WHOLE_BP - (int)sum);
	return true;
}

/* ---- The grid */

static bool check_grid(struct decision *decision, const Eligibility__Grid *grid)
{
	struct refusal *refusal = decision->refusal;

	if (!grid)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "GRID_MISSING", "grid",
			      "Indiquez la grille à adopter.");
	return check_text(refusal, "grid.version", grid->version, GRID_VERSION_MAX) &&
	       check_text(refusal, "grid.title", grid->title, NAME_MAX_BYTES) &&
	       check_text(refusal, "grid.author", grid->author, NAME_MAX_BYTES) &&
	       check_text(refusal, "grid.source", grid->source, TEXT_MAX_BYTES) &&
	       check_dates(refusal, grid) &&
	       check_text(refusal, "grid.criteria_version", grid->criteria_version, GRID_VERSION_MAX) &&
	       check_lines(refusal, grid);
}

bool eligibility_decide_adopt_grid(struct decision *decision, const Eligibility__AdoptGridRequest *request,
				   Eligibility__AdoptGridResponse *response)
{
	Eligibility__GridAdopted event = ELIGIBILITY__GRID_ADOPTED__INIT;
	Eligibility__Grid *current = grid_in_force(decision->txn, decision->arena), *known, grid;

	if (!check_grid(decision, request->grid))
		return false;
	grid = *request->grid;
	grid.adopted_at = NULL; /* ours to say */
	known = grid_load(decision->txn, decision->arena, grid.version);
	if (known && !grid_same(decision->arena, known, &grid))
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "GRID_VERSION_USED", "grid.version",
			      "La version « %s » désigne déjà une autre grille. Donnez une nouvelle version "
			      "à celle-ci.",
			      known->version);
	if (!criteria_known(decision->txn, decision->arena, grid.criteria_version))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CRITERIA_UNKNOWN",
			      "grid.criteria_version",
			      "Le registre n'a pas encore dit de critères « %s ». Faites-les y adopter "
			      "d'abord (pvd import criteria), ou corrigez la version.",
			      grid.criteria_version);
	response->grid = current;
	if (current && grid_same(decision->arena, current, &grid))
		return true;
	event.grid = &grid;
	emit(decision, &event.base, NULL);
	response->grid = grid_adopted(decision->arena, &grid, decision->now);
	return true;
}
