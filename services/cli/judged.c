#include "cli/judged.h"

#include <math.h>

static double *figures_of(struct recall_figures *figures)
{
	return (double *)figures; /* nothing but doubles */
}

static struct recall_figures mean_of(const struct recall *recalls, unsigned count, const uint32_t *times)
{
	struct recall_figures mean = {0};

	for (unsigned i = 0; i < count; i++) {
		struct recall_figures one = recall_figures(&recalls[i], times);

		for (size_t k = 0; k < RECALL_FIGURES; k++)
			figures_of(&mean)[k] += figures_of(&one)[k] / count;
	}
	return mean;
}

static void judge_repeats(struct judged *ret, const struct recall *recalls, unsigned count)
{
	ret->mean = mean_of(recalls, count, NULL);
	ret->least = ret->most = recall_figures(&recalls[0], NULL);
	for (unsigned i = 1; i < count; i++) {
		struct recall_figures one = recall_figures(&recalls[i], NULL);

		for (size_t k = 0; k < RECALL_FIGURES; k++) {
			double *least = &figures_of(&ret->least)[k], *most = &figures_of(&ret->most)[k];

			*least = fmin(*least, figures_of(&one)[k]);
			*most = fmax(*most, figures_of(&one)[k]);
		}
	}
}

/* What cannot be told of a resample is not counted: it had nobody to tell from anybody. */
static struct interval interval_known(double *values, size_t count)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		if (!isnan(values[i]))
			values[known++] = values[i];
	return known ? interval_of(values, known) : (struct interval){NAN, NAN};
}

bool judged_make(struct judged *ret, const struct recall *recalls, unsigned count, uint64_t seed,
		 struct arena *arena)
{
	struct draws draws = {seed};
	size_t groups = recalls[0].data->group_count;
	uint32_t *times = arena_array(arena, groups, sizeof *times);
	double *values = arena_array(arena, RECALL_FIGURES * RESAMPLES, sizeof *values);

	if (!times || !values)
		return false;
	for (size_t i = 0; i < RESAMPLES; i++) {
		struct recall_figures one;

		resample(&draws, groups, times);
		one = mean_of(recalls, count, times);
		for (size_t k = 0; k < RECALL_FIGURES; k++)
			values[k * RESAMPLES + i] = figures_of(&one)[k];
	}
	judge_repeats(ret, recalls, count);
	for (size_t k = 0; k < RECALL_FIGURES; k++)
		ret->intervals[k] = interval_known(values + k * RESAMPLES, RESAMPLES);
	return true;
}
