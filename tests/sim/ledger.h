/* What users were told of their commands, and what must follow from it. */
#ifndef PVD_SIM_LEDGER_H
#define PVD_SIM_LEDGER_H

#include "node.h"
#include "user.h"

/* A command was answered with a yes. */
void ledger_told(const struct intent *intent, const struct envelope *reply);
/* Every yes that a service gave still has its receipt, or is too old for one. */
void ledger_check(struct node *node);

#endif
