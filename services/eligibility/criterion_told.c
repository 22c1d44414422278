/* Hard criteria as they are told: what is required, what there is, by which source, under which rule. */
#include "base/require.h"
#include "eligibility/score.h"

static Eligibility__CriterionCheck *check_new(struct query *query, const char *id, const char *title)
{
	Eligibility__CriterionCheck *check = arena_alloc(query->arena, sizeof(*check));

	require(check); /* a score is far smaller than the arena */
	eligibility__criterion_check__init(check);
	check->id = (char *)(uintptr_t)id;
	check->title = (char *)(uintptr_t)title;
	return check;
}

static Eligibility__CriterionCheck *population_told(struct query *query, const struct scores *scores,
						    size_t commune)
{
	const struct dataset *dataset = scores->dataset;
	const Registry__Criteria *criteria = scores->terms.criteria;
	const struct counted *counted = dataset_counted(dataset, commune, criteria->reference_year);
	const char *code = dataset->communes[commune], *name = score_commune_name(query, code);
	uint32_t limit = scores->terms.population_limit;
	Eligibility__CriterionCheck *check = check_new(
		query, counted ? "POPULATION_LIMIT" : "POPULATION_UNKNOWN",
		arena_printf(query->arena, "Moins de %u habitants en %u", limit, criteria->reference_year));

	check->legal_reference = arena_strdup(query->arena, criteria->legal_reference);
	check->missing = !counted;
	check->met = counted && counted->value < limit;
	if (!counted)
		check->reason = arena_printf(query->arena,
					     "La population municipale %u de %s (%s), année de référence des "
					     "critères %s, n'est pas connue.",
					     criteria->reference_year, name, code, criteria->version);
	else
		check->reason = arena_printf(query->arena,
					     "%s (%s) compte %u habitants (population municipale %u, %s) ; "
					     "il en faut moins de %u.",
					     name, code, counted->value, counted->year,
					     dataset->sources[counted->source], limit);
	return check;
}

static const char *relation(Eligibility__Comparison comparison)
{
	switch (comparison) {
	case ELIGIBILITY__COMPARISON__COMPARISON_BELOW:
		return "moins de";
	case ELIGIBILITY__COMPARISON__COMPARISON_AT_MOST:
		return "au plus";
	case ELIGIBILITY__COMPARISON__COMPARISON_EQUAL:
		return "exactement";
	case ELIGIBILITY__COMPARISON__COMPARISON_NOT_EQUAL:
		return "autre chose que";
	case ELIGIBILITY__COMPARISON__COMPARISON_AT_LEAST:
		return "au moins";
	case ELIGIBILITY__COMPARISON__COMPARISON_ABOVE:
		return "plus de";
	case ELIGIBILITY__COMPARISON__COMPARISON_UNSPECIFIED:
	case _ELIGIBILITY__COMPARISON_IS_INT_SIZE:
		break;
	}
	return "";
}

/* The value in words: what its label says, or the number and its unit. */
static const char *value_told(struct query *query, const Eligibility__Indicator *indicator, double value)
{
	const char *label = indicator_label(indicator, value);

	if (*label)
		return label;
	return arena_printf(query->arena, "%.*f %s", (int)indicator->decimals, value, indicator->unit);
}

/* The year and the source; of several years, the sources alone. */
static const char *origin_told(struct query *query, const struct scores *scores, const struct column *column,
			       size_t commune)
{
	const char *source = column_source(scores->dataset, column, commune);

	return column->year ? arena_printf(query->arena, "%u, %s", column->year, source) : source;
}

static Eligibility__CriterionCheck *criterion_told(struct query *query, const struct scores *scores,
						   const struct criterion_kept *kept, size_t commune)
{
	const Eligibility__Criterion *criterion = kept->criterion;
	const Eligibility__Condition *condition = criterion->condition;
	const Eligibility__Indicator *indicator = kept->column->indicator;
	const char *code = scores->dataset->communes[commune], *name = score_commune_name(query, code);
	double value = kept->column->values[commune];
	Eligibility__CriterionCheck *check = check_new(query, criterion->id, criterion->title);

	check->legal_reference = criterion->legal_reference;
	check->missing = isnan(value);
	check->met = criterion_met(kept, commune);
	if (check->missing)
		check->reason = arena_printf(
			query->arena, "%s (%s) : « %s » n'est pas connu ; le critère ne s'y oppose pas.",
			name, code, indicator->title);
	else
		check->reason = arena_printf(
			query->arena, "%s (%s) : « %s » est %s (%s) ; il faut %s %s.", name, code,
			indicator->title, value_told(query, indicator, value),
			origin_told(query, scores, kept->column, commune), relation(condition->comparison),
			value_told(query, indicator, condition->threshold));
	return check;
}

Eligibility__CriterionCheck **criteria_told(struct query *query, const struct scores *scores, size_t commune,
					    size_t *ret_count)
{
	size_t count = scores->terms.grid->n_criteria, told = 0;
	Eligibility__CriterionCheck **checks = arena_array(query->arena, count + 2, sizeof(*checks));

	require(checks);
	checks[told++] = population_told(query, scores, commune);
	for (size_t i = 0; i < count; i++)
		if (scores->criteria[i].in_force)
			checks[told++] = criterion_told(query, scores, &scores->criteria[i], commune);
	*ret_count = told;
	return checks;
}
