/* How scores are spread: how many lie in each step, and the scores at the quarters. */
#include "base/require.h"
#include "eligibility/distribution.h"
#include "eligibility/perimeter.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"

enum { STEPS_DEFAULT = 20, STEPS_MAX = 100 };

void distribution_count(const struct scores *scores, const struct perimeter *perimeter, uint32_t steps,
			uint32_t *counts)
{
	for (size_t i = 0; i < scores->dataset->count; i++) {
		uint64_t step;

		if (!scores->in_scope[i] || !perimeter_has(perimeter, scores, i))
			continue;
		/* The best score belongs to the last step, which else would end before it. */
		step = scores->score[i] * steps / POINTS_ONE;
		counts[step < steps ? step : steps - 1]++;
	}
}

/* The scores of the perimeter, the lowest first. */
static struct order ascending(struct arena *arena, const struct scores *scores,
			      const struct perimeter *perimeter)
{
	bool *has = arena_array(arena, scores->dataset->count + 1, sizeof(*has));

	require(has); /* the country is far smaller than the arena */
	for (size_t i = 0; i < scores->dataset->count; i++)
		has[i] = scores->in_scope[i] && perimeter_has(perimeter, scores, i);
	return order_of(arena, scores->dataset->count, scores->score, has);
}

/* The lowest that at least so many quarters do not exceed. */
static double quartile(const struct order *order, size_t quarters)
{
	return points_of_100(order->keys[(order->count * quarters + 3) / 4 - 1]);
}

static void describe(const struct order *order, Eligibility__GetDistributionResponse *response)
{
	response->count = (uint32_t)order->count;
	if (order->count == 0)
		return;
	response->minimum = points_of_100(order->keys[0]);
	response->first_quartile = quartile(order, 1);
	response->median = quartile(order, 2);
	response->third_quartile = quartile(order, 3);
	response->maximum = points_of_100(order->keys[order->count - 1]);
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
	uint32_t steps = request->steps ? request->steps : STEPS_DEFAULT;
	struct perimeter perimeter;
	const struct scores *scores;
	struct order order;

	if (!check_steps(query, request->steps) || !perimeter_names_one(&names, query->refusal))
		return false;
	scores = scorings_asked(query, request->run_id, &response->run);
	if (!scores || !perimeter_find(scores->dataset, &names, &perimeter, query->refusal))
		return false;
	perimeter.eligible_only = request->eligible_only;
	response->counts = arena_array(query->arena, steps, sizeof *response->counts);
	require(response->counts);
	response->n_counts = steps;
	distribution_count(scores, &perimeter, steps, response->counts);
	order = ascending(query->arena, scores, &perimeter);
	describe(&order, response);
	return true;
}
