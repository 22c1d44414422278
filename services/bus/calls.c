#include "bus/calls.h"

#include <stdlib.h>

#include "base/require.h"

/* Slots at `reached` and above were never used, so that the walk stops there. Released ones are taken again
 * last first: the table stays as small in the cache as the load allows. */
struct calls {
	unsigned capacity, count, reached;
	unsigned free_count;
	uint32_t *free;
	struct awaited *slots;
};

struct calls *calls_new(unsigned capacity)
{
	struct calls *calls = xcalloc(1, sizeof *calls);

	calls->capacity = capacity;
	calls->slots = xcalloc(capacity, sizeof *calls->slots);
	calls->free = xcalloc(capacity, sizeof *calls->free);
	return calls;
}

void calls_free(struct calls *calls)
{
	free(calls->slots);
	free(calls->free);
	free(calls);
}

static bool in_use(const struct awaited *awaited)
{
	return awaited->generation & 1;
}

struct awaited *calls_take(struct calls *calls, uint64_t *ret_route)
{
	uint32_t slot;

	if (calls->free_count)
		slot = calls->free[--calls->free_count];
	else if (calls->reached < calls->capacity)
		slot = calls->reached++;
	else
		return NULL;
	calls->count++;
	calls->slots[slot].generation++;
	*ret_route = (uint64_t)calls->slots[slot].generation << 32 | slot;
	return &calls->slots[slot];
}

struct awaited *calls_find(struct calls *calls, uint64_t route)
{
	uint32_t slot = (uint32_t)route;
	struct awaited *awaited;

	if (slot >= calls->reached)
		return NULL;
	awaited = &calls->slots[slot];
	return in_use(awaited) && awaited->generation == route >> 32 ? awaited : NULL;
}

void calls_release(struct calls *calls, struct awaited *awaited)
{
	require(in_use(awaited));
	awaited->generation++;
	calls->free[calls->free_count++] = (uint32_t)(awaited - calls->slots);
	calls->count--;
}

struct awaited *calls_next(struct calls *calls, unsigned *at)
{
	while (*at < calls->reached) {
		struct awaited *awaited = &calls->slots[(*at)++];

		if (in_use(awaited))
			return awaited;
	}
	return NULL;
}

unsigned calls_count(const struct calls *calls)
{
	return calls->count;
}
