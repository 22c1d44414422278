#include "cli/shares.h"

#include <math.h>

/* The one that is owed most. */
static size_t most_owed(const double *weights, size_t count, double factor, const uint32_t *given)
{
	size_t most = 0;

	for (size_t i = 1; i < count; i++)
		if (weights[i] * factor - given[i] > weights[most] * factor - given[most])
			most = i;
	return most;
}

bool shares_round(const double *weights, size_t count, uint32_t total, uint32_t *ret)
{
	double sum = 0;
	uint32_t left = total;

	for (size_t i = 0; i < count; i++) {
		sum += weights[i];
		ret[i] = 0;
	}
	if (!(sum > 0))
		return false;
	for (size_t i = 0; i < count; i++) {
		ret[i] = (uint32_t)fmin(floor(weights[i] * (total / sum)), left);
		left -= ret[i];
	}
	for (; left > 0; left--)
		ret[most_owed(weights, count, total / sum, ret)]++;
	return true;
}
