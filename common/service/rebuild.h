/* State is a function of the journal: replayed into a scratch store, it must give the same tables, byte for
 * byte. */
#ifndef PVD_SERVICE_REBUILD_H
#define PVD_SERVICE_REBUILD_H

#include "pvd/bus/v1/process.pb-c.h"
#include "service/core.h"

/* Replays a snapshot of `env` into a scratch store beside it, and compares every state and mirror table.
 * The scratch store is removed. False when it could not be made. */
bool rebuild_check(struct env *env, const struct fold *fold, struct arena *arena,
		   Bus__CheckRebuildResponse *ret, struct refusal *refusal);

/* Where the journal of the store in folder `dir` stands. */
bool rebuild_position(const char *dir, const struct service *service, const char *instance,
		      struct arena *arena, Bus__Position **ret, struct refusal *refusal);

#endif
