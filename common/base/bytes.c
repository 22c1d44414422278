#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"

enum { BUF_FIRST = 256, VARINT_MAX = 10 };

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

void buf_byte(struct buf *buf, uint8_t byte)
{
	*buf_reserve(buf, 1) = byte;
	buf->len++;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	require(len >= 0);
	buf_reserve(buf, (size_t)len + 1);
	vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, format, again);
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

static uint64_t reader_be(struct reader *reader, size_t size)
{
	struct bytes taken = reader_take(reader, size);
	uint64_t value = 0;

	for (size_t i = 0; i < taken.len; i++)
		value = value << 8 | taken.data[i];
	return value;
}

uint8_t reader_u8(struct reader *reader)
{
	return (uint8_t)reader_be(reader, 1);
}

uint32_t reader_be32(struct reader *reader)
{
	return (uint32_t)reader_be(reader, 4);
}

uint64_t reader_be64(struct reader *reader)
{
	return reader_be(reader, 8);
}

uint64_t reader_le64(struct reader *reader)
{
	return __builtin_bswap64(reader_be64(reader));
}

uint64_t reader_varint(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < VARINT_MAX; i++) {
		uint8_t byte = reader_u8(reader);

		if (reader->failed)
			return 0;
		if (i == VARINT_MAX - 1 && byte > 1)
			break; /* a continuation, or bits past the 64th */
		value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80)
			return value;
	}
	reader_fail(reader);
	return 0;
}

static size_t put_be(uint8_t *out, uint64_t value, size_t size)
{
	for (size_t i = size; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
	return size;
}

size_t put_be32(uint8_t *out, uint32_t value)
{
	return put_be(out, value, 4);
}

size_t put_be64(uint8_t *out, uint64_t value)
{
	return put_be(out, value, 8);
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
	struct reader reader = reader_of(bytes_of(in, 8));

	return reader_be64(&reader);
}
