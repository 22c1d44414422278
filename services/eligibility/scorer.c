#include "eligibility/scorer.h"

#include "base/require.h"

static void *column(struct arena *arena, const struct dataset *dataset, size_t size)
{
	void *made = arena_array(arena, dataset->count + 1, size);

	require(made); /* the country is far smaller than the arena */
	return made;
}

/* ---- One indicator */

struct reference {
	const uint32_t *groups;
	uint32_t count;
};

static struct reference reference_of(const struct dataset *dataset, Eligibility__Reference reference)
{
	switch (reference) {
	case ELIGIBILITY__REFERENCE__REFERENCE_REGION:
		return (struct reference){dataset->regions, dataset->region_codes.count};
	case ELIGIBILITY__REFERENCE__REFERENCE_DEPARTEMENT:
		return (struct reference){dataset->departements, dataset->departement_codes.count};
	case ELIGIBILITY__REFERENCE__REFERENCE_EPCI:
		return (struct reference){dataset->epcis, dataset->epci_sirens.count};
	case ELIGIBILITY__REFERENCE__REFERENCE_NATION:
	case ELIGIBILITY__REFERENCE__REFERENCE_UNSPECIFIED:
	case _ELIGIBILITY__REFERENCE_IS_INT_SIZE:
		break;
	}
	return (struct reference){NULL, 1};
}

static uint16_t percentile_missing(Eligibility__MissingRule rule)
{
	return rule == ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL ? NEUTRAL_BP : 0;
}

static uint16_t percentile_of(uint32_t better, uint32_t worse)
{
	uint64_t others = (uint64_t)better + worse;

	return others ? (uint16_t)(((uint64_t)worse * WHOLE_BP + others / 2) / others) : WHOLE_BP;
}

static void score_indicator(struct arena *arena, const struct dataset *dataset, struct scored *scored)
{
	const Eligibility__GridIndicator *line = scored->line;
	struct reference reference = reference_of(dataset, line->reference);
	struct contest contest = {.count = dataset->count,
				  .groups = reference.groups,
				  .group_count = reference.count,
				  .lower_is_better =
					  line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER};

	scored->measure = scored->indicator->measure(arena, dataset);
	scored->groups = reference.groups;
	scored->percentiles = column(arena, dataset, sizeof(*scored->percentiles));
	scored->contributions = column(arena, dataset, sizeof(*scored->contributions));
	contest.values = scored->measure.values;
	contest.has = scored->measure.has;
	scored->ranking = ranking_of(arena, &contest);
	for (size_t i = 0; i < dataset->count; i++) {
		uint32_t rank = scored->ranking.rank[i];

		scored->percentiles[i] = rank ? percentile_of(rank - 1, scored->ranking.worse[i])
					      : percentile_missing(line->missing);
		scored->contributions[i] =
			(uint16_t)((line->weight_bp * scored->percentiles[i] + WHOLE_BP / 2) / WHOLE_BP);
	}
}

/* ---- All of them */

static void add_up(struct scores *scores, const struct scored *scored)
{
	for (size_t i = 0; i < scores->dataset->count; i++) {
		scores->score[i] += scored->contributions[i];
		if (scored_has(scored, i))
			scores->completeness[i] += (uint16_t)scored->line->weight_bp;
	}
}

/* Fewer inhabitants than the limit, in the year that the criteria name. */
static enum failed_criterion check_criteria(const struct scores *scores, size_t commune)
{
	const struct counted *counted =
		dataset_counted(scores->dataset, commune, scores->criteria->reference_year);

	if (!counted)
		return FAILED_POPULATION_UNKNOWN;
	return counted->value < scores->criteria->population_limit ? FAILED_NONE : FAILED_POPULATION_LIMIT;
}

static void find_eligible(struct scores *scores)
{
	for (size_t i = 0; i < scores->dataset->count; i++) {
		scores->failed[i] = check_criteria(scores, i);
		scores->eligible[i] = scores->failed[i] == FAILED_NONE;
		scores->eligible_count += scores->eligible[i];
	}
}

static void rank_eligible(struct arena *arena, struct scores *scores)
{
	const struct dataset *dataset = scores->dataset;
	uint32_t *values = column(arena, dataset, sizeof(*values));
	struct contest contest = {
		.count = dataset->count, .values = values, .has = scores->eligible, .group_count = 1};

	for (size_t i = 0; i < dataset->count; i++)
		values[i] = scores->score[i];
	scores->nation = ranking_of(arena, &contest);
	contest.groups = dataset->departements;
	contest.group_count = dataset->departement_codes.count;
	scores->departement = ranking_of(arena, &contest);
	contest.groups = dataset->regions;
	contest.group_count = dataset->region_codes.count;
	scores->region = ranking_of(arena, &contest);
}

/* Communes come by code, and equal keys keep their order. */
static void put_in_order(struct arena *arena, struct scores *scores)
{
	size_t count = scores->dataset->count;
	struct arena_mark mark;
	struct ranked *items, *spare;

	scores->order = column(arena, scores->dataset, sizeof(*scores->order));
	mark = arena_mark(arena);
	items = column(arena, scores->dataset, sizeof(*items));
	spare = column(arena, scores->dataset, sizeof(*spare));
	for (size_t i = 0; i < count; i++) {
		items[i].key = (uint32_t)(WHOLE_BP - scores->score[i]);
		items[i].key += scores->eligible[i] ? 0 : WHOLE_BP + 1;
		items[i].number = (uint32_t)i;
	}
	radix_sort(items, spare, count);
	for (size_t i = 0; i < count; i++)
		scores->order[i] = items[i].number;
	arena_rewind(arena, mark);
}

void scores_make(struct arena *arena, const Eligibility__Grid *grid, const Registry__Criteria *criteria,
		 const struct dataset *dataset, struct scores *ret)
{
	*ret = (struct scores){
		.dataset = dataset,
		.grid = grid,
		.criteria = criteria,
		.scored = arena_array(arena, grid->n_indicators + 1, sizeof(*ret->scored)),
		.scored_count = grid->n_indicators,
		.score = column(arena, dataset, sizeof(*ret->score)),
		.completeness = column(arena, dataset, sizeof(*ret->completeness)),
		.failed = column(arena, dataset, sizeof(*ret->failed)),
		.eligible = column(arena, dataset, sizeof(*ret->eligible)),
	};
	require(ret->scored);
	for (size_t i = 0; i < grid->n_indicators; i++) {
		ret->scored[i].line = grid->indicators[i];
		ret->scored[i].indicator = indicator_find(grid->indicators[i]->indicator_id);
		require(ret->scored[i].indicator); /* checked when the grid was adopted */
		score_indicator(arena, dataset, &ret->scored[i]);
		add_up(ret, &ret->scored[i]);
	}
	find_eligible(ret);
	rank_eligible(arena, ret);
	put_in_order(arena, ret);
}
