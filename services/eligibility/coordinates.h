/* Where communes are, as the registry has said: one position each, in 1e-5 degrees of WGS 84. */
#ifndef PVD_ELIGIBILITY_COORDINATES_H
#define PVD_ELIGIBILITY_COORDINATES_H

#include "store/txn.h"

struct coordinates {
	int32_t longitude_e5, latitude_e5;
};

bool coordinates_get(struct txn *txn, const char *commune, struct coordinates *ret);
void coordinates_put(struct txn *txn, const char *commune, const struct coordinates *position);

#endif
