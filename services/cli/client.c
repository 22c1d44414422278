#include "cli/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/require.h"
#include "bus/dealer.h"
#include "service/instance.h"

enum { CONNECT_TIMEOUT_MS = 5000, FOLLOW_TIMEOUT_MS = 120000, TICK_MS = 100, REFUSALS_MAX = 3 };

/* A call under way; its answer is NULL once nobody waits for it any more. */
struct slot {
	struct client *client;
	struct answer *answer;
	bool used;
};

struct client {
	const struct cli *cli;
	struct loop *loop;
	struct dealer *dealer;
	char endpoint[256];
	bool own_loop;
	bool waiting; /* the loop runs for client_wait */
	bool up, interrupted;
	unsigned refusals;         /* sockets the bus has closed before it said welcome */
	struct monotonic deadline; /* of client_connect */
	unsigned pending;
	struct slot slots[CLIENT_PENDING_MAX];
};

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct client *client = ctx;

	(void)welcome;
	client->up = state == LINK_UP;
	if (state == LINK_DOWN)
		client->refusals++;
	if (client->waiting && (client->up || client->refusals == REFUSALS_MAX))
		loop_stop(client->loop);
}

/* Nobody calls a mere caller. */
static void on_call(void *ctx, const struct envelope *call)
{
	(void)ctx;
	(void)call;
}

static bool load_keys(const struct cli *cli, struct dealer_config *config)
{
	const char *server_key = option_text(&cli->arguments, "server-key", NULL);
	char error[512];

	if (!keyfile_load("keys", cli->as, &config->keys, error, sizeof error)) {
		cli_fail(cli, CLI_LOCAL, "NO_KEY", "%s", error);
		return false;
	}
	if (server_key && !z85_key_valid(server_key)) {
		cli_usage(cli, "--server-key n'est pas une clé publique : 40 caractères Z85 sont attendus");
		return false;
	}
	if (server_key)
		snprintf(config->server_key, sizeof config->server_key, "%s", server_key);
	else if (!keyfile_load_public("keys", "bus", config->server_key, error, sizeof error)) {
		cli_fail(cli, CLI_LOCAL, "NO_KEY", "%s", error);
		return false;
	}
	return true;
}

/* Whether somebody listens at the local endpoint: without that, waiting would not help. */
static bool bus_listens(const char *endpoint)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	bool listens;
	int fd;

	if (strncmp(endpoint, "ipc://", 6) != 0 || strlen(endpoint + 6) >= sizeof address.sun_path)
		return true;
	snprintf(address.sun_path, sizeof address.sun_path, "%s", endpoint + 6);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true;
	listens = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	close(fd);
	return listens;
}

static bool is_late(const struct client *client)
{
	return monotonic_now().us >= client->deadline.us;
}

/* Ten times a second; ends the wait of client_connect when it has lasted. */
static void on_tick(void *ctx)
{
	struct client *client = ctx;

	if (client->waiting && !client->up && is_late(client))
		loop_stop(client->loop);
}

static void wait_until_up(struct client *client)
{
	client->deadline = monotonic_add_ms(monotonic_now(), CONNECT_TIMEOUT_MS);
	client->waiting = true;
	while (!client->up && !client->interrupted && !is_late(client) && client->refusals < REFUSALS_MAX)
		loop_run(client->loop);
	client->waiting = false;
}

static int fail_not_running(const struct cli *cli)
{
	return cli_fail(cli, CLI_UNREACHABLE, "NOT_RUNNING",
			"l'instance « %s » n'est pas en marche. Pour la démarrer : pvd up --dir %s", cli->dir,
			cli->dir);
}

int client_connect(struct client *client)
{
	const struct cli *cli = client->cli;

	if (!client->up && !bus_listens(client->endpoint))
		return fail_not_running(cli);
	if (!client->up)
		wait_until_up(client);
	if (client->up)
		return CLI_OK;
	if (!bus_listens(client->endpoint))
		return fail_not_running(cli);
	if (client->refusals >= REFUSALS_MAX)
		return cli_fail(cli, CLI_FORBIDDEN, "NOT_ADMITTED",
				"le bus n'admet pas la clé de « %s » : elle est révoquée, périmée ou d'une "
				"autre instance",
				cli->as);
	return cli_fail(cli, CLI_UNREACHABLE, "BUS_SILENT", "le bus %s ne répond pas", client->endpoint);
}

static const struct dealer_events EVENTS = {.state = on_state, .call = on_call};

struct client *client_new(const struct cli *cli, struct loop *loop)
{
	struct dealer_config config = {
		.link = {.service = "", .version = "", .max_pending = CLIENT_PENDING_MAX}};
	struct client *client;

	if (!load_keys(cli, &config))
		return NULL;
	client = xcalloc(1, sizeof *client);
	client->cli = cli;
	client->own_loop = loop == NULL;
	client->loop = loop ? loop : loop_new();
	snprintf(client->endpoint, sizeof client->endpoint, "%s",
		 option_text(&cli->arguments, "endpoint", INSTANCE_BUS_ENDPOINT));
	config.endpoint = client->endpoint;
	client->dealer = dealer_new(client->loop, &config, &EVENTS, client);
	keypair_wipe(&config.keys);
	loop_every(client->loop, TICK_MS, on_tick, client);
	return client;
}

void client_free(struct client *client)
{
	dealer_free(client->dealer);
	loop_forget(client->loop, on_tick, client);
	if (client->own_loop)
		loop_free(client->loop);
	free(client);
}

int client_open(const struct cli *cli, struct client **ret)
{
	int exit;

	*ret = client_new(cli, NULL);
	if (!*ret)
		return CLI_LOCAL;
	exit = client_connect(*ret);
	if (exit != CLI_OK)
		client_free(*ret);
	return exit;
}

/* The link's refusal lives during the callback only; literals of ours live for ever. */
static void keep_refusal(struct answer *answer, const struct refusal *refusal)
{
	answer->refusal = *refusal;
	answer->refusal.reason = refusal->reason ? arena_strdup(answer->arena, refusal->reason) : NULL;
	answer->refusal.legal_reference = refusal->legal_reference && *refusal->legal_reference
						  ? arena_strdup(answer->arena, refusal->legal_reference)
						  : NULL;
}

static void keep_reply(struct answer *answer, const struct envelope *reply)
{
	answer->replayed = reply->replayed;
	answer->has_position = reply->has_position;
	answer->position =
		(struct position){.epoch = reply->position.epoch, .sequence = reply->position.sequence};
	answer->body = arena_copy(answer->arena, reply->body);
	answer->message = arena_unpack(answer->arena, answer->method->response, reply->body);
	if (!answer->message)
		refuse(&answer->refusal, FAULT_INTERNAL, "RESPONSE_MALFORMED", NULL,
		       "la réponse à %s ne se lit pas : elle est mal formée ou trop grande",
		       answer->method->name);
}

static void on_answer(void *ctx, const struct link_answer *got)
{
	struct slot *slot = ctx;
	struct client *client = slot->client;
	struct answer *answer = slot->answer;

	slot->used = false;
	client->pending--;
	if (client->pending == 0 && client->waiting)
		loop_stop(client->loop);
	if (!answer)
		return;
	answer->done = true;
	if (got->fault == FAULT_NONE)
		keep_reply(answer, got->reply);
	else
		keep_refusal(answer, got->refusal);
}

static struct slot *slot_for(struct client *client, struct answer *answer)
{
	for (unsigned i = 0; i < CLIENT_PENDING_MAX; i++) {
		if (client->slots[i].used)
			continue;
		client->slots[i] = (struct slot){.client = client, .answer = answer, .used = true};
		return &client->slots[i];
	}
	return NULL;
}

/* The answers that were waited for are their caller's again: nobody writes there from now on. */
static void abandon(struct client *client)
{
	for (unsigned i = 0; i < CLIENT_PENDING_MAX; i++) {
		struct slot *slot = &client->slots[i];

		if (!slot->used || !slot->answer)
			continue;
		slot->answer->done = true;
		refuse(&slot->answer->refusal, FAULT_UNAVAILABLE, "INTERRUPTED", NULL,
		       "interrompu avant la réponse");
		slot->answer = NULL;
	}
}

static bool id_is_zero(const struct id *id)
{
	static const struct id ZERO;

	return id_equal(id, &ZERO);
}

void client_send(struct client *client, const struct call *call, struct arena *arena, struct answer *ret)
{
	const struct method *method = call->method;
	struct link_request request = {
		.kind = method->kind == METHOD_QUERY     ? KIND_QUERY
			: method->kind == METHOD_COMMAND ? KIND_COMMAND
							 : KIND_FETCH,
		.service = call->service ? call->service : method->service,
		.method = method->path,
		.body = call->body,
		.has_key = method->kind == METHOD_COMMAND,
		.call_id = id_new(instant_now()),
		.timeout_ms = call->timeout_ms ? call->timeout_ms : CLIENT_TIMEOUT_MS,
		.once = call->once,
		.at_least_service = call->at_least_service,
		.at_least_epoch = call->at_least.epoch,
		.at_least_sequence = call->at_least.sequence,
	};

	struct slot *slot = slot_for(client, ret);

	*ret = (struct answer){.method = method, .arena = arena};
	if (request.has_key)
		ret->key = request.key = id_is_zero(&call->key) ? id_new(instant_now()) : call->key;
	client->pending++;
	if (slot && link_request(dealer_link(client->dealer), &request, monotonic_now(), on_answer, slot))
		return;
	client->pending--;
	if (slot)
		slot->used = false;
	ret->done = true;
	refuse(&ret->refusal, FAULT_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", NULL,
	       "la demande est trop grande, ou trop d'autres attendent leur réponse");
}

void client_wait(struct client *client)
{
	client->waiting = true;
	link_flush(dealer_link(client->dealer)); /* the loop would first sleep until its next timer */
	while (client->pending > 0 && !client->interrupted)
		loop_run(client->loop);
	client->waiting = false;
	if (client->pending > 0)
		abandon(client);
}

bool client_call(struct client *client, const struct call *call, struct arena *arena, struct answer *ret)
{
	client_send(client, call, arena, ret);
	client_wait(client);
	return !refused(&ret->refusal);
}

bool client_ask(struct client *client, const char *path, const char *service, const ProtobufCMessage *request,
		struct arena *arena, struct answer *ret)
{
	struct call call = {.method = method_find(path, strlen(path)), .service = service};

	require(call.method);
	call.body = arena_pack(arena, request);
	return client_call(client, &call, arena, ret);
}

static struct call status_of(const char *service)
{
	static const char path[] = "pvd.bus.v1.ProcessService/GetStatus";

	return (struct call){.method = method_find(path, strlen(path)), .service = service};
}

bool client_wait_followed(struct client *client, const char *service, const char *source,
			  struct position position, struct arena *arena, struct answer *ret)
{
	struct call call = status_of(service);

	call.at_least_service = source;
	call.at_least = position;
	call.timeout_ms = FOLLOW_TIMEOUT_MS;
	return client_call(client, &call, arena, ret);
}

bool client_catch_up(struct client *client, const char *service, const char *source, struct arena *arena,
		     struct answer *ret)
{
	struct call call = status_of(source);

	return client_call(client, &call, arena, ret) &&
	       client_wait_followed(client, service, source, ret->position, arena, ret);
}

void client_interrupt(struct client *client)
{
	client->interrupted = true;
	loop_stop(client->loop);
}
