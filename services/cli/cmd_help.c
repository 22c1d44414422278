/* `pvd help`: made from the table of commands and from the method table. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/methods.h"
#include "cli/output.h"

static const char EXITS[] = "Codes de sortie :\n"
			    "  0  fait\n"
			    "  1  refusé par une règle, ou la vérification a trouvé un défaut\n"
			    "  2  la ligne de commande, ou les données fournies, ne sont pas justes\n"
			    "  3  l'instance ne répond pas : on ignore si l'acte a eu lieu\n"
			    "  4  ce principal n'en a pas le droit\n"
			    "  5  un fichier, une clé, un verrou ou un programme de cette machine\n";

/* How many columns a text takes: bytes that go on with a character take none. */
static int columns(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += (*text & 0xc0) != 0x80;
	return count;
}

static void print_options(const struct option_spec *options, FILE *out)
{
	char left[64];

	for (; options && options->name; options++) {
		snprintf(left, sizeof left, "--%s %s", options->name, options->value ? options->value : "");
		fprintf(out, "  %s%*s %s\n", left, 24 - columns(left), "", options->help);
	}
}

static void print_overview(FILE *out)
{
	fprintf(out, "pvd : une instance de Petites villes de demain\n\nUsage : pvd [--dir DOSSIER] COMMANDE "
		     "...\n\n");
	for (const struct command *const *command = COMMANDS; *command; command++)
		fprintf(out, "  %-11s %s\n", (*command)->name, (*command)->summary);
	fprintf(out, "\nPartout :\n");
	print_options(COMMON_OPTIONS, out);
	fprintf(out,
		"\n%s\nPour commencer : pvd up, puis dans un autre terminal pvd status.\n"
		"Plus : pvd help COMMANDE, pvd help MÉTHODE.\n",
		EXITS);
}

static void print_command(const struct command *command, FILE *out)
{
	fprintf(out, "Usage : pvd %s %s\n\n%s.\n\n%s", command->name, command->synopsis, command->summary,
		command->details);
	if (command->options && command->options->name) {
		fprintf(out, "\nOptions :\n");
		print_options(command->options, out);
	}
	fprintf(out, "\nPartout :\n");
	print_options(COMMON_OPTIONS, out);
}

static void print_methods(void)
{
	struct buf text = {0};

	buf_printf(&text, "\nMéthodes (pvd help MÉTHODE en dit plus) :\n");
	methods_list(&text);
	fwrite(text.data, 1, text.len, stdout);
	buf_free(&text);
}

int help_print(const struct command *command, enum cli_exit exit)
{
	FILE *out = exit == CLI_OK ? stdout : stderr;

	if (command)
		print_command(command, out);
	else
		print_overview(out);
	if (command == &COMMAND_CALL && exit == CLI_OK)
		print_methods();
	return exit;
}

static int print_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
	return CLI_OK;
}

/* Everything one could ask for, for programs: commands and methods. */
static json_t *overview_json(void)
{
	json_t *commands = json_array(), *methods = json_array();

	for (const struct command *const *command = COMMANDS; *command; command++)
		json_array_append_new(commands,
				      json_pack("{s:s, s:s, s:s}", "name", (*command)->name, "synopsis",
						(*command)->synopsis, "summary", (*command)->summary));
	for (size_t i = 0; i < METHOD_COUNT; i++)
		json_array_append_new(methods, methods_json(&METHODS[i]));
	return json_pack("{s:o, s:o}", "commands", commands, "methods", methods);
}

static int describe_method(const struct cli *cli, const char *name)
{
	const struct method *method = methods_named(cli, name);
	struct buf text = {0};

	if (!method)
		return CLI_USAGE;
	if (cli->json)
		return print_json(methods_json(method));
	methods_describe(method, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_free(&text);
	return CLI_OK;
}

static int run(struct cli *cli)
{
	const char *subject = cli->arguments.positional_count > 1 ? cli->arguments.positionals[1] : NULL;
	const struct command *command = subject ? command_find(subject) : NULL;

	if (!subject && cli->json)
		return print_json(overview_json());
	if (!subject || command)
		return help_print(command, CLI_OK);
	return describe_method(cli, subject);
}

static const struct option_spec OPTIONS[] = {{0}};

const struct command COMMAND_HELP = {
	.name = "help",
	.synopsis = "[COMMANDE | MÉTHODE]",
	.summary = "cette aide, celle d'une commande, ou d'une méthode du bus",
	.details = "",
	.options = OPTIONS,
	.run = run,
};
