#include "eligibility/comparison.h"

#include "base/require.h"

static void *array(struct arena *arena, size_t count, size_t size)
{
	void *made = arena_array(arena, count + 1, size);

	require(made); /* the country is far smaller than the arena */
	return made;
}

/* The last rank that is chosen, in a group of so many eligible ones. */
static uint32_t last_rank(const Eligibility__Places *places, uint32_t eligible)
{
	if (places->share_bp)
		return (uint32_t)(((uint64_t)eligible * places->share_bp + WHOLE_BP - 1) / WHOLE_BP);
	return places->nation ? places->nation : places->per_departement;
}

bool *chosen_of(struct arena *arena, const struct scores *scores, const Eligibility__Places *places)
{
	const struct dataset *dataset = scores->dataset;
	bool *chosen = array(arena, dataset->count, sizeof(*chosen));
	bool ranked = places && (places->per_departement || places->nation || places->share_bp);

	for (size_t i = 0; i < dataset->count; i++) {
		uint32_t eligible, rank;

		if (!scores->eligible[i] || !ranked) {
			chosen[i] = scores->eligible[i];
			continue;
		}
		eligible = places->nation ? scores->nation.count[1]
					  : scores->departement.count[dataset->departements[i]];
		rank = places->nation ? scores->nation.rank[i] : scores->departement.rank[i];
		chosen[i] = rank <= last_rank(places, eligible);
	}
	return chosen;
}

/* ---- Correlation */

/* Twice the middle of the ranks that equal ones share, among those of the pairs. */
static uint64_t *middle_ranks(struct arena *arena, const struct comparison *comparison, const bool *taken,
			      bool after)
{
	const struct scores *scores = after ? comparison->after : comparison->before;
	uint64_t *keys = array(arena, comparison->count, sizeof(*keys));
	uint64_t *ranks = array(arena, comparison->count, sizeof(*ranks));
	struct order order;

	for (size_t i = 0; i < comparison->count; i++)
		keys[i] = scores->score[after ? comparison->pairs[i].after : comparison->pairs[i].before];
	order = order_of(arena, comparison->count, keys, taken);
	for (size_t first = 0, end; first < order.count; first = end) {
		for (end = first + 1; end < order.count && order.keys[end] == order.keys[first];)
			end++;
		for (size_t i = first; i < end; i++)
			ranks[order.numbers[i]] = first + end + 1;
	}
	return ranks;
}

double comparison_correlation(struct arena *arena, const struct comparison *comparison)
{
	bool *taken = array(arena, comparison->count, sizeof(*taken));
	const uint64_t *before, *after;
	double count = 0, middle, up = 0, left = 0, right = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		taken[i] = comparison->before->eligible[comparison->pairs[i].before] &&
			   comparison->after->eligible[comparison->pairs[i].after];
		count += taken[i];
	}
	if (count < 2)
		return 1;
	before = middle_ranks(arena, comparison, taken, false);
	after = middle_ranks(arena, comparison, taken, true);
	middle = count + 1;
	for (size_t i = 0; i < comparison->count; i++) {
		double x = (double)before[i] - middle, y = (double)after[i] - middle;

		if (!taken[i])
			continue;
		up += x * y;
		left += x * x;
		right += y * y;
	}
	return left > 0 && right > 0 ? up / (sqrt(left) * sqrt(right)) : 1;
}
