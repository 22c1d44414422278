#include "base/require.h"
#include "eligibility/runs.h"
#include "eligibility/scorings.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "service/record.h"

bool eligibility_query_get_run(struct query *query, const Eligibility__GetRunRequest *request,
			       Eligibility__GetRunResponse *response)
{
	response->run = run_find(query->txn, query->arena, request->run_id, query->refusal);
	return response->run != NULL;
}

/* A token is the sequence of the last run given. */
static bool list_from(struct query *query, const struct page *page, struct key *ret)
{
	key_clear(ret);
	if (page->after.len == 0)
		return true;
	if (page->after.len != 8 || get_be64(page->after.data) == 0)
		return page_refuse(query->refusal);
	*ret = key_of_u64(get_be64(page->after.data) - 1);
	return true;
}

bool eligibility_query_list_runs(struct query *query, const Eligibility__ListRunsRequest *request,
				 Eligibility__ListRunsResponse *response)
{
	struct bytes key, value, last = {0};
	struct scan scan;
	struct page page;
	struct key from;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal) ||
	    !list_from(query, &page, &from))
		return false;
	response->runs = arena_array(query->arena, page.size + 1, sizeof(*response->runs));
	require(response->runs); /* a page is far smaller than the arena */
	scan_open_backwards(&scan, query->txn, TABLE_RUNS, key_bytes(&from));
	while (response->n_runs < page.size && scan_next(&scan, &key, &value)) {
		response->runs[response->n_runs++] =
			arena_unpack(query->arena, &eligibility__run__descriptor, value);
		last = key;
	}
	if (response->n_runs == page.size && scan_next(&scan, &key, &value))
		response->next_page_token = page_token(query->arena, last);
	scan_close(&scan);
	return true;
}

/* From what the run was made of, not from what memory has of it. */
bool eligibility_query_check_run(struct query *query, const Eligibility__CheckRunRequest *request,
				 Eligibility__CheckRunResponse *response)
{
	const struct scores *scores;
	struct hash digest;
	struct bytes copy;

	response->run = run_find(query->txn, query->arena, request->run_id, query->refusal);
	if (!response->run)
		return false;
	scorings_forget();
	scores = scorings_of_run(query->txn, query->arena, response->run, query->refusal);
	if (!scores)
		return false;
	digest = scores_digest(scores);
	copy = arena_copy(query->arena, hash_bytes(&digest));
	response->digest = (ProtobufCBinaryData){.len = copy.len, .data = (uint8_t *)(uintptr_t)copy.data};
	response->same = bytes_equal(copy, bytes_of(response->run->digest.data, response->run->digest.len));
	return true;
}
