#include "user.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "cast.h"
#include "principals.h"
#include "world.h"

enum {
	TICK_MS = 100,
	INTENTS_MAX = 12, /* wanted at a time: past that a user waits */
};

struct user users[USERS_MAX];
unsigned user_count;
static unsigned newcomers; /* those left out of the plan included */

bool user_sees(const struct user *user, const char *departement)
{
	const char *sees = user->character->departements;
	char word[16];

	snprintf(word, sizeof word, "%s ", departement);
	return !sees || strstr(sees, word);
}

struct instant user_clock(const struct user *user)
{
	return (struct instant){.us = world_instant().us + user->clock_us};
}

/* ---- The link */

static void open_port(void *ctx)
{
	struct user *user = ctx;

	net_open(&user->port);
}

static void close_port(void *ctx)
{
	struct user *user = ctx;

	net_close(&user->port);
}

static bool send_frame(void *ctx, struct bytes frame)
{
	struct user *user = ctx;

	return net_send(&user->port, frame);
}

static void on_state(void *ctx, enum link_state state, struct bytes welcome)
{
	(void)ctx, (void)state, (void)welcome;
}

static void arrived(void *ctx)
{
	struct user *user = ctx;

	link_flush(user->link);
}

static void begin(struct user *user)
{
	static const struct link_ops ops = {
		.open = open_port, .close = close_port, .send = send_frame, .state = on_state};
	struct link_config config = {.service = "", .version = "simulated", .max_pending = 64};

	user->port.link = user->link = link_new(&config, &ops, user);
	link_start(user->link, user_clock(user), world_monotonic());
}

void user_restart(struct user *user)
{
	struct link *link = user->link;

	trace("%s: killed", user->name);
	net_port_died(&user->port);
	user->link = NULL;
	user->life++;
	link_free(link);
	for (unsigned i = 0; i < READS_MAX; i++)
		user->reads[i].under_way = false;
	begin(user);
	user_ask_again(user);
}

/* ---- Life */

static void play(struct user *user)
{
	const struct act *act = user->character->acts;
	unsigned total = 0, chosen;

	for (const struct act *each = act; each->weight; each++)
		total += each->weight;
	chosen = chance_below(&user->chance, total);
	for (; chosen >= act->weight; act++)
		chosen -= act->weight;
	world.outcome->acts++;
	act->play(user);
}

/* Each act has a stream of chance of its own: leaving one out changes the others little. */
static void act(void *ctx, uint64_t arg)
{
	struct user *user = ctx;
	unsigned number = user->acts;
	struct chance pace = chance_of(world.plan->seed, 1000000 + user->number * 1000 + number);

	(void)arg;
	if (world.calm || number == ITEMS_PER_USER || user->revoked_us)
		return;
	world_in(chance_between(&pace, 20000, user->character->pause_ms * INT64_C(1000)), act, user, 0);
	if (user->intent_count >= INTENTS_MAX)
		return;
	user->acts++;
	if (!world_item(ITEM_ACTS + user->number * ITEMS_PER_USER + number))
		return;
	user->chance = pace;
	play(user);
	link_flush(user->link);
}

static void tick(void *ctx, uint64_t arg)
{
	struct user *user = ctx;

	(void)arg;
	world_in(TICK_MS * 1000, tick, user, 0);
	link_tick(user->link, world_monotonic());
	link_flush(user->link);
}

bool user_is_settled(const struct user *user)
{
	if (user->revoked_us)
		return true;
	for (const struct intent *intent = user->intents; intent; intent = intent->next)
		if (intent->method->kind == METHOD_COMMAND)
			return false;
	return true;
}

struct user *user_add(const struct character *character, const char *name)
{
	struct user *user = &users[user_count];

	require(user_count < USERS_MAX);
	if (!world_item(ITEM_USERS + newcomers++))
		return NULL;
	*user = (struct user){.character = character, .number = newcomers - 1};
	user_count++;
	snprintf(user->name, sizeof user->name, "%s", name);
	user->port = (struct port){.name = user->name, .arrived = arrived, .ctx = user};
	snprintf(user->port.key, sizeof user->port.key, "%s", principal_key(name));
	user->chance = chance_of(world.plan->seed, 500 + user->number);
	user->clock_us = chance_between(&user->chance, -3000000, 3000000);
	begin(user);
	world_in(TICK_MS * 1000, tick, user, 0);
	world_in(chance_between(&user->chance, 100000, 2000000), act, user, 0);
	return user;
}
