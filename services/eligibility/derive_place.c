#include "base/require.h"
#include "eligibility/derive.h"
#include "eligibility/globe.h"

static const struct spot *spots_of(struct columns *columns)
{
	const struct dataset *dataset = columns->dataset;

	if (columns->spots)
		return columns->spots;
	columns->spots = columns_array(columns, dataset->count, sizeof(*columns->spots));
	for (size_t i = 0; i < dataset->count; i++)
		if (dataset->placed[i])
			columns->spots[i] = spot_of(dataset->positions[i]);
	return columns->spots;
}

/* Of those that meet the conditions, as far as their place is known; NULL: of all whose place is known. */
static struct globe globe_of(struct columns *columns, const bool *meets)
{
	const struct dataset *dataset = columns->dataset;
	uint32_t *numbers = columns_scratch(columns, dataset->count, sizeof(*numbers));
	size_t count = 0;

	for (size_t i = 0; i < dataset->count; i++)
		if (dataset->placed[i] && (!meets || meets[i]))
			numbers[count++] = (uint32_t)i;
	return globe_new(spots_of(columns), numbers, count);
}

/* ---- The nearest one */

struct rival {
	uint32_t self;
	const double *levels; /* NULL: whatever they are */
};

static bool is_rival(void *ctx, uint32_t number)
{
	const struct rival *rival = ctx;

	return number != rival->self &&
	       (!rival->levels || rival->levels[number] >= rival->levels[rival->self]);
}

void derive_nearest(struct columns *columns, const Eligibility__Nearest *of, struct column *column)
{
	const struct column *level = columns_operand(columns, of->at_least_own);
	struct globe globe = globe_of(columns, columns_meeting(columns, of->conditions, of->n_conditions));
	struct rival rival = {.levels = level ? level->values : NULL};
	struct search search = {.passes = is_rival, .ctx = &rival};

	column_made_of_conditions(columns, column, of->conditions, of->n_conditions);
	column_made_of(columns, column, level);
	for (uint32_t i = 0; i < columns->dataset->count; i++) {
		double square;

		rival.self = i;
		search.from = columns->spots[i];
		if (columns->dataset->placed[i] && globe_nearest(&globe, &search, &square) != NOBODY)
			column->values[i] = kilometres_of(square);
	}
}

/* ---- Catchments */

void derive_catchment(struct columns *columns, const Eligibility__Catchment *of, struct column *column)
{
	const struct column *sum = columns_operand(columns, of->sum);
	struct globe globe = globe_of(columns, columns_meeting(columns, of->conditions, of->n_conditions));
	struct search search = {.passes = NULL};

	column_made_of_conditions(columns, column, of->conditions, of->n_conditions);
	column_made_of(columns, column, sum);
	if (globe.count == 0)
		return;
	for (uint32_t i = 0; i < columns->dataset->count; i++)
		if (columns->dataset->placed[i])
			column->values[i] = 0;
	for (uint32_t i = 0; i < columns->dataset->count; i++) {
		double square, value = sum ? sum->values[i] : 1;

		search.from = columns->spots[i];
		if (columns->dataset->placed[i] && !isnan(value))
			column->values[globe_nearest(&globe, &search, &square)] += value;
	}
}

/* ---- What there is around */

struct around {
	const double *values;
	double total;
};

static void add(void *ctx, uint32_t number)
{
	struct around *around = ctx;

	if (!isnan(around->values[number]))
		around->total += around->values[number];
}

void derive_around(struct columns *columns, const Eligibility__Around *of, struct column *column)
{
	const struct column *operand = columns_operand(columns, of->operand);
	struct globe globe = globe_of(columns, NULL);
	double reach = chord_square_of(of->radius_km);

	column_made_of(columns, column, operand);
	for (uint32_t i = 0; operand && i < columns->dataset->count; i++) {
		struct around around = {.values = operand->values};

		if (!columns->dataset->placed[i] || isnan(operand->values[i]))
			continue;
		globe_within(&globe, &columns->spots[i], reach, add, &around);
		if (around.total > 0)
			column->values[i] = operand->values[i] * 100 / around.total;
	}
}
