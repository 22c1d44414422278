#include "hall.h"

#include "bus/link.h"
#include "bus/routing.h"

#include "fields.h"
#include "fuzz.h"
#include "said.h"

enum {
	WAITING_MAX = 64,
	HEARD_MAX = 64,
	TURNS_MAX = 1000,
	ECHO_MS = 2000,
	ECHO_BYTES = 16,
	FAR_MS = 20 * 60 * 1000
};
#define METHOD "pvd.bus.v1.ProcessService/GetStatus" /* of every service */

/* A call heard, to be answered. */
struct heard {
	struct id call_id;
	uint64_t route;
};

struct one {
	bool connected;
	bool has_spoken;
	enum router_sent takes;
	struct link *link; /* of ours */
	struct buf waiting
		[WAITING_MAX]; /* frames for the link, which may not be called within the router's turn */
	unsigned waiting_first, waiting_end; /* counted on; a place is the rest by WAITING_MAX */
	struct heard heard[HEARD_MAX];
	unsigned heard_count;
};

static struct {
	struct router *router;
	struct roster *roster;
	struct traffic traffic;
	struct instant now;
	struct monotonic mono;
	struct one guests[GUEST_COUNT];
	struct heard submitted[HEARD_MAX];
	unsigned submitted_count;
	unsigned asked, answered;
} hall;

/* ---- What is heard */

static void hear(struct heard *list, unsigned *count, const struct envelope *call)
{
	if (*count < HEARD_MAX)
		list[(*count)++] = (struct heard){.call_id = call->call_id, .route = call->route};
}

static bool has_spoken(const char *principal)
{
	for (unsigned i = 0; i < GUEST_COUNT; i++)
		if (hall.guests[i].has_spoken && strcmp(guest_id((enum guest)i), principal) == 0)
			return true;
	return false;
}

/* Only who is connected calls, as who it is; the gateway also as any person. */
static void check_call(const struct envelope *call)
{
	Bus__Actor *actor = bus__actor__unpack(NULL, call->actor.len, call->actor.data);
	bool asserted;

	must(actor, "a call has its actor");
	asserted = *actor->asserted_by != '\0';
	must(!asserted || (strcmp(actor->asserted_by, ROSTER_GATEWAY) == 0 && has_spoken(ROSTER_GATEWAY) &&
			   actor->kind != BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE),
	     "only the gateway speaks for others");
	must(asserted || has_spoken(actor->principal), "nobody is another one");
	must(call->timeout_ms > 0 && call->timeout_ms <= ROUTER_TIMEOUT_MAX_MS, "a call has its time");
	must(call->assert_principal.len == 0 && call->status.len == 0 && !call->has_position &&
		     !call->replayed,
	     "a call has nothing that is not a caller's to say");
	bus__actor__free_unpacked(actor, NULL);
}

static void on_heard(void *ctx, const struct envelope *envelope)
{
	struct one *guest = ctx;

	if (!kind_is_call(envelope->kind))
		return;
	check_call(envelope);
	must(guest == &hall.guests[GUEST_SERVER] || guest == &hall.guests[GUEST_SERVICE] ||
		     guest == &hall.guests[GUEST_GATEWAY],
	     "only who serves is called");
	hear(guest->heard, &guest->heard_count, envelope);
}

static enum router_sent on_send(void *ctx, int handle, struct bytes frame)
{
	struct one *guest = &hall.guests[handle];

	(void)ctx;
	must(guest->connected, "nothing is said to who is gone");
	if (guest->takes != ROUTER_SENT)
		return guest->takes;
	if (!guest->link) {
		said_check(frame, on_heard, guest);
		return ROUTER_SENT;
	}
	if (guest->waiting_end - guest->waiting_first == WAITING_MAX)
		return ROUTER_LATER;
	said_check(frame, on_heard, guest);
	buf_append(&guest->waiting[guest->waiting_end++ % WAITING_MAX], frame.data, frame.len);
	return ROUTER_SENT;
}

static void on_close(void *ctx, int handle, enum ending ending)
{
	(void)ctx, (void)ending;
	must(hall.guests[handle].connected, "a connection ends once");
	must(handle >= GUEST_FIRST_HOSTILE, "who is honest stays");
	hall.guests[handle].connected = false;
}

static void on_submit(void *ctx, const struct envelope *call, struct monotonic now)
{
	(void)ctx, (void)now;
	check_call(call);
	hear(hall.submitted, &hall.submitted_count, call);
}

/* ---- Our links */

static bool link_sends(void *ctx, struct bytes frame)
{
	struct one *guest = ctx;
	int handle = (int)(guest - hall.guests);

	said_check(frame, NULL, NULL);
	guest->has_spoken = true;
	router_frame(hall.router, handle, frame, hall.mono);
	return true;
}

static void link_opens(void *ctx)
{
	struct one *guest = ctx;
	enum guest handle = (enum guest)(guest - hall.guests);

	guest->connected = router_join(hall.router, (int)handle, guest_key(handle), hall.now, hall.mono);
	must(guest->connected, "who is known is admitted");
}

static void link_closes(void *ctx)
{
	struct one *guest = ctx;

	if (guest->connected)
		router_leave(hall.router, (int)(guest - hall.guests));
	guest->connected = false;
}

static void link_changes(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx, (void)welcome;
	must(state != LINK_DOWN, "a link of ours hears nothing that ends it");
}

static void link_is_called(void *ctx, const struct envelope *call)
{
	struct one *guest = ctx;
	struct envelope reply = {.body = call->body};

	link_reply(guest->link, call, &reply);
}

static void pump_one(struct one *guest)
{
	while (guest->waiting_first != guest->waiting_end) {
		struct buf *frame = &guest->waiting[guest->waiting_first++ % WAITING_MAX];

		link_frame(guest->link, buf_bytes(frame), hall.mono);
		buf_clear(frame);
	}
	link_flush(guest->link);
}

static bool is_quiet(void)
{
	const struct one *server = &hall.guests[GUEST_SERVER], *caller = &hall.guests[GUEST_CALLER];

	return hall.router->touched_count == 0 && server->waiting_first == server->waiting_end &&
	       caller->waiting_first == caller->waiting_end;
}

/* Until everything said has been heard. */
static void pump(void)
{
	unsigned turns = 0;

	do {
		must(++turns < TURNS_MAX, "there is an end to what is said");
		router_flush(hall.router);
		pump_one(&hall.guests[GUEST_SERVER]);
		pump_one(&hall.guests[GUEST_CALLER]);
	} while (!is_quiet());
}

/* ---- What is done */

void hall_frame(enum guest guest, struct bytes frame)
{
	struct one *one = &hall.guests[guest];

	said_check_readers(frame);
	if (!one->connected)
		one->connected = router_join(hall.router, (int)guest, guest_key(guest), hall.now, hall.mono);
	if (!one->connected)
		return; /* revoked */
	one->has_spoken = true;
	router_frame(hall.router, (int)guest, frame, hall.mono);
	pump();
}

void hall_answer(enum guest guest, unsigned n, struct bytes fields)
{
	struct one *one = &hall.guests[guest];
	const struct heard *heard;
	struct buf envelope = {0}, frame = {0};

	if (!one->heard_count)
		return;
	heard = &one->heard[n % one->heard_count];
	said_begin_reply(&heard->call_id, heard->route, &envelope);
	buf_append(&envelope, fields.data, fields.len);
	buf_byte(&frame, FIELD_FRAME_ENVELOPES << 3 | 2);
	frame.len += put_varint(buf_reserve(&frame, 10), envelope.len);
	buf_append(&frame, envelope.data, envelope.len);
	hall_frame(guest, buf_bytes(&frame));
	buf_free(&envelope);
	buf_free(&frame);
}

void hall_answer_as_bus(unsigned n, struct bytes body)
{
	const struct heard *heard = &hall.submitted[hall.submitted_count ? n % hall.submitted_count : 0];
	struct envelope reply = {
		.kind = KIND_REPLY, .call_id = heard->call_id, .route = heard->route, .body = body};

	if (!hall.submitted_count)
		return;
	router_reply(hall.router, &reply, hall.mono);
	pump();
}

static void on_answer(void *ctx, const struct link_answer *answer)
{
	struct bytes *wanted = ctx;

	hall.answered++;
	if (!wanted)
		return;
	must(answer->fault == FAULT_NONE && bytes_equal(answer->reply->body, *wanted),
	     "who is honest is answered by who is, whatever others say");
	wanted->len = SIZE_MAX;
}

void hall_ask(const char *service, struct bytes body, uint32_t timeout_ms)
{
	bool is_ours = strcmp(service, guest_id(GUEST_SERVER)) == 0;
	struct bytes wanted;
	struct link_request request = {.kind = KIND_QUERY,
				       .service = service,
				       .method = METHOD,
				       .body = body,
				       .timeout_ms = is_ours ? ECHO_MS : timeout_ms};

	if (is_ours && body.len > ECHO_BYTES)
		request.body.len = ECHO_BYTES; /* as much as a request of the method may have */
	wanted = request.body;
	put_be64(request.call_id.bytes, ++hall.asked);
	must(link_request(hall.guests[GUEST_CALLER].link, &request, hall.mono, on_answer,
			  is_ours ? &wanted : NULL),
	     "a call is taken");
	pump();
	must(!is_ours || wanted.len == SIZE_MAX, "who is honest is answered at once");
}

void hall_pass(int64_t ms)
{
	hall.mono = monotonic_add_ms(hall.mono, ms);
	hall.now = instant_add_ms(hall.now, ms);
	router_tick(hall.router, hall.now, hall.mono);
	pump();
	link_tick(hall.guests[GUEST_SERVER].link, hall.mono);
	link_tick(hall.guests[GUEST_CALLER].link, hall.mono);
	pump();
}

void hall_choke(enum guest guest, enum router_sent how)
{
	hall.guests[guest].takes = how;
	pump();
}

void hall_leave(enum guest guest)
{
	struct one *one = &hall.guests[guest];

	if (one->connected)
		router_leave(hall.router, (int)guest);
	*one = (struct one){0};
	pump();
}

void hall_revoke(enum guest guest, bool revoked)
{
	guest_admit(hall.roster, guest, revoked);
	router_readmit(hall.router, hall.now);
	pump();
}

/* ---- Beginning and end */

void hall_make(void)
{
	static const struct router_ops ops = {.send = on_send, .close = on_close, .submit = on_submit};
	struct router_config config = {.instance = "fuzz", .traffic = &hall.traffic};

	hall.roster = config.roster = roster_new();
	traffic_init(&hall.traffic);
	hall.router = router_new(&config, &ops, NULL);
}

static void open_link(enum guest guest, const char *service)
{
	static const struct link_ops ops = {.open = link_opens,
					    .close = link_closes,
					    .send = link_sends,
					    .state = link_changes,
					    .call = link_is_called};
	struct link_config config = {.service = service, .version = "fuzz", .max_pending = 1 << 16};
	struct one *one = &hall.guests[guest];

	one->link = link_new(&config, &ops, one);
	link_start(one->link, hall.now, hall.mono);
}

void hall_open(void)
{
	hall.now.us = INT64_C(1800000000) * 1000000;
	hall.mono.us = 1000000;
	hall.asked = hall.answered = hall.submitted_count = 0;
	for (unsigned i = 0; i < GUEST_COUNT; i++)
		guest_admit(hall.roster, (enum guest)i, false);
	open_link(GUEST_SERVER, guest_id(GUEST_SERVER));
	open_link(GUEST_CALLER, "");
	pump();
	must(link_current_state(hall.guests[GUEST_SERVER].link) == LINK_UP &&
		     link_current_state(hall.guests[GUEST_CALLER].link) == LINK_UP,
	     "both are welcome");
}

static void close_link(enum guest guest)
{
	struct one *one = &hall.guests[guest];

	link_free(one->link);
	for (unsigned i = 0; i < WAITING_MAX; i++)
		buf_free(&one->waiting[i]);
	*one = (struct one){0};
}

static void check_left(void)
{
	const struct member *member;

	must(calls_count(hall.router->calls) == 0 && hall.router->backlogged == 0, "no call is left");
	for (member = roster_first(hall.roster); member; member = roster_next(member))
		must(member->figures.connections == 0 && member->figures.in_flight == 0 &&
			     member->figures.queued == 0,
		     "nothing is left on anybody's books");
	for (unsigned i = 0; i < hall.traffic.service_count; i++)
		must(hall.traffic.services[i].in_flight == 0 && hall.traffic.services[i].peer == NO_PEER,
		     "nobody serves who is gone");
}

void hall_close(void)
{
	for (unsigned i = GUEST_FIRST_HOSTILE; i < GUEST_COUNT; i++)
		hall_leave((enum guest)i);
	hall_pass(FAR_MS);
	must(hall.answered == hall.asked && link_pending(hall.guests[GUEST_CALLER].link) == 0,
	     "every call is answered, once");
	close_link(GUEST_CALLER);
	close_link(GUEST_SERVER);
	check_left();
}
