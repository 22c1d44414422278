/* Composite keys, whose memory order is the order of their parts. LMDB takes keys up to 511 bytes; a longer
 * one sets `too_long` and is cut one byte past that, so that it can be neither stored nor found. */
#ifndef PVD_STORE_KEY_H
#define PVD_STORE_KEY_H

#include "base/bytes.h"
#include "base/id.h"

enum { KEY_MAX = 511 };

struct key {
	uint16_t len;
	bool too_long;
	uint8_t data[KEY_MAX + 1];
};

static inline struct bytes key_bytes(const struct key *key)
{
	return bytes_of(key->data, key->len);
}

void key_clear(struct key *key);
void key_text(struct key *key, const char *text); /* the text, then one zero byte: "ab" before "abc" */
void key_raw(struct key *key, struct bytes bytes);
void key_id(struct key *key, const struct id *id);
void key_u32(struct key *key, uint32_t number); /* big-endian */
void key_u64(struct key *key, uint64_t number);

/* Keys of one part, ready to pass on. */
struct key key_of_text(const char *text); /* without the zero byte */
struct key key_of_u64(uint64_t number);

/* Reading a key back, in place; "" and a failed reader where no zero byte ends the text. */
const char *key_read_text(struct reader *reader);

#endif
