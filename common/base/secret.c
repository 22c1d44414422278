#include "base/secret.h"

#include <sodium.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

struct secret secret_new(void)
{
	struct secret secret;

	randombytes_buf(secret.bytes, SECRET_SIZE);
	return secret;
}

bool secret_read(const char *text, struct secret *ret)
{
	struct secret secret;
	size_t len;

	if (strlen(text) != SECRET_TEXT_SIZE - 1 ||
	    sodium_base642bin(secret.bytes, SECRET_SIZE, text, SECRET_TEXT_SIZE - 1, NULL, &len, NULL,
			      VARIANT) != 0 ||
	    len != SECRET_SIZE)
		return false;
	*ret = secret;
	secret_wipe(&secret);
	return true;
}

void secret_text(const struct secret *secret, char out[SECRET_TEXT_SIZE])
{
	sodium_bin2base64(out, SECRET_TEXT_SIZE, secret->bytes, SECRET_SIZE, VARIANT);
}

struct hash secret_hash(const struct secret *secret)
{
	return hash_of(bytes_of(secret->bytes, SECRET_SIZE), (struct bytes){0}, (struct bytes){0});
}

struct secret secret_derive(const struct secret *secret, const char *purpose)
{
	struct hash hash =
		hash_of(bytes_of(secret->bytes, SECRET_SIZE), bytes_text(purpose), (struct bytes){0});
	struct secret derived;

	_Static_assert(sizeof derived.bytes == sizeof hash.bytes, "a hash is as long as a secret");
	memcpy(derived.bytes, hash.bytes, SECRET_SIZE);
	return derived;
}

void secret_wipe(struct secret *secret)
{
	sodium_memzero(secret, sizeof *secret);
}
