#include <string.h>

#include "base/code.h"
#include "base/require.h"
#include "eligibility/perimeter.h"
#include "eligibility/score.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/record.h"

bool eligibility_query_get_score(struct query *query, const Eligibility__GetScoreRequest *request,
				 Eligibility__GetScoreResponse *response)
{
	const struct scores *scores;
	size_t commune;

	if (!code_is_commune(request->commune_code))
		return refuse(
			query->refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", "commune_code",
			"« %.20s » n'est pas un code INSEE de commune (cinq caractères, zéros compris).",
			request->commune_code);
	scores = scorings_asked(query, request->run_id, &response->run);
	if (!scores)
		return false;
	if (!dataset_find(scores->dataset, request->commune_code, &commune))
		return refuse(query->refusal, FAULT_NOT_FOUND, "COMMUNE_UNKNOWN", "commune_code",
			      "La commune %s n'était pas dans la géographie que ce calcul a lue (COG %u). "
			      "Vérifiez son code, ou lancez un nouveau calcul.",
			      request->commune_code, scores->dataset->cog_year);
	response->score = score_message(query, scores, response->run, commune);
	score_explain(query, scores, commune, response->score);
	return true;
}

/* ---- The ranking */

/* Where a list goes on. A token names its run, so that pages of one list are of one run even where another is
 * completed meanwhile. */
struct place_in_list {
	char run_id[ID_TEXT_SIZE];
	uint32_t next; /* in the order of the scores */
	uint32_t size;
};
enum { TOKEN_SIZE = ID_TEXT_SIZE - 1 + 4 };

static bool place_of(struct query *query, const Eligibility__ListScoresRequest *request,
		     struct place_in_list *ret)
{
	struct page page;
	struct reader reader;
	struct bytes run_id;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	*ret = (struct place_in_list){.size = page.size};
	if (page.after.len == 0)
		return true;
	reader = reader_of(page.after);
	run_id = reader_take(&reader, ID_TEXT_SIZE - 1);
	ret->next = reader_be32(&reader);
	if (page.after.len != TOKEN_SIZE || memchr(run_id.data, 0, run_id.len) ||
	    (*request->run_id && !bytes_equal(run_id, bytes_text(request->run_id))))
		return page_refuse(query->refusal);
	memcpy(ret->run_id, run_id.data, run_id.len);
	return true;
}

static char *token_at(struct query *query, const Eligibility__Run *run, uint32_t next)
{
	uint8_t token[TOKEN_SIZE];

	require(strlen(run->id) == ID_TEXT_SIZE - 1);
	memcpy(token, run->id, ID_TEXT_SIZE - 1);
	put_be32(token + ID_TEXT_SIZE - 1, next);
	return page_token(query->arena, bytes_of(token, sizeof(token)));
}

static void list(struct query *query, const struct scores *scores, const struct perimeter *perimeter,
		 const struct place_in_list *place, Eligibility__ListScoresResponse *response)
{
	response->scores = arena_array(query->arena, place->size + 1, sizeof(*response->scores));
	require(response->scores); /* a page is far smaller than the arena */
	for (uint32_t i = place->next; i < scores->dataset->count; i++) {
		uint32_t commune = scores->order[i];

		if (!perimeter_has(perimeter, scores, commune))
			continue;
		if (response->n_scores == place->size) {
			response->next_page_token = token_at(query, response->run, i);
			return;
		}
		response->scores[response->n_scores++] = score_message(query, scores, response->run, commune);
	}
}

bool eligibility_query_list_scores(struct query *query, const Eligibility__ListScoresRequest *request,
				   Eligibility__ListScoresResponse *response)
{
	const struct scores *scores;
	struct place_in_list place;
	struct perimeter_names names = {.departement_code = request->departement_code,
					.region_code = request->region_code,
					.epci_siren = request->epci_siren};
	struct perimeter perimeter;

	if (!perimeter_names_one(&names, query->refusal) || !place_of(query, request, &place))
		return false;
	scores = scorings_asked(query, *place.run_id ? place.run_id : request->run_id, &response->run);
	if (!scores || !perimeter_find(scores->dataset, &names, &perimeter, query->refusal))
		return false;
	perimeter.eligible_only = request->eligible_only;
	list(query, scores, &perimeter, &place, response);
	return true;
}
