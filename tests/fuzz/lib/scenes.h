/* Services as their own tests know them, with something in each for a request to be about. One file each, because their
 * fixtures have names in common. */
#ifndef PVD_TESTS_FUZZ_SCENES_H
#define PVD_TESTS_FUZZ_SCENES_H

#include "harness.h"

struct harness *scene_bus(void);
struct harness *scene_registry(void);
struct harness *scene_eligibility(void);
struct harness *scene_funding(void);
/* Its ledger balances. */
void scene_funding_check(struct harness *harness);
struct harness *scene_club(void);
struct harness *scene_gateway(void);

#endif
