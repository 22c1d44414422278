/* `pvd verify`: every journal, entry by entry. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/every.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { VERIFY_TIMEOUT_MS = 600000 };

static bool good(const ProtobufCMessage *response)
{
	return ((const Bus__VerifyResponse *)response)->ok;
}

static void print(const char *service, const ProtobufCMessage *response, const struct every *all)
{
	const Bus__VerifyResponse *check = (const Bus__VerifyResponse *)response;

	(void)all;
	if (check->ok)
		printf("%-12s intact, %llu entrées\n", service, (unsigned long long)check->entries);
	else if (!check->bad_sequence)
		printf("%-12s ALTÉRÉ à côté du journal : %s\n", service, check->fault);
	else
		printf("%-12s ALTÉRÉ à l'entrée %llu : %s\n", service,
		       (unsigned long long)check->bad_sequence, check->fault);
}

static int run(struct cli *cli)
{
	Bus__VerifyRequest request = BUS__VERIFY_REQUEST__INIT;
	const struct every_question question = {
		.path = "pvd.bus.v1.ProcessService/Verify",
		.request = &request.base,
		.timeout_ms = VERIFY_TIMEOUT_MS,
		.good = good,
		.print = print,
	};

	return every_run(cli, &question);
}

const struct command COMMAND_VERIFY = {
	.name = "verify",
	.synopsis = "",
	.summary = "vérifie les journaux : ordre, empreintes, contenu",
	.details = "Chaque service relit son journal depuis la première entrée, puis compare avec lui ce "
		   "qu'il garde à côté : les réponses aux commandes, et ce qu'il a reçu des journaux qu'il "
		   "suit. Sort avec 1 si l'un est altéré ; remettez alors une sauvegarde en place (pvd help "
		   "restore).\n",
	.options = EVERY_OPTIONS,
	.run = run,
};
