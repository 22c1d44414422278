/* Events as they happen: GET /api/events?service=… gives a service's journal as server-sent events (HTML standard,
 * section 9.2). An event's id is its position, "EPOCH:SEQUENCE:HASH", which a client that comes back gives as
 * Last-Event-ID: it misses nothing and sees nothing twice. `after` says the same in the address; "0" is the
 * beginning; neither: from now on. `type` and `departement`, each as often as one likes, leave the rest out.
 *
 * Each stream asks the service's journal in the name of its reader, entry by entry: what a reader may not see is left
 * out by the service itself. A stream holds no more than one answer that its client has not read yet. */
#ifndef PVD_GATEWAY_EVENTS_H
#define PVD_GATEWAY_EVENTS_H

#include "base/time.h"
#include "gateway/exchange.h"

enum {
	EVENTS_STREAMS_MAX = 1500,
	EVENTS_STREAMS_PER_PRINCIPAL = 8,
	EVENTS_SILENCE_MS =
		15 * 1000, /* then a comment is sent, so that nobody in between takes it for dead */
};

void events_handle(struct exchange *exchange);
/* Every second: heartbeats, and what has to be asked again. */
void events_tick(struct monotonic now);
/* Sessions may have ended: streams that were theirs do. */
void events_recheck(void);
unsigned events_streams(void);

#endif
