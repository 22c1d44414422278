/* What a grid may look at. One row of a table says of each indicator what it is, for people, and how it is measured;
 * a new one is a new row. */
#ifndef PVD_ELIGIBILITY_INDICATORS_H
#define PVD_ELIGIBILITY_INDICATORS_H

#include "eligibility/dataset.h"

/* The values of one indicator, by commune. */
struct measure {
	bool *has;
	uint32_t *values;  /* with the indicator's decimals */
	uint32_t *sources; /* numbers in the dataset's list; NULL: the source is that of the geography */
	uint32_t year;
};

struct indicator {
	const char *id;
	const char *title, *unit, *definition; /* French */
	uint32_t decimals;
	struct measure (*measure)(struct arena *arena, const struct dataset *dataset);
};

extern const struct indicator INDICATORS[];
extern const size_t INDICATOR_COUNT;

/* NULL if there is none of this id. */
const struct indicator *indicator_find(const char *id);

#endif
