#include <string.h>

#include "base/require.h"
#include "eligibility/place.h"
#include "eligibility/ranked_list.h"
#include "eligibility/score.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

enum { WANTED_MAX = 20 };

bool eligibility_query_get_score(struct query *query, const Eligibility__GetScoreRequest *request,
				 Eligibility__GetScoreResponse *response)
{
	const struct scores *scores;
	size_t commune;

	if (!place_check_commune_code(query->refusal, request->commune_code))
		return false;
	scores = scorings_asked(query, request->run_id, &response->run);
	if (!scores)
		return false;
	if (!dataset_find(scores->dataset, request->commune_code, &commune))
		return refuse(query->refusal, FAULT_NOT_FOUND, "COMMUNE_UNKNOWN", "commune_code",
			      "La commune %s n'était pas dans la géographie que ce calcul a lue (COG %u). "
			      "Vérifiez son code, ou lancez un nouveau calcul.",
			      request->commune_code, scores->dataset->cog_year);
	if (!scores->in_scope[commune])
		return refuse(
			query->refusal, FAULT_NOT_FOUND, "OUT_OF_RUN", "commune_code",
			"La commune %s n'est pas de celles que ce calcul classe. Choisissez-en un de la "
			"nation.",
			request->commune_code);
	response->score = score_message(query, scores, response->run, commune);
	score_explain(query, scores, commune, response->score);
	response->criteria = criteria_told(query, scores, commune, &response->n_criteria);
	response->outlook = outlook_message(query, scores, commune);
	return true;
}

/* ---- The ranking */

/* Lines whose contributions are wanted. */
struct wanted_lines {
	size_t lines[WANTED_MAX];
	size_t count;
};

static bool find_lines(struct query *query, const Eligibility__ListScoresRequest *request,
		       const struct scores *scores, struct wanted_lines *ret)
{
	const Eligibility__Grid *grid = scores->terms.grid;

	if (request->n_indicator_ids > WANTED_MAX)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_INDICATORS", "indicator_ids",
			      "%d indicateurs au plus à la fois.", WANTED_MAX);
	for (size_t n = 0; n < request->n_indicator_ids; n++) {
		size_t line = 0;

		while (line < grid->n_indicators &&
		       strcmp(grid->indicators[line]->indicator_id, request->indicator_ids[n]) != 0)
			line++;
		if (line == grid->n_indicators)
			return refuse(query->refusal, FAULT_NOT_FOUND, "INDICATOR_UNKNOWN", "indicator_ids",
				      "« %.40s » n'est pas de la grille de ce calcul.",
				      request->indicator_ids[n]);
		ret->lines[ret->count++] = line;
	}
	return true;
}

static Eligibility__Score *row(struct query *query, const struct scores *scores, const Eligibility__Run *run,
			       uint32_t commune, const struct wanted_lines *wanted)
{
	Eligibility__Score *score = score_message(query, scores, run, commune);

	score->contributions = arena_array(query->arena, wanted->count + 1, sizeof(*score->contributions));
	require(score->contributions);
	for (size_t n = 0; n < wanted->count; n++)
		score->contributions[score->n_contributions++] =
			score_contribution(query, scores, wanted->lines[n], commune);
	return score;
}

bool eligibility_query_list_scores(struct query *query, const Eligibility__ListScoresRequest *request,
				   Eligibility__ListScoresResponse *response)
{
	struct ranked_list_request asked = {
		.run_id = request->run_id,
		.names = {request->departement_code, request->region_code, request->epci_siren},
		.eligible_only = request->eligible_only,
		.page_size = request->page_size,
		.page_token = request->page_token};
	struct wanted_lines wanted = {.count = 0};
	struct ranked_list list;

	if (!ranked_list_open(query, &asked, &list) || !find_lines(query, request, list.scores, &wanted))
		return false;
	response->run = list.run;
	response->scores = arena_array(query->arena, list.size + 1, sizeof(*response->scores));
	require(response->scores); /* a page is far smaller than the arena */
	for (uint32_t commune; ranked_list_next(&list, &commune);)
		response->scores[response->n_scores++] =
			row(query, list.scores, response->run, commune, &wanted);
	response->next_page_token = ranked_list_token(query, &list);
	return true;
}

/* ---- For maps */

bool eligibility_query_list_score_columns(struct query *query,
					  const Eligibility__ListScoreColumnsRequest *request,
					  Eligibility__ListScoreColumnsResponse *response)
{
	const struct scores *scores = scorings_asked(query, request->run_id, &response->run);

	if (!scores)
		return false;
	response->codes = arena_array(query->arena, scores->commune_count + 1, sizeof(*response->codes));
	response->scores = arena_array(query->arena, scores->commune_count + 1, sizeof(*response->scores));
	response->ranks_departement =
		arena_array(query->arena, scores->commune_count + 1, sizeof(*response->ranks_departement));
	if (!response->codes || !response->scores || !response->ranks_departement)
		return refuse_too_large(query->refusal);
	for (size_t i = 0; i < scores->dataset->count; i++) {
		if (!scores->in_scope[i])
			continue;
		response->codes[response->n_codes++] = scores->dataset->communes[i];
		response->scores[response->n_scores++] = (float)points_of_100(scores->score[i]);
		response->ranks_departement[response->n_ranks_departement++] = scores->departement.rank[i];
	}
	return true;
}
