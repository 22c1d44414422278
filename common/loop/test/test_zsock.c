#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>

#include "base/bytes.h"
#include "base/require.h"
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

static void give_up(void *ctx)
{
	struct pair *pair = ctx;

	pair->timed_out = true;
	loop_stop(pair->loop);
}

static void receive(void *ctx, const struct zmessage *message)
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

static void end_of_turn(void *ctx)
{
	struct pair *pair = ctx;

	pair->turns++;
	if (pair->this_turn > pair->most_per_turn)
		pair->most_per_turn = pair->this_turn;
	pair->this_turn = 0;
}

static void send_more(void *ctx)
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

static struct pair pair_new(void)
{
	return (struct pair){.loop = loop_new(), .in_order = true, .wanted = UINT32_MAX};
}

static void pair_join(struct pair *pair, const char *endpoint)
{
	pair->server = zsock_open(pair->loop, &ROUTER, receive, pair);
	pair->client = zsock_open(pair->loop, &DEALER, receive, pair);
	assert_int_equal(zsock_bind(pair->server, endpoint, pair->endpoint, sizeof pair->endpoint), 0);
	assert_int_equal(zsock_connect(pair->client, pair->endpoint), 0);
	loop_on_turn(pair->loop, send_more, pair);
	loop_on_turn(pair->loop, end_of_turn, pair);
	loop_every(pair->loop, GIVE_UP_MS, give_up, pair);
}

static void pair_free(struct pair *pair)
{
	zsock_close(pair->client);
	zsock_close(pair->server);
	buf_free(&pair->last);
	buf_free(&pair->peer);
	loop_free(pair->loop);
}

/* Runs until `wanted` messages in all have come. */
static void run_until(struct pair *pair, unsigned wanted)
{
	pair->wanted = wanted;
	loop_wake(pair->loop); /* for a first turn that tries to send: only one that failed is told of room */
	loop_run(pair->loop);
	assert_false(pair->timed_out);
}

static void stop(void *ctx)
{
	loop_stop(ctx);
}

static void run_for(struct pair *pair, unsigned ms)
{
	loop_every(pair->loop, ms, stop, pair->loop);
	loop_wake(pair->loop);
	loop_run(pair->loop);
	loop_forget(pair->loop, stop, pair->loop);
}

/* More than any pipe holds: the sender is told to wait, thousands of times, and wakes when there is room. */
static void check_many(const char *endpoint)
{
	struct pair pair = pair_new();

	pair_join(&pair, endpoint);
	pair.to_send = MANY;
	run_until(&pair, MANY);
	assert_int_equal(pair.received, MANY);
	assert_true(pair.in_order);
	assert_true(pair.has_fd);
	assert_true(pair.most_per_turn <= ZSOCK_BURST);
	assert_true(pair.turns >= MANY / ZSOCK_BURST);
	pair_free(&pair);
}

static void all_of_many_messages_arrive_over_tcp(void **state)
{
	(void)state;
	check_many("tcp://127.0.0.1:*");
}

static void all_of_many_messages_arrive_over_ipc(void **state)
{
	char dir[] = "/tmp/zsock-XXXXXX", endpoint[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(endpoint, sizeof endpoint, "ipc://%s/s", dir);
	check_many(endpoint);
	rmdir(dir);
}

static int option_of(struct zsock *zsock, int option)
{
	int value = -12345;
	size_t size = sizeof value;

	assert_int_equal(zmq_getsockopt(zsock_raw(zsock), option, &value, &size), 0);
	return value;
}

static void options_are_set(void **state)
{
	static const struct {
		int option, value;
	} wanted[] = {
		{ZMQ_LINGER, 1234},
		{ZMQ_SNDHWM, 77},
		{ZMQ_RCVHWM, 77},
		{ZMQ_HANDSHAKE_IVL, 5000},
		{ZMQ_RECONNECT_IVL, 100},
		{ZMQ_RECONNECT_IVL_MAX, 30000},
		{ZMQ_CONNECT_TIMEOUT, 5000},
		{ZMQ_TCP_MAXRT, 20000},
		{ZMQ_TCP_KEEPALIVE, 1},
		{ZMQ_TCP_KEEPALIVE_IDLE, 20},
		{ZMQ_TCP_KEEPALIVE_INTVL, 5},
		{ZMQ_TCP_KEEPALIVE_CNT, 3},
		{ZMQ_IPV6, 0},
		{ZMQ_HEARTBEAT_IVL, 0},
		{ZMQ_BACKLOG, 512},
	};
	struct loop *loop = loop_new();
	struct zsock_options options = {
		.max_message_bytes = 123456, .high_water_mark = 77, .linger_ms = 1234};

	(void)state;
	for (int type = ZMQ_DEALER; type <= ZMQ_ROUTER; type++) {
		struct zsock *zsock;
		int64_t max = 0;
		size_t size = sizeof max;

		options.type = type;
		zsock = zsock_open(loop, &options, receive, NULL);
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
			assert_int_equal(option_of(zsock, wanted[i].option), wanted[i].value);
		assert_int_equal(zmq_getsockopt(zsock_raw(zsock), ZMQ_MAXMSGSIZE, &max, &size), 0);
		assert_int_equal(max, 123456);
		if (type == ZMQ_DEALER)
			assert_int_equal(option_of(zsock, ZMQ_IMMEDIATE), 1);
		zsock_close(zsock);
	}
	loop_free(loop);
}

static void a_curve_server_enforces_its_domain(void **state)
{
	enum { ZAP_ENFORCE_DOMAIN = 93 };
	char public_key[41], secret_key[41], domain[16];
	size_t size = sizeof domain;
	struct loop *loop = loop_new();
	struct zsock *zsock;

	(void)state;
	assert_int_equal(zmq_curve_keypair(public_key, secret_key), 0);
	zsock = zsock_open(loop,
			   &(struct zsock_options){.type = ZMQ_ROUTER,
						   .max_message_bytes = 1,
						   .high_water_mark = 1,
						   .curve_secret = secret_key,
						   .zap_domain = "pvd"},
			   receive, NULL);
	assert_int_equal(option_of(zsock, ZMQ_CURVE_SERVER), 1);
	assert_int_equal(option_of(zsock, ZMQ_MECHANISM), ZMQ_CURVE);
	assert_int_equal(option_of(zsock, ZAP_ENFORCE_DOMAIN), 1);
	assert_int_equal(zmq_getsockopt(zsock_raw(zsock), ZMQ_ZAP_DOMAIN, domain, &size), 0);
	assert_string_equal(domain, "pvd");
	zsock_close(zsock);
	loop_free(loop);
}

static void an_impossible_socket_is_null(void **state)
{
	struct loop *loop = loop_new();
	struct zsock_options options = {.type = 99, .max_message_bytes = 1, .high_water_mark = 1};

	(void)state;
	assert_null(zsock_open(loop, &options, receive, NULL));
	options.type = ZMQ_DEALER;
	options.curve_secret = "no key";
	options.curve_public = "no key";
	options.curve_server = "no key";
	assert_null(zsock_open(loop, &options, receive, NULL));
	loop_free(loop);
}

static void bind_and_connect_tell_why_not(void **state)
{
	struct loop *loop = loop_new();
	struct zsock *a = zsock_open(loop, &ROUTER, receive, NULL),
		     *b = zsock_open(loop, &ROUTER, receive, NULL);
	char endpoint[128];

	(void)state;
	assert_int_equal(zsock_bind(a, "tcp://127.0.0.1:*", endpoint, sizeof endpoint), 0);
	assert_non_null(strstr(endpoint, "tcp://127.0.0.1:"));
	assert_int_equal(zsock_bind(b, endpoint, NULL, 0), EADDRINUSE);
	assert_int_equal(zsock_connect(b, "nothing://x"), EPROTONOSUPPORT);
	zsock_close(a);
	zsock_close(b);
	loop_free(loop);
}

static void a_router_answers_the_peer_it_heard(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	pair.to_send = 1;
	run_until(&pair, 1);
	assert_int_equal(pair.peer.len, 5);
	assert_true(zsock_send(pair.server, buf_bytes(&pair.peer), bytes_text("answer")));
	run_until(&pair, 2);
	assert_true(bytes_equal(buf_bytes(&pair.last), bytes_text("answer")));
	assert_int_equal(pair.peer.len, 0);
	pair_free(&pair);
}

static void a_router_says_that_a_peer_is_gone(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	errno = 0;
	assert_false(zsock_send(pair.server, bytes_text("nobody"), bytes_text("x")));
	assert_int_equal(errno, EHOSTUNREACH);
	pair_free(&pair);
}

static void a_dealer_without_connection_does_not_take_messages(void **state)
{
	struct loop *loop = loop_new();
	struct zsock *zsock = zsock_open(loop, &DEALER, receive, NULL);

	(void)state;
	assert_int_equal(zsock_connect(zsock, "tcp://127.0.0.1:1"), 0);
	errno = 0;
	assert_false(zsock_send(zsock, (struct bytes){0}, bytes_text("x")));
	assert_int_equal(errno, EAGAIN);
	zsock_close(zsock);
	loop_free(loop);
}

/* A peer that reads nothing fills its pipe; the router is told, and nothing blocks. */
static void a_full_peer_is_told_as_again(void **state)
{
	struct pair pair = pair_new();
	static const uint8_t kilobytes[MESSAGE_MAX];
	unsigned sent = 0;

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	pair.to_send = 1;
	run_until(&pair, 1);
	zsock_pause(pair.client, true);
	while (sent < MANY &&
	       zsock_send(pair.server, buf_bytes(&pair.peer), bytes_of(kilobytes, MESSAGE_MAX)))
		sent++;
	assert_int_equal(errno, EAGAIN);
	assert_in_range(sent, 1000, MANY - 1);
	zsock_pause(pair.client, false);
	run_until(&pair, 1 + sent);
	pair_free(&pair);
}

static void a_paused_socket_is_not_read(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	zsock_pause(pair.server, true);
	pair.to_send = 500;
	run_for(&pair, 150);
	assert_int_equal(pair.received, 0);
	assert_true(pair.turns < 200); /* nor does the loop spin on what it does not read */
	zsock_pause(pair.server, false);
	run_until(&pair, 500);
	assert_true(pair.in_order);
	pair_free(&pair);
}

static void a_second_payload_frame_is_dropped_and_told(void **state)
{
	struct pair pair = pair_new();
	void *raw;

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	pair.to_send = 1;
	run_until(&pair, 1);
	assert_int_equal(pair.multipart, 0);
	raw = zsock_raw(pair.client);
	assert_int_equal(zmq_send(raw, "one", 3, ZMQ_SNDMORE), 3);
	assert_int_equal(zmq_send(raw, "two", 3, ZMQ_SNDMORE), 3);
	assert_int_equal(zmq_send(raw, "three", 5, 0), 5);
	run_until(&pair, 2);
	assert_int_equal(pair.multipart, 1);
	assert_true(bytes_equal(buf_bytes(&pair.last), bytes_text("one")));
	assert_int_equal(zmq_send(raw, "next", 4, 0), 4);
	run_until(&pair, 3);
	assert_true(bytes_equal(buf_bytes(&pair.last), bytes_text("next")));
	assert_int_equal(pair.multipart, 1);
	pair_free(&pair);
}

struct heard {
	struct loop *loop;
	int wanted, seen, value;
	struct zsock *close;
};

static void hear(void *ctx, const struct zevent *event)
{
	struct heard *heard = ctx;

	heard->seen |= event->event;
	heard->value = event->value;
	if (event->event != heard->wanted)
		return;
	zsock_close(heard->close);
	heard->close = NULL;
	loop_stop(heard->loop);
}

static void an_oversized_frame_costs_the_connection(void **state)
{
	struct pair pair = pair_new();
	struct heard heard = {.wanted = ZMQ_EVENT_DISCONNECTED};
	struct zsock_options options = DEALER;
	static const uint8_t much[MESSAGE_MAX + 1];

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	zsock_close(pair.client);
	options.max_message_bytes = -1;
	pair.client = zsock_open(pair.loop, &options, receive, &pair);
	heard.loop = pair.loop;
	zsock_monitor(pair.client, ZMQ_EVENT_ALL, hear, &heard);
	assert_int_equal(zsock_connect(pair.client, pair.endpoint), 0);
	pair.to_send = 1;
	run_until(&pair, 1);
	assert_true(zsock_send(pair.client, (struct bytes){0}, bytes_of(much, MESSAGE_MAX)));
	run_until(&pair, 2);
	assert_false(heard.seen & ZMQ_EVENT_DISCONNECTED);
	assert_true(zsock_send(pair.client, (struct bytes){0}, bytes_of(much, MESSAGE_MAX + 1)));
	loop_run(pair.loop);
	assert_true(heard.seen & ZMQ_EVENT_DISCONNECTED);
	assert_int_equal(pair.received, 2);
	pair_free(&pair);
}

static void a_socket_may_be_closed_in_its_callback(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	pair.close_in_callback = true;
	pair.to_send = 100;
	loop_wake(pair.loop);
	loop_run(pair.loop);
	assert_int_equal(pair.received, 1);
	assert_null(pair.server);
	run_for(&pair, 50);
	assert_int_equal(pair.received, 1);
	pair_free(&pair);
}

static void a_socket_may_be_closed_by_its_monitor(void **state)
{
	struct pair pair = pair_new();
	struct heard heard = {.wanted = ZMQ_EVENT_ACCEPTED};

	(void)state;
	pair.server = zsock_open(pair.loop, &ROUTER, receive, &pair);
	pair.client = zsock_open(pair.loop, &DEALER, receive, &pair);
	heard.loop = pair.loop;
	heard.close = pair.server;
	zsock_monitor(pair.server, ZMQ_EVENT_ALL, hear, &heard);
	assert_int_equal(zsock_bind(pair.server, "tcp://127.0.0.1:*", pair.endpoint, sizeof pair.endpoint),
			 0);
	assert_int_equal(zsock_connect(pair.client, pair.endpoint), 0);
	loop_every(pair.loop, GIVE_UP_MS, give_up, &pair);
	loop_run(pair.loop);
	pair.server = NULL;
	assert_false(pair.timed_out);
	assert_true(heard.seen & ZMQ_EVENT_LISTENING);
	assert_true(heard.value > 0); /* the descriptor */
	pair_free(&pair);
}

/* The loop is freed with sockets, monitors and messages still in it. */
static void the_end_of_the_loop_closes_what_was_forgotten(void **state)
{
	struct pair pair = pair_new();
	struct heard heard = {0};

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	zsock_monitor(pair.client, ZMQ_EVENT_ALL, hear, &heard);
	pair.to_send = 10;
	run_until(&pair, 1);
	loop_free(pair.loop);
	buf_free(&pair.last);
	buf_free(&pair.peer);
}

/* ---- Messages of several frames */

struct echo {
	struct zsock *zsock;
	unsigned count;
};

static void echo(void *ctx, const struct bytes *parts, unsigned count)
{
	struct echo *seen = ctx;

	seen->count = count;
	assert_true(zsock_send_parts(seen->zsock, parts, count < ZSOCK_PARTS_MAX ? count : ZSOCK_PARTS_MAX));
}

static void check_echo(struct loop *loop, struct echo *seen, void *raw, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(zmq_send(raw, &(char){(char)('a' + i)}, 1, i + 1 < count ? ZMQ_SNDMORE : 0),
				 1);
	loop_every(loop, 50, stop, loop);
	loop_run(loop);
	loop_forget(loop, stop, loop);
	assert_int_equal(seen->count, count);
	for (unsigned i = 0; i < count && i < ZSOCK_PARTS_MAX; i++) {
		char frame;

		assert_int_equal(zmq_recv(raw, &frame, 1, ZMQ_DONTWAIT), 1);
		assert_int_equal(frame, 'a' + i);
	}
}

static void parts_come_whole_and_are_answered(void **state)
{
	static const struct zsock_options options = {
		.type = ZMQ_REP, .max_message_bytes = -1, .high_water_mark = 10};
	struct loop *loop = loop_new();
	struct echo seen = {0};
	void *raw = zmq_socket(loop_zmq(loop), ZMQ_REQ);

	(void)state;
	seen.zsock = zsock_open_parts(loop, &options, echo, &seen);
	assert_int_equal(zsock_bind(seen.zsock, "inproc://echo", NULL, 0), 0);
	assert_int_equal(zmq_connect(raw, "inproc://echo"), 0);
	check_echo(loop, &seen, raw, 1);
	check_echo(loop, &seen, raw, ZSOCK_PARTS_MAX);
	check_echo(loop, &seen, raw, ZSOCK_PARTS_MAX + 3);
	check_echo(loop, &seen, raw, 2);
	zmq_close(raw);
	zsock_close(seen.zsock);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_set),
		cmocka_unit_test(a_curve_server_enforces_its_domain),
		cmocka_unit_test(an_impossible_socket_is_null),
		cmocka_unit_test(bind_and_connect_tell_why_not),
		cmocka_unit_test(a_router_answers_the_peer_it_heard),
		cmocka_unit_test(a_router_says_that_a_peer_is_gone),
		cmocka_unit_test(a_dealer_without_connection_does_not_take_messages),
		cmocka_unit_test(a_second_payload_frame_is_dropped_and_told),
		cmocka_unit_test(a_paused_socket_is_not_read),
		cmocka_unit_test(a_full_peer_is_told_as_again),
		cmocka_unit_test(an_oversized_frame_costs_the_connection),
		cmocka_unit_test(a_socket_may_be_closed_in_its_callback),
		cmocka_unit_test(a_socket_may_be_closed_by_its_monitor),
		cmocka_unit_test(the_end_of_the_loop_closes_what_was_forgotten),
		cmocka_unit_test(parts_come_whole_and_are_answered),
		cmocka_unit_test(all_of_many_messages_arrive_over_ipc),
		cmocka_unit_test(all_of_many_messages_arrive_over_tcp),
	};

	return cmocka_run_group_tests_name("loop/zsock", tests, NULL, NULL);
}
