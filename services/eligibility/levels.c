#include "eligibility/levels.h"

#include <stdlib.h>

#include "base/real.h"
#include "base/require.h"
#include "eligibility/derive.h"

/* A grid has 64 lines at most; 200 take some 30 MB where half of them are percentiles. */
enum { KEPT_MAX = 200, ROOM = 64, KEPT_BYTES_MAX = 256 << 20 };

enum { BLOCK = 64 }; /* values whose levels are made at once */

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

/* Nearest to `value`; the low end, if it is not a number. */
static double between(double low, double value, double high)
{
	double least = value > low ? value : low;

	return least < high ? least : high;
}

/* In billionths, to the nearest. `level` is from 0 to 1, or a last bit beyond. */
static uint32_t level_of(double level)
{
	return (uint32_t)(int32_t)(level * LEVEL_ONE + 0.5);
}

static uint32_t level_missing(Eligibility__MissingRule rule)
{
	return rule == ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL ? LEVEL_ONE / 2 : 0;
}

/* ---- By a scale that is the same for all */

struct scale {
	const Eligibility__GridIndicator *line;
	double low, high;
	double start, width; /* of the logarithms, if it is one */
};

static struct scale scale_of(const Eligibility__GridIndicator *line)
{
	struct scale scale = {.line = line};

	if (line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR) {
		scale.low = scale.start = line->linear->low;
		scale.high = line->linear->high;
		scale.width = scale.high - scale.low;
	} else if (line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM) {
		scale.low = line->logarithm->low;
		scale.high = line->logarithm->high;
		scale.start = real_log(scale.low);
		scale.width = real_log(scale.high) - scale.start;
	}
	return scale;
}

static double steps_level(const Eligibility__Steps *steps, double value)
{
	double level = steps_value(steps->steps, steps->n_steps, value);

	return isnan(level) ? steps->steps[0]->value : level;
}

/* From 0 at the scale's low end to 1 at its high one. */
static void find_parts(const struct scale *scale, const double values[BLOCK], double parts[BLOCK])
{
	for (size_t i = 0; i < BLOCK; i++)
		parts[i] = between(scale->low, values[i], scale->high);
	if (scale->line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM)
		real_logs(parts, BLOCK, parts);
	for (size_t i = 0; i < BLOCK; i++)
		parts[i] = (parts[i] - scale->start) / scale->width;
}

static void find_levels(const struct scale *scale, const double values[BLOCK], uint32_t levels[BLOCK])
{
	const Eligibility__GridIndicator *line = scale->line;
	double parts[BLOCK];

	if (line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS) {
		for (size_t i = 0; i < BLOCK; i++)
			levels[i] = level_of(between(0, steps_level(line->steps, values[i]), 1));
		return;
	}
	find_parts(scale, values, parts);
	for (size_t i = 0; i < BLOCK; i++)
		levels[i] = level_of(parts[i]);
	if (line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER)
		for (size_t i = 0; i < BLOCK; i++)
			levels[i] = LEVEL_ONE - levels[i];
}

static uint32_t scale_level(const struct scale *scale, double value)
{
	double values[BLOCK] = {value};
	uint32_t levels[BLOCK];

	find_levels(scale, values, levels);
	return levels[0];
}

/* What has no value has its level already. */
static void level_scale(const Eligibility__GridIndicator *line, size_t count, struct levels *ret)
{
	const struct scale scale = scale_of(line);
	double values[BLOCK] = {0};
	uint32_t levels[BLOCK];

	for (size_t first = 0; first < count; first += BLOCK) {
		size_t size = count - first < BLOCK ? count - first : BLOCK;

		memcpy(values, ret->column->values + first, size * sizeof(*values));
		find_levels(&scale, values, levels);
		for (size_t i = 0; i < size; i++)
			ret->levels[first + i] = isnan(values[i]) ? ret->levels[first + i] : levels[i];
	}
}

/* ---- Among those of a group */

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
			ret->levels[i] =
				level_between(ret->ranking.rank[i] - 1, ret->ranking.rank_from_worst[i] - 1);
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
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM:
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS:
		level_scale(line, count, ret);
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

/* The nearest value that can be told and lies in the better direction, or is it. */
static double rounded(const struct levels *levels, double value, bool up)
{
	double unit = 1;

	for (uint32_t i = 0; i < levels->column->indicator->decimals; i++)
		unit *= 10;
	return (up ? ceil(value * unit) : floor(value * unit)) / unit;
}

/* Of a straight line or a logarithm. */
static double value_on_scale(const struct levels *levels, const struct scale *scale, uint32_t level)
{
	bool lower = scale->line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER;
	double part = (double)(lower ? LEVEL_ONE - level : level) / LEVEL_ONE;

	if (scale->line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR)
		return rounded(levels, scale->low + part * scale->width, !lower);
	return rounded(levels, scale->low * pow(scale->high / scale->low, part), !lower);
}

/* Of the steps that are high enough the one nearest to its own value. */
static double value_on_step(const struct levels *levels, const struct scale *scale, double own,
			    uint32_t level)
{
	const Eligibility__Steps *steps = scale->line->steps;
	double best = NAN;

	for (size_t i = 0; i < steps->n_steps; i++) {
		double from = steps->steps[i]->from, value = rounded(levels, from, true);

		if (from <= own && i + 1 < steps->n_steps) /* it ends below its own: its last value */
			value = rounded(levels, nextafter(steps->steps[i + 1]->from, -INFINITY), false);
		if (scale_level(scale, value) >= level && !(fabs(value - own) >= fabs(best - own)))
			best = value;
	}
	return best;
}

static bool overtake_on_scale(const struct levels *levels, const Eligibility__GridIndicator *line,
			      size_t commune, uint64_t by, double *ret)
{
	const struct scale scale = scale_of(line);
	uint64_t needed = levels->levels[commune] + by;

	if (needed > LEVEL_ONE)
		return false;
	if (line->transformation_case == ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS)
		*ret = value_on_step(levels, &scale, levels->column->values[commune], (uint32_t)needed);
	else
		*ret = value_on_scale(levels, &scale, (uint32_t)needed);
	return !isnan(*ret) && scale_level(&scale, *ret) >= needed;
}

/* How many of its group, the commune left out, are better and worse than somebody. */
struct others {
	uint32_t better, worse;
};

static bool is_better(const Eligibility__GridIndicator *line, double value, double than)
{
	return line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER ? value < than : value > than;
}

/* The rival's level while the commune has that value. */
static uint32_t rival_level(const struct levels *levels, const Eligibility__GridIndicator *line,
			    size_t commune, size_t rival, double value)
{
	double own = levels->column->values[commune], rivals = levels->column->values[rival];
	struct others others = {levels->ranking.rank[rival] - 1, levels->ranking.rank_from_worst[rival] - 1};

	if (!levels->ranking.rank[rival] ||
	    grouping_of(&levels->grouping, rival) != grouping_of(&levels->grouping, commune))
		return levels->levels[rival];
	others.better += is_better(line, value, rivals) - is_better(line, own, rivals);
	others.worse += is_better(line, rivals, value) - is_better(line, rivals, own);
	return level_between(others.better, others.worse);
}

/* Tries the values that others of its group have, which come in ascending order. Those that do it go on to the end that
 * is better: the nearest one is the first of them, or the last. */
static bool overtake_in_group(const struct levels *levels, const Eligibility__GridIndicator *line,
			      size_t commune, size_t rival, uint64_t by, double *ret)
{
	const struct order *order = levels->column->order;
	bool lower = line->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER, found = false;
	uint32_t group = grouping_of(&levels->grouping, commune), all = levels->ranking.count[group] - 1,
		 below = 0;

	for (size_t first = 0, end; first < order->count && (lower || !found); first = end) {
		double value = levels->column->values[order->numbers[first]];
		uint32_t equal = 0;
		struct others others;
		int64_t won;

		for (end = first; end < order->count && order->keys[end] == order->keys[first]; end++)
			equal += order->numbers[end] != commune &&
				 grouping_of(&levels->grouping, order->numbers[end]) == group;
		others = lower ? (struct others){below, all - below - equal}
			       : (struct others){all - below - equal, below};
		below += equal;
		if (!equal)
			continue;
		won = (int64_t)level_between(others.better, others.worse) - levels->levels[commune] +
		      levels->levels[rival] - rival_level(levels, line, commune, rival, value);
		if (won < (int64_t)by)
			continue;
		found = true;
		*ret = value;
	}
	return found;
}

bool levels_overtake(const struct levels *levels, const Eligibility__GridIndicator *line, size_t commune,
		     size_t rival, uint64_t by, double *ret)
{
	switch (line->transformation_case) {
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR:
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LOGARITHM:
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_STEPS:
		return overtake_on_scale(levels, line, commune, by, ret);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE:
		return overtake_in_group(levels, line, commune, rival, by, ret);
	case ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__NOT_SET:
	case _ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__CASE_IS_INT_SIZE:
		break;
	}
	return false;
}
