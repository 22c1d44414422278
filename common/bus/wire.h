/* The Protocol Buffers encoding itself, for the codecs written by hand in this folder. Inline: they run for
 * every field of every message. */
#ifndef PVD_BUS_WIRE_H
#define PVD_BUS_WIRE_H

#include <stdbool.h>

#include "base/bytes.h"

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_LENGTH = 2, WIRE_FIXED32 = 5 };

enum { WIRE_VARINT_MAX = 10 };

static inline uint8_t *wire_varint(uint8_t *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*out++ = (uint8_t)(value | 0x80);
	*out++ = (uint8_t)value;
	return out;
}

/* Fields up to 15 have tags of one byte: all of ours. */
static inline uint8_t *wire_tag(uint8_t *out, unsigned field, enum wire_type type)
{
	*out++ = (uint8_t)(field << 3 | type);
	return out;
}

static inline uint8_t *wire_number(uint8_t *out, unsigned field, uint64_t value)
{
	return wire_varint(wire_tag(out, field, WIRE_VARINT), value);
}

static inline uint8_t *wire_bytes(uint8_t *out, unsigned field, struct bytes value)
{
	out = wire_varint(wire_tag(out, field, WIRE_LENGTH), value.len);
	if (value.len)
		memcpy(out, value.data, value.len);
	return out + value.len;
}

/* One or two bytes are the rule: tags, and lengths below 16 KiB. */
static inline uint64_t wire_read_varint(struct reader *reader)
{
	const uint8_t *at = reader->at;

	if (at < reader->end && at[0] < 0x80) {
		reader->at++;
		return at[0];
	}
	if (reader->end - at >= 2 && at[1] < 0x80) {
		reader->at += 2;
		return (at[0] & 0x7f) | (uint64_t)at[1] << 7;
	}
	return reader_varint(reader);
}

static inline struct bytes wire_read_bytes(struct reader *reader)
{
	uint64_t len = wire_read_varint(reader);
	struct bytes value = bytes_of(reader->at, (size_t)len);

	if (len > (uint64_t)(reader->end - reader->at))
		return reader_take(reader, len); /* which fails */
	reader->at += len;
	return value;
}

/* Some high bit is set where one of these eight bytes is outside '!' to '~': it is above 0x7f itself, falls
 * below zero less '!', or reaches 0x80 plus one. A carry into the next byte only follows a bad one. */
static inline uint64_t wire_bad_bytes(const uint8_t *text)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return (word | (word - '!' * ones) | (word + ones)) & 0x80 * ones;
}

/* Names of the contract are printable ASCII without space. */
static inline bool wire_is_name(struct bytes text, size_t max)
{
	uint64_t bad = 0;
	size_t at = 0;

	if (text.len > max)
		return false;
	for (; at + 8 <= text.len; at += 8)
		bad |= wire_bad_bytes(text.data + at);
	if (at > 0 && at < text.len)
		return !(bad | wire_bad_bytes(text.data + text.len - 8));
	for (; at < text.len; at++)
		bad |= (uint8_t)(text.data[at] - '!') > '~' - '!';
	return !bad;
}

/* Nothing of it is to be believed any more. */
static inline void wire_fail(struct reader *reader)
{
	reader->failed = true;
	reader->at = reader->end;
}

struct wire_field {
	uint32_t number;
	uint8_t type; /* as received: may be none of enum wire_type */
};

static inline struct wire_field wire_read_tag(struct reader *reader)
{
	uint64_t tag = wire_read_varint(reader);

	if (tag >> 3 == 0 || tag > UINT32_MAX)
		wire_fail(reader);
	return (struct wire_field){.number = (uint32_t)tag >> 3, .type = tag & 7};
}

/* Passes over the value of a field that nobody here knows. */
static inline void wire_skip(struct reader *reader, struct wire_field field)
{
	if (field.type == WIRE_VARINT)
		wire_read_varint(reader);
	else if (field.type == WIRE_FIXED64)
		reader_take(reader, 8);
	else if (field.type == WIRE_LENGTH)
		wire_read_bytes(reader);
	else if (field.type == WIRE_FIXED32)
		reader_take(reader, 4);
	else
		wire_fail(reader); /* groups, and types that do not exist */
}

#endif
