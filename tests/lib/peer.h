/* What another implementation talks to, one request after another. A request: four bytes of length (big-endian), then as
 * many. An answer: four bytes of length, 1 if it was done or 0 if not, then what came of it. */
#ifndef PVD_TESTS_PEER_H
#define PVD_TESTS_PEER_H

#include "base/arena.h"
#include "base/bytes.h"

enum { PEER_REQUEST_MAX = 64 << 20 };

/* What comes of a request of at least one byte, appended to `out`; the arena is empty each time. */
typedef bool peer_answer(struct arena *arena, struct bytes request, struct buf *out);

/* Until the end of standard input. */
void peer_serve(peer_answer *answer, size_t arena_cap);

#endif
