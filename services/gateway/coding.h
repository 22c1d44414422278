/* Content codings, and which one a client takes (RFC 9110, 12.5.3). */
#ifndef PVD_GATEWAY_CODING_H
#define PVD_GATEWAY_CODING_H

#include <stdbool.h>

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_BR, CODING_COUNT };

/* "gzip"; NULL for CODING_IDENTITY. */
const char *coding_name(enum coding coding);

/* Of those that are there (`has[CODING_IDENTITY]` is taken for true), the one the client likes best, and the smallest
 * of several. `accept` is the header Accept-Encoding, NULL if there is none; what is malformed in it counts for
 * nothing. A client that takes none of them gets CODING_IDENTITY. */
enum coding coding_choose(const char *accept, const bool has[CODING_COUNT]);

#endif
