/* Calls to services, and their replies. */
#include "bus/test/services.h"

/* Everything a caller says reaches the service, but for what only the bus may say. */
static void call_and_reply_pass(void **state)
{
	struct fake *fake = *state;
	struct envelope call = fake_call(1, "registry", STATUS_METHOD), asked, reply = {.kind = KIND_REPLY},
			heard;

	join_all(fake);
	call.kind = KIND_COMMAND;
	call.route = 4711;
	call.has_key = true;
	call.key = fake_id(77);
	call.timeout_ms = 2500;
	call.actor = buf_bytes(&roster_by_id(fake->roster, bytes_text("bob"))->actor); /* forged */
	call.status = bytes_text("\x08\x05");
	call.replayed = true;
	call.traceparent = bytes_text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
	call.at_least_service = bytes_text("registry");
	call.at_least_sequence = 12;
	call.body = bytes_text("body");
	fake_say(fake, ALICE, &call);
	fake_flush(fake);
	assert_true(fake_heard(fake, REGISTRY, &asked));
	assert_int_equal(asked.kind, KIND_COMMAND);
	assert_true(id_equal(&asked.call_id, &call.call_id));
	assert_true(asked.has_key && id_equal(&asked.key, &call.key));
	assert_true(asked.route != 0 && asked.route != call.route);
	assert_true(bytes_equal(asked.method, call.method));
	assert_true(bytes_equal(asked.traceparent, call.traceparent));
	assert_true(bytes_equal(asked.at_least_service, call.at_least_service));
	assert_int_equal(asked.at_least_sequence, 12);
	assert_int_equal(asked.timeout_ms, 2500);
	assert_true(bytes_equal(asked.body, call.body));
	assert_int_equal(asked.status.len, 0);
	assert_false(asked.replayed);
	assert_actor(&asked, "alice", "");
	assert_int_equal(in_flight(fake, "alice"), 1);

	reply.route = asked.route;
	reply.call_id = fake_id(99); /* whatever a service writes there */
	reply.has_position = true;
	reply.position = (struct position){.epoch = 1, .sequence = 5};
	reply.replayed = true;
	reply.body = bytes_text("answer");
	fake_say(fake, REGISTRY, &reply);
	fake_flush(fake);
	assert_true(fake_heard(fake, ALICE, &heard));
	assert_int_equal(heard.kind, KIND_REPLY);
	assert_true(id_equal(&heard.call_id, &call.call_id));
	assert_int_equal(heard.route, 4711);
	assert_int_equal(heard.position.sequence, 5);
	assert_true(heard.replayed);
	assert_true(bytes_equal(heard.body, reply.body));
	assert_int_equal(heard.actor.len, 0);
	assert_int_equal(in_flight(fake, "alice"), 0);
	assert_silence(fake, BOB);
	assert_silence(fake, FUNDING);
}

static void calls_of_a_turn_travel_together(void **state)
{
	struct fake *fake = *state;
	struct envelope call, asked;
	struct buf frame = {0};

	join_all(fake);
	for (unsigned i = 1; i <= 100; i++) {
		call = fake_call(i, "registry", STATUS_METHOD);
		envelope_write(&call, &frame);
	}
	router_frame(fake->router, ALICE, buf_bytes(&frame), fake->mono);
	assert_silence(fake, REGISTRY);
	fake_flush(fake);
	for (unsigned i = 1; i <= 100; i++)
		assert_true(fake_heard(fake, REGISTRY, &asked));
	assert_silence(fake, REGISTRY);
	buf_free(&frame);
}

static void refused_here(void **state)
{
	struct fake *fake = *state;
	struct envelope call;
	char large[128] = {0};

	fake_join(fake, ALICE, KEY_ALICE, "");
	fake_ask(fake, ALICE, 1, "registry");
	assert_replied(fake, ALICE, 1, "SERVICE_ABSENT");
	fake_ask(fake, ALICE, 2, "nobody");
	assert_replied(fake, ALICE, 2, "UNKNOWN_SERVICE");
	fake_ask(fake, ALICE, 3, "bob");
	assert_replied(fake, ALICE, 3, "UNKNOWN_SERVICE");
	call = fake_call(4, "bus", "pvd.bus.v1.BusService/Nothing");
	fake_say(fake, ALICE, &call);
	call = fake_call(5, "registry", "pvd.bus.v1.BusService/WhoAmI");
	fake_say(fake, ALICE, &call);
	call = fake_call(6, "bus", "pvd.bus.v1.BusService/WhoAmI");
	call.body = bytes_of(large, sizeof large);
	fake_say(fake, ALICE, &call);
	call = fake_call(7, "", "");
	fake_say(fake, ALICE, &call);
	fake_flush(fake);
	assert_replied(fake, ALICE, 4, "UNKNOWN_METHOD");
	assert_replied(fake, ALICE, 5, "UNKNOWN_METHOD");
	assert_replied(fake, ALICE, 6, "REQUEST_TOO_LARGE");
	assert_replied(fake, ALICE, 7, "UNKNOWN_METHOD");
	assert_int_equal(in_flight(fake, "alice"), 0);
	assert_int_equal(roster_by_id(fake->roster, bytes_text("alice"))->figures.refused, 7);
	assert_int_equal(fake->submitted.len, 0);
}

static void calls_to_the_bus_itself(void **state)
{
	struct fake *fake = *state;
	struct envelope call = fake_call(1, "bus", "pvd.bus.v1.BusService/WhoAmI"), asked,
			reply = {.kind = KIND_REPLY};
	struct reader reader;

	fake_join(fake, ALICE, KEY_ALICE, "");
	call.timeout_ms = 0;
	fake_say(fake, ALICE, &call);
	reader = reader_of(buf_bytes(&fake->submitted));
	assert_true(envelope_read(&reader, &asked));
	assert_actor(&asked, "alice", "");
	assert_true(asked.route != 0);
	assert_int_equal(asked.timeout_ms, ROUTER_TIMEOUT_DEFAULT_MS);
	reply.call_id = asked.call_id;
	reply.route = asked.route;
	fake_say(fake, ALICE, &reply); /* nobody answers in the bus's place */
	router_reply(fake->router, &reply, fake->mono);
	fake_flush(fake);
	assert_replied(fake, ALICE, 1, "");
	assert_silence(fake, ALICE);
	router_reply(fake->router, &reply, fake->mono);
	assert_int_equal(fake->traffic.late_replies, 2);
}

static void only_its_server_answers(void **state)
{
	struct fake *fake = *state;
	struct envelope asked;

	join_all(fake);
	fake_ask(fake, ALICE, 1, "registry");
	assert_true(fake_heard(fake, REGISTRY, &asked));
	fake_answer(fake, FUNDING, &asked, "forged");
	fake_answer(fake, BOB, &asked, "forged");
	assert_silence(fake, ALICE);
	fake_answer(fake, REGISTRY, &asked, "");
	assert_replied(fake, ALICE, 1, "");
	fake_answer(fake, REGISTRY, &asked, "twice");
	assert_silence(fake, ALICE);
	assert_int_equal(fake->traffic.late_replies, 3);
}

static void late_reply_meets_nobody_else(void **state)
{
	struct fake *fake = *state;
	struct envelope late, asked;

	join_all(fake);
	fake_ask(fake, ALICE, 1, "registry");
	assert_true(fake_heard(fake, REGISTRY, &late));
	fake_pass(fake, 1000);
	assert_silence(fake, ALICE);
	fake_pass(fake, ROUTER_GRACE_MS);
	assert_replied(fake, ALICE, 1, "NO_ANSWER");
	assert_int_equal(in_flight(fake, "alice"), 0);
	fake_ask(fake, BOB, 2, "registry"); /* takes the same slot */
	assert_true(fake_heard(fake, REGISTRY, &asked));
	assert_int_equal((uint32_t)asked.route, (uint32_t)late.route);
	fake_answer(fake, REGISTRY, &late, "of another");
	assert_silence(fake, BOB);
	assert_silence(fake, ALICE);
	fake_answer(fake, REGISTRY, &asked, "");
	assert_replied(fake, BOB, 2, "");
}

static void service_lost_and_taken_over(void **state)
{
	struct fake *fake = *state;
	struct envelope asked;

	join_all(fake);
	fake_ask(fake, ALICE, 1, "registry");
	router_leave(fake->router, REGISTRY);
	fake_flush(fake);
	assert_replied(fake, ALICE, 1, "SERVICE_LOST");
	assert_int_equal(in_flight(fake, "alice"), 0);
	fake_ask(fake, ALICE, 2, "registry");
	assert_replied(fake, ALICE, 2, "SERVICE_ABSENT");

	fake_join(fake, 5, KEY_REGISTRY, "registry");
	fake_ask(fake, ALICE, 3, "registry");
	fake_join(fake, 6, KEY_REGISTRY, "registry");
	assert_ended(fake, 5, ENDING_DISPLACED);
	assert_replied(fake, ALICE, 3, "SERVICE_LOST");
	fake_ask(fake, ALICE, 4, "registry");
	assert_true(fake_heard(fake, 6, &asked));
	fake_answer(fake, 6, &asked, "");
	assert_replied(fake, ALICE, 4, "");
}

static void caller_lost(void **state)
{
	struct fake *fake = *state;
	struct envelope asked;

	join_all(fake);
	fake_ask(fake, ALICE, 1, "registry");
	assert_true(fake_heard(fake, REGISTRY, &asked));
	router_leave(fake->router, ALICE);
	fake_join(fake, ALICE, KEY_BOB, ""); /* the same number */
	fake_answer(fake, REGISTRY, &asked, "");
	assert_silence(fake, ALICE);
	assert_int_equal(in_flight(fake, "alice"), 0);
	assert_int_equal(fake->traffic.late_replies, 1);
}

static void gateway_speaks_for_the_living(void **state)
{
	struct fake *fake = *state;
	struct fake_principal bob = {"bob", PERSON, BUS__ROLE__ROLE_PREFECTURE, .key = KEY_BOB};
	struct envelope call = fake_call(1, "registry", STATUS_METHOD), asked;
	static const char *const spoken_for[] = {"alice", "public"};
	static const char *const refused[] = {"bob", "nobody", "registry"};

	join_all(fake);
	for (unsigned i = 0; i < 2; i++) {
		call.assert_principal = bytes_text(spoken_for[i]);
		fake_say(fake, GATEWAY, &call);
		fake_flush(fake);
		assert_true(fake_heard(fake, REGISTRY, &asked));
		assert_actor(&asked, spoken_for[i], "gateway");
		assert_int_equal(asked.assert_principal.len, 0);
	}
	bob.revoked = true;
	fake_principal(fake, &bob);
	for (unsigned i = 0; i < 3; i++) {
		call = fake_call(2 + i, "registry", STATUS_METHOD);
		call.assert_principal = bytes_text(refused[i]);
		fake_say(fake, GATEWAY, &call);
		fake_flush(fake);
		assert_replied(fake, GATEWAY, 2 + i, "ASSERTION_REFUSED");
	}
	call = fake_call(5, "registry", STATUS_METHOD);
	call.assert_principal = bytes_text("alice");
	fake_say(fake, FUNDING, &call);
	fake_say(fake, ALICE, &call); /* not even oneself */
	fake_flush(fake);
	assert_replied(fake, FUNDING, 5, "ASSERTION_REFUSED");
	assert_replied(fake, ALICE, 5, "ASSERTION_REFUSED");
	assert_silence(fake, REGISTRY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(call_and_reply_pass),
		TEST(calls_of_a_turn_travel_together),
		TEST(refused_here),
		TEST(calls_to_the_bus_itself),
		TEST(only_its_server_answers),
		TEST(late_reply_meets_nobody_else),
		TEST(service_lost_and_taken_over),
		TEST(caller_lost),
		TEST(gateway_speaks_for_the_living),
	};

	return cmocka_run_group_tests_name("bus/forward", tests, NULL, NULL);
}
