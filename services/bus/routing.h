/* The router's insides, shared by router.c, forward.c and peer.c and nobody else. */
#ifndef PVD_SERVICES_BUS_ROUTING_H
#define PVD_SERVICES_BUS_ROUTING_H

#include "bus/backlog.h"
#include "bus/calls.h"
#include "bus/router.h"

enum peer_state {
	PEER_NEW, /* its hello is awaited */
	PEER_UP,
};

struct peer {
	struct router *router;
	int handle;
	enum peer_state state;
	bool ends; /* at the next flush, for the reason `ending`; deaf and dumb until then */
	enum ending ending;
	struct member *member;
	char key[Z85_KEY_SIZE];
	struct service_figures *service; /* served by it; NULL: a mere caller */
	uint32_t in_flight;              /* calls it made */
	uint32_t serving;                /* calls sent to it */
	struct monotonic joined, heard, pinged;
	unsigned missed; /* pings since it was heard */
	struct batch batch;
	struct backlog backlog;
};

struct router {
	struct router_config config;
	struct router_ops ops;
	void *ctx;
	struct peer *peers[ROUTER_PEERS_MAX];
	int peers_reached; /* no peer has this handle or a higher one */
	struct calls *calls;
	struct instant now; /* as last told */
	struct buf status;  /* scratch: the Status being sent */
	/* Handles with something to flush, once each, in a ring. */
	bool touched[ROUTER_PEERS_MAX];
	int touched_ring[ROUTER_PEERS_MAX];
	unsigned touched_first, touched_count;
	unsigned backlogged;              /* peers whose backlog is not empty */
	const struct method *recent[256]; /* methods last looked up, by a cheap hash of their path */
};

/* ---- peer.c */

struct peer *peer_new(struct router *router, int handle, struct member *member, const char *key,
		      struct monotonic mono);
/* Gives it back, and its part of the figures; its calls must be over. */
void peer_free(struct peer *peer);
void peer_say(struct peer *peer, const struct envelope *envelope);
/* Offers again what waits. */
void peer_drain(struct peer *peer);
void peer_end(struct peer *peer, enum ending ending);

/* ---- forward.c */

void forward_call(struct peer *caller, const struct envelope *call, struct monotonic mono);
void forward_reply(struct router *router, int server, const struct envelope *reply, struct monotonic mono);
/* Ends every call a peer made or serves. */
void forward_forget(struct peer *peer);
/* Ends the calls whose time is over. */
void forward_expire(struct router *router, struct monotonic mono);
/* Answers the envelope from here with a refusal. */
void forward_refuse(struct peer *caller, const struct envelope *call, const struct refusal *refusal);

#endif
