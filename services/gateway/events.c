#include "gateway/events.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/require.h"
#include "gateway/caller.h"
#include "gateway/feed.h"
#include "gateway/frontend.h"
#include "gateway/rpc.h"
#include "pvd/bus/v1/process.pb-c.h"

enum {
	ENTRIES_AT_A_TIME = 64,
	WAIT_MS = 25 * 1000,
	AGAIN_MS = 1000,     /* after a service that is away */
	LEFT_PER_STREAM = 2, /* what is left of closed ones, for each that may live */
	RECONNECT_MS = 2000, /* what clients are told to wait before they come back */
};

enum feed_state {
	FEED_LIVE,    /* its service is asked as soon as its client has read what it was told */
	FEED_WAITING, /* its service is away */
	FEED_OVER,    /* ends once its client has read what is left */
};

struct feed {
	struct exchange *exchange;
	struct visitor visitor;
	const char *service;
	struct feed_filter filter;
	struct feed_place place;
	enum feed_state state;
	bool asking; /* an answer is under way, which finds it here */
	bool open;   /* it is a stream by now; before, what goes wrong is an ordinary answer */
	bool closed; /* its client is gone: to be freed once it is not asking */
	struct buf out;
	size_t sent;
	struct monotonic said, again;
	struct feed *prev, *next;
};

static struct feed *feeds;
static unsigned feed_count;

unsigned events_streams(void)
{
	return feed_count;
}

/* ---- Life */

static void feed_free(struct feed *feed)
{
	DL_DELETE(feeds, feed);
	feed_count--;
	buf_free(&feed->out);
	free(feed);
}

static void on_closed(void *ctx)
{
	struct feed *feed = ctx;

	feed->closed = true;
	if (!feed->asking)
		feed_free(feed);
}

static void ask(struct feed *feed);

static bool is_read(const struct feed *feed)
{
	return feed->sent == feed->out.len;
}

/* What its client takes makes room for what is to be asked next. */
static void make_room(struct feed *feed)
{
	buf_free(&feed->out);
	feed->sent = 0;
	if (feed->state == FEED_LIVE && !feed->asking)
		ask(feed);
}

static ssize_t on_read(void *ctx, uint8_t *out, size_t size)
{
	struct feed *feed = ctx;
	size_t count;

	if (is_read(feed))
		make_room(feed);
	if (is_read(feed))
		return feed->state == FEED_OVER ? STREAM_END : 0;
	count = feed->out.len - feed->sent < size ? feed->out.len - feed->sent : size;
	memcpy(out, feed->out.data + feed->sent, count);
	feed->sent += count;
	feed->said = monotonic_now();
	return (ssize_t)count;
}

static const struct stream_ops STREAM = {.read = on_read, .closed = on_closed};

static void open_stream(struct feed *feed)
{
	feed->open = true;
	feed->said = monotonic_now();
	buf_printf(&feed->out, "retry: %d\n\n", RECONNECT_MS);
	exchange_add_header(feed->exchange, "X-Accel-Buffering",
			    "no"); /* a web server in front passes it on at once */
	exchange_stream(feed->exchange, 200, "text/event-stream; charset=utf-8", &STREAM, feed);
}

static void end(struct feed *feed, const struct refusal *refusal)
{
	feed->state = FEED_OVER;
	if (feed->open) {
		feed_append_refusal(&feed->out, refusal);
		exchange_wake(feed->exchange);
		return;
	}
	exchange_refuse(feed->exchange, refusal);
	feed_free(feed);
}

/* ---- Asking */

static bool is_away(const struct refusal *refusal)
{
	return refusal->fault == FAULT_UNAVAILABLE || refusal->fault == FAULT_DEADLINE_EXCEEDED ||
	       refusal->fault == FAULT_RESOURCE_EXHAUSTED;
}

static void on_refused(struct feed *feed, const struct refusal *refusal)
{
	feed->state = FEED_WAITING;
	feed->again = monotonic_add_ms(monotonic_now(), AGAIN_MS);
	if (!feed->open || !is_away(refusal))
		end(feed, refusal);
}

static void refuse_unreadable(struct feed *feed)
{
	struct refusal refusal = {0};

	refuse(&refusal, FAULT_INTERNAL, "JOURNAL_UNREADABLE", NULL,
	       "Une entrée du journal ne se lit pas ; signalez-le à l'exploitant.");
	end(feed, &refusal);
}

static void take(struct feed *feed, struct bytes body)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const Bus__FetchResponse *fetched = arena_unpack(scratch, &bus__fetch_response__descriptor, body);
	bool taken = fetched &&
		     feed_append(&feed->out, fetched, feed->service, &feed->filter, &feed->place, scratch);

	arena_forget(scratch, mark);
	if (!taken) {
		refuse_unreadable(feed);
		return;
	}
	if (!feed->open)
		open_stream(feed);
	else if (is_read(feed))
		ask(feed);
	else
		exchange_wake(feed->exchange);
}

static void on_fetched(void *ctx, const struct link_answer *answer)
{
	struct feed *feed = ctx;

	feed->asking = false;
	if (feed->closed) {
		feed_free(feed);
		return;
	}
	if (feed->state == FEED_OVER)
		return; /* it was ended meanwhile */
	if (answer->fault != FAULT_NONE)
		on_refused(feed, answer->refusal);
	else
		take(feed, answer->reply->body);
}

static void ask_journal(struct feed *feed, uint32_t wait_ms)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	uint8_t body[128];
	struct asking asking = {.method = caller_method("pvd.bus.v1.JournalService/Fetch"),
				.service = feed->service,
				.as = feed->visitor.principal};

	request.after = feed->place.sequence;
	if (request.after) {
		request.epoch = feed->place.epoch;
		request.hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = feed->place.hash.bytes};
	}
	request.limit = ENTRIES_AT_A_TIME;
	request.wait_ms = wait_ms;
	asking.body = bytes_of(body, bus__fetch_request__pack(&request, body));
	feed->state = FEED_LIVE;
	feed->asking = true;
	caller_ask(&asking, on_fetched, feed);
}

/* Ends it where its reader's time is over; whether it goes on. */
static bool goes_on(struct feed *feed)
{
	struct refusal refusal = {0};

	if (visitor_stays(&feed->visitor, &refusal))
		return true;
	end(feed, &refusal);
	return false;
}

static void ask(struct feed *feed)
{
	if (goes_on(feed))
		ask_journal(feed, WAIT_MS);
}

/* ---- From where */

static void on_head(void *ctx, const struct link_answer *answer)
{
	struct feed *feed = ctx;
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const Bus__GetStatusResponse *status;

	feed->asking = false;
	if (answer->fault != FAULT_NONE) {
		end(feed, answer->refusal);
		return;
	}
	status = arena_unpack(scratch, &bus__get_status_response__descriptor, answer->reply->body);
	if (status && status->position && status->position->hash.len == HASH_SIZE) {
		feed->place.epoch = status->position->epoch;
		feed->place.sequence = status->position->sequence;
		memcpy(feed->place.hash.bytes, status->position->hash.data, HASH_SIZE);
	}
	arena_forget(scratch, mark);
	ask_journal(feed, 0);
}

/* Whether the reader may is asked next, in its own name; where the journal stands is no secret. */
static void ask_head(struct feed *feed)
{
	struct asking asking = {.method = caller_method("pvd.bus.v1.ProcessService/GetStatus"),
				.service = feed->service};

	feed->asking = true;
	caller_ask(&asking, on_head, feed);
}

/* ---- Beginning */

struct filter_list {
	struct arena *arena;
	const char **list;
	unsigned *count;
};

static void take_filter(void *ctx, struct bytes value)
{
	struct filter_list *filter = ctx;

	if (*filter->count < FEED_FILTERS_MAX)
		filter->list[*filter->count] =
			arena_strndup(filter->arena, (const char *)value.data, value.len);
	++*filter->count;
}

static bool read_filter(struct feed *feed, const char *name, const char **list, unsigned *count,
			struct refusal *refusal)
{
	struct filter_list filter = {exchange_arena(feed->exchange), list, count};

	exchange_arguments(feed->exchange, name, take_filter, &filter);
	return *count <= FEED_FILTERS_MAX || refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_FILTERS", name,
						    "Au plus %d « %s » à la fois.", FEED_FILTERS_MAX, name);
}

/* Last-Event-ID, or else `after`; *ret_now: neither. */
static bool read_place(struct feed *feed, bool *ret_now, struct refusal *refusal)
{
	const char *last = exchange_header(feed->exchange, "Last-Event-ID");
	struct bytes text = last ? bytes_text(last) : exchange_argument(feed->exchange, "after");

	*ret_now = text.len == 0;
	return *ret_now || feed_place_read(text, &feed->place) ||
	       refuse(refusal, FAULT_INVALID_ARGUMENT, "EVENT_ID_INVALID", last ? "Last-Event-ID" : "after",
		      "Ce n'est pas l'identifiant d'un événement de ce flux ; donnez le dernier reçu, ou 0 "
		      "pour "
		      "reprendre au début.");
}

static bool read_service(struct feed *feed, struct refusal *refusal)
{
	struct bytes name = exchange_argument(feed->exchange, "service");

	if (!name.len)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "SERVICE_MISSING", "service",
			      "Dites de quel service : /api/events?service=registry.");
	feed->service = rpc_service(
		arena_strndup(exchange_arena(feed->exchange), (const char *)name.data, name.len), refusal);
	return feed->service != NULL;
}

/* What is left of a closed stream until its service answers takes no living one's place; it is bounded as well. */
static bool has_room(const struct feed *feed, struct refusal *refusal)
{
	unsigned own = 0, own_left = 0, living = 0;
	const struct feed *other;

	DL_FOREACH(feeds, other)
	{
		living += !other->closed;
		if (strcmp(other->visitor.principal, feed->visitor.principal) != 0)
			continue;
		own_left += other->closed;
		own += !other->closed && !exchange_is_gone(other->exchange);
	}
	if ((own >= EVENTS_STREAMS_PER_PRINCIPAL ||
	     own_left >= LEFT_PER_STREAM * EVENTS_STREAMS_PER_PRINCIPAL) &&
	    feed->visitor.kind != VISITOR_ANONYMOUS)
		return refuse(
			refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS", NULL,
			"« %s » suit déjà %u flux d'événements ; fermez-en un, ou réessayez dans une minute.",
			feed->visitor.principal, own);
	return (living < EVENTS_STREAMS_MAX && feed_count - living < LEFT_PER_STREAM * EVENTS_STREAMS_MAX) ||
	       refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS", NULL,
		      "Trop de flux d'événements sont ouverts ; réessayez plus tard.");
}

void events_handle(struct exchange *exchange)
{
	struct feed *feed = xcalloc(1, sizeof *feed);
	struct refusal refusal = {0};
	bool now;

	feed->exchange = exchange;
	feed->visitor = *exchange_visitor(exchange);
	if (!has_room(feed, &refusal) || !read_service(feed, &refusal) || !read_place(feed, &now, &refusal) ||
	    !read_filter(feed, "type", feed->filter.types, &feed->filter.type_count, &refusal) ||
	    !read_filter(feed, "departement", feed->filter.departements, &feed->filter.departement_count,
			 &refusal)) {
		exchange_refuse(exchange, &refusal);
		free(feed);
		return;
	}
	DL_APPEND(feeds, feed);
	feed_count++;
	if (now)
		ask_head(feed);
	else
		ask_journal(feed, 0);
}

/* ---- Time */

static void beat(struct feed *feed, struct monotonic now)
{
	if (!is_read(feed) || now.us < monotonic_add_ms(feed->said, EVENTS_SILENCE_MS).us)
		return;
	buf_append(&feed->out, ":\n\n", 3);
	exchange_wake(feed->exchange);
}

void events_tick(struct monotonic now)
{
	struct feed *feed, *next;

	DL_FOREACH_SAFE(feeds, feed, next)
	{
		if (!feed->open || feed->closed)
			continue;
		beat(feed, now);
		if (feed->state == FEED_WAITING && now.us >= feed->again.us)
			ask(feed);
	}
}

void events_recheck(void)
{
	struct feed *feed;

	DL_FOREACH(feeds, feed)
	{
		if (feed->open && !feed->closed && feed->state != FEED_OVER)
			goes_on(feed);
	}
}
