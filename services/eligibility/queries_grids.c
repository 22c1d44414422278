#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "service/record.h"
#include "service/service.h"

bool eligibility_query_get_grid(struct query *query, const Eligibility__GetGridRequest *request,
				Eligibility__GetGridResponse *response)
{
	const char *version = request->version;

	response->grid = *version ? grid_load(query->txn, query->arena, version)
				  : grid_in_force(query->txn, query->arena);
	if (response->grid)
		return true;
	if (*version)
		return refuse(query->refusal, FAULT_NOT_FOUND, "GRID_UNKNOWN", "version",
			      "Aucune grille de la version « %.64s ».", version);
	return refuse(query->refusal, FAULT_NOT_FOUND, "NO_GRID", "version",
		      "Aucune grille n'est encore en vigueur.");
}

static struct key after_key(const struct page *page)
{
	struct key key;

	key_clear(&key);
	key_raw(&key, page->after);
	if (page->after.len)
		key_raw(&key, bytes_of("", 1)); /* the first key that comes after */
	return key;
}

bool eligibility_query_list_grids(struct query *query, const Eligibility__ListGridsRequest *request,
				  Eligibility__ListGridsResponse *response)
{
	struct bytes key, value;
	struct scan scan;
	struct page page;
	struct key from;

	if (!page_parse(query->arena, request->page_size, request->page_token, &page, query->refusal))
		return false;
	from = after_key(&page);
	response->grids = arena_array(query->arena, page.size + 1, sizeof(*response->grids));
	require(response->grids); /* a page is far smaller than the arena */
	scan_open(&scan, query->txn, TABLE_GRIDS, key_bytes(&from));
	while (response->n_grids < page.size && scan_next(&scan, &key, &value)) {
		Eligibility__Grid *grid = arena_unpack(query->arena, &eligibility__grid__descriptor, value);

		if (!grid)
			break; /* the arena is exceeded: the engine says so */
		response->grids[response->n_grids++] = grid;
	}
	if (response->n_grids == page.size && scan_next(&scan, &key, &value))
		response->next_page_token =
			page_token(query->arena, bytes_text(response->grids[response->n_grids - 1]->version));
	scan_close(&scan);
	return true;
}
