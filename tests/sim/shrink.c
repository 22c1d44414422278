#include "shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run.h"
#include "user.h"

enum { SHRINK_S_MAX = 60 };

static bool is_out(const struct plan *plan, unsigned item)
{
	return plan->out[item / 8] & 1 << item % 8;
}

static void leave_out(struct plan *plan, unsigned from, unsigned count)
{
	for (unsigned i = from; i < from + count && i < ITEMS_MAX; i++)
		plan->out[i / 8] |= (unsigned char)(1 << i % 8);
}

static bool any_in(const struct plan *plan, unsigned from, unsigned count)
{
	for (unsigned i = from; i < from + count && i < ITEMS_MAX; i++)
		if (!is_out(plan, i))
			return true;
	return false;
}

/* The acts of a user who is left out are left out with it: there is nothing more to try there. */
static void leave_out_acts(struct plan *plan)
{
	for (unsigned user = 0; user < USERS_MAX; user++)
		if (is_out(plan, ITEM_USERS + user))
			leave_out(plan, ITEM_ACTS + user * ITEMS_PER_USER, ITEMS_PER_USER);
}

/* Whether it still breaks without these. */
static bool breaks_without(struct plan *plan, struct outcome_of_run *outcome, unsigned from, unsigned count)
{
	struct plan smaller = *plan;
	struct outcome_of_run now;

	leave_out(&smaller, from, count);
	leave_out_acts(&smaller);
	if (run(&smaller, &now) || strcmp(now.invariant, outcome->invariant) != 0)
		return false;
	if (now.lines > outcome->lines) /* the same, later: more to read */
		return false;
	*plan = smaller;
	*outcome = now;
	return true;
}

void shrink(struct plan *plan, struct outcome_of_run *outcome)
{
	time_t start = time(NULL);
	unsigned all = outcome->items;

	for (unsigned user = 0; user < USERS_MAX; user++)
		breaks_without(plan, outcome, ITEM_USERS + user, 1);
	for (unsigned count = 1024; count > 0; count /= 2)
		for (unsigned from = 0; from < all; from += count) {
			if (difftime(time(NULL), start) > SHRINK_S_MAX)
				return;
			if (any_in(plan, from, count))
				breaks_without(plan, outcome, from, count);
		}
}

void plan_print(const struct plan *plan, unsigned items)
{
	bool any = false;

	for (unsigned from = 0, to; from < items; from = to + 1) {
		for (to = from; to < items && is_out(plan, to); to++)
			;
		if (to == from)
			continue;
		printf("%s%u", any ? "," : "", from);
		if (to - from > 1)
			printf("-%u", to - 1);
		any = true;
	}
	if (!any)
		printf("-");
}

bool plan_read(struct plan *plan, const char *text)
{
	if (strcmp(text, "-") == 0)
		return true;
	while (*text) {
		char *end;
		unsigned long from = strtoul(text, &end, 10), to = from;

		if (end == text)
			return false;
		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		if (to < from || to >= ITEMS_MAX || (*end && *end != ','))
			return false;
		leave_out(plan, (unsigned)from, (unsigned)(to - from + 1));
		text = *end ? end + 1 : end;
	}
	return true;
}
