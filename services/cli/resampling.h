/* Chance that is the same each time: a small generator of its own, what folds and resampling draw from it, and the
 * intervals that are read of resamples. */
#ifndef PVD_CLI_RESAMPLING_H
#define PVD_CLI_RESAMPLING_H

#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). */
struct draws {
	uint64_t state; /* the seed */
};

uint64_t draws_next(struct draws *draws);
/* From 0 to below `limit`, all equally likely; the limit is above 0. */
uint32_t draws_below(struct draws *draws, uint32_t limit);

/* Deals `count` groups to folds, as evenly as can be: of each its fold. */
void folds_deal(struct draws *draws, size_t count, uint32_t folds, uint32_t *ret_fold);

/* As many groups as there are, drawn with replacement: how often each came. */
void resample(struct draws *draws, size_t count, uint32_t *ret_times);

/* The middle 95 % of values. */
struct interval {
	double low, high;
};

/* By quantiles 2.5 % and 97.5 %, in a straight line between neighbours (type 7 of Hyndman and Fan, "Sample quantiles in
 * statistical packages", 1996). Sorts the values; there is one at least. */
struct interval interval_of(double *values, size_t count);

#endif
