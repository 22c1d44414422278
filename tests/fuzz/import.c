/* Files that `pvd import` reads, and the one that names the instance to follow: whatever bytes they hold, what is made of
 * them is as the contract wants it, or one sentence says what is wrong. An input's first byte chooses what is read; of the
 * official geography the five files follow one another, between form feeds. (table.c has series by their mappings.) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/code.h"
#include "base/file.h"
#include "bus/check.h"
#include "cli/cog_chunks.h"
#include "cli/import.h"
#include "cli/outlines.h"
#include "cli/populations.h"
#include "cli/positions.h"
#include "fuzz.h"
#include "json/json.h"
#include "service/instance.h"
#include "service/upstream.h"

enum { ARENA_BYTES = 64 << 20, SPLIT = '\f', ERROR_MAX = 512, GLOBE_E5 = 180 * 100000 };
enum what { WHAT_COG, WHAT_CONTOURS, WHAT_POPULATIONS, WHAT_POSITIONS, WHAT_UPSTREAM, WHAT_REQUESTS };

static struct arena *arena;
static char folder[64];
static const char *const COG_NAMES[] = {"regions.json", "departements.json", "arrondissements.json",
					"communes.json", "epci.json"};
enum { COG_NAME_COUNT = sizeof COG_NAMES / sizeof *COG_NAMES };

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void remove_folder(void)
{
	for (unsigned i = 0; i < COG_NAME_COUNT; i++)
		remove(path_of(COG_NAMES[i]));
	remove(path_of(UPSTREAM_FILE));
	rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *parent = getenv("TMPDIR");

	(void)argc;
	(void)argv;
	fuzz_quiet();
	arena = arena_new(ARENA_BYTES);
	snprintf(folder, sizeof folder, "%s/pvd-fuzz-XXXXXX", parent ? parent : "/tmp");
	must(mkdtemp(folder), "a folder");
	atexit(remove_folder);
	return 0;
}

/* ---- What is wanted */

/* What it quotes is made a text where it is told. */
static void check_error(const char *error)
{
	must(*error, "a refusal says why");
}

/* As the service will read it. */
static void check_request(const ProtobufCMessage *request)
{
	struct refusal refusal = {0};
	struct bytes packed = arena_pack(arena, request);

	must(arena_exceeded(arena) || message_check(request->descriptor, packed, &refusal),
	     "what was read is as the contract wants it");
}

static void write_file(const char *name, struct bytes text)
{
	FILE *file = fopen(path_of(name), "w");

	must(file && (text.len == 0 || fwrite(text.data, text.len, 1, file) == 1) && fclose(file) == 0,
	     "a file is written");
}

/* ---- The official geography */

static struct bytes part_next(struct bytes *rest)
{
	const uint8_t *end = rest->len ? memchr(rest->data, SPLIT, rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	struct bytes part = bytes_of(rest->data, len);

	*rest = bytes_of(rest->data + len + (end != NULL), rest->len - len - (end != NULL));
	return part;
}

static void check_chunks(const struct cog *cog)
{
	Registry__BeginImportRequest begin = REGISTRY__BEGIN_IMPORT_REQUEST__INIT;
	struct cog_chunks chunks;

	begin.source = begin.population_source = "fuzz";
	if (!cog_chunks_make(&chunks, cog, &begin, arena))
		return;
	check_request(&begin.base);
	for (unsigned i = 0; i < chunks.count; i++)
		check_request(&chunks.at[i]->base);
}

static void read_cog(struct bytes texts)
{
	char error[COG_ERROR_MAX] = "";
	struct cog cog;

	for (unsigned i = 0; i < COG_NAME_COUNT; i++)
		write_file(COG_NAMES[i], part_next(&texts));
	if (!cog_read(&cog, folder, error))
		check_error(error);
	else
		check_chunks(&cog);
	cog_free(&cog);
}

/* ---- Maps */

/* Rings of three points and more, all of them on the globe. */
static void check_contour(const Registry__Contour *contour)
{
	int64_t longitude = 0, latitude = 0;
	size_t points = 0;

	for (size_t i = 0; i < contour->n_point_counts; i++) {
		must(contour->point_counts[i] >= 3, "a ring has three points");
		points += contour->point_counts[i];
	}
	must(contour->n_point_counts > 0 && contour->n_deltas == 2 * points, "a ring has its points");
	for (size_t i = 0; i < points; i++) {
		longitude += contour->deltas[2 * i];
		latitude += contour->deltas[2 * i + 1];
		must(llabs(longitude) <= GLOBE_E5 && llabs(latitude) <= GLOBE_E5 / 2,
		     "a point is on the globe");
	}
}

static void read_contours(struct bytes text)
{
	char error[OUTLINES_ERROR_MAX] = "";
	struct outlines outlines;

	must(outlines_new(&outlines, arena), "room for contours");
	if (!outlines_read(&outlines, text, REGISTRY__CONTOUR_KIND__CONTOUR_KIND_UNSPECIFIED, error) ||
	    !outlines_sort(&outlines, error)) {
		check_error(error);
		return;
	}
	for (size_t i = 0; i < outlines.count; i++) {
		check_contour(&outlines.rows[i].contour);
		check_request(&outlines.rows[i].contour.base);
	}
}

static void read_positions(struct bytes text)
{
	char error[POSITIONS_ERROR_MAX] = "";
	struct positions positions;

	must(positions_new(&positions, arena), "room for positions");
	if (!positions_read(&positions, text, error) || !positions_sort(&positions, error)) {
		check_error(error);
		return;
	}
	for (size_t i = 0; i < positions.count; i++) {
		const struct position_row *row = &positions.rows[i];

		must(code_is_commune(row->code) && (i == 0 || strcmp(row[-1].code, row->code) < 0),
		     "codes ascend");
		must(abs(row->longitude_e5) <= GLOBE_E5 && abs(row->latitude_e5) <= GLOBE_E5 / 2,
		     "a point is on the globe");
	}
}

static void read_populations(struct bytes text)
{
	char error[POPULATIONS_ERROR_MAX] = "";
	struct populations populations;

	if (!populations_read(&populations, text, arena, error)) {
		check_error(error);
		return;
	}
	for (size_t i = 0; i < populations.count; i++) {
		const struct population_row *row = &populations.rows[i];

		must(code_is_commune(row->code) && (i == 0 || strcmp(row[-1].code, row->code) < 0),
		     "codes ascend");
	}
}

/* ---- The rest */

static void read_upstream(struct bytes text)
{
	const char *path = path_of(UPSTREAM_FILE);
	char error[ERROR_MAX] = "";
	struct upstream upstream, again;

	write_file(UPSTREAM_FILE, text);
	if (!upstream_read(path, &upstream, NULL, error, sizeof error)) {
		check_error(error);
		return;
	}
	must(instance_name_valid(upstream.instance) && z85_key_valid(upstream.server_key), "it is one");
	must(upstream_write(path, &upstream, error, sizeof error) &&
		     upstream_read(path, &again, NULL, error, sizeof error) &&
		     strcmp(upstream.endpoint, again.endpoint) == 0,
	     "what was read is written, and read as the same");
}

static void read_request(unsigned n, struct bytes text)
{
	const struct import_request *request = &IMPORT_REQUESTS[n];
	const struct method *method = method_find(request->path, strlen(request->path));
	struct refusal refusal = {0};
	void *message = NULL;

	must(method, "a file is the request of a method");
	if (json_to_message(arena, method->request, (const char *)text.data, text.len, &message, &refusal))
		check_request(message);
	else
		check_error(refusal.message);
}

static unsigned request_count(void)
{
	unsigned count = 0;

	while (IMPORT_REQUESTS[count].name)
		count++;
	return count;
}

static void read_what(unsigned n, struct bytes text)
{
	enum what what = n % (WHAT_REQUESTS + request_count());

	switch (what) {
	case WHAT_COG:
		read_cog(text);
		return;
	case WHAT_CONTOURS:
		read_contours(text);
		return;
	case WHAT_POPULATIONS:
		read_populations(text);
		return;
	case WHAT_POSITIONS:
		read_positions(text);
		return;
	case WHAT_UPSTREAM:
		read_upstream(text);
		return;
	case WHAT_REQUESTS:
		break;
	}
	read_request((unsigned)what - WHAT_REQUESTS, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	read_what(data[0], bytes_of(data + 1, size - 1));
	arena_reset(arena);
	return 0;
}
