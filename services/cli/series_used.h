/* What a grid rests on: the recorded series that its lines and criteria are made of, all the way down. */
#ifndef PVD_CLI_SERIES_USED_H
#define PVD_CLI_SERIES_USED_H

#include "base/arena.h"
#include "pvd/eligibility/v1/grid.pb-c.h"

/* NULL where there is none of that id. */
const Eligibility__Indicator *indicator_named(const Eligibility__ListIndicatorsResponse *known,
					      const char *id);

/* By series of `recorded`: whether the grid rests on it; where a year is not told, on the latest. NULL past the arena's
 * cap. */
bool *series_used(const Eligibility__Grid *grid, const Eligibility__ListIndicatorsResponse *known,
		  const Eligibility__ListSeriesResponse *recorded, struct arena *arena);

#endif
