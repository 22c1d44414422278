#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "loop/test/pair.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_oversized_frame_costs_the_connection),
		cmocka_unit_test(a_socket_may_be_closed_by_its_monitor),
		cmocka_unit_test(the_end_of_the_loop_closes_what_was_forgotten),
	};

	return cmocka_run_group_tests_name("loop/monitor", tests, NULL, NULL);
}
