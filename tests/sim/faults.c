#include "faults.h"

#include <errno.h>

#include "base/require.h"
#include "node.h"
#include "user.h"
#include "world.h"

enum { FAULTS_MIN = 4, FAULTS_MAX = 28 };

struct mishap {
	enum fault_kind kind;
	unsigned number;
	int64_t for_us; /* how long it holds, where it does */
	struct chance chance;
};

static struct mishap mishaps[FAULTS_MAX];

/* How often each kind comes among a hundred. */
static const unsigned SHARES[FAULT_KINDS] = {
	[FAULT_KILL] = 8,   [FAULT_KILL_WITHIN] = 26, [FAULT_POWER] = 7,     [FAULT_STOP] = 6,
	[FAULT_CLOCK] = 6,  [FAULT_DISK_ERROR] = 8,   [FAULT_DISK_FULL] = 4, [FAULT_LOSE] = 4,
	[FAULT_CUT] = 9,    [FAULT_DOUBLE] = 4,       [FAULT_DELAY] = 5,     [FAULT_REORDER] = 3,
	[FAULT_CLIENT] = 6, [FAULT_SLOW_READER] = 4,
};

static struct node *some_node(struct mishap *mishap)
{
	return &nodes[chance_below(&mishap->chance, node_count)];
}

static struct port *some_port(struct mishap *mishap)
{
	unsigned n = chance_below(&mishap->chance, user_count + node_count);

	return n < user_count ? &users[n].port : &nodes[n - user_count].port;
}

static struct user *some_user(struct mishap *mishap)
{
	return &users[chance_below(&mishap->chance, user_count)];
}

/* ---- Each kind */

/* Within the next turn that does as much. Most turns do little; those that commit do some ten things. */
static void doom(struct mishap *mishap, bool power)
{
	struct node *node = some_node(mishap);

	node->doom = 1 + chance_below(&mishap->chance, chance_percent(&mishap->chance, 70) ? 16 : 60);
	node->doom_power = power;
}

static void set_clock(struct mishap *mishap)
{
	static const int64_t JUMPS_S[] = {1, -1, 90, -90, 3000, -3000, 4000, -4000, 100000, -100000, 3000000};
	int64_t jump = JUMPS_S[chance_below(&mishap->chance, sizeof JUMPS_S / sizeof *JUMPS_S)] * 1000000;

	if (chance_percent(&mishap->chance, 50))
		world.wall_us += jump;
	else
		some_user(mishap)->clock_us += jump;
	trace("a clock jumps by %lld s", (long long)(jump / 1000000));
}

static void break_disk(struct mishap *mishap)
{
	struct node *node = some_node(mishap);
	unsigned count = chance_percent(&mishap->chance, 60) ? 1 : 1 + chance_below(&mishap->chance, 40);
	int error = chance_percent(&mishap->chance, 70) ? EIO : ENOSPC;

	disk_fail(node->disk, chance_below(&mishap->chance, 12), count, error);
	trace("the disk of %s will fail %u times", node->name, count);
}

static void stop(struct mishap *mishap)
{
	struct node *node = some_node(mishap);

	trace("%s stands still for %lld ms", node->name, (long long)mishap->for_us / 1000);
	node_stop(node, world.now_us + mishap->for_us);
}

static void cut(struct mishap *mishap)
{
	struct port *port = some_port(mishap);
	bool is_told = chance_percent(&mishap->chance, 60);

	trace("the connection of %s is cut%s", port->name ? port->name : "nobody",
	      is_told ? "" : ", silently");
	net_cut(port, is_told);
}

static void begin(struct mishap *mishap)
{
	switch (mishap->kind) {
	case FAULT_KILL:
		node_kill(some_node(mishap));
		return;
	case FAULT_KILL_WITHIN:
		doom(mishap, false);
		return;
	case FAULT_POWER:
		doom(mishap, true);
		return;
	case FAULT_STOP:
		stop(mishap);
		return;
	case FAULT_CLOCK:
		set_clock(mishap);
		return;
	case FAULT_DISK_ERROR:
		break_disk(mishap);
		return;
	case FAULT_DISK_FULL:
		disk_fill(chance_percent(&mishap->chance, 70), chance_percent(&mishap->chance, 70));
		return;
	case FAULT_LOSE:
		net_set_lose(1 + chance_below(&mishap->chance, 20));
		return;
	case FAULT_DOUBLE:
		net_set_double(1 + chance_below(&mishap->chance, 30));
		return;
	case FAULT_DELAY:
		net_set_delay(chance_between(&mishap->chance, 10000, 4000000));
		return;
	case FAULT_REORDER:
		net_set_reorder(1 + chance_below(&mishap->chance, 20));
		return;
	case FAULT_CUT:
		cut(mishap);
		return;
	case FAULT_SLOW_READER:
		net_slow(some_port(mishap), 1 + chance_below(&mishap->chance, 3));
		return;
	case FAULT_CLIENT:
		user_restart(some_user(mishap));
		return;
	case FAULT_KINDS:
		return;
	}
}

static void end(struct mishap *mishap)
{
	switch (mishap->kind) {
	case FAULT_DISK_FULL:
		disk_fill(false, false);
		return;
	case FAULT_LOSE:
		net_set_lose(0);
		return;
	case FAULT_DOUBLE:
		net_set_double(0);
		return;
	case FAULT_DELAY:
		net_set_delay(0);
		return;
	case FAULT_REORDER:
		net_set_reorder(0);
		return;
	case FAULT_KILL:
	case FAULT_KILL_WITHIN:
	case FAULT_POWER:
	case FAULT_STOP:
	case FAULT_CLOCK:
	case FAULT_DISK_ERROR:
	case FAULT_CUT:
	case FAULT_SLOW_READER:
	case FAULT_CLIENT:
	case FAULT_KINDS:
		return;
	}
}

/* ---- All of them */

static void on_end(void *ctx, uint64_t arg)
{
	(void)arg;
	if (!world.calm)
		end(ctx);
}

static void on_begin(void *ctx, uint64_t arg)
{
	struct mishap *mishap = ctx;

	(void)arg;
	if (world.calm || user_count == 0 || !world_item(ITEM_FAULTS + mishap->number))
		return;
	trace("fault %u: %s", mishap->number, FAULT_NAMES[mishap->kind]);
	world.outcome->faults[mishap->kind]++;
	begin(mishap);
	world_in(mishap->for_us, on_end, mishap, 0);
}

static enum fault_kind some_kind(struct chance *chance)
{
	unsigned total = 0, chosen;
	enum fault_kind kind;

	for (kind = 0; kind < FAULT_KINDS; kind++)
		total += SHARES[kind];
	chosen = chance_below(chance, total);
	for (kind = 0; chosen >= SHARES[kind]; kind++)
		chosen -= SHARES[kind];
	return kind;
}

void faults_begin(int64_t from_us, int64_t until_us)
{
	struct chance chance = chance_of(world.plan->seed, 4);
	unsigned count = FAULTS_MIN + chance_below(&chance, FAULTS_MAX - FAULTS_MIN);

	for (unsigned i = 0; i < count; i++) {
		struct mishap *mishap = &mishaps[i];

		*mishap = (struct mishap){.kind = some_kind(&chance),
					  .number = i,
					  .for_us = chance_between(&chance, 200000, 6000000),
					  .chance = {.state = chance_next(&chance)}};
		/* Now and then at the very beginning, while stores are made and principals enrolled. */
		world_in(chance_percent(&chance, 4) ? chance_between(&chance, 0, 40000)
						    : chance_between(&chance, from_us, until_us),
			 on_begin, mishap, 0);
	}
}

void faults_end(void)
{
	world.calm = true;
	disk_fill(false, false);
	net_set_lose(0);
	net_set_double(0);
	net_set_delay(0);
	net_set_reorder(0);
	for (unsigned i = 0; i < node_count; i++) {
		disk_heal(nodes[i].disk);
		node_stop(&nodes[i], 0);
		nodes[i].doom = 0;
		net_slow(&nodes[i].port, 0);
	}
	for (unsigned i = 0; i < user_count; i++)
		net_slow(&users[i].port, 0);
}
