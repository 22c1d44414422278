#include "service/fetcher.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "pvd/bus/v1/journal.pb-c.h"

enum { FOLLOW_WAIT_MS = 20000, FOLLOW_PAUSE_MS = 500 };

/* One source followed. */
struct fetcher {
	struct fetchers *all;
	unsigned n; /* engine_follow's */
	bool under_way;
	bool failed;            /* since the last turn */
	struct monotonic again; /* after a failure */
};

struct fetchers {
	struct engine *engine;
	struct link *link;
	bool upstream;
	unsigned count;
	struct fetcher each[];
};

struct fetchers *fetchers_new(struct engine *engine, struct link *link, bool upstream)
{
	unsigned count = engine_follow_count(engine);
	struct fetchers *fetchers = xcalloc(1, sizeof *fetchers + count * sizeof fetchers->each[0]);

	fetchers->engine = engine;
	fetchers->link = link;
	fetchers->upstream = upstream;
	fetchers->count = count;
	for (unsigned i = 0; i < count; i++)
		fetchers->each[i] = (struct fetcher){.all = fetchers, .n = i};
	return fetchers;
}

void fetchers_free(struct fetchers *fetchers)
{
	free(fetchers);
}

static void fetched(void *ctx, const struct link_answer *answer)
{
	struct fetcher *fetcher = ctx;
	struct engine *engine = fetcher->all->engine;

	fetcher->under_way = false;
	if (answer->fault == FAULT_NONE) {
		engine_fetched(engine, fetcher->n, answer->reply->body);
		return;
	}
#ifdef PLANT_FOLLOWER_GIVES_UP
	fetcher->under_way = true;
#endif
	if (answer->refusal && strcmp(answer->refusal->reason, "JOURNAL_DIVERGED") == 0)
		engine_diverged(engine, fetcher->n);
	else
		fetcher->failed = true;
}

static void fetch(struct fetcher *fetcher, const struct follow *follow, struct instant now,
		  struct monotonic mono)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	uint8_t body[128];
	struct link_request call = {
		.kind = KIND_FETCH,
		.service = follow->source,
		.method = "pvd.bus.v1.JournalService/Fetch",
		.call_id = id_new(now),
		.timeout_ms = FOLLOW_WAIT_MS + 5000,
		.once = true,
	};

	request.epoch = follow->cursor.epoch;
	request.after = follow->cursor.sequence;
	request.hash.data = (uint8_t *)follow->cursor.hash.bytes;
	request.hash.len = follow->cursor.sequence ? HASH_SIZE : 0;
	request.wait_ms = follow->is_probe ? 0 : FOLLOW_WAIT_MS;
	request.limit = follow->is_probe ? 1 : 0;
	call.body = bytes_of(body, bus__fetch_request__pack(&request, body));
	fetcher->under_way = link_request(fetcher->all->link, &call, mono, fetched, fetcher);
}

void fetchers_turn(struct fetchers *fetchers, struct instant now, struct monotonic mono)
{
	for (unsigned i = 0; i < fetchers->count; i++) {
		struct fetcher *fetcher = &fetchers->each[i];
		struct follow follow;

		if (fetcher->failed)
			fetcher->again = monotonic_add_ms(mono, FOLLOW_PAUSE_MS);
		fetcher->failed = false;
		if (!fetcher->under_way && mono.us >= fetcher->again.us &&
		    engine_follow(fetchers->engine, i, &follow) && follow.upstream == fetchers->upstream)
			fetch(fetcher, &follow, now, mono);
	}
}
