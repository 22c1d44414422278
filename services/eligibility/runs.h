/* Runs as stored, in the order they were done. */
#ifndef PVD_ELIGIBILITY_RUNS_H
#define PVD_ELIGIBILITY_RUNS_H

#include "base/fault.h"
#include "eligibility/scorer.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "service/service.h"

/* NULL if there is none. */
Eligibility__Run *run_load(struct txn *txn, struct arena *arena, const char *id);
/* Of the nation. */
Eligibility__Run *run_latest(struct txn *txn, struct arena *arena);
/* The latest that was made of what this one is made of. */
Eligibility__Run *run_of_same_inputs(struct txn *txn, struct arena *arena, const Eligibility__Run *run);

/* The run of this id, the latest of the nation for "". NULL after refusing: NO_RUN, RUN_UNKNOWN. */
Eligibility__Run *run_find(struct txn *txn, struct arena *arena, const char *id, struct refusal *refusal);

/* What it is made of: grid and criteria by their versions, which name their content for ever, the data by its place and
 * digest, the scope, the day whose criteria hold, and the scorer. */
struct hash run_inputs(const Eligibility__Run *run);

/* The run that an event tells of. Borrows the event. */
Eligibility__Run *run_completed(struct arena *arena, const Eligibility__RunCompleted *event,
				struct instant at);

#endif
