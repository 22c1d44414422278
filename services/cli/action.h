/* What a command can be told to do: `pvd token add ...`. Each action is a row; the rest is the same for all. */
#ifndef PVD_CLI_ACTION_H
#define PVD_CLI_ACTION_H

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/client.h"

struct action {
	const struct cli *cli;
	struct client *client; /* NULL where it connects by itself */
	struct arena *arena;
	const char *id; /* whom or what it is about; NULL: nobody in particular */
};

struct action_spec {
	const char *name;
	const char *whom;     /* what has to be named, in capitals; NULL: nothing has to */
	const char *question; /* how one asks for it, "qui" or "lequel" */
	int (*run)(const struct action *action);
	bool connects; /* by itself, or not at all */
};

/* Finds the one that is asked for, of `count`, and runs it; or says what there is. The exit code. */
int action_run(struct cli *cli, const struct action_spec *specs, unsigned count);

#endif
