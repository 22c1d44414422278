/* Slices of memory, a growing buffer, and a reader that checks every step once, at the end. */
#ifndef PVD_BASE_BYTES_H
#define PVD_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A slice; owns nothing. */
struct bytes {
	const uint8_t *data;
	size_t len;
};

static inline struct bytes bytes_of(const void *data, size_t len)
{
	return (struct bytes){.data = data, .len = len};
}

static inline struct bytes bytes_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Memory order, the shorter first where one begins with the other: LMDB's order of keys. */
int bytes_compare(struct bytes a, struct bytes b);

/* A buffer that grows by doubling and aborts when memory ends; what may enter it is bounded by its
 * owner. Zero-initialised is empty; buf_free gives the memory back. */
struct buf {
	uint8_t *data;
	size_t len;
	size_t size;
};

/* Makes room for `extra` bytes and returns where they go; the caller adds to `len` what it wrote. */
uint8_t *buf_reserve(struct buf *buf, size_t extra);
void buf_append(struct buf *buf, const void *data, size_t len);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_free(struct buf *buf);

static inline void buf_byte(struct buf *buf, uint8_t byte)
{
	if (buf->len == buf->size)
		buf_reserve(buf, 1);
	buf->data[buf->len++] = byte;
}

static inline void buf_clear(struct buf *buf)
{
	buf->len = 0;
}

static inline struct bytes buf_bytes(const struct buf *buf)
{
	return bytes_of(buf->data, buf->len);
}

/* Reads a slice from its front. The first read past the end, or of a malformed number, sets `failed`;
 * from then on every read gives zero. Check `failed` once. */
struct reader {
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
};

struct reader reader_of(struct bytes bytes);

static inline bool reader_done(const struct reader *reader)
{
	return reader->at == reader->end || reader->failed;
}

uint8_t reader_u8(struct reader *reader);
uint32_t reader_be32(struct reader *reader);
uint64_t reader_be64(struct reader *reader);
uint64_t reader_le64(struct reader *reader);
/* A base-128 varint as protobuf writes it, at most ten bytes. */
uint64_t reader_varint(struct reader *reader);
/* The next `len` bytes, in place. */
struct bytes reader_take(struct reader *reader, uint64_t len);

/* Big-endian and varint writers; the first three return the number of bytes written. */
size_t put_be32(uint8_t *out, uint32_t value);
size_t put_be64(uint8_t *out, uint64_t value);
size_t put_varint(uint8_t *out, uint64_t value); /* at most ten bytes */
uint64_t get_be64(const uint8_t *in);

#endif
