#include <stdlib.h>
#include <uthash.h>
#include <utlist.h>

#include "base/require.h"
#include "service/core.h"

enum { LANE_US = 1000 }; /* of service before the next lane has its turn */

/* The calls of one actor. */
struct lane {
	struct lane *prev, *next;
	struct call_list calls; /* at least one */
	UT_hash_handle hh;
	size_t len;
	uint8_t actor[]; /* as the bus stamped it */
};

static bool is_of(const struct lane *lane, struct bytes actor)
{
	return lane && bytes_equal(bytes_of(lane->actor, lane->len), actor);
}

static struct lane *lane_find(const struct queue *queue, struct bytes actor)
{
	struct lane *lane;

	if (is_of(queue->joined, actor))
		return queue->joined;
	HASH_FIND(hh, queue->lanes, actor.data, actor.len, lane);
	return lane;
}

static struct lane *lane_new(struct queue *queue, struct bytes actor)
{
	struct lane *lane = xcalloc(1, sizeof *lane + actor.len);

	lane->len = actor.len;
	if (actor.len)
		memcpy(lane->actor, actor.data, actor.len);
	HASH_ADD_KEYPTR(hh, queue->lanes, lane->actor, lane->len, lane);
	DL_APPEND(queue->ring, lane);
	return lane;
}

static void lane_end(struct queue *queue, struct lane *lane)
{
	require(queue->lanes && queue->ring);
	if (queue->joined == lane)
		queue->joined = NULL;
	if (queue->served == lane)
		queue->served = NULL;
	HASH_DEL(queue->lanes, lane);
	DL_DELETE(queue->ring, lane);
	free(lane);
}

void queue_put(struct queue *queue, struct call *call)
{
	struct bytes actor = call->envelope.actor;
	struct lane *lane = lane_find(queue, actor);

	queue->joined = lane ? lane : lane_new(queue, actor);
	call_push(&queue->joined->calls, call);
	queue->count++;
}

/* The first lane, or the next one where the first has had its share. */
static struct lane *lane_due(struct queue *queue)
{
	struct lane *first = queue->ring;

	if (queue->served == first && queue->served_us >= LANE_US) {
		DL_DELETE(queue->ring, first);
		DL_APPEND(queue->ring, first);
		first = queue->ring;
		queue->served = NULL;
	}
	if (queue->served != first)
		queue->served_us = 0;
	queue->served = first;
	return first;
}

struct call *queue_take(struct queue *queue)
{
	struct lane *lane;
	struct call *call;

	if (!queue->count)
		return NULL;
	lane = lane_due(queue);
	call = call_pop(&lane->calls);
	queue->count--;
	if (!lane->calls.count)
		lane_end(queue, lane);
	return call;
}

void queue_served(struct queue *queue, int64_t us)
{
	queue->served_us += us;
}

void queue_clear(struct queue *queue)
{
	struct call *call;

	while ((call = queue_take(queue)))
		free(call);
}
