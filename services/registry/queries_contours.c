/* Outlines by page. A page ends where another contour would make it longer than ANSWER_BYTES: a contour is shorter
 * than that (contour.h), and what the bus carries at once longer. */
#include <string.h>

#include "registry/area.h"
#include "registry/contour.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"
#include "store/key.h"

enum { ANSWER_BYTES = 512 * 1024, SOURCES_MAX = 50 };
enum { OVERHEAD_BYTES = 6 };               /* of a contour: its tag and length, and the index of its source */
enum { CONTOURS_MAX = ANSWER_BYTES / 16 }; /* more than fit: the shortest, a triangle, takes as much */

struct contours_page {
	struct query *query;
	enum geography_kind kind;
	struct area area;
	const char *after;
	Registry__ListContoursResponse *response;
	struct citation citations[SOURCES_MAX]; /* of its sources */
	Registry__DataSource *sources;
	size_t bytes;
	bool full;
};

static bool page_new(struct query *query, struct contours_page *page)
{
	Registry__ListContoursResponse *response = page->response;

	response->contours = arena_array(query->arena, CONTOURS_MAX, sizeof(*response->contours));
	response->source_indexes = arena_array(query->arena, CONTOURS_MAX, sizeof(*response->source_indexes));
	response->sources = arena_array(query->arena, SOURCES_MAX, sizeof(*response->sources));
	page->sources = arena_array(query->arena, SOURCES_MAX, sizeof(*page->sources));
	return (response->contours && response->source_indexes && response->sources && page->sources) ||
	       refuse_too_large(query->refusal);
}

static bool region_has(const struct contours_page *page, const char *region)
{
	struct query *query = page->query;

	for (unsigned i = 0; i < page->area.count; i++) {
		Registry__Departement *departement =
			departement_load(query->txn, query->arena, page->area.departements[i]);

		if (departement && strcmp(departement->region_code, region) == 0)
			return true;
	}
	return page->area.everywhere;
}

static bool epci_has(const struct contours_page *page, const char *siren)
{
	for (unsigned i = 0; i < page->area.count; i++) {
		struct key key;

		key_clear(&key);
		key_text(&key, page->area.departements[i]);
		key_raw(&key, bytes_text(siren));
		if (txn_get(page->query->txn, TABLE_EPCI_AREAS, key_bytes(&key)).data)
			return true;
	}
	return page->area.everywhere;
}

static bool is_wanted(const struct contours_page *page, const char *code)
{
	char departement[CODE_DEPARTEMENT_SIZE];

	if (!geography_exists(page->query->txn, page->kind, code))
		return false;
	switch (page->kind) {
	case KIND_REGION:
		return region_has(page, code);
	case KIND_DEPARTEMENT:
		return area_has(&page->area, code);
	case KIND_COMMUNE:
		return code_departement_of_commune(code, departement) && area_has(&page->area, departement);
	case KIND_EPCI:
		return epci_has(page, code);
	case KIND_ARRONDISSEMENT:
		break;
	}
	return false;
}

/* The index of what the contour comes from, among the page's sources; SOURCES_MAX where there is no room. */
static unsigned source_index(struct contours_page *page, const struct contour_value *value)
{
	Registry__ListContoursResponse *response = page->response;
	unsigned count = (unsigned)response->n_sources;
	struct query *query = page->query;

	for (unsigned i = 0; i < count; i++)
		if (page->sources[i].year == value->year &&
		    bytes_equal(citation_bytes(&page->citations[i]), citation_bytes(&value->source)))
			return i;
	if (count == SOURCES_MAX)
		return SOURCES_MAX;
	registry__data_source__init(&page->sources[count]);
	page->sources[count].year = value->year;
	page->sources[count].source = citation_text(query->txn, query->arena, &value->source);
	page->citations[count] = value->source;
	response->sources[response->n_sources++] = &page->sources[count];
	return count;
}

static bool add(struct contours_page *page, struct bytes stored)
{
	struct contour_value value = contour_value_of(stored);
	Registry__ListContoursResponse *response = page->response;
	Registry__Contour *contour;
	unsigned index;

	page->bytes += value.packed.len + OVERHEAD_BYTES;
	page->full =
		response->n_contours == CONTOURS_MAX || (response->n_contours && page->bytes > ANSWER_BYTES);
	index = page->full ? SOURCES_MAX : source_index(page, &value);
	page->full = index == SOURCES_MAX;
	if (page->full)
		return true;
	contour = arena_unpack(page->query->arena, &registry__contour__descriptor, value.packed);
	if (!contour)
		return refuse_too_large(page->query->refusal);
	response->contours[response->n_contours++] = contour;
	response->source_indexes[response->n_source_indexes++] = index;
	return true;
}

/* Those whose codes begin with `prefix`, after the page before. */
static void find(struct contours_page *page, const char *prefix)
{
	bool resumes = strcmp(page->after, prefix) > 0;
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, page->query->txn, TABLE_CONTOURS, page->kind,
			    resumes ? page->after : prefix);
	while (!page->full && geography_scan_next(&scan, &value)) {
		if (strncmp(scan.code, prefix, strlen(prefix)) != 0)
			break;
		if (is_wanted(page, scan.code) && !add(page, value))
			break;
	}
	geography_scan_close(&scan);
}

bool registry_query_list_contours(struct query *query, const Registry__ListContoursRequest *request,
				  Registry__ListContoursResponse *response)
{
	struct contours_page page = {.query = query,
				     .kind = contour_kind(request->kind),
				     .after = request->after_code,
				     .response = response};

	if (!page.kind)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "KIND_MISSING", "kind",
			      "Dites ce qui est dessiné : régions, départements, communes ou EPCI.");
	if (strlen(request->after_code) > CODE_MAX)
		return refuse(
			query->refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", "after_code",
			"« after_code » n'est pas un code : donnez celui que la page précédente a rendu.");
	if (!area_of(query, request->departement_code, request->region_code, &page.area) ||
	    !page_new(query, &page))
		return false;
	if (page.kind != KIND_COMMUNE || page.area.everywhere)
		find(&page, "");
	for (unsigned i = 0; page.kind == KIND_COMMUNE && i < page.area.count && !page.full; i++)
		find(&page, page.area.departements[i]);
	if (page.full)
		response->next_after_code = response->contours[response->n_contours - 1]->code;
	return !refused(query->refusal);
}
