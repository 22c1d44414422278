#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>

#include "loop/test/pair.h"

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

/* The connection stands before the loop first looks: it is the look before the sleep that takes in the
 * signal, and the turn it stood for must still come. */
static void a_sender_told_to_wait_is_woken(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	zsock_close(pair.client); /* whose connection may stand already */
	pair.client = zsock_open(pair.loop, &DEALER, receive, &pair);
	pair.to_send = 1;
	assert_false(zsock_send(pair.client, (struct bytes){0}, bytes_text("x")));
	assert_int_equal(zsock_connect(pair.client, pair.endpoint), 0);
	uv_sleep(200);
	pair.wanted = 1;
	loop_run(pair.loop);
	assert_false(pair.timed_out);
	assert_int_equal(pair.received, 1);
	pair_free(&pair);
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

/* Sending takes in every sign, also that of what has just arrived: the next look must find it. */
static void sending_does_not_hide_what_has_arrived(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	pair_join(&pair, "tcp://127.0.0.1:*");
	pair.to_send = 1;
	run_until(&pair, 1);
	run_for(&pair, 50);
	assert_int_equal(zmq_send(zsock_raw(pair.client), "late", 4, 0), 4);
	uv_sleep(100);
	assert_true(zsock_send(pair.server, buf_bytes(&pair.peer), bytes_text("answer")));
	run_until(&pair, 3);
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
	for (unsigned i = 0; i < count; i++) {
		char frame = (char)('a' + i);

		assert_int_equal(zmq_send(raw, &frame, 1, i + 1 < count ? ZMQ_SNDMORE : 0), 1);
	}
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
		cmocka_unit_test(bind_and_connect_tell_why_not),
		cmocka_unit_test(a_router_answers_the_peer_it_heard),
		cmocka_unit_test(a_router_says_that_a_peer_is_gone),
		cmocka_unit_test(a_dealer_without_connection_does_not_take_messages),
		cmocka_unit_test(sending_does_not_hide_what_has_arrived),
		cmocka_unit_test(a_second_payload_frame_is_dropped_and_told),
		cmocka_unit_test(a_paused_socket_is_not_read),
		cmocka_unit_test(a_sender_told_to_wait_is_woken),
		cmocka_unit_test(a_full_peer_is_told_as_again),
		cmocka_unit_test(a_socket_may_be_closed_in_its_callback),
		cmocka_unit_test(parts_come_whole_and_are_answered),
		cmocka_unit_test(all_of_many_messages_arrive_over_ipc),
		cmocka_unit_test(all_of_many_messages_arrive_over_tcp),
	};

	return cmocka_run_group_tests_name("loop/zsock", tests, NULL, NULL);
}
