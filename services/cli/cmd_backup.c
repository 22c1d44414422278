/* `pvd backup`: a copy of every service's store while it runs. */
#include <stdio.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/every.h"
#include "cli/output.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { BACKUP_TIMEOUT_MS = 600000, BACKUP_NAME_SIZE = 32 };

static bool good(const ProtobufCMessage *response)
{
	(void)response;
	return true;
}

static void print(const char *service, const ProtobufCMessage *response, const struct every *all)
{
	const Bus__BackupResponse *backup = (const Bus__BackupResponse *)response;
	char size[OUTPUT_SIZE_MAX];

	(void)all;
	output_size(backup->bytes, size);
	printf("%-12s %s, %s, jusqu'à l'entrée %llu\n", service, backup->path, size,
	       (unsigned long long)(backup->position ? backup->position->sequence : 0));
}

/* "20261122-013000", in UTC. */
static void name_of_now(char name[BACKUP_NAME_SIZE])
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(name, BACKUP_NAME_SIZE, "%Y%m%d-%H%M%S", &utc);
}

static int run(struct cli *cli)
{
	Bus__BackupRequest request = BUS__BACKUP_REQUEST__INIT;
	char name[BACKUP_NAME_SIZE];
	const struct every_question question = {
		.path = "pvd.bus.v1.ProcessService/Backup",
		.request = &request.base,
		.timeout_ms = BACKUP_TIMEOUT_MS,
		.good = good,
		.print = print,
	};

	name_of_now(name);
	request.name = cli->arguments.positional_count > 1 ? (char *)cli->arguments.positionals[1] : name;
	return every_run(cli, &question);
}

const struct command COMMAND_BACKUP = {
	.name = "backup",
	.synopsis = "[NOM]",
	.summary = "copie les données de chaque service, en marche",
	.details = "La copie est faite sous backup/NOM du dossier de l'instance ; le nom est sinon la date.\n"
		   "Les documents déposés en font partie.\n"
		   "Les clés (keys/) n'en font pas partie : gardez-les à part.\n",
	.options = EVERY_OPTIONS,
	.run = run,
};
