/* A link alone: its transport and its time are given by hand. */
#ifndef PVD_BUS_TEST_LINK_BENCH_H
#define PVD_BUS_TEST_LINK_BENCH_H

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

static inline void hear_frame(struct bench *bench, struct bytes frame)
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

static inline void on_open(void *ctx)
{
	struct bench *bench = ctx;

	bench->opened++;
	if (bench->fails_to_open)
		link_closed(bench->link, false, bench->now);
}

static inline void on_close(void *ctx)
{
	((struct bench *)ctx)->closed++;
}

static inline bool on_send(void *ctx, struct bytes frame)
{
	struct bench *bench = ctx;

	if (bench->full)
		return false;
	hear_frame(bench, frame);
	return true;
}

static inline void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct bench *bench = ctx;

	if (state == LINK_UP)
		assert_true(bytes_equal(welcome, bytes_text("welcome")));
	bench->states[bench->state_count++ % 64] = state;
}

static inline void on_call(void *ctx, const struct envelope *call)
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

static inline struct bench *bench_new(const char *service, uint32_t max_pending)
{
	struct bench *bench = xcalloc(1, sizeof *bench);

	bench->now.us = 1000000;
	bench->link = link_new(
		&(struct link_config){.service = service, .version = "1", .max_pending = max_pending}, &OPS,
		bench);
	return bench;
}

static inline void forget_said(struct bench *bench)
{
	for (unsigned i = 0; i < bench->said_count; i++)
		free(bench->said[i].memory);
	bench->said_count = 0;
}

static inline void bench_free(struct bench *bench)
{
	link_free(bench->link);
	forget_said(bench);
	free(bench);
}

static inline void say_many(struct bench *bench, const struct envelope *envelopes, unsigned count)
{
	struct buf frame = {0};

	for (unsigned i = 0; i < count; i++)
		envelope_write(&envelopes[i], &frame);
	link_frame(bench->link, buf_bytes(&frame), bench->now);
	link_flush(bench->link);
	buf_free(&frame);
}

static inline void say(struct bench *bench, struct envelope envelope)
{
	say_many(bench, &envelope, 1);
}

static inline void welcome(struct bench *bench)
{
	say(bench, (struct envelope){.kind = KIND_WELCOME, .body = bytes_text("welcome")});
}

/* Time passes as in a process: a tick each 100 ms, the end of a turn after each. */
static inline void pass(struct bench *bench, int64_t ms)
{
	struct monotonic end = monotonic_add_ms(bench->now, ms);

	while (bench->now.us < end.us) {
		bench->now = monotonic_add_ms(bench->now, TICK_MS);
		link_tick(bench->link, bench->now);
		link_flush(bench->link);
	}
}

static inline void start(struct bench *bench)
{
	link_start(bench->link, (struct instant){.us = 77}, bench->now);
	link_flush(bench->link);
}

static inline struct bench *bench_up(const char *service, uint32_t max_pending)
{
	struct bench *bench = bench_new(service, max_pending);

	start(bench);
	welcome(bench);
	forget_said(bench);
	bench->frames = 0;
	return bench;
}

static inline unsigned count_said(const struct bench *bench, enum kind kind)
{
	unsigned count = 0;

	for (unsigned i = 0; i < bench->said_count; i++)
		count += bench->said[i].envelope.kind == kind;
	return count;
}

static inline struct id id_of(uint8_t n)
{
	return (struct id){.bytes = {1, n}};
}

static inline bool ask(struct bench *bench, uint8_t n, uint32_t timeout_ms, bool once);

static inline void on_answer(void *ctx, const struct link_answer *answer)
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

static inline bool ask(struct bench *bench, uint8_t n, uint32_t timeout_ms, bool once)
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
		.at_least_epoch = 2,
	};
	bool asked = link_request(bench->link, &request, bench->now, on_answer, bench);

	link_flush(bench->link);
	return asked;
}

static inline void reply(struct bench *bench, uint8_t n, enum fault fault, const char *reason)
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

#endif
