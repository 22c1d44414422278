/* Secrets that people and programs carry: 32 random bytes, written in base64url without padding. Of one that was given
 * away its hash alone is kept, so that nothing here opens anything. */
#ifndef PVD_BASE_SECRET_H
#define PVD_BASE_SECRET_H

#include <stdbool.h>

#include "base/hash.h"

enum { SECRET_SIZE = 32, SECRET_TEXT_SIZE = 44 };

/* Where people and programs meet them: before the secret of a token, in the address of a login link. */
#define SECRET_TOKEN_PREFIX "pvd_"
#define SECRET_LINK_PATH    "/connexion/"

struct secret {
	uint8_t bytes[SECRET_SIZE];
};

struct secret secret_new(void);
/* False, and nothing set, unless it is exactly one. */
bool secret_read(const char *text, struct secret *ret);
void secret_text(const struct secret *secret, char out[SECRET_TEXT_SIZE]);
/* BLAKE2b-256: what is kept of it. */
struct hash secret_hash(const struct secret *secret);
/* Another one that follows from it, for a purpose, and does not give it away. */
struct secret secret_derive(const struct secret *secret, const char *purpose);
void secret_wipe(struct secret *secret);

#endif
