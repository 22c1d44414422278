/* The connection, and the calls that come by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/test/link_bench.h"

static void hello_is_said_first_and_welcome_makes_it_up(void **state)
{
	struct bench *bench = bench_new("registry", 4);

	(void)state;
	start(bench);
	assert_int_equal(bench->opened, 1);
	assert_int_equal(link_current_state(bench->link), LINK_OPENING);
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(bench->said[0].envelope.kind, KIND_HELLO);
	assert_true(bytes_equal(bench->said[0].envelope.body, bytes_text("\x0a\x08registry\x12\x01"
									 "1")));
	welcome(bench);
	assert_int_equal(link_current_state(bench->link), LINK_UP);
	assert_int_equal(bench->state_count, 1);
	assert_int_equal(bench->states[0], LINK_UP);
	bench_free(bench);
}

static void without_welcome_the_socket_is_given_up(void **state)
{
	struct bench *bench = bench_new("", 4);

	(void)state;
	start(bench);
	pass(bench, LINK_HELLO_MS - TICK_MS);
	assert_int_equal(bench->closed, 0);
	pass(bench, TICK_MS);
	assert_int_equal(bench->closed, 1);
	assert_int_equal(link_current_state(bench->link), LINK_DOWN);
	pass(bench, LINK_BACKOFF_MIN_MS);
	assert_int_equal(bench->opened, 2);
	assert_int_equal(count_said(bench, KIND_HELLO), 2);
	bench_free(bench);
}

/* Milliseconds from a refusal to the next socket. */
static int64_t pause_after_refusal(struct bench *bench)
{
	unsigned opened = bench->opened;
	struct monotonic start_at = bench->now;

	link_closed(bench->link, true, bench->now);
	while (bench->opened == opened) {
		bench->now = monotonic_add_ms(bench->now, 1);
		link_tick(bench->link, bench->now);
	}
	return (bench->now.us - start_at.us) / 1000;
}

static void pauses_double_to_a_limit_and_begin_anew_after_a_welcome(void **state)
{
	struct bench *bench = bench_new("", 4);
	int64_t most = LINK_BACKOFF_MIN_MS;

	(void)state;
	start(bench);
	for (unsigned i = 0; i < 12; i++) {
		int64_t pause = pause_after_refusal(bench);

		assert_in_range(pause, most * 3 / 4, most);
		most = most * 2 > LINK_BACKOFF_MAX_MS ? LINK_BACKOFF_MAX_MS : most * 2;
	}
	assert_int_equal(most, LINK_BACKOFF_MAX_MS);
	link_flush(bench->link);
	welcome(bench);
	assert_in_range(pause_after_refusal(bench), LINK_BACKOFF_MIN_MS * 3 / 4, LINK_BACKOFF_MIN_MS);
	bench_free(bench);
}

static void peers_that_start_apart_come_back_apart(void **state)
{
	int64_t pauses[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct bench *bench = bench_new("", 4);

		link_start(bench->link, (struct instant){.us = 1000 + i}, bench->now);
		for (unsigned n = 0; n < 8; n++)
			pauses[i] = pause_after_refusal(bench);
		bench_free(bench);
	}
	assert_int_not_equal(pauses[0], pauses[1]);
}

static void a_transport_that_cannot_open_is_tried_again(void **state)
{
	struct bench *bench = bench_new("", 4);

	(void)state;
	bench->fails_to_open = true;
	start(bench);
	assert_int_equal(link_current_state(bench->link), LINK_DOWN);
	assert_int_equal(bench->said_count, 0);
	bench->fails_to_open = false;
	pass(bench, LINK_BACKOFF_MIN_MS);
	assert_int_equal(bench->opened, 2);
	assert_int_equal(count_said(bench, KIND_HELLO), 1);
	bench_free(bench);
}

static void silence_is_pinged_three_times_then_given_up(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	pass(bench, LINK_PING_MS - TICK_MS);
	assert_int_equal(bench->said_count, 0);
	pass(bench, TICK_MS);
	assert_int_equal(count_said(bench, KIND_PING), 1);
	pass(bench, 2 * LINK_PING_MS);
	assert_int_equal(count_said(bench, KIND_PING), LINK_MISSED_MAX);
	assert_int_equal(bench->closed, 0);
	pass(bench, LINK_PING_MS);
	assert_int_equal(bench->closed, 1);
	assert_int_equal(link_current_state(bench->link), LINK_DOWN);
	assert_int_equal(count_said(bench, KIND_PING), LINK_MISSED_MAX);
	bench_free(bench);
}

static void whatever_is_heard_ends_the_silence(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		pass(bench, 2 * LINK_PING_MS);
		say(bench, (struct envelope){.kind = KIND_PONG});
	}
	assert_int_equal(bench->closed, 0);
	assert_int_equal(link_current_state(bench->link), LINK_UP);
	bench_free(bench);
}

/* A process that was stopped for a minute first asks whether the other end is still there. */
static void a_jump_of_time_gives_the_other_end_its_chance(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	bench->now = monotonic_add_ms(bench->now, 60000);
	pass(bench, 1000);
	assert_int_equal(count_said(bench, KIND_PING), 1);
	assert_int_equal(link_current_state(bench->link), LINK_UP);
	bench_free(bench);
}

static void a_ping_is_answered(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	say(bench, (struct envelope){.kind = KIND_PING});
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(bench->said[0].envelope.kind, KIND_PONG);
	bench_free(bench);
}

static void what_the_bus_never_says_ends_the_connection(void **state)
{
	const struct envelope wrong[] = {
		{.kind = KIND_HELLO},
		{.kind = KIND_WELCOME, .body = bytes_text("welcome")},
		{.kind = KIND_QUERY, .call_id = id_of(1)}, /* to a mere caller */
	};

	(void)state;
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct bench *bench = bench_up("", 4);

		say(bench, wrong[i]);
		assert_int_equal(bench->closed, 1);
		assert_int_equal(link_current_state(bench->link), LINK_DOWN);
		bench_free(bench);
	}
}

static void malformed_frames_end_the_connection(void **state)
{
	struct envelope pongs[FRAME_ENVELOPES_MAX + 1];
	struct bench *bench = bench_up("", 4);

	(void)state;
	link_frame(bench->link, bytes_text("\x0a\x05garbage"), bench->now);
	assert_int_equal(bench->closed, 1);
	link_frame(bench->link, bytes_text("\x0a\x05garbage"), bench->now); /* late, of the socket before */
	assert_int_equal(bench->closed, 1);
	bench_free(bench);

	bench = bench_up("", 4);
	for (unsigned i = 0; i <= FRAME_ENVELOPES_MAX; i++)
		pongs[i] = (struct envelope){.kind = KIND_PONG};
	say_many(bench, pongs, FRAME_ENVELOPES_MAX);
	assert_int_equal(bench->closed, 0);
	say_many(bench, pongs, FRAME_ENVELOPES_MAX + 1);
	assert_int_equal(bench->closed, 1);
	bench_free(bench);
}

/* ---- Calls to us */

static void a_call_is_answered_with_its_id_and_route(void **state)
{
	struct bench *bench = bench_up("registry", 4);
	struct envelope answer = {.body = bytes_text("here"), .has_position = true, .position.sequence = 5};

	(void)state;
	say(bench, (struct envelope){
			   .kind = KIND_QUERY, .call_id = id_of(3), .route = 77, .method = bytes_text("m")});
	assert_int_equal(bench->calls, 1);
	link_reply(bench->link, &bench->last_call, &answer);
	link_flush(bench->link);
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(bench->said[0].envelope.kind, KIND_REPLY);
	assert_int_equal(bench->said[0].envelope.route, 77);
	assert_int_equal(bench->said[0].envelope.call_id.bytes[1], 3);
	assert_int_equal(bench->said[0].envelope.position.sequence, 5);
	assert_true(bytes_equal(bench->said[0].envelope.body, bytes_text("here")));
	bench_free(bench);
}

static void an_answer_to_a_connection_that_is_gone_is_dropped(void **state)
{
	struct bench *bench = bench_up("registry", 4);
	struct envelope old_call, answer = {.body = bytes_text("late")};

	(void)state;
	say(bench, (struct envelope){.kind = KIND_QUERY, .call_id = id_of(3), .route = 1});
	old_call = bench->last_call;
	link_closed(bench->link, false, bench->now);
	link_reply(bench->link, &old_call, &answer);
	pass(bench, LINK_BACKOFF_MIN_MS);
	welcome(bench);
	forget_said(bench);
	link_reply(bench->link, &old_call, &answer);
	link_flush(bench->link);
	assert_int_equal(bench->said_count, 0);
	say(bench, (struct envelope){.kind = KIND_QUERY, .call_id = id_of(3), .route = 1});
	link_reply(bench->link, &bench->last_call, &answer);
	link_flush(bench->link);
	assert_int_equal(bench->said_count, 1);
	bench_free(bench);
}

static void an_answer_too_large_becomes_a_refusal(void **state)
{
	struct bench *bench = bench_up("registry", 4);
	static const uint8_t much[FRAME_HARD_BYTES];
	struct envelope answer = {.body = bytes_of(much, sizeof much)};
	struct status status;

	(void)state;
	say(bench, (struct envelope){.kind = KIND_QUERY, .call_id = id_of(3), .route = 8});
	link_reply(bench->link, &bench->last_call, &answer);
	link_flush(bench->link);
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(bench->said[0].envelope.route, 8);
	assert_true(status_read(bench->said[0].envelope.status, &status));
	assert_int_equal(status.refusal.fault, FAULT_RESOURCE_EXHAUSTED);
	assert_string_equal(status.refusal.reason, "REPLY_TOO_LARGE");
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_is_said_first_and_welcome_makes_it_up),
		cmocka_unit_test(without_welcome_the_socket_is_given_up),
		cmocka_unit_test(pauses_double_to_a_limit_and_begin_anew_after_a_welcome),
		cmocka_unit_test(peers_that_start_apart_come_back_apart),
		cmocka_unit_test(a_transport_that_cannot_open_is_tried_again),
		cmocka_unit_test(silence_is_pinged_three_times_then_given_up),
		cmocka_unit_test(whatever_is_heard_ends_the_silence),
		cmocka_unit_test(a_jump_of_time_gives_the_other_end_its_chance),
		cmocka_unit_test(a_ping_is_answered),
		cmocka_unit_test(what_the_bus_never_says_ends_the_connection),
		cmocka_unit_test(malformed_frames_end_the_connection),
		cmocka_unit_test(a_call_is_answered_with_its_id_and_route),
		cmocka_unit_test(an_answer_to_a_connection_that_is_gone_is_dropped),
		cmocka_unit_test(an_answer_too_large_becomes_a_refusal),
	};

	return cmocka_run_group_tests_name("bus/link", tests, NULL, NULL);
}
