#include "bus/link.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/require.h"
#include "bus/outbox.h"
#include "bus/pending.h"
#include "bus/wire.h"
#include "fields.h"

enum { VERSION_MAX = 64 };

struct link {
	struct link_ops ops;
	void *ctx;
	uint32_t max_pending;
	bool serves;
	struct buf hello; /* the body of a HELLO */
	bool started, ending;
	bool refused; /* the last attempt, by ZAP */
	enum link_state state;
	uint32_t connection; /* counts sockets: what belongs to an earlier one is stale */
	struct monotonic open_at;
	struct monotonic quiet_since; /* opened, last heard of, or last pinged */
	unsigned missed;
	int64_t backoff_ms;
	uint64_t chance; /* of the jitter; from the time of starting */
	struct outbox outbox;
	struct pending *pending;
	struct buf status;
};

static int64_t ms_since(struct monotonic from, struct monotonic now)
{
	return (now.us - from.us) / 1000;
}

void link_flush(struct link *link)
{
	if (link->state != LINK_DOWN)
		outbox_flush(&link->outbox);
}

static void say(struct link *link, enum kind kind, struct bytes body)
{
	outbox_add(&link->outbox, &(struct envelope){.kind = kind, .body = body});
}

/* ---- The connection */

/* splitmix64: spreads the peers of a bus that all lost it at once. */
static uint64_t next_chance(struct link *link)
{
	uint64_t x = link->chance += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void go_down(struct link *link, struct monotonic now)
{
	int64_t jitter = (int64_t)(next_chance(link) % (uint64_t)(link->backoff_ms / 4));

	link->state = LINK_DOWN;
	link->open_at = monotonic_add_ms(now, link->backoff_ms - jitter);
	link->backoff_ms *= 2;
	if (link->backoff_ms > LINK_BACKOFF_MAX_MS)
		link->backoff_ms = LINK_BACKOFF_MAX_MS;
	outbox_clear(&link->outbox);
	link->ops.state(link->ctx, LINK_DOWN, (struct bytes){0});
}

static void give_up(struct link *link, const char *why, struct monotonic now)
{
	log_warning("link_given_up", log_text("why", why));
	link->ops.close(link->ctx);
	link->refused = false;
	go_down(link, now);
}

void link_closed(struct link *link, bool refused, struct monotonic now)
{
	if (link->state == LINK_DOWN)
		return;
	log_warning("link_closed", log_text("why", refused ? "refused" : "disconnected"));
	link->refused = refused;
	go_down(link, now);
}

static void open_link(struct link *link, struct monotonic now)
{
	link->state = LINK_OPENING;
	link->connection++;
	link->quiet_since = now;
	link->missed = 0;
	link->ops.open(link->ctx);
	if (link->state != LINK_OPENING)
		return; /* the transport said so within `open` */
	say(link, KIND_HELLO, buf_bytes(&link->hello));
	outbox_flush(&link->outbox);
}

static void send_pending(struct link *link, struct pending *pending, struct monotonic now)
{
	int64_t left_ms = (pending->deadline.us - now.us + 999) / 1000;

	pending->waiting = false;
	pending->envelope.timeout_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
	outbox_add(&link->outbox, &pending->envelope);
}

static void come_up(struct link *link, struct bytes welcome, struct monotonic now)
{
	struct pending *pending;

	link->state = LINK_UP;
	link->refused = false;
	link->backoff_ms = LINK_BACKOFF_MIN_MS;
	for (pending = link->pending; pending; pending = pending->hh.next)
		send_pending(link, pending, now);
	link->ops.state(link->ctx, LINK_UP, welcome);
}

static void keep_alive(struct link *link, struct monotonic now)
{
	if (ms_since(link->quiet_since, now) < LINK_PING_MS)
		return;
	if (link->missed == LINK_MISSED_MAX) {
		give_up(link, "silent", now);
		return;
	}
	link->missed++;
	link->quiet_since = now;
	say(link, KIND_PING, (struct bytes){0});
}

/* ---- Calls of our own */

static void finish(struct link *link, struct pending *pending, const struct link_answer *answer)
{
	pending_remove(&link->pending, pending);
	pending->answered(pending->ctx, answer);
	free(pending);
}

static void finish_refused(struct link *link, struct pending *pending, const struct refusal *refusal,
			   const struct envelope *reply)
{
	struct link_answer answer = {.fault = refusal->fault, .refusal = refusal, .reply = reply};

	finish(link, pending, &answer);
}

static void expire(struct link *link, struct pending *pending)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_DEADLINE_EXCEEDED, "NO_ANSWER_IN_TIME", NULL,
	       "Le service n'a pas répondu à temps. La demande a peut-être été prise en compte : renvoyez la "
	       "même.");
	finish_refused(link, pending, &refusal, NULL);
}

static void look_after_calls(struct link *link, struct monotonic now)
{
	struct pending *pending, *next;

	for (pending = link->pending; pending; pending = next) {
		next = pending->hh.next;
		if (is_due(pending->deadline, now))
			expire(link, pending);
		else if (link->state == LINK_UP && pending->waiting && is_due(pending->retry_at, now))
			send_pending(link, pending, now);
	}
}

static void take_reply(struct link *link, const struct envelope *reply, struct monotonic now)
{
	struct pending *pending = pending_find(link->pending, &reply->call_id);
	struct status status;

	if (!pending)
		return; /* answered before, or too late */
	if (reply->status.len == 0) {
		finish(link, pending, &(struct link_answer){.reply = reply});
		return;
	}
	if (!status_read(reply->status, &status)) {
		status = (struct status){0};
		refuse(&status.refusal, FAULT_INTERNAL, "STATUS_MALFORMED", NULL,
		       "La réponse du service est illisible.");
	}
	if (status.refusal.fault == FAULT_UNAVAILABLE && !pending->once && !is_due(pending->deadline, now))
		pending_postpone(pending, now);
	else
		finish_refused(link, pending, &status.refusal, reply);
}

bool link_request(struct link *link, const struct link_request *request, struct monotonic now,
		  link_answered *answered, void *ctx)
{
	struct envelope envelope = pending_envelope(request);
	struct pending *pending;

	if (link->ending || pending_count(link->pending) >= link->max_pending ||
	    !pending_is_sound(&envelope) || pending_find(link->pending, &envelope.call_id))
		return false;
	pending = pending_new(&envelope);
	pending->deadline = monotonic_add_ms(now, request->timeout_ms);
	pending->once = request->once;
	pending->answered = answered;
	pending->ctx = ctx;
	pending_add(&link->pending, pending);
	if (link->state == LINK_UP)
		send_pending(link, pending, now);
	return true;
}

/* ---- Calls to us */

static void refuse_reply(struct link *link, struct envelope *reply)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_RESOURCE_EXHAUSTED, "REPLY_TOO_LARGE", NULL,
	       "La réponse est trop volumineuse : demandez-la par parties.");
	status_write(&refusal, &link->status);
	*reply = (struct envelope){.call_id = reply->call_id, .route = reply->route};
	reply->status = buf_bytes(&link->status);
}

void link_reply(struct link *link, const struct envelope *call, struct envelope *reply)
{
	if (link->state != LINK_UP || call->connection != link->connection)
		return;
	reply->call_id = call->call_id;
	reply->route = call->route;
	if (envelope_size_max(reply) > FRAME_HARD_BYTES)
		refuse_reply(link, reply);
	reply->kind = KIND_REPLY;
	outbox_add(&link->outbox, reply);
}

/* ---- What the transport brings */

/* False: the bus does not say such a thing here. */
static bool take(struct link *link, struct envelope *envelope, struct monotonic now)
{
	switch (envelope->kind) {
	case KIND_HELLO:
		return false;
	case KIND_WELCOME:
		if (link->state != LINK_OPENING)
			return false;
		come_up(link, envelope->body, now);
		return true;
	case KIND_PING:
		say(link, KIND_PONG, (struct bytes){0});
		return true;
	case KIND_PONG:
		return true;
	case KIND_QUERY:
	case KIND_COMMAND:
	case KIND_FETCH:
		if (link->state != LINK_UP || !link->serves)
			return false;
		envelope->connection = link->connection;
		link->ops.call(link->ctx, envelope);
		return true;
	case KIND_REPLY:
		take_reply(link, envelope, now);
		return true;
	}
	return false;
}

void link_frame(struct link *link, struct bytes frame, struct monotonic now)
{
	struct reader reader = reader_of(frame);
	uint32_t connection = link->connection;
	struct envelope envelope;
	bool sound = true;

	link->quiet_since = now;
	link->missed = 0;
	for (unsigned count = 0; link->state != LINK_DOWN && envelope_read(&reader, &envelope); count++) {
		sound = count < FRAME_ENVELOPES_MAX && take(link, &envelope, now);
		if (!sound || link->connection != connection)
			break;
	}
	if ((!sound || reader.failed) && link->state != LINK_DOWN && link->connection == connection)
		give_up(link, "malformed", now);
}

void link_tick(struct link *link, struct monotonic now)
{
	if (!link->started)
		return;
	look_after_calls(link, now);
	if (link->outbox.choked)
		give_up(link, "choked", now);
	switch (link->state) {
	case LINK_DOWN:
		if (is_due(link->open_at, now))
			open_link(link, now);
		break;
	case LINK_OPENING:
		if (ms_since(link->quiet_since, now) >= LINK_HELLO_MS)
			give_up(link, "no_welcome", now);
		break;
	case LINK_UP:
		keep_alive(link, now);
		break;
	}
}

/* ---- Beginning and end */

struct link *link_new(const struct link_config *config, const struct link_ops *ops, void *ctx)
{
	struct link *link = xcalloc(1, sizeof *link);
	struct bytes service = bytes_text(config->service), version = bytes_text(config->version);
	uint8_t *start;

	require(wire_is_name(service, SERVICE_NAME_MAX) && version.len <= VERSION_MAX);
	link->ops = *ops;
	link->ctx = ctx;
	link->max_pending = config->max_pending;
	link->serves = service.len > 0;
	link->backoff_ms = LINK_BACKOFF_MIN_MS;
	outbox_init(&link->outbox, ops->send, ctx);
	start = buf_reserve(&link->hello, 4 + SERVICE_NAME_MAX + VERSION_MAX);
	link->hello.len = (size_t)(wire_bytes(wire_bytes(start, FIELD_HELLO_SERVICE, service),
					      FIELD_HELLO_VERSION, version) -
				   start);
	return link;
}

void link_start(struct link *link, struct instant now, struct monotonic mono)
{
	link->started = true;
	link->chance = (uint64_t)now.us;
	open_link(link, mono);
}

void link_free(struct link *link)
{
	struct refusal refusal = {0};

	link->ending = true;
	refuse(&refusal, FAULT_UNAVAILABLE, "LINK_ENDED", NULL,
	       "Le programme s'arrête ; renvoyez la même demande.");
	while (link->pending)
		finish_refused(link, link->pending, &refusal, NULL);
	if (link->state != LINK_DOWN)
		link->ops.close(link->ctx);
	outbox_free(&link->outbox);
	buf_free(&link->hello);
	buf_free(&link->status);
	free(link);
}

enum link_state link_current_state(const struct link *link)
{
	return link->state;
}

bool link_refused(const struct link *link)
{
	return link->refused;
}

size_t link_pending(const struct link *link)
{
	return pending_count(link->pending);
}
