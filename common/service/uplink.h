/* A replica's connection to the instance that owns its journal: a dealer of its own, with a key of its own, to
 * the bus of the other one, over which that journal is read. */
#ifndef PVD_SERVICE_UPLINK_H
#define PVD_SERVICE_UPLINK_H

#include "loop/loop.h"
#include "service/engine.h"
#include "service/upstream.h"

struct uplink;

/* Connects, and stays so; a refused key is tried again: it may be admitted later. NULL (logged) when there is
 * no key. Free it before the engine and the loop. */
struct uplink *uplink_new(struct loop *loop, struct engine *engine, const struct upstream *upstream);
void uplink_free(struct uplink *uplink); /* NULL is nothing */

/* After each turn of the engine. */
void uplink_turn(struct uplink *uplink, struct instant now, struct monotonic mono);

#endif
