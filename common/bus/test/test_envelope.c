#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/test/specimen.h"

enum { ROUNDS = 5000, MUTATIONS = 100000, TEXT_MAX = 200 };

/* ---- The same envelope as protobuf-c has it */

static ProtobufCBinaryData binary(struct bytes bytes)
{
	return (ProtobufCBinaryData){.data = (uint8_t *)bytes.data, .len = bytes.len};
}

static char *c_text(struct bytes bytes, char out[TEXT_MAX])
{
	snprintf(out, TEXT_MAX, "%.*s", (int)bytes.len, bytes.len ? (const char *)bytes.data : "");
	return out;
}

static void pack_with_protobuf(const struct envelope *e, struct buf *out)
{
	char texts[5][TEXT_MAX];
	Bus__Envelope envelope = BUS__ENVELOPE__INIT;
	Bus__Envelope *envelopes[] = {&envelope};
	Bus__Frame frame = BUS__FRAME__INIT;
	Bus__Position position = BUS__POSITION__INIT;
	Bus__AtLeast at_least = BUS__AT_LEAST__INIT;
	static const struct id none;

	envelope.kind = (Bus__Kind)e->kind;
	if (!id_equal(&e->call_id, &none))
		envelope.call_id = binary(id_bytes(&e->call_id));
	envelope.route = e->route;
	envelope.service = c_text(e->service, texts[0]);
	envelope.method = c_text(e->method, texts[1]);
	if (e->has_key)
		envelope.idempotency_key = binary(id_bytes(&e->key));
	envelope.timeout_ms = e->timeout_ms;
	if (e->actor.len)
		envelope.actor = bus__actor__unpack(NULL, e->actor.len, e->actor.data);
	envelope.assert_principal = c_text(e->assert_principal, texts[2]);
	envelope.traceparent = c_text(e->traceparent, texts[3]);
	if (e->status.len)
		envelope.status = bus__status__unpack(NULL, e->status.len, e->status.data);
	position.epoch = e->position.epoch;
	position.sequence = e->position.sequence;
	position.hash = binary(e->position.hash);
	envelope.position = e->has_position ? &position : NULL;
	at_least.service = c_text(e->at_least_service, texts[4]);
	at_least.sequence = e->at_least_sequence;
	at_least.epoch = e->at_least_epoch;
	envelope.at_least = e->at_least_service.len ? &at_least : NULL;
	envelope.replayed = e->replayed;
	envelope.body = binary(e->body);
	frame.n_envelopes = 1;
	frame.envelopes = envelopes;
	out->len += bus__frame__pack(&frame, buf_reserve(out, bus__frame__get_packed_size(&frame)));
	if (envelope.actor)
		bus__actor__free_unpacked(envelope.actor, NULL);
	if (envelope.status)
		bus__status__free_unpacked(envelope.status, NULL);
}

static void writes_and_reads_what_protobuf_does(void **state)
{
	struct buf ours = {0}, theirs = {0};
	struct specimen specimen;
	struct envelope read;

	(void)state;
	seed = 42;
	for (unsigned i = 0; i < ROUNDS; i++) {
		buf_clear(&ours);
		buf_clear(&theirs);
		fill(&specimen);
		envelope_write(&specimen.envelope, &ours);
		pack_with_protobuf(&specimen.envelope, &theirs);
		assert_same_bytes(buf_bytes(&ours), buf_bytes(&theirs));
		assert_true(ours.len <= envelope_size_max(&specimen.envelope));
		read = read_only_one(buf_bytes(&theirs));
		assert_same(&read, &specimen.envelope);
	}
	buf_free(&ours);
	buf_free(&theirs);
}

static void limits_are_written_and_read(void **state)
{
	static uint8_t body[FRAME_HARD_BYTES], name[METHOD_PATH_MAX];
	struct buf out = {0};
	struct envelope envelope = {
		.kind = KIND_REPLY,
		.call_id.bytes = {1},
		.service = bytes_of(name, SERVICE_NAME_MAX),
		.method = bytes_of(name, METHOD_PATH_MAX),
		.assert_principal = bytes_of(name, PRINCIPAL_ID_MAX),
		.traceparent = bytes_of(name, TRACEPARENT_MAX),
		.at_least_service = bytes_of(name, SERVICE_NAME_MAX),
		.at_least_sequence = UINT64_MAX,
		.at_least_epoch = UINT32_MAX,
		.has_key = true,
		.timeout_ms = UINT32_MAX,
		.route = UINT64_MAX,
		.has_position = true,
		.position = {.epoch = UINT32_MAX, .sequence = UINT64_MAX, .hash = bytes_of(body, HASH_SIZE)},
		.replayed = true,
		.body = bytes_of(body, sizeof body),
	};
	struct envelope read;

	(void)state;
	memset(name, '~', sizeof name);
	envelope_write(&envelope, &out);
	assert_true(out.len <= envelope_size_max(&envelope));
	read = read_only_one(buf_bytes(&out));
	assert_same(&read, &envelope);
	buf_free(&out);
}

/* Cut anywhere but between two envelopes, a frame is malformed; cut there, it is shorter. */
static void truncation_is_seen_at_every_byte(void **state)
{
	struct buf frame = {0};
	struct specimen specimen;
	size_t ends[4] = {0};

	(void)state;
	seed = 7;
	for (unsigned i = 1; i < 4; i++) {
		fill(&specimen);
		envelope_write(&specimen.envelope, &frame);
		ends[i] = frame.len;
	}
	for (size_t len = 0; len <= frame.len; len++) {
		uint8_t *copy = malloc(
			len ? len : 1); /* exactly as long, so that the sanitizer sees a step too far */
		struct reader reader;
		struct envelope envelope;
		unsigned count = 0;
		bool at_end = false;

		memcpy(copy, frame.data, len);
		reader = reader_of(bytes_of(copy, len));
		while (envelope_read(&reader, &envelope))
			count++;
		for (unsigned i = 0; i < 4; i++)
			at_end |= len == ends[i];
		assert_int_equal(reader.failed, !at_end);
		assert_true(count < 4 && ends[count] <= len);
		free(copy);
	}
	buf_free(&frame);
}

/* Whatever arrives, nothing is read outside of it, and what was accepted is within the limits. */
static void assert_within_limits(const struct envelope *e)
{
	assert_in_range(e->kind, KIND_HELLO, KIND_REPLY);
	assert_true(e->service.len <= SERVICE_NAME_MAX && e->method.len <= METHOD_PATH_MAX);
	assert_true(e->assert_principal.len <= PRINCIPAL_ID_MAX && e->traceparent.len <= TRACEPARENT_MAX);
	assert_true(e->at_least_service.len <= SERVICE_NAME_MAX);
	assert_true(e->position.hash.len == 0 || e->position.hash.len == HASH_SIZE);
}

static void mutate(uint8_t *data, size_t len)
{
	for (uint64_t n = 1 + chance(4); n > 0; n--) {
		size_t at = chance(len);

		if (chance(2))
			data[at] ^= (uint8_t)(1u << chance(8));
		else
			data[at] = (uint8_t)chance(256);
	}
}

static void mutations_do_no_harm(void **state)
{
	struct buf frame = {0}, again = {0};
	struct specimen specimen;
	unsigned accepted_count = 0;

	(void)state;
	seed = 4711;
	for (unsigned i = 0; i < MUTATIONS; i++) {
		struct envelope envelope, back;
		struct reader reader;
		uint8_t *copy;

		if (i % 16 == 0) {
			buf_clear(&frame);
			fill(&specimen);
			specimen.envelope.body.len %= 64;
			envelope_write(&specimen.envelope, &frame);
		}
		copy = malloc(frame.len);
		memcpy(copy, frame.data, frame.len);
		mutate(copy, frame.len);
		reader = reader_of(bytes_of(copy, frame.len));
		while (envelope_read(&reader, &envelope)) {
			accepted_count++;
			assert_within_limits(&envelope);
			buf_clear(&again);
			envelope_write(&envelope, &again);
			back = read_only_one(buf_bytes(&again));
			assert_same(&back, &envelope);
		}
		free(copy);
	}
	assert_in_range(accepted_count, MUTATIONS / 100, MUTATIONS - MUTATIONS / 100);
	buf_free(&frame);
	buf_free(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads_what_protobuf_does),
		cmocka_unit_test(limits_are_written_and_read),
		cmocka_unit_test(truncation_is_seen_at_every_byte),
		cmocka_unit_test(mutations_do_no_harm),
	};

	return cmocka_run_group_tests_name("bus/envelope", tests, NULL, NULL);
}
