/* The calls of a link that have no answer yet, each kept whole, so that it can be sent again. */
#ifndef PVD_BUS_PENDING_H
#define PVD_BUS_PENDING_H

#include <uthash.h>

#include "bus/link.h"

struct pending {
	UT_hash_handle hh;        /* by envelope.call_id, in the order of asking */
	struct envelope envelope; /* its slices lie in `memory` */
	struct monotonic deadline;
	bool once;
	bool waiting; /* UNAVAILABLE came: to be sent again at retry_at */
	struct monotonic retry_at;
	int64_t pause_ms;
	link_answered *answered;
	void *ctx;
	uint8_t memory[];
};

/* A request as it will travel; its slices are the request's. */
struct envelope pending_envelope(const struct link_request *request);
/* Whether the bus would take it: names, sizes, call id. One envelope at fault would cost the connection. */
bool pending_is_sound(const struct envelope *envelope);
/* Copies what the envelope points to. */
struct pending *pending_new(const struct envelope *envelope);
/* The table, by call id, in the order of asking; NULL: empty. The next one is `pending->hh.next`. */
void pending_add(struct pending **table, struct pending *pending);
void pending_remove(struct pending **table, struct pending *pending);
struct pending *pending_find(struct pending *table, const struct id *call_id);
size_t pending_count(const struct pending *table);
/* The pause after UNAVAILABLE: LINK_RETRY_MIN_MS, doubling to LINK_RETRY_MAX_MS. */
void pending_postpone(struct pending *pending, struct monotonic now);

static inline bool is_due(struct monotonic at, struct monotonic now)
{
	return now.us >= at.us;
}

#endif
