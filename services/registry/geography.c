#include "registry/geography.h"

#include <string.h>

#include "registry/population.h"
#include "registry/position.h"
#include "registry/state.h"
#include "service/record.h"

/* Sizes of what stands before the packed row. */
enum { LIVE_HEADER = 8, STAGED_HEADER = 5 };
enum { STAGED_ENDED = 'E', STAGED_ROW = 'R' };

struct key geography_key(enum geography_kind kind, const char *code)
{
	uint8_t byte = kind;
	struct key key;

	key_clear(&key);
	key_raw(&key, bytes_of(&byte, 1));
	key_raw(&key, bytes_text(code));
	return key;
}

struct version version_of(struct bytes value)
{
	struct reader reader = reader_of(value);
	struct version version = {.cog_year = reader_be32(&reader)};

	version.ended_cog_year = reader_be32(&reader);
	version.packed = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	return version;
}

struct staged staged_of(struct bytes value)
{
	struct reader reader = reader_of(value);
	struct staged staged = {.ended = reader_u8(&reader) == STAGED_ENDED};

	staged.population = (int32_t)reader_be32(&reader);
	staged.packed = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	return staged;
}

static struct bytes row_get(struct txn *txn, unsigned table, enum geography_kind kind, const char *code)
{
	struct key key;

	if (strlen(code) > CODE_MAX)
		return (struct bytes){0};
	key = geography_key(kind, code);
	return txn_get(txn, table, key_bytes(&key));
}

bool geography_live(struct txn *txn, enum geography_kind kind, const char *code, struct version *ret)
{
	struct bytes value = row_get(txn, TABLE_GEOGRAPHY, kind, code);

	if (!value.data)
		return false;
	*ret = version_of(value);
	return true;
}

bool geography_staged(struct txn *txn, enum geography_kind kind, const char *code, struct staged *ret)
{
	struct bytes value = row_get(txn, TABLE_STAGED, kind, code);

	if (!value.data)
		return false;
	*ret = staged_of(value);
	return true;
}

bool geography_exists(struct txn *txn, enum geography_kind kind, const char *code)
{
	struct version version;

	return geography_live(txn, kind, code, &version) && version.ended_cog_year == 0;
}

bool geography_will_exist(struct txn *txn, enum geography_kind kind, const char *code)
{
	struct staged staged;

	if (geography_staged(txn, kind, code, &staged))
		return !staged.ended;
	return geography_exists(txn, kind, code);
}

/* Writes a header and a packed row under a key; the row may lie in the map. */
static void value_put(struct txn *txn, struct arena *arena, unsigned table, const struct key *key,
		      struct bytes header, struct bytes packed)
{
	struct arena_mark mark = arena_mark(arena);
	uint8_t *value = arena_alloc(arena, header.len + packed.len);

	if (!value)
		return;
	memcpy(value, header.data, header.len);
	if (packed.len)
		memcpy(value + header.len, packed.data, packed.len);
	txn_put(txn, table, key_bytes(key), bytes_of(value, header.len + packed.len));
	arena_rewind(arena, mark);
}

static void version_put(struct txn *txn, struct arena *arena, unsigned table, const struct key *key,
			const struct version *version)
{
	uint8_t header[LIVE_HEADER];

	put_be32(header, version->cog_year);
	put_be32(header + 4, version->ended_cog_year);
	value_put(txn, arena, table, key, bytes_of(header, sizeof(header)), version->packed);
}

void geography_put(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		   const struct version *version)
{
	struct key key = geography_key(kind, code);

	version_put(txn, arena, TABLE_GEOGRAPHY, &key, version);
}

void geography_stage(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		     const struct staged *staged)
{
	struct key key = geography_key(kind, code);
	uint8_t header[STAGED_HEADER] = {staged->ended ? STAGED_ENDED : STAGED_ROW};

	put_be32(header + 1, (uint32_t)staged->population);
	value_put(txn, arena, TABLE_STAGED, &key, bytes_of(header, sizeof(header)), staged->packed);
}

static struct key history_key(enum geography_kind kind, const char *code, uint32_t cog_year)
{
	uint8_t byte = kind;
	struct key key;

	key_clear(&key);
	key_raw(&key, bytes_of(&byte, 1));
	key_text(&key, code);
	key_u32(&key, cog_year);
	return key;
}

void geography_archive(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		       const struct version *version)
{
	struct key key = history_key(kind, code, version->cog_year);

	version_put(txn, arena, TABLE_HISTORY, &key, version);
}

bool geography_past(struct txn *txn, enum geography_kind kind, const char *code, uint32_t cog_year,
		    struct version *ret)
{
	struct bytes key_found, value;
	struct scan scan;
	struct key key;
	bool found;

	if (!geography_live(txn, kind, code, ret))
		return false;
	if (ret->cog_year <= cog_year)
		return true;
	key = history_key(kind, code, cog_year);
	scan_open_backwards(&scan, txn, TABLE_HISTORY, key_bytes(&key));
	found = scan_next_within(&scan, bytes_of(key.data, key.len - 4), &key_found, &value);
	if (found)
		*ret = version_of(value);
	scan_close(&scan);
	return found;
}

void geography_scan_open(struct geography_scan *scan, struct txn *txn, unsigned table,
			 enum geography_kind kind, const char *after)
{
	struct key key = geography_key(kind, after);

	key_raw(&key, bytes_of("", 1)); /* the first key that comes after */
	scan->kind = kind;
	scan_open(&scan->scan, txn, table, *after ? key_bytes(&key) : bytes_of(key.data, 1));
}

bool geography_scan_next(struct geography_scan *scan, struct bytes *ret_value)
{
	uint8_t byte = scan->kind;
	struct bytes key;

	if (!scan_next_within(&scan->scan, bytes_of(&byte, 1), &key, ret_value))
		return false;
	memcpy(scan->code, key.data + 1, key.len - 1);
	scan->code[key.len - 1] = '\0';
	return true;
}

void geography_scan_close(struct geography_scan *scan)
{
	scan_close(&scan->scan);
}

static char *text_get(struct txn *txn, struct arena *arena, unsigned table, const char *code)
{
	struct key key = key_of_text(code);
	struct bytes text = txn_get(txn, table, key_bytes(&key));

	return arena_strndup(arena, text.data ? (const char *)text.data : "", text.len);
}

char *membership_get(struct txn *txn, struct arena *arena, const char *commune)
{
	return text_get(txn, arena, TABLE_MEMBERSHIPS, commune);
}

char *successor_get(struct txn *txn, struct arena *arena, const char *former)
{
	return text_get(txn, arena, TABLE_SUCCESSORS, former);
}

Registry__Departement *departement_unpack(struct arena *arena, const struct version *version)
{
	Registry__Departement *row = arena_unpack(arena, &registry__departement__descriptor, version->packed);

	if (row) {
		row->cog_year = version->cog_year;
		row->ended_cog_year = version->ended_cog_year;
	}
	return row;
}

Registry__Departement *departement_load(struct txn *txn, struct arena *arena, const char *code)
{
	struct version version;

	if (!geography_live(txn, KIND_DEPARTEMENT, code, &version))
		return NULL;
	return departement_unpack(arena, &version);
}

Registry__Region *region_unpack(struct arena *arena, const struct version *version)
{
	Registry__Region *row = arena_unpack(arena, &registry__region__descriptor, version->packed);

	if (row) {
		row->cog_year = version->cog_year;
		row->ended_cog_year = version->ended_cog_year;
	}
	return row;
}

Registry__Arrondissement *arrondissement_unpack(struct arena *arena, const struct version *version)
{
	Registry__Arrondissement *row =
		arena_unpack(arena, &registry__arrondissement__descriptor, version->packed);

	if (row) {
		row->cog_year = version->cog_year;
		row->ended_cog_year = version->ended_cog_year;
	}
	return row;
}

Registry__Epci *epci_unpack(struct arena *arena, const struct version *version)
{
	Registry__Epci *row = arena_unpack(arena, &registry__epci__descriptor, version->packed);

	if (row) {
		row->cog_year = version->cog_year;
		row->ended_cog_year = version->ended_cog_year;
	}
	return row;
}

Registry__Epci *epci_load(struct txn *txn, struct arena *arena, const char *siren)
{
	struct version version;

	if (!geography_live(txn, KIND_EPCI, siren, &version))
		return NULL;
	return epci_unpack(arena, &version);
}

Registry__Commune *commune_unpack(struct txn *txn, struct arena *arena, const struct version *version)
{
	Registry__Commune *row = arena_unpack(arena, &registry__commune__descriptor, version->packed);
	Registry__Departement *departement;

	if (!row)
		return NULL;
	departement = departement_load(txn, arena, row->departement_code);
	if (departement)
		row->region_code = departement->region_code;
	row->epci_siren = membership_get(txn, arena, row->code);
	row->cog_year = version->cog_year;
	row->ended_cog_year = version->ended_cog_year;
	populations_load(txn, arena, row);
	row->position = position_load(txn, arena, row->code);
	return row;
}

Registry__Commune *commune_load(struct txn *txn, struct arena *arena, const char *code)
{
	struct version version;

	if (!geography_live(txn, KIND_COMMUNE, code, &version))
		return NULL;
	return commune_unpack(txn, arena, &version);
}

Registry__GetGeographyResponse *geography_published(struct txn *txn, struct arena *arena)
{
	return record_get_text(txn, arena, TABLE_REGISTRY, RECORD_GEOGRAPHY,
			       &registry__get_geography_response__descriptor);
}
