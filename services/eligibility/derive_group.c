#include "eligibility/derive.h"

/* Percent: what stands ten times above the others, or alone, stands no higher. */
#define RATIO_MOST 1000.0

/* One group's. */
struct gathered {
	double total, largest, second; /* largest: of all; second: the largest but one */
	bool incomplete;               /* one of it has no value */
};

static struct gathered *gather(struct columns *columns, const struct grouping *grouping,
			       const struct column *column, const bool *meets)
{
	struct gathered *all = columns_scratch(columns, grouping->count, sizeof(*all));

	for (size_t i = 0; i < columns->dataset->count; i++) {
		struct gathered *group = &all[grouping_of(grouping, i)];

		if (!meets[i])
			continue;
		if (isnan(column->values[i])) {
			group->incomplete = true;
			continue;
		}
		group->total += column->values[i];
		if (column->values[i] > group->largest) {
			group->second = group->largest;
			group->largest = column->values[i];
		} else if (column->values[i] > group->second) {
			group->second = column->values[i];
		}
	}
	all[0].incomplete = true; /* those of no group are not one */
	return all;
}

static void count_in_group(struct columns *columns, const struct grouping *grouping, const bool *meets,
			   struct column *column)
{
	double *counts = columns_scratch(columns, grouping->count, sizeof(*counts));

	for (size_t i = 0; i < columns->dataset->count; i++)
		counts[grouping_of(grouping, i)] += meets[i];
	for (size_t i = 0; i < columns->dataset->count; i++) {
		uint32_t group = grouping_of(grouping, i);

		if (group)
			column->values[i] = counts[group];
	}
}

static void rank_in_group(struct columns *columns, const struct grouping *grouping,
			  const struct column *operand, const bool *meets, const struct gathered *gathered,
			  struct column *column)
{
	struct order order = order_within(columns->scratch, column_order(columns, operand), meets);
	struct contest contest = {.order = &order,
				  .count = columns->dataset->count,
				  .groups = grouping->groups,
				  .group_count = grouping->count};
	struct ranking ranking = ranking_of(columns->scratch, &contest);

	for (size_t i = 0; i < columns->dataset->count; i++)
		if (ranking.rank[i] && !gathered[grouping_of(grouping, i)].incomplete)
			column->values[i] = ranking.rank[i];
}

/* Of the largest two that are equal, either is the other's rival. */
static double percent_of_other(const struct gathered *group, double value)
{
	double rival = value < group->largest ? group->largest : group->second;

	if (value <= 0)
		return 0;
	return value < rival * RATIO_MOST / 100 ? value * 100 / rival : RATIO_MOST;
}

static double percent_in_group(Eligibility__Measure measure, const struct gathered *group, double value)
{
	switch (measure) {
	case ELIGIBILITY__MEASURE__MEASURE_SHARE:
		return group->total > 0 ? value * 100 / group->total : NAN;
	case ELIGIBILITY__MEASURE__MEASURE_RATIO_TO_LARGEST:
		return group->largest > 0 ? value * 100 / group->largest : NAN;
	case ELIGIBILITY__MEASURE__MEASURE_RATIO_TO_LARGEST_OTHER:
		return percent_of_other(group, value);
	case ELIGIBILITY__MEASURE__MEASURE_RANK:
	case ELIGIBILITY__MEASURE__MEASURE_COUNT:
	case ELIGIBILITY__MEASURE__MEASURE_UNSPECIFIED:
	case _ELIGIBILITY__MEASURE_IS_INT_SIZE:
		break;
	}
	return NAN;
}

static void compare_in_group(struct columns *columns, const struct grouping *grouping,
			     const struct column *operand, const bool *meets, const struct gathered *gathered,
			     Eligibility__Measure measure, struct column *column)
{
	for (size_t i = 0; i < columns->dataset->count; i++) {
		const struct gathered *group = &gathered[grouping_of(grouping, i)];

		if (meets[i] && !group->incomplete)
			column->values[i] = percent_in_group(measure, group, operand->values[i]);
	}
}

void derive_in_group(struct columns *columns, const Eligibility__InGroup *of, struct column *column)
{
	const struct column *operand = columns_operand(columns, of->operand);
	bool *meets = columns_meeting(columns, of->conditions, of->n_conditions);
	const struct gathered *gathered;
	struct grouping grouping;

	column_made_of(columns, column, operand);
	column_made_of_conditions(columns, column, of->conditions, of->n_conditions);
	if (!columns_group(columns, of->group_id, &grouping))
		return;
	if (of->measure == ELIGIBILITY__MEASURE__MEASURE_COUNT)
		count_in_group(columns, &grouping, meets, column);
	if (!operand)
		return;
	gathered = gather(columns, &grouping, operand, meets);
	if (of->measure == ELIGIBILITY__MEASURE__MEASURE_RANK)
		rank_in_group(columns, &grouping, operand, meets, gathered, column);
	else
		compare_in_group(columns, &grouping, operand, meets, gathered, of->measure, column);
}
