#include "eligibility/scorer.h"

#include "base/require.h"

static void *column(struct arena *arena, const struct dataset *dataset, size_t size)
{
	void *made = arena_array(arena, dataset->count + 1, size);

	require(made); /* the country is far smaller than the arena */
	return made;
}

/* ---- Hard criteria */

bool criterion_in_force(const Eligibility__Criterion *criterion, struct civil_date on)
{
	struct civil_date from, until;

	return civil_date_parse(criterion->valid_from, &from) &&
	       civil_date_days(from) <= civil_date_days(on) &&
	       (!*criterion->valid_until || !civil_date_parse(criterion->valid_until, &until) ||
		civil_date_days(on) <= civil_date_days(until));
}

/* Fewer inhabitants than the limit, in the year that the criteria name. */
static enum failed_criterion check_population(const struct scores *scores, size_t commune)
{
	const struct counted *counted =
		dataset_counted(scores->dataset, commune, scores->terms.criteria->reference_year);

	if (!counted)
		return FAILED_POPULATION_UNKNOWN;
	return counted->value < scores->terms.population_limit ? FAILED_NONE : FAILED_POPULATION_LIMIT;
}

static unsigned check_criteria(const struct scores *scores, size_t commune)
{
	enum failed_criterion failed = check_population(scores, commune);

	if (failed != FAILED_NONE)
		return failed;
	for (size_t i = 0; i < scores->terms.grid->n_criteria; i++)
		if (!criterion_met(&scores->criteria[i], commune))
			return FAILED_GRID_CRITERION + (unsigned)i;
	return FAILED_NONE;
}

static void open_criteria(struct arena *arena, struct columns *columns, struct scores *scores)
{
	const Eligibility__Grid *grid = scores->terms.grid;

	scores->criteria = arena_array(arena, grid->n_criteria + 1, sizeof(*scores->criteria));
	require(scores->criteria);
	for (size_t i = 0; i < grid->n_criteria; i++)
		scores->criteria[i] = (struct criterion_kept){
			.criterion = grid->criteria[i],
			.column = columns_operand(columns, grid->criteria[i]->condition->operand),
			.in_force = criterion_in_force(grid->criteria[i], scores->terms.criteria_on),
		};
}

/* Who belongs to the scope, and who of them is eligible. */
static void find_eligible(struct scores *scores)
{
	const struct dataset *dataset = scores->dataset;
	const struct scoring_terms *terms = &scores->terms;
	uint32_t departement = codes_find(&dataset->departement_codes, terms->departement_code);
	uint32_t region = codes_find(&dataset->region_codes, terms->region_code);

	for (size_t i = 0; i < dataset->count; i++) {
		scores->in_scope[i] =
			(!*terms->departement_code || dataset->departements[i] == departement) &&
			(!*terms->region_code || dataset->regions[i] == region);
		scores->failed[i] = (uint8_t)check_criteria(scores, i);
		scores->eligible[i] = scores->in_scope[i] && scores->failed[i] == FAILED_NONE;
		scores->commune_count += scores->in_scope[i];
		scores->eligible_count += scores->eligible[i];
	}
}

const char *scores_failed_name(const struct scores *scores, size_t commune)
{
	switch (scores->failed[commune]) {
	case FAILED_NONE:
		return "";
	case FAILED_POPULATION_LIMIT:
		return "POPULATION_LIMIT";
	case FAILED_POPULATION_UNKNOWN:
		return "POPULATION_UNKNOWN";
	default:
		return scores->terms.grid->criteria[scores->failed[commune] - FAILED_GRID_CRITERION]->id;
	}
}

/* ---- Points */

static void add_completeness(struct scores *scores, size_t line, uint16_t weight)
{
	const struct levels *levels = scores->levels[line];
	size_t count = scores->dataset->count;

	if (!levels->ranking.rank && levels->column->known == count)
		for (size_t i = 0; i < count; i++)
			scores->completeness[i] += weight;
	else
		for (size_t i = 0; i < count; i++)
			scores->completeness[i] += scores_has(scores, line, i) ? weight : 0;
}

static void add_up(struct scores *scores, size_t line)
{
	uint32_t weight = scores->terms.grid->indicators[line]->weight_bp;
	const uint32_t *levels = scores->levels[line]->levels;

	for (size_t i = 0; i < scores->dataset->count; i++)
		scores->score[i] += (uint64_t)weight * levels[i];
	add_completeness(scores, line, (uint16_t)weight);
}

/* ---- Ranks */

static void rank_eligible(struct arena *arena, struct scores *scores, const struct order *order)
{
	const struct dataset *dataset = scores->dataset;
	struct contest contest = {.order = order, .count = dataset->count, .group_count = 1};

	scores->nation = ranking_of(arena, &contest);
	contest.groups = dataset->departements;
	contest.group_count = dataset->departement_codes.count;
	scores->departement = ranking_of(arena, &contest);
	contest.groups = dataset->regions;
	contest.group_count = dataset->region_codes.count;
	scores->region = ranking_of(arena, &contest);
}

/* The best first; equal scores by code. `order` has the worst first, and equal ones by code. */
static size_t append_best_first(const struct order *order, uint32_t *out)
{
	size_t written = 0;

	for (size_t end = order->count; end > 0;) {
		size_t first = end - 1;

		while (first > 0 && order->keys[first - 1] == order->keys[end - 1])
			first--;
		for (size_t i = first; i < end; i++)
			out[written++] = order->numbers[i];
		end = first;
	}
	return written;
}

static void put_in_order(struct arena *arena, struct arena *scratch, struct scores *scores)
{
	struct arena_mark mark = arena_mark(scratch);
	size_t count = scores->dataset->count, written;
	bool *others = column(scratch, scores->dataset, sizeof(*others));
	struct order all = order_of(scratch, count, scores->score, scores->in_scope);
	struct order eligible = order_within(scratch, &all, scores->eligible);
	struct order rest;

	for (size_t i = 0; i < count; i++)
		others[i] = !scores->eligible[i];
	rest = order_within(scratch, &all, others);
	scores->order = column(arena, scores->dataset, sizeof(*scores->order));
	written = append_best_first(&eligible, scores->order);
	append_best_first(&rest, scores->order + written);
	rank_eligible(arena, scores, &eligible);
	arena_rewind(scratch, mark);
}

void scores_make(struct arena *arena, struct arena *scratch, struct columns *columns,
		 struct levels_kept *kept, const struct scoring_terms *terms, struct scores *ret)
{
	const struct dataset *dataset = columns->dataset;
	const Eligibility__Grid *grid = terms->grid;

	*ret = (struct scores){
		.dataset = dataset,
		.terms = *terms,
		.levels = arena_array(arena, grid->n_indicators + 1, sizeof(const struct levels *)),
		.line_count = grid->n_indicators,
		.score = column(arena, dataset, sizeof(*ret->score)),
		.completeness = column(arena, dataset, sizeof(*ret->completeness)),
		.failed = column(arena, dataset, sizeof(*ret->failed)),
		.eligible = column(arena, dataset, sizeof(*ret->eligible)),
		.in_scope = column(arena, dataset, sizeof(*ret->in_scope)),
	};
	require(ret->levels);
	for (size_t i = 0; i < grid->n_indicators; i++) {
		ret->levels[i] = levels_get(kept, columns, grid->indicators[i]);
		add_up(ret, i);
	}
	open_criteria(arena, columns, ret);
	find_eligible(ret);
	put_in_order(arena, scratch, ret);
}
