/* Frames, as anybody may be told them, and as anybody may say them. */
#ifndef PVD_TESTS_FUZZ_SAID_H
#define PVD_TESTS_FUZZ_SAID_H

#include "bus/envelope.h"

/* One of ours: within the limits, of envelopes that are read and written again as they were. `heard`, if any, is told each. */
void said_check(struct bytes frame, void (*heard)(void *ctx, const struct envelope *envelope), void *ctx);

/* Anybody's: where the bus's own reader takes it, protobuf-c finds the same envelopes, and they are written as they were. */
void said_check_readers(struct bytes frame);

/* The fields that a reply to this call begins with, as an Envelope has them. */
void said_begin_reply(const struct id *call_id, uint64_t route, struct buf *out);

#endif
