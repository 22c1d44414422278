/* What if: nothing of it is written. */
#include <stdlib.h>

#include "base/require.h"
#include "eligibility/comparison.h"
#include "eligibility/distribution.h"
#include "eligibility/grids.h"
#include "eligibility/runs.h"
#include "eligibility/score.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

enum { TOLD_DEFAULT = 100, TOLD_MAX = 500, STEPS = 20 };

/* ---- What is compared */

/* The terms of what is tried: those of the run, as far as the request does not change them. */
static bool change_terms(struct query *query, const Eligibility__CompareGridsRequest *request,
			 struct scoring_terms *terms)
{
	if (request->grid && !terms_of_grid_asked(query, request->grid, terms))
		return false;
	if (request->population_limit)
		terms->population_limit = request->population_limit;
	return !*request->criteria_on ||
	       check_date(query->refusal, "criteria_on", request->criteria_on, &terms->criteria_on);
}

/* Both in memory at once: the second may have pushed the first out of its room, which is then made again. */
static bool score_both(struct query *query, const Eligibility__CompareGridsRequest *request,
		       Eligibility__Run *run, struct comparison *ret)
{
	struct scoring_terms before, after;
	struct data data, other_data, *after_data = &data;

	if (!terms_of_run(query->txn, query->arena, run, &before, &data, query->refusal))
		return false;
	after = before;
	if (*request->other_run_id) {
		Eligibility__Run *other =
			run_find(query->txn, query->arena, request->other_run_id, query->refusal);

		after_data = &other_data;
		if (!other ||
		    !terms_of_run(query->txn, query->arena, other, &after, after_data, query->refusal))
			return false;
	} else if (!change_terms(query, request, &after)) {
		return false;
	}
	if (!scorings_get(query->txn, query->arena, &before, &data, query->refusal))
		return false;
	ret->after = scorings_get(query->txn, query->arena, &after, after_data, query->refusal);
	ret->before =
		ret->after ? scorings_get(query->txn, query->arena, &before, &data, query->refusal) : NULL;
	return ret->before != NULL;
}

static bool pair_up(struct query *query, const Eligibility__CompareGridsRequest *request,
		    struct comparison *comparison)
{
	struct perimeter_names names = {.departement_code = request->departement_code,
					.region_code = request->region_code};
	const struct dataset *dataset = comparison->before->dataset;
	struct perimeter perimeter;

	if (!perimeter_find(dataset, &names, &perimeter, query->refusal))
		return false;
	comparison->pairs = arena_array(query->arena, dataset->count + 1, sizeof(*comparison->pairs));
	require(comparison->pairs); /* the country is far smaller than the arena */
	for (uint32_t i = 0; i < dataset->count; i++) {
		size_t after = i;

		if (!comparison->before->in_scope[i] || !perimeter_has(&perimeter, comparison->before, i))
			continue;
		if (comparison->after->dataset != dataset &&
		    !dataset_find(comparison->after->dataset, dataset->communes[i], &after))
			continue;
		if (comparison->after->in_scope[after])
			comparison->pairs[comparison->count++] = (struct pair){i, (uint32_t)after};
	}
	return true;
}

/* ---- What is told */

struct moved {
	struct pair pair;
	int64_t by; /* points, or ranks */
};

static int compare_moved(const void *a, const void *b)
{
	const struct moved *left = a, *right = b;

	if (left->by != right->by)
		return left->by > right->by ? -1 : 1;
	return left->pair.before < right->pair.before ? -1 : 1;
}

static Eligibility__Move *move_message(struct query *query, const struct comparison *comparison,
				       struct pair pair)
{
	const struct scores *before = comparison->before, *after = comparison->after;
	Eligibility__Move *move = arena_alloc(query->arena, sizeof(*move));

	require(move); /* a page is far smaller than the arena */
	eligibility__move__init(move);
	move->commune_code = arena_strdup(query->arena, before->dataset->communes[pair.before]);
	move->commune_name = score_commune_name(query, move->commune_code);
	move->departement_code = arena_strdup(
		query->arena,
		before->dataset->departement_codes.texts[before->dataset->departements[pair.before]]);
	move->score_before = points_of_100(before->score[pair.before]);
	move->score_after = points_of_100(after->score[pair.after]);
	move->rank_before = before->departement.rank[pair.before];
	move->rank_after = after->departement.rank[pair.after];
	move->failed_before = arena_strdup(query->arena, scores_failed_name(before, pair.before));
	move->failed_after = arena_strdup(query->arena, scores_failed_name(after, pair.after));
	return move;
}

/* Those that most of it happens to, first. */
static Eligibility__Move **tell(struct query *query, const struct comparison *comparison, struct moved *moved,
				size_t count, uint32_t limit, size_t *ret_count)
{
	Eligibility__Move **told = arena_array(query->arena, limit + 1, sizeof(*told));

	require(told);
	qsort(moved, count, sizeof(*moved), compare_moved);
	for (*ret_count = 0; *ret_count < count && *ret_count < limit; ++*ret_count)
		told[*ret_count] = move_message(query, comparison, moved[*ret_count].pair);
	return told;
}

/* By what a pair has to do with the choice: points gained, points lost, or ranks moved; 0 and false where nothing. */
enum change { CHANGE_ENTERS, CHANGE_LEAVES, CHANGE_STAYS };

static bool changes(const struct comparison *comparison, struct pair pair, enum change change,
		    int64_t *ret_by)
{
	bool was = comparison->chosen_before[pair.before], is = comparison->chosen_after[pair.after];
	int64_t gained = (int64_t)comparison->after->score[pair.after] -
			 (int64_t)comparison->before->score[pair.before];
	int64_t ranks = (int64_t)comparison->after->departement.rank[pair.after] -
			(int64_t)comparison->before->departement.rank[pair.before];

	switch (change) {
	case CHANGE_ENTERS:
		*ret_by = gained;
		return !was && is;
	case CHANGE_LEAVES:
		*ret_by = -gained;
		return was && !is;
	case CHANGE_STAYS:
		*ret_by = ranks < 0 ? -ranks : ranks;
		return was && is && ranks != 0;
	}
	return false;
}

static struct moved *gather(struct query *query, const struct comparison *comparison, enum change change,
			    size_t *ret_count)
{
	struct moved *moved = arena_array(query->arena, comparison->count + 1, sizeof(*moved));

	require(moved);
	*ret_count = 0;
	for (size_t i = 0; i < comparison->count; i++) {
		struct moved one = {.pair = comparison->pairs[i]};

		if (changes(comparison, one.pair, change, &one.by))
			moved[(*ret_count)++] = one;
	}
	return moved;
}

static void tell_all(struct query *query, const struct comparison *comparison, uint32_t limit,
		     Eligibility__CompareGridsResponse *response)
{
	size_t count;
	struct moved *moved = gather(query, comparison, CHANGE_ENTERS, &count);

	response->entering_count = (uint32_t)count;
	response->entering = tell(query, comparison, moved, count, limit, &response->n_entering);
	moved = gather(query, comparison, CHANGE_LEAVES, &count);
	response->leaving_count = (uint32_t)count;
	response->leaving = tell(query, comparison, moved, count, limit, &response->n_leaving);
	moved = gather(query, comparison, CHANGE_STAYS, &count);
	response->movers = tell(query, comparison, moved, count, limit, &response->n_movers);
	for (size_t i = 0; i < comparison->count; i++) {
		response->chosen_before += comparison->chosen_before[comparison->pairs[i].before];
		response->chosen_after += comparison->chosen_after[comparison->pairs[i].after];
	}
}

static bool tell_spread(struct query *query, const Eligibility__CompareGridsRequest *request,
			const struct scores *after, Eligibility__CompareGridsResponse *response)
{
	struct perimeter_names names = {.departement_code = request->departement_code,
					.region_code = request->region_code};
	struct perimeter perimeter;

	if (!perimeter_find(after->dataset, &names, &perimeter, query->refusal))
		return false;
	perimeter.eligible_only = true;
	response->counts_after = arena_array(query->arena, STEPS, sizeof(*response->counts_after));
	require(response->counts_after);
	response->n_counts_after = STEPS;
	distribution_count(after, &perimeter, STEPS, response->counts_after);
	return true;
}

static bool check_request(struct query *query, const Eligibility__CompareGridsRequest *request)
{
	const Eligibility__Places *places = request->places;
	struct perimeter_names names = {.departement_code = request->departement_code,
					.region_code = request->region_code};

	if (request->grid && *request->other_run_id)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_SIDES", "other_run_id",
			      "Comparez le calcul à une grille, ou à un autre calcul.");
	if (*request->other_run_id && (request->population_limit || *request->criteria_on))
		return refuse(
			query->refusal, FAULT_INVALID_ARGUMENT, "OTHER_RUN_CHANGED",
			request->population_limit ? "population_limit" : "criteria_on",
			"Un autre calcul se compare tel qu'il est : seuls un seuil ou un jour d'une grille "
			"essayée se changent.");
	if (places && (places->per_departement > 0) + (places->nation > 0) + (places->share_bp > 0) > 1)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_PLACES", "places",
			      "Dites d'une seule façon combien de communes sont choisies.");
	if (places && places->share_bp > WHOLE_BP)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "SHARE_INVALID", "places.share_bp",
			      "Une part va de 1 à 10 000 (dix-millièmes) ; ici %u.", places->share_bp);
	if (request->limit > TOLD_MAX)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "LIMIT_TOO_HIGH", "limit",
			      "%d communes au plus sont dites ; 0 en dit %d.", TOLD_MAX, TOLD_DEFAULT);
	return perimeter_names_one(&names, query->refusal);
}

bool eligibility_query_compare_grids(struct query *query, const Eligibility__CompareGridsRequest *request,
				     Eligibility__CompareGridsResponse *response)
{
	struct comparison comparison = {.count = 0};

	if (!check_request(query, request))
		return false;
	response->run = run_find(query->txn, query->arena, request->run_id, query->refusal);
	if (!response->run || !score_both(query, request, response->run, &comparison) ||
	    !pair_up(query, request, &comparison))
		return false;
	comparison.chosen_before = chosen_of(query->arena, comparison.before, request->places);
	comparison.chosen_after = chosen_of(query->arena, comparison.after, request->places);
	tell_all(query, &comparison, request->limit ? request->limit : TOLD_DEFAULT, response);
	response->rank_correlation = comparison_correlation(query->arena, &comparison);
	return tell_spread(query, request, comparison.after, response);
}
