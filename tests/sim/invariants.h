/* What must always hold. Each check is called where it could break first; a failing one ends the run by
 * `violated`.
 *
 *   journal.c   journals: without gap, chained, no command twice; what was committed stays
 *   ledger.c    what users were told: stays true, is the same when told again
 *   state.c     state equals replay, mirrors are folds of prefixes, memory within caps, deadlines in time
 *   outbox.c    what was promised to the world is carried out, and told of once
 *   registry.c  what the registry promises of its own
 *
 * To add one: write it where its noun is, call it from invariants.c. */
#ifndef PVD_SIM_INVARIANTS_H
#define PVD_SIM_INVARIANTS_H

#include "node.h"

/* A call enters the engine. */
void check_call(struct node *node, const struct envelope *call);
/* A reply leaves it: before the bytes are anybody's. */
void check_reply(struct node *node, const struct envelope *reply);
/* A turn has ended, and the process lives. */
void check_turn(struct node *node);
/* The process has started, from what its last life left. */
void check_opened(struct node *node);
/* The process is dead. */
void check_died(struct node *node);
/* The faults are over and all has settled. */
void check_end(void);

#endif
