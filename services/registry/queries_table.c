/* All communes in columns. What is known of a commune lies in tables that are in the order of its code: they are
 * walked side by side, since a search in each for every commune takes ten times as long. */
#include <string.h>

#include "registry/area.h"
#include "registry/dictionary.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"

/* What one row takes in the answer besides its name, at most, and a text of a dictionary. */
enum { COMMUNE_SIZE = 5, ROW_BYTES = 40, SIREN_BYTES = 11, ID_BYTES = 28 };
enum { ANSWER_BYTES = 1 << 20, TABLE_ROWS_MAX = ANSWER_BYTES / ROW_BYTES };

/* A table whose keys begin with a commune's code, walked along with the communes. */
struct beside {
	struct scan scan;
	bool has;
	struct bytes key, value;
};

static void beside_open(struct beside *beside, struct txn *txn, unsigned table, const char *from)
{
	scan_open(&beside->scan, txn, table, bytes_text(from));
	beside->has = scan_next(&beside->scan, &beside->key, &beside->value);
}

/* What stands last under the commune's code; .data is NULL where nothing does. Communes come in order. */
static struct bytes beside_last(struct beside *beside, const char *commune)
{
	struct bytes last = {0};

	while (beside->has && beside->key.len >= COMMUNE_SIZE) {
		int order = memcmp(beside->key.data, commune, COMMUNE_SIZE);

		if (order > 0)
			break;
		if (order == 0)
			last = beside->value;
		beside->has = scan_next(&beside->scan, &beside->key, &beside->value);
	}
	return last;
}

struct table_page {
	struct query *query;
	Registry__ListCommuneColumnsResponse *response;
	const char *after;
	struct dictionary epcis, territories;
	struct beside memberships, populations, positions, labelled;
	size_t bytes;
	bool full;
};

static bool page_new(struct table_page *page)
{
	Registry__ListCommuneColumnsResponse *response = page->response;
	struct arena *arena = page->query->arena;

	response->codes = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->codes));
	response->names = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->names));
	response->populations = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->populations));
	response->longitudes_e5 = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->longitudes_e5));
	response->latitudes_e5 = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->latitudes_e5));
	response->epcis = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->epcis));
	response->territories = arena_array(arena, TABLE_ROWS_MAX, sizeof(*response->territories));
	return (response->codes && response->names && response->populations && response->longitudes_e5 &&
		response->latitudes_e5 && response->epcis && response->territories &&
		dictionary_new(&page->epcis, arena, TABLE_ROWS_MAX) &&
		dictionary_new(&page->territories, arena, TABLE_ROWS_MAX)) ||
	       refuse_too_large(page->query->refusal);
}

/* The territory born of the label that the commune has. */
static struct bytes territory_of(const struct table_page *page, struct bytes label)
{
	return label.len ? txn_get(page->query->txn, TABLE_LABEL_TERRITORIES, label) : (struct bytes){0};
}

static void add_row(struct table_page *page, const char *code, const Registry__Commune *commune)
{
	Registry__ListCommuneColumnsResponse *response = page->response;
	struct reader population = reader_of(beside_last(&page->populations, code));
	struct reader position = reader_of(beside_last(&page->positions, code));
	size_t n = response->n_codes;
	uint32_t value = reader_be32(&population);

	response->codes[n] = commune->code;
	response->names[n] = commune->name;
	response->populations[n] = population.failed ? -1 : (int32_t)value;
	response->longitudes_e5[n] = (int32_t)reader_be32(&position);
	response->latitudes_e5[n] = (int32_t)reader_be32(&position);
	response->epcis[n] = dictionary_number(&page->epcis, beside_last(&page->memberships, code));
	response->territories[n] =
		dictionary_number(&page->territories, territory_of(page, beside_last(&page->labelled, code)));
	response->n_codes = n + 1;
	page->bytes += ROW_BYTES + strlen(commune->name);
}

static bool page_is_full(const struct table_page *page)
{
	return page->response->n_codes == TABLE_ROWS_MAX ||
	       page->bytes + page->epcis.count * SIREN_BYTES + page->territories.count * ID_BYTES >
		       ANSWER_BYTES;
}

static void add_rows(struct table_page *page, struct geography_scan *scan, const char *prefix)
{
	struct query *query = page->query;
	struct bytes value;

	while (geography_scan_next(scan, &value) && strncmp(scan->code, prefix, strlen(prefix)) == 0) {
		struct version version = version_of(value);
		Registry__Commune *commune;

		if (version.ended_cog_year)
			continue;
		page->full = page_is_full(page);
		if (page->full)
			return;
		commune = arena_unpack(query->arena, &registry__commune__descriptor, version.packed);
		if (!commune) {
			refuse_too_large(query->refusal);
			return;
		}
		add_row(page, scan->code, commune);
	}
}

/* Communes whose codes begin with `prefix`, after the page before. */
static void find(struct table_page *page, const char *prefix)
{
	const char *from = strcmp(page->after, prefix) > 0 ? page->after : prefix;
	struct txn *txn = page->query->txn;
	struct geography_scan scan;

	beside_open(&page->memberships, txn, TABLE_MEMBERSHIPS, from);
	beside_open(&page->populations, txn, TABLE_POPULATIONS, from);
	beside_open(&page->positions, txn, TABLE_POSITIONS, from);
	beside_open(&page->labelled, txn, TABLE_LABELLED, from);
	geography_scan_open(&scan, txn, TABLE_GEOGRAPHY, KIND_COMMUNE, from);
	add_rows(page, &scan, prefix);
	geography_scan_close(&scan);
	scan_close(&page->labelled.scan);
	scan_close(&page->positions.scan);
	scan_close(&page->populations.scan);
	scan_close(&page->memberships.scan);
}

static void page_end(struct table_page *page)
{
	Registry__ListCommuneColumnsResponse *response = page->response;
	size_t n = response->n_codes;

	response->n_names = response->n_populations = response->n_longitudes_e5 = response->n_latitudes_e5 =
		n;
	response->n_epcis = response->n_territories = n;
	response->epci_sirens = page->epcis.texts;
	response->n_epci_sirens = page->epcis.count;
	response->territory_ids = page->territories.texts;
	response->n_territory_ids = page->territories.count;
	if (page->full)
		response->next_after_code = response->codes[n - 1];
}

bool registry_query_list_commune_columns(struct query *query,
					 const Registry__ListCommuneColumnsRequest *request,
					 Registry__ListCommuneColumnsResponse *response)
{
	struct table_page page = {.query = query, .response = response, .after = request->after_code};
	struct area area;

	if (strlen(request->after_code) > CODE_MAX)
		return refuse(
			query->refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", "after_code",
			"« after_code » n'est pas un code : donnez celui que la page précédente a rendu.");
	if (!area_of(query, request->departement_code, request->region_code, &area) || !page_new(&page))
		return false;
	if (area.everywhere)
		find(&page, "");
	for (unsigned i = 0; i < area.count && !page.full; i++)
		find(&page, area.departements[i]);
	page_end(&page);
	return !refused(query->refusal);
}
