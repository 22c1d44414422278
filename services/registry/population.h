/* Municipal populations: one value per commune and year, each with its source. Vintages are never mixed: a
 * value is only ever compared with, or shown beside, its year. */
#ifndef PVD_REGISTRY_POPULATION_H
#define PVD_REGISTRY_POPULATION_H

#include "pvd/registry/v1/geography.pb-c.h"
#include "registry/citation.h"

struct population {
	uint32_t year, value;
	struct citation source;
};

bool population_get(struct txn *txn, const char *commune, uint32_t year, struct population *ret);
bool population_latest(struct txn *txn, const char *commune, struct population *ret);
/* Whether this value from this source is known already. */
bool population_is(struct txn *txn, const char *commune, const struct population *population);
void population_put(struct txn *txn, const char *commune, const struct population *population);

/* Fills the commune's populations, latest year first. */
void populations_load(struct txn *txn, struct arena *arena, Registry__Commune *commune);

#endif
