/* What would have changed the outcome: of whom is not eligible, the ranks that its score would have; of whom is, what
 * would bring it before the next one of its département, and which single value would do. */
#include "base/require.h"
#include "eligibility/score.h"

/* One more than those that score better. */
static uint32_t rank_would_be(const struct scores *scores, size_t commune, const uint32_t *groups)
{
	uint32_t rank = 1;

	for (size_t i = 0; i < scores->dataset->count; i++)
		if (scores->eligible[i] && (!groups || groups[i] == groups[commune]) &&
		    scores->score[i] > scores->score[commune])
			rank++;
	return rank;
}

static void tell_ranks(const struct scores *scores, size_t commune, Eligibility__Outlook *told)
{
	told->rank_departement = rank_would_be(scores, commune, scores->dataset->departements);
	told->rank_region = rank_would_be(scores, commune, scores->dataset->regions);
	told->rank_nation = rank_would_be(scores, commune, NULL);
}

/* The next better one of its département; false for the first. */
static bool find_next(const struct scores *scores, size_t commune, size_t *ret)
{
	const uint32_t *departements = scores->dataset->departements;
	bool found = false;

	for (size_t i = 0; i < scores->dataset->count; i++) {
		if (!scores->eligible[i] || departements[i] != departements[commune] ||
		    scores->score[i] <= scores->score[commune])
			continue;
		if (!found || scores->score[i] < scores->score[*ret])
			*ret = i;
		found = true;
	}
	return found;
}

/* What the commune lacks of the next one's score. */
struct gap {
	size_t commune, next;
	uint64_t points;
};

/* Beyond the one before it by the smallest step there is. */
static bool lever_value(const struct scores *scores, size_t line, const struct gap *gap, double *ret)
{
	const Eligibility__GridIndicator *of = scores->terms.grid->indicators[line];

	return scores_has(scores, line, gap->commune) &&
	       levels_overtake(scores->levels[line], of, gap->commune, gap->next,
			       gap->points / of->weight_bp + 1, ret);
}

static void tell_levers(struct query *query, const struct scores *scores, const struct gap *gap,
			Eligibility__Outlook *told)
{
	told->levers = arena_array(query->arena, scores->line_count + 1, sizeof(*told->levers));
	require(told->levers);
	for (size_t line = 0; line < scores->line_count; line++) {
		const struct column *column = scores->levels[line]->column;
		Eligibility__Lever *lever;
		double value;

		if (!lever_value(scores, line, gap, &value))
			continue;
		lever = arena_alloc(query->arena, sizeof(*lever));
		require(lever);
		eligibility__lever__init(lever);
		lever->indicator_id = column->indicator->id;
		lever->title = column->indicator->title;
		lever->unit = column->indicator->unit;
		lever->decimals = column->indicator->decimals;
		lever->value = column->values[gap->commune];
		lever->needed_value = value;
		told->levers[told->n_levers++] = lever;
	}
}

Eligibility__Outlook *outlook_message(struct query *query, const struct scores *scores, size_t commune)
{
	Eligibility__Outlook *told = arena_alloc(query->arena, sizeof(*told));
	struct gap gap = {.commune = commune};

	require(told);
	eligibility__outlook__init(told);
	if (!scores->eligible[commune])
		tell_ranks(scores, commune, told);
	if (!scores->eligible[commune] || !find_next(scores, commune, &gap.next))
		return told;
	gap.points = scores->score[gap.next] - scores->score[commune];
	told->next_commune_code = arena_strdup(query->arena, scores->dataset->communes[gap.next]);
	told->next_commune_name = score_commune_name(query, told->next_commune_code);
	told->points_missing = points_of_100(gap.points);
	tell_levers(query, scores, &gap, told);
	return told;
}
