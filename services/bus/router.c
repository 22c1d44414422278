/* Connections: their hello, their signs of life, their end. */
#include "bus/router.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/require.h"
#include "base/utf8.h"
#include "bus/routing.h"
#include "pvd/bus/v1/envelope.pb-c.h"

struct router *router_new(const struct router_config *config, const struct router_ops *ops, void *ctx)
{
	struct router *router = xcalloc(1, sizeof *router);

	router->config = *config;
	router->ops = *ops;
	router->ctx = ctx;
	router->calls = calls_new(ROUTER_CALLS_MAX);
	return router;
}

void router_free(struct router *router)
{
	for (int i = 0; i < router->peers_reached; i++)
		if (router->peers[i])
			router_leave(router, i);
	calls_free(router->calls);
	buf_free(&router->status);
	free(router);
}

static bool admitted(const struct router *router, const struct peer *peer)
{
	return roster_admits(router->config.roster, peer->key, router->now) == peer->member;
}

bool router_join(struct router *router, int handle, const char *public_key, struct instant now,
		 struct monotonic mono)
{
	struct member *member = roster_admits(router->config.roster, public_key, now);

	require(handle >= 0 && handle < ROUTER_PEERS_MAX && !router->peers[handle]);
	if (!member || member->figures.connections >= ROUTER_CONNECTIONS_MAX)
		return false;
	router->now = now;
	router->peers[handle] = peer_new(router, handle, member, public_key, mono);
	if (handle >= router->peers_reached)
		router->peers_reached = handle + 1;
	return true;
}

/* Its service, if it serves one, is absent from here on. */
static void unserve(struct peer *peer)
{
	if (peer->service && peer->service->peer == peer->handle)
		peer->service->peer = NO_PEER;
	peer->service = NULL;
}

void router_leave(struct router *router, int handle)
{
	struct peer *peer = router->peers[handle];

	if (fails_assert(peer))
		return;
	unserve(peer);
	forward_forget(peer);
	router->peers[handle] = NULL;
	peer_free(peer);
}

/* ---- Hello */

/* The Welcome, its actor in the encoding the roster keeps: a field may follow the others in any order. */
static void write_welcome(const struct router *router, const struct member *member, struct buf *out)
{
	enum { WELCOME_ACTOR = 2, LENGTH_DELIMITED = 2 };
	Bus__Welcome welcome = BUS__WELCOME__INIT;
	size_t size;

	welcome.instance = (char *)router->config.instance;
	welcome.max_in_flight = ROUTER_IN_FLIGHT_MAX;
	welcome.max_frame_bytes = FRAME_HARD_BYTES;
	welcome.ping_interval_ms = ROUTER_PING_MS;
	size = bus__welcome__get_packed_size(&welcome);
	bus__welcome__pack(&welcome, buf_reserve(out, size));
	out->len += size;
	buf_byte(out, WELCOME_ACTOR << 3 | LENGTH_DELIMITED);
	out->len += put_varint(buf_reserve(out, 10), member->actor.len);
	buf_append(out, member->actor.data, member->actor.len);
}

static void welcome(struct peer *peer, const struct envelope *hello)
{
	struct buf body = {0};
	struct envelope envelope = {.kind = KIND_WELCOME, .call_id = hello->call_id, .route = hello->route};

	write_welcome(peer->router, peer->member, &body);
	envelope.body = buf_bytes(&body);
	peer->state = PEER_UP;
	peer_say(peer, &envelope);
	buf_free(&body);
}

/* Makes the peer the one that serves its principal's name. Whoever did before gives way: it is a process of
 * the same principal, so most likely one that died unseen. */
static void serve(struct peer *peer, struct service_figures *service, const char *version)
{
	struct router *router = peer->router;

	if (service->peer != NO_PEER && service->peer != peer->handle) {
		struct peer *previous = router->peers[service->peer];

		unserve(previous);
		peer_end(previous, ENDING_DISPLACED);
	}
	service->peer = peer->handle;
	service->since = router->now;
	snprintf(service->principal, sizeof service->principal, "%s", peer->member->id);
	snprintf(service->version, sizeof service->version, "%s", version);
	peer->service = service;
	log_info("service_up", log_text("name", service->name), log_text("version", version));
}

/* There is nothing to answer: a hello has no reply but a welcome. */
static void refuse_service(struct peer *peer, const char *name)
{
	log_warning("service_refused", log_text("principal", peer->member->id), log_text("name", name));
	peer_end(peer, ENDING_UNGREETED);
}

enum { HELLO_BYTES_MAX = 256 };

static bool may_serve(const struct peer *peer, const char *name)
{
	return peer->member->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE &&
	       strcmp(peer->member->id, name) == 0 && strcmp(name, ROUTER_SELF) != 0;
}

static void take_hello(struct peer *peer, const struct envelope *envelope)
{
	Bus__Hello *hello = NULL;
	struct service_figures *service = NULL;

	if (envelope->body.len <= HELLO_BYTES_MAX) /* also bounds what unpacking may allocate */
		hello = bus__hello__unpack(NULL, envelope->body.len, envelope->body.data);

	if (!hello || strlen(hello->version) > VERSION_MAX ||
	    !utf8_is_text(hello->version, strlen(hello->version))) {
		peer_end(peer, ENDING_MALFORMED);
	} else if (!*hello->service) {
		welcome(peer, envelope);
	} else {
		if (may_serve(peer, hello->service))
			service = traffic_service(peer->router->config.traffic, bytes_text(hello->service));
		if (service) {
			serve(peer, service, hello->version);
			welcome(peer, envelope);
		} else {
			refuse_service(peer, hello->service);
		}
	}
	if (hello)
		bus__hello__free_unpacked(hello, NULL);
}

/* ---- Frames */

static void take_envelope(struct peer *peer, const struct envelope *envelope, struct monotonic mono)
{
	struct envelope pong = {.kind = KIND_PONG, .call_id = envelope->call_id};

	if (envelope->kind == KIND_HELLO) {
		take_hello(peer, envelope);
		return;
	}
	if (peer->state != PEER_UP) {
		peer_end(peer, ENDING_UNGREETED);
		return;
	}
	switch (envelope->kind) {
	case KIND_HELLO:
	case KIND_PONG:
		return;
	case KIND_PING:
		peer_say(peer, &pong);
		return;
	case KIND_QUERY:
	case KIND_COMMAND:
	case KIND_FETCH:
		forward_call(peer, envelope, mono);
		return;
	case KIND_REPLY:
		forward_reply(peer->router, peer->handle, envelope, mono);
		return;
	case KIND_WELCOME: /* the bus's to say */
		peer_end(peer, ENDING_MALFORMED);
		return;
	}
	peer_end(peer, ENDING_MALFORMED);
}

void router_frame(struct router *router, int handle, struct bytes frame, struct monotonic mono)
{
	struct peer *peer = router->peers[handle];
	struct reader reader = reader_of(frame);
	struct envelope envelope;
	unsigned count = 0;

	if (fails_assert(peer) || peer->ends)
		return;
	peer->heard = mono;
	peer->missed = 0;
	peer->member->figures.bytes_in += frame.len;
	while (!peer->ends && envelope_read(&reader, &envelope)) {
		if (++count > FRAME_ENVELOPES_MAX)
			break;
		take_envelope(peer, &envelope, mono);
	}
	if (reader.failed || count == 0 || count > FRAME_ENVELOPES_MAX)
		peer_end(peer, ENDING_MALFORMED);
}

void router_reply(struct router *router, const struct envelope *reply, struct monotonic mono)
{
	forward_reply(router, SERVED_HERE, reply, mono);
}

/* ---- The end of a turn */

static void finish(struct router *router, struct peer *peer)
{
	int handle = peer->handle;
	enum ending ending = peer->ending;

	router->config.traffic->endings[ending]++;
	log_info("peer_ended", log_text("principal", peer->member->id),
		 log_text("reason", ENDING_NAMES[ending]));
	router_leave(router, handle);
	router->ops.close(router->ctx, handle, ending);
}

void router_flush(struct router *router)
{
	for (int i = 0; router->backlogged && i < router->peers_reached; i++)
		if (router->peers[i])
			peer_drain(router->peers[i]);
	/* The end of one peer may leave something to say to others, so this goes on until nothing is left. */
	while (router->touched_count) {
		int handle = router->touched_ring[router->touched_first];
		struct peer *peer = router->peers[handle];

		router->touched_first = (router->touched_first + 1) % ROUTER_PEERS_MAX;
		router->touched_count--;
		router->touched[handle] = false;
		if (peer && !peer->ends)
			batch_flush(&peer->batch);
		if (peer && peer->ends)
			finish(router, peer);
	}
}

/* ---- Time */

static void watch(struct peer *peer, struct monotonic mono)
{
	struct envelope ping = {.kind = KIND_PING};
	struct monotonic since = peer->heard.us > peer->pinged.us ? peer->heard : peer->pinged;

	if (peer->state == PEER_NEW) {
		if (mono.us >= monotonic_add_ms(peer->joined, ROUTER_GREETING_MS).us)
			peer_end(peer, ENDING_UNGREETED);
		return;
	}
	if (mono.us < monotonic_add_ms(since, ROUTER_PING_MS).us)
		return;
	/* Counted, not measured: after a stall of our own, what it said meanwhile is still to be read. */
	if (peer->missed == ROUTER_PINGS_MISSED_MAX) {
		peer_end(peer, ENDING_SILENT);
		return;
	}
	peer->missed++;
	peer->pinged = mono;
	peer_say(peer, &ping);
}

void router_tick(struct router *router, struct instant now, struct monotonic mono)
{
	router_readmit(router, now);
	for (int i = 0; i < router->peers_reached; i++)
		if (router->peers[i])
			watch(router->peers[i], mono);
	forward_expire(router, mono);
}

void router_readmit(struct router *router, struct instant now)
{
	router->now = now;
#ifdef PLANT_REVOKED_STAYS
	return;
#endif
	for (int i = 0; i < router->peers_reached; i++)
		if (router->peers[i] && !admitted(router, router->peers[i]))
			peer_end(router->peers[i], ENDING_REVOKED);
}
