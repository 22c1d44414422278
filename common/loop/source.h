/* What the loop asks before it sleeps and after it wakes. For common/loop alone: zsock.c makes one per
 * socket and per monitor. */
#ifndef PVD_LOOP_SOURCE_H
#define PVD_LOOP_SOURCE_H

#include "loop/loop.h"

struct loop_source {
	/* Something may have happened to it since it was last asked: only then is it asked and drained.
	 * Whoever sees its descriptor readable, or does anything to it that may consume such a sign, sets
	 * this. */
	bool news;
	/* Asked before each sleep: is there something to drain? If so it stays news. */
	bool (*ready)(struct loop_source *source);
	/* Takes a bounded part of it. */
	void (*drain)(struct loop_source *source);
	/* The loop ends and nobody closed it: must end in loop_remove_source. */
	void (*close)(struct loop_source *source);
	bool removed; /* skipped from then on; unlinked when no drain is under way */
	struct loop_source *prev, *next;
};

/* It is news. `first`: drained before those that are not. */
void loop_add_source(struct loop *loop, struct loop_source *source, bool first);
/* Safe within any drain. The memory may be given back in the close callback of a libuv handle closed in the
 * same turn, not earlier. */
void loop_remove_source(struct loop *loop, struct loop_source *source);

#endif
