#include "cli/secret.h"

struct secret secret_new(void)
{
	uint8_t bytes[SECRET_SIZE];
	struct secret secret;

	randombytes_buf(bytes, sizeof bytes);
	secret.hash = hash_of(bytes_of(bytes, sizeof bytes), (struct bytes){0}, (struct bytes){0});
	sodium_bin2base64(secret.text, sizeof secret.text, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
	return secret;
}
