/* From the turn that commits an event to a client's hands over HTTP, as server-sent events, while many clients read and one
 * of them does not.
 *
 *	stream DIR SERVICE CLIENTS EVENTS EVERY_MS TOKENS
 *
 * DIR is a running test instance, whose operator writes a note every EVERY_MS; TOKENS is a file of tokens, one a line, each
 * good for STREAMS_PER_TOKEN clients. Time runs from the entry's own instant, which precedes the commit. Prints one JSON
 * object. */
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/require.h"
#include "bench.h"
#include "json/wellknown.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { STREAMS_PER_TOKEN = 8, CLIENTS_PER_ADDRESS = 100, DESCRIPTORS_BESIDE = 64, RECEIVE_BYTES = 4096 };
enum { TIMEOUT_MS = 30000, CONNECT_MS = 30000, PAUSE_MS = 300 };
#define INSTANT "\"instant\":\""

struct client {
	struct bench *bench;
	uv_poll_t poll;
	int fd;
	bool up, reads;
	struct buf in;
};

struct bench {
	struct loop *loop;
	const char *service;
	unsigned port;
	struct dealer *writer;
	struct client *clients;
	unsigned count, up, readers;
	unsigned every_ms, events, written;
	bool over;
	struct samples samples;
};

/* ---- Clients */

/* The instants that what has come names; what follows the last one is kept. */
static void take_instants(struct client *client, int64_t now_us)
{
	struct samples *samples = &client->bench->samples;
	char *at = (char *)client->in.data, *end;

	while ((at = strstr(at, INSTANT)) && (end = strchr(at += strlen(INSTANT), '"'))) {
		struct span instant;

		*end = '\0';
		if (!timestamp_parse(at, &instant))
			bench_die("an event has no instant: %s", at);
		samples_add(samples, now_us - instant.seconds * 1000000 - instant.nanos / 1000);
		at = end + 1;
		buf_clear(&client->in);
	}
}

static void take(struct client *client, int64_t now_us)
{
	struct bench *bench = client->bench;

	buf_byte(&client->in, '\0');
	client->in.len--;
	if (!client->up && strstr((char *)client->in.data, "retry: ")) {
		if (!strstr((char *)client->in.data, "HTTP/1.1 200 "))
			bench_die("a stream was refused: %s", client->in.data);
		client->up = true;
		bench->up++;
		if (!client->reads)
			uv_poll_stop(&client->poll);
	}
	take_instants(client, now_us);
	if (bench->samples.count == (size_t)bench->readers * bench->events)
		loop_stop(bench->loop);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct client *client = poll->data;
	ssize_t got = recv(client->fd, buf_reserve(&client->in, RECEIVE_BYTES), RECEIVE_BYTES, MSG_DONTWAIT);

	(void)status;
	(void)events;
	if (got <= 0)
		bench_die("a stream ended: %s", client->in.len ? (char *)client->in.data : strerror(errno));
	client->in.len += (size_t)got;
	take(client, instant_now().us);
}

/* The gateway takes so many connections of one address only. */
static void connect_client(struct client *client, unsigned number)
{
	struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
	int bytes = RECEIVE_BYTES;

	from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number / CLIENTS_PER_ADDRESS);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)client->bench->port);
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!client->reads)
		setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	if (client->fd < 0 || bind(client->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
	    connect(client->fd, (struct sockaddr *)&to, sizeof to) != 0)
		bench_die("client %u does not connect: %s", number, strerror(errno));
}

static void ask(struct client *client, const char *token)
{
	char text[400];
	int len = snprintf(
		text, sizeof text,
		"GET /api/events?service=%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n",
		client->bench->service, token);

	if (send(client->fd, text, (size_t)len, MSG_NOSIGNAL) != len)
		bench_die("a request does not leave: %s", strerror(errno));
	uv_poll_init(loop_uv(client->bench->loop), &client->poll, client->fd);
	client->poll.data = client;
	uv_poll_start(&client->poll, UV_READABLE, on_readable);
}

static void start_clients(struct bench *bench, const char *path)
{
	FILE *tokens = fopen(path, "re");
	char token[100] = "";

	if (!tokens)
		bench_die("%s: %s", path, strerror(errno));
	bench->clients = xcalloc(bench->count, sizeof *bench->clients);
	for (unsigned i = 0; i < bench->count; i++) {
		struct client *client = &bench->clients[i];

		if (i % STREAMS_PER_TOKEN == 0 && !fgets(token, sizeof token, tokens))
			bench_die("%s has too few tokens", path);
		token[strcspn(token, "\n")] = '\0';
		client->bench = bench;
		client->reads = i < bench->readers;
		connect_client(client, i);
		ask(client, token);
	}
	fclose(tokens);
}

/* ---- The writer */

static void noted(void *ctx, const struct link_answer *answer)
{
	const struct bench *bench = ctx;

	if (!bench->over && answer->fault != FAULT_NONE)
		bench_die("refused: %s: %s", answer->refusal->reason, answer->refusal->message);
}

static void write_note(void *ctx)
{
	struct bench *bench = ctx;
	uint8_t body[BENCH_NOTE_SIZE];
	struct link_request call = bench_note(bench->service, body);

	if (bench->written++ == bench->events) {
		loop_forget(bench->loop, write_note, bench);
		return;
	}
	call.call_id = id_new(instant_now());
	call.timeout_ms = TIMEOUT_MS;
	if (!link_request(dealer_link(bench->writer), &call, monotonic_now(), noted, bench))
		bench_die("a call was not accepted");
}

/* All streams stand at the journal's end a moment after the last one has opened. */
static void begin_when_up(void *ctx)
{
	struct bench *bench = ctx;

	if (bench->up < bench->count || link_current_state(dealer_link(bench->writer)) != LINK_UP)
		return;
	loop_forget(bench->loop, begin_when_up, bench);
	loop_every(bench->loop, bench->every_ms, write_note, bench);
}

static void waited(void *ctx)
{
	const struct bench *bench = ctx;

	if (bench->up < bench->count)
		bench_die("%u of %u streams came up", bench->up, bench->count);
}

static void state_changed(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx;
	(void)welcome;
	if (state == LINK_DOWN)
		bench_die("the connection was lost");
}

static void run(struct bench *bench, const struct bench_bus *bus, const char *tokens)
{
	static const struct dealer_events events = {.state = state_changed};

	bench->loop = loop_new();
	loop_every(bench->loop, CONNECT_MS, waited, bench);
	loop_every(bench->loop, PAUSE_MS, begin_when_up, bench);
	bench->writer = bench_connect(bench->loop, bus, "operator", 64, &events, bench);
	start_clients(bench, tokens);
	loop_run(bench->loop);
	bench->over = true;
	dealer_free(bench->writer);
	for (unsigned i = 0; i < bench->count; i++) {
		uv_close((uv_handle_t *)&bench->clients[i].poll, NULL);
		buf_free(&bench->clients[i].in);
	}
	loop_free(bench->loop);
	for (unsigned i = 0; i < bench->count; i++)
		close(bench->clients[i].fd);
	free(bench->clients);
}

static unsigned gateway_port(void)
{
	json_t *json = json_load_file("run/gateway.json", 0, NULL);
	const char *address = json ? json_string_value(json_object_get(json, "http")) : NULL;
	unsigned port;

	if (!address)
		bench_die("no gateway runs here");
	port = bench_number(strrchr(address, ':') + 1, 65535);
	json_decref(json);
	return port;
}

static void allow_descriptors(unsigned clients)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur =
		limit.rlim_max < clients + DESCRIPTORS_BESIDE ? limit.rlim_max : clients + DESCRIPTORS_BESIDE;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	struct bench bench = {0};
	struct bench_bus bus;

	if (argc != 7)
		bench_die("DIR SERVICE CLIENTS EVENTS EVERY_MS TOKENS");
	bench.service = argv[2];
	bench.count = bench_number(argv[3], 1000);
	bench.events = bench_number(argv[4], 10000);
	bench.every_ms = bench_number(argv[5], 10000);
	bench.readers = bench.count > 1 ? bench.count - 1 : 1;
	allow_descriptors(bench.count);
	bench_enter(argv[1], &bus);
	bench.port = gateway_port();
	run(&bench, &bus, argv[6]);
	printf("{\"median_us\": %u, \"p99_us\": %u, \"max_us\": %u, \"deliveries\": %zu}\n",
	       samples_percentile(&bench.samples, 50), samples_percentile(&bench.samples, 99),
	       samples_percentile(&bench.samples, 100), bench.samples.count);
	samples_free(&bench.samples);
	return 0;
}
