/* `pvd login-link`: a link by which somebody signs in at the gateway, once. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/file.h"
#include "base/time.h"
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/principal_options.h"
#include "cli/principals.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/gateway/v1/session.pb-c.h"
#include "service/check.h"
#include "service/instance.h"

enum { LINK_ARENA_MAX = 16 << 20, GATEWAY_FILE_MAX = 64 * 1024, ADDRESS_MAX = 256 };

static const struct option_spec OPTIONS[] = {
	PRINCIPAL_OPTIONS("s'il n'existe pas : "),
	{"address", "URL", "adresse de la passerelle vue du navigateur (celle qu'elle écrit dans run/)"},
	{0},
};

struct invitation {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	char address[ADDRESS_MAX]; /* without a slash at its end */
	Bus__Principal wanted;     /* id; and where a role was given, what it shall be */
	bool described;
};

/* ---- Where */

static bool take_address(struct invitation *invitation, const char *text)
{
	size_t len = strlen(text);

	if ((strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0) || len >= ADDRESS_MAX)
		return false;
	snprintf(invitation->address, ADDRESS_MAX, "%s", text);
	while (len > 0 && invitation->address[len - 1] == '/')
		invitation->address[--len] = '\0';
	return true;
}

/* Where the gateway said that it listens. */
static bool read_address(struct invitation *invitation)
{
	struct buf text = {0};
	json_t *said = NULL;
	const char *http;
	bool ok = false;

	if (file_read(INSTANCE_GATEWAY_FILE, GATEWAY_FILE_MAX, &text) == 0)
		said = json_loadb((const char *)text.data, text.len, 0, NULL);
	http = json_string_value(json_object_get(said, "http"));
	if (http)
		ok = take_address(invitation, http);
	json_decref(said);
	buf_free(&text);
	return ok;
}

static int find_address(struct invitation *invitation)
{
	const char *given = option_text(&invitation->cli->arguments, "address", NULL);

	if (given)
		return take_address(invitation, given)
			       ? CLI_OK
			       : cli_usage(invitation->cli, "--address attend une adresse en http:// ou "
							    "https://, par exemple https://pvd.example");
	if (read_address(invitation))
		return CLI_OK;
	return cli_fail(invitation->cli, CLI_LOCAL, "NO_ADDRESS",
			"la passerelle n'a pas dit où elle écoute : " INSTANCE_GATEWAY_FILE
			" manque ou ne se lit pas. Démarrez l'instance (pvd up), ou donnez --address");
}

/* ---- Who */

static int describe(struct invitation *invitation, const char *id)
{
	Bus__Principal *wanted = &invitation->wanted;

	invitation->described = option_given(&invitation->cli->arguments, "role");
	if (!id && !invitation->described)
		return cli_usage(invitation->cli,
				 "dites pour qui : un identifiant, ou --role et son ressort");
	if (invitation->described && !principal_from_options(invitation->cli, invitation->arena, wanted))
		return CLI_USAGE;
	wanted->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	wanted->id = id ? (char *)id : principal_id_suggested(invitation->arena, wanted);
	if (!wanted->id)
		return cli_usage(invitation->cli, "avec plusieurs rôles ou plusieurs lieux, donnez un "
						  "identifiant : pvd login-link IDENTIFIANT ...");
	return CLI_OK;
}

static bool has_id(const Bus__Principal *principal, const char *id)
{
	return strcmp(principal->id, id) == 0;
}

static int add(const struct invitation *invitation)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	struct answer answer;

	request.principal = (Bus__Principal *)&invitation->wanted;
	if (!client_ask(invitation->client, "pvd.bus.v1.BusService/AddPrincipal", NULL, &request.base,
			invitation->arena, &answer))
		return cli_refused(invitation->cli, &answer.refusal);
	return CLI_OK;
}

/* Who is there already stays as it is; one that is not is added, if it was said what it shall be. */
static int find_or_add(const struct invitation *invitation)
{
	const Bus__Principal *wanted = &invitation->wanted, *known;
	struct answer answer;

	if (!invitation->described)
		return CLI_OK;
	known = principals_find(invitation->client, invitation->arena, has_id, wanted->id, &answer);
	if (!known)
		return refused(&answer.refusal) ? cli_refused(invitation->cli, &answer.refusal)
						: add(invitation);
	if (!principal_same_reach(known, wanted))
		return cli_fail(invitation->cli, CLI_REFUSED, "OTHER_PRINCIPAL",
				"« %s » existe déjà, avec d'autres rôles ou un autre ressort (pvd principal "
				"list). Donnez un autre identifiant, ou aucun rôle",
				wanted->id);
	return CLI_OK;
}

/* ---- The link */

static int print(const struct invitation *invitation, const struct secret *secret,
		 const Pb__Timestamp *expires_at)
{
	char until[INSTANT_TEXT_SIZE], text[SECRET_TEXT_SIZE];

	instant_text(timestamp_instant(expires_at), until);
	secret_text(secret, text);
	if (!invitation->cli->json) {
		printf("%s" SECRET_LINK_PATH "%s\n", invitation->address, text);
		fprintf(stderr, "« %s » s'y connecte, une seule fois, jusqu'à %s.\n", invitation->wanted.id,
			until);
		return CLI_OK;
	}
	return output_json(json_pack("{s:o, s:s, s:s}", "url",
				     json_sprintf("%s" SECRET_LINK_PATH "%s", invitation->address, text),
				     "principalId", invitation->wanted.id, "expiresAt", until),
			   CLI_OK);
}

static int invite(const struct invitation *invitation)
{
	Gateway__CreateLoginLinkRequest request = GATEWAY__CREATE_LOGIN_LINK_REQUEST__INIT;
	struct secret secret = secret_new();
	struct hash hash = secret_hash(&secret);
	struct answer answer;
	int exit = find_or_add(invitation);

	if (exit != CLI_OK)
		return exit;
	request.principal_id = invitation->wanted.id;
	request.secret_hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = hash.bytes};
	if (!client_catch_up(invitation->client, "gateway", "bus", invitation->arena, &answer) ||
	    !client_ask(invitation->client, "pvd.gateway.v1.GatewayService/CreateLoginLink", NULL,
			&request.base, invitation->arena, &answer))
		return cli_refused(invitation->cli, &answer.refusal);
	return print(invitation, &secret,
		     ((const Gateway__CreateLoginLinkResponse *)answer.message)->expires_at);
}

static int connect_and_invite(struct invitation *invitation)
{
	int exit = find_address(invitation);

	if (exit == CLI_OK)
		exit = client_open(invitation->cli, &invitation->client);
	if (exit != CLI_OK)
		return exit;
	exit = invite(invitation);
	client_free(invitation->client);
	return exit;
}

static int run(struct cli *cli)
{
	const char *id = cli->arguments.positional_count > 1 ? cli->arguments.positionals[1] : NULL;
	struct invitation invitation = {
		.cli = cli, .arena = arena_new(LINK_ARENA_MAX), .wanted = BUS__PRINCIPAL__INIT};
	int exit = describe(&invitation, id);

	if (exit == CLI_OK)
		exit = cli_enter(cli) ? connect_and_invite(&invitation) : CLI_LOCAL;
	arena_free(invitation.arena);
	return exit;
}

const struct command COMMAND_LOGIN_LINK = {
	.name = "login-link",
	.synopsis = "[ID] [--role RÔLE ...]",
	.summary = "un lien par lequel quelqu'un se connecte au navigateur, une fois",
	.details = "  pvd login-link --role prefecture --departement 77\n"
		   "  pvd login-link anct\n"
		   "\n"
		   "Avec --role, la personne est ajoutée si elle n'existe pas, sans clé : elle ne se "
		   "connecte que "
		   "par la\n"
		   "passerelle. Sans identifiant, il est fait du rôle et du lieu : prefecture-77, "
		   "collectivite-77183.\n"
		   "Le lien vaut quinze minutes et ne sert qu'une fois ; qui l'a est cette personne : ne le "
		   "donnez "
		   "qu'à elle.\n",
	.options = OPTIONS,
	.run = run,
};
