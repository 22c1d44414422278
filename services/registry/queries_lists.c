/* Communes and EPCI by page. A page token is the last code given. */
#include <stdlib.h>
#include <string.h>

#include "registry/area.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

/* The page asked for, and the code it resumes after. */
struct paging {
	struct page page;
	char after[CODE_MAX + 1];
};

static bool paging_of(struct query *query, uint32_t size, const char *token, struct paging *ret)
{
	*ret = (struct paging){0};
	if (!page_parse(query->arena, size, token, &ret->page, query->refusal))
		return false;
	if (ret->page.after.len > CODE_MAX)
		return page_refuse(query->refusal);
	if (ret->page.after.len)
		memcpy(ret->after, ret->page.after.data, ret->page.after.len);
	return true;
}

/* Rows of a page; one more than asked for tells that there is a next one. */
struct found {
	void **rows;
	size_t count;
	uint32_t wanted;
};

static bool found_new(struct query *query, const struct paging *paging, struct found *ret)
{
	*ret = (struct found){
		.rows = arena_array(query->arena, paging->page.size + 1, sizeof(*ret->rows)),
		.wanted = paging->page.size,
	};
	return ret->rows || refuse_too_large(query->refusal);
}

static bool found_full(const struct found *found)
{
	return found->count > found->wanted;
}

static void found_add(struct found *found, void *row)
{
	if (row)
		found->rows[found->count++] = row;
}

/* Cuts the row too many and gives the token that resumes after `last_code`; "" at the end. */
static char *found_token(struct query *query, struct found *found, const char *last_code)
{
	if (!found_full(found))
		return arena_strdup(query->arena, "");
	found->count = found->wanted;
	return page_token(query->arena, bytes_text(last_code));
}

/* Communes whose codes begin with `prefix`: those of a département, or all with "". */
static void find_communes(struct query *query, const struct paging *paging, const char *prefix,
			  struct found *found)
{
	bool resumes = strcmp(paging->after, prefix) > 0;
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_COMMUNE,
			    resumes ? paging->after : prefix);
	while (!found_full(found) && geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);

		if (strncmp(scan.code, prefix, strlen(prefix)) != 0)
			break;
		if (version.ended_cog_year == 0)
			found_add(found, commune_unpack(query->txn, query->arena, &version));
	}
	geography_scan_close(&scan);
}

static bool find_members(struct query *query, const struct paging *paging, const char *siren,
			 struct found *found)
{
	Registry__Epci *epci = epci_load(query->txn, query->arena, siren);

	if (!epci)
		return area_refuse(query, "epci_siren", siren);
	for (size_t i = 0; i < epci->n_member_codes && !found_full(found); i++)
		if (strcmp(epci->member_codes[i], paging->after) > 0)
			found_add(found, commune_load(query->txn, query->arena, epci->member_codes[i]));
	return true;
}

static bool one_at_most(struct query *query, const char *a, const char *b, const char *c)
{
	if (!!*a + !!*b + !!*c <= 1)
		return true;
	return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_FILTERS", NULL,
		      "Choisissez un seul périmètre : département, région ou EPCI.");
}

bool registry_query_list_communes(struct query *query, const Registry__ListCommunesRequest *request,
				  Registry__ListCommunesResponse *response)
{
	struct paging paging;
	struct found found;
	struct area area;

	if (!one_at_most(query, request->departement_code, request->region_code, request->epci_siren) ||
	    !paging_of(query, request->page_size, request->page_token, &paging) ||
	    !area_of(query, request->departement_code, request->region_code, &area) ||
	    !found_new(query, &paging, &found))
		return false;
	if (*request->epci_siren && !find_members(query, &paging, request->epci_siren, &found))
		return false;
	if (!*request->epci_siren && area.everywhere)
		find_communes(query, &paging, "", &found);
	for (unsigned i = 0; i < area.count && !found_full(&found); i++)
		find_communes(query, &paging, area.departements[i], &found);
	response->communes = (Registry__Commune **)found.rows;
	response->next_page_token = found_token(
		query, &found, found_full(&found) ? response->communes[found.wanted - 1]->code : "");
	response->n_communes = found.count;
	return true;
}

/* SIRENs with a member in one of the départements: sorted, each once. */
struct sirens {
	char (*codes)[CODE_MAX + 1];
	size_t count, size;
};

static void sirens_add_area(struct query *query, struct sirens *sirens, const char *departement)
{
	struct bytes prefix, key_found, value;
	struct scan scan;
	struct key key;

	key_clear(&key);
	key_text(&key, departement);
	prefix = key_bytes(&key);
	scan_open(&scan, query->txn, TABLE_EPCI_AREAS, prefix);
	while (sirens->count < sirens->size && scan_next_within(&scan, prefix, &key_found, &value)) {
		size_t len = key_found.len - prefix.len;
		char *code = sirens->codes[sirens->count++];

		memcpy(code, key_found.data + prefix.len, len);
		code[len] = '\0';
	}
	scan_close(&scan);
}

static int compare_codes(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool find_epcis_of(struct query *query, const struct paging *paging, const struct area *area,
			  struct found *found)
{
	struct sirens sirens = {.size = txn_count(query->txn, TABLE_EPCI_AREAS)};
	const char *before = paging->after;

	sirens.codes = arena_array(query->arena, sirens.size + 1, sizeof(sirens.codes[0]));
	if (!sirens.codes)
		return refuse_too_large(query->refusal);
	for (unsigned i = 0; i < area->count; i++)
		sirens_add_area(query, &sirens, area->departements[i]);
	qsort(sirens.codes, sirens.count, sizeof(sirens.codes[0]), compare_codes);
	for (size_t i = 0; i < sirens.count && !found_full(found); i++) {
		if (strcmp(sirens.codes[i], before) <= 0)
			continue;
		before = sirens.codes[i];
		found_add(found, epci_load(query->txn, query->arena, sirens.codes[i]));
	}
	return true;
}

static void find_epcis(struct query *query, const struct paging *paging, struct found *found)
{
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_EPCI, paging->after);
	while (!found_full(found) && geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);

		if (version.ended_cog_year == 0)
			found_add(found, epci_unpack(query->arena, &version));
	}
	geography_scan_close(&scan);
}

bool registry_query_list_epcis(struct query *query, const Registry__ListEpcisRequest *request,
			       Registry__ListEpcisResponse *response)
{
	struct paging paging;
	struct found found;
	struct area area;

	if (!one_at_most(query, request->departement_code, request->region_code, "") ||
	    !paging_of(query, request->page_size, request->page_token, &paging) ||
	    !area_of(query, request->departement_code, request->region_code, &area) ||
	    !found_new(query, &paging, &found))
		return false;
	if (area.everywhere)
		find_epcis(query, &paging, &found);
	else if (!find_epcis_of(query, &paging, &area, &found))
		return false;
	response->epcis = (Registry__Epci **)found.rows;
	response->next_page_token = found_token(
		query, &found, found_full(&found) ? response->epcis[found.wanted - 1]->siren : "");
	response->n_epcis = found.count;
	return true;
}
