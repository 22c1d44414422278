/* The transport of a link: one DEALER over CURVE in the loop. Watches the handshake through the socket's
 * monitor; a refused socket never tries again by itself, so it is closed and a new one made. */
#ifndef PVD_BUS_DEALER_H
#define PVD_BUS_DEALER_H

#include "bus/keyfile.h"
#include "bus/link.h"
#include "loop/zsock.h"

struct dealer_config {
	struct link_config link;
	const char *endpoint; /* ipc://... or tcp://... */
	char server_key[Z85_KEY_SIZE];
	struct keypair keys; /* wiped by dealer_free */
};

struct dealer_events {
	void (*state)(void *ctx, enum link_state state, struct bytes welcome);
	void (*call)(void *ctx, const struct envelope *call);
};

struct dealer;

/* Connects, and stays connected, until dealer_free. Flushes at the end of each turn by itself: make it after
 * the hooks that speak through it are registered, or call link_flush. */
struct dealer *dealer_new(struct loop *loop, const struct dealer_config *config,
			  const struct dealer_events *events, void *ctx);
void dealer_free(struct dealer *dealer);
struct link *dealer_link(struct dealer *dealer);

#endif
