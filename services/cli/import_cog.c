#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cog_chunks.h"
#include "cli/import.h"
#include "cli/output.h"
#include "cli/shipped.h"

#define COG_PACKAGE "@etalab/decoupage-administratif"
#define COG_FOLDER  "node_modules/" COG_PACKAGE "/data"

enum { COG_ARENA_MAX = 64 << 20, PACKAGE_FILE_MAX = 65536, SOURCE_MAX = 96, IMPORT_TIMEOUT_MS = 60000 };

/* Which edition of the COG, and which year of population, a major version of the package holds; its files do
 * not say. */
struct edition {
	int major;
	uint32_t cog_year, population_year;
};
static const struct edition EDITIONS[] = {{6, 2026, 2023}};

struct import {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	char folder[PATH_MAX];
	char source[SOURCE_MAX];
	Registry__BeginImportRequest begin;
	struct cog cog;
	struct cog_chunks chunks;
	unsigned written;
};

/* The version of the package the folder belongs to; "" if none says. */
static void read_version(const char *folder, char ret[32])
{
	char path[PATH_MAX];
	struct buf text = {0};
	json_t *package = NULL;
	const char *version;

	ret[0] = '\0';
	if (snprintf(path, sizeof path, "%s/../package.json", folder) < PATH_MAX &&
	    file_read(path, PACKAGE_FILE_MAX, &text) == 0)
		package = json_loadb((const char *)text.data, text.len, 0, NULL);
	version = json_string_value(json_object_get(package, "version"));
	if (version && strspn(version, "0123456789.") == strlen(version))
		snprintf(ret, 32, "%s", version);
	json_decref(package);
	buf_free(&text);
}

static const struct edition *edition_of(const char *version)
{
	for (unsigned i = 0; i < sizeof EDITIONS / sizeof *EDITIONS; i++)
		if (!*version || strtol(version, NULL, 10) == EDITIONS[i].major)
			return &EDITIONS[i];
	return NULL;
}

static int find_folder(struct import *import, const char *path)
{
	if (path) {
		snprintf(import->folder, sizeof import->folder, "%s", path);
		return CLI_OK;
	}
	if (shipped_find(import->cli, COG_FOLDER, import->folder))
		return CLI_OK;
	return cli_fail(
		import->cli, CLI_LOCAL, "COG_NOT_FOUND",
		"les fichiers du code officiel géographique ne sont pas là : npm ci, ou donnez leur dossier");
}

/* Says which edition it is; years given on the command line win. */
static int identify(struct import *import)
{
	const struct arguments *arguments = &import->cli->arguments;
	uint64_t cog_year = 0, population_year = 0;
	const struct edition *edition;
	char version[32];

	read_version(import->folder, version);
	edition = edition_of(version);
	if (edition) {
		cog_year = edition->cog_year;
		population_year = edition->population_year;
	}
	if (!option_number(arguments, "cog-year", 2000, 2199, &cog_year) ||
	    !option_number(arguments, "population-year", 1962, 2199, &population_year))
		return cli_usage(import->cli, "--cog-year et --population-year attendent une année");
	if (!cog_year || !population_year)
		return cli_usage(
			import->cli,
			"la version %s de %s n'est pas connue : dites --cog-year et --population-year",
			version, COG_PACKAGE);
	snprintf(import->source, sizeof import->source, "%s%s%s", COG_PACKAGE, *version ? " " : "", version);
	import->begin.cog_year = (uint32_t)cog_year;
	import->begin.population_year = (uint32_t)population_year;
	import->begin.source = import->begin.population_source = import->source;
	return CLI_OK;
}

static int read_data(struct import *import)
{
	char error[COG_ERROR_MAX];

	if (!cog_read(&import->cog, import->folder, error))
		return cli_fail(import->cli, CLI_USAGE, "COG_INVALID", "%s : %s", import->folder, error);
	if (!cog_chunks_make(&import->chunks, &import->cog, &import->begin, import->arena))
		return cli_fail(import->cli, CLI_USAGE, "COG_TOO_LARGE", "%s : trop de données",
				import->folder);
	return CLI_OK;
}

/* A step of an import writes thousands of rows, on a machine that may do other things besides. */
static bool ask(struct import *import, const char *path, const ProtobufCMessage *request,
		struct answer *answer)
{
	struct call call = {.method = method_find(path, strlen(path)),
			    .body = arena_pack(import->arena, request),
			    .timeout_ms = IMPORT_TIMEOUT_MS};

	return client_call(import->client, &call, import->arena, answer);
}

static int send_chunks(struct import *import, const Registry__BeginImportResponse *begun)
{
	struct answer answer;

	for (unsigned i = begun->next_chunk; i < import->chunks.count; i++) {
		Registry__PutImportChunkRequest *chunk = import->chunks.at[i];
		struct arena_mark mark = arena_mark(import->arena);

		progress_show(import->cli, "géographie", i, import->chunks.count);
		chunk->import_id = begun->import_id;
		if (!ask(import, "pvd.registry.v1.RegistryService/PutImportChunk", &chunk->base, &answer)) {
			progress_end(import->cli);
			return cli_refused(import->cli, &answer.refusal);
		}
		arena_rewind(import->arena, mark);
	}
	progress_end(import->cli);
	return CLI_OK;
}

static int publish(struct import *import, const Registry__BeginImportResponse *begun)
{
	Registry__PublishImportRequest request = REGISTRY__PUBLISH_IMPORT_REQUEST__INIT;
	struct answer answer;

	request.import_id = begun->import_id;
	request.totals = import->begin.totals;
	if (!ask(import, "pvd.registry.v1.RegistryService/PublishImport", &request.base, &answer))
		return cli_refused(import->cli, &answer.refusal);
	import->written = ((const Registry__PublishImportResponse *)answer.message)->written;
	return CLI_OK;
}

static int transfer(struct import *import)
{
	const Registry__BeginImportResponse *begun;
	struct answer answer;
	int exit;

	if (!ask(import, "pvd.registry.v1.RegistryService/BeginImport", &import->begin.base, &answer))
		return cli_refused(import->cli, &answer.refusal);
	begun = (const Registry__BeginImportResponse *)answer.message;
	if (begun->already_published)
		return CLI_OK;
	exit = send_chunks(import, begun);
	return exit == CLI_OK ? publish(import, begun) : exit;
}

static void print_totals(const struct import *import)
{
	char communes[OUTPUT_COUNT_MAX], epci[OUTPUT_COUNT_MAX], written[OUTPUT_COUNT_MAX];
	const struct cog *cog = &import->cog;

	if (import->cli->json)
		printf("{\"communes\":%u,\"epci\":%u,\"departements\":%u,\"regions\":%u,\"arrondissements\":%"
		       "u,"
		       "\"written\":%u}\n",
		       cog->commune_count, cog->epci_count, cog->departement_count, cog->region_count,
		       cog->arrondissement_count, import->written);
	else
		printf("Code officiel géographique %u : %s communes, %s EPCI, %u départements, %u régions, "
		       "%u arrondissements ; %s lignes nouvelles.\n",
		       (unsigned)import->begin.cog_year, output_count(cog->commune_count, communes),
		       output_count(cog->epci_count, epci), cog->departement_count, cog->region_count,
		       cog->arrondissement_count, output_count(import->written, written));
	fflush(stdout);
}

int import_cog(const struct cli *cli, struct client *client, const char *path, bool quiet)
{
	struct import import = {.cli = cli,
				.client = client,
				.arena = arena_new(COG_ARENA_MAX),
				.begin = REGISTRY__BEGIN_IMPORT_REQUEST__INIT};
	int exit = find_folder(&import, path);

	if (exit == CLI_OK)
		exit = identify(&import);
	if (exit == CLI_OK)
		exit = read_data(&import);
	if (exit == CLI_OK)
		exit = transfer(&import);
	if (exit == CLI_OK && !quiet)
		print_totals(&import);
	cog_free(&import.cog);
	arena_free(import.arena);
	return exit;
}
