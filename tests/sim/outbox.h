/* The outbox of the instance: files that effects put there, in a world where writing fails and processes die
 * before they could tell that it has not. */
#ifndef PVD_SIM_OUTBOX_H
#define PVD_SIM_OUTBOX_H

#include "node.h"

/* engine_ops.perform of a node. */
bool outbox_perform(void *node, const struct effect *effect);

/* A user was told that this file will be there. The texts are copied. */
void outbox_promise(const char *service, const char *name, const char *text);
/* A journal says that the effect of this id was carried out. */
void outbox_carried_out(const char *service, const struct id *id);

/* Whether the node has nothing left to carry out. */
bool outbox_settled(const struct node *node);
/* The faults are over: what was promised is there, and said to be, once. */
void outbox_check(void);

#endif
