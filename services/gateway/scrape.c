#include "gateway/scrape.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/method.h"
#include "gateway/caller.h"
#include "gateway/frontend.h"
#include "gateway/metrics.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { SERVICES_MAX = 32, TIMEOUT_MS = 5000 };

struct scrape;

/* One service's share. */
struct share {
	struct scrape *scrape;
	const char *service;
};

/* In the arena of its exchange, but for what is merged. */
struct scrape {
	struct exchange *exchange;
	struct metrics_merge merge;
	struct share shares[SERVICES_MAX];
	unsigned count, left;
	struct refusal refusal; /* of whoever may not see them; a service that is away is told by `up` */
	struct buf up;
};

/* Whoever serves a method of the contract; METHODS is sorted by path, so services come together. */
static void find_services(struct scrape *scrape)
{
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		const char *service = METHODS[i].service;

		if (!service ||
		    (scrape->count && strcmp(scrape->shares[scrape->count - 1].service, service) == 0))
			continue;
		require(scrape->count < SERVICES_MAX);
		scrape->shares[scrape->count++] = (struct share){.scrape = scrape, .service = service};
	}
}

static void finish(struct scrape *scrape)
{
	struct buf out = {0};

	metrics_merge_end(&scrape->merge, &out);
	if (scrape->refusal.fault == FAULT_NONE) {
		buf_printf(&out, "# HELP pvd_up Whether the service answers.\n# TYPE pvd_up gauge\n");
		buf_append(&out, scrape->up.data, scrape->up.len);
		exchange_reply(scrape->exchange, 200, METRICS_TYPE, buf_bytes(&out));
	} else {
		exchange_refuse(scrape->exchange, &scrape->refusal);
	}
	buf_free(&scrape->up);
	buf_free(&out);
}

static void take(struct share *share, struct bytes body)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const Bus__GetMetricsResponse *response =
		arena_unpack(scratch, &bus__get_metrics_response__descriptor, body);

	if (response)
		metrics_merge_add(&share->scrape->merge, share->service, bytes_text(response->text));
	arena_forget(scratch, mark);
}

static void on_metrics(void *ctx, const struct link_answer *answer)
{
	struct share *share = ctx;
	struct scrape *scrape = share->scrape;

	if (answer->fault == FAULT_NONE)
		take(share, answer->reply->body);
	else if (answer->fault == FAULT_PERMISSION_DENIED)
		refuse(&scrape->refusal, answer->fault, "ROLE_REQUIRED", NULL, "%s",
		       answer->refusal->message);
	buf_printf(&scrape->up, "pvd_up{service=\"%s\"} %d\n", share->service, answer->fault == FAULT_NONE);
	if (--scrape->left == 0)
		finish(scrape);
}

void scrape_handle(struct exchange *exchange)
{
	struct scrape *scrape = arena_alloc(exchange_arena(exchange), sizeof *scrape);
	struct asking asking = {.method = caller_method("pvd.bus.v1.ProcessService/GetMetrics"),
				.timeout_ms = TIMEOUT_MS,
				.as = exchange_visitor(exchange)->principal};

	scrape->exchange = exchange;
	find_services(scrape);
	scrape->left = scrape->count;
	for (unsigned i = 0, count = scrape->count; i < count; i++) {
		asking.service = scrape->shares[i].service;
		caller_ask(&asking, on_metrics, &scrape->shares[i]);
	}
}
