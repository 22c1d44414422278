/* Two sockets of one process, for the tests of sockets. */
#ifndef PVD_LOOP_TEST_PAIR_H
#define PVD_LOOP_TEST_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "loop/loop.h"
#include "loop/zsock.h"

enum { MANY = 100000, GIVE_UP_MS = 20000, MESSAGE_MAX = 4096 };

/* Two sockets of one process, and what the first one received. */
struct pair {
	struct loop *loop;
	struct zsock *server, *client;
	char endpoint[128];
	unsigned wanted, received, turns, most_per_turn, this_turn;
	unsigned sent, to_send;
	unsigned multipart;
	bool in_order;
	bool has_fd;
	bool close_in_callback;
	bool timed_out;
	struct buf last;
	struct buf peer;
};

static inline void give_up(void *ctx)
{
	struct pair *pair = ctx;

	pair->timed_out = true;
	loop_stop(pair->loop);
}

static inline void receive(void *ctx, const struct zmessage *message)
{
	struct pair *pair = ctx;
	uint32_t number = 0;

	if (message->payload.len >= sizeof number)
		memcpy(&number, message->payload.data, sizeof number);
	pair->in_order = pair->in_order && number == pair->received;
	pair->has_fd = message->fd >= 0;
	pair->multipart += message->multipart;
	buf_clear(&pair->last);
	buf_append(&pair->last, message->payload.data, message->payload.len);
	buf_clear(&pair->peer);
	buf_append(&pair->peer, message->peer.data, message->peer.len);
	pair->this_turn++;
	if (++pair->received == pair->wanted)
		loop_stop(pair->loop);
	if (pair->close_in_callback) {
		zsock_close(pair->server);
		pair->server = NULL;
		loop_stop(pair->loop);
	}
}

static inline void end_of_turn(void *ctx)
{
	struct pair *pair = ctx;

	pair->turns++;
	if (pair->this_turn > pair->most_per_turn)
		pair->most_per_turn = pair->this_turn;
	pair->this_turn = 0;
}

static inline void send_more(void *ctx)
{
	struct pair *pair = ctx;

	while (pair->sent < pair->to_send) {
		uint32_t number = pair->sent;

		if (!zsock_send(pair->client, (struct bytes){0}, bytes_of(&number, sizeof number)))
			return;
		pair->sent++;
	}
}

static const struct zsock_options ROUTER = {
	.type = ZMQ_ROUTER,
	.max_message_bytes = MESSAGE_MAX,
	.high_water_mark = 1000,
};
static const struct zsock_options DEALER = {
	.type = ZMQ_DEALER,
	.max_message_bytes = MESSAGE_MAX,
	.high_water_mark = 1000,
};

static inline struct pair pair_new(void)
{
	return (struct pair){.loop = loop_new(), .in_order = true, .wanted = UINT32_MAX};
}

static inline void pair_join(struct pair *pair, const char *endpoint)
{
	pair->server = zsock_open(pair->loop, &ROUTER, receive, pair);
	pair->client = zsock_open(pair->loop, &DEALER, receive, pair);
	assert_int_equal(zsock_bind(pair->server, endpoint, pair->endpoint, sizeof pair->endpoint), 0);
	assert_int_equal(zsock_connect(pair->client, pair->endpoint), 0);
	loop_on_turn(pair->loop, send_more, pair);
	loop_on_turn(pair->loop, end_of_turn, pair);
	loop_every(pair->loop, GIVE_UP_MS, give_up, pair);
}

static inline void pair_free(struct pair *pair)
{
	zsock_close(pair->client);
	zsock_close(pair->server);
	buf_free(&pair->last);
	buf_free(&pair->peer);
	loop_free(pair->loop);
}

/* Runs until `wanted` messages in all have come. */
static inline void run_until(struct pair *pair, unsigned wanted)
{
	pair->wanted = wanted;
	loop_wake(pair->loop); /* for a first turn that tries to send: only one that failed is told of room */
	loop_run(pair->loop);
	assert_false(pair->timed_out);
}

static inline void stop(void *ctx)
{
	loop_stop(ctx);
}

static inline void run_for(struct pair *pair, unsigned ms)
{
	loop_every(pair->loop, ms, stop, pair->loop);
	loop_wake(pair->loop);
	loop_run(pair->loop);
	loop_forget(pair->loop, stop, pair->loop);
}

#endif
