/* A small bus: a real ROUTER over CURVE with its ZAP handler, in the loop of the dealer under test. */
#ifndef PVD_BUS_TEST_SMALL_BUS_H
#define PVD_BUS_TEST_SMALL_BUS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/require.h"
#include "bus/dealer.h"
#include "bus/zap.h"

enum { GIVE_UP_MS = 15000, MANY = 20000, IN_FLIGHT = 500 };

struct bus {
	struct loop *loop;
	struct zap *zap;
	struct zsock *router;
	char endpoint[128];
	struct keypair keys, known;
	bool known_is_known;
	unsigned hellos, calls, replies;
	bool silent; /* no answer to calls */
	struct buf peer;
	char user_id[64];
	/* the dealer's side */
	struct dealer *dealer;
	unsigned ups, downs, served, answered;
	enum fault last_fault;
	char last_body[32];
	unsigned asked, to_ask;
	bool (*done)(const struct bus *bus);
	bool timed_out;
};

static inline void answer(struct bus *bus, struct bytes peer, const struct envelope *envelope)
{
	struct buf frame = {0};

	envelope_write(envelope, &frame);
	assert_true(zsock_send(bus->router, peer, buf_bytes(&frame)));
	buf_free(&frame);
}

static inline void serve(struct bus *bus, struct bytes peer, const struct envelope *said)
{
	switch (said->kind) {
	case KIND_HELLO:
		bus->hellos++;
		answer(bus, peer, &(struct envelope){.kind = KIND_WELCOME, .body = bytes_text("w")});
		break;
	case KIND_QUERY:
	case KIND_COMMAND:
	case KIND_FETCH:
		bus->calls++;
		if (!bus->silent)
			answer(bus, peer,
			       &(struct envelope){
				       .kind = KIND_REPLY, .call_id = said->call_id, .body = said->body});
		break;
	case KIND_REPLY:
		bus->replies++;
		assert_int_equal(said->route, 5);
		break;
	case KIND_PING:
		answer(bus, peer, &(struct envelope){.kind = KIND_PONG});
		break;
	case KIND_WELCOME:
	case KIND_PONG:
		break;
	}
}

static inline void on_frame(void *ctx, const struct zmessage *message)
{
	struct bus *bus = ctx;
	struct reader reader = reader_of(message->payload);
	struct envelope said;

	snprintf(bus->user_id, sizeof bus->user_id, "%s", message->user_id);
	buf_clear(&bus->peer);
	buf_append(&bus->peer, message->peer.data, message->peer.len);
	while (envelope_read(&reader, &said))
		serve(bus, message->peer, &said);
	assert_false(reader.failed);
}

static const char *look_up(void *ctx, const char *public_key)
{
	struct bus *bus = ctx;

	return bus->known_is_known && strcmp(public_key, bus->known.public_key) == 0 ? "registry" : NULL;
}

static inline void bus_open(struct bus *bus, const char *endpoint)
{
	const struct zsock_options options = {
		.type = ZMQ_ROUTER,
		.max_message_bytes = FRAME_HARD_BYTES,
		.high_water_mark = 1000,
		.curve_secret = bus->keys.secret_key,
		.zap_domain = ZAP_DOMAIN,
	};
	int rc = -1;

	bus->router = zsock_open(bus->loop, &options, on_frame, bus);
	for (unsigned i = 0; rc != 0 && i < 100; i++) { /* a socket of before may still be closing */
		rc = zsock_bind(bus->router, endpoint, bus->endpoint, sizeof bus->endpoint);
		if (rc != 0)
			uv_sleep(20);
	}
	assert_int_equal(rc, 0);
}

static inline void stop_when_done(void *ctx)
{
	struct bus *bus = ctx;

	if (bus->done(bus))
		loop_stop(bus->loop);
}

static inline void give_up(void *ctx)
{
	struct bus *bus = ctx;

	bus->timed_out = true;
	loop_stop(bus->loop);
}

static inline struct bus *bus_new(void)
{
	struct bus *bus = xcalloc(1, sizeof *bus);

	bus->loop = loop_new();
	bus->known_is_known = true;
	assert_int_equal(zmq_curve_keypair(bus->keys.public_key, bus->keys.secret_key), 0);
	assert_int_equal(zmq_curve_keypair(bus->known.public_key, bus->known.secret_key), 0);
	bus->zap = zap_new(bus->loop, look_up, bus);
	bus_open(bus, "tcp://127.0.0.1:*");
	loop_on_turn(bus->loop, stop_when_done, bus);
	return bus;
}

static inline void bus_free(struct bus *bus)
{
	if (bus->dealer)
		dealer_free(bus->dealer);
	zsock_close(bus->router);
	zap_free(bus->zap);
	loop_free(bus->loop);
	buf_free(&bus->peer);
	free(bus);
}

static inline void run_until(struct bus *bus, bool (*done)(const struct bus *bus))
{
	bus->done = done;
	bus->timed_out = false;
	loop_every(bus->loop, GIVE_UP_MS, give_up, bus);
	loop_wake(bus->loop);
	loop_run(bus->loop);
	loop_forget(bus->loop, give_up, bus);
	assert_false(bus->timed_out);
}

#endif
