#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/require.h"
#include "bus/enrol.h"
#include "bus/traffic.h"
#include "invariants.h"
#include "principals.h"
#include "world.h"

enum { ERROR_SIZE = 300, TICK_MS = 100, ROUTER_TICKS = 10, LIVES_MAX = 10000, TURN_FILE_MAX = 1 << 20 };

#define INSTANCE_NAME "simulated"

struct node nodes[NODES_MAX];
unsigned node_count;
static struct node *at_work; /* whose turn or start runs: where a death may come */
static struct chance chance;

static void start(void *ctx, uint64_t life);
static void bury(struct node *node, bool power_lost);

/* ---- Death within a turn */

static void keep_turn_file(struct node *node)
{
	buf_clear(&node->turn_kept);
	if (file_read(node->turn_file, TURN_FILE_MAX, &node->turn_kept) != 0)
		buf_clear(&node->turn_kept);
}

/* Called before everything that the process does to the world. */
static void effect(void *ctx, const char *what)
{
	struct node *node = ctx;

	if (at_work != node || node->doom == 0 || node->dying || --node->doom)
		return;
	trace("%s: dies before %s%s", node->name, what, node->doom_power ? ", with the machine" : "");
	node->dying = true;
	keep_turn_file(node);
	disk_die(node->disk);
}

/* The core's own points: base/killpoint.h. */
void killpoint_pass(const char *name);
void killpoint_pass(const char *name)
{
	if (!at_work)
		return;
	if (strcmp(name, "note_poison") == 0) /* the call that kills, whenever it is decided */
		at_work->doom = 1;
	effect(at_work, name);
}

/* ---- The engine's ways out */

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
	node->dying = true;
	keep_turn_file(node);
	disk_die(node->disk);
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

	effect(node, "a frame");
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

	effect(node, "a frame");
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
	at_work = node;
	world.in_core = true;
	left = engine_turn(node->engine, world_instant(), world_monotonic());
	world.in_core = false;
	if (!node->dying)
		say(node);
	at_work = NULL;
	if (node->dying) {
		if (node->doom_power)
			nodes_lose_power();
		else
			bury(node, false);
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
	node->fetchers = fetchers_new(node->engine, node->link);
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
		bury(node, false);
}

static void start(void *ctx, uint64_t life)
{
	static const struct engine_ops ops = {.reply = on_reply,
					      .offload = on_offload,
					      .clock = world_monotonic,
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
	at_work = node;
	node->engine = engine_new(&config, &ops, node, error, sizeof error);
	if (!node->engine || node->dying || !enrolled(node) || node->dying) {
		at_work = NULL;
		not_started(node, *error ? error : "it died on the way");
		return;
	}
	at_work = NULL;
	enter_network(node);
	check_opened(node);
	world_in(0, tick, node, node->life);
	node_wake(node);
}

/* ---- Death */

/* What the process leaves in memory that outlives it: its turn file, but not the machine's. */
static void leave_turn_file(struct node *node, bool torn)
{
	struct buf *kept = &node->turn_kept;

	if (kept->len && torn && chance_percent(&chance, 50))
		memset(kept->data, 0, kept->len);
	require(kept->len == 0 || file_write(node->turn_file, buf_bytes(kept), 0600) == 0);
	buf_clear(kept);
}

static void leave_network(struct node *node, bool power_lost)
{
	if (node->is_hub) {
		net_hub_died(!power_lost);
		if (node->router)
			router_free(node->router);
		node->hub.router = node->router = NULL;
		roster_end();
		traffic_clear(traffic_here());
		return;
	}
	net_port_died(&node->port);
	if (node->link)
		link_free(node->link);
	fetchers_free(node->fetchers);
	node->link = NULL;
	node->fetchers = NULL;
}

static void bury(struct node *node, bool power_lost)
{
	if (!node->dying)
		keep_turn_file(node);
	node->dying = true;
	leave_network(node, power_lost);
	if (node->engine)
		engine_free(node->engine);
	node->engine = NULL;
	world.outcome->deaths++;
	check_died(node);
	disk_settle(node->disk, power_lost, &chance);
	leave_turn_file(node, power_lost);
	node->dying = node->doom_power = node->turn_planned = false;
	node->doom = 0;
	node->life++;
	require(node->life < LIVES_MAX);
	world_in(chance_between(&chance, 50000, power_lost ? 8000000 : 2000000), start, node, node->life);
}

void node_kill(struct node *node)
{
	if (!node->engine)
		return;
	trace("%s: killed", node->name);
	bury(node, false);
}

void nodes_lose_power(void)
{
	trace("the power is cut");
	for (unsigned i = 0; i < node_count; i++)
		if (nodes[i].engine || nodes[i].dying)
			bury(&nodes[i], true);
}

void node_stop(struct node *node, int64_t until_us)
{
	node->still_until_us = node->port.still_until_us = node->hub.still_until_us = until_us;
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
	node->is_hub = service->frontend != NULL;
	node->disk = disk_new(service->name);
	disk_watch(node->disk, effect, node);
	snprintf(node->turn_file, sizeof node->turn_file, "run/%s.turn", service->name);
	node->port = (struct port){.name = service->name, .arrived = wake, .ctx = node};
	node->hub = (struct hub){.arrived = wake, .ctx = node};
	snprintf(node->port.key, sizeof node->port.key, "%s", principal_key(service->name));
	if (node->is_hub)
		net_begin(&node->hub, world.plan->seed);
	world_in(node->is_hub ? 10000 : 30000, start, node, node->life);
}

void nodes_begin(void)
{
	chance = chance_of(world.plan->seed, 3);
	require(mkdir("run", 0700) == 0);
	for (unsigned i = 0; i < SIM_SERVICE_COUNT; i++)
		add(SIM_SERVICES[i]);
}
