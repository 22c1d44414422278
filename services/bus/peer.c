/* What is said to one peer: gathered into frames during the turn, sent at its end, kept while it cannot
 * take them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "bus/routing.h"

static void touch(struct peer *peer)
{
	struct router *router = peer->router;
	unsigned at = (router->touched_first + router->touched_count) % ROUTER_PEERS_MAX;

	if (router->touched[peer->handle])
		return;
	router->touched[peer->handle] = true;
	router->touched_ring[at] = peer->handle;
	router->touched_count++;
}

void peer_end(struct peer *peer, enum ending ending)
{
	if (peer->ends)
		return;
	peer->ends = true;
	peer->ending = ending;
	touch(peer);
}

static void keep(struct peer *peer, struct bytes frame)
{
	struct principal_figures *figures = &peer->member->figures;

	if (figures->queued + frame.len > ROUTER_QUEUED_MAX) {
		peer_end(peer, ENDING_FULL);
		return;
	}
	if (backlog_empty(&peer->backlog))
		peer->router->backlogged++;
	backlog_put(&peer->backlog, frame);
	figures->queued += frame.len;
}

static void send_frame(void *ctx, struct bytes frame)
{
	struct peer *peer = ctx;
	struct router *router = peer->router;

	if (peer->ends)
		return;
	peer->member->figures.bytes_out += frame.len;
	if (!backlog_empty(&peer->backlog)) {
		keep(peer, frame);
		return;
	}
	switch (router->ops.send(router->ctx, peer->handle, frame)) {
	case ROUTER_SENT:
		return;
	case ROUTER_LATER:
		keep(peer, frame);
		return;
	case ROUTER_GONE:
		peer_end(peer, ENDING_GONE);
		return;
	}
}

struct peer *peer_new(struct router *router, int handle, struct member *member, const char *key,
		      struct monotonic mono)
{
	struct peer *peer = xcalloc(1, sizeof *peer);

	peer->router = router;
	peer->handle = handle;
	peer->member = member;
	snprintf(peer->key, sizeof peer->key, "%s", key);
	peer->joined = peer->heard = peer->pinged = mono;
	peer->batch.send = send_frame;
	peer->batch.ctx = peer;
	member->figures.connections++;
	return peer;
}

/* Takes the first waiting frame off the books. */
static void unqueue(struct peer *peer, size_t len)
{
	peer->member->figures.queued -= len;
	backlog_pop(&peer->backlog);
	if (backlog_empty(&peer->backlog))
		peer->router->backlogged--;
}

void peer_free(struct peer *peer)
{
	struct bytes frame;

	while (backlog_first(&peer->backlog, &frame))
		unqueue(peer, frame.len);
	backlog_free(&peer->backlog);
	batch_free(&peer->batch);
	peer->member->figures.connections--;
	free(peer);
}

void peer_say(struct peer *peer, const struct envelope *envelope)
{
	if (peer->ends)
		return;
	batch_add(&peer->batch, envelope);
	touch(peer);
}

void peer_drain(struct peer *peer)
{
	struct router *router = peer->router;
	struct bytes frame;

	while (!peer->ends && backlog_first(&peer->backlog, &frame)) {
		switch (router->ops.send(router->ctx, peer->handle, frame)) {
		case ROUTER_SENT:
			unqueue(peer, frame.len);
			continue;
		case ROUTER_LATER:
			return;
		case ROUTER_GONE:
			peer_end(peer, ENDING_GONE);
			return;
		}
	}
}
