#include "base/bytes.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"

enum { BUF_FIRST = 256, PRINTED_MOSTLY = 32, VARINT_MAX = 10 };

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.data, b.data, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

uint8_t *buf_reserve(struct buf *buf, size_t extra)
{
	size_t size = buf->size ? buf->size : BUF_FIRST;

	require(extra <= SIZE_MAX / 2 - buf->len);
	while (size < buf->len + extra)
		size *= 2;
	if (size > buf->size) {
		buf->data = xrealloc(buf->data, size);
		buf->size = size;
	}
	return buf->data + buf->len;
}

void buf_append(struct buf *buf, const void *data, size_t len)
{
	if (len == 0)
		return;
	memcpy(buf_reserve(buf, len), data, len);
	buf->len += len;
}

/* Into the room there is; once more where that is too little. */
void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	buf_reserve(buf, PRINTED_MOSTLY);
	len = vsnprintf((char *)buf->data + buf->len, buf->size - buf->len, format, args);
	require(len >= 0);
	if ((size_t)len >= buf->size - buf->len) {
		buf_reserve(buf, (size_t)len + 1);
		vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, format, again);
	}
	buf->len += (size_t)len;
	va_end(again);
	va_end(args);
}

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

struct reader reader_of(struct bytes bytes)
{
	static const uint8_t nothing[1];

	if (bytes.len == 0)
		return (struct reader){.at = nothing, .end = nothing};
	return (struct reader){.at = bytes.data, .end = bytes.data + bytes.len};
}

static void reader_fail(struct reader *reader)
{
	reader->failed = true;
	reader->at = reader->end;
}

struct bytes reader_take(struct reader *reader, uint64_t len)
{
	struct bytes taken;

	if (reader->failed || len > (uint64_t)(reader->end - reader->at)) {
		reader_fail(reader);
		return bytes_of(reader->end, 0);
	}
	taken = bytes_of(reader->at, (size_t)len);
	reader->at += len;
	return taken;
}

uint8_t reader_u8(struct reader *reader)
{
	struct bytes taken = reader_take(reader, 1);

	return taken.len ? *taken.data : 0;
}

uint32_t reader_be32(struct reader *reader)
{
	struct bytes taken = reader_take(reader, 4);
	uint32_t value = 0;

	memcpy(&value, taken.data, taken.len);
	return be32toh(value);
}

uint64_t reader_be64(struct reader *reader)
{
	struct bytes taken = reader_take(reader, 8);

	return taken.len ? get_be64(taken.data) : 0;
}

uint64_t reader_le64(struct reader *reader)
{
	return __builtin_bswap64(reader_be64(reader));
}

uint64_t reader_varint(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < VARINT_MAX && reader->at < reader->end; i++) {
		uint8_t byte = *reader->at++;

		if (i == VARINT_MAX - 1 && byte > 1)
			break; /* a continuation, or bits past the 64th */
		value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80)
			return value;
	}
	reader_fail(reader);
	return 0;
}

size_t put_be32(uint8_t *out, uint32_t value)
{
	value = htobe32(value);
	memcpy(out, &value, sizeof value);
	return sizeof value;
}

size_t put_be64(uint8_t *out, uint64_t value)
{
	value = htobe64(value);
	memcpy(out, &value, sizeof value);
	return sizeof value;
}

size_t put_varint(uint8_t *out, uint64_t value)
{
	size_t len = 0;

	for (; value >= 0x80; value >>= 7)
		out[len++] = (uint8_t)(value | 0x80);
	out[len++] = (uint8_t)value;
	return len;
}

uint64_t get_be64(const uint8_t *in)
{
	uint64_t value;

	memcpy(&value, in, sizeof value);
	return be64toh(value);
}
