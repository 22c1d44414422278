#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "bus/enrol.h"
#include "bus/traffic.h"
#include "death.h"
#include "invariants.h"
#include "outbox.h"
#include "principals.h"
#include "world.h"

enum { ERROR_SIZE = 300, TICK_MS = 100, ROUTER_TICKS = 10 };

#define INSTANCE_NAME "simulated"

struct node nodes[NODES_MAX];
unsigned node_count;
static struct chance chance;

/* How long calls take to be served, which ends turns: in some runs nothing, in some as much as a turn may last. */
static struct {
	struct chance chance;
	int64_t look_us_max, looked_us;
} pace;

/* ---- The engine's ways out */

static struct monotonic on_clock(void)
{
	pace.looked_us += chance_between(&pace.chance, 0, pace.look_us_max);
	return (struct monotonic){.us = world.now_us + pace.looked_us};
}

static void on_reply(void *ctx, const struct envelope *reply)
{
	struct node *node = ctx;
	struct envelope copy = *reply;

	if (node->dying)
		return;
	check_reply(node, reply);
	if (!node->is_hub)
		link_reply(node->link, reply, &copy);
	else if (reply->route == ENROL_ROUTE)
		enrol_answer(reply);
	else
		router_reply(node->router, reply, world_monotonic());
}

static void on_committed(void *ctx, struct txn *snapshot)
{
	struct node *node = ctx;

	if (node->dying || !node->is_hub)
		return;
	roster_follow(roster_here(), snapshot);
	if (node->router)
		router_readmit(node->router, world_instant());
}

static void on_failed(void *ctx)
{
	struct node *node = ctx;

	if (node->dying)
		return;
	trace("%s: dies of its disk", node->name);
	death_strikes(node);
}

/* The worker: another thread in a process, another moment here. */
struct job {
	struct node *node;
	struct work *work;
};

static void work(void *ctx, uint64_t life)
{
	struct job *job = ctx;
	struct node *node = job->node;

	if (node->engine && node->life == life) {
		world.in_core = true;
		engine_work(job->work);
		engine_work_done(node->engine, job->work);
		world.in_core = false;
		node_wake(node);
	}
	free(job);
}

static bool on_offload(void *ctx, struct work *given)
{
	struct node *node = ctx;
	struct job *job = xmalloc(sizeof *job);

	*job = (struct job){.node = node, .work = given};
	world_in(chance_between(&chance, 100, 50000), work, job, node->life);
	return true;
}

/* ---- The link's and the router's */

static void open_port(void *ctx)
{
	struct node *node = ctx;

	if (!node->dying)
		net_open(&node->port);
}

static void close_port(void *ctx)
{
	struct node *node = ctx;

	net_close(&node->port);
}

static bool send_from_link(void *ctx, struct bytes frame)
{
	struct node *node = ctx;

	death_effect(node, "a frame");
	return node->dying || net_send(&node->port, frame);
}

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx, (void)state, (void)welcome;
}

static void on_call(void *ctx, const struct envelope *call)
{
	struct node *node = ctx;

	check_call(node, call);
	engine_submit(node->engine, call, world_monotonic());
}

static enum router_sent send_from_hub(void *ctx, int handle, struct bytes frame)
{
	struct node *node = ctx;

	death_effect(node, "a frame");
	return node->dying ? ROUTER_SENT : net_hub_send(handle, frame);
}

static void close_from_hub(void *ctx, int handle, enum ending ending)
{
	struct node *node = ctx;

	(void)ending;
	if (!node->dying)
		net_hub_close(handle);
}

static void submit_to_hub(void *ctx, const struct envelope *call, struct monotonic now)
{
	struct node *node = ctx;

	check_call(node, call);
	engine_submit(node->engine, call, now);
}

/* ---- Turns */

static void say(struct node *node)
{
	if (node->is_hub) {
		router_flush(node->router);
		return;
	}
	fetchers_turn(node->fetchers, world_instant(), world_monotonic());
	link_flush(node->link);
}

static void turn(void *ctx, uint64_t life)
{
	struct node *node = ctx;
	bool left;

	if (!node->engine || node->life != life)
		return;
	if (node->still_until_us > world.now_us) {
		world_in(node->still_until_us - world.now_us, turn, node, life);
		return;
	}
	node->turn_planned = false;
	death_may_come(node);
	world.in_core = true;
	left = engine_turn(node->engine, world_instant(), world_monotonic());
	world.in_core = false;
	if (!node->dying)
		say(node);
	death_may_come(NULL);
	if (node->dying) {
		if (node->doom_power)
			nodes_lose_power();
		else
			death_bury(node);
		return;
	}
	check_turn(node);
	if (left)
		node_wake(node);
}

void node_wake(struct node *node)
{
	if (node->turn_planned || !node->engine)
		return;
	node->turn_planned = true;
	world_in(chance_between(&chance, 10, 300), turn, node, node->life);
}

static void wake(void *ctx)
{
	node_wake(ctx);
}

static void tick(void *ctx, uint64_t arg)
{
	struct node *node = ctx;
	uint64_t life = arg % LIVES_MAX, ticks = arg / LIVES_MAX;

	if (!node->engine || node->life != life)
		return;
	world_in(TICK_MS * 1000, tick, node, (ticks + 1) * LIVES_MAX + life);
	if (node->still_until_us > world.now_us)
		return;
	if (node->link)
		link_tick(node->link, world_monotonic());
	else if (ticks % ROUTER_TICKS == 0)
		router_tick(node->router, world_instant(), world_monotonic());
	node_wake(node);
}

/* ---- Start */

static void enter_network(struct node *node)
{
	static const struct router_ops router_ops = {
		.send = send_from_hub, .close = close_from_hub, .submit = submit_to_hub};
	static const struct link_ops link_ops = {.open = open_port,
						 .close = close_port,
						 .send = send_from_link,
						 .state = on_state,
						 .call = on_call};
	struct router_config router_config = {
		.instance = INSTANCE_NAME, .roster = roster_here(), .traffic = traffic_here()};
	struct link_config link_config = {.service = node->name, .version = "simulated", .max_pending = 1024};

	if (node->is_hub) {
		node->hub.router = node->router = router_new(&router_config, &router_ops, node);
		return;
	}
	node->port.link = node->link = link_new(&link_config, &link_ops, node);
	node->fetchers = fetchers_new(node->engine, node->link, false);
	link_start(node->link, world_instant(), world_monotonic());
}

static bool enrolled(struct node *node)
{
	const struct instance instance = {.name = INSTANCE_NAME, .test = true};

	return !node->is_hub || enrol(node->engine, &instance, roster_here(), principal_key(node->name));
}

/* A start that fails is a fault's doing, or a violation. */
static void not_started(struct node *node, const char *why)
{
	if (!node->dying && !disk_has_refused(node->disk))
		violated("a store opens", "%s: %s", node->name, why);
	trace("%s: does not start: %s", node->name, why);
	if (node->dying && node->doom_power)
		nodes_lose_power();
	else
		death_bury(node);
}

void node_start(void *ctx, uint64_t life)
{
	static const struct engine_ops ops = {.reply = on_reply,
					      .offload = on_offload,
					      .perform = outbox_perform,
					      .clock = on_clock,
					      .failed = on_failed,
					      .committed = on_committed};
	struct node *node = ctx;
	char error[ERROR_SIZE] = "";
	struct engine_config config = {.service = node->service,
				       .dir = node->name,
				       .turn_file = node->turn_file,
				       .instance = INSTANCE_NAME,
				       .version = "simulated",
				       .test = true,
				       .started_at = world_instant(),
				       .started = world_monotonic()};

	if (node->engine || node->life != life)
		return;
	trace("%s: starts", node->name);
	disk_has_refused(node->disk);
	death_may_come(node);
	node->engine = engine_new(&config, &ops, node, error, sizeof error);
	if (!node->engine || node->dying || !enrolled(node) || node->dying) {
		death_may_come(NULL);
		not_started(node, *error ? error : "it died on the way");
		return;
	}
	death_may_come(NULL);
	enter_network(node);
	check_opened(node);
	world_in(0, tick, node, node->life);
	node_wake(node);
}

/* ---- All of them */

struct node *node_find(const char *service)
{
	for (unsigned i = 0; i < node_count; i++)
		if (strcmp(nodes[i].name, service) == 0)
			return &nodes[i];
	return NULL;
}

bool node_is_up(const struct node *node)
{
	return node->engine && (node->is_hub || link_current_state(node->link) == LINK_UP);
}

static void add(const struct service *service)
{
	struct node *node = &nodes[node_count++];

	require(node_count <= NODES_MAX);
	node->service = service;
	node->name = service->name;
	node->is_hub = service_is_hub(service);
	node->disk = disk_new(service->name);
	disk_watch(node->disk, death_effect, node);
	snprintf(node->turn_file, sizeof node->turn_file, "run/%s.turn", service->name);
	node->port = (struct port){.name = service->name, .arrived = wake, .ctx = node};
	node->hub = (struct hub){.arrived = wake, .ctx = node};
	snprintf(node->port.key, sizeof node->port.key, "%s", principal_key(service->name));
	if (node->is_hub)
		net_begin(&node->hub, world.plan->seed);
	world_in(node->is_hub ? 10000 : 30000, node_start, node, node->life);
}

void nodes_begin(void)
{
	chance = chance_of(world.plan->seed, 3);
	pace.chance = chance_of(world.plan->seed, 8);
	pace.look_us_max = chance_below(&pace.chance, 3) * 5000;
	require(mkdir("run", 0700) == 0);
	for (unsigned i = 0; i < SIM_SERVICE_COUNT; i++)
		add(SIM_SERVICES[i]);
}
