/* What must hold of money, whatever funding's own check of its ledger says. */
#ifndef PVD_SIM_FUNDING_H
#define PVD_SIM_FUNDING_H

#include "node.h"
#include "pvd/funding/v1/application.pb-c.h"

/* Of each payer: paid is within committed, that within granted, that within requested; payments add up to what is
 * paid. */
void check_application(const Funding__Application *application);
/* All accounts make zero together, and each what the applications make. Every application holds. */
void check_money(struct node *node);

#endif
