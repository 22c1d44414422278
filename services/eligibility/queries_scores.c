#include <string.h>

#include "base/code.h"
#include "base/require.h"
#include "eligibility/runs.h"
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
	response->run = run_find(query->txn, query->arena, request->run_id, query->refusal);
	if (!response->run)
		return false;
	scores = scorings_of_run(query->txn, query->arena, response->run, query->refusal);
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

/* Which communes are wanted: those of one group, or all. */
struct filter {
	const uint32_t *groups; /* NULL: all */
	uint32_t group;
	bool eligible_only;
};

static bool filter_by(struct query *query, const char *field, const char *code, const struct codes *codes,
		      const uint32_t *groups, struct filter *ret)
{
	if (!*code)
		return true;
	ret->groups = groups;
	ret->group = codes_find(codes, code);
	return ret->group || refuse(query->refusal, FAULT_NOT_FOUND, "UNKNOWN_CODE", field,
				    "« %.20s » est inconnu de la géographie que ce calcul a lue.", code);
}

static bool filter_of(struct query *query, const Eligibility__ListScoresRequest *request,
		      const struct dataset *dataset, struct filter *ret)
{
	*ret = (struct filter){.eligible_only = request->eligible_only};
	return filter_by(query, "departement_code", request->departement_code, &dataset->departement_codes,
			 dataset->departements, ret) &&
	       filter_by(query, "region_code", request->region_code, &dataset->region_codes, dataset->regions,
			 ret) &&
	       filter_by(query, "epci_siren", request->epci_siren, &dataset->epci_sirens, dataset->epcis,
			 ret);
}

static bool one_filter_at_most(struct query *query, const Eligibility__ListScoresRequest *request)
{
	if (!!*request->departement_code + !!*request->region_code + !!*request->epci_siren <= 1)
		return true;
	return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_FILTERS", NULL,
		      "Choisissez un seul périmètre : département, région ou EPCI.");
}

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

static bool wanted(const struct filter *filter, const struct scores *scores, uint32_t commune)
{
	if (filter->eligible_only && !scores->eligible[commune])
		return false;
	return !filter->groups || filter->groups[commune] == filter->group;
}

static void list(struct query *query, const struct scores *scores, const struct filter *filter,
		 const struct place_in_list *place, Eligibility__ListScoresResponse *response)
{
	response->scores = arena_array(query->arena, place->size + 1, sizeof(*response->scores));
	require(response->scores); /* a page is far smaller than the arena */
	for (uint32_t i = place->next; i < scores->dataset->count; i++) {
		uint32_t commune = scores->order[i];

		if (!wanted(filter, scores, commune))
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
	struct filter filter;

	if (!one_filter_at_most(query, request) || !place_of(query, request, &place))
		return false;
	response->run = run_find(query->txn, query->arena, *place.run_id ? place.run_id : request->run_id,
				 query->refusal);
	if (!response->run)
		return false;
	scores = scorings_of_run(query->txn, query->arena, response->run, query->refusal);
	if (!scores || !filter_of(query, request, scores->dataset, &filter))
		return false;
	list(query, scores, &filter, &place, response);
	return true;
}
