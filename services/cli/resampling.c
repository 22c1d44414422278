#include "cli/resampling.h"

#include <stdlib.h>
#include <string.h>

uint64_t draws_next(struct draws *draws)
{
	uint64_t mixed = draws->state += 0x9e3779b97f4a7c15ULL;

	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
	return mixed ^ (mixed >> 31);
}

/* What would make the first ones likelier is drawn again. */
uint32_t draws_below(struct draws *draws, uint32_t limit)
{
	uint64_t whole = UINT64_MAX - UINT64_MAX % limit, drawn;

	do
		drawn = draws_next(draws);
	while (drawn >= whole);
	return (uint32_t)(drawn % limit);
}

/* Places 0, 1, 2... are shuffled (Fisher and Yates); the folds take them in turn. */
void folds_deal(struct draws *draws, size_t count, uint32_t folds, uint32_t *ret_fold)
{
	for (size_t i = 0; i < count; i++)
		ret_fold[i] = (uint32_t)i % folds;
	for (size_t i = count; i > 1; i--) {
		uint32_t other = draws_below(draws, (uint32_t)i);
		uint32_t fold = ret_fold[i - 1];

		ret_fold[i - 1] = ret_fold[other];
		ret_fold[other] = fold;
	}
}

void resample(struct draws *draws, size_t count, uint32_t *ret_times)
{
	memset(ret_times, 0, count * sizeof *ret_times);
	for (size_t i = 0; i < count; i++)
		ret_times[draws_below(draws, (uint32_t)count)]++;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double quantile(const double *sorted, size_t count, double share)
{
	double place = share * (double)(count - 1);
	size_t below = (size_t)place;
	double part = place - (double)below;

	return part > 0 ? sorted[below] + part * (sorted[below + 1] - sorted[below]) : sorted[below];
}

struct interval interval_of(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	return (struct interval){quantile(values, count, 0.025), quantile(values, count, 0.975)};
}
