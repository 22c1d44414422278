/* `pvd resume`: a service follows again a journal that it had stopped following. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/client.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/services.h"
#include "cli/suggest.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { RESUME_ARENA_MAX = 16 << 20, LOOK_EVERY_US = 200000, LOOKS_MAX = 300 };

static const struct option_spec OPTIONS[] = {
	{"rewind", NULL, "depuis la dernière entrée commune, quand la source a repris d'une sauvegarde"},
	{0},
};

static const Bus__FollowStatus *find(const Bus__GetStatusResponse *status, const char *source)
{
	for (size_t i = 0; i < status->n_follows; i++)
		if (strcmp(status->follows[i]->service, source) == 0)
			return status->follows[i];
	return NULL;
}

/* As GetStatus tells it, once it has gone back as far as it must, or after a minute. NULL once said why. */
static const Bus__FollowStatus *wait_until_rewound(const struct cli *cli, struct client *client,
						   const Bus__FollowStatus *follow, struct arena *arena)
{
	const char *service = cli->arguments.positionals[1], *source = cli->arguments.positionals[2];
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer;

	for (unsigned looks = 0; follow && follow->rewinding && looks < LOOKS_MAX; looks++) {
		usleep(LOOK_EVERY_US);
		if (!client_ask(client, "pvd.bus.v1.ProcessService/GetStatus", service, &request.base, arena,
				&answer)) {
			cli_refused(cli, &answer.refusal);
			return NULL;
		}
		follow = find((const Bus__GetStatusResponse *)answer.message, source);
	}
	return follow;
}

static void print(const struct cli *cli, const Bus__FollowStatus *follow)
{
	const char *service = cli->arguments.positionals[1];

	if (follow->rewinding)
		printf("%s cherche encore la dernière entrée commune : %s ne répond pas ? Voir pvd status.\n",
		       service, follow->service);
	else if (option_given(&cli->arguments, "rewind") && follow->rewound_from > follow->sequence)
		printf("%s suit %s depuis l'entrée %llu ; ce qu'il avait pris jusqu'à l'entrée %llu est "
		       "oublié.\n"
		       "Ce qu'il en avait conclu dans son propre journal reste : vérifiez-le.\n",
		       service, follow->service, (unsigned long long)follow->sequence,
		       (unsigned long long)follow->rewound_from);
	else
		printf("%s suit %s depuis l'entrée %llu.\n", service, follow->service,
		       (unsigned long long)follow->sequence);
}

static int resume(const struct cli *cli, struct client *client, struct arena *arena)
{
	Bus__ResumeFollowingRequest request = BUS__RESUME_FOLLOWING_REQUEST__INIT;
	const Bus__FollowStatus *follow;
	struct answer answer;

	request.source = (char *)cli->arguments.positionals[2];
	request.rewind = option_given(&cli->arguments, "rewind");
	if (!client_ask(client, "pvd.bus.v1.ProcessService/ResumeFollowing", cli->arguments.positionals[1],
			&request.base, arena, &answer))
		return cli_refused(cli, &answer.refusal);
	follow = wait_until_rewound(cli, client,
				    ((const Bus__ResumeFollowingResponse *)answer.message)->follow, arena);
	if (!follow)
		return CLI_UNREACHABLE;
	if (cli->json)
		return output_message(cli, &follow->base, follow->rewinding ? CLI_UNREACHABLE : CLI_OK);
	print(cli, follow);
	return follow->rewinding ? CLI_UNREACHABLE : CLI_OK;
}

static int unknown(const struct cli *cli, const struct services *services, const char *name)
{
	struct suggestion suggestion = suggestion_for(name);

	for (unsigned i = 0; i < services->count; i++)
		suggestion_consider(&suggestion, services->names[i]);
	if (suggestion.best)
		return cli_usage(cli, "service inconnu « %.64s » ; vouliez-vous dire « %s » ?", name,
				 suggestion.best);
	return cli_usage(cli, "service inconnu « %.64s »", name);
}

static int run(struct cli *cli)
{
	struct services services = services_of_contract();
	struct client *client;
	struct arena *arena;
	int exit;

	if (cli->arguments.positional_count != 3)
		return cli_usage(cli, "dites quel service, puis lequel il doit suivre de nouveau");
	for (unsigned i = 1; i <= 2; i++)
		if (!services_has(&services, cli->arguments.positionals[i]))
			return unknown(cli, &services, cli->arguments.positionals[i]);
	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &client);
	if (exit != CLI_OK)
		return exit;
	arena = arena_new(RESUME_ARENA_MAX);
	exit = resume(cli, client, arena);
	arena_free(arena);
	client_free(client);
	return exit;
}

const struct command COMMAND_RESUME = {
	.name = "resume",
	.synopsis = "SERVICE SOURCE [--rewind]",
	.summary = "un service suit de nouveau un journal qu'il ne suivait plus",
	.details =
		"« pvd status » dit pourquoi un service a cessé d'en suivre un autre, et quoi faire avant "
		"ceci.\n"
		"Une entrée qui avait arrêté le service (POISONED) est essayée de nouveau.\n"
		"\n"
		"  pvd resume club registry             reprend où il s'était arrêté\n"
		"  pvd resume club registry --rewind    registry a été restauré : revient à la dernière\n"
		"                                       entrée que les deux ont en commun, oublie la suite\n"
		"\n"
		"Ce que le service avait conclu des entrées perdues reste dans son journal. Un suivi qui "
		"n'est pas\n"
		"arrêté reste tel quel.\n",
	.options = OPTIONS,
	.run = run,
};
