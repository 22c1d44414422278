#include "cli/rotate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bus/keyfile.h"
#include "cli/client.h"
#include "pvd/bus/v1/bus.pb-c.h"

enum { ROTATE_ARENA_MAX = 1 << 20, NAME_MAX_SIZE = 80, ERROR_SIZE = 300 };

/* The pair that will replace the first: `<id>.next`, made unless an earlier attempt did. */
static int make_next(const struct cli *cli, const char *next, char public_key[Z85_KEY_SIZE])
{
	struct keypair keys;
	char error[ERROR_SIZE];

	if (keyfile_make("keys", next, &keys)) {
		memcpy(public_key, keys.public_key, Z85_KEY_SIZE);
		keypair_wipe(&keys);
		return CLI_OK;
	}
	if (errno != EEXIST)
		return cli_fail(cli, CLI_LOCAL, "KEY", "la nouvelle clé ne s'écrit pas : %s",
				strerror(errno));
	if (!keyfile_load_public("keys", next, public_key, error, sizeof error))
		return cli_fail(cli, CLI_LOCAL, "KEY", "%s", error);
	return CLI_OK;
}

/* On a new connection each time: between the two, the caller may have changed its own key. */
static int ask(const struct cli *cli, const char *path, const ProtobufCMessage *request, struct arena *arena,
	       struct answer *ret)
{
	struct client *client;
	int exit = client_open(cli, &client);

	if (exit != CLI_OK)
		return exit;
	client_ask(client, path, NULL, request, arena, ret);
	client_free(client);
	return CLI_OK;
}

static int add_key(const struct cli *cli, const char *id, char *public_key, struct arena *arena)
{
	Bus__AddKeyRequest request = BUS__ADD_KEY_REQUEST__INIT;
	struct answer answer;
	int exit;

	request.id = (char *)id;
	request.public_key = public_key;
	exit = ask(cli, "pvd.bus.v1.BusService/AddKey", &request.base, arena, &answer);
	/* An attempt that was interrupted may have got so far. */
	if (exit == CLI_OK && refused(&answer.refusal) && answer.refusal.fault != FAULT_ALREADY_EXISTS)
		return cli_refused(cli, &answer.refusal);
	return exit;
}

static bool replace(const char *id, const char *next, const char *suffix)
{
	char from[PATH_MAX], to[PATH_MAX];

	snprintf(from, sizeof from, "keys/%s.%s", next, suffix);
	snprintf(to, sizeof to, "keys/%s.%s", id, suffix);
	return rename(from, to) == 0;
}

/* With the new key, where the caller rotates its own: the old one's connections are cut. */
static int retire_key(const struct cli *cli, const char *id, char *public_key, struct arena *arena)
{
	Bus__RetireKeyRequest request = BUS__RETIRE_KEY_REQUEST__INIT;
	struct answer answer;
	int exit;

	request.id = (char *)id;
	request.public_key = public_key;
	exit = ask(cli, "pvd.bus.v1.BusService/RetireKey", &request.base, arena, &answer);
	return exit == CLI_OK && refused(&answer.refusal) ? cli_refused(cli, &answer.refusal) : exit;
}

static int rotate(const struct cli *cli, const char *id, struct arena *arena)
{
	char old_key[Z85_KEY_SIZE], new_key[Z85_KEY_SIZE], next[NAME_MAX_SIZE], error[ERROR_SIZE];
	int exit;

	if (snprintf(next, sizeof next, "%s.next", id) >= NAME_MAX_SIZE || strchr(id, '/'))
		return cli_usage(cli, "« %.64s » n'est pas l'identifiant d'un principal", id);
	if (!keyfile_load_public("keys", id, old_key, error, sizeof error))
		return cli_fail(cli, CLI_LOCAL, "KEY", "%s", error);
	exit = make_next(cli, next, new_key);
	if (exit == CLI_OK)
		exit = add_key(cli, id, new_key, arena);
	if (exit != CLI_OK)
		return exit;
	/* The public half last: while it names the old key, another attempt knows what to retire. */
	if (!replace(id, next, "key") || !replace(id, next, "pub"))
		return cli_fail(cli, CLI_LOCAL, "KEY", "keys/%s : %s", id, strerror(errno));
	exit = retire_key(cli, id, old_key, arena);
	if (exit == CLI_OK && cli->json)
		printf("{\"id\":\"%s\",\"publicKey\":\"%s\"}\n", id, new_key);
	else if (exit == CLI_OK)
		printf("« %s » a une nouvelle clé, l'ancienne n'est plus admise.\n", id);
	return exit;
}

int rotate_key(const struct cli *cli, const char *id)
{
	struct arena *arena = arena_new(ROTATE_ARENA_MAX);
	int exit = rotate(cli, id, arena);

	arena_free(arena);
	return exit;
}
