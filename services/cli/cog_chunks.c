#include "cli/cog_chunks.h"

#include <stddef.h>

/* Rows [from, from + count) of one kind. */
struct span {
	struct arena *arena;
	const char *rows;
	size_t size; /* of a row */
	unsigned count;
};

/* Sets a column's pointer and its n_: the text at `offset` of every row. */
static void texts(const struct span *span, size_t offset, char ***ret, size_t *ret_n)
{
	char **column = arena_array(span->arena, span->count + 1, sizeof *column);

	for (unsigned i = 0; column && i < span->count; i++)
		column[i] = *(char *const *)(span->rows + i * span->size + offset);
	*ret = column;
	*ret_n = column ? span->count : 0;
}

/* The lists at `offset` of every row: how many each has, and all of them in a row. */
static void lists(const struct span *span, size_t offset, uint32_t **ret_counts, size_t *ret_n_counts,
		  char ***ret, size_t *ret_n)
{
	uint32_t *counts = arena_array(span->arena, span->count + 1, sizeof *counts);
	size_t total = 0, n = 0;
	char **column;

	for (unsigned i = 0; i < span->count; i++)
		total += ((const struct cog_codes *)(span->rows + i * span->size + offset))->count;
	column = arena_array(span->arena, total + 1, sizeof *column);
	if (!counts || !column)
		return;
	for (unsigned i = 0; i < span->count; i++) {
		const struct cog_codes *codes = (const void *)(span->rows + i * span->size + offset);

		counts[i] = codes->count;
		for (unsigned j = 0; j < codes->count; j++)
			column[n++] = (char *)codes->at[j];
	}
	*ret_counts = counts;
	*ret_n_counts = span->count;
	*ret = column;
	*ret_n = n;
}

#define TEXTS(type, member, columns, column)                                                                 \
	texts(span, offsetof(struct type, member), &(columns)->column, &(columns)->n_##column)

static void add_regions(const struct span *span, Registry__PutImportChunkRequest *chunk)
{
	Registry__RegionColumns *columns = arena_alloc(span->arena, sizeof *columns);

	if (!columns)
		return;
	registry__region_columns__init(columns);
	TEXTS(cog_region, code, columns, codes);
	TEXTS(cog_region, name, columns, names);
	TEXTS(cog_region, chef_lieu, columns, chef_lieu_codes);
	TEXTS(cog_region, zone, columns, zones);
	chunk->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_REGIONS;
	chunk->regions = columns;
}

static void add_departements(const struct span *span, Registry__PutImportChunkRequest *chunk)
{
	Registry__DepartementColumns *columns = arena_alloc(span->arena, sizeof *columns);

	if (!columns)
		return;
	registry__departement_columns__init(columns);
	TEXTS(cog_departement, code, columns, codes);
	TEXTS(cog_departement, name, columns, names);
	TEXTS(cog_departement, region, columns, region_codes);
	TEXTS(cog_departement, chef_lieu, columns, chef_lieu_codes);
	TEXTS(cog_departement, zone, columns, zones);
	chunk->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_DEPARTEMENTS;
	chunk->departements = columns;
}

static void add_arrondissements(const struct span *span, Registry__PutImportChunkRequest *chunk)
{
	Registry__ArrondissementColumns *columns = arena_alloc(span->arena, sizeof *columns);

	if (!columns)
		return;
	registry__arrondissement_columns__init(columns);
	TEXTS(cog_arrondissement, code, columns, codes);
	TEXTS(cog_arrondissement, name, columns, names);
	TEXTS(cog_arrondissement, departement, columns, departement_codes);
	TEXTS(cog_arrondissement, chef_lieu, columns, chef_lieu_codes);
	chunk->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_ARRONDISSEMENTS;
	chunk->arrondissements = columns;
}

static void add_populations(const struct span *span, Registry__CommuneColumns *columns)
{
	columns->populations = arena_array(span->arena, span->count + 1, sizeof *columns->populations);
	if (!columns->populations)
		return;
	columns->n_populations = span->count;
	for (unsigned i = 0; i < span->count; i++)
		columns->populations[i] =
			((const struct cog_commune *)(span->rows + i * span->size))->population;
}

static void add_communes(const struct span *span, Registry__PutImportChunkRequest *chunk)
{
	Registry__CommuneColumns *columns = arena_alloc(span->arena, sizeof *columns);

	if (!columns)
		return;
	registry__commune_columns__init(columns);
	TEXTS(cog_commune, code, columns, codes);
	TEXTS(cog_commune, name, columns, names);
	TEXTS(cog_commune, departement, columns, departement_codes);
	TEXTS(cog_commune, arrondissement, columns, arrondissement_codes);
	TEXTS(cog_commune, siren, columns, sirens);
	TEXTS(cog_commune, zone, columns, zones);
	add_populations(span, columns);
	lists(span, offsetof(struct cog_commune, postal_codes), &columns->postal_code_counts,
	      &columns->n_postal_code_counts, &columns->postal_codes, &columns->n_postal_codes);
	lists(span, offsetof(struct cog_commune, former_codes), &columns->former_code_counts,
	      &columns->n_former_code_counts, &columns->former_codes, &columns->n_former_codes);
	chunk->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES;
	chunk->communes = columns;
}

static void add_epcis(const struct span *span, Registry__PutImportChunkRequest *chunk)
{
	Registry__EpciColumns *columns = arena_alloc(span->arena, sizeof *columns);

	if (!columns)
		return;
	registry__epci_columns__init(columns);
	TEXTS(cog_epci, code, columns, sirens);
	TEXTS(cog_epci, name, columns, names);
	TEXTS(cog_epci, kind, columns, kinds);
	TEXTS(cog_epci, financing, columns, financings);
	lists(span, offsetof(struct cog_epci, members), &columns->member_counts, &columns->n_member_counts,
	      &columns->member_codes, &columns->n_member_codes);
	chunk->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_EPCIS;
	chunk->epcis = columns;
}

/* All rows of one kind; every row begins with its code. */
struct kind {
	const void *rows;
	unsigned count;
	size_t size;
	void (*add)(const struct span *span, Registry__PutImportChunkRequest *chunk);
};

/* A kind without rows has one chunk all the same: it says that there are none. */
static unsigned chunks_of(const struct kind *kind)
{
	return kind->count ? (kind->count + COG_CHUNK_ROWS - 1) / COG_CHUNK_ROWS : 1;
}

static Registry__PutImportChunkRequest *make_chunk(const struct kind *kind, unsigned from,
						   struct arena *arena)
{
	unsigned left = kind->count - from;
	struct span span = {.arena = arena,
			    .rows = (const char *)kind->rows + from * kind->size,
			    .size = kind->size,
			    .count = left < COG_CHUNK_ROWS ? left : COG_CHUNK_ROWS};
	Registry__PutImportChunkRequest *chunk = arena_alloc(arena, sizeof *chunk);

	if (!chunk)
		return NULL;
	registry__put_import_chunk_request__init(chunk);
	if (from > 0)
		chunk->after_code = *(char *const *)(span.rows - kind->size);
	chunk->last = left <= COG_CHUNK_ROWS;
	kind->add(&span, chunk);
	return chunk;
}

static Registry__GeographyTotals *totals_of(const struct cog *cog, struct arena *arena)
{
	Registry__GeographyTotals *totals = arena_alloc(arena, sizeof *totals);

	if (!totals)
		return NULL;
	registry__geography_totals__init(totals);
	totals->regions = cog->region_count;
	totals->departements = cog->departement_count;
	totals->arrondissements = cog->arrondissement_count;
	totals->communes = cog->commune_count;
	totals->epcis = cog->epci_count;
	return totals;
}

static bool add_digest(struct hasher *hasher, const ProtobufCMessage *message, struct arena *arena)
{
	struct arena_mark mark = arena_mark(arena);
	struct bytes packed = arena_pack(arena, message);

	if (!packed.data)
		return false;
	hasher_add_sized(hasher, packed);
	arena_rewind(arena, mark);
	return true;
}

static bool digest(struct cog_chunks *chunks, Registry__BeginImportRequest *begin, struct arena *arena)
{
	struct hasher hasher;

	hasher_start(&hasher);
	begin->digest = (ProtobufCBinaryData){0};
	if (!add_digest(&hasher, &begin->base, arena))
		return false;
	for (unsigned i = 0; i < chunks->count; i++)
		if (!add_digest(&hasher, &chunks->at[i]->base, arena))
			return false;
	chunks->digest = hasher_end(&hasher);
	begin->digest = (ProtobufCBinaryData){.len = HASH_SIZE, .data = chunks->digest.bytes};
	return true;
}

bool cog_chunks_make(struct cog_chunks *ret, const struct cog *cog, Registry__BeginImportRequest *begin,
		     struct arena *arena)
{
	const struct kind kinds[] = {
		{cog->regions, cog->region_count, sizeof *cog->regions, add_regions},
		{cog->departements, cog->departement_count, sizeof *cog->departements, add_departements},
		{cog->arrondissements, cog->arrondissement_count, sizeof *cog->arrondissements,
		 add_arrondissements},
		{cog->communes, cog->commune_count, sizeof *cog->communes, add_communes},
		{cog->epcis, cog->epci_count, sizeof *cog->epcis, add_epcis},
	};
	unsigned total = 0;

	*ret = (struct cog_chunks){0};
	for (unsigned k = 0; k < COG_FILES; k++)
		total += chunks_of(&kinds[k]);
	ret->at = arena_array(arena, total, sizeof *ret->at);
	begin->totals = totals_of(cog, arena);
	for (unsigned k = 0; ret->at && k < COG_FILES; k++) {
		for (unsigned n = 0; n < chunks_of(&kinds[k]); n++) {
			Registry__PutImportChunkRequest *chunk =
				make_chunk(&kinds[k], n * COG_CHUNK_ROWS, arena);

			if (!chunk)
				return false;
			chunk->index = ret->count;
			ret->at[ret->count++] = chunk;
		}
	}
	return !arena_exceeded(arena) && digest(ret, begin, arena);
}
