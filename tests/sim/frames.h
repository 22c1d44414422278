/* A frame in words, for the record. */
#ifndef PVD_SIM_FRAMES_H
#define PVD_SIM_FRAMES_H

#include "base/bytes.h"

/* What its envelopes are, and the digest of its bytes; in static memory, for one use at a time. */
const char *frame_text(struct bytes frame);

#endif
