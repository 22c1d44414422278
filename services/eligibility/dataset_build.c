#include "eligibility/dataset_build.h"

#include <stdlib.h>

#include "base/require.h"
#include "eligibility/block.h"
#include "eligibility/dataset.h"
#include "eligibility/dataset_header.h"
#include "eligibility/inhabitants.h"
#include "eligibility/place.h"
#include "eligibility/coordinates.h"
#include "eligibility/state.h"
#include "store/key.h"

enum { PARTS_MAX = 256, YEARS_MAX = 256 };

struct living {
	char code[COMMUNE_CODE_SIZE];
	char departement[CODE_DEPARTEMENT_SIZE];
	uint8_t chef_lieu;    /* enum chef_lieu */
	uint32_t epci;        /* its number in the list, and one; 0: none */
	struct bytes formers; /* texts: codes of the communes that merged into it */
};

/* The communes that are in force, by code, and what is known of each. */
struct country {
	struct application *application;
	struct living *communes;
	size_t count;
	struct buf block; /* the one being written */
};

static int compare_living(const void *code, const void *living)
{
	return strcmp(code, ((const struct living *)living)->code);
}

static struct living *find_living(const struct country *country, const char *code)
{
	return bsearch(code, country->communes, country->count, sizeof(struct living), compare_living);
}

static void read_communes(struct country *country)
{
	struct txn *txn = country->application->txn;
	struct place_scan scan;
	struct reader texts;

	country->communes = arena_array(country->application->arena, txn_count(txn, TABLE_PLACES) + 1,
					sizeof(*country->communes));
	require(country->communes); /* the country is far smaller than the arena */
	place_scan_open(&scan, txn, PLACE_COMMUNE);
	while (place_scan_next(&scan, &texts)) {
		struct living *living = &country->communes[country->count];

		if (strlen(scan.code) != COMMUNE_CODE_SIZE - 1 ||
		    !code_departement_of_commune(scan.code, living->departement))
			continue;
		memcpy(living->code, scan.code, COMMUNE_CODE_SIZE);
		key_read_text(&texts); /* its name */
		living->formers = arena_copy(country->application->arena,
					     bytes_of(texts.at, (size_t)(texts.end - texts.at)));
		country->count++;
	}
	place_scan_close(&scan);
}

/* Writes the list of EPCI, and each commune's number in it. */
static struct hash read_epcis(struct country *country)
{
	struct place_scan scan;
	struct reader texts;
	uint32_t count = 0;

	buf_clear(&country->block);
	place_scan_open(&scan, country->application->txn, PLACE_EPCI);
	while (place_scan_next(&scan, &texts)) {
		block_text(&country->block, scan.code);
		count++;
		while (!reader_done(&texts)) {
			struct living *member = find_living(country, key_read_text(&texts));

			if (member)
				member->epci = count;
		}
	}
	place_scan_close(&scan);
	return block_put(country->application->txn, TABLE_BLOCKS, buf_bytes(&country->block));
}

/* The first text of these kinds is their chef-lieu. */
static void read_chefs_lieux(struct country *country, enum place_kind kind, enum chef_lieu level)
{
	struct place_scan scan;
	struct reader texts;

	place_scan_open(&scan, country->application->txn, kind);
	while (place_scan_next(&scan, &texts)) {
		struct living *chef_lieu = find_living(country, key_read_text(&texts));

		if (chef_lieu && chef_lieu->chef_lieu < level)
			chef_lieu->chef_lieu = level;
	}
	place_scan_close(&scan);
}

static void add_formers(struct buf *block, struct bytes formers)
{
	size_t count = 0;

	for (size_t i = 0; i < formers.len; i++)
		count += formers.data[i] == 0;
	block_number(block, count);
	buf_append(block, formers.data, formers.len);
}

static struct hash places_block(struct country *country, const struct living *communes, size_t count)
{
	buf_clear(&country->block);
	for (size_t i = 0; i < count; i++) {
		block_text(&country->block, communes[i].code);
		block_number(&country->block, communes[i].epci);
		block_number(&country->block, communes[i].chef_lieu);
		add_formers(&country->block, communes[i].formers);
	}
	return block_put(country->application->txn, TABLE_BLOCKS, buf_bytes(&country->block));
}

/* The next commune of a block of places. */
static const char *next_place(struct reader *reader)
{
	const char *code = key_read_text(reader);

	reader_varint(reader);
	reader_varint(reader);
	for (uint64_t formers = reader_varint(reader); formers > 0 && !reader->failed; formers--)
		key_read_text(reader);
	return code;
}

/* ---- Populations of one département */

struct populations {
	struct inhabitants_scan scan;
	struct buf sources; /* struct inhabitant_source, each once */
	struct buf rows;
};

static size_t source_number(struct populations *populations, const struct inhabitant_source *source)
{
	size_t count = populations->sources.len / sizeof(*source);

	for (size_t i = 0; i < count; i++)
		if (memcmp(populations->sources.data + i * sizeof(*source), source, sizeof(*source)) == 0)
			return i;
	buf_append(&populations->sources, source, sizeof(*source));
	return count;
}

static void add_populations(struct populations *populations, const char *commune)
{
	struct inhabitants found[YEARS_MAX];
	size_t count = 0;

	while (count < YEARS_MAX && inhabitants_scan_next(&populations->scan, commune, &found[count]))
		count++;
	block_number(&populations->rows, count);
	for (size_t i = 0; i < count; i++) {
		block_number(&populations->rows, found[i].year);
		block_number(&populations->rows, source_number(populations, &found[i].source));
		block_number(&populations->rows, found[i].value);
	}
}

static void add_sources(struct application *application, const struct populations *populations,
			struct buf *block)
{
	size_t count = populations->sources.len / sizeof(struct inhabitant_source);

	block_number(block, count);
	for (size_t i = 0; i < count; i++) {
		struct inhabitant_source source;

		memcpy(&source, populations->sources.data + i * sizeof(source), sizeof(source));
		block_text(block, inhabitant_source_text(application->txn, application->arena, &source));
	}
}

/* Of the communes that a block of places names. */
static struct hash populations_block(struct application *application, const struct hash *places)
{
	struct reader reader = block_get(application->txn, TABLE_BLOCKS, places);
	const char *first = (const char *)reader.at;
	struct populations populations = {0};
	struct buf block = {0};
	struct hash hash;

	require(!reader.failed);
	inhabitants_scan_open(&populations.scan, application->txn, first);
	while (!reader_done(&reader))
		add_populations(&populations, next_place(&reader));
	inhabitants_scan_close(&populations.scan);
	add_sources(application, &populations, &block);
	buf_append(&block, populations.rows.data, populations.rows.len);
	hash = block_put(application->txn, TABLE_BLOCKS, buf_bytes(&block));
	buf_free(&populations.sources);
	buf_free(&populations.rows);
	buf_free(&block);
	return hash;
}

static struct hash positions_block(struct application *application, const struct hash *places)
{
	struct reader reader = block_get(application->txn, TABLE_BLOCKS, places);
	struct buf block = {0};
	struct hash hash;

	require(!reader.failed);
	while (!reader_done(&reader)) {
		struct coordinates position;
		bool known = coordinates_get(application->txn, next_place(&reader), &position);

		block_number(&block, known);
		if (!known)
			continue;
		block_signed(&block, position.longitude_e5);
		block_signed(&block, position.latitude_e5);
	}
	hash = block_put(application->txn, TABLE_BLOCKS, buf_bytes(&block));
	buf_free(&block);
	return hash;
}

/* ---- The whole */

static void part_region(struct txn *txn, struct dataset_part *part)
{
	struct place departement;
	const char *region;

	if (!place_get(txn, PLACE_DEPARTEMENT, part->departement, &departement))
		return;
	key_read_text(&departement.texts); /* its chef-lieu */
	region = key_read_text(&departement.texts);
	if (strlen(region) < sizeof(part->region))
		memcpy(part->region, region, strlen(region) + 1);
}

/* Communes by code are communes by département. */
static void build_parts(struct country *country, struct dataset_header *header)
{
	const struct living *at = country->communes, *end = at + country->count;

	while (at < end) {
		struct dataset_part *part = &header->parts[header->part_count++];
		const struct living *first = at;

		require(header->part_count <= PARTS_MAX); /* codes of départements are a closed set */
		while (at < end && strcmp(at->departement, first->departement) == 0)
			at++;
		memcpy(part->departement, first->departement, sizeof(part->departement));
		part_region(country->application->txn, part);
		part->places = places_block(country, first, (size_t)(at - first));
		part->populations = populations_block(country->application, &part->places);
		part->positions = positions_block(country->application, &part->places);
	}
}

static void header_put(struct application *application, struct dataset_header *header)
{
	header->sequence = application->header->sequence;
	header->epoch = application->header->epoch;
	header->instance = application->header->instance;
	dataset_header_put(application->txn, application->arena, header);
}

void dataset_build(struct application *application, uint32_t cog_year, const char *cog_source)
{
	struct country country = {.application = application};
	struct dataset_header header = {.cog_year = cog_year, .cog_source = cog_source};

	header.parts = arena_array(application->arena, PARTS_MAX + 1, sizeof(*header.parts));
	require(header.parts);
	read_communes(&country);
	header.epcis = read_epcis(&country);
	read_chefs_lieux(&country, PLACE_REGION, CHEF_LIEU_DEPARTEMENT);
	read_chefs_lieux(&country, PLACE_DEPARTEMENT, CHEF_LIEU_DEPARTEMENT);
	read_chefs_lieux(&country, PLACE_ARRONDISSEMENT, CHEF_LIEU_ARRONDISSEMENT);
	build_parts(&country, &header);
	buf_free(&country.block);
	header_put(application, &header);
}

/* Marks the parts that these communes, which come by code, lie in. */
static void mark_parts(const struct dataset_header *header, char *const *communes, size_t count,
		       bool marked[PARTS_MAX])
{
	char departement[CODE_DEPARTEMENT_SIZE], last[CODE_DEPARTEMENT_SIZE] = "";

	for (size_t i = 0; i < count; i++) {
		if (!code_departement_of_commune(communes[i], departement) || strcmp(departement, last) == 0)
			continue;
		memcpy(last, departement, sizeof(last));
		for (size_t part = 0; part < header->part_count; part++)
			if (strcmp(header->parts[part].departement, departement) == 0)
				marked[part] = true;
	}
}

/* The parts that these communes lie in, anew; false before a publication. */
static bool open_parts(struct application *application, char *const *communes, size_t count,
		       struct dataset_header *header, bool marked[PARTS_MAX])
{
	if (!dataset_header_latest(application->txn, application->arena, header))
		return false;
	mark_parts(header, communes, count, marked);
	return true;
}

void dataset_build_populations(struct application *application, char *const *communes, size_t count)
{
	bool marked[PARTS_MAX] = {false};
	struct dataset_header header;

	if (!open_parts(application, communes, count, &header, marked))
		return;
	for (size_t i = 0; i < header.part_count; i++)
		if (marked[i])
			header.parts[i].populations = populations_block(application, &header.parts[i].places);
	header_put(application, &header);
}

void dataset_build_positions(struct application *application, char *const *communes, size_t count)
{
	bool marked[PARTS_MAX] = {false};
	struct dataset_header header;

	if (!open_parts(application, communes, count, &header, marked))
		return;
	for (size_t i = 0; i < header.part_count; i++)
		if (marked[i])
			header.parts[i].positions = positions_block(application, &header.parts[i].places);
	header_put(application, &header);
}
