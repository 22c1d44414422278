/* `pvd id`: new idempotency keys. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"
#include "cli/commands.h"
#include "cli/output.h"

enum { IDS_MAX = 10000 };

static const struct option_spec OPTIONS[] = {{0}};

static bool parse_count(const char *text, unsigned long *ret)
{
	char *end;

	*ret = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && *ret >= 1 && *ret <= IDS_MAX;
}

static int run(struct cli *cli)
{
	const char *text = cli->arguments.positional_count > 1 ? cli->arguments.positionals[1] : "1";
	json_t *list = json_array();
	unsigned long count;

	if (!parse_count(text, &count)) {
		json_decref(list);
		return cli_usage(cli, "dites combien, de 1 à %d", IDS_MAX);
	}
	for (unsigned long i = 0; i < count; i++) {
		struct id id = id_new(instant_now());
		char written[ID_TEXT_SIZE];

		id_text(&id, written);
		if (cli->json)
			json_array_append_new(list, json_string(written));
		else
			puts(written);
	}
	if (cli->json)
		return output_json(list, CLI_OK);
	json_decref(list);
	return CLI_OK;
}

const struct command COMMAND_ID = {
	.name = "id",
	.synopsis = "[N]",
	.summary = "de nouvelles clés d'idempotence, pour des actes que l'on pourra renvoyer",
	.details = "Un acte renvoyé avec la même clé ne prend effet qu'une fois : pvd call ... --key.\n",
	.options = OPTIONS,
	.run = run,
};
