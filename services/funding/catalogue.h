/* Is a measure well formed? Asked of every one that is adopted: what is in force can be relied on. */
#ifndef PVD_FUNDING_CATALOGUE_H
#define PVD_FUNDING_CATALOGUE_H

#include "funding/measure.h"

/* Refuses with the field at fault: "measures[3].share.rate_bp". */
bool catalogue_check(struct decision *decision, const Funding__Measure *measure, size_t n);

#endif
