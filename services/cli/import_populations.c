#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/import.h"
#include "cli/output.h"
#include "cli/populations.h"
#include "pvd/registry/v1/geography.pb-c.h"

enum { POPULATIONS_FILE_MAX = 4 << 20, POPULATIONS_ARENA_MAX = 32 << 20, POPULATIONS_AT_ONCE = 10000 };

struct recording {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	struct populations populations;
	uint32_t year;
	const char *source;
	unsigned changed, unchanged, unknown;
};

/* Rows [from, from + count). */
static int record(struct recording *recording, size_t from, size_t count)
{
	Registry__RecordPopulationsRequest request = REGISTRY__RECORD_POPULATIONS_REQUEST__INIT;
	const Registry__RecordPopulationsResponse *response;
	struct answer answer;

	request.year = recording->year;
	request.source = (char *)recording->source;
	request.codes = arena_array(recording->arena, count, sizeof *request.codes);
	request.values = arena_array(recording->arena, count, sizeof *request.values);
	if (!request.codes || !request.values)
		return cli_fail(recording->cli, CLI_LOCAL, "TOO_LARGE", "trop de données");
	request.n_codes = request.n_values = count;
	for (size_t i = 0; i < count; i++) {
		request.codes[i] = (char *)recording->populations.rows[from + i].code;
		request.values[i] = recording->populations.rows[from + i].value;
	}
	if (!client_ask(recording->client, "pvd.registry.v1.RegistryService/RecordPopulations", NULL,
			&request.base, recording->arena, &answer))
		return cli_refused(recording->cli, &answer.refusal);
	response = (const Registry__RecordPopulationsResponse *)answer.message;
	recording->changed += response->changed;
	recording->unchanged += response->unchanged;
	recording->unknown += (unsigned)response->n_unknown_codes;
	return CLI_OK;
}

static int record_all(struct recording *recording)
{
	size_t total = recording->populations.count;
	int exit = CLI_OK;

	for (size_t from = 0; from < total && exit == CLI_OK; from += POPULATIONS_AT_ONCE) {
		struct arena_mark mark = arena_mark(recording->arena);
		size_t left = total - from;

		progress_show(recording->cli, "populations", (unsigned)from, (unsigned)total);
		exit = record(recording, from, left < POPULATIONS_AT_ONCE ? left : POPULATIONS_AT_ONCE);
		arena_rewind(recording->arena, mark);
	}
	progress_end(recording->cli);
	if (exit != CLI_OK)
		return exit;
	if (recording->cli->json)
		printf("{\"changed\":%u,\"unchanged\":%u,\"unknown\":%u}\n", recording->changed,
		       recording->unchanged, recording->unknown);
	else
		printf("Populations %u : %u écrites, %u déjà connues, %u codes hors de la géographie.\n",
		       (unsigned)recording->year, recording->changed, recording->unchanged,
		       recording->unknown);
	return CLI_OK;
}

static int read_rows(struct recording *recording, const char *path)
{
	char error[POPULATIONS_ERROR_MAX];
	struct buf text = {0};
	bool ok;

	if (file_read(path, POPULATIONS_FILE_MAX, &text) != 0) {
		buf_free(&text);
		return cli_fail(recording->cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", path,
				strerror(errno));
	}
	ok = populations_read(&recording->populations, buf_bytes(&text), recording->arena, error);
	buf_free(&text);
	return ok ? CLI_OK
		  : cli_fail(recording->cli, CLI_USAGE, "POPULATIONS_INVALID", "%s, %s", path, error);
}

int import_populations(const struct cli *cli, struct client *client, const char *path)
{
	struct recording recording = {.cli = cli, .client = client};
	uint64_t year = 0;
	int exit;

	recording.source = option_text(&cli->arguments, "source", NULL);
	if (!path || !recording.source || !option_number(&cli->arguments, "year", 1962, 2199, &year) || !year)
		return cli_usage(cli, "il faut un fichier, --year et --source");
	recording.year = (uint32_t)year;
	recording.arena = arena_new(POPULATIONS_ARENA_MAX);
	exit = read_rows(&recording, path);
	if (exit == CLI_OK)
		exit = record_all(&recording);
	arena_free(recording.arena);
	return exit;
}
