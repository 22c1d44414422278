#include "service/shell.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/require.h"
#include "bus/dealer.h"
#include "service/carrier.h"
#include "service/engine.h"
#include "service/fetcher.h"
#include "service/uplink.h"
#include "base/version.h"

enum {
	TURN_PERIOD_MS = 250,
	ERROR_SIZE = 300,
	PENDING_MAX = 4096 /* as many as the bus takes of one principal */
};

struct shell {
	const struct service *service;
	const struct instance *instance;
	const char *endpoint; /* of the bus */
	struct loop *loop;
	struct engine *engine;
	struct dealer *dealer; /* NULL where the service has a way in of its own */
	struct fetchers *fetchers;
	struct carrier *carrier;
	struct upstream upstream; /* whose service this is a replica of; no name: of nobody's */
	struct uplink *uplink;    /* NULL then */
};

/* ---- The engine's way out */

static void reply_over_bus(void *ctx, const struct envelope *reply)
{
	struct shell *shell = ctx;

	struct envelope copy = *reply;

	link_reply(dealer_link(shell->dealer), reply, &copy);
}

static void reply_over_frontend(void *ctx, const struct envelope *reply)
{
	struct shell *shell = ctx;

	shell->service->frontend->reply(reply);
}

static void committed(void *ctx, struct txn *snapshot)
{
	struct shell *shell = ctx;

	if (shell->service->frontend && shell->service->frontend->committed)
		shell->service->frontend->committed(snapshot);
}

struct offloaded {
	struct shell *shell;
	struct work *work;
};

static void work_run(void *ctx)
{
	struct offloaded *offloaded = ctx;

	engine_work(offloaded->work);
}

static void work_done(void *ctx)
{
	struct offloaded *offloaded = ctx;

	engine_work_done(offloaded->shell->engine, offloaded->work);
	loop_wake(offloaded->shell->loop);
	free(offloaded);
}

static bool offload(void *ctx, struct work *work)
{
	struct shell *shell = ctx;
	struct offloaded *offloaded = xcalloc(1, sizeof *offloaded);

	*offloaded = (struct offloaded){.shell = shell, .work = work};
	if (loop_offload(shell->loop, work_run, work_done, offloaded))
		return true;
	free(offloaded);
	return false;
}

static bool perform(void *ctx, const struct effect *effect)
{
	struct shell *shell = ctx;

	return carrier_perform(shell->carrier, shell->engine, effect);
}

/* ---- The engine's way in */

static void called(void *ctx, const struct envelope *call)
{
	struct shell *shell = ctx;

	engine_submit(shell->engine, call, monotonic_now());
}

static void state_changed(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx;
	(void)welcome;
	switch (state) {
	case LINK_UP:
		log_info("bus_connected");
		return;
	case LINK_DOWN:
		log_warning("bus_lost");
		return;
	case LINK_OPENING:
		return;
	}
}

/* ---- Life */

static uint64_t resident_bytes(void)
{
	unsigned long long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return 0;
	if (fscanf(file, "%*u %llu", &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void turn(void *ctx)
{
	struct shell *shell = ctx;
	struct monotonic mono = monotonic_now();

	if (engine_turn(shell->engine, instant_now(), mono)) /* which looks for jumps, and tells */
		loop_wake(shell->loop);
	if (shell->dealer) {
		fetchers_turn(shell->fetchers, instant_believed(), mono);
		link_flush(dealer_link(shell->dealer));
	}
	if (shell->uplink)
		uplink_turn(shell->uplink, instant_believed(), mono);
}

static void tick(void *ctx)
{
	(void)ctx; /* the timer's firing is a turn of the loop, whose hook is `turn` */
}

static void terminate(void *ctx)
{
	struct shell *shell = ctx;

	log_info("stopping");
	loop_stop(shell->loop);
}

static bool engine_open(struct shell *shell)
{
	const struct service *service = shell->service;
	char turn_file[64], restored[64], error[ERROR_SIZE];
	struct engine_config config = {
		.service = service,
		.dir = service->name,
		.turn_file = turn_file,
		.instance = shell->instance->name,
		.owner = *shell->upstream.instance ? shell->upstream.instance : NULL,
		.version = PVD_VERSION,
		.test = shell->instance->test,
		.started_at = instant_believed(),
		.started = monotonic_now(),
	};
	struct engine_ops ops = {
		.reply = service_is_hub(service) ? reply_over_frontend : reply_over_bus,
		.offload = offload,
		.perform = perform,
		.clock = monotonic_now,
		.memory = resident_bytes,
		.committed = committed,
	};

	snprintf(turn_file, sizeof turn_file, "%s/turn", service->name);
	snprintf(restored, sizeof restored, "%s/restored", service->name);
	config.epoch = access(restored, F_OK) == 0;
	shell->engine = engine_new(&config, &ops, shell, error, sizeof error);
	if (!shell->engine) {
		log_error("store_unusable", log_text("why", error));
		return false;
	}
	if (config.epoch)
		unlink(restored);
	return true;
}

static bool connect_bus(struct shell *shell)
{
	const struct service *service = shell->service;
	struct dealer_config config = {
		.link = {.service = service->name, .version = PVD_VERSION, .max_pending = PENDING_MAX},
		.endpoint = shell->endpoint,
	};
	struct dealer_events events = {.state = state_changed, .call = called};
	char error[ERROR_SIZE];

	if (!keyfile_load("keys", service->name, &config.keys, error, sizeof error) ||
	    !keyfile_load_public("keys", "bus", config.server_key, error, sizeof error)) {
		log_error("keys_unusable", log_text("why", error));
		return false;
	}
	shell->dealer = dealer_new(shell->loop, &config, &events, shell);
	keypair_wipe(&config.keys);
	if (!shell->dealer)
		return false;
	shell->fetchers = fetchers_new(shell->engine, dealer_link(shell->dealer), false);
	return true;
}

/* False where the file is there and cannot be used: nothing is written in the meantime. */
static bool find_upstream(struct shell *shell)
{
	char error[ERROR_SIZE];
	bool exists;

	if (shell->service->per_instance ||
	    upstream_read(UPSTREAM_FILE, &shell->upstream, &exists, error, sizeof error) || !exists)
		return true;
	log_error("upstream_unusable", log_text("why", error));
	return false;
}

static bool start(struct shell *shell)
{
	if (!find_upstream(shell) || !engine_open(shell))
		return false;
	if (*shell->upstream.instance) {
		shell->uplink = uplink_new(shell->loop, shell->engine, &shell->upstream);
		if (!shell->uplink)
			return false;
	}
	if (!service_is_hub(shell->service) && !connect_bus(shell))
		return false;
	return !shell->service->frontend ||
	       shell->service->frontend->start(shell->loop, shell->engine,
					       shell->dealer ? dealer_link(shell->dealer) : NULL,
					       shell->instance);
}

static void stop(struct shell *shell)
{
	uplink_free(shell->uplink);
	if (shell->dealer)
		dealer_free(shell->dealer);
	if (shell->engine && shell->service->frontend)
		shell->service->frontend->stop();
	loop_free(shell->loop);
	if (shell->engine)
		engine_free(shell->engine);
	fetchers_free(shell->fetchers);
	carrier_free(shell->carrier);
}

bool shell_run(const struct service *service, const struct instance *instance, const char *endpoint)
{
	struct shell shell = {
		.service = service, .instance = instance, .endpoint = endpoint, .loop = loop_new()};
	bool started;

	shell.carrier = carrier_new(shell.loop, service->name);
	loop_on_terminate(shell.loop, terminate, &shell);
	loop_on_turn(shell.loop, turn, &shell);
	loop_every(shell.loop, TURN_PERIOD_MS, tick, &shell);
	started = start(&shell);
	if (started) {
		log_info("started", log_text("instance", instance->name), log_text("version", PVD_VERSION));
		loop_run(shell.loop);
	}
	stop(&shell);
	if (started)
		log_info("stopped");
	return started;
}
