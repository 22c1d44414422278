/* Frames that a peer could not take yet, in order. Its owner bounds what goes in. */
#ifndef PVD_SERVICES_BUS_BACKLOG_H
#define PVD_SERVICES_BUS_BACKLOG_H

#include "base/bytes.h"

/* Zero-initialised is empty. */
struct backlog {
	struct buf frames; /* each: four bytes of length, then the frame */
	size_t taken;      /* bytes at the front that are gone */
};

void backlog_put(struct backlog *backlog, struct bytes frame);
/* The oldest frame, in place; false if there is none. It stays until backlog_pop. */
bool backlog_first(const struct backlog *backlog, struct bytes *ret_frame);
void backlog_pop(struct backlog *backlog);
void backlog_free(struct backlog *backlog);

static inline bool backlog_empty(const struct backlog *backlog)
{
	return backlog->taken == backlog->frames.len;
}

/* Of frames waiting, lengths included. */
static inline size_t backlog_bytes(const struct backlog *backlog)
{
	return backlog->frames.len - backlog->taken;
}

#endif
