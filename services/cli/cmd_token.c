/* `pvd token`: how programs call the gateway as a principal. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/time.h"
#include "cli/action.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "pvd/gateway/v1/token.pb-c.h"
#include "service/check.h"

enum { LIST_PAGE = 1000, DAYS_MAX = 400 };

static const struct option_spec OPTIONS[] = {
	{"label", "TEXTE", "add : à quoi il sert"},
	{"days", "N", "add : combien de jours il vaut (400, le plus possible)"},
	{"reason", "TEXTE", "revoke : pourquoi"},
	{0},
};

/* ---- add */

static int print_new(const struct cli *cli, const struct secret *secret, const Gateway__Token *token)
{
	char until[INSTANT_TEXT_SIZE], text[SECRET_TEXT_SIZE];

	instant_text(timestamp_instant(token->valid_until), until);
	secret_text(secret, text);
	if (!cli->json) {
		printf(SECRET_TOKEN_PREFIX "%s\n", text);
		fprintf(stderr,
			"Jeton %s de « %s », valable jusqu'à %s. Il n'est montré qu'ici : gardez-le en lieu "
			"sûr.\n",
			token->id, token->principal_id, until);
		return CLI_OK;
	}
	return output_json(json_pack("{s:o, s:s, s:s, s:s}", "token",
				     json_sprintf(SECRET_TOKEN_PREFIX "%s", text), "id", token->id,
				     "principalId", token->principal_id, "validUntil", until),
			   CLI_OK);
}

static int add(const struct action *action)
{
	Gateway__CreateTokenRequest request = GATEWAY__CREATE_TOKEN_REQUEST__INIT;
	struct secret secret = secret_new();
	struct hash hash = secret_hash(&secret);
	struct answer answer;
	uint64_t days = 0;

	if (!option_number(&action->cli->arguments, "days", 1, DAYS_MAX, &days))
		return cli_usage(action->cli, "--days attend un nombre de jours, de 1 à %d", DAYS_MAX);
	request.principal_id = (char *)action->id;
	request.label = (char *)option_text(&action->cli->arguments, "label", "");
	request.secret_hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = hash.bytes};
	if (days > 0 && days < DAYS_MAX) /* the longest there is is the gateway's to say, by its own clock */
		request.valid_until = timestamp_new(
			action->arena, instant_add_ms(instant_now(), (int64_t)days * 24 * 3600 * 1000));
	if (!*request.label)
		return cli_usage(action->cli, "dites à quoi il servira, avec --label");
	if (!client_catch_up(action->client, "gateway", "bus", action->arena, &answer) ||
	    !client_ask(action->client, "pvd.gateway.v1.GatewayService/CreateToken", NULL, &request.base,
			action->arena, &answer))
		return cli_refused(action->cli, &answer.refusal);
	return print_new(action->cli, &secret, ((const Gateway__CreateTokenResponse *)answer.message)->token);
}

/* ---- revoke, list */

static int revoke_token(const struct action *action)
{
	Gateway__RevokeTokenRequest request = GATEWAY__REVOKE_TOKEN_REQUEST__INIT;
	struct answer answer;

	request.token_id = (char *)action->id;
	request.reason = (char *)option_text(&action->cli->arguments, "reason", "");
	if (!*request.reason)
		return cli_usage(action->cli, "dites pourquoi, avec --reason");
	if (!client_ask(action->client, "pvd.gateway.v1.GatewayService/RevokeToken", NULL, &request.base,
			action->arena, &answer))
		return cli_refused(action->cli, &answer.refusal);
	if (action->cli->json)
		return output_message(action->cli, answer.message, CLI_OK);
	printf("Le jeton %s n'est plus valable.\n", action->id);
	return CLI_OK;
}

static void print_row(const Gateway__Token *token)
{
	char until[INSTANT_TEXT_SIZE];

	instant_text(timestamp_instant(token->valid_until), until);
	printf("%s  %-24s jusqu'à %s  %s\n", token->id, token->principal_id, until, token->label);
}

/* Adds a page to what is known; false past the arena's cap. */
static bool join(struct arena *arena, const Gateway__ListTokensResponse *page,
		 Gateway__ListTokensResponse *all)
{
	Gateway__Token **joined = arena_array(arena, all->n_tokens + page->n_tokens + 1, sizeof *joined);

	if (!joined)
		return false;
	for (size_t i = 0; i < all->n_tokens; i++)
		joined[i] = all->tokens[i];
	for (size_t i = 0; i < page->n_tokens; i++)
		joined[all->n_tokens + i] = page->tokens[i];
	all->tokens = joined;
	all->n_tokens += page->n_tokens;
	return true;
}

/* Pages are joined: a person or a program sees one list. */
static int list(const struct action *action)
{
	Gateway__ListTokensRequest request = GATEWAY__LIST_TOKENS_REQUEST__INIT;
	Gateway__ListTokensResponse all = GATEWAY__LIST_TOKENS_RESPONSE__INIT;
	const Gateway__ListTokensResponse *page;
	struct answer answer;

	request.page_size = LIST_PAGE;
	request.principal_id = (char *)(action->id ? action->id : "");
	do {
		if (!client_ask(action->client, "pvd.gateway.v1.GatewayService/ListTokens", NULL,
				&request.base, action->arena, &answer))
			return cli_refused(action->cli, &answer.refusal);
		page = (const Gateway__ListTokensResponse *)answer.message;
		if (!join(action->arena, page, &all))
			return cli_fail(action->cli, CLI_LOCAL, "TOO_MANY", "trop de jetons pour une liste");
		request.page_token = page->next_page_token;
	} while (*request.page_token);
	if (action->cli->json)
		return output_message(action->cli, &all.base, CLI_OK);
	for (size_t i = 0; i < all.n_tokens; i++)
		print_row(all.tokens[i]);
	return CLI_OK;
}

static const struct action_spec ACTIONS[] = {
	{.name = "add", .whom = "PRINCIPAL", .question = "qui", .run = add},
	{.name = "revoke", .whom = "JETON", .question = "lequel", .run = revoke_token},
	{.name = "list", .run = list},
};

static int run(struct cli *cli)
{
	return action_run(cli, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command COMMAND_TOKEN = {
	.name = "token",
	.synopsis = "add PRINCIPAL | revoke JETON | list [PRINCIPAL]",
	.summary = "les jetons par lesquels des programmes appellent la passerelle",
	.details = "  pvd token add prefecture-77 --label 'tableau de bord' --days 90\n"
		   "  pvd token revoke 01K... --reason 'poste perdu'\n"
		   "\n"
		   "Un jeton agit au nom de son titulaire. add le montre une fois ; l'instance n'en garde "
		   "qu'une "
		   "empreinte.\n"
		   "Qui est révoqué perd tous ses jetons.\n",
	.options = OPTIONS,
	.run = run,
};
