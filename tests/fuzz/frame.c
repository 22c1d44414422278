/* What peers of the bus say, byte for byte, by way of the router that the bus runs and of links as services have them.
 *
 * An input is records (records.h). The low three bits of what a record says choose a hostile peer: a person, the same one
 * by a second connection, a service, the gateway; the others what happens. Beside them a caller and a service of ours go
 * about their business, and must not be disturbed (hall.h). Nothing is kept from input to input but the figures. */
#include "bus/link.h"
#include "fuzz.h"
#include "mutate.h"
#include "hall.h"
#include "records.h"
#include "said.h"

enum act {
	ACT_FRAME,         /* its body is a frame */
	ACT_ANSWER,        /* a byte chooses a call it has heard; the rest are a reply's fields */
	ACT_ANSWER_AS_BUS, /* the same of the bus itself, the rest is a body */
	ACT_ASK,           /* a byte chooses a service, the rest is a body */
	ACT_PASS,          /* a byte says how many seconds */
	ACT_CHOKE,         /* a byte says how its connection takes what it is told */
	ACT_LEAVE,
	ACT_REVOKE,  /* a byte says whether it is, or is admitted again */
	ACT_TO_LINK, /* a frame to a link whose bus is the input */
	ACT_COUNT,
};

enum { ACTS_SHIFT = 3, ASKED_OF_LINK = 3 };
static const char *const SERVICES[] = {"registry", "funding", "gateway", "bus", "nobody"};
enum { SERVICE_COUNT = sizeof SERVICES / sizeof *SERVICES };

/* ---- A link whose bus is not one */

static struct {
	struct link *link;
	struct monotonic now;
	unsigned asked, answered;
} lone;

static void lone_opens(void *ctx)
{
	(void)ctx;
}

static bool lone_sends(void *ctx, struct bytes frame)
{
	(void)ctx;
	said_check(frame, NULL, NULL);
	return true;
}

static void lone_changes(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx, (void)state, (void)welcome;
}

static void lone_is_called(void *ctx, const struct envelope *call)
{
	struct envelope reply = {.body = call->body, .traceparent = call->traceparent};

	(void)ctx;
	must(kind_is_call(call->kind), "a call is one");
	link_reply(lone.link, call, &reply);
}

static void lone_is_answered(void *ctx, const struct link_answer *answer)
{
	(void)ctx;
	must((answer->fault == FAULT_NONE) == !answer->refusal, "a refusal says why");
	must(!answer->refusal || (answer->refusal->reason && *answer->refusal->reason),
	     "a refusal has its reason");
	lone.answered++;
}

static void lone_asks(void)
{
	struct link_request request = {.kind = KIND_QUERY,
				       .service = "registry",
				       .method = "pvd.bus.v1.ProcessService/GetStatus",
				       .timeout_ms = 30000};

	put_be64(request.call_id.bytes, ++lone.asked);
	must(link_request(lone.link, &request, lone.now, lone_is_answered, NULL), "a call is taken");
}

static void lone_open(void)
{
	static const struct link_ops ops = {.open = lone_opens,
					    .close = lone_opens,
					    .send = lone_sends,
					    .state = lone_changes,
					    .call = lone_is_called};
	static const struct link_config config = {
		.service = "registry", .version = "fuzz", .max_pending = 16};

	lone.now.us = 1000000;
	lone.asked = lone.answered = 0;
	lone.link = link_new(&config, &ops, NULL);
	link_start(lone.link, (struct instant){.us = 1}, lone.now);
	for (unsigned i = 0; i < ASKED_OF_LINK; i++)
		lone_asks();
}

static void lone_pass(int64_t ms)
{
	lone.now = monotonic_add_ms(lone.now, ms);
	link_tick(lone.link, lone.now);
	link_flush(lone.link);
}

static void lone_hears(struct bytes frame)
{
	if (link_current_state(lone.link) == LINK_DOWN)
		lone_pass(LINK_BACKOFF_MAX_MS);
	link_frame(lone.link, frame, lone.now);
	link_flush(lone.link);
}

static void lone_close(void)
{
	link_free(lone.link);
	must(lone.asked == lone.answered, "every call is answered, once");
}

/* ---- Acts */

static enum router_sent how_to_take(uint8_t byte)
{
	static const enum router_sent HOW[] = {ROUTER_SENT, ROUTER_LATER, ROUTER_GONE};

	return HOW[byte % (sizeof HOW / sizeof *HOW)];
}

static void act(enum act what, enum guest guest, struct record *record)
{
	unsigned n = what == ACT_FRAME || what == ACT_TO_LINK ? 0 : record_byte(record);

	switch (what) {
	case ACT_FRAME:
		hall_frame(guest, record->body);
		return;
	case ACT_ANSWER:
		hall_answer(guest, n, record->body);
		return;
	case ACT_ANSWER_AS_BUS:
		hall_answer_as_bus(n, record->body);
		return;
	case ACT_ASK:
		hall_ask(SERVICES[n % SERVICE_COUNT], record->body, 100 * n);
		return;
	case ACT_PASS:
		hall_pass(1000 * n);
		lone_pass(1000 * n);
		return;
	case ACT_CHOKE:
		hall_choke(guest, how_to_take((uint8_t)n));
		return;
	case ACT_LEAVE:
		hall_leave(guest);
		return;
	case ACT_REVOKE:
		hall_revoke(guest, n & 1);
		return;
	case ACT_TO_LINK:
		lone_hears(record->body);
		return;
	case ACT_COUNT:
		return;
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	hall_make();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size);
	struct record record;

	hall_open();
	lone_open();
	while (record_next(&rest, &record)) {
		unsigned hostile = GUEST_COUNT - GUEST_FIRST_HOSTILE,
			 who = record.what & ((1 << ACTS_SHIFT) - 1);

		act((enum act)((record.what >> ACTS_SHIFT) % ACT_COUNT),
		    (enum guest)(GUEST_FIRST_HOSTILE + who % hostile), &record);
	}
	hall_ask(SERVICES[0], bytes_of(data, size), 0);
	lone_close();
	hall_close();
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_records(data, size, max_size, seed);
}
