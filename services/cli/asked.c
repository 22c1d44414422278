#include "cli/asked.h"

#include <stdio.h>
#include <string.h>

int asked_new(const struct cli *cli, const char *default_name, struct instance *ret)
{
	const char *name = option_text(&cli->arguments, "name", default_name);

	*ret = (struct instance){.test = option_given(&cli->arguments, "test")};
	if (strlen(name) >= sizeof ret->name)
		return cli_usage(cli, "un nom d'instance a 64 caractères au plus");
	snprintf(ret->name, sizeof ret->name, "%s", name);
	return CLI_OK;
}

int asked_agrees(const struct cli *cli, const struct instance *instance)
{
	const char *name = option_text(&cli->arguments, "name", instance->name);

	if (strcmp(name, instance->name) != 0)
		return cli_usage(cli, "cette instance s'appelle « %s », pas « %.64s »", instance->name, name);
	if (option_given(&cli->arguments, "test") && !instance->test)
		return cli_usage(cli, "cette instance n'est pas d'essai, et ne peut le devenir");
	return CLI_OK;
}
