/* `pvd init`: makes an instance whose processes do not share a folder. */
#include <stdio.h>

#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/setup.h"

enum { ERROR_SIZE = 512 };

static const struct option_spec OPTIONS[] = {
	ASKED_OPTION_NAME,
	{"test", NULL, "nouvelle instance d'essai : sert aussi les méthodes réservées aux essais"},
	{0},
};

/* The instance that is there, or else the one asked for. */
static int find(const struct cli *cli, const char *dir, struct instance *ret)
{
	char operator[PATH_MAX], error[ERROR_SIZE];

	if (snprintf(operator, sizeof operator, "%s/" SETUP_OPERATOR, dir) >= PATH_MAX)
		return cli_usage(cli, "ce chemin est trop long");
	if (!setup_done(operator))
		return asked_new(cli, "national", ret);
	if (!instance_enter(operator, ret, error, sizeof error))
		return cli_fail(cli, CLI_LOCAL, "NO_INSTANCE", "%s", error);
	return asked_agrees(cli, ret);
}

static int run(struct cli *cli)
{
	struct services services = services_of_contract();
	struct instance instance;
	char dir[PATH_MAX], error[ERROR_SIZE];
	int exit;

	if (!cli_path(cli, cli->dir, dir))
		return cli_usage(cli, "ce chemin est trop long");
	exit = find(cli, dir, &instance);
	if (exit != CLI_OK)
		return exit;
	if (!setup_make_apart(dir, &instance, &services, error, sizeof error))
		return cli_fail(cli, CLI_LOCAL, "SETUP", "%s", error);
	if (cli->json)
		printf("{\"instance\":\"%s\",\"dir\":\"%s\"}\n", instance.name, dir);
	else
		printf("L'instance « %s » est dans %s, un dossier pour chaque service.\n", instance.name,
		       dir);
	return CLI_OK;
}

const struct command COMMAND_INIT = {
	.name = "init",
	.synopsis = "[--name NOM] [--test]",
	.summary = "fait une instance en dossiers séparés, un par service : pour des conteneurs",
	.details = "Chaque dossier tient ce que son service doit connaître et rien d'autre : sa clé, la clé "
		   "publique\n"
		   "du bus, instance.json. Le dossier operator tient les clés de operator et de anct. Refait "
		   "sur "
		   "une\n"
		   "instance qui existe, ajoute ce qui manque et ne change rien d'autre. Sans conteneurs, "
		   "pvd up "
		   "suffit.\n",
	.options = OPTIONS,
	.run = run,
};
