#include "bus/endpoint.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/file.h"
#include "base/log.h"
#include "base/require.h"
#include "bus/address.h"
#include "bus/connections.h"
#include "bus/enrol.h"
#include "bus/keyfile.h"
#include "bus/lobby.h"
#include "bus/router.h"
#include "bus/zap.h"
#include "loop/loop.h"
#include "loop/zsock.h"
#include "service/engine.h"
#include "service/instance.h"

enum {
	TICK_MS = 1000,
	/* Frames in libzmq for each connection, each way; the router's queue is behind. */
	HIGH_WATER_MARK = 64,
	ENDPOINT_MAX = 256,
	ERROR_SIZE = 300,
	/* One for each peer, one for each guest of either door, and what the process itself has open. */
	DESCRIPTORS = ROUTER_PEERS_MAX + 2 * LOBBY_MAX + 256,
};

enum { SOCKET_LOCAL, SOCKET_PARTNERS, SOCKET_COUNT };

struct door {
	int number;
	struct zsock *zsock;
	struct lobby *lobby;
	char endpoint[ENDPOINT_MAX]; /* as bound */
};

/* One per process: a frontend has no context of its own. */
static struct {
	struct loop *loop;
	struct engine *engine;
	struct zap *zap;
	struct router *router;
	struct connections *connections;
	struct door doors[SOCKET_COUNT];
} self;

/* ---- Admission */

/* The User-Id of a connection is its key: it names the principal, and which of its keys it used. */
static const char *admit(void *ctx, const char *public_key)
{
	static char user_id[Z85_KEY_SIZE];

	(void)ctx;
	if (!roster_admits(roster_here(), public_key, instant_believed()))
		return NULL;
	snprintf(user_id, sizeof user_id, "%s", public_key);
	return user_id;
}

/* ---- What the router asks for */

static enum router_sent send_frame(void *ctx, int peer, struct bytes frame)
{
	struct connection *connection = connections_at(self.connections, peer);

	(void)ctx;
	if (zsock_send(self.doors[connection->socket].zsock, connection->routing_id, frame))
		return ROUTER_SENT;
	if (errno == EAGAIN)
		return ROUTER_LATER;
	connection->gone = true;
	return ROUTER_GONE;
}

/* libzmq closes a descriptor only once the other side has: so it is made to believe that. */
static void close_connection(void *ctx, int peer, enum ending ending)
{
	struct connection *connection = connections_at(self.connections, peer);

	(void)ctx, (void)ending;
	if (!connection->gone)
		shutdown(connection->fd, SHUT_RDWR);
	connections_drop(self.connections, connection);
}

static void submit(void *ctx, const struct envelope *call, struct monotonic now)
{
	(void)ctx;
	engine_submit(self.engine, call, now);
}

/* ---- What the sockets say */

static void leave(struct connection *connection)
{
	traffic_here()->endings[ENDING_GONE]++;
	router_leave(self.router, connection->handle);
}

static void on_event(void *ctx, const struct zevent *event)
{
	struct door *door = ctx;
	struct connection *connection;

	if (event->event == ZMQ_EVENT_ACCEPTED) {
		lobby_enter(door->lobby, event->value, monotonic_now());
		return;
	}
	lobby_leave(door->lobby, event->value);
	connection = connections_disconnected(self.connections, event->value);
	if (!connection)
		return;
	leave(connection);
	connections_remove(self.connections, connection);
}

/* A guest that says no hello. Its hello may have been read before it was said to have come. */
static void turn_out(void *ctx, int fd)
{
	(void)ctx;
	if (connections_by_fd(self.connections, fd))
		return;
	traffic_here()->endings[ENDING_UNGREETED]++;
	shutdown(fd, SHUT_RDWR);
}

static void turn_away(const struct zmessage *message, enum ending ending, const char *why)
{
	traffic_here()->endings[ending]++;
	log_warning("peer_turned_away", log_text("why", why), log_i64("fd", message->fd));
	if (message->fd >= 0)
		shutdown(message->fd, SHUT_RDWR);
}

static bool begins_with_hello(struct bytes frame)
{
	struct reader reader = reader_of(frame);
	struct envelope first;

	return envelope_read(&reader, &first) && first.kind == KIND_HELLO;
}

/* Whether the connection a message came by is still there: ROUTER says so of who cannot be sent to. */
static bool still_there(const struct door *door, const struct zmessage *message)
{
	struct envelope ping = {.kind = KIND_PING};
	struct buf frame = {0};
	bool sent;

	envelope_write(&ping, &frame);
	sent = zsock_send(door->zsock, message->peer, buf_bytes(&frame));
	buf_free(&frame);
	return sent || errno == EAGAIN;
}

/* A connection's first frame. What is left in the pipe of one that has ended comes here too, under a
 * descriptor that may be another's by now: that is why only a hello makes a connection, and why a descriptor
 * is touched only where nobody holds it and its own connection is still there. */
static struct connection *greet(const struct door *door, const struct zmessage *message, struct monotonic now)
{
	struct connection *holder = connections_by_fd(self.connections, message->fd);
	struct connection *connection;

	if (!begins_with_hello(message->payload)) {
		if (!holder && still_there(door, message))
			turn_away(message, ENDING_UNGREETED, "it did not say hello");
		return NULL;
	}
	if (holder) { /* its end was not told yet */
		leave(holder);
		connections_drop(self.connections, holder);
	}
	connection =
		connections_add(self.connections, door->number, message->peer, message->fd, message->user_id);
	if (!connection) {
		turn_away(message, ENDING_FULL, "there are too many connections");
		return NULL;
	}
	lobby_leave(door->lobby, message->fd);
	if (router_join(self.router, connection->handle, message->user_id, instant_believed(), now))
		return connection;
	connections_drop(self.connections, connection);
	turn_away(message, ENDING_REVOKED, "it is admitted no more, or has too many connections");
	return NULL;
}

/* The connection a message belongs to; NULL if it is to be passed over. */
static struct connection *find(const struct door *door, const struct zmessage *message, struct monotonic now)
{
	struct connection *connection = connections_find(self.connections, door->number, message->peer);

	if (connection &&
	    (connection->fd != message->fd || strcmp(connection->user_id, message->user_id) != 0)) {
		leave(connection); /* its routing id is another's by now */
		connections_drop(self.connections, connection);
		connection = NULL;
	}
	return connection ? connection : greet(door, message, now);
}

static void on_message(void *ctx, const struct zmessage *message)
{
	const struct door *door = ctx;
	struct monotonic now = monotonic_now();
	struct bytes frame = message->payload;
	struct connection *connection;

	if (!message->user_id || message->fd < 0) {
		turn_away(message, ENDING_MALFORMED, "it has no verified key");
		return;
	}
	connection = find(door, message, now);
	if (!connection)
		return;
	if (message->multipart)
		frame.len = 0; /* which is no frame: the router ends whoever sends it */
	router_frame(self.router, connection->handle, frame, now);
}

/* ---- The loop */

static void on_turn(void *ctx)
{
	(void)ctx;
	router_flush(self.router);
}

static void on_tick(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < SOCKET_COUNT; i++)
		lobby_tick(self.doors[i].lobby, monotonic_now());
	router_tick(self.router, instant_believed(), monotonic_now());
	loop_wake(self.loop); /* what it said leaves now, not when the loop wakes next */
}

/* ---- Start and stop */

static bool open_door(int number, const struct keypair *keys, const char *endpoint)
{
	struct door *door = &self.doors[number];
	struct zsock_options options = {
		.type = ZMQ_ROUTER,
		.max_message_bytes = FRAME_HARD_BYTES,
		.high_water_mark = HIGH_WATER_MARK,
		.curve_secret = keys->secret_key,
		.zap_domain = ZAP_DOMAIN,
	};
	int why;

	door->number = number;
	door->zsock = zsock_open(self.loop, &options, on_message, door);
	if (!door->zsock)
		return false;
	zsock_monitor(door->zsock, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED, on_event, door);
	why = zsock_bind(door->zsock, endpoint, door->endpoint, sizeof door->endpoint);
	if (why == 0) {
		log_info("bound", log_text("endpoint", door->endpoint));
		return true;
	}
	log_error("bind_failed", log_text("endpoint", endpoint), log_errno(why));
	return false;
}

static bool open_doors(const struct keypair *keys)
{
	char partners[ADDRESS_ENDPOINT_MAX];

	address_endpoint(partners);
	return open_door(SOCKET_LOCAL, keys, INSTANCE_BUS_ENDPOINT) &&
	       open_door(SOCKET_PARTNERS, keys, partners);
}

/* What another instance needs to follow this one, too. Nothing here needs escaping: endpoints are ours, and
 * neither names of instances nor Z85 have quotes or backslashes. */
static void tell_endpoints(const struct keypair *keys, const struct instance *instance)
{
	struct buf text = {0};

	buf_printf(&text,
		   "{\"instance\": \"%s\", \"ipc\": \"%s\", \"tcp\": \"%s\", \"server_key\": \"%s\"}\n",
		   instance->name, self.doors[SOCKET_LOCAL].endpoint, self.doors[SOCKET_PARTNERS].endpoint,
		   keys->public_key);
	/* A full disk is no reason to serve nobody: whoever is here knows the way, and mostly others do as well. */
	if (file_write("run/endpoints.json", buf_bytes(&text), 0644) < 0)
		log_error("endpoints_untold", log_errno(errno));
	buf_free(&text);
}

/* Admission before any endpoint: a CURVE socket without a ZAP handler admits everybody. */
static bool open_all(const struct keypair *keys, const struct instance *instance)
{
	if (file_make_folder("run", 0700) < 0) {
		log_error("folder_unusable", log_text("folder", "run"), log_errno(errno));
		return false;
	}
	self.zap = zap_new(self.loop, admit, NULL);
	if (!self.zap || !zap_self_test(self.loop, keys, keys))
		return false;
	if (!open_doors(keys))
		return false;
	tell_endpoints(keys, instance);
	return true;
}

static void run_router(const struct instance *instance)
{
	static const struct router_ops ops = {
		.send = send_frame, .close = close_connection, .submit = submit};
	struct router_config config = {
		.instance = instance->name,
		.roster = roster_here(),
		.traffic = traffic_here(),
	};

	if (!file_allow_open(DESCRIPTORS))
		log_warning("few_descriptors", log_i64("wanted", DESCRIPTORS));
	self.router = router_new(&config, &ops, NULL);
	self.connections = connections_new(ROUTER_PEERS_MAX);
	for (int i = 0; i < SOCKET_COUNT; i++)
		self.doors[i].lobby = lobby_new(turn_out, NULL);
	loop_on_turn(self.loop, on_turn, NULL);
	loop_every(self.loop, TICK_MS, on_tick, NULL);
}

static bool start(struct loop *loop, struct engine *engine, struct link *link,
		  const struct instance *instance)
{
	struct keypair keys;
	char error[ERROR_SIZE];
	bool opened;

	(void)link; /* there is nobody to connect to */
	self.loop = loop;
	self.engine = engine;
	if (!keyfile_load("keys", ROUTER_SELF, &keys, error, sizeof error)) {
		log_error("keys_unusable", log_text("why", error));
		return false;
	}
	opened = enrol(engine, instance, roster_here(), keys.public_key);
	if (opened) {
		run_router(instance);
		opened = open_all(&keys, instance);
	}
	keypair_wipe(&keys);
	return opened;
}

static void reply(const struct envelope *envelope)
{
	if (envelope->route == ENROL_ROUTE)
		enrol_answer(envelope);
	else
		router_reply(self.router, envelope, monotonic_now());
}

static void committed(struct txn *snapshot)
{
	roster_follow(roster_here(), snapshot);
	if (self.router)
		router_readmit(self.router, instant_believed());
}

static void stop(void)
{
	for (int i = 0; i < SOCKET_COUNT; i++)
		zsock_close(self.doors[i].zsock);
	if (self.zap)
		zap_free(self.zap);
	if (self.router) {
		loop_forget(self.loop, on_turn, NULL);
		loop_forget(self.loop, on_tick, NULL);
		router_free(self.router);
		connections_free(self.connections);
		for (int i = 0; i < SOCKET_COUNT; i++)
			lobby_free(self.doors[i].lobby);
	}
	self.router = NULL;
	roster_end();
	traffic_clear(traffic_here());
}

const struct frontend ENDPOINT = {.start = start, .reply = reply, .committed = committed, .stop = stop};
