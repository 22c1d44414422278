#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bus/keyfile.h"
#include "cli/demo.h"
#include "cli/output.h"

enum { ERROR_SIZE = 300 };

static struct actor *actor_of(struct demo *demo, const struct player *who)
{
	struct actor *actor = &demo->actors[who - demo->story.cast];

	/* Identifiers are never used again: each run has its own. */
	if (who->principal)
		snprintf(actor->id, sizeof actor->id, "demo.%u.%s", demo_run(demo), who->id);
	else
		snprintf(actor->id, sizeof actor->id, "%s", who->id);
	return actor;
}

struct client *demo_client(struct demo *demo, const struct player *who, int *ret_exit)
{
	struct actor *actor = actor_of(demo, who);

	*ret_exit = CLI_OK;
	if (actor->client)
		return actor->client;
	actor->cli = *demo->cli;
	actor->cli.as = actor->id;
	actor->client = client_new(&actor->cli, demo->loop);
	*ret_exit = actor->client ? client_connect(actor->client) : CLI_LOCAL;
	return *ret_exit == CLI_OK ? actor->client : NULL;
}

/* The pair made for a player, now or before the command was stopped. */
static int public_key(const struct demo *demo, const char *id, char ret[Z85_KEY_SIZE])
{
	char error[ERROR_SIZE];
	struct keypair keys;

	if (keyfile_make("keys", id, &keys)) {
		snprintf(ret, Z85_KEY_SIZE, "%s", keys.public_key);
		keypair_wipe(&keys);
		return CLI_OK;
	}
	if (errno != EEXIST)
		return cli_fail(demo->cli, CLI_LOCAL, "KEY", "keys/%s.key ne se fait pas : %s", id,
				strerror(errno));
	if (!keyfile_load_public("keys", id, ret, error, sizeof error))
		return cli_fail(demo->cli, CLI_LOCAL, "KEY", "%s", error);
	return CLI_OK;
}

/* An operator's act on a player, under a key of this run. */
static int act_on(struct demo *demo, const struct player *who, const char *path, json_t *request,
		  enum demo_phase phase, struct answer *ret)
{
	const struct method *method = method_find(path, strlen(path));
	struct id key = demo_key(demo, phase, who->id, 0);
	int exit = demo_call(demo, demo->operator.client, method, request, key, ret);

	json_decref(request);
	return exit;
}

/* The key fills a hole: a key may itself look like one. */
static int admit(struct demo *demo, const struct player *who)
{
	const struct actor *actor = actor_of(demo, who);
	char key[Z85_KEY_SIZE];
	struct answer answer;
	json_t *principal;
	int exit = public_key(demo, actor->id, key);

	if (exit != CLI_OK)
		return exit;
	principal = json_deep_copy(who->principal);
	json_object_set_new(principal, "id", json_string(actor->id));
	json_object_set_new(principal, "publicKeys", json_pack("[s]", "${this}"));
	json_object_set_new(demo->values, "this", json_string(key));
	exit = act_on(demo, who, "pvd.bus.v1.BusService/AddPrincipal",
		      json_pack("{s:o}", "principal", principal), DEMO_RUN, &answer);
	json_object_del(demo->values, "this");
	return exit == CLI_OK && refused(&answer.refusal) ? cli_refused(demo->cli, &answer.refusal) : exit;
}

int demo_admit(struct demo *demo)
{
	int exit = CLI_OK;

	if (json_object_get(demo->state, "admitted"))
		return CLI_OK;
	for (unsigned i = 0; exit == CLI_OK && i < demo->story.cast_count; i++) {
		progress_show(demo->cli, "acteurs", i, demo->story.cast_count);
		if (demo->story.cast[i].principal)
			exit = admit(demo, &demo->story.cast[i]);
		arena_reset(demo->arena);
	}
	progress_end(demo->cli);
	if (exit != CLI_OK)
		return exit;
	json_object_set_new(demo->state, "admitted", json_true());
	return demo_save(demo);
}

static void delete_keys(const char *id)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "keys/%s.key", id);
	unlink(path);
	snprintf(path, sizeof path, "keys/%s.pub", id);
	unlink(path);
}

/* One who was never admitted, or is revoked already, is what is wanted. */
static bool is_moot(const struct refusal *refusal)
{
	return strcmp(refusal->reason, "PRINCIPAL_UNKNOWN") == 0 ||
	       strcmp(refusal->reason, "PRINCIPAL_REVOKED") == 0;
}

static int dismiss(struct demo *demo, const struct player *who)
{
	const struct actor *actor = actor_of(demo, who);
	struct answer answer;
	int exit = act_on(demo, who, "pvd.bus.v1.BusService/RevokePrincipal",
			  json_pack("{s:s, s:s}", "id", actor->id, "reason", "Fin de la démonstration."),
			  DEMO_REMOVAL, &answer);

	if (exit == CLI_OK && refused(&answer.refusal) && !is_moot(&answer.refusal))
		exit = cli_refused(demo->cli, &answer.refusal);
	if (exit == CLI_OK)
		delete_keys(actor->id);
	return exit;
}

int demo_dismiss(struct demo *demo)
{
	int exit = CLI_OK;

	for (unsigned i = 0; exit == CLI_OK && i < demo->story.cast_count; i++) {
		if (demo->story.cast[i].principal)
			exit = dismiss(demo, &demo->story.cast[i]);
		arena_reset(demo->arena);
	}
	return exit;
}
