#include "eligibility/levels.h"

#include <stdlib.h>

#include "base/real.h"
#include "base/require.h"
#include "eligibility/derive.h"

/* A grid has 64 lines at most; 200 take some 30 MB where half of them are percentiles. */
enum { KEPT_MAX = 200, ROOM = 64, KEPT_BYTES_MAX = 256 << 20 };

struct kept_levels {
	struct hash line;
	struct levels levels;
};

struct levels_kept {
	struct arena *arena;
	size_t count;
	struct kept_levels all[KEPT_MAX];
};

struct levels_kept *levels_kept_new(void)
{
	struct levels_kept *kept = calloc(1, sizeof(*kept));

	require(kept);
	kept->arena = arena_new(KEPT_BYTES_MAX);
	return kept;
}

void levels_kept_free(struct levels_kept *kept)
{
	if (!kept)
		return;
	arena_free(kept->arena);
	free(kept);
}

bool levels_have_room(const struct levels_kept *kept)
{
	return kept->count + ROOM <= KEPT_MAX;
}

void levels_forget(struct levels_kept *kept)
{
	arena_reset(kept->arena);
	kept->count = 0;
}

/* ---- One value */

/* From 0 to 1, in billionths, to the nearest. */
static uint32_t level_of_real(double level)
{
	if (!(level > 0))
		return 0;
	return level < 1 ? (uint32_t)(level * LEVEL_ONE + 0.5) : LEVEL_ONE;
}

static uint32_t directed(const Eligibility__GridIndicator *line, double level)
{
	uint32_t rising = level_of_real(level);

	return line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER ? LEVEL_ONE - rising : rising;
}

static uint32_t level_missing(Eligibility__MissingRule rule)
{
	return rule == ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL ? LEVEL_ONE / 2 : 0;
}

/* ---- By transformation. What has no value has its level already. */

static void level_linear(const Eligibility__GridIndicator *line, size_t count, struct levels *ret)
{
	const double *values = ret->column->values;
	double low = line->linear->low, width = line->linear->high - low;

	for (size_t i = 0; i < count; i++)
		if (!isnan(values[i]))
			ret->levels[i] = directed(line, (values[i] - low) / width);
}

static void level_logarithm(const Eligibility__GridIndicator *line, size_t count, struct levels *ret)
{
	const double *values = ret->column->values;
	double low = line->logarithm->low, high = line->logarithm->high;
	double start = real_log(low), width = real_log(high) - start;

	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			continue;
		if (values[i] <= low || values[i] >= high)
			ret->levels[i] = directed(line, values[i] >= high);
		else
			ret->levels[i] = directed(line, (real_log(values[i]) - start) / width);
	}
}

static double steps_level(const Eligibility__Steps *steps, double value)
{
	double level = steps_value(steps->steps, steps->n_steps, value);

	return isnan(level) ? steps->steps[0]->value : level;
}

static void level_steps(const Eligibility__GridIndicator *line, size_t count, struct levels *ret)
{
	const double *values = ret->column->values;

	for (size_t i = 0; i < count; i++)
		if (!isnan(values[i]))
			ret->levels[i] = level_of_real(steps_level(line->steps, values[i]));
}

/* The share it is better than, of those it does not equal. */
static uint32_t level_between(uint64_t better, uint64_t worse)
{
	uint64_t others = better + worse;

	return others ? (uint32_t)((worse * LEVEL_ONE + others / 2) / others) : LEVEL_ONE;
}

static void level_percentile(struct arena *arena, struct columns *columns,
			     const Eligibility__GridIndicator *line, struct levels *ret)
{
	struct contest contest = {.order = column_order(columns, ret->column),
				  .count = columns->dataset->count,
				  .from_worst_too = true,
				  .lower_is_better =
					  line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER};

	if (!columns_group(columns, line->percentile->group_id, &ret->grouping))
		return;
	contest.groups = ret->grouping.groups;
	contest.group_count = ret->grouping.count;
	ret->ranking = ranking_of(arena, &contest);
	for (size_t i = 0; i < contest.count; i++)
		if (ret->ranking.rank[i])
			ret->levels[i] = level_between(ret->ranking.rank[i] - 1,
						       ret->ranking.rank_from_worst[i] - 1);
}

static void levels_make(struct arena *arena, struct columns *columns, const Eligibility__GridIndicator *line,
			struct levels *ret)
{
	size_t count = columns->dataset->count;

	ret->column = columns_get(columns, line->indicator_id, line->year);
	ret->levels = arena_array(arena, count + 1, sizeof(*ret->levels));
	require(ret->levels); /* the country is far smaller than the arena */
	for (size_t i = 0; i < count; i++)
		ret->levels[i] = level_missing(line->missing);
	switch (line->transformation_case) {
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR:
		level_linear(line, count, ret);
		break;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM:
		level_logarithm(line, count, ret);
		break;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS:
		level_steps(line, count, ret);
		break;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE:
		level_percentile(arena, columns, line, ret);
		break;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__NOT_SET:
	case _ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__CASE_IS_INT_SIZE:
		break;
	}
}

/* What levels depend on: neither the weight nor the words. */
static struct hash line_hash(struct columns *columns, const Eligibility__GridIndicator *line)
{
	Eligibility__GridIndicator bare = *line;
	struct arena_mark mark = arena_mark(columns->arena);
	struct hash hash;

	bare.weight_bp = 0;
	bare.reason = "";
	hash = hash_of(arena_pack(columns->arena, &bare.base), (struct bytes){0}, (struct bytes){0});
	arena_rewind(columns->arena, mark);
	return hash;
}

const struct levels *levels_get(struct levels_kept *kept, struct columns *columns,
				const Eligibility__GridIndicator *line)
{
	struct hash hash = line_hash(columns, line);

	for (size_t i = 0; i < kept->count; i++)
		if (hash_equal(&kept->all[i].line, &hash))
			return &kept->all[i].levels;
	require(kept->count < KEPT_MAX);
	kept->all[kept->count].line = hash;
	kept->all[kept->count].levels = (struct levels){.levels = NULL};
	levels_make(kept->arena, columns, line, &kept->all[kept->count].levels);
	return &kept->all[kept->count++].levels;
}

/* ---- Back to values */

/* The value of the one of its group that has at least this level and the least of those. */
static bool value_at_percentile(const struct levels *levels, size_t commune, uint32_t level, double *ret)
{
	const struct column *column = levels->column;
	const uint32_t *groups = levels->grouping.groups;
	uint32_t best = LEVEL_ONE, found = UINT32_MAX;

	for (size_t n = 0; n < column->order->count; n++) {
		uint32_t i = column->order->numbers[n];

		if ((groups && groups[i] != groups[commune]) || levels->levels[i] < level ||
		    levels->levels[i] > best)
			continue;
		best = levels->levels[i];
		found = i;
	}
	if (found == UINT32_MAX)
		return false;
	*ret = column->values[found];
	return true;
}

/* Steps are few: the first in their order that is high enough and not its own. */
static bool value_at_step(const Eligibility__Steps *steps, uint32_t level, double *ret)
{
	for (size_t i = 0; i < steps->n_steps; i++) {
		if (level_of_real(steps->steps[i]->value) < level)
			continue;
		*ret = steps->steps[i]->from;
		return true;
	}
	return false;
}

bool levels_value_at(const struct levels *levels, const Eligibility__GridIndicator *line, size_t commune,
		     uint32_t level, double *ret)
{
	bool lower = line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER;
	double part = (double)(lower ? LEVEL_ONE - level : level) / LEVEL_ONE;

	if (level > LEVEL_ONE)
		return false;
	switch (line->transformation_case) {
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR:
		*ret = line->linear->low + part * (line->linear->high - line->linear->low);
		return true;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM:
		*ret = line->logarithm->low * pow(line->logarithm->high / line->logarithm->low, part);
		return true;
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS:
		return value_at_step(line->steps, level, ret);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE:
		return value_at_percentile(levels, commune, level, ret);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__NOT_SET:
	case _ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__CASE_IS_INT_SIZE:
		break;
	}
	return false;
}
