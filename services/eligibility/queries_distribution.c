/* How scores are spread, from how many communes have each of the 10 001 there can be. */
#include "base/require.h"
#include "eligibility/perimeter.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"

enum { STEPS_DEFAULT = 20, STEPS_MAX = 100 };

/* By score: how many have it. Returns how many there are in all. */
static uint32_t tally(const struct scores *scores, const struct perimeter *perimeter, uint32_t *by_score)
{
	uint32_t count = 0;

	for (size_t i = 0; i < scores->dataset->count; i++) {
		if (!perimeter_has(perimeter, scores, i))
			continue;
		by_score[scores->score[i]]++;
		count++;
	}
	return count;
}

/* The best score belongs to the last step, which else would end before it. */
static void fill_steps(const uint32_t *by_score, uint32_t steps, uint32_t *counts)
{
	for (uint32_t score = 0; score <= WHOLE_BP; score++) {
		uint32_t step = score * steps / WHOLE_BP;

		counts[step < steps ? step : steps - 1] += by_score[score];
	}
}

/* The score of the nth of them, the lowest being the first. */
static uint32_t score_of_nth(const uint32_t *by_score, uint32_t nth)
{
	uint32_t score = 0;

	for (uint32_t seen = by_score[0]; seen < nth; seen += by_score[++score])
		require(score < WHOLE_BP);
	return score;
}

static uint32_t quartile(const uint32_t *by_score, uint32_t count, uint32_t quarters)
{
	return score_of_nth(by_score, (count * quarters + 3) / 4);
}

static void describe(struct query *query, const struct scores *scores, const struct perimeter *perimeter,
		     uint32_t steps, Eligibility__GetDistributionResponse *response)
{
	uint32_t *by_score = arena_array(query->arena, WHOLE_BP + 1, sizeof *by_score);

	response->counts = arena_array(query->arena, steps, sizeof *response->counts);
	require(by_score && response->counts); /* both are far smaller than the arena */
	response->n_counts = steps;
	response->count = tally(scores, perimeter, by_score);
	fill_steps(by_score, steps, response->counts);
	if (response->count == 0)
		return;
	response->minimum_bp = score_of_nth(by_score, 1);
	response->first_quartile_bp = quartile(by_score, response->count, 1);
	response->median_bp = quartile(by_score, response->count, 2);
	response->third_quartile_bp = quartile(by_score, response->count, 3);
	response->maximum_bp = score_of_nth(by_score, response->count);
}

static bool check_steps(struct query *query, uint32_t steps)
{
	return steps <= STEPS_MAX ||
	       refuse(query->refusal, FAULT_INVALID_ARGUMENT, "STEPS_COUNT", "steps",
		      "Une répartition compte de 1 à %d tranches ; 0 en donne %d.", STEPS_MAX, STEPS_DEFAULT);
}

bool eligibility_query_get_distribution(struct query *query,
					const Eligibility__GetDistributionRequest *request,
					Eligibility__GetDistributionResponse *response)
{
	struct perimeter_names names = {.departement_code = request->departement_code,
					.region_code = request->region_code};
	struct perimeter perimeter;
	const struct scores *scores;

	if (!check_steps(query, request->steps) || !perimeter_names_one(&names, query->refusal))
		return false;
	scores = scorings_asked(query, request->run_id, &response->run);
	if (!scores || !perimeter_find(scores->dataset, &names, &perimeter, query->refusal))
		return false;
	perimeter.eligible_only = request->eligible_only;
	describe(query, scores, &perimeter, request->steps ? request->steps : STEPS_DEFAULT, response);
	return true;
}
