/* From the answer to a command to the moment when all services that follow its service have taken its event in.
 *
 *	follow DIR SERVICE EVENTS
 *
 * DIR is a running test instance. Its operator writes a note every EVERY_MS; once it is answered, each service that
 * follows SERVICE is asked for its status at least at that position. Prints one JSON object; who follows is found by
 * asking, and may be nobody. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bench.h"
#include "bus/method.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { EVERY_MS = 20, TIMEOUT_MS = 30000, FOLLOWERS_MAX = 32 };

#define STATUS "pvd.bus.v1.ProcessService/GetStatus"

struct bench {
	struct loop *loop;
	struct dealer *dealer;
	const char *service;
	const char *followers[FOLLOWERS_MAX];
	unsigned follower_count;
	unsigned asked; /* answers awaited: of who follows, then of whether it was taken in */
	unsigned events, written;
	int64_t answered_us;
	struct samples samples;
};

static void request(struct bench *bench, struct link_request *call, link_answered *answered, void *ctx)
{
	call->call_id = id_new(instant_now());
	call->timeout_ms = TIMEOUT_MS;
	if (!link_request(dealer_link(bench->dealer), call, monotonic_now(), answered, ctx))
		bench_die("a call was not accepted");
}

static void check(const struct link_answer *answer)
{
	if (answer->fault != FAULT_NONE)
		bench_die("refused: %s: %s", answer->refusal->reason, answer->refusal->message);
}

/* ---- Notes, and what becomes of them */

static void taken_in(void *ctx, const struct link_answer *answer)
{
	struct bench *bench = ctx;

	check(answer);
	if (--bench->asked)
		return;
	samples_add(&bench->samples, monotonic_now().us - bench->answered_us);
	if (bench->samples.count == bench->events)
		loop_stop(bench->loop);
}

static void noted(void *ctx, const struct link_answer *answer)
{
	struct bench *bench = ctx;

	check(answer);
	bench->answered_us = monotonic_now().us;
	bench->asked = bench->follower_count;
	for (unsigned i = 0; i < bench->follower_count; i++) {
		struct link_request call = {
			.kind = KIND_QUERY,
			.service = bench->followers[i],
			.method = STATUS,
			.at_least_service = bench->service,
			.at_least_epoch = answer->reply->position.epoch,
			.at_least_sequence = answer->reply->position.sequence,
		};

		request(bench, &call, taken_in, bench);
	}
}

static void write_note(void *ctx)
{
	struct bench *bench = ctx;
	uint8_t body[BENCH_NOTE_SIZE];
	struct link_request call = bench_note(bench->service, body);

	if (bench->asked || bench->written == bench->events)
		return;
	bench->written++;
	bench->asked = 1;
	request(bench, &call, noted, bench);
}

/* ---- Who follows */

struct question {
	struct bench *bench;
	const char *service;
};

static bool follows(const Bus__GetStatusResponse *status, const char *service)
{
	for (size_t i = 0; i < status->n_follows; i++)
		if (strcmp(status->follows[i]->service, service) == 0)
			return true;
	return false;
}

static void told(void *ctx, const struct link_answer *answer)
{
	struct question *question = ctx;
	struct bench *bench = question->bench;
	Bus__GetStatusResponse *status;

	check(answer);
	status = bus__get_status_response__unpack(NULL, answer->reply->body.len, answer->reply->body.data);
	if (!status)
		bench_die("an answer is malformed");
	if (follows(status, bench->service))
		bench->followers[bench->follower_count++] = question->service;
	bus__get_status_response__free_unpacked(status, NULL);
	free(question);
	if (--bench->asked)
		return;
	if (bench->follower_count)
		loop_every(bench->loop, EVERY_MS, write_note, bench);
	else
		loop_stop(bench->loop);
}

static void ask(struct bench *bench, const char *service)
{
	struct question *question = xmalloc(sizeof *question);
	struct link_request call = {.kind = KIND_QUERY, .service = service, .method = STATUS};

	*question = (struct question){.bench = bench, .service = service};
	bench->asked++;
	request(bench, &call, told, question);
}

/* Methods are sorted by their path, and so by service. */
static void ask_all(struct bench *bench)
{
	const char *last = "";

	for (size_t i = 0; i < METHOD_COUNT && bench->asked < FOLLOWERS_MAX; i++) {
		const char *service = METHODS[i].service;

		if (!service || strcmp(service, last) == 0 || strcmp(service, bench->service) == 0)
			continue;
		ask(bench, service);
		last = service;
	}
}

static void state_changed(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)welcome;
	if (state == LINK_DOWN)
		bench_die("the connection was lost");
	if (state == LINK_UP)
		ask_all(ctx);
}

int main(int argc, char **argv)
{
	struct dealer_events events = {.state = state_changed};
	struct bench bench = {0};
	struct bench_bus bus;

	if (argc != 4)
		bench_die("DIR SERVICE EVENTS");
	bench.service = argv[2];
	bench.events = bench_number(argv[3], 10000);
	bench_enter(argv[1], &bus);
	bench.loop = loop_new();
	bench.dealer = bench_connect(bench.loop, &bus, "operator", 64, &events, &bench);
	loop_run(bench.loop);
	dealer_free(bench.dealer);
	loop_free(bench.loop);
	printf("{\"followers\": %u, \"events\": %zu, \"median_us\": %u, \"p99_us\": %u, \"max_us\": %u}\n",
	       bench.follower_count, bench.samples.count, samples_percentile(&bench.samples, 50),
	       samples_percentile(&bench.samples, 99), samples_percentile(&bench.samples, 100));
	samples_free(&bench.samples);
	return 0;
}
