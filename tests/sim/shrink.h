/* Makes a failing run small: faults and acts are left out as long as the same invariant still breaks. */
#ifndef PVD_SIM_SHRINK_H
#define PVD_SIM_SHRINK_H

#include "world.h"

/* `plan` fails as `outcome` says; both become those of the smallest run found. */
void shrink(struct plan *plan, struct outcome_of_run *outcome);

/* The items left out below `items`, as 3,7-12; "-" for none; and back. */
void plan_print(const struct plan *plan, unsigned items);
bool plan_read(struct plan *plan, const char *text);

#endif
