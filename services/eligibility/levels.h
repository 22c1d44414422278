/* Levels: what a line of a grid makes of values, from 0 to 1. They do not depend on weights, and are kept with the data
 * for the next grid that has the same line. */
#ifndef PVD_ELIGIBILITY_LEVELS_H
#define PVD_ELIGIBILITY_LEVELS_H

#include "eligibility/columns.h"
#include "pvd/eligibility/v1/grid.pb-c.h"

/* Levels are kept in billionths, so that points are exact: weights in ten-thousandths make 1e-13 of the whole. */
#define LEVEL_ONE 1000000000u

struct levels {
	const struct column *column;
	uint32_t *levels; /* billionths */
	/* Of a percentile only: */
	struct grouping grouping;
	struct ranking ranking; /* .rank is NULL where nobody is compared */
};

/* What is kept, by line. */
struct levels_kept;

struct levels_kept *levels_kept_new(void);
void levels_kept_free(struct levels_kept *kept);
/* Valid until there is no room any more and all are forgotten. The line's indicator is a known one. */
const struct levels *levels_get(struct levels_kept *kept, struct columns *columns,
				const Eligibility__GridIndicator *line);
/* Whether there is room for those of another grid. */
bool levels_have_room(const struct levels_kept *kept);
void levels_forget(struct levels_kept *kept);

/* Another value of the commune's, near its own, with which it would win so many billionths of the line's level over a
 * rival, all other values being as they are: a rival that is compared with the commune loses where it is overtaken. To
 * the indicator's decimals; false where no value does it. Both have a value or are not compared. */
bool levels_overtake(const struct levels *levels, const Eligibility__GridIndicator *line, size_t commune,
		     size_t rival, uint64_t by, double *ret);

#endif
