/* Whole shares of a total, by the largest remainder. */
#ifndef PVD_CLI_SHARES_H
#define PVD_CLI_SHARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each gets the whole part of total × weight / Σ weights, and the largest remainders one more, the first of equal ones
 * first: together they make the total. Weights are not below 0; false, and all shares 0, where they are all 0. */
bool shares_round(const double *weights, size_t count, uint32_t total, uint32_t *ret);

#endif
