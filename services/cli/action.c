#include "cli/action.h"

#include <string.h>

#include "cli/suggest.h"

enum { ARENA_BYTES_MAX = 16 << 20 };

/* "add, revoke ou list" */
static void list_names(const struct action_spec *specs, unsigned count, struct buf *out)
{
	for (unsigned i = 0; i < count; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : i + 1 == count ? " ou " : ", ", specs[i].name);
}

static int unknown(const struct cli *cli, const struct action_spec *specs, unsigned count, const char *what)
{
	struct suggestion suggestion = suggestion_for(what);
	struct buf names = {0};
	int exit;

	for (unsigned i = 0; i < count; i++)
		suggestion_consider(&suggestion, specs[i].name);
	list_names(specs, count, &names);
	exit = suggestion.best ? cli_usage(cli, "pvd %s ne sait pas « %.64s » ; vouliez-vous dire « %s » ?",
					   cli->arguments.positionals[0], what, suggestion.best)
			       : cli_usage(cli, "dites que faire : %.*s", (int)names.len, names.data);
	buf_free(&names);
	return exit;
}

static int run(struct cli *cli, const struct action_spec *spec, const char *id)
{
	struct action action = {.cli = cli, .id = id};
	int exit = CLI_OK;

	if (!cli_enter(cli))
		return CLI_LOCAL;
	if (!spec->connects)
		exit = client_open(cli, &action.client);
	if (exit != CLI_OK)
		return exit;
	action.arena = arena_new(ARENA_BYTES_MAX);
	exit = spec->run(&action);
	arena_free(action.arena);
	if (action.client)
		client_free(action.client);
	return exit;
}

int action_run(struct cli *cli, const struct action_spec *specs, unsigned count)
{
	const struct arguments *arguments = &cli->arguments;
	const char *what = arguments->positional_count > 1 ? arguments->positionals[1] : "";
	const char *id = arguments->positional_count > 2 ? arguments->positionals[2] : NULL;

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(specs[i].name, what) != 0)
			continue;
		if (!id && specs[i].whom)
			return cli_usage(cli, "dites %s : pvd %s %s %s", specs[i].question,
					 arguments->positionals[0], what, specs[i].whom);
		return run(cli, &specs[i], id);
	}
	return unknown(cli, specs, count, what);
}
