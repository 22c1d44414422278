/* From the turn that commits an event to a partner's hands, while many partners wait by FETCH and one of them
 *is stopped (SIGSTOP) with an answer on its way.
 *
 *	deliver DIR SERVICE PARTNERS EVENTS EVERY_MS
 *
 * DIR is a running test instance with principals partner-1 to partner-PARTNERS; its operator writes a note
 *every EVERY_MS. Time runs from the entry's own instant, which precedes the commit. Prints one JSON object.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/require.h"
#include "bench.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { WAIT_MS = 20000, TIMEOUT_MS = 30000, CONNECT_MS = 60000, PAUSE_MS = 300 };

struct partner {
	struct bench *bench;
	struct dealer *dealer;
	uint32_t epoch;
	uint64_t after;
	uint8_t hash[HASH_SIZE];
};

struct bench {
	struct loop *loop;
	const char *service;
	struct dealer *writer;
	struct partner *partners;
	unsigned count;
	bool complete; /* everybody is connected */
	unsigned events, written, every_ms;
	uint64_t awaited; /* entries in hands, when all is done */
	bool over;
	bool stopped_one; /* this process is the partner that gets stopped */
	struct samples samples;
};

static void request(struct dealer *dealer, struct link_request *call, link_answered *answered, void *ctx)
{
	call->call_id = id_new(instant_now());
	call->timeout_ms = TIMEOUT_MS;
	if (!link_request(dealer_link(dealer), call, monotonic_now(), answered, ctx))
		bench_die("a call was not accepted");
}

static void check(const struct link_answer *answer)
{
	if (answer->fault != FAULT_NONE)
		bench_die("refused: %s: %s", answer->refusal->reason, answer->refusal->message);
}

/* ---- Readers */

static void fetch(struct partner *partner);

/* Its age counts, and the partner stands on it. */
static void take_entry(struct partner *partner, const Bus__JournalEntry *entry, int64_t now_us)
{
	Bus__EntryHeader *header = bus__entry_header__unpack(NULL, entry->header.len, entry->header.data);

	if (!header)
		bench_die("an entry is malformed");
	samples_add(&partner->bench->samples,
		    now_us - header->instant->seconds * 1000000 - header->instant->nanos / 1000);
	partner->epoch = header->epoch;
	partner->after = header->sequence;
	memcpy(partner->hash, entry->hash.data, HASH_SIZE);
	bus__entry_header__free_unpacked(header, NULL);
}

static void take(struct partner *partner, const Bus__FetchResponse *response, int64_t now_us)
{
	for (size_t i = 0; i < response->n_entries; i++)
		take_entry(partner, response->entries[i], now_us);
}

static void fetched(void *ctx, const struct link_answer *answer)
{
	struct partner *partner = ctx;
	struct bench *bench = partner->bench;
	int64_t now_us = instant_now().us;
	Bus__FetchResponse *response;

	if (bench->over)
		return; /* the last call of each ends with its connection */
	check(answer);
	response = bus__fetch_response__unpack(NULL, answer->reply->body.len, answer->reply->body.data);
	if (!response)
		bench_die("an answer is malformed");
	take(partner, response, now_us);
	bus__fetch_response__free_unpacked(response, NULL);
	if (!bench->stopped_one && bench->samples.count == bench->awaited)
		loop_stop(bench->loop);
	else
		fetch(partner);
}

static void fetch(struct partner *partner)
{
	Bus__FetchRequest fetch_request = BUS__FETCH_REQUEST__INIT;
	struct link_request call = {
		.kind = KIND_FETCH,
		.service = partner->bench->service,
		.method = "pvd.bus.v1.JournalService/Fetch",
	};
	uint8_t body[128];

	fetch_request.epoch = partner->epoch;
	fetch_request.after = partner->after;
	fetch_request.hash.data = partner->hash;
	fetch_request.hash.len = partner->after ? HASH_SIZE : 0;
	fetch_request.wait_ms = WAIT_MS;
	call.body = bytes_of(body, bus__fetch_request__pack(&fetch_request, body));
	request(partner->dealer, &call, fetched, partner);
}

/* Every partner begins where the journal stands now. */
static void stands(void *ctx, const struct link_answer *answer)
{
	struct bench *bench = ctx;
	Bus__GetStatusResponse *status;

	check(answer);
	status = bus__get_status_response__unpack(NULL, answer->reply->body.len, answer->reply->body.data);
	if (!status || !status->position)
		bench_die("the service does not tell its position");
	for (unsigned i = 0; i < bench->count; i++) {
		struct partner *partner = &bench->partners[i];

		partner->after = status->position->sequence;
		partner->epoch = status->position->epoch;
		if (status->position->hash.len == HASH_SIZE)
			memcpy(partner->hash, status->position->hash.data, HASH_SIZE);
		fetch(partner);
	}
	bus__get_status_response__free_unpacked(status, NULL);
}

/* ---- The writer */

static void noted(void *ctx, const struct link_answer *answer)
{
	const struct bench *bench = ctx;

	if (!bench->over)
		check(answer);
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
	request(bench->writer, &call, noted, bench);
}

static void begin_writing(void *ctx)
{
	struct bench *bench = ctx;

	loop_forget(bench->loop, begin_writing, bench);
	loop_every(bench->loop, bench->every_ms, write_note, bench);
}

/* ---- Connections */

static bool is_up(struct dealer *dealer)
{
	return dealer && link_current_state(dealer_link(dealer)) == LINK_UP;
}

static unsigned count_up(const struct bench *bench)
{
	unsigned up = is_up(bench->writer);

	for (unsigned i = 0; i < bench->count; i++)
		up += is_up(bench->partners[i].dealer);
	return up;
}

/* Where all come at once the bus turns some away, and they come again. */
static void state_changed(void *ctx, enum link_state state, struct bytes welcome)
{
	struct bench *bench = ctx;
	struct link_request call = {
		.kind = KIND_QUERY,
		.service = bench->service,
		.method = "pvd.bus.v1.ProcessService/GetStatus",
	};

	(void)welcome;
	if (state == LINK_DOWN && bench->complete)
		bench_die("a connection was lost");
	if (state != LINK_UP || count_up(bench) < bench->count + 1)
		return;
	bench->complete = true;
	request(bench->writer, &call, stands, bench);
	if (!bench->stopped_one)
		loop_every(bench->loop, PAUSE_MS, begin_writing, bench);
}

static void waited(void *ctx)
{
	const struct bench *bench = ctx;

	if (!bench->complete)
		bench_die("%u of %u connections came up", count_up(bench), bench->count + 1);
}

/* Connects partners first to first + count - 1, and runs until all is in their hands. */
static void run(struct bench *bench, const struct bench_bus *bus, unsigned first)
{
	struct dealer_events events = {.state = state_changed};
	char name[32];

	bench->loop = loop_new();
	bench->partners = xcalloc(bench->count, sizeof *bench->partners);
	bench->awaited = (uint64_t)bench->count * bench->events;
	loop_every(bench->loop, CONNECT_MS, waited, bench);
	bench->writer = bench_connect(bench->loop, bus, "operator", 64, &events, bench);
	for (unsigned i = 0; i < bench->count; i++) {
		snprintf(name, sizeof name, "partner-%u", first + i);
		bench->partners[i].bench = bench;
		bench->partners[i].dealer = bench_connect(bench->loop, bus, name, 2, &events, bench);
	}
	loop_run(bench->loop);
	bench->over = true;
	dealer_free(bench->writer);
	for (unsigned i = 0; i < bench->count; i++)
		dealer_free(bench->partners[i].dealer);
	free(bench->partners);
	loop_free(bench->loop);
}

/* Reads until it is stopped, and dies with its parent. */
static pid_t start_partner(const struct bench *bench, const struct bench_bus *bus, unsigned number)
{
	struct bench partner = {.service = bench->service, .count = 1, .stopped_one = true};
	pid_t pid = fork();

	if (pid < 0)
		bench_die("fork: %s", strerror(errno));
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	run(&partner, bus, number);
	_exit(0);
}

int main(int argc, char **argv)
{
	struct bench bench = {0};
	struct bench_bus bus;
	unsigned partners;
	pid_t stopped;

	if (argc != 6)
		bench_die("DIR SERVICE PARTNERS EVENTS EVERY_MS");
	bench.service = argv[2];
	partners = bench_number(argv[3], 1000);
	bench.events = bench_number(argv[4], 10000);
	bench.every_ms = bench_number(argv[5], 60000);
	bench.count = partners > 1 ? partners - 1 : 1;
	bench_enter(argv[1], &bus);
	stopped = start_partner(&bench, &bus, partners);
	sleep(1); /* it waits for the next entry by then */
	kill(stopped, SIGSTOP);
	run(&bench, &bus, 1);
	kill(stopped, SIGKILL);
	waitpid(stopped, NULL, 0);
	printf("{\"median_us\": %u, \"p99_us\": %u, \"max_us\": %u, \"deliveries\": %zu}\n",
	       samples_percentile(&bench.samples, 50), samples_percentile(&bench.samples, 99),
	       samples_percentile(&bench.samples, 100), bench.samples.count);
	samples_free(&bench.samples);
	return 0;
}
