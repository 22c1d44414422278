/* `pvd`, the command line of an instance: starts it, calls any method, imports, follows events, verifies.
 * One command is one file cmd_<name>.c and one row of commands.c; the help is made from these rows and
 * from the method table. Next: commands.c, then client.h for how a call is made. */
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/suggest.h"

static const struct option_spec *options_of(void *ctx, const char *name)
{
	struct cli *cli = ctx;

	cli->command = command_find(name);
	return cli->command ? cli->command->options : NULL;
}

static int unknown_command(const struct cli *cli, const char *name)
{
	struct suggestion suggestion = suggestion_for(name);

	for (const struct command *const *command = COMMANDS; *command; command++)
		suggestion_consider(&suggestion, (*command)->name);
	if (suggestion.best)
		return cli_usage(cli, "commande inconnue « %.64s » ; vouliez-vous dire « %s » ?", name,
				 suggestion.best);
	return cli_usage(cli, "commande inconnue « %.64s »", name);
}

static int run(struct cli *cli)
{
	if (option_given(&cli->arguments, "help") || cli->arguments.positional_count == 0)
		return help_print(cli->command, cli->arguments.positional_count == 0 &&
								!option_given(&cli->arguments, "help")
							? CLI_USAGE
							: CLI_OK);
	if (!cli->command)
		return unknown_command(cli, cli->arguments.positionals[0]);
	return cli->command->run(cli);
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	char error[ARGUMENTS_ERROR_MAX];
	bool parsed;

	log_open("pvd");
	log_set_level(LOG_LEVEL_ERROR); /* people read sentences; `up` is what writes a log */
	signal(SIGPIPE, SIG_IGN);
	parsed = arguments_parse(&cli.arguments, argc, argv, COMMON_OPTIONS, options_of, &cli, error);
	cli.json = option_given(&cli.arguments, "json");
	cli.dir = option_text(&cli.arguments, "dir", "var");
	cli.as = option_text(&cli.arguments, "as", "operator");
	if (!parsed)
		return cli_usage(&cli, "%s", error);
	if (sodium_init() < 0 || !getcwd(cli.start, sizeof cli.start))
		return cli_fail(&cli, CLI_LOCAL, "MACHINE",
				"le dossier courant ou le hasard du système manque");
	return run(&cli);
}
