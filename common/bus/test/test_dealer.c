/* Dealers against a small bus: a real ROUTER over CURVE with its ZAP handler, in the same loop. */
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

/* ---- The small bus */

static void answer(struct bus *bus, struct bytes peer, const struct envelope *envelope)
{
	struct buf frame = {0};

	envelope_write(envelope, &frame);
	assert_true(zsock_send(bus->router, peer, buf_bytes(&frame)));
	buf_free(&frame);
}

static void serve(struct bus *bus, struct bytes peer, const struct envelope *said)
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

static void on_frame(void *ctx, const struct zmessage *message)
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

static void bus_open(struct bus *bus, const char *endpoint)
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

static void stop_when_done(void *ctx)
{
	struct bus *bus = ctx;

	if (bus->done(bus))
		loop_stop(bus->loop);
}

static void give_up(void *ctx)
{
	struct bus *bus = ctx;

	bus->timed_out = true;
	loop_stop(bus->loop);
}

static struct bus *bus_new(void)
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

static void bus_free(struct bus *bus)
{
	if (bus->dealer)
		dealer_free(bus->dealer);
	zsock_close(bus->router);
	zap_free(bus->zap);
	loop_free(bus->loop);
	buf_free(&bus->peer);
	free(bus);
}

static void run_until(struct bus *bus, bool (*done)(const struct bus *bus))
{
	bus->done = done;
	bus->timed_out = false;
	loop_every(bus->loop, GIVE_UP_MS, give_up, bus);
	loop_wake(bus->loop);
	loop_run(bus->loop);
	loop_forget(bus->loop, give_up, bus);
	assert_false(bus->timed_out);
}

/* ---- The dealer's side */

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct bus *bus = ctx;

	if (state == LINK_UP)
		assert_true(bytes_equal(welcome, bytes_text("w")));
	bus->ups += state == LINK_UP;
	bus->downs += state == LINK_DOWN;
}

static void on_call(void *ctx, const struct envelope *call)
{
	struct bus *bus = ctx;

	bus->served++;
	link_reply(dealer_link(bus->dealer), call, &(struct envelope){.body = bytes_text("served")});
}

static void join(struct bus *bus, const char *server_key)
{
	struct dealer_config config = {
		.link = {.service = "registry", .version = "1", .max_pending = IN_FLIGHT},
		.endpoint = bus->endpoint,
		.keys = bus->known,
	};
	static const struct dealer_events events = {.state = on_state, .call = on_call};

	snprintf(config.server_key, sizeof config.server_key, "%s", server_key);
	bus->dealer = dealer_new(bus->loop, &config, &events, bus);
}

static void on_answer(void *ctx, const struct link_answer *got)
{
	struct bus *bus = ctx;

	bus->answered++;
	bus->last_fault = got->fault;
	if (got->reply)
		snprintf(bus->last_body, sizeof bus->last_body, "%.*s", (int)got->reply->body.len,
			 (const char *)got->reply->body.data);
}

static bool ask(struct bus *bus)
{
	struct link_request request = {
		.kind = KIND_QUERY,
		.service = "funding",
		.method = "m",
		.body = bytes_text("hello there"),
		.call_id = id_new(instant_now()),
		.timeout_ms = GIVE_UP_MS,
	};

	return link_request(dealer_link(bus->dealer), &request, monotonic_now(), on_answer, bus);
}

static void ask_more(void *ctx)
{
	struct bus *bus = ctx;

	while (bus->asked < bus->to_ask && ask(bus))
		bus->asked++;
}

static bool is_up(const struct bus *bus)
{
	return link_current_state(dealer_link(bus->dealer)) == LINK_UP;
}

static bool one_answered(const struct bus *bus)
{
	return bus->answered == 1;
}

static bool three_downs(const struct bus *bus)
{
	return bus->downs >= 3;
}

static bool one_called(const struct bus *bus)
{
	return bus->calls == 1;
}

static bool one_down(const struct bus *bus)
{
	return bus->downs == 1;
}

static bool two_ups(const struct bus *bus)
{
	return bus->ups == 2;
}

static bool one_replied(const struct bus *bus)
{
	return bus->replies == 1;
}

static bool all_answered(const struct bus *bus)
{
	return bus->answered == MANY;
}

static void a_known_dealer_comes_up_and_calls(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	join(bus, bus->keys.public_key);
	assert_true(ask(bus));
	run_until(bus, one_answered);
	assert_int_equal(bus->last_fault, FAULT_NONE);
	assert_string_equal(bus->last_body, "hello there");
	assert_string_equal(bus->user_id, "registry");
	assert_int_equal(bus->ups, 1);
	assert_int_equal(bus->downs, 0);
	bus_free(bus);
}

static void a_call_from_the_bus_is_served(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	join(bus, bus->keys.public_key);
	run_until(bus, is_up);
	answer(bus, buf_bytes(&bus->peer),
	       &(struct envelope){.kind = KIND_QUERY, .call_id = id_new(instant_now()), .route = 5});
	run_until(bus, one_replied);
	assert_int_equal(bus->served, 1);
	bus_free(bus);
}

/* Refused, it makes a new socket again and again, and gets in soon after its key is enrolled. */
static void a_refused_dealer_comes_up_once_enrolled(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	bus->known_is_known = false;
	join(bus, bus->keys.public_key);
	assert_true(ask(bus));
	run_until(bus, three_downs);
	assert_int_equal(bus->hellos, 0);
	assert_int_equal(bus->ups, 0);
	bus->known_is_known = true;
	run_until(bus, one_answered);
	assert_int_equal(bus->ups, 1);
	bus_free(bus);
}

static void a_dealer_with_a_wrong_server_key_says_nothing(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	join(bus, bus->known.public_key);
	run_until(bus, three_downs);
	assert_int_equal(bus->hellos, 0);
	bus_free(bus);
}

static void calls_outlive_the_bus(void **state)
{
	struct bus *bus = bus_new();
	char endpoint[128];

	(void)state;
	join(bus, bus->keys.public_key);
	bus->silent = true;
	assert_true(ask(bus));
	run_until(bus, one_called);
	memcpy(endpoint, bus->endpoint, sizeof endpoint);
	zsock_close(bus->router);
	bus->router = NULL;
	run_until(bus, one_down);
	assert_int_equal(bus->answered, 0);
	bus->silent = false;
	bus_open(bus, endpoint);
	run_until(bus, one_answered);
	assert_int_equal(bus->last_fault, FAULT_NONE);
	assert_int_equal(bus->calls, 2);
	assert_int_equal(bus->hellos, 2);
	bus_free(bus);
}

static void a_second_frame_part_ends_the_connection(void **state)
{
	struct bus *bus = bus_new();
	void *raw = zsock_raw(bus->router);

	(void)state;
	join(bus, bus->keys.public_key);
	run_until(bus, is_up);
	assert_true(zmq_send(raw, bus->peer.data, bus->peer.len, ZMQ_SNDMORE) >= 0);
	assert_true(zmq_send(raw, "one", 3, ZMQ_SNDMORE) >= 0);
	assert_true(zmq_send(raw, "two", 3, 0) >= 0);
	run_until(bus, two_ups);
	assert_int_equal(bus->downs, 1);
	bus_free(bus);
}

static void many_calls_are_all_answered(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	loop_on_turn(bus->loop, ask_more, bus);
	join(bus, bus->keys.public_key);
	bus->to_ask = MANY;
	run_until(bus, all_answered);
	assert_int_equal(bus->calls, MANY);
	assert_int_equal(bus->ups, 1);
	bus_free(bus);
}

static void calls_end_with_the_dealer(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	join(bus, bus->keys.public_key);
	bus->silent = true;
	assert_true(ask(bus));
	run_until(bus, one_called);
	dealer_free(bus->dealer);
	bus->dealer = NULL;
	assert_int_equal(bus->answered, 1);
	assert_int_equal(bus->last_fault, FAULT_UNAVAILABLE);
	bus_free(bus);
}

/* A mistaken endpoint is as a bus that is away. */
static void an_impossible_endpoint_is_tried_again(void **state)
{
	struct bus *bus = bus_new();

	(void)state;
	snprintf(bus->endpoint, sizeof bus->endpoint, "nothing://x");
	join(bus, bus->keys.public_key);
	run_until(bus, three_downs);
	assert_int_equal(bus->ups, 0);
	bus_free(bus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_dealer_comes_up_and_calls),
		cmocka_unit_test(a_call_from_the_bus_is_served),
		cmocka_unit_test(a_refused_dealer_comes_up_once_enrolled),
		cmocka_unit_test(a_dealer_with_a_wrong_server_key_says_nothing),
		cmocka_unit_test(calls_outlive_the_bus),
		cmocka_unit_test(a_second_frame_part_ends_the_connection),
		cmocka_unit_test(many_calls_are_all_answered),
		cmocka_unit_test(calls_end_with_the_dealer),
		cmocka_unit_test(an_impossible_endpoint_is_tried_again),
	};

	return cmocka_run_group_tests_name("bus/dealer", tests, NULL, NULL);
}
