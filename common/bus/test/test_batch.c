#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bus/envelope.h"

struct sent {
	unsigned frames, envelopes;
	size_t longest;
	unsigned most;
	uint64_t next_route;
};

static void count_frame(void *ctx, struct bytes frame)
{
	struct sent *sent = ctx;
	struct reader reader = reader_of(frame);
	struct envelope envelope;
	unsigned count = 0;

	while (envelope_read(&reader, &envelope)) {
		assert_int_equal(envelope.route, sent->next_route++);
		count++;
	}
	assert_false(reader.failed);
	sent->frames++;
	sent->envelopes += count;
	sent->most = count > sent->most ? count : sent->most;
	sent->longest = frame.len > sent->longest ? frame.len : sent->longest;
}

static void add_some(struct batch *batch, struct sent *sent, unsigned count, size_t body_len)
{
	static const uint8_t body[FRAME_HARD_BYTES];

	for (unsigned i = 0; i < count; i++) {
		batch_add(batch, &(struct envelope){.kind = KIND_REPLY,
						    .call_id.bytes = {1},
						    .route = sent->next_route + batch->count,
						    .body = bytes_of(body, body_len)});
	}
}

static void batches_keep_to_the_limits(void **state)
{
	struct sent sent = {0};
	struct batch batch = {.send = count_frame, .ctx = &sent};

	(void)state;
	batch_flush(&batch);
	assert_int_equal(sent.frames, 0);
	add_some(&batch, &sent, 256, 0);
	assert_int_equal(sent.frames, 0);
	batch_flush(&batch);
	assert_int_equal(sent.frames, 1);
	assert_int_equal(sent.most, 256);
	add_some(&batch, &sent, 100, 10000);
	assert_true(sent.frames >= 15 && sent.longest <= FRAME_SOFT_BYTES);
	add_some(&batch, &sent, 1, 1000000); /* alone, though it is long */
	add_some(&batch, &sent, 1, 0);
	batch_flush(&batch);
	assert_int_equal(sent.envelopes, 256 + 100 + 2);
	assert_in_range(sent.longest, 1000000, 1000100);
	add_some(&batch, &sent, 3, 0);
	batch_clear(&batch);
	batch_flush(&batch);
	assert_int_equal(sent.envelopes, 256 + 100 + 2);
	batch_free(&batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_keep_to_the_limits),
	};

	return cmocka_run_group_tests_name("bus/batch", tests, NULL, NULL);
}
