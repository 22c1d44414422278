/* What the registry promises of its own. */
#ifndef PVD_SIM_REGISTRY_H
#define PVD_SIM_REGISTRY_H

#include "node.h"

/* No commune in two living territories. */
void check_territories(struct node *node);

#endif
