/* The instance that this one follows: upstream.json in its folder, {"instance", "endpoint", "server_key"}. */
#ifndef PVD_SERVICE_UPSTREAM_H
#define PVD_SERVICE_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "bus/keyfile.h"

#define UPSTREAM_FILE "upstream.json"
#define UPSTREAM_KEY  "upstream" /* the pair under keys/ with which this instance speaks to it */

struct upstream {
	char instance[65];  /* its name: the owner of what is a replica here */
	char endpoint[256]; /* tcp://..., of its bus, for partners */
	char server_key[Z85_KEY_SIZE];
};

/* Reads such a file, or another instance's run/endpoints.json, where the endpoint is called `tcp`. False with
 * a sentence in `error`; *ret_exists tells whether the file is there at all (NULL: it must be). */
bool upstream_read(const char *path, struct upstream *ret, bool *ret_exists, char *error, size_t error_size);
bool upstream_write(const char *path, const struct upstream *upstream, char *error, size_t error_size);

#endif
