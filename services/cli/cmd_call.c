/* `pvd call`: any method of the bus, with JSON in and out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bus/position.h"
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/methods.h"
#include "cli/output.h"
#include "json/json.h"

enum { CALL_ARENA_MAX = 256 << 20, TIMEOUT_MAX_S = 3600 };

static const struct option_spec OPTIONS[] = {
	{"service", "SERVICE", "à qui s'adresse une méthode que tous les services ont"},
	{"key", "ULID", "clé d'idempotence d'un acte, la même à chaque nouvel essai (une nouvelle)"},
	{"at-least", "SERVICE:ÉPOQUE:ENTRÉE",
	 "une question n'est répondue qu'une fois cette entrée connue de qui répond"},
	{"timeout", "S", "temps d'attente de la réponse, en secondes (10)"},
	{0},
};

static bool read_stdin(struct buf *ret)
{
	ssize_t got;

	do {
		if (ret->len > JSON_TEXT_MAX) {
			errno = EFBIG;
			return false;
		}
		got = read(STDIN_FILENO, buf_reserve(ret, 65536), 65536);
		if (got > 0)
			ret->len += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got == 0;
}

/* The request's JSON: an argument, `-` for standard input, `@FILE`; nothing is an empty request. */
static bool read_json(const struct cli *cli, const char *argument, struct buf *ret)
{
	char path[PATH_MAX];

	if (!argument || (argument[0] != '-' && argument[0] != '@')) {
		buf_append(ret, argument ? argument : "{}", strlen(argument ? argument : "{}"));
		return true;
	}
	if (strcmp(argument, "-") == 0 && read_stdin(ret))
		return true;
	if (argument[0] == '@' && cli_path(cli, argument + 1, path) &&
	    file_read(path, JSON_TEXT_MAX, ret) == 0)
		return true;
	cli_fail(cli, CLI_LOCAL, "FILE", "%s ne se lit pas : %s",
		 argument[0] == '@' ? argument + 1 : "l'entrée", strerror(errno));
	return false;
}

static int bad_position(const struct cli *cli, struct call *call)
{
	static char service[SERVICE_NAME_MAX + 1];
	const char *text = option_text(&cli->arguments, "at-least", NULL);

	if (!text)
		return CLI_OK;
	if (call->method->kind != METHOD_QUERY)
		return cli_usage(cli, "--at-least est pour les questions : %s n'en est pas une",
				 call->method->name);
	if (!position_parse(text, service, &call->at_least))
		return cli_usage(cli, "--at-least attend SERVICE:ÉPOQUE:ENTRÉE, par exemple registry:1:42");
	call->at_least_service = service;
	return CLI_OK;
}

static int bad_options(const struct cli *cli, struct call *call)
{
	const char *key = option_text(&cli->arguments, "key", NULL);
	uint64_t timeout = CLIENT_TIMEOUT_MS / 1000;

	if (!option_number(&cli->arguments, "timeout", 1, TIMEOUT_MAX_S, &timeout))
		return cli_usage(cli, "--timeout attend un nombre de secondes, 3600 au plus");
	call->timeout_ms = (uint32_t)timeout * 1000;
	if (key && call->method->kind != METHOD_COMMAND)
		return cli_usage(cli, "%s ne change rien : elle n'a pas de clé", call->method->name);
	if (key && !id_parse(key, &call->key))
		return cli_usage(cli, "--key attend un ULID (26 caractères) ou un UUID");
	call->service = option_text(&cli->arguments, "service", call->method->service);
	if (!call->service)
		return cli_usage(cli, "tous les services ont %s : dites lequel avec --service",
				 call->method->name);
	if (call->method->service && strcmp(call->method->service, call->service) != 0)
		return cli_usage(cli, "%s est servie par « %s »", call->method->name, call->method->service);
	return bad_position(cli, call);
}

/* Encodes the request, refusing what is not its JSON before anything is sent. */
static int encode(const struct cli *cli, struct call *call, struct arena *arena)
{
	const char *argument = cli->arguments.positional_count > 2 ? cli->arguments.positionals[2] : NULL;
	struct refusal refusal = {0};
	struct buf text = {0};
	void *message = NULL;

	if (!read_json(cli, argument, &text)) {
		buf_free(&text);
		return CLI_LOCAL;
	}
	json_to_message(arena, call->method->request, (const char *)text.data, text.len, &message, &refusal);
	buf_free(&text);
	if (refused(&refusal)) {
		cli_refused(cli, &refusal);
		if (!cli->json)
			fprintf(stderr, "Voir : pvd help %s\n", call->method->name);
		return CLI_USAGE;
	}
	call->body = arena_pack(arena, message);
	return call->body.data ? CLI_OK : cli_usage(cli, "la demande est trop grande");
}

/* What programs that retry, or read behind, must know: with --json always, on standard error, as standard output holds
 * the response or the error and nothing else; for a person when it is of use. */
static void print_key(const struct cli *cli, const struct call *call, const struct answer *answer,
		      bool unknown)
{
	char key[ID_TEXT_SIZE];

	if (answer->method->kind != METHOD_COMMAND || (!cli->json && !unknown))
		return;
	id_text(&answer->key, key);
	if (cli->json)
		fprintf(stderr, "{\"key\":\"%s\",\"replayed\":%s,\"position\":\"%s:%u:%llu\"}\n", key,
			answer->replayed ? "true" : "false", call->service, answer->position.epoch,
			(unsigned long long)answer->position.sequence);
	else
		fprintf(stderr, "      clé : --key %s\n", key);
}

static int call_and_print(const struct cli *cli, const struct call *call, struct arena *arena)
{
	struct client *client;
	struct answer answer;
	int exit;

	if (!cli_enter(cli))
		return CLI_LOCAL;
	exit = client_open(cli, &client);
	if (exit != CLI_OK)
		return exit;
	if (client_call(client, call, arena, &answer))
		exit = output_message(cli, answer.message, CLI_OK);
	else
		exit = cli_refused(cli, &answer.refusal);
	print_key(cli, call, &answer, exit == CLI_UNREACHABLE);
	client_free(client);
	return exit;
}

static int run(struct cli *cli)
{
	struct call call = {0};
	struct arena *arena;
	int exit;

	if (cli->arguments.positional_count < 2)
		return cli_usage(cli, "il manque la méthode à appeler ; pvd help call les dit toutes");
	if (cli->arguments.positional_count > 3)
		return cli_usage(cli, "trop de mots : la demande est un seul argument, entre apostrophes");
	call.method = methods_named(cli, cli->arguments.positionals[1]);
	if (!call.method)
		return CLI_USAGE;
	exit = bad_options(cli, &call);
	if (exit != CLI_OK)
		return exit;
	arena = arena_new(CALL_ARENA_MAX);
	exit = encode(cli, &call, arena);
	if (exit == CLI_OK)
		exit = call_and_print(cli, &call, arena);
	arena_free(arena);
	return exit;
}

const struct command COMMAND_CALL = {
	.name = "call",
	.synopsis = "MÉTHODE [JSON | - | @FICHIER]",
	.summary = "appelle une méthode du bus",
	.details =
		"La demande est un objet JSON : l'argument, l'entrée standard (-) ou un fichier "
		"(@FICHIER) ;\n"
		"sans elle, la demande est vide. La méthode se nomme par son chemin, par Service/Méthode, "
		"ou par\n"
		"son seul nom s'il est unique : pvd.registry.v1.RegistryService/GetCommune, GetCommune.\n"
		"\n"
		"  pvd call GetCommune '{\"code\": \"47001\"}'\n"
		"  pvd call GetStatus --service registry\n"
		"  pvd call --as anct AdoptCriteria @criteres.json\n"
		"\n"
		"Un acte porte une clé d'idempotence : qui ignore s'il a eu lieu le renvoie avec la même "
		"--key.\n"
		"Avec --json, {key, replayed, position} est écrit sur la sortie d'erreur. Qui veut lire ce "
		"qu'il\n"
		"vient d'écrire, auprès de tout service, donne cette position à --at-least :\n"
		"\n"
		"  pvd call GetStatus --service club --at-least registry:1:42\n",
	.options = OPTIONS,
	.run = run,
};
