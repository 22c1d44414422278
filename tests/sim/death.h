/* How a process dies, and what it leaves: its store as far as it came, its turn file, its frames on their
 * way. */
#ifndef PVD_SIM_DEATH_H
#define PVD_SIM_DEATH_H

#include "node.h"

/* From here on until NULL, this process's turn or start runs, and may be its last. */
void death_may_come(struct node *node);
/* Called before everything that a process (`ctx`) does to the world. */
void death_effect(void *ctx, const char *what);
/* It dies now, within its turn: nothing that it does from here on will have been. */
void death_strikes(struct node *node);
/* Its turn is over, or it did not start: takes it away, and plans its next life. */
void death_bury(struct node *node);

#endif
