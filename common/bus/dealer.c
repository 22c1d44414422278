#include "bus/dealer.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/require.h"

enum {
	TICK_MS = 100,
	HIGH_WATER_MARK = 1000,
	LINGER_MS = 2000, /* what was said last before the end still leaves */
	/* A frame may hold one envelope of the largest size, to which the bus adds an actor. */
	FRAME_MAX = FRAME_HARD_BYTES + FRAME_SOFT_BYTES,
};

/* What ends a socket for good: a new one is made, so that its state is always clean. */
enum {
	ENDS = ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
	       ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_DISCONNECTED
};

struct dealer {
	struct loop *loop;
	struct dealer_config config; /* its texts are ours */
	struct dealer_events events;
	void *ctx;
	struct link *link;
	struct zsock *zsock; /* NULL: none at the moment */
};

static void drop_socket(void *ctx)
{
	struct dealer *dealer = ctx;

	zsock_close(dealer->zsock);
	dealer->zsock = NULL;
}

static void lose_socket(struct dealer *dealer, bool is_refused)
{
	drop_socket(dealer);
	link_closed(dealer->link, is_refused, monotonic_now());
}

static void on_message(void *ctx, const struct zmessage *message)
{
	struct dealer *dealer = ctx;

	if (message->multipart)
		lose_socket(dealer, false);
	else
		link_frame(dealer->link, message->payload, monotonic_now());
}

static void on_event(void *ctx, const struct zevent *event)
{
	lose_socket(ctx, event->event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
}

static void open_socket(void *ctx)
{
	struct dealer *dealer = ctx;
	const struct zsock_options options = {
		.type = ZMQ_DEALER,
		.max_message_bytes = FRAME_MAX,
		.high_water_mark = HIGH_WATER_MARK,
		.curve_public = dealer->config.keys.public_key,
		.curve_secret = dealer->config.keys.secret_key,
		.curve_server = dealer->config.server_key,
		.linger_ms = LINGER_MS,
	};
	int why;

	dealer->zsock = zsock_open(dealer->loop, &options, on_message, dealer);
	if (!dealer->zsock) {
		lose_socket(dealer, false);
		return;
	}
	zsock_monitor(dealer->zsock, ENDS, on_event, dealer);
	why = zsock_connect(dealer->zsock, dealer->config.endpoint);
	if (why == 0)
		return;
	log_error("connect_failed", log_text("endpoint", dealer->config.endpoint), log_errno(why));
	lose_socket(dealer, false);
}

static bool send_frame(void *ctx, struct bytes frame)
{
	struct dealer *dealer = ctx;

	return zsock_send(dealer->zsock, (struct bytes){0}, frame);
}

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct dealer *dealer = ctx;

	if (dealer->events.state)
		dealer->events.state(dealer->ctx, state, welcome);
}

static void on_call(void *ctx, const struct envelope *call)
{
	struct dealer *dealer = ctx;

	dealer->events.call(dealer->ctx, call);
}

static void on_turn(void *ctx)
{
	struct dealer *dealer = ctx;

	link_flush(dealer->link);
}

static void on_tick(void *ctx)
{
	struct dealer *dealer = ctx;

	link_tick(dealer->link, monotonic_now());
}

struct dealer *dealer_new(struct loop *loop, const struct dealer_config *config,
			  const struct dealer_events *events, void *ctx)
{
	static const struct link_ops ops = {
		.open = open_socket,
		.close = drop_socket,
		.send = send_frame,
		.state = on_state,
		.call = on_call,
	};
	struct dealer *dealer = xcalloc(1, sizeof *dealer);

	require(events->call || !config->link.service[0]);
	dealer->loop = loop;
	dealer->config = *config;
	dealer->config.endpoint = xstrdup(config->endpoint);
	dealer->events = *events;
	dealer->ctx = ctx;
	dealer->link = link_new(&config->link, &ops, dealer);
	loop_on_turn(loop, on_turn, dealer);
	loop_every(loop, TICK_MS, on_tick, dealer);
	link_start(dealer->link, instant_now(), monotonic_now());
	return dealer;
}

void dealer_free(struct dealer *dealer)
{
	link_flush(dealer->link);
	loop_forget(dealer->loop, on_turn, dealer);
	loop_forget(dealer->loop, on_tick, dealer);
	link_free(dealer->link);
	keypair_wipe(&dealer->config.keys);
	free((char *)dealer->config.endpoint);
	free(dealer);
}

struct link *dealer_link(struct dealer *dealer)
{
	return dealer->link;
}
