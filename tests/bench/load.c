/* Calls through the bus, as many under way as asked for: each answer brings the next call.
 *
 *	load DIR SERVICE note|status|commune CONNECTIONS IN_FLIGHT SECONDS [CODES]
 *
 * DIR is a running test instance; the caller is its operator. `note` is a durable command of 256 bytes of
 * text, `status` and `commune` are queries; CODES is a file of INSEE codes, one a line, taken in turn. One
 *process, one loop. What the first half second brings is not counted. Prints one JSON object. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/require.h"
#include "bench.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "pvd/registry/v1/geography.pb-c.h"

enum {
	TEXT_BYTES = 256,
	WARM_MS = 500,
	TIMEOUT_MS = 10000,
	CONNECT_MS = 10000,
	CODES_MAX = 40000,
	CODE_SIZE = 6
};

struct load {
	struct loop *loop;
	const char *service;
	struct link_request call;
	struct dealer **dealers;
	unsigned connections, up, in_flight, under_way;
	char (*codes)[CODE_SIZE];
	unsigned code_count, next_code;
	struct id last;
	uint8_t chance[ID_RANDOM_SIZE]; /* drawn once: its price is not what is measured */
	unsigned seconds;
	struct monotonic start, end; /* of what is counted; set when all are up */
	int64_t cpu_us;
	struct samples samples;
	bool running;
};

/* One of the calls under way. */
struct caller {
	struct load *load;
	struct link *link;
	struct monotonic sent;
};

static void ask(struct caller *caller, struct monotonic now);

static int64_t cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec +
	       usage.ru_stime.tv_usec;
}

static void answered(void *ctx, const struct link_answer *answer)
{
	struct caller *caller = ctx;
	struct load *load = caller->load;
	struct monotonic now = monotonic_now();

	if (answer->fault != FAULT_NONE)
		bench_die("refused: %s: %s", answer->refusal->reason, answer->refusal->message);
	load->under_way--;
	if (now.us >= load->start.us && now.us < load->end.us)
		samples_add(&load->samples, now.us - caller->sent.us);
	if (now.us < load->end.us)
		ask(caller, now);
	else if (load->under_way == 0)
		loop_stop(load->loop);
}

/* The code of a commune is the first field, and the only one given. */
static void next_commune(struct load *load, uint8_t body[2 + CODE_SIZE])
{
	const char *code = load->codes[load->next_code++ % load->code_count];

	body[0] = 1 << 3 | 2;
	body[1] = (uint8_t)strlen(code);
	memcpy(body + 2, code, body[1]);
	load->call.body = bytes_of(body, 2u + body[1]);
}

static void ask(struct caller *caller, struct monotonic now)
{
	struct load *load = caller->load;
	uint8_t body[2 + CODE_SIZE];

	if (load->code_count)
		next_commune(load, body);
	load->last = id_after(&load->last, instant_now(), load->chance);
	load->call.call_id = load->call.key = load->last;
	caller->sent = now;
	load->under_way++;
	if (!link_request(caller->link, &load->call, now, answered, caller))
		bench_die("a call was not accepted");
}

/* ---- Connections */

static void begin(struct load *load)
{
	struct caller *callers = xcalloc(load->in_flight, sizeof *callers);
	struct monotonic now = monotonic_now();

	load->running = true;
	load->start = monotonic_add_ms(now, WARM_MS);
	load->end = monotonic_add_ms(load->start, load->seconds * 1000LL);
	load->cpu_us = cpu_us();
	for (unsigned i = 0; i < load->in_flight; i++) {
		callers[i] = (struct caller){.load = load,
					     .link = dealer_link(load->dealers[i % load->connections])};
		ask(&callers[i], now);
	}
}

static void state_changed(void *ctx, enum link_state state, struct bytes welcome)
{
	struct load *load = ctx;

	(void)welcome;
	if (state == LINK_UP && ++load->up == load->connections)
		begin(load);
	if (state == LINK_DOWN && load->running)
		bench_die("a connection was lost");
}

static void waited(void *ctx)
{
	const struct load *load = ctx;

	if (!load->running)
		bench_die("%u of %u connections came up", load->up, load->connections);
}

static void run(struct load *load, const struct bench_bus *bus)
{
	struct dealer_events events = {.state = state_changed};

	load->loop = loop_new();
	randombytes_buf(load->chance, sizeof load->chance);
	load->dealers = xcalloc(load->connections, sizeof *load->dealers);
	loop_every(load->loop, CONNECT_MS, waited, load);
	for (unsigned i = 0; i < load->connections; i++)
		load->dealers[i] = bench_connect(load->loop, bus, "operator", load->in_flight, &events, load);
	loop_run(load->loop);
	load->cpu_us = cpu_us() - load->cpu_us;
	load->running = false;
	for (unsigned i = 0; i < load->connections; i++)
		dealer_free(load->dealers[i]);
	loop_free(load->loop);
}

/* ---- What is asked */

static void read_codes(struct load *load, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[64];

	if (!file)
		bench_die("%s: %s", path, strerror(errno));
	load->codes = xcalloc(CODES_MAX, sizeof *load->codes);
	while (load->code_count < CODES_MAX && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		snprintf(load->codes[load->code_count++], CODE_SIZE, "%.5s", line);
	}
	fclose(file);
	if (load->code_count == 0)
		bench_die("%s has no codes", path);
}

static void choose(struct load *load, const char *what, const char *codes)
{
	static char text[TEXT_BYTES + 1];
	static uint8_t body[TEXT_BYTES + 8];
	Bus__NoteRequest note = BUS__NOTE_REQUEST__INIT;

	load->call =
		(struct link_request){.kind = KIND_QUERY, .service = load->service, .timeout_ms = TIMEOUT_MS};
	if (strcmp(what, "note") == 0) {
		memset(text, 'n', TEXT_BYTES);
		note.text = text;
		load->call.kind = KIND_COMMAND;
		load->call.has_key = true;
		load->call.method = "pvd.bus.v1.ProcessService/Note";
		load->call.body = bytes_of(body, bus__note_request__pack(&note, body));
	} else if (strcmp(what, "status") == 0) {
		load->call.method = "pvd.bus.v1.ProcessService/GetStatus";
	} else if (strcmp(what, "commune") == 0 && codes) {
		load->call.method = "pvd.registry.v1.RegistryService/GetCommune";
		read_codes(load, codes);
	} else {
		bench_die("cannot ask for %s", what);
	}
}

int main(int argc, char **argv)
{
	struct load load = {0};
	struct bench_bus bus;

	if (argc != 7 && argc != 8)
		bench_die("DIR SERVICE note|status|commune CONNECTIONS IN_FLIGHT SECONDS [CODES]");
	load.service = argv[2];
	load.connections = bench_number(argv[4], 1024);
	load.in_flight = bench_number(argv[5], 4096);
	load.seconds = bench_number(argv[6], 60);
	choose(&load, argv[3], argv[7]);
	bench_enter(argv[1], &bus);
	run(&load, &bus);
	printf("{\"per_s\": %.0f, \"median_us\": %u, \"p99_us\": %u, \"calls\": %zu, \"client_cpu_us\": "
	       "%lld}\n",
	       (double)load.samples.count / load.seconds, samples_percentile(&load.samples, 50),
	       samples_percentile(&load.samples, 99), load.samples.count, (long long)load.cpu_us);
	samples_free(&load.samples);
	return 0;
}
