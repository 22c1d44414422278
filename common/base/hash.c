#include "base/hash.h"

/* libsodium fails only where a size is out of bounds, and ours are constants. */

struct hash hash_of(struct bytes a, struct bytes b, struct bytes c)
{
	struct hasher hasher;

	hasher_start(&hasher);
	hasher_add(&hasher, a);
	hasher_add(&hasher, b);
	hasher_add(&hasher, c);
	return hasher_end(&hasher);
}

void hasher_start(struct hasher *hasher)
{
	(void)crypto_generichash_blake2b_init(&hasher->state, NULL, 0, HASH_SIZE);
}

void hasher_add(struct hasher *hasher, struct bytes bytes)
{
	if (bytes.len)
		(void)crypto_generichash_blake2b_update(&hasher->state, bytes.data, bytes.len);
}

void hasher_add_sized(struct hasher *hasher, struct bytes bytes)
{
	uint8_t size[8];

	put_be64(size, bytes.len);
	hasher_add(hasher, bytes_of(size, sizeof size));
	hasher_add(hasher, bytes);
}

struct hash hasher_end(struct hasher *hasher)
{
	struct hash hash;

	(void)crypto_generichash_blake2b_final(&hasher->state, hash.bytes, HASH_SIZE);
	return hash;
}

void hash_hex(const struct hash *hash, char out[HASH_HEX_SIZE])
{
	sodium_bin2hex(out, HASH_HEX_SIZE, hash->bytes, HASH_SIZE);
}
