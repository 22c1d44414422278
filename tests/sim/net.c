#include "net.h"

#include <stdlib.h>

#include "base/require.h"
#include "frames.h"
#include "world.h"

enum { HIGH_WATER_MARK = 64, LATENCY_MIN_US = 50, LATENCY_MAX_US = 3000, NO_HANDLE = -1 };

enum { TO_HUB, TO_PORT, LANES };

/* Frames on their way in one direction. */
struct lane {
	int64_t last_us; /* when the last one arrives */
	unsigned count;
};

struct conn {
	struct port *port; /* NULL: its side is closed */
	unsigned number;
	int handle;        /* of the router; NO_HANDLE before the first frame and after the end */
	bool admitted;     /* the handshake is done */
	bool cut;          /* nothing arrives any more, and nobody is told */
	bool hub_gone;     /* the hub's side is closed */
	unsigned hub_life; /* which of the hub's lives it shook hands with */
	const char *name;  /* of the port */
	char key[Z85_KEY_SIZE];
	unsigned window;
	struct lane lanes[LANES];
};

struct frame {
	struct conn *conn;
	int lane;
	size_t len;
	uint8_t data[];
};

static struct hub *hub;
static struct conn *by_handle[ROUTER_PEERS_MAX];
static unsigned conns, hub_life;
static struct chance chance;
static unsigned lose, twice, reorder;
static int64_t delay_us;

void net_begin(struct hub *the_hub, uint64_t seed)
{
	hub = the_hub;
	chance = chance_of(seed, 2);
}

static int64_t latency(void)
{
	int64_t us = chance_between(&chance, LATENCY_MIN_US, LATENCY_MAX_US);

	if (delay_us && chance_percent(&chance, 20)) {
		us += chance_between(&chance, 0, delay_us);
		world.outcome->frames_delayed++;
	}
	return us;
}

/* ---- The end of a connection, seen from both sides */

static void hub_leaves(struct conn *conn)
{
	int handle = conn->handle;

	conn->hub_gone = true;
	if (handle == NO_HANDLE)
		return;
	conn->handle = NO_HANDLE;
	by_handle[handle] = NULL;
}

static void hub_hears_end(void *ctx, uint64_t arg)
{
	struct conn *conn = ctx;
	int handle = conn->handle;

	(void)arg;
	if (conn->hub_gone || conn->cut)
		return;
	hub_leaves(conn);
	if (handle == NO_HANDLE || !hub->router)
		return;
	trace("bus: connection %u of %s ended", conn->number, conn->name);
	router_leave(hub->router, handle);
	hub->arrived(hub->ctx);
}

static void port_hears_end(void *ctx, uint64_t refused)
{
	struct conn *conn = ctx;
	struct port *port = conn->port;

	if (!port || conn->cut)
		return;
	conn->port = NULL;
	port->conn = NULL;
	trace("%s: connection %u %s", port->name, conn->number, refused ? "refused" : "ended");
	link_closed(port->link, refused, world_monotonic());
	port->arrived(port->ctx);
}

/* After all that is on its way. */
static void tell_end(struct conn *conn, int lane)
{
	int64_t left = conn->lanes[lane].last_us - world.now_us;

	world_in((left > 0 ? left : 0) + latency(), lane == TO_HUB ? hub_hears_end : port_hears_end, conn, 0);
}

void net_close(struct port *port)
{
	struct conn *conn = port->conn;

	if (!conn)
		return;
	port->conn = NULL;
	conn->port = NULL;
	tell_end(conn, TO_HUB);
}

void net_port_died(struct port *port)
{
	net_close(port);
	port->link = NULL;
}

void net_hub_close(int handle)
{
	struct conn *conn = by_handle[handle];

	hub_leaves(conn);
	tell_end(conn, TO_PORT);
}

void net_hub_died(bool told)
{
	hub_life++;
	for (int handle = 0; handle < ROUTER_PEERS_MAX; handle++) {
		struct conn *conn = by_handle[handle];

		if (!conn)
			continue;
		hub_leaves(conn);
		if (told)
			tell_end(conn, TO_PORT);
		else
			conn->cut = true;
	}
}

void net_cut(struct port *port, bool told)
{
	struct conn *conn = port->conn;

	if (!conn)
		return;
	if (told) {
		tell_end(conn, TO_HUB);
		tell_end(conn, TO_PORT);
	} else {
		conn->cut = true;
	}
}

/* ---- Frames */

static bool begins_with_hello(struct bytes frame)
{
	struct reader reader = reader_of(frame);
	struct envelope first;

	return envelope_read(&reader, &first) && first.kind == KIND_HELLO;
}

/* Only a hello makes a connection, as in the bus's endpoint. */
static bool join(struct conn *conn, struct bytes frame)
{
	int handle = 0;

	if (conn->handle != NO_HANDLE)
		return true;
	if (!conn->admitted || !begins_with_hello(frame))
		return false;
	while (by_handle[handle])
		handle++;
	require(handle < ROUTER_PEERS_MAX);
	if (!router_join(hub->router, handle, conn->key, world_instant(), world_monotonic())) {
		hub_leaves(conn);
		tell_end(conn, TO_PORT);
		return false;
	}
	conn->handle = handle;
	by_handle[handle] = conn;
	return true;
}

static void deliver_to_hub(struct conn *conn, struct bytes frame)
{
	if (conn->admitted && !conn->hub_gone && conn->hub_life != hub_life) {
		hub_leaves(conn);
		tell_end(conn, TO_PORT);
	}
	if (conn->hub_gone || !hub->router || !join(conn, frame))
		return;
	router_frame(hub->router, conn->handle, frame, world_monotonic());
	hub->arrived(hub->ctx);
}

static void deliver_to_port(struct conn *conn, struct bytes frame)
{
	struct port *port = conn->port;

	if (!port)
		return;
	link_frame(port->link, frame, world_monotonic());
	port->arrived(port->ctx);
}

static void arrive(void *ctx, uint64_t arg)
{
	struct frame *frame = ctx;
	struct conn *conn = frame->conn;
	int64_t still = frame->lane == TO_HUB ? hub->still_until_us
			: conn->port          ? conn->port->still_until_us
					      : 0;

	if (still > world.now_us) {
		world_in(still - world.now_us, arrive, frame, arg);
		return;
	}
	conn->lanes[frame->lane].count--;
	if (!conn->cut && frame->lane == TO_HUB)
		deliver_to_hub(conn, bytes_of(frame->data, frame->len));
	else if (!conn->cut)
		deliver_to_port(conn, bytes_of(frame->data, frame->len));
	free(frame);
}

static void dispatch(struct conn *conn, int number, struct bytes bytes)
{
	struct lane *lane = &conn->lanes[number];
	struct frame *frame = xmalloc(sizeof *frame + bytes.len);
	int64_t at = world.now_us + latency();

	*frame = (struct frame){.conn = conn, .lane = number, .len = bytes.len};
	memcpy(frame->data, bytes.data, bytes.len);
	lane->count++;
	if (reorder && chance_percent(&chance, reorder)) {
		world.outcome->frames_reordered++;
	} else {
		if (at <= lane->last_us)
			at = lane->last_us + 1;
		lane->last_us = at;
	}
	world_in(at - world.now_us, arrive, frame, 0);
}

static bool put(struct conn *conn, int lane, struct bytes frame)
{
	unsigned window = lane == TO_PORT && conn->window ? conn->window : HIGH_WATER_MARK;

	if (conn->lanes[lane].count >= window)
		return false;
	if (conn->cut)
		return true;
	if (lose && chance_percent(&chance, lose)) {
		world.outcome->frames_lost++;
		trace("lost, of connection %u of %s:", conn->number, conn->name);
		return true;
	}
	dispatch(conn, lane, frame);
	if (twice && chance_percent(&chance, twice)) {
		world.outcome->frames_doubled++;
		trace("twice, on connection %u of %s:", conn->number, conn->name);
		dispatch(conn, lane, frame);
	}
	return true;
}

bool net_send(struct port *port, struct bytes frame)
{
	if (!port->conn)
		return true; /* ended, which the link has not heard yet */
	if (!put(port->conn, TO_HUB, frame))
		return false;
	trace("%s > bus %s", port->name, frame_text(frame));
	return true;
}

enum router_sent net_hub_send(int handle, struct bytes frame)
{
	struct conn *conn = by_handle[handle];

	if (!put(conn, TO_PORT, frame))
		return ROUTER_LATER;
	trace("bus > %s %s", conn->name, frame_text(frame));
	return ROUTER_SENT;
}

/* ---- The beginning of a connection */

static void shake_hands(void *ctx, uint64_t arg)
{
	struct conn *conn = ctx;

	(void)arg;
	if (!conn->port || conn->cut)
		return;
	if (!hub->router)
		port_hears_end(conn, false);
	else if (!roster_admits(roster_here(), conn->port->key, world_instant()))
		port_hears_end(conn, true);
	else
		conn->admitted = true;
	conn->hub_life = hub_life;
}

void net_open(struct port *port)
{
	struct conn *conn = xcalloc(1, sizeof *conn);
	int64_t us = latency();

	net_close(port);
	conn->port = port;
	conn->number = ++conns;
	conn->name = port->name;
	conn->handle = NO_HANDLE;
	memcpy(conn->key, port->key, sizeof conn->key);
	port->conn = conn;
	/* What is said before is kept by the transport. */
	conn->lanes[TO_HUB].last_us = world.now_us + us;
	world_in(us, shake_hands, conn, 0);
}

/* ---- Faults */

void net_set_lose(unsigned percent)
{
	lose = percent;
}

void net_set_double(unsigned percent)
{
	twice = percent;
}

void net_set_reorder(unsigned percent)
{
	reorder = percent;
}

void net_set_delay(int64_t up_to_us)
{
	delay_us = up_to_us;
}

void net_slow(struct port *port, unsigned frames)
{
	if (port->conn)
		port->conn->window = frames;
}
