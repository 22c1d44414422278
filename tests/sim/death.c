#include "death.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/require.h"
#include "bus/traffic.h"
#include "invariants.h"
#include "world.h"

enum { TURN_FILE_MAX = 1 << 20 };

static struct node *at_work; /* whose turn or start runs: where a death may come */

static struct chance *chance(void)
{
	static struct chance stream;

	if (!stream.state)
		stream = chance_of(world.plan->seed, 6);
	return &stream;
}

/* ---- Death within a turn */

static void keep_turn_file(struct node *node)
{
	buf_clear(&node->turn_kept);
	if (file_read(node->turn_file, TURN_FILE_MAX, &node->turn_kept) != 0)
		buf_clear(&node->turn_kept);
}

void death_strikes(struct node *node)
{
	node->dying = true;
	keep_turn_file(node);
	disk_die(node->disk);
}

void death_may_come(struct node *node)
{
	at_work = node;
}

void death_effect(void *ctx, const char *what)
{
	struct node *node = ctx;

	if (at_work != node || node->doom == 0 || node->dying || --node->doom)
		return;
	trace("%s: dies before %s%s", node->name, what, node->doom_power ? ", with the machine" : "");
	death_strikes(node);
}

/* The core's own points: base/killpoint.h. */
void killpoint_pass(const char *name);
void killpoint_pass(const char *name)
{
	if (!at_work)
		return;
	if (strcmp(name, "note_poison") == 0) /* the call that kills, whenever it is decided */
		at_work->doom = 1;
	death_effect(at_work, name);
}

/* ---- What it leaves */

/* What the process leaves in memory that outlives it: its turn file, but not the machine's. */
static void leave_turn_file(struct node *node, bool torn)
{
	struct buf *kept = &node->turn_kept;

	if (kept->len && torn && chance_percent(chance(), 50))
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
	disk_settle(node->disk, power_lost, chance());
	leave_turn_file(node, power_lost);
	node->dying = node->doom_power = node->turn_planned = false;
	node->doom = 0;
	node->life++;
	require(node->life < LIVES_MAX);
	world_in(chance_between(chance(), 50000, power_lost ? 8000000 : 2000000), node_start, node,
		 node->life);
}

void death_bury(struct node *node)
{
	bury(node, false);
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
