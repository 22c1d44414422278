/* The router: who is connected, which of them serves what, and every call on its way. The core of the bus,
 * free of I/O: it takes frames and time and gives frames. Connections have small numbers, given by whoever
 * drives it (endpoint.c, or a test).
 *
 * What it holds to:
 *  - a call reaches its service with the actor that the bus vouches for, whatever its caller wrote there;
 *  - every call gets one reply, from the peer it was sent to, or from here: at once when its service is
 * absent or goes, at its deadline at the latest;
 *  - what one principal may have under way, and what may wait for it, is bounded.
 *
 * Inside: routing.h is shared by router.c (connections, hello, pings, time), forward.c (calls and replies)
 * and peer.c (what is said to one peer). */
#ifndef PVD_SERVICES_BUS_ROUTER_H
#define PVD_SERVICES_BUS_ROUTER_H

#include "base/time.h"
#include "bus/envelope.h"
#include "bus/roster.h"
#include "bus/traffic.h"

enum {
	ROUTER_PEERS_MAX = 4096,
	ROUTER_CALLS_MAX = 64 * 1024,
	ROUTER_CONNECTIONS_MAX = 512, /* per principal */
	ROUTER_IN_FLIGHT_MAX = 4096,  /* per principal */
	/* Of which as many may read lists or journals, unless it is a service: each is answered with up to a megabyte,
	 * which is kept here until it is read, and whoever calls the same service waits behind all of it. */
	ROUTER_LISTS_MAX = 32,
	ROUTER_QUEUED_MAX = 16 * 1024 * 1024,   /* bytes waiting for one principal */
	ROUTER_CROWDED = ROUTER_QUEUED_MAX / 2, /* from here on its new calls are refused */
	ROUTER_PING_MS = 5000,                  /* of silence */
	ROUTER_PINGS_MISSED_MAX = 3,
	ROUTER_GREETING_MS = 5000,             /* from the connection to its hello */
	ROUTER_TIMEOUT_DEFAULT_MS = 30 * 1000, /* of calls that name none */
	ROUTER_TIMEOUT_MAX_MS = 15 * 60 * 1000,
	ROUTER_GRACE_MS = 1000, /* past its timeout a call's reply may still come */
};

/* The bus's own service name. */
#define ROUTER_SELF "bus"

enum router_sent {
	ROUTER_SENT,
	ROUTER_LATER, /* the connection takes no more for now; offered again at each router_flush */
	ROUTER_GONE,
};

struct router_ops {
	/* The frame lives during the call. Must not call the router. */
	enum router_sent (*send)(void *ctx, int handle, struct bytes frame);
	/* The router has forgotten the peer; its connection must end. The handle may be given again. */
	void (*close)(void *ctx, int handle, enum ending ending);
	/* A call for the bus itself, answered with router_reply under the same route, now or later. */
	void (*submit)(void *ctx, const struct envelope *call, struct monotonic now);
};

struct router_config {
	const char *instance; /* for the welcome */
	struct roster *roster;
	struct traffic *traffic;
};

struct router;

struct router *router_new(const struct router_config *config, const struct router_ops *ops, void *ctx);
/* Closes nothing: connections are the driver's. */
void router_free(struct router *router);

/* A connection that proved to own this key; 0 <= handle < ROUTER_PEERS_MAX, not in use. False: not
 * admitted, or its principal has too many connections. */
bool router_join(struct router *router, int handle, const char *public_key, struct instant now,
		 struct monotonic mono);
/* It is gone: its calls are forgotten, those it served end in UNAVAILABLE. */
void router_leave(struct router *router, int handle);

/* One frame from a peer. Whatever is wrong with it ends that peer, at the next flush. */
void router_frame(struct router *router, int handle, struct bytes frame, struct monotonic mono);
/* The bus's own answer to a call it was given by `submit`. */
void router_reply(struct router *router, const struct envelope *reply, struct monotonic mono);

/* At the end of each turn: what was said leaves, batched, and what has to end ends. */
void router_flush(struct router *router);
/* About once a second: deadlines, pings, silence, and whether everyone is still admitted. */
void router_tick(struct router *router, struct instant now, struct monotonic mono);
/* The roster has changed: whoever is no longer admitted ends at the next flush. */
void router_readmit(struct router *router, struct instant now);

#endif
