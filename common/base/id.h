/* 16-byte ids that sort by time: a ULID, or a UUIDv7 (RFC 9562), which agree on the first six bytes:
 * milliseconds since 1970, big-endian. Idempotency keys must be such ids; other ids derive from them. */
#ifndef PVD_BASE_ID_H
#define PVD_BASE_ID_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/time.h"

enum { ID_SIZE = 16, ID_RANDOM_SIZE = 10, ID_TEXT_SIZE = 27 };

struct id {
	uint8_t bytes[ID_SIZE];
};

/* A new one, from the clock given and the system's randomness; ids of one process grow strictly, even where
 * the clock goes back. For one thread, that of the loop. */
struct id id_new(struct instant now);

/* The id that follows `last`: the time and `random`; where that time is not later than the last one's, the
 * last id plus one. */
struct id id_after(const struct id *last, struct instant now, const uint8_t random[ID_RANDOM_SIZE]);

/* The one derived from a key and a number: the same always. Keeps the key's time, so it sorts with it. */
struct id id_derive(const struct id *key, const char *purpose, unsigned number);

/* Crockford base 32, 26 characters, as a ULID is written. */
void id_text(const struct id *id, char out[ID_TEXT_SIZE]);
/* From 26 characters of base 32 (case ignored) or 36 of a UUID; false if it is neither. */
bool id_parse(const char *text, struct id *ret);
/* When it was made, by its first six bytes. */
struct instant id_instant(const struct id *id);

static inline struct bytes id_bytes(const struct id *id)
{
	return bytes_of(id->bytes, ID_SIZE);
}

static inline bool id_equal(const struct id *a, const struct id *b)
{
	return memcmp(a->bytes, b->bytes, ID_SIZE) == 0;
}

bool id_from_bytes(struct bytes bytes, struct id *ret); /* false unless 16 bytes */

#endif
