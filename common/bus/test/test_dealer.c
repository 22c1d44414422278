/* Dealers against a small bus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "bus/test/small_bus.h"

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
