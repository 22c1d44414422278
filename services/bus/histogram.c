#include "bus/histogram.h"

/* Values below HISTOGRAM_STEPS have a bucket each; from there on the leading bit chooses the row, the next
 * five bits the bucket in it. */
static unsigned bucket_of(uint64_t value)
{
	unsigned shift;

	if (value >> HISTOGRAM_VALUE_BITS)
		value = ((uint64_t)1 << HISTOGRAM_VALUE_BITS) - 1;
	if (value < HISTOGRAM_STEPS)
		return (unsigned)value;
	shift = 63 - (unsigned)__builtin_clzll(value) - HISTOGRAM_STEPS_LOG2;
	return (shift + 1) * HISTOGRAM_STEPS + (unsigned)((value >> shift) & (HISTOGRAM_STEPS - 1));
}

/* The largest value that falls into a bucket. */
static uint64_t bucket_end(unsigned bucket)
{
	unsigned shift;

	if (bucket < HISTOGRAM_STEPS)
		return bucket;
	shift = bucket / HISTOGRAM_STEPS - 1;
	return (((uint64_t)(HISTOGRAM_STEPS + bucket % HISTOGRAM_STEPS) + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t value)
{
	histogram->total++;
	histogram->sum += value;
	histogram->counts[bucket_of(value)]++;
}

uint64_t histogram_percentile(const struct histogram *histogram, unsigned percent)
{
	uint64_t wanted = (histogram->total * percent + 99) / 100;
	uint64_t seen = 0;

	if (histogram->total == 0)
		return 0;
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += histogram->counts[i];
		if (seen >= wanted)
			return bucket_end(i);
	}
	return bucket_end(HISTOGRAM_BUCKETS - 1);
}
