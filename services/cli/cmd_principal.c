/* `pvd principal`: who may speak to the instance. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bus/keyfile.h"
#include "cli/action.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/principal_options.h"
#include "cli/rotate.h"
#include "pvd/bus/v1/bus.pb-c.h"

enum { LIST_PAGE = 1000 };

static const struct option_spec OPTIONS[] = {
	{"kind", "SORTE", "add : person, partner, service ou operator"},
	PRINCIPAL_OPTIONS("add : "),
	{"public-key", "Z85", "add : sa clé publique ; sans elle une paire est faite dans keys/"},
	{"no-key", NULL, "add : une personne sans clé, qui ne se connecte que par la passerelle"},
	{"reason", "TEXTE", "revoke : pourquoi"},
	{"with-revoked", NULL, "list : aussi ceux qui ne sont plus admis"},
	{0},
};

/* The key given, or that of a pair made here; *ret_made tells. */
static int fill_key(const struct action *action, char public_key[Z85_KEY_SIZE], bool *ret_made)
{
	const char *given = option_text(&action->cli->arguments, "public-key", NULL);
	struct keypair keys;

	*ret_made = false;
	if (given && !z85_key_valid(given))
		return cli_usage(action->cli,
				 "--public-key n'est pas une clé publique : 40 caractères Z85 sont attendus");
	if (given) {
		snprintf(public_key, Z85_KEY_SIZE, "%s", given);
		return CLI_OK;
	}
	if (!keyfile_make("keys", action->id, &keys))
		return cli_fail(action->cli, CLI_LOCAL, "KEY", "keys/%s.key ne se fait pas : %s", action->id,
				strerror(errno));
	*ret_made = true;
	snprintf(public_key, Z85_KEY_SIZE, "%s", keys.public_key);
	keypair_wipe(&keys);
	return CLI_OK;
}

/* A pair whose principal was refused would stand in the way of the next attempt. */
static void drop_key(const char *id)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "keys/%s.key", id);
	unlink(path);
	snprintf(path, sizeof path, "keys/%s.pub", id);
	unlink(path);
}

static int print_principal(const struct cli *cli, const Bus__Principal *principal, const char *done)
{
	if (cli->json)
		return output_message(cli, &principal->base, CLI_OK);
	printf("« %s » %s.\n", principal->id, done);
	return CLI_OK;
}

static int send_added(const struct action *action, Bus__Principal *principal)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	bool keyless = option_given(&action->cli->arguments, "no-key"), made = false;
	char public_key[Z85_KEY_SIZE];
	char *keys[] = {public_key};
	struct answer answer;
	int exit = keyless ? CLI_OK : fill_key(action, public_key, &made);

	if (exit != CLI_OK)
		return exit;
	principal->public_keys = keys;
	principal->n_public_keys = keyless ? 0 : 1;
	request.principal = principal;
	if (client_ask(action->client, "pvd.bus.v1.BusService/AddPrincipal", NULL, &request.base,
		       action->arena, &answer))
		return print_principal(action->cli,
				       ((const Bus__AddPrincipalResponse *)answer.message)->principal,
				       made ? "est admis ; sa clé est dans keys/" : "est admis");
	if (made && !fault_is_unknown_outcome(answer.refusal.fault))
		drop_key(action->id);
	return cli_refused(action->cli, &answer.refusal);
}

static int add(const struct action *action)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	const char *kind = option_text(&action->cli->arguments, "kind", "person");
	int kind_value =
		principal_enum(action->cli, &bus__principal_kind__descriptor, "PRINCIPAL_KIND_", kind);

	if (kind_value < 0 || !principal_from_options(action->cli, action->arena, &principal))
		return CLI_USAGE;
	if (option_given(&action->cli->arguments, "no-key") &&
	    option_given(&action->cli->arguments, "public-key"))
		return cli_usage(action->cli,
				 "--no-key et --public-key se contredisent : gardez l'un des deux");
	principal.id = (char *)action->id;
	principal.kind = (Bus__PrincipalKind)kind_value;
	return send_added(action, &principal);
}

static int revoke_principal(const struct action *action)
{
	Bus__RevokePrincipalRequest request = BUS__REVOKE_PRINCIPAL_REQUEST__INIT;
	struct answer answer;

	request.id = (char *)action->id;
	request.reason = (char *)option_text(&action->cli->arguments, "reason", "");
	if (!*request.reason)
		return cli_usage(action->cli, "dites pourquoi, avec --reason");
	if (!client_ask(action->client, "pvd.bus.v1.BusService/RevokePrincipal", NULL, &request.base,
			action->arena, &answer))
		return cli_refused(action->cli, &answer.refusal);
	return print_principal(action->cli, ((const Bus__RevokePrincipalResponse *)answer.message)->principal,
			       "n'est plus admis, ses connexions sont coupées");
}

static void print_row(const Bus__Principal *principal)
{
	printf("%-24s", principal->id);
	for (size_t i = 0; i < principal->n_roles; i++) {
		const ProtobufCEnumValue *role = protobuf_c_enum_descriptor_get_value(
			&bus__role__descriptor, (int)principal->roles[i]);

		printf(" %s", role ? role->name + strlen("ROLE_") : "?");
	}
	if (principal->scope && principal->scope->nationwide)
		printf(" ; partout");
	for (size_t i = 0; principal->scope && i < principal->scope->n_departements; i++)
		printf("%s%s", i ? ", " : " ; départements ", principal->scope->departements[i]);
	for (size_t i = 0; principal->scope && i < principal->scope->n_collectivites; i++)
		printf("%s%s", i ? ", " : " ; collectivités ", principal->scope->collectivites[i]);
	if (principal->revoked)
		printf(" ; RÉVOQUÉ : %s", principal->revocation_reason);
	putchar('\n');
}

/* Pages are joined: a person or a program sees one list. */
static int list(const struct action *action)
{
	Bus__ListPrincipalsRequest request = BUS__LIST_PRINCIPALS_REQUEST__INIT;
	Bus__ListPrincipalsResponse all = BUS__LIST_PRINCIPALS_RESPONSE__INIT;
	const Bus__ListPrincipalsResponse *page;
	struct answer answer;

	request.page_size = LIST_PAGE;
	request.with_revoked = option_given(&action->cli->arguments, "with-revoked");
	do {
		Bus__Principal **joined;

		if (!client_ask(action->client, "pvd.bus.v1.BusService/ListPrincipals", NULL, &request.base,
				action->arena, &answer))
			return cli_refused(action->cli, &answer.refusal);
		page = (const Bus__ListPrincipalsResponse *)answer.message;
		joined =
			arena_array(action->arena, all.n_principals + page->n_principals + 1, sizeof *joined);
		if (!joined)
			return cli_fail(action->cli, CLI_LOCAL, "TOO_MANY",
					"trop de principaux pour une liste");
		if (all.n_principals)
			memcpy(joined, all.principals, all.n_principals * sizeof *joined);
		if (page->n_principals)
			memcpy(joined + all.n_principals, page->principals,
			       page->n_principals * sizeof *joined);
		all.principals = joined;
		all.n_principals += page->n_principals;
		request.page_token = page->next_page_token;
	} while (*request.page_token);
	if (action->cli->json)
		return output_message(action->cli, &all.base, CLI_OK);
	for (size_t i = 0; i < all.n_principals; i++)
		print_row(all.principals[i]);
	return CLI_OK;
}

static int rotate(const struct action *action)
{
	return rotate_key(action->cli, action->id);
}

static const struct action_spec ACTIONS[] = {
	{.name = "add", .whom = "IDENTIFIANT", .question = "qui", .run = add},
	{.name = "revoke", .whom = "IDENTIFIANT", .question = "qui", .run = revoke_principal},
	{.name = "list", .run = list},
	{.name = "rotate", .whom = "IDENTIFIANT", .question = "qui", .run = rotate, .connects = true},
};

static int run(struct cli *cli)
{
	return action_run(cli, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command COMMAND_PRINCIPAL = {
	.name = "principal",
	.synopsis = "add ID | revoke ID | rotate ID | list",
	.summary = "qui peut parler à l'instance, et avec quelle clé",
	.details =
		"  pvd principal add prefecture-47 --kind person --role prefecture --departement 47\n"
		"  pvd principal add maire-77183 --role collectivite --collectivite 77183 --no-key\n"
		"  pvd principal add banque --kind partner --role partner --partner bdt --public-key '...'\n"
		"  pvd principal revoke prefecture-47 --reason 'départ'\n"
		"\n"
		"Sans --public-key, add fait une paire de clés dans keys/. Qui n'a pas de clé (--no-key) ne "
		"se\n"
		"connecte que par la passerelle (pvd login-link). rotate remplace la clé d'un "
		"principal\n"
		"sans moment où il n'en a pas. Un identifiant révoqué ne sert plus jamais.\n",
	.options = OPTIONS,
	.run = run,
};
