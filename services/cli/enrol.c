#include "cli/enrol.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "bus/actor.h"
#include "cli/principals.h"
#include "pvd/bus/v1/bus.pb-c.h"

enum { ENROL_ARENA_MAX = 16 << 20 };

/* Whether the key opens there already. */
static bool has_key(const Bus__Principal *principal, const char *public_key)
{
	for (size_t i = 0; i < principal->n_public_keys && !principal->revoked; i++)
		if (strcmp(principal->public_keys[i], public_key) == 0)
			return true;
	return false;
}

bool enrol_nationwide(struct client *client, struct arena *arena, const struct enrolment *enrolment,
		      struct answer *ret)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;
	Bus__Role roles[] = {enrolment->role};
	char *keys[] = {(char *)enrolment->public_key};

	scope.nationwide = true;
	principal.id = (char *)enrolment->id;
	principal.kind = enrolment->kind;
	principal.roles = roles;
	principal.n_roles = 1;
	principal.scope = &scope;
	principal.public_keys = keys;
	principal.n_public_keys = 1;
	request.principal = &principal;
	return client_ask(client, "pvd.bus.v1.BusService/AddPrincipal", NULL, &request.base, arena, ret);
}

bool enrol_public(struct client *client, struct arena *arena, struct answer *ret)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Role roles[] = {BUS__ROLE__ROLE_PUBLIC};

	principal.id = ACTOR_PUBLIC;
	principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	principal.roles = roles;
	principal.n_roles = 1;
	request.principal = &principal;
	return client_ask(client, "pvd.bus.v1.BusService/AddPrincipal", NULL, &request.base, arena, ret);
}

static bool add(const struct cli *cli, struct client *client, struct arena *arena, const char *id,
		const char *public_key)
{
	const struct enrolment enrolment = {.id = id,
					    .kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PARTNER,
					    .role = BUS__ROLE__ROLE_AUDITOR,
					    .public_key = public_key};
	struct answer answer;

	if (enrol_nationwide(client, arena, &enrolment, &answer))
		return true;
	cli_refused(cli, &answer.refusal);
	return false;
}

/* In the other instance's folder. */
static bool ask(const struct cli *cli, const char *id, const char *public_key)
{
	struct client *client;
	struct arena *arena;
	struct answer answer;
	bool admitted;

	if (access("keys/operator.key", R_OK) != 0 || client_open(cli, &client) != CLI_OK)
		return false;
	arena = arena_new(ENROL_ARENA_MAX);
	admitted = principals_find(client, arena, has_key, public_key, &answer) ||
		   add(cli, client, arena, id, public_key);
	arena_free(arena);
	client_free(client);
	return admitted;
}

bool enrol_follower(const struct cli *cli, const char *dir, const char *id, const char *public_key)
{
	struct cli there = *cli;
	bool admitted;

	there.dir = dir;
	there.as = "operator";
	there.json = false; /* standard output is the ready line's */
	admitted = cli_enter(&there) && ask(&there, id, public_key);
	if (chdir(cli->start) != 0)
		log_warning("folder_lost", log_text("folder", cli->start));
	return admitted;
}
