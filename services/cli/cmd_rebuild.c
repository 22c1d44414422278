/* `pvd rebuild --check`: whether the state is what the journal says. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/every.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { REBUILD_TIMEOUT_MS = 600000, DIGEST_SHOWN = 8 };

static const struct option_spec OPTIONS[] = {
	{"check", NULL, "comparer sans rien changer, la seule manière offerte"},
	{"service", "SERVICE", "ce service seulement (tous)"},
	{0},
};

static bool good(const ProtobufCMessage *response)
{
	return ((const Bus__CheckRebuildResponse *)response)->same;
}

static void print_digest(ProtobufCBinaryData digest)
{
	for (size_t i = 0; i < digest.len && i < DIGEST_SHOWN; i++)
		printf("%02x", digest.data[i]);
}

static void print_table(const Bus__TableDigest *table)
{
	bool same = table->live.len == table->rebuilt.len &&
		    memcmp(table->live.data, table->rebuilt.data, table->live.len) == 0;

	printf("  %-24s ", table->table);
	print_digest(table->live);
	if (!same) {
		printf(" DIFFÈRE de ");
		print_digest(table->rebuilt);
	}
	putchar('\n');
}

static void print(const char *service, const ProtobufCMessage *response, const struct every *all)
{
	const Bus__CheckRebuildResponse *check = (const Bus__CheckRebuildResponse *)response;

	(void)all;
	printf("%-12s %s, %llu entrées rejouées\n", service, check->same ? "identique" : "DIFFÉRENT",
	       (unsigned long long)check->entries);
	for (size_t i = 0; i < check->n_tables; i++)
		print_table(check->tables[i]);
}

static int run(struct cli *cli)
{
	Bus__CheckRebuildRequest request = BUS__CHECK_REBUILD_REQUEST__INIT;
	const struct every_question question = {
		.path = "pvd.bus.v1.ProcessService/CheckRebuild",
		.request = &request.base,
		.timeout_ms = REBUILD_TIMEOUT_MS,
		.good = good,
		.print = print,
	};

	if (!option_given(&cli->arguments, "check"))
		return cli_usage(cli,
				 "écrivez pvd rebuild --check : l'état ne se remplace pas, il se compare");
	return every_run(cli, &question);
}

const struct command COMMAND_REBUILD = {
	.name = "rebuild",
	.synopsis = "--check",
	.summary = "rejoue les journaux et compare chaque table de l'état",
	.details = "Le rejeu se fait à côté, dans un dossier provisoire. Sort avec 1 si une table diffère.\n",
	.options = OPTIONS,
	.run = run,
};
