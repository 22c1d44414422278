/* CURVE key pairs in files: two lines, `public <Z85>` and `secret <Z85>`, mode 0400. Public halves alone in
 * `<name>.pub`, mode 0444. Secrets are never printed, logged, or taken from arguments or environment. */
#ifndef PVD_BUS_KEYFILE_H
#define PVD_BUS_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>

enum { Z85_KEY_SIZE = 41 };

struct keypair {
	char public_key[Z85_KEY_SIZE];
	char secret_key[Z85_KEY_SIZE];
};

/* Makes `<dir>/<name>.key` and `<dir>/<name>.pub`. False if either is there, or on failure, with errno. */
bool keyfile_make(const char *dir, const char *name, struct keypair *ret);
/* False with a sentence in `error`: missing, malformed, or readable by others than its owner. */
bool keyfile_load(const char *dir, const char *name, struct keypair *ret, char *error, size_t error_size);
bool keyfile_load_public(const char *dir, const char *name, char ret[Z85_KEY_SIZE], char *error,
			 size_t error_size);
void keypair_wipe(struct keypair *keys);
bool z85_key_valid(const char *text);

#endif
