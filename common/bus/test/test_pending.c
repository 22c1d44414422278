/* The calls a link makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/test/link_bench.h"

static void a_call_leaves_as_asked_and_is_answered_once(void **state)
{
	struct bench *bench = bench_up("", 4);
	const struct envelope *sent = &bench->said[0].envelope;

	(void)state;
	assert_true(ask(bench, 1, 3000, false));
	assert_int_equal(link_pending(bench->link), 1);
	assert_int_equal(bench->said_count, 1);
	assert_int_equal(sent->kind, KIND_COMMAND);
	assert_true(bytes_equal(sent->service, bytes_text("registry")));
	assert_true(bytes_equal(sent->method, bytes_text("pvd.registry.v1.RegistryService/DoIt")));
	assert_true(bytes_equal(sent->body, bytes_text("please")));
	assert_true(bytes_equal(sent->assert_principal, bytes_text("p")));
	assert_true(bytes_equal(sent->traceparent, bytes_text("00-trace")));
	assert_true(bytes_equal(sent->at_least_service, bytes_text("funding")));
	assert_int_equal(sent->at_least_sequence, 12);
	assert_int_equal(sent->at_least_epoch, 2);
	assert_int_equal(sent->timeout_ms, 3000);
	assert_true(sent->has_key && sent->key.bytes[0] == 9);
	reply(bench, 2, FAULT_NONE, NULL); /* somebody else's */
	assert_int_equal(bench->answer_count, 0);
	reply(bench, 1, FAULT_NONE, NULL);
	reply(bench, 1, FAULT_NONE, NULL);
	assert_int_equal(bench->answer_count, 1);
	assert_int_equal(bench->answers[0].fault, FAULT_NONE);
	assert_string_equal(bench->answers[0].body, "done");
	assert_int_equal(link_pending(bench->link), 0);
	bench_free(bench);
}

static void a_refusal_is_handed_over(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	ask(bench, 1, 3000, false);
	reply(bench, 1, FAULT_NOT_FOUND, "NO_SUCH_TOWN");
	assert_int_equal(bench->answers[0].fault, FAULT_NOT_FOUND);
	assert_string_equal(bench->answers[0].reason, "NO_SUCH_TOWN");
	assert_true(bench->answers[0].with_reply);
	ask(bench, 2, 3000, false);
	say(bench, (struct envelope){.kind = KIND_REPLY, .call_id = id_of(2), .status = bytes_text("junk")});
	assert_int_equal(bench->answers[1].fault, FAULT_INTERNAL);
	assert_string_equal(bench->answers[1].reason, "STATUS_MALFORMED");
	bench_free(bench);
}

static void no_answer_in_time_is_deadline_exceeded(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	ask(bench, 1, 1000, false);
	pass(bench, 900);
	assert_int_equal(bench->answer_count, 0);
	pass(bench, 100);
	assert_int_equal(bench->answer_count, 1);
	assert_int_equal(bench->answers[0].fault, FAULT_DEADLINE_EXCEEDED);
	assert_false(bench->answers[0].with_reply);
	reply(bench, 1, FAULT_NONE, NULL); /* too late */
	assert_int_equal(bench->answer_count, 1);
	bench_free(bench);
}

static void deadlines_pass_while_down(void **state)
{
	struct bench *bench = bench_new("", 4);

	(void)state;
	start(bench);
	assert_true(ask(bench, 1, 500, false));
	pass(bench, 500);
	assert_int_equal(bench->answers[0].fault, FAULT_DEADLINE_EXCEEDED);
	assert_int_equal(count_said(bench, KIND_COMMAND), 0);
	bench_free(bench);
}

static void calls_asked_while_down_leave_when_up(void **state)
{
	struct bench *bench = bench_new("", 4);

	(void)state;
	start(bench);
	ask(bench, 1, 5000, false);
	ask(bench, 2, 5000, false);
	pass(bench, 1000);
	assert_int_equal(count_said(bench, KIND_COMMAND), 0);
	welcome(bench);
	assert_int_equal(count_said(bench, KIND_COMMAND), 2);
	assert_int_equal(bench->said[1].envelope.call_id.bytes[1], 1);
	assert_int_equal(bench->said[2].envelope.call_id.bytes[1], 2);
	assert_int_equal(bench->said[1].envelope.timeout_ms, 4000); /* what is left of it */
	bench_free(bench);
}

static void calls_without_answer_are_sent_again_after_a_break(void **state)
{
	struct bench *bench = bench_up("", 4);
	struct envelope first;

	(void)state;
	ask(bench, 1, 20000, false);
	ask(bench, 2, 20000, false);
	reply(bench, 2, FAULT_NONE, NULL);
	first = bench->said[0].envelope;
	link_closed(bench->link, false, bench->now);
	pass(bench, LINK_BACKOFF_MIN_MS);
	welcome(bench);
	assert_int_equal(count_said(bench, KIND_HELLO), 1);
	assert_int_equal(count_said(bench, KIND_COMMAND), 3);
	assert_true(id_equal(&bench->said[3].envelope.call_id, &first.call_id));
	assert_true(id_equal(&bench->said[3].envelope.key, &first.key));
	assert_true(bytes_equal(bench->said[3].envelope.body, first.body));
	assert_int_equal(bench->answer_count, 1);
	reply(bench, 1, FAULT_NONE, NULL);
	assert_int_equal(bench->answer_count, 2);
	bench_free(bench);
}

static void unavailable_is_tried_again_while_time_remains(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	ask(bench, 1, 1000, false);
	reply(bench, 1, FAULT_UNAVAILABLE, "SERVICE_ABSENT");
	assert_int_equal(bench->answer_count, 0);
	assert_int_equal(count_said(bench, KIND_COMMAND), 1); /* not at once */
	pass(bench, 100);
	assert_int_equal(count_said(bench, KIND_COMMAND), 2);
	assert_int_equal(bench->said[1].envelope.timeout_ms, 900);
	reply(bench, 1, FAULT_UNAVAILABLE, "SERVICE_ABSENT");
	pass(bench, 200);
	assert_int_equal(count_said(bench, KIND_COMMAND), 3);
	pass(bench, 200); /* no answer: not sent again on the same connection */
	assert_int_equal(count_said(bench, KIND_COMMAND), 3);
	reply(bench, 1, FAULT_NONE, NULL);
	assert_int_equal(bench->answers[0].fault, FAULT_NONE);
	bench_free(bench);
}

static void unavailable_until_the_end_is_deadline_exceeded(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	ask(bench, 1, 1000, false);
	for (unsigned i = 0; i < 10; i++) {
		reply(bench, 1, FAULT_UNAVAILABLE, "SERVICE_ABSENT");
		pass(bench, 100);
	}
	assert_int_equal(bench->answer_count, 1);
	assert_int_equal(bench->answers[0].fault, FAULT_DEADLINE_EXCEEDED);
	assert_in_range(count_said(bench, KIND_COMMAND), 3, 5); /* the pauses double */
	bench_free(bench);
}

static void one_attempt_is_one_attempt(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	ask(bench, 1, 1000, true);
	reply(bench, 1, FAULT_UNAVAILABLE, "SERVICE_ABSENT");
	assert_int_equal(bench->answers[0].fault, FAULT_UNAVAILABLE);
	assert_string_equal(bench->answers[0].reason, "SERVICE_ABSENT");
	bench_free(bench);
}

static void calls_at_a_time_are_bounded(void **state)
{
	struct bench *bench = bench_up("", 3);

	(void)state;
	for (uint8_t i = 1; i <= 3; i++)
		assert_true(ask(bench, i, 1000, false));
	assert_false(ask(bench, 4, 1000, false));
	reply(bench, 2, FAULT_NONE, NULL);
	assert_true(ask(bench, 4, 1000, false));
	assert_int_equal(link_pending(bench->link), 3);
	bench_free(bench);
}

static bool ask_with(struct bench *bench, struct link_request request)
{
	return link_request(bench->link, &request, bench->now, on_answer, bench);
}

static void what_would_cost_the_connection_is_not_sent(void **state)
{
	struct bench *bench = bench_up("", 9);
	static const uint8_t much[FRAME_HARD_BYTES];
	struct link_request good = {.kind = KIND_QUERY, .service = "s", .method = "m", .call_id = id_of(1)};
	struct link_request bad;

	(void)state;
	assert_true(ask_with(bench, good));
	assert_false(ask_with(bench, good)); /* the same call id */
	good.call_id = id_of(2);
	bad = good, bad.call_id = (struct id){0};
	assert_false(ask_with(bench, bad));
	bad = good, bad.kind = KIND_REPLY;
	assert_false(ask_with(bench, bad));
	bad = good, bad.service = "two words";
	assert_false(ask_with(bench, bad));
	bad = good, bad.method = "accentué";
	assert_false(ask_with(bench, bad));
	bad = good, bad.service = "a-service-name-that-is-much-too-long";
	assert_false(ask_with(bench, bad));
	bad = good, bad.body = bytes_of(much, sizeof much);
	assert_false(ask_with(bench, bad));
	bad = good, bad.body = bytes_of(much, sizeof much - 4096);
	assert_true(ask_with(bench, bad));
	bench_free(bench);
}

static void a_call_may_be_asked_within_an_answer(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	bench->ask_again = true;
	ask(bench, 1, 1000, false);
	ask(bench, 2, 1000, false);
	reply(bench, 1, FAULT_NONE, NULL);
	assert_int_equal(link_pending(bench->link), 2);
	pass(bench, 1000); /* both end, and each asks again */
	assert_int_equal(link_pending(bench->link), 2);
	assert_int_equal(bench->answer_count, 3);
	bench->ask_again = false;
	bench_free(bench);
}

static void calls_end_with_the_link(void **state)
{
	struct bench *bench = bench_up("", 4);

	(void)state;
	bench->ask_again = true; /* in vain */
	ask(bench, 1, 1000, false);
	ask(bench, 2, 1000, false);
	link_free(bench->link);
	assert_int_equal(bench->answer_count, 2);
	assert_int_equal(bench->answers[0].fault, FAULT_UNAVAILABLE);
	assert_int_equal(bench->closed, 1);
	forget_said(bench);
	free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_leaves_as_asked_and_is_answered_once),
		cmocka_unit_test(a_refusal_is_handed_over),
		cmocka_unit_test(no_answer_in_time_is_deadline_exceeded),
		cmocka_unit_test(deadlines_pass_while_down),
		cmocka_unit_test(calls_asked_while_down_leave_when_up),
		cmocka_unit_test(calls_without_answer_are_sent_again_after_a_break),
		cmocka_unit_test(unavailable_is_tried_again_while_time_remains),
		cmocka_unit_test(unavailable_until_the_end_is_deadline_exceeded),
		cmocka_unit_test(one_attempt_is_one_attempt),
		cmocka_unit_test(calls_at_a_time_are_bounded),
		cmocka_unit_test(what_would_cost_the_connection_is_not_sent),
		cmocka_unit_test(a_call_may_be_asked_within_an_answer),
		cmocka_unit_test(calls_end_with_the_link),
	};

	return cmocka_run_group_tests_name("bus/pending", tests, NULL, NULL);
}
