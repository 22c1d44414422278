/* How the scores of a perimeter are spread. */
#ifndef PVD_ELIGIBILITY_DISTRIBUTION_H
#define PVD_ELIGIBILITY_DISTRIBUTION_H

#include "eligibility/perimeter.h"

/* Adds up how many lie in each of so many equal steps, the lowest first. */
void distribution_count(const struct scores *scores, const struct perimeter *perimeter, uint32_t steps,
			uint32_t *counts);

#endif
