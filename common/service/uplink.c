#include "service/uplink.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/require.h"
#include "base/version.h"
#include "bus/dealer.h"
#include "service/fetcher.h"

enum { PENDING_MAX = 4, ERROR_SIZE = 300 };

struct uplink {
	struct engine *engine;
	struct dealer *dealer;
	struct fetchers *fetchers;
};

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	struct uplink *uplink = ctx;
	bool refused;

	(void)welcome;
	switch (state) {
	case LINK_UP:
		log_info("upstream_connected");
		engine_upstream(uplink->engine, UPSTREAM_UP, instant_believed());
		return;
	case LINK_DOWN:
		/* The first attempt may fail while the dealer is being made. */
		refused = uplink->dealer && link_refused(dealer_link(uplink->dealer));
		engine_upstream(uplink->engine, refused ? UPSTREAM_REFUSED : UPSTREAM_LOST,
				instant_believed());
		return;
	case LINK_OPENING:
		return;
	}
}

struct uplink *uplink_new(struct loop *loop, struct engine *engine, const struct upstream *upstream)
{
	static const struct dealer_events events = {.state = on_state};
	struct dealer_config config = {
		.link = {.service = "", .version = PVD_VERSION, .max_pending = PENDING_MAX},
		.endpoint = upstream->endpoint,
	};
	struct uplink *uplink;
	char error[ERROR_SIZE];

	if (!keyfile_load("keys", UPSTREAM_KEY, &config.keys, error, sizeof error)) {
		log_error("keys_unusable", log_text("why", error));
		return NULL;
	}
	snprintf(config.server_key, sizeof config.server_key, "%s", upstream->server_key);
	uplink = xcalloc(1, sizeof *uplink);
	uplink->engine = engine;
	uplink->dealer = dealer_new(loop, &config, &events, uplink);
	keypair_wipe(&config.keys);
	uplink->fetchers = fetchers_new(engine, dealer_link(uplink->dealer), true);
	return uplink;
}

void uplink_free(struct uplink *uplink)
{
	if (!uplink)
		return;
	dealer_free(uplink->dealer);
	fetchers_free(uplink->fetchers);
	free(uplink);
}

void uplink_turn(struct uplink *uplink, struct instant now, struct monotonic mono)
{
	fetchers_turn(uplink->fetchers, now, mono);
	link_flush(dealer_link(uplink->dealer));
}
