#include "base/require.h"
#include "eligibility/overrides.h"
#include "eligibility/score.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "service/record.h"

static bool is_wanted(const struct query *query, const Eligibility__ListOverridesRequest *request,
		      const Eligibility__Override *override)
{
	if (*request->departement_code && strcmp(request->departement_code, override->departement_code) != 0)
		return false;
	if (*request->commune_code && strcmp(request->commune_code, override->commune_code) != 0)
		return false;
	return actor_is_nationwide(query->actor) ||
	       actor_covers_departement(query->actor, override->departement_code) ||
	       actor_covers_collectivite(query->actor, override->commune_code);
}

bool eligibility_query_list_overrides(struct query *query, const Eligibility__ListOverridesRequest *request,
				      Eligibility__ListOverridesResponse *response)
{
	struct bytes key, value;
	struct scan scan;
	struct page page;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	response->overrides = arena_array(query->arena, page.size + 1, sizeof(*response->overrides));
	require(response->overrides); /* a page is far smaller than the arena */
	scan_open(&scan, query->txn, TABLE_OVERRIDES, page.after);
	while (scan_next(&scan, &key, &value)) {
		Eligibility__Override *override =
			arena_unpack(query->arena, &eligibility__override__descriptor, value);

		if (!override)
			break; /* the arena is exceeded: the engine says so */
		if (bytes_equal(key, page.after) || !is_wanted(query, request, override))
			continue;
		if (response->n_overrides == page.size) {
			response->next_page_token = page_token(
				query->arena,
				bytes_text(response->overrides[response->n_overrides - 1]->commune_code));
			break;
		}
		override->commune_name = score_commune_name(query, override->commune_code);
		response->overrides[response->n_overrides++] = override;
	}
	scan_close(&scan);
	return true;
}
