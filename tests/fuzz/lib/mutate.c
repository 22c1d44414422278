#include "mutate.h"

#include "base/bytes.h"
#include "bus/wire.h"
#include "records.h"

/* libFuzzer's own. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { RECORDS_MAX = 64, FIELDS_MAX = 64, BODY_MAX = 4096, GROWTH = 64, DEPTH_MAX = 6, HEAD_MAX = 4 };

static uint64_t chance;

/* splitmix64 */
static unsigned below(unsigned limit)
{
	uint64_t x = chance += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (unsigned)((x ^ x >> 31) % limit);
}

/* As libFuzzer changes bytes. */
static void put_changed(struct bytes bytes, struct buf *out)
{
	size_t len = bytes.len < BODY_MAX ? bytes.len : BODY_MAX;
	uint8_t *at = buf_reserve(out, len + GROWTH);

	if (len)
		memcpy(at, bytes.data, len);
	out->len += LLVMFuzzerMutate(at, len, len + GROWTH);
}

/* ---- Messages */

struct part {
	struct wire_field field;
	struct bytes whole, value; /* `value`: of a length-delimited one */
};

/* How many fields a message has; 0 where it is none. */
static unsigned parts_of(struct bytes message, struct part parts[FIELDS_MAX])
{
	struct reader reader = reader_of(message);
	unsigned count = 0;

	while (!reader_done(&reader)) {
		struct part *part = &parts[count];
		const uint8_t *start = reader.at;

		if (count++ == FIELDS_MAX)
			return 0;
		part->field = wire_read_tag(&reader);
		if (part->field.type == WIRE_LENGTH)
			part->value = wire_read_bytes(&reader);
		else
			wire_skip(&reader, part->field);
		part->whole = bytes_of(start, (size_t)(reader.at - start));
	}
	return reader.failed ? 0 : count;
}

static void put_message(struct bytes message, unsigned depth, struct buf *out);

static void put_number(const struct part *part, struct buf *out)
{
	static const uint64_t VALUES[] = {0, 1, 2, 7, 77, 2026, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX};

	buf_reserve(out, 20);
	out->len += put_varint(out->data + out->len, (uint64_t)part->field.number << 3 | WIRE_VARINT);
	out->len += put_varint(out->data + out->len,
			       below(4) ? VALUES[below(sizeof VALUES / sizeof *VALUES)] : below(100));
}

static void put_length(const struct part *part, unsigned depth, struct buf *out)
{
	struct buf value = {0};

	put_message(part->value, depth + 1, &value);
	buf_reserve(out, 20);
	out->len += put_varint(out->data + out->len, (uint64_t)part->field.number << 3 | WIRE_LENGTH);
	out->len += put_varint(out->data + out->len, value.len);
	buf_append(out, value.data, value.len);
	buf_free(&value);
}

/* Gone, twice there, or another value. */
static void put_part(const struct part *part, unsigned depth, struct buf *out)
{
	switch (below(8)) {
	case 0:
		return;
	case 1:
		buf_append(out, part->whole.data, part->whole.len);
		buf_append(out, part->whole.data, part->whole.len);
		return;
	default:
		break;
	}
	if (part->field.type == WIRE_LENGTH)
		put_length(part, depth, out);
	else if (part->field.type == WIRE_VARINT)
		put_number(part, out);
	else
		put_changed(part->whole, out);
}

/* One of its fields is changed; where it has none, it is taken for a text. */
static void put_message(struct bytes message, unsigned depth, struct buf *out)
{
	struct part parts[FIELDS_MAX];
	unsigned count = depth < DEPTH_MAX && below(8) ? parts_of(message, parts) : 0, changed;

	if (count == 0) {
		put_changed(message, out);
		return;
	}
	changed = below(count);
	for (unsigned i = 0; i < count; i++) {
		if (i == changed)
			put_part(&parts[i], depth, out);
		else
			buf_append(out, parts[i].whole.data, parts[i].whole.len);
	}
}

/* ---- Records */

static void put_record(const struct record *record, struct buf *out)
{
	size_t len = record->body.len < UINT16_MAX ? record->body.len : UINT16_MAX;

	buf_byte(out, record->what);
	buf_byte(out, (uint8_t)(len >> 8));
	buf_byte(out, (uint8_t)len);
	buf_append(out, record->body.data, len);
}

/* A few bytes may stand before the message. */
static void put_changed_record(const struct record *record, struct buf *out)
{
	size_t head = below(HEAD_MAX);
	struct record changed = *record;
	struct buf body = {0};

	head = head < record->body.len ? head : 0;
	buf_append(&body, record->body.data, head);
	put_message(bytes_of(record->body.data + head, record->body.len - head), 0, &body);
	changed.body = buf_bytes(&body);
	put_record(&changed, out);
	buf_free(&body);
}

static void put_records(const struct record *records, unsigned count, struct buf *out)
{
	unsigned chosen = below(count), what = below(8);

	for (unsigned i = 0; i < count; i++) {
		struct record record = records[i];

		if (i != chosen) {
			put_record(&record, out);
			continue;
		}
		switch (what) {
		case 0: /* gone */
			continue;
		case 1: /* another one besides */
			put_record(&record, out);
			put_record(&records[below(count)], out);
			continue;
		case 2:
			record.what = (uint8_t)(below(2) ? below(256) : record.what ^ 1u << below(8));
			put_record(&record, out);
			continue;
		default:
			put_changed_record(&record, out);
			continue;
		}
	}
}

size_t mutate_records(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	struct bytes rest = bytes_of(data, size);
	struct record records[RECORDS_MAX];
	struct buf out = {0};
	unsigned count = 0;

	chance = seed;
	while (count < RECORDS_MAX && record_next(&rest, &records[count]))
		count++;
	if (count == 0 || below(4) == 0)
		return LLVMFuzzerMutate(data, size, max);
	put_records(records, count, &out);
	size = out.len < max ? out.len : max;
	if (size)
		memcpy(data, out.data, size);
	buf_free(&out);
	return size;
}
