/* What a link has to say while its transport takes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/test/link_bench.h"

static bool ask_with(struct bench *bench, struct link_request request)
{
	return link_request(bench->link, &request, bench->now, on_answer, bench);
}

static void frames_not_taken_are_kept_in_order(void **state)
{
	struct bench *bench = bench_up("", 64);

	(void)state;
	bench->full = true;
	for (uint8_t i = 1; i <= 10; i++)
		ask(bench, i, 60000, false); /* each flush makes a frame of its own */
	assert_int_equal(bench->said_count, 0);
	bench->full = false;
	ask(bench, 11, 60000, false);
	assert_int_equal(bench->frames, 11);
	for (uint8_t i = 1; i <= 11; i++)
		assert_int_equal(bench->said[i - 1].envelope.call_id.bytes[1], i);
	bench_free(bench);
}

static void a_hello_not_taken_is_said_later(void **state)
{
	struct bench *bench = bench_new("", 4);

	(void)state;
	bench->full = true;
	start(bench);
	ask(bench, 1, 60000, false);
	pass(bench, 1000);
	assert_int_equal(bench->said_count, 0);
	bench->full = false;
	link_flush(bench->link);
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(bench->said[0].envelope.kind, KIND_HELLO);
	bench_free(bench);
}

static void what_waits_is_forgotten_with_its_connection(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	bench->full = true;
	ask(bench, 1, 60000, false);
	say(bench, (struct envelope){.kind = KIND_PING});
	link_closed(bench->link, false, bench->now);
	bench->full = false;
	pass(bench, LINK_BACKOFF_MIN_MS);
	welcome(bench);
	assert_int_equal(count_said(bench, KIND_PONG), 0);
	assert_int_equal(count_said(bench, KIND_COMMAND), 1);
	bench_free(bench);
}

static void more_than_may_wait_ends_the_connection(void **state)
{
	struct bench *bench = bench_up("s", 4);
	static const uint8_t megabyte[1024 * 1024];
	struct envelope call = {.connection = 1, .call_id = id_of(1)};

	(void)state;
	say(bench, (struct envelope){.kind = KIND_QUERY, .call_id = id_of(1)});
	call = bench->last_call;
	bench->full = true;
	for (unsigned i = 0; i < 63; i++)
		link_reply(bench->link, &call,
			   &(struct envelope){.body = bytes_of(megabyte, sizeof megabyte)});
	pass(bench, TICK_MS);
	assert_int_equal(bench->closed, 0);
	for (unsigned i = 0; i < 3; i++)
		link_reply(bench->link, &call,
			   &(struct envelope){.body = bytes_of(megabyte, sizeof megabyte)});
	pass(bench, 2 * TICK_MS);
	assert_int_equal(bench->closed, 1);
	bench_free(bench);
}

static void a_turn_of_calls_is_one_frame(void **state)
{
	struct bench *bench = bench_up("", 100);

	(void)state;
	for (uint8_t i = 1; i <= 100; i++) {
		struct link_request request = {.kind = KIND_QUERY,
					       .service = "s",
					       .method = "m",
					       .call_id = id_of(i),
					       .timeout_ms = 1000};

		assert_true(ask_with(bench, request));
	}
	assert_int_equal(bench->frames, 0);
	link_flush(bench->link);
	assert_int_equal(bench->frames, 1);
	assert_int_equal(bench->said_count, 100);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_not_taken_are_kept_in_order),
		cmocka_unit_test(a_hello_not_taken_is_said_later),
		cmocka_unit_test(what_waits_is_forgotten_with_its_connection),
		cmocka_unit_test(more_than_may_wait_ends_the_connection),
		cmocka_unit_test(a_turn_of_calls_is_one_frame),
	};

	return cmocka_run_group_tests_name("bus/outbox", tests, NULL, NULL);
}
