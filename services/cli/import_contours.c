#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/import.h"
#include "cli/outlines.h"
#include "cli/output.h"
#include "cli/positions.h"
#include "pvd/registry/v1/geography.pb-c.h"

/* What one call takes: the registry's limits, and bytes well below those of the contract. */
enum { CONTOURS_AT_ONCE = 5000, POSITIONS_AT_ONCE = 40000, REQUEST_BYTES = 900000 };
enum { MAP_FILE_MAX = 64 << 20, MAP_ARENA_MAX = 512 << 20, MAP_TIMEOUT_MS = 60000 };

static const char *const KINDS[] = {
	[REGISTRY__CONTOUR_KIND__CONTOUR_KIND_REGION] = "region",
	[REGISTRY__CONTOUR_KIND__CONTOUR_KIND_DEPARTEMENT] = "departement",
	[REGISTRY__CONTOUR_KIND__CONTOUR_KIND_COMMUNE] = "commune",
	[REGISTRY__CONTOUR_KIND__CONTOUR_KIND_EPCI] = "epci",
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

struct tally {
	unsigned changed, unchanged, unknown;
};

struct mapping {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	Registry__ContourKind kind; /* unspecified: told by each code */
	uint32_t year;
	const char *source;
	struct outlines outlines;
	struct positions positions;
	struct tally drawn, placed;
	size_t sent; /* of both */
};

/* ---- Reading */

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len > end_len && strcmp(path + len - end_len, end) == 0;
}

static bool is_outlines_file(const char *path)
{
	return ends_with(path, ".geojson") || ends_with(path, ".json");
}

static int read_text(struct mapping *mapping, const char *path, struct bytes text)
{
	char error[POSITIONS_ERROR_MAX]; /* not the smaller of the two */
	bool ok = is_outlines_file(path) ? outlines_read(&mapping->outlines, text, mapping->kind, error)
					 : positions_read(&mapping->positions, text, error);

	return ok ? CLI_OK : cli_fail(mapping->cli, CLI_USAGE, "CONTOURS_INVALID", "%s, %s", path, error);
}

static int read_file(struct mapping *mapping, const char *path)
{
	struct buf text = {0};
	int exit;

	if (!is_outlines_file(path) && !ends_with(path, ".csv"))
		return cli_fail(mapping->cli, CLI_USAGE, "CONTOURS_INVALID",
				"%s : un fichier .geojson, .json ou .csv est attendu", path);
	if (file_read(path, MAP_FILE_MAX, &text) != 0)
		exit = cli_fail(mapping->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", path,
				errno == EFBIG ? "plus de 64 Mio" : strerror(errno));
	else
		exit = read_text(mapping, path, buf_bytes(&text));
	buf_free(&text);
	return exit;
}

static int is_map_file(const struct dirent *entry)
{
	return is_outlines_file(entry->d_name) || ends_with(entry->d_name, ".csv");
}

static int read_entry(struct mapping *mapping, const char *folder, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= PATH_MAX)
		return cli_usage(mapping->cli, "ce chemin est trop long");
	return read_file(mapping, path);
}

static int read_folder(struct mapping *mapping, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_map_file, alphasort), exit = CLI_OK;

	if (count < 0)
		return cli_fail(mapping->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", folder,
				strerror(errno));
	if (count == 0)
		exit = cli_fail(mapping->cli, CLI_USAGE, "CONTOURS_INVALID",
				"%s ne contient aucun fichier .geojson, .json ou .csv", folder);
	for (int i = 0; i < count; i++) {
		if (exit == CLI_OK) {
			progress_show(mapping->cli, "lecture", (unsigned)i, (unsigned)count);
			exit = read_entry(mapping, folder, entries[i]->d_name);
		}
		free(entries[i]);
	}
	free(entries);
	return exit;
}

static int read_path(struct mapping *mapping, const char *given)
{
	char path[PATH_MAX];
	struct stat status;

	if (!cli_path(mapping->cli, given, path))
		return cli_usage(mapping->cli, "ce chemin est trop long");
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return read_folder(mapping, path);
	return read_file(mapping, path);
}

static int read_all(struct mapping *mapping)
{
	const struct arguments *arguments = &mapping->cli->arguments;
	char error[POSITIONS_ERROR_MAX];
	int exit = CLI_OK;

	if (!outlines_new(&mapping->outlines, mapping->arena) ||
	    !positions_new(&mapping->positions, mapping->arena))
		return cli_fail(mapping->cli, CLI_LOCAL, "TOO_LARGE", "trop de données");
	for (unsigned i = 2; i < arguments->positional_count && exit == CLI_OK; i++)
		exit = read_path(mapping, arguments->positionals[i]);
	progress_end(mapping->cli);
	if (exit != CLI_OK)
		return exit;
	if (!outlines_sort(&mapping->outlines, error) || !positions_sort(&mapping->positions, error))
		return cli_fail(mapping->cli, CLI_USAGE, "CONTOURS_INVALID", "%s", error);
	return CLI_OK;
}

/* ---- Sending */

static bool ask(struct mapping *mapping, const char *path, const ProtobufCMessage *request,
		struct answer *answer)
{
	struct call call = {.method = method_find(path, strlen(path)),
			    .body = arena_pack(mapping->arena, request),
			    .timeout_ms = MAP_TIMEOUT_MS};

	progress_show(mapping->cli, "contours", (unsigned)mapping->sent,
		      (unsigned)(mapping->outlines.count + mapping->positions.count));
	return client_call(mapping->client, &call, mapping->arena, answer);
}

/* How many of those from `from` on are of one kind and fit a call. */
static size_t batch_length(const struct outlines *outlines, size_t from)
{
	size_t bytes = 0, n = 0;

	while (from + n < outlines->count && n < CONTOURS_AT_ONCE &&
	       outlines->rows[from + n].kind == outlines->rows[from].kind) {
		bytes += registry__contour__get_packed_size(&outlines->rows[from + n].contour) + 8;
		if (n > 0 && bytes > REQUEST_BYTES)
			break;
		n++;
	}
	return n;
}

static int draw(struct mapping *mapping, size_t from, size_t count)
{
	Registry__RecordContoursRequest request = REGISTRY__RECORD_CONTOURS_REQUEST__INIT;
	const Registry__RecordContoursResponse *response;
	struct answer answer;

	request.kind = mapping->outlines.rows[from].kind;
	request.year = mapping->year;
	request.source = (char *)mapping->source;
	request.contours = arena_array(mapping->arena, count, sizeof *request.contours);
	if (!request.contours)
		return cli_fail(mapping->cli, CLI_LOCAL, "TOO_LARGE", "trop de données");
	request.n_contours = count;
	for (size_t i = 0; i < count; i++)
		request.contours[i] = &mapping->outlines.rows[from + i].contour;
	if (!ask(mapping, "pvd.registry.v1.RegistryService/RecordContours", &request.base, &answer))
		return cli_refused(mapping->cli, &answer.refusal);
	response = (const Registry__RecordContoursResponse *)answer.message;
	mapping->drawn.changed += response->changed;
	mapping->drawn.unchanged += response->unchanged;
	mapping->drawn.unknown += (unsigned)response->n_unknown_codes;
	return CLI_OK;
}

static int place(struct mapping *mapping, size_t from, size_t count)
{
	Registry__RecordPositionsRequest request = REGISTRY__RECORD_POSITIONS_REQUEST__INIT;
	const struct position_row *rows = mapping->positions.rows + from;
	const Registry__RecordPositionsResponse *response;
	struct answer answer;

	request.year = mapping->year;
	request.source = (char *)mapping->source;
	request.codes = arena_array(mapping->arena, count, sizeof *request.codes);
	request.longitudes_e5 = arena_array(mapping->arena, count, sizeof *request.longitudes_e5);
	request.latitudes_e5 = arena_array(mapping->arena, count, sizeof *request.latitudes_e5);
	if (!request.codes || !request.longitudes_e5 || !request.latitudes_e5)
		return cli_fail(mapping->cli, CLI_LOCAL, "TOO_LARGE", "trop de données");
	request.n_codes = request.n_longitudes_e5 = request.n_latitudes_e5 = count;
	for (size_t i = 0; i < count; i++) {
		request.codes[i] = (char *)rows[i].code;
		request.longitudes_e5[i] = rows[i].longitude_e5;
		request.latitudes_e5[i] = rows[i].latitude_e5;
	}
	if (!ask(mapping, "pvd.registry.v1.RegistryService/RecordPositions", &request.base, &answer))
		return cli_refused(mapping->cli, &answer.refusal);
	response = (const Registry__RecordPositionsResponse *)answer.message;
	mapping->placed.changed += response->changed;
	mapping->placed.unchanged += response->unchanged;
	mapping->placed.unknown += (unsigned)response->n_unknown_codes;
	return CLI_OK;
}

static int send_outlines(struct mapping *mapping)
{
	int exit = CLI_OK;

	for (size_t from = 0, count; from < mapping->outlines.count && exit == CLI_OK; from += count) {
		struct arena_mark mark = arena_mark(mapping->arena);

		count = batch_length(&mapping->outlines, from);
		exit = draw(mapping, from, count);
		arena_rewind(mapping->arena, mark);
		mapping->sent += count;
	}
	return exit;
}

static int send_positions(struct mapping *mapping)
{
	int exit = CLI_OK;

	for (size_t from = 0; from < mapping->positions.count && exit == CLI_OK; from += POSITIONS_AT_ONCE) {
		struct arena_mark mark = arena_mark(mapping->arena);
		size_t left = mapping->positions.count - from;
		size_t count = left < POSITIONS_AT_ONCE ? left : POSITIONS_AT_ONCE;

		exit = place(mapping, from, count);
		arena_rewind(mapping->arena, mark);
		mapping->sent += count;
	}
	return exit;
}

static void print_tally(const struct mapping *mapping, const char *title, const struct tally *tally)
{
	if (tally->changed + tally->unchanged + tally->unknown == 0)
		return;
	printf("%s %u : %u écrits, %u déjà connus, %u codes hors de la géographie.\n", title,
	       (unsigned)mapping->year, tally->changed, tally->unchanged, tally->unknown);
}

static void print(const struct mapping *mapping)
{
	const struct tally *drawn = &mapping->drawn, *placed = &mapping->placed;

	if (mapping->cli->json) {
		printf("{\"contours\":{\"changed\":%u,\"unchanged\":%u,\"unknown\":%u,\"empty\":%zu},"
		       "\"positions\":{\"changed\":%u,\"unchanged\":%u,\"unknown\":%u}}\n",
		       drawn->changed, drawn->unchanged, drawn->unknown, mapping->outlines.empty,
		       placed->changed, placed->unchanged, placed->unknown);
		return;
	}
	print_tally(mapping, "Contours", drawn);
	if (mapping->outlines.empty)
		printf("%zu objets sans contour, ou de moins d'un mètre.\n", mapping->outlines.empty);
	print_tally(mapping, "Points", placed);
}

static bool kind_named(const char *name, Registry__ContourKind *ret)
{
	for (unsigned kind = 1; kind < KIND_COUNT; kind++) {
		if (strcmp(KINDS[kind], name) == 0) {
			*ret = kind;
			return true;
		}
	}
	return false;
}

int import_contours(const struct cli *cli, struct client *client)
{
	struct mapping mapping = {.cli = cli, .client = client};
	const char *kind = option_text(&cli->arguments, "kind", NULL);
	uint64_t year = 0;
	int exit;

	mapping.source = option_text(&cli->arguments, "source", NULL);
	if (cli->arguments.positional_count < 3 || !mapping.source ||
	    !option_number(&cli->arguments, "year", 1962, 2199, &year) || !year)
		return cli_usage(cli, "il faut des fichiers ou des dossiers, --year et --source");
	if (kind && !kind_named(kind, &mapping.kind))
		return cli_usage(cli, "--kind attend region, departement, commune ou epci");
	mapping.year = (uint32_t)year;
	mapping.arena = arena_new(MAP_ARENA_MAX);
	exit = read_all(&mapping);
	if (exit == CLI_OK)
		exit = send_outlines(&mapping);
	if (exit == CLI_OK)
		exit = send_positions(&mapping);
	progress_end(cli);
	if (exit == CLI_OK)
		print(&mapping);
	arena_free(mapping.arena);
	return exit;
}
