/* Runs as stored, in the order they were done. */
#ifndef PVD_ELIGIBILITY_RUNS_H
#define PVD_ELIGIBILITY_RUNS_H

#include "base/fault.h"
#include "eligibility/scorer.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "service/service.h"

/* NULL if there is none. */
Eligibility__Run *run_load(struct txn *txn, struct arena *arena, const char *id);
Eligibility__Run *run_latest(struct txn *txn, struct arena *arena);
Eligibility__Run *run_latest_of_grid(struct txn *txn, struct arena *arena, const char *grid_version);

/* The run of this id, the latest for "". NULL after refusing: NO_RUN, RUN_UNKNOWN. */
Eligibility__Run *run_find(struct txn *txn, struct arena *arena, const char *id, struct refusal *refusal);

/* The run that an event tells of. Borrows the event. */
Eligibility__Run *run_completed(struct arena *arena, const Eligibility__RunCompleted *event,
				struct instant at);

#endif
