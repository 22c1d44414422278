/* What ZeroMQ with CURVE does without us: requests of 256 bytes over TCP, each answered by 64, one message each, as many
 * under way as asked for. Nothing is decided, stored or forwarded.
 *
 *	bare CONNECTIONS IN_FLIGHT SECONDS
 *
 * The one who answers is a child process. What the first half second brings is not counted. Prints one JSON object. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <zmq.h>

#include "base/require.h"
#include "bench.h"

enum {
	REQUEST_BYTES = 256,
	ANSWER_BYTES = 64,
	WARM_MS = 500,
	BURST = 256, /* answers taken from one connection before the others have their turn */
	KEY_TEXT = 41,
};

struct keys {
	char public[KEY_TEXT], secret[KEY_TEXT];
};

struct bare {
	unsigned connections, in_flight;
	struct monotonic start, end; /* of what is counted */
	void **dealers;
	zmq_pollitem_t *items;
	struct monotonic **sent; /* of each connection's requests, in a ring: answers come in order */
	unsigned *first;
	unsigned room; /* of each ring */
	struct samples samples;
};

static struct keys keys_new(void)
{
	struct keys keys;

	require(zmq_curve_keypair(keys.public, keys.secret) == 0);
	return keys;
}

static void set_text(void *socket, int option, const char *text)
{
	require(zmq_setsockopt(socket, option, text, strlen(text)) == 0);
}

static void set(void *socket, int option, int value)
{
	require(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

/* Until it is killed. */
static void answer(int told, const struct keys *keys)
{
	void *router = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
	static const uint8_t body[ANSWER_BYTES];
	uint8_t peer[256], request[REQUEST_BYTES];
	char endpoint[128];
	size_t size = sizeof endpoint;
	int len;

	set(router, ZMQ_CURVE_SERVER, 1);
	set_text(router, ZMQ_CURVE_SECRETKEY, keys->secret);
	require(zmq_bind(router, "tcp://127.0.0.1:*") == 0);
	require(zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
	require(write(told, endpoint, size) == (ssize_t)size);
	while ((len = zmq_recv(router, peer, sizeof peer, 0)) >= 0) {
		require(zmq_recv(router, request, sizeof request, 0) == REQUEST_BYTES);
		require(zmq_send(router, peer, (size_t)len, ZMQ_SNDMORE) == len);
		require(zmq_send(router, body, sizeof body, 0) == sizeof body);
	}
}

static pid_t start_answering(char endpoint[128], const struct keys *keys)
{
	int told[2];
	pid_t pid;

	require(pipe(told) == 0);
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer(told[1], keys);
		_exit(1);
	}
	require(read(told[0], endpoint, 128) > 0);
	close(told[0]);
	close(told[1]);
	return pid;
}

static void connect_all(struct bare *bare, const char *endpoint, const struct keys *server)
{
	struct keys own = keys_new();
	void *context = zmq_ctx_new();

	bare->dealers = xcalloc(bare->connections, sizeof *bare->dealers);
	bare->items = xcalloc(bare->connections, sizeof *bare->items);
	bare->sent = xcalloc(bare->connections, sizeof *bare->sent);
	bare->first = xcalloc(bare->connections, sizeof *bare->first);
	bare->room = bare->in_flight / bare->connections;
	for (unsigned i = 0; i < bare->connections; i++) {
		void *dealer = zmq_socket(context, ZMQ_DEALER);

		set_text(dealer, ZMQ_CURVE_SERVERKEY, server->public);
		set_text(dealer, ZMQ_CURVE_PUBLICKEY, own.public);
		set_text(dealer, ZMQ_CURVE_SECRETKEY, own.secret);
		require(zmq_connect(dealer, endpoint) == 0);
		bare->dealers[i] = dealer;
		bare->items[i] = (zmq_pollitem_t){.socket = dealer, .events = ZMQ_POLLIN};
		bare->sent[i] = xcalloc(bare->room, sizeof **bare->sent);
	}
}

static void ask(struct bare *bare, unsigned i, unsigned slot)
{
	static const uint8_t body[REQUEST_BYTES];

	bare->sent[i][slot] = monotonic_now();
	require(zmq_send(bare->dealers[i], body, sizeof body, 0) == sizeof body);
}

/* Each answer brings the next request, in its place. */
static void take(struct bare *bare, unsigned i)
{
	uint8_t body[ANSWER_BYTES];

	for (unsigned n = 0; n < BURST; n++) {
		unsigned slot = bare->first[i];
		struct monotonic now;

		if (zmq_recv(bare->dealers[i], body, sizeof body, ZMQ_DONTWAIT) < 0)
			return;
		now = monotonic_now();
		if (now.us >= bare->start.us && now.us < bare->end.us)
			samples_add(&bare->samples, now.us - bare->sent[i][slot].us);
		bare->first[i] = (slot + 1) % bare->room;
		ask(bare, i, slot);
	}
}

static void run(struct bare *bare)
{
	for (unsigned n = 0; n < bare->room * bare->connections; n++)
		ask(bare, n % bare->connections, n / bare->connections);
	while (monotonic_now().us < bare->end.us) {
		require(zmq_poll(bare->items, (int)bare->connections, 1000) >= 0 || errno == EINTR);
		for (unsigned i = 0; i < bare->connections; i++)
			if (bare->items[i].revents)
				take(bare, i);
	}
}

int main(int argc, char **argv)
{
	struct bare bare = {0};
	char endpoint[128];
	struct keys server;
	unsigned seconds;
	pid_t pid;

	if (argc != 4)
		bench_die("CONNECTIONS IN_FLIGHT SECONDS");
	bare.connections = bench_number(argv[1], 1024);
	bare.in_flight = bench_number(argv[2], 4096);
	seconds = bench_number(argv[3], 60);
	if (bare.in_flight < bare.connections)
		bench_die("every connection has a request under way");
	server = keys_new();
	pid = start_answering(endpoint, &server);
	connect_all(&bare, endpoint, &server);
	bare.start = monotonic_add_ms(monotonic_now(), WARM_MS);
	bare.end = monotonic_add_ms(bare.start, seconds * 1000LL);
	run(&bare);
	kill(pid, SIGKILL);
	printf("{\"per_s\": %.0f, \"median_us\": %u, \"p99_us\": %u}\n", (double)bare.samples.count / seconds,
	       samples_percentile(&bare.samples, 50), samples_percentile(&bare.samples, 99));
	return 0;
}
