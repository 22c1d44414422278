#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "loop/test/pair.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_set),
		cmocka_unit_test(a_curve_server_enforces_its_domain),
		cmocka_unit_test(an_impossible_socket_is_null),
	};

	return cmocka_run_group_tests_name("loop/zoption", tests, NULL, NULL);
}
