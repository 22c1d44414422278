#include "eligibility/dataset.h"

#include <stdlib.h>

#include "base/require.h"
#include "eligibility/block.h"
#include "eligibility/state.h"
#include "store/key.h"

enum { FIRST_YEAR = 1900, YEARS = 300 };

/* Loads by growing buffers, since only the blocks know how much there is. */
struct loading {
	struct txn *txn;
	struct arena *arena;
	struct dataset *dataset;
	struct buf communes, departements, regions, epcis, chefs_lieux, first_counted, counted, sources;
	struct buf formers, positions, placed;
	bool failed;
};

static void add_u32(struct buf *column, uint32_t value)
{
	buf_append(column, &value, sizeof(value));
}

static uint32_t codes_add(struct codes *codes, struct arena *arena, const char *code)
{
	if (!*code)
		return 0;
	for (uint32_t i = codes->count; i > 0; i--)
		if (strcmp(codes->texts[i], code) == 0)
			return i;
	codes->texts[++codes->count] = arena_strdup(arena, code);
	return codes->count;
}

static struct codes codes_new(struct arena *arena, size_t most)
{
	struct codes codes = {.texts = arena_array(arena, most + 1, sizeof(char *))};

	require(codes.texts); /* the country is far smaller than the arena */
	codes.texts[0] = "";
	return codes;
}

static void load_epcis(struct loading *loading, const struct hash *block)
{
	struct reader reader = block_get(loading->txn, TABLE_BLOCKS, block);
	struct codes *codes = &loading->dataset->epci_sirens;

	/* No SIREN is shorter than one byte and its end. */
	*codes = codes_new(loading->arena, (size_t)(reader.end - reader.at) / 2);
	while (!reader_done(&reader))
		codes->texts[++codes->count] = arena_strdup(loading->arena, key_read_text(&reader));
	loading->failed |= reader.failed;
}

static void load_formers(struct loading *loading, struct reader *reader)
{
	struct former former = {
		.commune = (uint32_t)(loading->communes.len / COMMUNE_CODE_SIZE) - 1,
	};

	for (uint64_t count = reader_varint(reader); count > 0 && !reader->failed; count--) {
		const char *code = key_read_text(reader);

		if (strlen(code) >= COMMUNE_CODE_SIZE)
			continue;
		memset(former.code, 0, sizeof(former.code));
		memcpy(former.code, code, strlen(code));
		buf_append(&loading->formers, &former, sizeof(former));
	}
}

static size_t load_places(struct loading *loading, const struct dataset_part *part)
{
	struct dataset *dataset = loading->dataset;
	uint32_t departement = codes_add(&dataset->departement_codes, loading->arena, part->departement);
	uint32_t region = codes_add(&dataset->region_codes, loading->arena, part->region);
	struct reader reader = block_get(loading->txn, TABLE_BLOCKS, &part->places);
	size_t count = 0;

	for (; !reader_done(&reader); count++) {
		char code[COMMUNE_CODE_SIZE] = "";
		const char *text = key_read_text(&reader);
		uint64_t epci = reader_varint(&reader);

		require(strlen(text) < COMMUNE_CODE_SIZE && epci <= dataset->epci_sirens.count);
		memcpy(code, text, strlen(text));
		buf_append(&loading->communes, code, sizeof(code));
		add_u32(&loading->departements, departement);
		add_u32(&loading->regions, region);
		add_u32(&loading->epcis, (uint32_t)epci);
		buf_byte(&loading->chefs_lieux, (uint8_t)reader_varint(&reader));
		load_formers(loading, &reader);
	}
	loading->failed |= reader.failed;
	return count;
}

/* The number of a source in the whole; nearly always one of the last. */
static uint32_t source_number(struct loading *loading, const char *source)
{
	const char *const *known = (const char *const *)loading->sources.data;
	size_t count = loading->sources.len / sizeof(char *);
	char *copy;

	for (size_t i = count; i > 0; i--)
		if (strcmp(known[i - 1], source) == 0)
			return (uint32_t)(i - 1);
	copy = arena_strdup(loading->arena, source);
	buf_append(&loading->sources, &copy, sizeof(copy));
	return (uint32_t)count;
}

static void load_populations(struct loading *loading, const struct hash *block, size_t communes)
{
	struct reader reader = block_get(loading->txn, TABLE_BLOCKS, block);
	uint64_t source_count = reader_varint(&reader);
	struct buf numbers = {0}; /* in the whole, by their numbers here */
	const uint32_t *number;

	for (uint64_t i = 0; i < source_count && !reader.failed; i++)
		add_u32(&numbers, source_number(loading, key_read_text(&reader)));
	number = (const uint32_t *)numbers.data;
	for (size_t i = 0; i < communes && !reader.failed; i++) {
		uint64_t years = reader_varint(&reader);

		add_u32(&loading->first_counted, (uint32_t)(loading->counted.len / sizeof(struct counted)));
		for (uint64_t n = 0; n < years && !reader.failed; n++) {
			struct counted counted = {.year = (uint32_t)reader_varint(&reader)};
			uint64_t source = reader_varint(&reader);

			require(source < source_count);
			counted.source = number[source];
			counted.value = (uint32_t)reader_varint(&reader);
			buf_append(&loading->counted, &counted, sizeof(counted));
		}
	}
	loading->failed |= reader.failed;
	buf_free(&numbers);
}

static void load_positions(struct loading *loading, const struct hash *block, size_t communes)
{
	struct reader reader = block_get(loading->txn, TABLE_BLOCKS, block);

	for (size_t i = 0; i < communes && !reader.failed; i++) {
		struct coordinates position = {0};
		bool known = reader_varint(&reader) != 0;

		if (known) {
			position.longitude_e5 = (int32_t)block_read_signed(&reader);
			position.latitude_e5 = (int32_t)block_read_signed(&reader);
		}
		buf_append(&loading->placed, &known, sizeof(known));
		buf_append(&loading->positions, &position, sizeof(position));
	}
	loading->failed |= reader.failed;
}

static int compare_formers(const void *a, const void *b)
{
	return strcmp(((const struct former *)a)->code, ((const struct former *)b)->code);
}

/* The column as the dataset's own; the buffer is given back. */
static void *column(struct loading *loading, struct buf *buf)
{
	uint8_t *copy = arena_alloc(loading->arena, buf->len + 1);

	require(copy);
	if (buf->len)
		memcpy(copy, buf->data, buf->len);
	buf_free(buf);
	return copy;
}

static void take_columns(struct loading *loading)
{
	struct dataset *dataset = loading->dataset;

	dataset->count = loading->communes.len / COMMUNE_CODE_SIZE;
	add_u32(&loading->first_counted, (uint32_t)(loading->counted.len / sizeof(struct counted)));
	dataset->communes = column(loading, &loading->communes);
	dataset->departements = column(loading, &loading->departements);
	dataset->regions = column(loading, &loading->regions);
	dataset->epcis = column(loading, &loading->epcis);
	dataset->chefs_lieux = column(loading, &loading->chefs_lieux);
	dataset->first_counted = column(loading, &loading->first_counted);
	dataset->counted = column(loading, &loading->counted);
	dataset->sources = column(loading, &loading->sources);
	dataset->positions = column(loading, &loading->positions);
	dataset->placed = column(loading, &loading->placed);
	dataset->former_count = loading->formers.len / sizeof(struct former);
	dataset->formers = column(loading, &loading->formers);
	qsort(dataset->formers, dataset->former_count, sizeof(struct former), compare_formers);
}

/* A year that nine tenths of what the best known year has: a few corrections of a new year do not make it the one
 * that all are compared by. */
static uint32_t year_compared(const struct dataset *dataset)
{
	uint32_t known[YEARS] = {0}, best = 0;

	for (uint32_t i = 0; i < dataset->first_counted[dataset->count]; i++) {
		uint32_t year = dataset->counted[i].year;

		if (year >= FIRST_YEAR && year < FIRST_YEAR + YEARS && year <= dataset->cog_year)
			known[year - FIRST_YEAR]++;
	}
	for (uint32_t i = 0; i < YEARS; i++)
		best = known[i] > best ? known[i] : best;
	for (uint32_t i = YEARS; i > 0 && best; i--)
		if ((uint64_t)known[i - 1] * 10 >= (uint64_t)best * 9)
			return FIRST_YEAR + i - 1;
	return 0;
}

bool dataset_load(struct txn *txn, struct arena *arena, const struct dataset_header *header,
		  struct dataset *ret)
{
	struct loading loading = {.txn = txn, .arena = arena, .dataset = ret};

	*ret = (struct dataset){.digest = header->digest, .cog_year = header->cog_year};
	ret->cog_source = arena_strdup(arena, header->cog_source);
	ret->departement_codes = codes_new(arena, header->part_count);
	ret->region_codes = codes_new(arena, header->part_count);
	load_epcis(&loading, &header->epcis);
	for (size_t i = 0; i < header->part_count && !loading.failed; i++) {
		size_t count = load_places(&loading, &header->parts[i]);

		load_populations(&loading, &header->parts[i].populations, count);
		load_positions(&loading, &header->parts[i].positions, count);
	}
	take_columns(&loading);
	if (loading.failed)
		return false;
	ret->year = year_compared(ret);
	return true;
}

static int compare_communes(const void *code, const void *commune)
{
	return strcmp(code, commune);
}

bool dataset_find(const struct dataset *dataset, const char *commune, size_t *ret)
{
	const char(*found)[COMMUNE_CODE_SIZE] =
		bsearch(commune, dataset->communes, dataset->count, COMMUNE_CODE_SIZE, compare_communes);

	if (found)
		*ret = (size_t)(found - dataset->communes);
	return found != NULL;
}

bool dataset_trace(const struct dataset *dataset, const char *code, size_t *ret)
{
	const struct former *found;

	if (dataset_find(dataset, code, ret))
		return true;
	found = bsearch(code, dataset->formers, dataset->former_count, sizeof(struct former),
			compare_communes); /* a former begins with its code */
	if (found)
		*ret = found->commune;
	return found != NULL;
}

uint32_t codes_find(const struct codes *codes, const char *code)
{
	for (uint32_t i = 1; i <= codes->count; i++)
		if (strcmp(codes->texts[i], code) == 0)
			return i;
	return 0;
}

const struct counted *dataset_counted(const struct dataset *dataset, size_t commune, uint32_t year)
{
	for (uint32_t i = dataset->first_counted[commune]; i < dataset->first_counted[commune + 1]; i++)
		if (dataset->counted[i].year == year)
			return &dataset->counted[i];
	return NULL;
}
