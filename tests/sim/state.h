/* What must hold of a store, and of a process's memory. */
#ifndef PVD_SIM_STATE_H
#define PVD_SIM_STATE_H

#include "node.h"

/* Mirrors stand where their cursors say, and there the sources stood. */
void check_follows(struct node *node);
void check_memory(const struct node *node);
/* The journal verifies as a whole; every table is what a replay gives. Dear. */
void check_store(struct node *node);

/* Whether all that it follows is taken in. A source that was halted as poisoned counts: two deaths within a
 * turn that held one entry look like that entry's doing. */
bool follows_settled(const struct node *node);

#endif
