#include "bus/envelope.h"

#include "base/require.h"
#include "bus/wire.h"
#include "fields.h"

bool kind_is_call(enum kind kind)
{
	return kind == KIND_QUERY || kind == KIND_COMMAND || kind == KIND_FETCH;
}

static bool kind_has_call_id(enum kind kind)
{
	return kind_is_call(kind) || kind == KIND_REPLY;
}

/* ---- Writing */

enum {
	POSITION_WRITTEN_MAX = 6 + 11 + 2 + HASH_SIZE,
	AT_LEAST_WRITTEN_MAX = 2 + SERVICE_NAME_MAX + 11 + 6,
	HEADER_WRITTEN_MAX =
		1 + 5, /* the element's tag and length: FRAME_HARD_BYTES needs four bytes at most */
	/* Everything but actor, status and body, each text at its longest. */
	FIXED_WRITTEN_MAX = HEADER_WRITTEN_MAX + 2 + (2 + ID_SIZE) + 9 + (2 + SERVICE_NAME_MAX) +
			    (3 + METHOD_PATH_MAX) + (2 + ID_SIZE) + 6 + (2 + PRINCIPAL_ID_MAX) +
			    (2 + TRACEPARENT_MAX) + (2 + POSITION_WRITTEN_MAX) + (2 + AT_LEAST_WRITTEN_MAX) +
			    2 + 3 * (1 + WIRE_VARINT_MAX),
};
_Static_assert(POSITION_WRITTEN_MAX < 0x80 && AT_LEAST_WRITTEN_MAX < 0x80,
	       "their lengths are written as one byte");

static const struct id NO_ID;

static uint8_t *put_text(uint8_t *out, unsigned field, struct bytes text, size_t max)
{
	require(text.len <= max);
	return text.len ? wire_bytes(out, field, text) : out;
}

static uint8_t *put_number(uint8_t *out, unsigned field, uint64_t value)
{
	return value ? wire_number(out, field, value) : out;
}

static uint8_t *put_slice(uint8_t *out, unsigned field, struct bytes value)
{
	return value.len ? wire_bytes(out, field, value) : out;
}

static uint8_t *put_route(uint8_t *out, uint64_t route)
{
	if (!route)
		return out;
	out = wire_tag(out, FIELD_ENVELOPE_ROUTE, WIRE_FIXED64);
	for (unsigned i = 0; i < 8; i++)
		*out++ = (uint8_t)(route >> (8 * i));
	return out;
}

static uint8_t *put_position(uint8_t *out, const struct position *position)
{
	uint8_t *length;

	require(position->hash.len == 0 || position->hash.len == HASH_SIZE);
	length = wire_tag(out, FIELD_ENVELOPE_POSITION, WIRE_LENGTH);
	out = put_number(length + 1, FIELD_POSITION_EPOCH, position->epoch);
	out = put_number(out, FIELD_POSITION_SEQUENCE, position->sequence);
	out = put_slice(out, FIELD_POSITION_HASH, position->hash);
	*length = (uint8_t)(out - length - 1);
	return out;
}

static uint8_t *put_at_least(uint8_t *out, const struct envelope *envelope)
{
	uint8_t *length;

	if (!envelope->at_least_service.len)
		return out;
	length = wire_tag(out, FIELD_ENVELOPE_AT_LEAST, WIRE_LENGTH);
	out = put_text(length + 1, FIELD_AT_LEAST_SERVICE, envelope->at_least_service, SERVICE_NAME_MAX);
	out = put_number(out, FIELD_AT_LEAST_SEQUENCE, envelope->at_least_sequence);
	out = put_number(out, FIELD_AT_LEAST_EPOCH, envelope->at_least_epoch);
	*length = (uint8_t)(out - length - 1);
	return out;
}

/* Every field but the body, in the order of their numbers. */
static uint8_t *put_fields(uint8_t *out, const struct envelope *envelope)
{
	out = wire_number(out, FIELD_ENVELOPE_KIND, envelope->kind);
	if (!id_equal(&envelope->call_id, &NO_ID))
		out = wire_bytes(out, FIELD_ENVELOPE_CALL_ID, id_bytes(&envelope->call_id));
	out = put_route(out, envelope->route);
	out = put_text(out, FIELD_ENVELOPE_SERVICE, envelope->service, SERVICE_NAME_MAX);
	out = put_text(out, FIELD_ENVELOPE_METHOD, envelope->method, METHOD_PATH_MAX);
	if (envelope->has_key)
		out = wire_bytes(out, FIELD_ENVELOPE_IDEMPOTENCY_KEY, id_bytes(&envelope->key));
	out = put_number(out, FIELD_ENVELOPE_TIMEOUT_MS, envelope->timeout_ms);
	out = put_slice(out, FIELD_ENVELOPE_ACTOR, envelope->actor);
	out = put_text(out, FIELD_ENVELOPE_ASSERT_PRINCIPAL, envelope->assert_principal, PRINCIPAL_ID_MAX);
	out = put_text(out, FIELD_ENVELOPE_TRACEPARENT, envelope->traceparent, TRACEPARENT_MAX);
	out = put_slice(out, FIELD_ENVELOPE_STATUS, envelope->status);
	if (envelope->has_position)
		out = put_position(out, &envelope->position);
	out = put_at_least(out, envelope);
	return put_number(out, FIELD_ENVELOPE_REPLAYED, envelope->replayed);
}

size_t envelope_size_max(const struct envelope *envelope)
{
	return FIXED_WRITTEN_MAX + envelope->actor.len + envelope->status.len + envelope->body.len;
}

/* The length stands before what it counts: the fields are written behind room for the longest header, then
 * moved up against the real one. The body, which may be long, is written once, where it stays. */
void envelope_write(const struct envelope *envelope, struct buf *out)
{
	uint8_t *start = buf_reserve(out, envelope_size_max(envelope));
	uint8_t *fields = start + HEADER_WRITTEN_MAX;
	uint8_t header[1 + WIRE_VARINT_MAX];
	size_t body = 0, fields_len, header_len;
	uint8_t *end;

	require(!kind_has_call_id(envelope->kind) || !id_equal(&envelope->call_id, &NO_ID));
	end = put_fields(fields, envelope);
	fields_len = (size_t)(end - fields);
	if (envelope->body.len)
		body = (size_t)(wire_varint(header, envelope->body.len) - header) + 1 + envelope->body.len;
	header_len = (size_t)(wire_varint(wire_tag(header, FIELD_FRAME_ENVELOPES, WIRE_LENGTH),
					  fields_len + body) -
			      header);
	require(header_len <= HEADER_WRITTEN_MAX);
	memcpy(start, header, header_len);
	memmove(start + header_len, fields, fields_len);
	end = put_slice(start + header_len + fields_len, FIELD_ENVELOPE_BODY, envelope->body);
	out->len += (size_t)(end - start);
}

/* ---- Reading */

/* One bit per field: none of ours may come twice. */
static bool seen_before(uint32_t *seen, uint32_t number)
{
	uint32_t bit = 1u << number;
	bool before = *seen & bit;

	*seen |= bit;
	return before;
}

static uint64_t read_number(struct reader *reader, uint64_t max)
{
	uint64_t value = wire_read_varint(reader);

	if (value > max)
		wire_fail(reader);
	return value;
}

static struct bytes read_name(struct reader *reader, size_t max)
{
	struct bytes text = wire_read_bytes(reader);

	if (!wire_is_name(text, max))
		wire_fail(reader);
	return text;
}

static struct id read_id(struct reader *reader)
{
	struct bytes bytes = wire_read_bytes(reader);
	struct id id = NO_ID;

	if (bytes.len != ID_SIZE)
		wire_fail(reader);
	else
		memcpy(id.bytes, bytes.data, ID_SIZE);
	return id;
}

static bool known(struct reader *reader, uint32_t *seen, struct wire_field field, uint32_t last,
		  const uint8_t *types)
{
	if (field.number > last || reader->failed)
		return false;
	if (field.type != types[field.number] || seen_before(seen, field.number))
		wire_fail(reader);
	return !reader->failed;
}

static void read_position(struct reader *outer, struct position *ret)
{
	static const uint8_t types[] = {0, WIRE_VARINT, WIRE_VARINT, WIRE_LENGTH};
	struct reader reader = reader_of(wire_read_bytes(outer));
	uint32_t seen = 0;

	while (!reader_done(&reader)) {
		struct wire_field field = wire_read_tag(&reader);

		if (!known(&reader, &seen, field, FIELD_POSITION_HASH, types))
			wire_skip(&reader, field);
		else if (field.number == FIELD_POSITION_EPOCH)
			ret->epoch = (uint32_t)read_number(&reader, UINT32_MAX);
		else if (field.number == FIELD_POSITION_SEQUENCE)
			ret->sequence = wire_read_varint(&reader);
		else
			ret->hash = wire_read_bytes(&reader);
	}
	if (reader.failed || (ret->hash.len != 0 && ret->hash.len != HASH_SIZE))
		wire_fail(outer);
}

static void read_at_least(struct reader *outer, struct envelope *ret)
{
	static const uint8_t types[] = {0, WIRE_LENGTH, WIRE_VARINT, WIRE_VARINT};
	struct reader reader = reader_of(wire_read_bytes(outer));
	uint32_t seen = 0;

	while (!reader_done(&reader)) {
		struct wire_field field = wire_read_tag(&reader);

		if (!known(&reader, &seen, field, FIELD_AT_LEAST_EPOCH, types))
			wire_skip(&reader, field);
		else if (field.number == FIELD_AT_LEAST_SERVICE)
			ret->at_least_service = read_name(&reader, SERVICE_NAME_MAX);
		else if (field.number == FIELD_AT_LEAST_EPOCH)
			ret->at_least_epoch = (uint32_t)read_number(&reader, UINT32_MAX);
		else
			ret->at_least_sequence = wire_read_varint(&reader);
	}
	if (reader.failed || ret->at_least_service.len == 0)
		wire_fail(outer);
}

static const uint8_t ENVELOPE_TYPES[FIELD_ENVELOPE_BODY + 1] = {
	[FIELD_ENVELOPE_KIND] = WIRE_VARINT,
	[FIELD_ENVELOPE_CALL_ID] = WIRE_LENGTH,
	[FIELD_ENVELOPE_ROUTE] = WIRE_FIXED64,
	[FIELD_ENVELOPE_SERVICE] = WIRE_LENGTH,
	[FIELD_ENVELOPE_METHOD] = WIRE_LENGTH,
	[FIELD_ENVELOPE_IDEMPOTENCY_KEY] = WIRE_LENGTH,
	[FIELD_ENVELOPE_TIMEOUT_MS] = WIRE_VARINT,
	[FIELD_ENVELOPE_ACTOR] = WIRE_LENGTH,
	[FIELD_ENVELOPE_ASSERT_PRINCIPAL] = WIRE_LENGTH,
	[FIELD_ENVELOPE_TRACEPARENT] = WIRE_LENGTH,
	[FIELD_ENVELOPE_STATUS] = WIRE_LENGTH,
	[FIELD_ENVELOPE_POSITION] = WIRE_LENGTH,
	[FIELD_ENVELOPE_AT_LEAST] = WIRE_LENGTH,
	[FIELD_ENVELOPE_REPLAYED] = WIRE_VARINT,
	[FIELD_ENVELOPE_BODY] = WIRE_LENGTH,
};

static void read_field(struct reader *reader, uint32_t number, struct envelope *ret)
{
	switch (number) {
	case FIELD_ENVELOPE_KIND:
		ret->kind = (enum kind)read_number(reader, KIND_REPLY);
		break;
	case FIELD_ENVELOPE_CALL_ID:
		ret->call_id = read_id(reader);
		break;
	case FIELD_ENVELOPE_ROUTE:
		ret->route = reader_le64(reader);
		break;
	case FIELD_ENVELOPE_SERVICE:
		ret->service = read_name(reader, SERVICE_NAME_MAX);
		break;
	case FIELD_ENVELOPE_METHOD:
		ret->method = read_name(reader, METHOD_PATH_MAX);
		break;
	case FIELD_ENVELOPE_IDEMPOTENCY_KEY:
		ret->has_key = true;
		ret->key = read_id(reader);
		break;
	case FIELD_ENVELOPE_TIMEOUT_MS:
		ret->timeout_ms = (uint32_t)read_number(reader, UINT32_MAX);
		break;
	case FIELD_ENVELOPE_ACTOR:
		ret->actor = wire_read_bytes(reader);
		break;
	case FIELD_ENVELOPE_ASSERT_PRINCIPAL:
		ret->assert_principal = read_name(reader, PRINCIPAL_ID_MAX);
		break;
	case FIELD_ENVELOPE_TRACEPARENT:
		ret->traceparent = read_name(reader, TRACEPARENT_MAX);
		break;
	case FIELD_ENVELOPE_STATUS:
		ret->status = wire_read_bytes(reader);
		break;
	case FIELD_ENVELOPE_POSITION:
		ret->has_position = true;
		read_position(reader, &ret->position);
		break;
	case FIELD_ENVELOPE_AT_LEAST:
		read_at_least(reader, ret);
		break;
	case FIELD_ENVELOPE_REPLAYED:
		ret->replayed = read_number(reader, true);
		break;
	case FIELD_ENVELOPE_BODY:
		ret->body = wire_read_bytes(reader);
		break;
	}
}

static bool read_fields(struct bytes bytes, struct envelope *ret)
{
	struct reader reader = reader_of(bytes);
	uint32_t seen = 0;

	*ret = (struct envelope){0};
	while (!reader_done(&reader)) {
		struct wire_field field = wire_read_tag(&reader);

		if (known(&reader, &seen, field, FIELD_ENVELOPE_BODY, ENVELOPE_TYPES))
			read_field(&reader, field.number, ret);
		else
			wire_skip(&reader, field);
	}
	return !reader.failed && ret->kind != 0 &&
	       (!kind_has_call_id(ret->kind) || !id_equal(&ret->call_id, &NO_ID));
}

bool envelope_read(struct reader *frame, struct envelope *ret)
{
	while (!reader_done(frame)) {
		struct wire_field field = wire_read_tag(frame);

		if (frame->failed)
			return false;
		if (field.number != FIELD_FRAME_ENVELOPES) {
			wire_skip(frame, field);
			continue;
		}
		if (field.type == WIRE_LENGTH && read_fields(wire_read_bytes(frame), ret) && !frame->failed)
			return true;
		wire_fail(frame);
	}
	return false;
}

/* ---- Batches */

void batch_flush(struct batch *batch)
{
	if (batch->count == 0)
		return;
	batch->send(batch->ctx, buf_bytes(&batch->bytes));
	batch_clear(batch);
}

void batch_add(struct batch *batch, const struct envelope *envelope)
{
	if (batch->count == FRAME_ENVELOPES_MAX ||
	    (batch->count && batch->bytes.len + envelope_size_max(envelope) > FRAME_SOFT_BYTES))
		batch_flush(batch);
	envelope_write(envelope, &batch->bytes);
	batch->count++;
}

void batch_clear(struct batch *batch)
{
	buf_clear(&batch->bytes);
	batch->count = 0;
}

void batch_free(struct batch *batch)
{
	buf_free(&batch->bytes);
	batch->count = 0;
}
