/* The instance that --name and --test ask for: what `pvd up` and `pvd init` make, or find. */
#ifndef PVD_CLI_ASKED_H
#define PVD_CLI_ASKED_H

#include "cli/cli.h"
#include "service/instance.h"

#define ASKED_OPTION_NAME                                                                                    \
	{                                                                                                    \
		"name", "NOM", "nom d'une nouvelle instance (national ; avec --follow, celui du dossier)"    \
	}

/* A new one, called `default_name` where --name does not say. CLI_OK, or an exit code once the reason was said. */
int asked_new(const struct cli *cli, const char *default_name, struct instance *ret);
/* An existing one keeps its name and its nature: CLI_OK unless others are asked for, which is said. */
int asked_agrees(const struct cli *cli, const struct instance *instance);

#endif
