#include "said.h"

#include "fuzz.h"
#include "pvd/bus/v1/envelope.pb-c.h"

static bool same_envelope(const struct envelope *a, const struct envelope *b)
{
	return a->kind == b->kind && id_equal(&a->call_id, &b->call_id) && a->route == b->route &&
	       bytes_equal(a->service, b->service) && bytes_equal(a->method, b->method) &&
	       a->has_key == b->has_key && id_equal(&a->key, &b->key) && a->timeout_ms == b->timeout_ms &&
	       bytes_equal(a->actor, b->actor) && bytes_equal(a->assert_principal, b->assert_principal) &&
	       bytes_equal(a->traceparent, b->traceparent) && bytes_equal(a->status, b->status) &&
	       a->has_position == b->has_position && a->position.epoch == b->position.epoch &&
	       a->position.sequence == b->position.sequence &&
	       bytes_equal(a->position.hash, b->position.hash) &&
	       bytes_equal(a->at_least_service, b->at_least_service) &&
	       a->at_least_sequence == b->at_least_sequence && a->at_least_epoch == b->at_least_epoch &&
	       a->replayed == b->replayed && bytes_equal(a->body, b->body);
}

/* What was read is written, and read as the same. */
static void check_envelope(const struct envelope *envelope)
{
	struct buf written = {0};
	struct envelope again;
	struct reader reader;

	envelope_write(envelope, &written);
	must(written.len <= envelope_size_max(envelope), "an envelope is no longer than was said");
	reader = reader_of(buf_bytes(&written));
	must(envelope_read(&reader, &again) && reader_done(&reader), "what was written is read");
	must(same_envelope(envelope, &again), "it is the same as before");
	buf_free(&written);
}

void said_check(struct bytes frame, void (*heard)(void *ctx, const struct envelope *envelope), void *ctx)
{
	struct reader reader = reader_of(frame);
	struct envelope envelope;
	unsigned count = 0;

	must(frame.len <= FRAME_HARD_BYTES, "a frame is within its limit");
	for (; envelope_read(&reader, &envelope); count++) {
		check_envelope(&envelope);
		if (heard)
			heard(ctx, &envelope);
	}
	must(!reader.failed && count > 0 && count <= FRAME_ENVELOPES_MAX, "a frame is some envelopes");
}

/* What protobuf-c makes of bytes that were taken for a frame. */
void said_check_readers(struct bytes bytes)
{
	struct reader reader = reader_of(bytes);
	struct envelope envelope;
	Bus__Frame *frame;
	size_t count = 0;

	while (envelope_read(&reader, &envelope)) {
		check_envelope(&envelope);
		count++;
	}
	if (reader.failed)
		return;
	frame = bus__frame__unpack(NULL, bytes.len, bytes.data);
	/* It reads what the envelopes keep as bytes, too: an actor, a status. */
	must(!frame || frame->n_envelopes == count, "two readers find as many envelopes");
	if (frame)
		bus__frame__free_unpacked(frame, NULL);
}

void said_begin_reply(const struct id *call_id, uint64_t route, struct buf *out)
{
	struct envelope reply = {.kind = KIND_REPLY, .call_id = *call_id, .route = route};
	struct reader reader;
	struct buf whole = {0};
	struct bytes fields;

	envelope_write(&reply, &whole);
	reader = reader_of(bytes_of(whole.data + 1, whole.len - 1));
	fields = reader_take(&reader, reader_varint(&reader));
	buf_append(out, fields.data, fields.len);
	buf_free(&whole);
}
