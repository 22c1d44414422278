/* BLAKE2b-256 (RFC 7693, libsodium): what the house hashes with wherever a print leaves the store it was made
 * in. */
#ifndef PVD_BASE_HASH_H
#define PVD_BASE_HASH_H

#include <sodium.h>

#include "base/bytes.h"

enum { HASH_SIZE = 32, HASH_HEX_SIZE = 2 * HASH_SIZE + 1 };

struct hash {
	uint8_t bytes[HASH_SIZE];
};

/* Of the concatenation of up to three slices; pass (struct bytes){0} for none. */
struct hash hash_of(struct bytes a, struct bytes b, struct bytes c);

/* For long inputs. Lives on the stack: its state is aligned to 64 bytes, which malloc does not promise. */
struct hasher {
	crypto_generichash_blake2b_state state;
};
void hasher_start(struct hasher *hasher);
void hasher_add(struct hasher *hasher, struct bytes bytes);
/* Adds the length as eight bytes, then the bytes: two fields never run together. */
void hasher_add_sized(struct hasher *hasher, struct bytes bytes);
struct hash hasher_end(struct hasher *hasher);

static inline bool hash_equal(const struct hash *a, const struct hash *b)
{
	return memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

static inline struct bytes hash_bytes(const struct hash *hash)
{
	return bytes_of(hash->bytes, HASH_SIZE);
}

void hash_hex(const struct hash *hash, char out[HASH_HEX_SIZE]);

#endif
