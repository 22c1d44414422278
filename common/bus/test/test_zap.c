#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/require.h"
#include "bus/zap.h"

enum { CLIENTS = 5, MESSAGE_MAX = 1024, SETTLE_MS = 600, GIVE_UP_MS = 10000 };

/* ---- The decision alone */

static const uint8_t KEY[32] = "0123456789abcdef0123456789abcde";

static const char *the_one(void *ctx, const char *public_key)
{
	return strcmp(public_key, ctx) == 0 ? "someone" : NULL;
}

static const char *anybody(void *ctx, const char *public_key)
{
	(void)ctx, (void)public_key;
	return "anybody";
}

static struct zap_request sound(void)
{
	return (struct zap_request){
		.version = bytes_text("1.0"),
		.request_id = bytes_text("1"),
		.domain = bytes_text(ZAP_DOMAIN),
		.address = bytes_text("127.0.0.1"),
		.mechanism = bytes_text("CURVE"),
		.credential = bytes_of(KEY, sizeof KEY),
	};
}

static void a_known_key_is_its_principal(void **state)
{
	struct zap_request request = sound();
	char z85[Z85_KEY_SIZE];

	(void)state;
	zmq_z85_encode(z85, KEY, sizeof KEY);
	assert_string_equal(zap_decide(&request, the_one, z85), "someone");
	z85[0] ^= 1;
	assert_null(zap_decide(&request, the_one, z85));
}

static void only_curve_of_our_domain_is_heard(void **state)
{
	struct zap_request request;

	(void)state;
	request = sound();
	assert_non_null(zap_decide(&request, anybody, NULL));
	request.version = bytes_text("1.1");
	assert_null(zap_decide(&request, anybody, NULL));
	request = sound();
	request.domain = bytes_text("");
	assert_null(zap_decide(&request, anybody, NULL));
	request.domain = bytes_text("pvd2");
	assert_null(zap_decide(&request, anybody, NULL));
	request = sound();
	request.mechanism = bytes_text("NULL");
	assert_null(zap_decide(&request, anybody, NULL));
	request.mechanism = bytes_text("PLAIN");
	assert_null(zap_decide(&request, anybody, NULL));
	request = sound();
	request.credential.len = 31;
	assert_null(zap_decide(&request, anybody, NULL));
	request.credential.len = 0;
	assert_null(zap_decide(&request, anybody, NULL));
}

/* ---- Five clients of a real server */

struct hall {
	struct loop *loop;
	struct zap *zap;
	struct zsock *server;
	struct keypair server_keys, known, unknown;
	bool unknown_is_known; /* enrolled meanwhile */
	char endpoint[128];
	unsigned arrived;
	char user_id[64], payload[64];
	void *clients[CLIENTS];
};

static const char *registered(void *ctx, const char *public_key)
{
	struct hall *hall = ctx;

	if (strcmp(public_key, hall->known.public_key) == 0)
		return "someone";
	if (hall->unknown_is_known && strcmp(public_key, hall->unknown.public_key) == 0)
		return "newcomer";
	return NULL;
}

static void on_arrival(void *ctx, const struct zmessage *message)
{
	struct hall *hall = ctx;

	hall->arrived++;
	snprintf(hall->user_id, sizeof hall->user_id, "%s", message->user_id ? message->user_id : "");
	snprintf(hall->payload, sizeof hall->payload, "%.*s", (int)message->payload.len,
		 (const char *)message->payload.data);
}

static void make_keys(struct keypair *keys)
{
	assert_int_equal(zmq_curve_keypair(keys->public_key, keys->secret_key), 0);
}

static struct hall hall_new(void)
{
	struct hall hall = {.loop = loop_new()};

	make_keys(&hall.server_keys);
	make_keys(&hall.known);
	make_keys(&hall.unknown);
	return hall;
}

static void hall_open(struct hall *hall, const char *endpoint)
{
	struct zsock_options options = {
		.type = ZMQ_ROUTER,
		.max_message_bytes = MESSAGE_MAX,
		.high_water_mark = 100,
		.curve_secret = hall->server_keys.secret_key,
		.zap_domain = ZAP_DOMAIN,
	};

	hall->server = zsock_open(hall->loop, &options, on_arrival, hall);
	assert_int_equal(zsock_bind(hall->server, endpoint, hall->endpoint, sizeof hall->endpoint), 0);
}

static void hall_free(struct hall *hall)
{
	for (unsigned i = 0; i < CLIENTS; i++) {
		if (hall->clients[i])
			zmq_close(hall->clients[i]);
	}
	zsock_close(hall->server);
	if (hall->zap)
		zap_free(hall->zap);
	loop_free(hall->loop);
}

static void *client(struct hall *hall, unsigned n, const struct keypair *keys, const char *server_key)
{
	void *raw = hall->clients[n] = zmq_socket(loop_zmq(hall->loop), ZMQ_DEALER);
	int none = 0;

	assert_int_equal(zmq_setsockopt(raw, ZMQ_LINGER, &none, sizeof none), 0);
	if (keys) {
		zmq_setsockopt(raw, ZMQ_CURVE_PUBLICKEY, keys->public_key, Z85_KEY_SIZE);
		zmq_setsockopt(raw, ZMQ_CURVE_SECRETKEY, keys->secret_key, Z85_KEY_SIZE);
		zmq_setsockopt(raw, ZMQ_CURVE_SERVERKEY, server_key, Z85_KEY_SIZE);
	}
	return raw;
}

static void speak(struct hall *hall, void *raw, const char *text)
{
	assert_int_equal(zmq_connect(raw, hall->endpoint), 0);
	assert_int_equal(zmq_send(raw, text, strlen(text), 0), strlen(text));
}

static void stop(void *ctx)
{
	loop_stop(ctx);
}

static void settle(struct hall *hall)
{
	loop_every(hall->loop, SETTLE_MS, stop, hall->loop);
	loop_run(hall->loop);
	loop_forget(hall->loop, stop, hall->loop);
}

static void send_five(struct hall *hall)
{
	void *plain;

	speak(hall, client(hall, 0, &hall->unknown, hall->server_keys.public_key), "unknown");
	speak(hall, client(hall, 1, NULL, NULL), "null");
	speak(hall, client(hall, 2, &hall->known, hall->unknown.public_key), "wrong server");
	plain = client(hall, 3, NULL, NULL);
	zmq_setsockopt(plain, ZMQ_PLAIN_USERNAME, "someone", 7);
	zmq_setsockopt(plain, ZMQ_PLAIN_PASSWORD, "x", 1);
	speak(hall, plain, "plain");
	speak(hall, client(hall, 4, &hall->known, hall->server_keys.public_key), "right");
}

static void check_five(const char *endpoint)
{
	struct hall hall = hall_new();

	hall.zap = zap_new(hall.loop, registered, &hall);
	assert_non_null(hall.zap);
	hall_open(&hall, endpoint);
	send_five(&hall);
	settle(&hall);
	assert_int_equal(hall.arrived, 1);
	assert_string_equal(hall.payload, "right");
	assert_string_equal(hall.user_id, "someone");
	hall_free(&hall);
}

static void one_of_five_clients_passes_over_tcp(void **state)
{
	(void)state;
	check_five("tcp://127.0.0.1:*");
}

static void one_of_five_clients_passes_over_ipc(void **state)
{
	char endpoint[64];

	(void)state;
	snprintf(endpoint, sizeof endpoint, "ipc://@pvd-test-zap-%d", (int)getpid());
	check_five(endpoint);
}

/* The same socket never tries again; a new one with the same key, once enrolled, passes. */
static void a_refused_client_passes_once_enrolled(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall.zap = zap_new(hall.loop, registered, &hall);
	hall_open(&hall, "tcp://127.0.0.1:*");
	speak(&hall, client(&hall, 0, &hall.unknown, hall.server_keys.public_key), "first");
	settle(&hall);
	hall.unknown_is_known = true;
	settle(&hall);
	assert_int_equal(hall.arrived, 0);
	speak(&hall, client(&hall, 1, &hall.unknown, hall.server_keys.public_key), "second");
	settle(&hall);
	assert_int_equal(hall.arrived, 1);
	assert_string_equal(hall.payload, "second");
	assert_string_equal(hall.user_id, "newcomer");
	hall_free(&hall);
}

static void nobody_passes_without_a_handler(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall_open(&hall, "tcp://127.0.0.1:*");
	send_five(&hall);
	settle(&hall);
	assert_int_equal(hall.arrived, 0);
	hall_free(&hall);
}

/* Negative control: why option 93 and the self test are there. A CURVE server with a domain, no handler, and
 * the option left off lets a stranger in. Where this fails, libzmq has changed. */
static void libzmq_lets_strangers_in_without_handler_and_enforcement(void **state)
{
	struct hall hall = hall_new();
	void *server = zmq_socket(loop_zmq(hall.loop), ZMQ_ROUTER);
	int one = 1, none = 0, wait_ms = GIVE_UP_MS;
	char payload[16];
	size_t size = sizeof hall.endpoint;

	(void)state;
	zmq_setsockopt(server, ZMQ_CURVE_SERVER, &one, sizeof one);
	zmq_setsockopt(server, ZMQ_CURVE_SECRETKEY, hall.server_keys.secret_key, Z85_KEY_SIZE);
	zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN));
	zmq_setsockopt(server, ZMQ_LINGER, &none, sizeof none);
	zmq_setsockopt(server, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
	assert_int_equal(zmq_bind(server, "tcp://127.0.0.1:*"), 0);
	zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, hall.endpoint, &size);
	speak(&hall, client(&hall, 0, &hall.unknown, hall.server_keys.public_key), "stranger");
	assert_int_equal(zmq_recv(server, payload, sizeof payload, 0), 5); /* the routing id */
	assert_int_equal(zmq_recv(server, payload, sizeof payload, 0), 8);
	assert_memory_equal(payload, "stranger", 8);
	zmq_close(server);
	hall_free(&hall);
}

static void a_second_handler_is_refused(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall.zap = zap_new(hall.loop, registered, &hall);
	assert_non_null(hall.zap);
	assert_null(zap_new(hall.loop, registered, &hall));
	hall_free(&hall);
}

/* What libzmq itself never sends: REP must answer all the same, or it hears nothing more. */
static void a_malformed_request_is_answered_400(void **state)
{
	struct hall hall = hall_new();
	static const char *const parts[] = {"1.0", "7", ZAP_DOMAIN};
	char reply[16];
	void *raw = zmq_socket(loop_zmq(hall.loop), ZMQ_REQ);

	(void)state;
	hall.zap = zap_new(hall.loop, anybody, &hall);
	assert_int_equal(zmq_connect(raw, "inproc://zeromq.zap.01"), 0);
	for (unsigned count = 1; count <= 3; count++) {
		for (unsigned i = 0; i < count; i++)
			zmq_send(raw, parts[i], strlen(parts[i]), i + 1 < count ? ZMQ_SNDMORE : 0);
		settle(&hall);
		assert_int_equal(zmq_recv(raw, reply, sizeof reply, ZMQ_DONTWAIT), 3);
		assert_int_equal(zmq_recv(raw, reply, sizeof reply, ZMQ_DONTWAIT), count > 1 ? 1 : 0);
		assert_int_equal(zmq_recv(raw, reply, sizeof reply, ZMQ_DONTWAIT), 3);
		assert_memory_equal(reply, "400", 3);
		for (unsigned i = 3; i < 6; i++)
			assert_true(zmq_recv(raw, reply, sizeof reply, ZMQ_DONTWAIT) >= 0);
	}
	zmq_close(raw);
	hall_free(&hall);
}

/* ---- The self test */

static void the_self_test_passes_where_admission_is_closed(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall.zap = zap_new(hall.loop, registered, &hall);
	assert_true(zap_self_test(hall.loop, &hall.server_keys, &hall.known));
	assert_true(zap_self_test(hall.loop, &hall.server_keys, &hall.known));
	hall_free(&hall);
}

static void the_self_test_fails_where_everybody_passes(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall.zap = zap_new(hall.loop, anybody, &hall);
	assert_false(zap_self_test(hall.loop, &hall.server_keys, &hall.known));
	hall_free(&hall);
}

static void the_self_test_fails_where_nobody_passes(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	hall.zap = zap_new(hall.loop, registered, &hall);
	assert_false(zap_self_test(hall.loop, &hall.server_keys, &hall.unknown));
	hall_free(&hall);
}

static void the_self_test_fails_without_handler(void **state)
{
	struct hall hall = hall_new();

	(void)state;
	assert_false(zap_self_test(hall.loop, &hall.server_keys, &hall.known));
	hall_free(&hall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_key_is_its_principal),
		cmocka_unit_test(only_curve_of_our_domain_is_heard),
		cmocka_unit_test(one_of_five_clients_passes_over_tcp),
		cmocka_unit_test(one_of_five_clients_passes_over_ipc),
		cmocka_unit_test(a_refused_client_passes_once_enrolled),
		cmocka_unit_test(nobody_passes_without_a_handler),
		cmocka_unit_test(libzmq_lets_strangers_in_without_handler_and_enforcement),
		cmocka_unit_test(a_second_handler_is_refused),
		cmocka_unit_test(a_malformed_request_is_answered_400),
		cmocka_unit_test(the_self_test_passes_where_admission_is_closed),
		cmocka_unit_test(the_self_test_fails_where_everybody_passes),
		cmocka_unit_test(the_self_test_fails_where_nobody_passes),
		cmocka_unit_test(the_self_test_fails_without_handler),
	};

	return cmocka_run_group_tests_name("bus/zap", tests, NULL, NULL);
}
