/* Folds what imports journal: chunks are set aside, and come into force all at once when published. */
#include <string.h>

#include "base/code.h"

#include "registry/figures.h"
#include "registry/import.h"
#include "registry/population.h"
#include "registry/search.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

void registry_apply_import_begun(struct application *application, const Registry__ImportBegun *event)
{
	static const struct progress NONE;

	txn_clear(application->txn, TABLE_STAGED);
	record_put_text(application->txn, application->arena, TABLE_REGISTRY, RECORD_IMPORT, &event->base);
	progress_store(application->txn, &NONE);
}

static void stage_progress(struct txn *txn, const Registry__GeographyChunkStaged *event,
			   enum geography_kind kind)
{
	struct progress progress;
	size_t len = strlen(event->last_code);

	progress_load(txn, &progress);
	if (event->index < progress.next_chunk)
		return;
	progress = (struct progress){.next_chunk = event->index + 1, .kind = kind};
	memcpy(progress.last_code, event->last_code, len < CODE_MAX ? len : CODE_MAX);
	progress_store(txn, &progress);
}

void registry_apply_geography_chunk_staged(struct application *application,
					   const Registry__GeographyChunkStaged *event)
{
	static const struct staged ENDED = {.ended = true, .population = -1};
	struct columns columns = columns_of_event(event);
	struct rows rows = rows_of(&columns);
	struct row row;

	while (rows_next(&rows, &row)) {
		struct arena_mark mark = arena_mark(application->arena);
		struct staged staged = {
			.population = row.population,
			.packed = arena_pack(application->arena, &row.message),
		};

		geography_stage(application->txn, application->arena, columns.kind, row.code, &staged);
		arena_rewind(application->arena, mark);
	}
	for (size_t i = 0; i < event->n_ended_codes; i++)
		geography_stage(application->txn, application->arena, columns.kind, event->ended_codes[i],
				&ENDED);
	stage_progress(application->txn, event, columns.kind);
}

/* One row coming into force. */
struct change {
	struct application *application;
	const Registry__GeographyPublished *event;
	enum geography_kind kind;
	const char *code;
	const struct version *before; /* NULL: it is new */
	const struct staged *staged;  /* copied: not in the map */
};

/* A former code may have been taken over by another commune since. */
static void successors_delete(const struct change *change, const Registry__Commune *commune)
{
	struct txn *txn = change->application->txn;

	for (size_t i = 0; i < commune->n_former_codes; i++) {
		struct key former = key_of_text(commune->former_codes[i]);

		if (bytes_equal(txn_get(txn, TABLE_SUCCESSORS, key_bytes(&former)), bytes_text(change->code)))
			txn_delete(txn, TABLE_SUCCESSORS, key_bytes(&former));
	}
}

static void successors_put(const struct change *change, const Registry__Commune *commune)
{
	for (size_t i = 0; i < commune->n_former_codes; i++) {
		struct key former = key_of_text(commune->former_codes[i]);

		txn_put(change->application->txn, TABLE_SUCCESSORS, key_bytes(&former),
			bytes_text(change->code));
	}
}

static void commune_name_put(struct txn *txn, const Registry__Commune *commune, uint32_t population)
{
	struct place place = {.kind = PLACE_COMMUNE,
			      .code = commune->code,
			      .name = commune->name,
			      .population = population};

	place_add_departement(&place, commune->departement_code);
	search_put(txn, &place);
}

static void commune_unindex(const struct change *change)
{
	struct application *application = change->application;
	Registry__Commune *commune;

	if (!change->before || change->before->ended_cog_year)
		return;
	commune = arena_unpack(application->arena, &registry__commune__descriptor, change->before->packed);
	if (!commune)
		return;
	search_remove(application->txn, PLACE_COMMUNE, change->code, commune->name);
	successors_delete(change, commune);
}

static void commune_index(const struct change *change)
{
	struct application *application = change->application;
	struct population population = {.year = change->event->population_year};
	Registry__Commune *commune =
		arena_unpack(application->arena, &registry__commune__descriptor, change->staged->packed);

	if (change->staged->population >= 0) {
		population.value = (uint32_t)change->staged->population;
		population.source = citation_of(change->event->population_source);
		population_put(application->txn, change->code, &population);
	}
	if (change->before && !population_latest(application->txn, change->code, &population))
		population.value = 0;
	if (!commune)
		return;
	commune_name_put(application->txn, commune, population.value);
	successors_put(change, commune);
}

static struct key area_key(const char *departement, const char *siren)
{
	struct key key;

	key_clear(&key);
	key_text(&key, departement);
	key_raw(&key, bytes_text(siren));
	return key;
}

/* Withdraws the memberships of an EPCI as it was; those that another EPCI has taken over stay. */
static void epci_unindex(const struct change *change)
{
	struct txn *txn = change->application->txn;
	Registry__Epci *epci;

	if (!change->before || change->before->ended_cog_year)
		return;
	epci = arena_unpack(change->application->arena, &registry__epci__descriptor, change->before->packed);
	for (size_t i = 0; epci && i < epci->n_member_codes; i++) {
		struct key member = key_of_text(epci->member_codes[i]);
		char departement[CODE_DEPARTEMENT_SIZE];
		struct key area;

		if (bytes_equal(txn_get(txn, TABLE_MEMBERSHIPS, key_bytes(&member)),
				bytes_text(change->code)))
			txn_delete(txn, TABLE_MEMBERSHIPS, key_bytes(&member));
		code_departement_of_commune(epci->member_codes[i], departement);
		area = area_key(departement, change->code);
		txn_delete(txn, TABLE_EPCI_AREAS, key_bytes(&area));
	}
	if (epci)
		search_remove(txn, PLACE_EPCI, change->code, epci->name);
}

static void epci_index(const struct change *change)
{
	struct txn *txn = change->application->txn;
	char last[CODE_DEPARTEMENT_SIZE] = "";
	struct place place = {.kind = PLACE_EPCI, .code = change->code};
	Registry__Epci *epci =
		arena_unpack(change->application->arena, &registry__epci__descriptor, change->staged->packed);

	for (size_t i = 0; epci && i < epci->n_member_codes; i++) {
		struct key member = key_of_text(epci->member_codes[i]);
		char departement[CODE_DEPARTEMENT_SIZE];
		struct key area;

		txn_put(txn, TABLE_MEMBERSHIPS, key_bytes(&member), bytes_text(change->code));
		code_departement_of_commune(epci->member_codes[i], departement);
		if (strcmp(departement, last) == 0)
			continue;
		memcpy(last, departement, sizeof(last));
		area = area_key(departement, change->code);
		txn_put(txn, TABLE_EPCI_AREAS, key_bytes(&area), bytes_of("", 0));
		place_add_departement(&place, departement);
	}
	if (!epci)
		return;
	place.name = epci->name;
	search_put(txn, &place);
}

static void change_index(const struct change *change)
{
	switch (change->kind) {
	case KIND_REGION:
	case KIND_DEPARTEMENT:
	case KIND_ARRONDISSEMENT:
		break;
	case KIND_COMMUNE:
		commune_unindex(change);
		if (!change->staged->ended)
			commune_index(change);
		break;
	case KIND_EPCI:
		epci_unindex(change);
		if (!change->staged->ended)
			epci_index(change);
		break;
	}
}

/* A version of the same COG year is a correction, not a past. */
static void change_store(const struct change *change)
{
	struct application *application = change->application;
	struct version after = {.cog_year = change->event->cog_year, .packed = change->staged->packed};
	bool same_row = change->before && change->before->ended_cog_year == 0 && !change->staged->ended &&
			bytes_equal(change->before->packed, change->staged->packed);

	if (same_row)
		return;
	if (change->staged->ended && !change->before)
		return;
	if (change->staged->ended) {
		after = *change->before;
		after.ended_cog_year = change->event->cog_year;
	} else if (change->before && change->before->cog_year != after.cog_year) {
		geography_archive(application->txn, application->arena, change->kind, change->code,
				  change->before);
	}
	geography_put(application->txn, application->arena, change->kind, change->code, &after);
}

static void change_apply(struct application *application, const Registry__GeographyPublished *event,
			 const struct geography_scan *scan, struct bytes value)
{
	struct arena_mark mark = arena_mark(application->arena);
	struct staged staged = staged_of(value);
	struct change change = {.application = application,
				.event = event,
				.kind = scan->kind,
				.code = scan->code,
				.staged = &staged};
	struct version before;

	/* Both lie in the map, which moves when it is written to. */
	staged.packed = arena_copy(application->arena, staged.packed);
	if (geography_live(application->txn, scan->kind, scan->code, &before)) {
		before.packed = arena_copy(application->arena, before.packed);
		change.before = &before;
	}
	change_index(&change);
	change_store(&change);
	arena_rewind(application->arena, mark);
}

static void published_put(struct application *application, const Registry__GeographyPublished *event)
{
	Registry__GetGeographyResponse published = REGISTRY__GET_GEOGRAPHY_RESPONSE__INIT;

	published.import_id = event->import_id;
	published.digest = event->digest;
	published.cog_year = event->cog_year;
	published.source = event->source;
	published.population_year = event->population_year;
	published.population_source = event->population_source;
	published.totals = event->totals;
	published.published_at = timestamp_new(application->arena, application->at);
	published.epoch = application->header->epoch;
	published.sequence = application->header->sequence;
	record_put_text(application->txn, application->arena, TABLE_REGISTRY, RECORD_GEOGRAPHY,
			&published.base);
}

void registry_apply_geography_published(struct application *application,
					const Registry__GeographyPublished *event)
{
	struct key import = key_of_text(RECORD_IMPORT), progress = key_of_text(RECORD_PROGRESS);

	citation_put(application->txn, event->population_source);
	for (enum geography_kind kind = KIND_FIRST; kind <= KIND_LAST; kind++) {
		struct geography_scan scan;
		struct bytes value;

		geography_scan_open(&scan, application->txn, TABLE_STAGED, kind, "");
		while (geography_scan_next(&scan, &value))
			change_apply(application, event, &scan, value);
		geography_scan_close(&scan);
	}
	txn_clear(application->txn, TABLE_STAGED);
	txn_delete(application->txn, TABLE_REGISTRY, key_bytes(&import));
	txn_delete(application->txn, TABLE_REGISTRY, key_bytes(&progress));
	published_put(application, event);
	figures_count_all(application->txn, application->arena);
}

void registry_apply_populations_recorded(struct application *application,
					 const Registry__PopulationsRecorded *event)
{
	struct txn *txn = application->txn;
	struct population population = {.year = event->year, .source = citation_of(event->source)};

	citation_put(txn, event->source);
	for (size_t i = 0; i < event->n_codes && i < event->n_values; i++) {
		struct arena_mark mark = arena_mark(application->arena);
		struct population latest;
		struct version version;
		Registry__Commune *commune = NULL;

		population.value = event->values[i];
		population_put(txn, event->codes[i], &population);
		if (population_latest(txn, event->codes[i], &latest) && latest.year == event->year &&
		    geography_live(txn, KIND_COMMUNE, event->codes[i], &version) &&
		    version.ended_cog_year == 0)
			commune = arena_unpack(application->arena, &registry__commune__descriptor,
					       version.packed);
		if (commune)
			commune_name_put(txn, commune, population.value);
		arena_rewind(application->arena, mark);
	}
	figures_count_of(txn, application->arena, event->codes, event->n_codes);
}
