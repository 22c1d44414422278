#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/envelope.h"
#include "pvd/bus/v1/envelope.pb-c.h"

enum { ROUNDS = 5000, MUTATIONS = 100000, TEXT_MAX = 200 };

/* xorshift64*: the same envelopes at each run. */
static uint64_t seed;

static uint64_t chance(uint64_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (seed * 0x2545f4914f6cdd1d >> 16) % below;
}

/* ---- Random envelopes, and the memory they point into */

struct specimen {
	struct envelope envelope;
	uint8_t memory[8192];
	size_t used;
};

static struct bytes some_bytes(struct specimen *specimen, size_t len)
{
	uint8_t *at = specimen->memory + specimen->used;

	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)chance(256);
	specimen->used += len;
	return bytes_of(at, len);
}

static struct bytes some_name(struct specimen *specimen, size_t max)
{
	struct bytes name = some_bytes(specimen, chance(2) ? chance(max + 1) : 0);

	for (size_t i = 0; i < name.len; i++)
		specimen->memory[specimen->used - name.len + i] = (uint8_t)('!' + chance('~' - '!' + 1));
	return name;
}

static uint64_t some_number(unsigned bits)
{
	return chance(2) ? chance(UINT64_MAX) >> (64 - bits) >> chance(bits) : 0;
}

static struct id some_id(void)
{
	struct id id;

	for (unsigned i = 0; i < ID_SIZE; i++)
		id.bytes[i] = (uint8_t)(1 + chance(255));
	return id;
}

static void fill(struct specimen *specimen)
{
	struct envelope *e = &specimen->envelope;

	*specimen = (struct specimen){0};
	e->kind = (enum kind)(KIND_HELLO + chance(KIND_REPLY));
	if (kind_is_call(e->kind) || e->kind == KIND_REPLY || chance(2))
		e->call_id = some_id();
	e->route = some_number(64);
	e->service = some_name(specimen, SERVICE_NAME_MAX);
	e->method = some_name(specimen, METHOD_PATH_MAX);
	e->has_key = chance(2);
	if (e->has_key)
		e->key = some_id();
	e->timeout_ms = (uint32_t)some_number(32);
	if (chance(2)) {
		Bus__Actor actor = BUS__ACTOR__INIT;

		actor.principal = (char *)"someone";
		actor.kind = (Bus__PrincipalKind)chance(5);
		e->actor = bytes_of(specimen->memory + specimen->used,
				    bus__actor__pack(&actor, specimen->memory + specimen->used));
		specimen->used += e->actor.len;
	}
	e->assert_principal = some_name(specimen, PRINCIPAL_ID_MAX);
	e->traceparent = some_name(specimen, TRACEPARENT_MAX);
	if (chance(2)) {
		Bus__Status status = BUS__STATUS__INIT;

		status.code = BUS__CODE__CODE_ABORTED;
		e->status = bytes_of(specimen->memory + specimen->used,
				     bus__status__pack(&status, specimen->memory + specimen->used));
		specimen->used += e->status.len;
	}
	e->has_position = chance(2);
	if (e->has_position) {
		e->position.epoch = (uint32_t)some_number(32);
		e->position.sequence = some_number(64);
		e->position.hash = some_bytes(specimen, chance(2) ? HASH_SIZE : 0);
	}
	e->at_least_service = some_name(specimen, SERVICE_NAME_MAX);
	if (e->at_least_service.len)
		e->at_least_sequence = some_number(64);
	e->replayed = chance(2);
	e->body = some_bytes(specimen, chance(2) ? chance(4000) : 0);
}

static void assert_same_bytes(struct bytes a, struct bytes b)
{
	assert_int_equal(a.len, b.len);
	if (a.len)
		assert_memory_equal(a.data, b.data, a.len);
}

static void assert_same(const struct envelope *a, const struct envelope *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_true(id_equal(&a->call_id, &b->call_id));
	assert_int_equal(a->route, b->route);
	assert_same_bytes(a->service, b->service);
	assert_same_bytes(a->method, b->method);
	assert_int_equal(a->has_key, b->has_key);
	assert_true(id_equal(&a->key, &b->key));
	assert_int_equal(a->timeout_ms, b->timeout_ms);
	assert_same_bytes(a->actor, b->actor);
	assert_same_bytes(a->assert_principal, b->assert_principal);
	assert_same_bytes(a->traceparent, b->traceparent);
	assert_same_bytes(a->status, b->status);
	assert_int_equal(a->has_position, b->has_position);
	assert_int_equal(a->position.epoch, b->position.epoch);
	assert_int_equal(a->position.sequence, b->position.sequence);
	assert_same_bytes(a->position.hash, b->position.hash);
	assert_same_bytes(a->at_least_service, b->at_least_service);
	assert_int_equal(a->at_least_sequence, b->at_least_sequence);
	assert_int_equal(a->replayed, b->replayed);
	assert_same_bytes(a->body, b->body);
}

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

static struct envelope read_only_one(struct bytes frame)
{
	struct reader reader = reader_of(frame);
	struct envelope envelope, none;

	assert_true(envelope_read(&reader, &envelope));
	assert_false(envelope_read(&reader, &none));
	assert_false(reader.failed);
	return envelope;
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

/* ---- What is refused */

/* An envelope of these encoded fields, behind the fields of a sound query. */
static bool accepted_after(const char *sound, size_t sound_len, const char *fields, size_t len)
{
	uint8_t frame[512];
	size_t header;
	struct reader reader;
	struct envelope envelope;

	frame[0] = 0x0a;
	header = 1 + put_varint(frame + 1, sound_len + len);
	memcpy(frame + header, sound, sound_len);
	memcpy(frame + header + sound_len, fields, len);
	reader = reader_of(bytes_of(frame, header + sound_len + len));
	return envelope_read(&reader, &envelope) && !reader.failed;
}

#define QUERY                                                                                                \
	"\x08\x05\x12\x10"                                                                                   \
	"0123456789abcdef"
#define SIXTY		 "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
#define accepted(fields) accepted_after(QUERY, sizeof QUERY - 1, fields, sizeof fields - 1)
#define alone(fields)	 accepted_after("", 0, fields, sizeof fields - 1)

static void the_sound_one_is_accepted(void **state)
{
	(void)state;
	assert_true(accepted(""));
	assert_true(accepted("\x22\x08registry"));
}

static void unknown_fields_are_passed_over(void **state)
{
	(void)state;
	assert_true(accepted("\x80\x01\x07")); /* 16, varint */
	assert_true(accepted("\x81\x01"
			     "12345678")); /* 16, fixed64 */
	assert_true(accepted("\x82\x01\x03"
			     "abc")); /* 16, length */
	assert_true(accepted("\x85\x01"
			     "1234"));			    /* 16, fixed32 */
	assert_true(accepted("\x80\x01\x07\x80\x01\x07"));  /* twice */
	assert_true(accepted("\xf8\xff\xff\xff\x0f\x00"));  /* the largest field number */
	assert_true(accepted("\x62\x02\x20\x01"));	    /* within position */
	assert_true(accepted("\x6a\x05\x0a\x01s\x18\x01")); /* within at_least */
}

static void kinds_outside_the_contract_are_refused(void **state)
{
	(void)state;
	assert_false(alone(""));
	assert_false(alone("\x08\x00\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\x09\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x12\x10"
			   "0123456789abcdef"));
	assert_true(alone("\x08\x03"));
	assert_true(alone("\x08\x03\x12\x10"
			  "0123456789abcdef"));
}

static void calls_and_replies_need_a_call_id(void **state)
{
	(void)state;
	assert_false(alone("\x08\x05"));
	assert_false(alone("\x08\x06"));
	assert_false(alone("\x08\x07"));
	assert_false(alone("\x08\x08"));
	assert_false(alone("\x08\x05\x12\x00"));
	assert_false(alone("\x08\x05\x12\x0f"
			   "0123456789abcde"));
	assert_false(alone("\x08\x05\x12\x11"
			   "0123456789abcdefg"));
	assert_false(alone("\x08\x05\x12\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void wrong_types_are_refused(void **state)
{
	static const uint8_t right[] = {9, 0, 2, 1, 2, 2, 2, 0, 2, 2, 2, 2, 2, 2, 0, 2};

	(void)state;
	for (uint8_t number = 3; number <= 15; number++) {
		for (uint8_t type = 0; type < 8; type++) {
			/* Eight bytes that are a value of each type: varint 0, length 0, then unknown
			 * varints. */
			uint8_t field[9] = {(uint8_t)(number << 3 | type)};
			size_t len = type == 1 ? 9 : type == 5 ? 5 : 2;

			if (type != right[number])
				assert_false(accepted_after(QUERY, sizeof QUERY - 1, (char *)field, len));
		}
	}
	assert_false(alone("\x0a\x01\x05\x12\x10"
			   "0123456789abcdef"));
	assert_false(alone("\x08\x05\x10\x01"));
	assert_false(accepted("\x80\x01"));			/* nothing behind the tag */
	assert_false(accepted("\x83\x01\x84\x01"));		/* groups */
	assert_false(accepted("\x86\x01\x00"));			/* no such type */
	assert_false(accepted("\x00\x00"));			/* field 0 */
	assert_false(accepted("\x80\x80\x80\x80\x80\x01\x00")); /* a tag of more than 32 bits */
}

static void a_field_may_not_come_twice(void **state)
{
	(void)state;
	assert_false(accepted("\x08\x05"));
	assert_false(accepted("\x12\x10"
			      "0123456789abcdef"));
	assert_false(accepted("\x19"
			      "12345678\x19"
			      "12345678"));
	assert_false(accepted("\x22\x01r\x22\x01r"));
	assert_false(accepted("\x2a\x01m\x2a\x01m"));
	assert_false(accepted("\x32\x10"
			      "0123456789abcdef\x32\x10"
			      "0123456789abcdef"));
	assert_false(accepted("\x38\x01\x38\x01"));
	assert_false(accepted("\x42\x01"
			      "a\x42\x01"
			      "a"));
	assert_false(accepted("\x4a\x01p\x4a\x01p"));
	assert_false(accepted("\x52\x01t\x52\x01t"));
	assert_false(accepted("\x5a\x01s\x5a\x01s"));
	assert_false(accepted("\x62\x00\x62\x00"));
	assert_false(accepted("\x6a\x03\x0a\x01s\x6a\x03\x0a\x01s"));
	assert_false(accepted("\x70\x01\x70\x01"));
	assert_false(accepted("\x7a\x01"
			      "b\x7a\x01"
			      "b"));
	assert_false(accepted("\x62\x04\x08\x01\x08\x01"));
	assert_false(accepted("\x6a\x06\x0a\x01s\x0a\x01s"));
}

static void values_out_of_limits_are_refused(void **state)
{
	(void)state;
	assert_false(accepted("\x22\x21"
			      "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_true(accepted("\x22\x20"
			     "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_false(accepted("\x2a\x81\x01" SIXTY SIXTY "~~~~~~~~~"));
	assert_true(accepted("\x2a\x80\x01" SIXTY SIXTY "~~~~~~~~"));
	assert_false(accepted("\x32\x0f"
			      "0123456789abcde"));
	assert_false(accepted("\x32\x00"));
	assert_true(accepted("\x38\xff\xff\xff\xff\x0f"));
	assert_false(accepted("\x38\x80\x80\x80\x80\x10"));
	assert_false(accepted("\x4a\x41" SIXTY "~~~~~"));
	assert_true(accepted("\x4a\x40" SIXTY "~~~~"));
	assert_false(accepted("\x52\x38"
			      "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_true(accepted("\x52\x37"
			     "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
	assert_false(accepted("\x62\x21\x1a\x1f"
			      "0123456789abcdef0123456789abcde"));
	assert_true(accepted("\x62\x22\x1a\x20"
			     "0123456789abcdef0123456789abcdef"));
	assert_false(accepted("\x62\x06\x08\x80\x80\x80\x80\x10"));
	assert_false(accepted("\x6a\x00"));
	assert_false(accepted("\x6a\x02\x10\x01"));
	assert_false(accepted("\x70\x02"));
	assert_false(accepted("\x62\x01\x08"));	    /* position ends within a field */
	assert_false(accepted("\x62\x02\x0a\x00")); /* epoch of a wrong type */
}

static void names_are_printable_ascii(void **state)
{
	(void)state;
	assert_false(accepted("\x22\x03r r"));
	assert_false(accepted("\x22\x03r\0r"));
	assert_false(accepted("\x22\x02\xc3\xa9"));
	assert_false(accepted("\x2a\x02m\n"));
	assert_false(accepted("\x4a\x02p\x7f"));
	assert_false(accepted("\x52\x01\x1f"));
	assert_false(accepted("\x6a\x04\x0a\x02s\t"));
}

static void frames_are_checked_too(void **state)
{
	struct reader reader;
	struct envelope envelope;

	(void)state;
	reader = reader_of(
		bytes_text("\x10\x01\x0a\x02\x08\x03\x12\x01x")); /* unknown fields around one ping */
	assert_true(envelope_read(&reader, &envelope));
	assert_int_equal(envelope.kind, KIND_PING);
	assert_false(envelope_read(&reader, &envelope));
	assert_false(reader.failed);
	reader = reader_of(bytes_of("\x10\x00\x11\x00", 4)); /* no envelope, then half a field */
	assert_false(envelope_read(&reader, &envelope));
	assert_true(reader.failed);
	reader = reader_of(bytes_of("\x08\x03", 2));
	assert_false(envelope_read(&reader, &envelope));
	assert_true(reader.failed); /* envelopes as a number */
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
		uint8_t *copy =
			malloc(len + 1); /* exactly as long, so that the sanitizer sees a step too far */
		struct reader reader;
		struct envelope envelope;
		unsigned count = 0;
		bool at_end = false;

		memcpy(copy, frame.data, len);
		copy = realloc(copy, len ? len : 1);
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

/* ---- Batches */

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
		cmocka_unit_test(writes_and_reads_what_protobuf_does),
		cmocka_unit_test(limits_are_written_and_read),
		cmocka_unit_test(the_sound_one_is_accepted),
		cmocka_unit_test(unknown_fields_are_passed_over),
		cmocka_unit_test(kinds_outside_the_contract_are_refused),
		cmocka_unit_test(calls_and_replies_need_a_call_id),
		cmocka_unit_test(wrong_types_are_refused),
		cmocka_unit_test(a_field_may_not_come_twice),
		cmocka_unit_test(values_out_of_limits_are_refused),
		cmocka_unit_test(names_are_printable_ascii),
		cmocka_unit_test(frames_are_checked_too),
		cmocka_unit_test(truncation_is_seen_at_every_byte),
		cmocka_unit_test(mutations_do_no_harm),
		cmocka_unit_test(batches_keep_to_the_limits),
	};

	return cmocka_run_group_tests_name("bus/envelope", tests, NULL, NULL);
}
