/* What a grid must be: readable by whom it ranks, and adding up. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "eligibility/grids.h"
#include "eligibility/indicators.h"
#include "eligibility/scorer.h"
#include "service/check.h"

enum { LINES_MAX = 64, CRITERIA_MAX = 16, STEPS_MAX = 64, NAME_MAX_BYTES = 200, TEXT_MAX_BYTES = 1000 };

/* ---- Indicators */

/* What of the grid is being checked, and the name of its fields. */
struct line {
	struct refusal *refusal;
	const struct indicators *indicators;
	const Eligibility__Grid *grid;
	const char *list; /* of the grid; NULL: the grid itself */
	size_t n;
	char field[REFUSAL_FIELD_MAX];
};

static const char *field_of(struct line *line, const char *name)
{
	if (line->list)
		(void)snprintf(line->field, sizeof(line->field), "grid.%s[%zu].%s", line->list, line->n,
			       name);
	else
		(void)snprintf(line->field, sizeof(line->field), "grid.%s", name);
	return line->field;
}

/* Says where what was refused stands, for who reads the file. Always false. */
static bool name_line(struct line *line, const char *what, const char *id)
{
	const struct refusal bare = *line->refusal;

	*line->refusal = (struct refusal){0};
	refuse(line->refusal, bare.fault, bare.reason, NULL, "%s %zu, « %.40s » : %s", what, line->n + 1, id,
	       bare.message);
	for (unsigned i = 0; i < bare.field_count; i++)
		refusal_add_field(line->refusal, bare.fields[i]);
	return false;
}

static bool check_dates(struct line *line, const char *valid_from, const char *valid_until)
{
	struct civil_date from, until;

	if (!check_date(line->refusal, field_of(line, "valid_from"), valid_from, &from))
		return false;
	if (!*valid_until) /* no end is foreseen */
		return true;
	if (!check_date(line->refusal, field_of(line, "valid_until"), valid_until, &until))
		return false;
	if (civil_date_days(until) < civil_date_days(from))
		return refuse(
			line->refusal, FAULT_INVALID_ARGUMENT, "DATES_REVERSED",
			field_of(line, "valid_until"),
			"Il ou elle cesserait de valoir (%s) avant de valoir (%s). Corrigez l'une des deux "
			"dates.",
			valid_until, valid_from);
	return true;
}

static bool refuse_choice(struct line *line, const char *name, const char *choices)
{
	return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "CHOICE_MISSING", field_of(line, name),
		      "Choisissez %s.", choices);
}

static bool check_asked_year(struct line *line, const Eligibility__Indicator *indicator, const char *name,
			     uint32_t year)
{
	if (!year)
		return true;
	if (indicator->origin_case == ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
		return check_year(line->refusal, field_of(line, name), year);
	return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "YEAR_NOT_ALLOWED", field_of(line, name),
		      "« %.40s » se calcule : il n'a pas de millésime à choisir.", indicator->id);
}

static bool check_indicator_id(struct line *line, const Eligibility__GridIndicator *of)
{
	const Eligibility__Indicator *indicator = indicators_find(line->indicators, of->indicator_id);

	if (!indicator)
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_UNKNOWN",
			      field_of(line, "indicator_id"),
			      "« %.40s » n'est pas un indicateur défini. ListIndicators dit ceux qu'il y a ; "
			      "pvd import definitions en ajoute.",
			      of->indicator_id);
	if (indicator_is_group(indicator))
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_IS_GROUP",
			      field_of(line, "indicator_id"),
			      "« %.40s » groupe des communes : il n'a pas de valeur à noter.",
			      of->indicator_id);
	if (!check_asked_year(line, indicator, "year", of->year))
		return false;
	for (size_t i = 0; i < line->n; i++)
		if (strcmp(line->grid->indicators[i]->indicator_id, of->indicator_id) == 0 &&
		    line->grid->indicators[i]->year == of->year)
			return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_TWICE",
				      field_of(line, "indicator_id"),
				      "L'indicateur « %s » figure deux fois. Retirez l'une des deux lignes.",
				      of->indicator_id);
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

/* ---- What becomes of a value */

static bool check_group(struct line *line, const char *group_id)
{
	const Eligibility__Indicator *group = indicators_find(line->indicators, group_id);

	if (group_is_built_in(group_id) || (group && indicator_parts(group)))
		return true;
	return refuse(
		line->refusal, FAULT_INVALID_ARGUMENT, "GROUP_UNKNOWN", field_of(line, "percentile.group_id"),
		"« %.40s » ne dit pas à qui la commune est comparée : nation, region, departement, epci, un "
		"indicateur de nature groupe, ou une classe dont les valeurs ont un libellé.",
		group_id);
}

static bool check_bounds(struct line *line, double low, double high, double least)
{
	return (isfinite(low) && isfinite(high) && low < high && low > least) ||
	       refuse(line->refusal, FAULT_INVALID_ARGUMENT, "BOUNDS_INVALID",
		      field_of(line, "transformation"),
		      "Les bornes sont deux nombres finis, la basse sous la haute%s.",
		      least == 0 ? ", et au-dessus de zéro" : "");
}

static bool check_steps(struct line *line, const Eligibility__Steps *of)
{
	bool ok = of->n_steps > 0 && of->n_steps <= STEPS_MAX;

	for (size_t i = 0; ok && i < of->n_steps; i++)
		ok = isfinite(of->steps[i]->from) && of->steps[i]->value >= 0 && of->steps[i]->value <= 1 &&
		     (i == 0 || of->steps[i]->from > of->steps[i - 1]->from);
	return ok || refuse(line->refusal, FAULT_INVALID_ARGUMENT, "STEPS_INVALID", field_of(line, "steps"),
			    "De 1 à %d paliers croissants, dont la valeur va de 0 à 1.", STEPS_MAX);
}

static bool check_transformation(struct line *line, const Eligibility__GridIndicator *of)
{
	switch (of->transformation_case) {
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE:
		return check_direction(line, of->direction) && check_group(line, of->percentile->group_id);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR:
		return check_direction(line, of->direction) &&
		       check_bounds(line, of->linear->low, of->linear->high, -INFINITY);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM:
		return check_direction(line, of->direction) &&
		       check_bounds(line, of->logarithm->low, of->logarithm->high, 0);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS:
		return check_steps(line, of->steps);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__NOT_SET:
	case _ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__CASE_IS_INT_SIZE:
		break;
	}
	return refuse_choice(line, "transformation",
			     "ce que devient la valeur : percentile, linear, logarithm ou steps");
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

	if (!check_indicator_id(line, indicator) || !check_transformation(line, indicator))
		return false;
	if (indicator->weight_bp == 0 || indicator->weight_bp > WHOLE_BP)
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "WEIGHT_INVALID",
			      field_of(line, "weight_bp"),
			      "Un poids va de 1 à 10 000 (dix-millièmes) ; ici %u.", indicator->weight_bp);
	return check_missing(line, indicator->missing) &&
	       check_text(line->refusal, field_of(line, "reason"), indicator->reason, TEXT_MAX_BYTES);
}

static bool check_lines(struct refusal *refusal, const struct indicators *indicators,
			const Eligibility__Grid *grid)
{
	struct line line = {.refusal = refusal, .indicators = indicators, .grid = grid, .list = "indicators"};
	uint32_t sum = 0;

	if (grid->n_indicators == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "INDICATORS_MISSING", "grid.indicators",
			      "Indiquez au moins un indicateur.");
	if (grid->n_indicators > LINES_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_INDICATORS", "grid.indicators",
			      "%zu indicateurs pour %d au plus.", grid->n_indicators, LINES_MAX);
	for (; line.n < grid->n_indicators; line.n++) {
		if (!check_line(&line))
			return name_line(&line, "Ligne", grid->indicators[line.n]->indicator_id);
		sum += grid->indicators[line.n]->weight_bp;
	}
	if (sum != WHOLE_BP)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "WEIGHTS_SUM", "grid.indicators",
			      "Les poids font %u ; ils doivent faire 10 000. Il s'en faut de %d.", sum,
			      WHOLE_BP - (int)sum);
	return true;
}

/* ---- Hard criteria */

/* Which indicators speak of centrality, or are made of one that does: by their numbers. */
struct central {
	const struct indicators *indicators;
	bool is[INDICATORS_MAX];
};

static bool is_free(void *ctx, const struct ingredient *ingredient)
{
	const struct central *central = ctx;

	for (size_t i = 0; i < central->indicators->count; i++)
		if (strcmp(central->indicators->all[i]->id, ingredient->id) == 0)
			return !central->is[i];
	return true;
}

/* Each comes after those that it is made of, and is looked at once. */
static void find_central(const struct indicators *indicators, struct central *ret)
{
	*ret = (struct central){.indicators = indicators};
	for (size_t i = 0; i < indicators->count; i++)
		ret->is[i] = indicators->all[i]->theme == ELIGIBILITY__THEME__THEME_CENTRALITY ||
			     !indicator_visit(indicators->all[i], is_free, ret);
}

/* The instruction wants towns that are centres, and does not say by which study: a score weighs centrality, nothing
 * rejects by it (real selections hold towns that the study of 2021 does not count as centres). */
static bool check_no_centrality(struct line *line, const char *id)
{
	struct ingredient ingredient = {.id = id};
	struct central central;

	find_central(line->indicators, &central);
	return is_free(&central, &ingredient) ||
	       refuse(line->refusal, FAULT_INVALID_ARGUMENT, "CENTRALITY_ALONE",
		      field_of(line, "condition.operand.indicator_id"),
		      "« %.40s » dit la centralité, ou en est fait : aucune grille n'écarte une commune par "
		      "elle "
		      "seule. Donnez-lui un poids.",
		      id);
}

static bool check_condition(struct line *line, const Eligibility__Condition *condition)
{
	const Eligibility__Indicator *of =
		condition && condition->operand
			? indicators_find(line->indicators, condition->operand->indicator_id)
			: NULL;

	if (!of || indicator_is_group(of))
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "INDICATOR_UNKNOWN",
			      field_of(line, "condition.operand.indicator_id"),
			      "Un critère porte sur un indicateur défini, qui a une valeur.");
	if (condition->comparison == ELIGIBILITY__COMPARISON__COMPARISON_UNSPECIFIED ||
	    !isfinite(condition->threshold))
		return refuse_choice(line, "condition", "une comparaison et un seuil");
	if (!check_asked_year(line, of, "condition.operand.year", condition->operand->year))
		return false;
	return check_no_centrality(line, of->id);
}

static bool check_criterion_id(struct line *line, const char *id)
{
	size_t len = strlen(id);

	if (len == 0 || len > GRID_VERSION_MAX ||
	    strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != len ||
	    strncmp(id, "POPULATION_", 11) == 0 || strcmp(id, "NOT_SCORED") == 0)
		return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "CRITERION_ID_INVALID",
			      field_of(line, "id"),
			      "« %.64s » : un critère est nommé par des majuscules, chiffres et traits bas ; "
			      "POPULATION_… est pris.",
			      id);
	for (size_t i = 0; i < line->n; i++)
		if (strcmp(line->grid->criteria[i]->id, id) == 0)
			return refuse(line->refusal, FAULT_INVALID_ARGUMENT, "CRITERION_TWICE",
				      field_of(line, "id"), "Le critère « %s » figure deux fois.", id);
	return true;
}

static bool check_criteria(struct refusal *refusal, const struct indicators *indicators,
			   const Eligibility__Grid *grid)
{
	struct line line = {.refusal = refusal, .indicators = indicators, .grid = grid, .list = "criteria"};

	if (grid->n_criteria > CRITERIA_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_CRITERIA", "grid.criteria",
			      "%zu critères pour %d au plus.", grid->n_criteria, CRITERIA_MAX);
	for (; line.n < grid->n_criteria; line.n++) {
		const Eligibility__Criterion *of = grid->criteria[line.n];

		if (!check_criterion_id(&line, of->id) ||
		    !check_text(refusal, field_of(&line, "title"), of->title, NAME_MAX_BYTES) ||
		    !check_condition(&line, of->condition) ||
		    !check_dates(&line, of->valid_from, of->valid_until) ||
		    !check_text(refusal, field_of(&line, "legal_reference"), of->legal_reference,
				TEXT_MAX_BYTES))
			return name_line(&line, "Critère", of->id);
	}
	return true;
}

/* ---- The grid */

bool grid_check(struct refusal *refusal, const struct indicators *indicators, const Eligibility__Grid *grid)
{
	struct line line = {.refusal = refusal, .indicators = indicators, .grid = grid};

	if (!grid)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "GRID_MISSING", "grid",
			      "Indiquez la grille à adopter.");
	return check_text(refusal, "grid.version", grid->version, GRID_VERSION_MAX) &&
	       check_text(refusal, "grid.title", grid->title, NAME_MAX_BYTES) &&
	       check_text(refusal, "grid.author", grid->author, NAME_MAX_BYTES) &&
	       check_text(refusal, "grid.source", grid->source, TEXT_MAX_BYTES) &&
	       check_dates(&line, grid->valid_from, grid->valid_until) &&
	       check_text(refusal, "grid.criteria_version", grid->criteria_version, GRID_VERSION_MAX) &&
	       check_lines(refusal, indicators, grid) && check_criteria(refusal, indicators, grid);
}
