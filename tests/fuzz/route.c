/* What comes over a connection, byte for byte, by way of the gateway's own doors: the real library, routes, visitors and
 * methods, down to the bus, which is away. Every connection comes to its end, and every answer is one of ours.
 *
 * An input's first byte says by which door it comes. What it has to prove who it is with is known beforehand: the
 * session's secret is 32 times 'S', the token's 32 times 'T' (corpus.py). */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fuzz.h"

#include "base/log.h"
#include "base/secret.h"
#include "gateway/doors.h"
#include "gateway/frontend.h"
#include "gateway/test/fixture.h"

enum { BY_FRONT = 1, TURNS_MAX = 10000, STILL_TURNS = 6, ANSWER_MAX = 1 << 16 };

static struct harness *harness;
static struct loop *loop;
static struct link *bus;
static uint8_t answer[ANSWER_MAX + 1];

/* ---- The gateway */

static ProtobufCBinaryData hash_of_secret(char letter)
{
	struct secret secret;
	struct hash hash;
	struct bytes copy;

	memset(secret.bytes, letter, SECRET_SIZE);
	hash = secret_hash(&secret);
	copy = arena_copy(harness->arena, hash_bytes(&hash));
	return (ProtobufCBinaryData){.data = (uint8_t *)copy.data, .len = copy.len};
}

/* Anna has a session and a token; a login link waits for Berta. */
static void let_in(void)
{
	Gateway__CreateTokenRequest token = GATEWAY__CREATE_TOKEN_REQUEST__INIT;

	assert_accepted(link_for(harness, "anna", hash_of_secret('L')));
	assert_accepted(open_as(harness, gateway(harness), hash_of_secret('L'), hash_of_secret('S')));
	token.principal_id = "anna";
	token.label = "essai";
	token.secret_hash = hash_of_secret('T');
	assert_accepted(harness_call(harness, operator_(harness), "CreateToken", &token.base));
	assert_accepted(link_for(harness, "berta", hash_of_secret('L')));
}

static void stop(void)
{
	HTTP.stop();
	link_free(bus);
	loop_free(loop);
	remove("run/gateway.sock");
	remove("run/gateway.json");
	remove("run");
	harness_free(harness);
}

static void be_away(void *ctx)
{
	(void)ctx;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct link_config config = {.service = "", .version = "fuzz", .max_pending = 16};
	static const struct link_ops ops = {.open = be_away, .close = be_away};

	(void)argc;
	(void)argv;
	log_set_level(LOG_LEVEL_ERROR);
	harness = harness_new(&GATEWAY_SERVICE);
	harness_advance(harness, (instant_now().us - harness->now.us) / 1000);
	added(harness, "anna");
	added(harness, "berta");
	let_in();
	must(chdir(harness->dir) == 0 && mkdir("run", 0700) == 0, "a folder to be in");
	loop = loop_new();
	bus = link_new(&config, &ops, NULL);
	must(http_option("--port", "0") && HTTP.start(loop, harness->engine, bus, NULL), "the doors open");
	atexit(stop);
	return 0;
}

/* ---- A client */

static int connect_front(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "run/gateway.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	must(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "a connection");
	return fd;
}

/* From one address of this machine after the other, for each has a port less for a minute. */
static int connect_port(void)
{
	static uint32_t client;
	struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	client = client % 0xfffff0 + 1;
	from.sin_addr.s_addr = htonl((uint32_t)IN_LOOPBACKNET << 24 | client);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)doors_port());
	must(fd >= 0 && bind(fd, (struct sockaddr *)&from, sizeof from) == 0, "an address");
	must(connect(fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS, "a connection");
	return fd;
}

/* What is left of the request is sent, as far as it goes; true once all is. */
static bool give(int fd, struct bytes *request)
{
	ssize_t sent = request->len ? send(fd, request->data, request->len, MSG_NOSIGNAL) : 0;

	if (sent < 0 && errno != EAGAIN)
		request->len = 0; /* it was cut short from there */
	else if (sent > 0)
		*request = bytes_of(request->data + sent, request->len - (size_t)sent);
	return request->len == 0;
}

/* False once there is no more to come. */
static bool take(int fd, size_t *len)
{
	ssize_t got = recv(fd, answer + *len, ANSWER_MAX - *len, 0);

	if (got > 0)
		*len += (size_t)got;
	return got > 0 || (got < 0 && errno == EAGAIN);
}

/* The client ends its side once nothing moves: the library does not see an end that came along with the last bytes, and
 * would keep the line until its silence is too long. */
static void talk(int fd, struct bytes request, size_t *len)
{
	bool given = false;
	unsigned still = 0;

	for (unsigned turn = 0; turn < TURNS_MAX; turn++) {
		size_t before = *len;

		given = given || give(fd, &request);
		doors_run();
		if (!take(fd, len) || *len == ANSWER_MAX)
			return;
		still = given && *len == before ? still + 1 : 0;
		if (still == STILL_TURNS)
			shutdown(fd, SHUT_WR);
	}
	must(false, "a connection ends");
}

/* ---- What is wanted of answers */

static void check(const char *text, size_t len)
{
	if (len == 0)
		return;
	must(strncmp(text, "HTTP/1.", 7) == 0, "an answer begins with its status");
	must(strncmp(text + 9, "500", 3) != 0, "nothing is our fault");
	must(len == ANSWER_MAX || strstr(text, "\r\n\r\n"), "an answer has whole headers");
	/* The library says "100 Continue", and what it refuses, by itself. */
	must(strchr("145", text[9]) || strstr(text, "X-Content-Type-Options: nosniff"), "no answer is bare");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = 0;
	int fd;

	if (size < 1)
		return 0;
	fd = data[0] & BY_FRONT ? connect_front() : connect_port();
	talk(fd, bytes_of(data + 1, size - 1), &len);
	close(fd);
	answer[len] = '\0';
	check((const char *)answer, len);
	for (unsigned turn = 0; doors_connections() && turn < TURNS_MAX; turn++)
		doors_run();
	must(doors_connections() == 0, "nothing is left of a connection");
	must(link_pending(bus) == 0, "nothing is asked of a bus that is away");
	return 0;
}
