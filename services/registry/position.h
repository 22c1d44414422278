/* Where communes are: one position each, the latest that was recorded, with its year and source. */
#ifndef PVD_REGISTRY_POSITION_H
#define PVD_REGISTRY_POSITION_H

#include "pvd/registry/v1/geography.pb-c.h"
#include "registry/citation.h"

/* WGS 84, in 1e-5 degrees. */
enum { LONGITUDE_E5_MAX = 180 * 100000, LATITUDE_E5_MAX = 90 * 100000 };

struct position_record {
	int32_t longitude_e5, latitude_e5;
	uint32_t year;
	struct citation source;
};

bool position_valid(int64_t longitude_e5, int64_t latitude_e5);
bool position_get(struct txn *txn, const char *commune, struct position_record *ret);
/* Whether this very position, of this year and source, is known already. */
bool position_is(struct txn *txn, const char *commune, const struct position_record *record);
void position_put(struct txn *txn, const char *commune, const struct position_record *record);

/* NULL where it is unknown. */
Registry__Position *position_load(struct txn *txn, struct arena *arena, const char *commune);

#endif
