/* How long things take: counts in buckets whose width grows with the value, 32 to each doubling, so that a
 * percentile is read to within 3 % from a few kilobytes, however many values there were. */
#ifndef PVD_SERVICES_BUS_HISTOGRAM_H
#define PVD_SERVICES_BUS_HISTOGRAM_H

#include <stdint.h>

enum {
	HISTOGRAM_STEPS_LOG2 = 5,
	HISTOGRAM_STEPS = 1 << HISTOGRAM_STEPS_LOG2,
	HISTOGRAM_VALUE_BITS = 32, /* larger values count as the largest */
	HISTOGRAM_BUCKETS = (HISTOGRAM_VALUE_BITS - HISTOGRAM_STEPS_LOG2 + 1) * HISTOGRAM_STEPS,
};

struct histogram {
	uint64_t total;
	uint64_t sum; /* of the values themselves */
	uint32_t counts[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t value);

/* The value that `percent` of all values (1 to 100) do not exceed, rounded up to its bucket's end; 0 where
 * nothing was counted. */
uint64_t histogram_percentile(const struct histogram *histogram, unsigned percent);

#endif
