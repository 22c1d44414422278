/* The link alone: its transport and its time are given by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/require.h"
#include "bus/link.h"

enum { SAID_MAX = 4096, ANSWERS_MAX = 64, TICK_MS = 100 };

/* One envelope that the link said, copied. */
struct said {
	struct envelope envelope;
	uint8_t *memory;
};

struct bench {
	struct link *link;
	struct monotonic now;
	unsigned opened, closed, frames;
	bool full; /* the transport takes nothing */
	bool fails_to_open;
	struct said said[SAID_MAX];
	unsigned said_count;
	enum link_state states[64];
	unsigned state_count;
	unsigned calls;
	struct envelope last_call;
	struct {
		enum fault fault;
		char reason[STATUS_REASON_MAX + 1];
		bool with_reply;
		char body[32];
	} answers[ANSWERS_MAX];
	unsigned answer_count;
	bool ask_again; /* within the answer */
};

static void hear_frame(struct bench *bench, struct bytes frame)
{
	struct reader reader;
	uint8_t *memory = xmalloc(frame.len);
	struct envelope envelope;

	memcpy(memory, frame.data, frame.len);
	reader = reader_of(bytes_of(memory, frame.len));
	while (envelope_read(&reader, &envelope)) {
		assert_true(bench->said_count < SAID_MAX);
		bench->said[bench->said_count++] = (struct said){.envelope = envelope, .memory = memory};
		memory = NULL;
	}
	assert_false(reader.failed);
	assert_null(memory);
	bench->frames++;
}

static void on_open(void *ctx)
{
	struct bench *bench = ctx;

	bench->opened++;
	if (bench->fails_to_open)
		link_closed(bench->link, false, bench->now);
}

static void on_close(void *ctx)
{
	((struct bench *)ctx)->closed++;
}

static bool on_send(void *ctx, struct bytes frame)
{
	struct bench *bench = ctx;

	if (bench->full)
		return false;
	hear_frame(bench, frame);
	return true;
}

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct bench *bench = ctx;

	if (state == LINK_UP)
		assert_true(bytes_equal(welcome, bytes_text("welcome")));
	bench->states[bench->state_count++ % 64] = state;
}

static void on_call(void *ctx, const struct envelope *call)
{
	struct bench *bench = ctx;

	bench->calls++;
	bench->last_call = *call;
}

static const struct link_ops OPS = {
	.open = on_open,
	.close = on_close,
	.send = on_send,
	.state = on_state,
	.call = on_call,
};

static struct bench *bench_new(const char *service, uint32_t max_pending)
{
	struct bench *bench = xcalloc(1, sizeof *bench);

	bench->now.us = 1000000;
	bench->link = link_new(
		&(struct link_config){.service = service, .version = "1", .max_pending = max_pending}, &OPS,
		bench);
	return bench;
}

static void forget_said(struct bench *bench)
{
	for (unsigned i = 0; i < bench->said_count; i++)
		free(bench->said[i].memory);
	bench->said_count = 0;
}

static void bench_free(struct bench *bench)
{
	link_free(bench->link);
	forget_said(bench);
	free(bench);
}

static void say_many(struct bench *bench, const struct envelope *envelopes, unsigned count)
{
	struct buf frame = {0};

	for (unsigned i = 0; i < count; i++)
		envelope_write(&envelopes[i], &frame);
	link_frame(bench->link, buf_bytes(&frame), bench->now);
	link_flush(bench->link);
	buf_free(&frame);
}

static void say(struct bench *bench, struct envelope envelope)
{
	say_many(bench, &envelope, 1);
}

static void welcome(struct bench *bench)
{
	say(bench, (struct envelope){.kind = KIND_WELCOME, .body = bytes_text("welcome")});
}

/* Time passes as in a process: a tick each 100 ms, the end of a turn after each. */
static void pass(struct bench *bench, int64_t ms)
{
	struct monotonic end = monotonic_add_ms(bench->now, ms);

	while (bench->now.us < end.us) {
		bench->now = monotonic_add_ms(bench->now, TICK_MS);
		link_tick(bench->link, bench->now);
		link_flush(bench->link);
	}
}

static void start(struct bench *bench)
{
	link_start(bench->link, (struct instant){.us = 77}, bench->now);
	link_flush(bench->link);
}

static struct bench *bench_up(const char *service, uint32_t max_pending)
{
	struct bench *bench = bench_new(service, max_pending);

	start(bench);
	welcome(bench);
	forget_said(bench);
	bench->frames = 0;
	return bench;
}

static unsigned count_said(const struct bench *bench, enum kind kind)
{
	unsigned count = 0;

	for (unsigned i = 0; i < bench->said_count; i++)
		count += bench->said[i].envelope.kind == kind;
	return count;
}

static struct id id_of(uint8_t n)
{
	return (struct id){.bytes = {1, n}};
}

static bool ask(struct bench *bench, uint8_t n, uint32_t timeout_ms, bool once);

static void on_answer(void *ctx, const struct link_answer *answer)
{
	struct bench *bench = ctx;
	unsigned n = bench->answer_count++ % ANSWERS_MAX;

	bench->answers[n].fault = answer->fault;
	assert_int_equal(answer->fault == FAULT_NONE, answer->refusal == NULL);
	if (answer->refusal)
		snprintf(bench->answers[n].reason, sizeof bench->answers[n].reason, "%s",
			 answer->refusal->reason);
	bench->answers[n].with_reply = answer->reply;
	if (answer->reply)
		snprintf(bench->answers[n].body, sizeof bench->answers[n].body, "%.*s",
			 (int)answer->reply->body.len, (const char *)answer->reply->body.data);
	if (bench->ask_again)
		ask(bench, (uint8_t)(100 + bench->answer_count), 1000, false);
}

static bool ask(struct bench *bench, uint8_t n, uint32_t timeout_ms, bool once)
{
	struct link_request request = {
		.kind = KIND_COMMAND,
		.service = "registry",
		.method = "pvd.registry.v1.RegistryService/DoIt",
		.body = bytes_text("please"),
		.has_key = true,
		.key = {.bytes = {9, n}},
		.call_id = id_of(n),
		.timeout_ms = timeout_ms,
		.once = once,
		.assert_principal = "p",
		.traceparent = "00-trace",
		.at_least_service = "funding",
		.at_least_sequence = 12,
	};
	bool asked = link_request(bench->link, &request, bench->now, on_answer, bench);

	link_flush(bench->link);
	return asked;
}

static void reply(struct bench *bench, uint8_t n, enum fault fault, const char *reason)
{
	struct envelope envelope = {.kind = KIND_REPLY, .call_id = id_of(n), .body = bytes_text("done")};
	struct refusal refusal = {0};
	struct buf status = {0};

	if (fault != FAULT_NONE) {
		refuse(&refusal, fault, reason, NULL, "non");
		status_write(&refusal, &status);
		envelope.status = buf_bytes(&status);
	}
	say(bench, envelope);
	buf_free(&status);
}

/* ---- The connection */

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

/* ---- Calls of our own */

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

/* ---- Frames that must wait */

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
		cmocka_unit_test(frames_not_taken_are_kept_in_order),
		cmocka_unit_test(a_hello_not_taken_is_said_later),
		cmocka_unit_test(what_waits_is_forgotten_with_its_connection),
		cmocka_unit_test(more_than_may_wait_ends_the_connection),
		cmocka_unit_test(a_turn_of_calls_is_one_frame),
		cmocka_unit_test(a_call_is_answered_with_its_id_and_route),
		cmocka_unit_test(an_answer_to_a_connection_that_is_gone_is_dropped),
		cmocka_unit_test(an_answer_too_large_becomes_a_refusal),
	};

	return cmocka_run_group_tests_name("bus/link", tests, NULL, NULL);
}
