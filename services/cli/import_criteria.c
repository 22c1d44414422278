#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/import.h"
#include "cli/output.h"
#include "json/json.h"
#include "pvd/registry/v1/criteria.pb-c.h"

enum { CRITERIA_FILE_MAX = 65536, CRITERIA_ARENA_MAX = 4 << 20 };
#define CRITERIA_FILE "deploy/grids/criteria-2026.json"

static int adopt(const struct cli *cli, struct client *client, const char *path, bool quiet,
		 struct arena *arena)
{
	struct refusal refusal = {0};
	struct buf text = {0};
	void *message = NULL;
	struct answer answer;

	if (file_read(path, CRITERIA_FILE_MAX, &text) != 0) {
		buf_free(&text);
		return cli_fail(cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s", path, strerror(errno));
	}
	json_to_message(arena, &registry__adopt_criteria_request__descriptor, (const char *)text.data,
			text.len, &message, &refusal);
	buf_free(&text);
	if (refused(&refusal)) {
		cli_refused(cli, &refusal);
		return CLI_USAGE;
	}
	if (!client_ask(client, "pvd.registry.v1.RegistryService/AdoptCriteria", NULL, message, arena,
			&answer))
		return cli_refused(cli, &answer.refusal);
	return quiet ? CLI_OK : output_message(cli, answer.message, CLI_OK);
}

int import_criteria(const struct cli *cli, struct client *client, const char *path, bool quiet)
{
	char found[PATH_MAX];
	struct arena *arena;
	int exit;

	if (!path && !import_find(cli, CRITERIA_FILE, found))
		return cli_fail(cli, CLI_LOCAL, "CRITERIA_NOT_FOUND", "%s n'est pas là : donnez le fichier",
				CRITERIA_FILE);
	arena = arena_new(CRITERIA_ARENA_MAX);
	exit = adopt(cli, client, path ? path : found, quiet, arena);
	arena_free(arena);
	return exit;
}
