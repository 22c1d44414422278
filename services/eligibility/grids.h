/* Grids as stored. A version names its content for ever. */
#ifndef PVD_ELIGIBILITY_GRIDS_H
#define PVD_ELIGIBILITY_GRIDS_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/time.h"
#include "eligibility/indicators.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "pvd/eligibility/v1/grid.pb-c.h"
#include "store/txn.h"

enum { GRID_VERSION_MAX = 64 };

/* NULL if there is none. */
Eligibility__Grid *grid_load(struct txn *txn, struct arena *arena, const char *version);
Eligibility__Grid *grid_in_force(struct txn *txn, struct arena *arena);
/* Whether they say the same, whenever they were adopted. */
bool grid_same(struct arena *arena, const Eligibility__Grid *a, const Eligibility__Grid *b);
/* The same grid, adopted at that moment. */
Eligibility__Grid *grid_adopted(struct arena *arena, const Eligibility__Grid *grid, struct instant at);

/* Whether it adds up and can be read: of indicators that are defined, and so on (grid_check.c). False after refusing,
 * with the field. */
bool grid_check(struct refusal *refusal, const struct indicators *indicators, const Eligibility__Grid *grid);

#endif
