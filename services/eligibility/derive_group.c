#include "eligibility/derive.h"

/* One group's. */
struct gathered {
	double total, largest;
	bool incomplete; /* one of it has no value */
};

static struct gathered *gather(struct columns *columns, const struct grouping *grouping,
			       const struct column *column, const bool *meets)
{
	struct gathered *all = columns_array(columns, grouping->count, sizeof(*all));

	for (size_t i = 0; i < columns->dataset->count; i++) {
		struct gathered *group = &all[grouping->groups ? grouping->groups[i] : 1];

		if (!meets[i])
			continue;
		if (isnan(column->values[i])) {
			group->incomplete = true;
			continue;
		}
		group->total += column->values[i];
		if (column->values[i] > group->largest)
			group->largest = column->values[i];
	}
	all[0].incomplete = true; /* those of no group are not one */
	return all;
}

static void count_in_group(struct columns *columns, const struct grouping *grouping, const bool *meets,
			   struct column *column)
{
	double *counts = columns_array(columns, grouping->count, sizeof(*counts));

	for (size_t i = 0; i < columns->dataset->count; i++)
		counts[grouping->groups ? grouping->groups[i] : 1] += meets[i];
	for (size_t i = 0; i < columns->dataset->count; i++) {
		uint32_t group = grouping->groups ? grouping->groups[i] : 1;

		if (group)
			column->values[i] = counts[group];
	}
}

static void rank_in_group(struct columns *columns, const struct grouping *grouping,
			  const struct column *operand, const bool *meets, const struct gathered *gathered,
			  struct column *column)
{
	struct order order = order_within(columns->arena, &operand->order, meets);
	struct contest contest = {.order = &order,
				  .count = columns->dataset->count,
				  .groups = grouping->groups,
				  .group_count = grouping->count};
	struct ranking ranking = ranking_of(columns->arena, &contest);

	for (size_t i = 0; i < columns->dataset->count; i++)
		if (ranking.rank[i] && !gathered[grouping->groups ? grouping->groups[i] : 1].incomplete)
			column->values[i] = ranking.rank[i];
}

static void share_in_group(struct columns *columns, const struct grouping *grouping,
			   const struct column *operand, const bool *meets, const struct gathered *gathered,
			   bool of_largest, struct column *column)
{
	for (size_t i = 0; i < columns->dataset->count; i++) {
		const struct gathered *group = &gathered[grouping->groups ? grouping->groups[i] : 1];
		double whole = of_largest ? group->largest : group->total;

		if (meets[i] && !group->incomplete && whole > 0)
			column->values[i] = operand->values[i] * 100 / whole;
	}
}

void derive_in_group(struct columns *columns, const Eligibility__InGroup *of, struct column *column)
{
	const struct column *operand = columns_operand(columns, of->operand);
	bool *meets = columns_meeting(columns, of->conditions, of->n_conditions);
	const struct gathered *gathered;
	struct grouping grouping;

	column_made_of(columns, column, operand);
	for (size_t i = 0; i < of->n_conditions; i++)
		column_made_of(columns, column, columns_operand(columns, of->conditions[i]->operand));
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
		share_in_group(columns, &grouping, operand, meets, gathered,
			       of->measure == ELIGIBILITY__MEASURE__MEASURE_RATIO_TO_LARGEST, column);
}
