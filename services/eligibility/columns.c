#include "eligibility/columns.h"

#include "base/require.h"
#include "eligibility/derive.h"

/* One that has been asked for. */
struct made_column {
	uint32_t year;
	struct column column;
};

struct made_grouping {
	const Eligibility__Indicator *indicator;
	struct grouping grouping;
};

/* Indicators, some of them of several years. One request may need nearly all. */
enum { MADE_MAX = 1024, ROOM = INDICATORS_MAX + 128 };

/* The year of a column that nothing is recorded of: one for all such years, since anybody may ask for any. */
#define YEAR_OF_NONE UINT32_MAX

void *columns_array(struct columns *columns, size_t count, size_t size)
{
	void *made = arena_array(columns->arena, count + 1, size);

	require(made); /* the country is far smaller than the arena */
	return made;
}

void *columns_scratch(struct columns *columns, size_t count, size_t size)
{
	void *made = arena_array(columns->scratch, count + 1, size);

	require(made);
	return made;
}

void columns_init(struct columns *columns, struct arena *arena, struct arena *scratch,
		  const struct dataset *dataset, const struct series_list *series,
		  const struct indicators *indicators)
{
	*columns = (struct columns){.arena = arena,
				    .scratch = scratch,
				    .dataset = dataset,
				    .series = *series,
				    .indicators = *indicators};
	columns->made = columns_array(columns, MADE_MAX, sizeof(*columns->made));
	columns->groupings = columns_array(columns, INDICATORS_MAX, sizeof(*columns->groupings));
}

bool columns_have_room(const struct columns *columns)
{
	return columns->made_count + ROOM <= MADE_MAX;
}

void column_init(struct columns *columns, struct column *column)
{
	column->values = columns_array(columns, columns->dataset->count, sizeof(*column->values));
	for (size_t i = 0; i < columns->dataset->count; i++)
		column->values[i] = NAN;
}

/* ---- What it is made of */

static const char *joined(struct columns *columns, const char *sources, const char *more)
{
	if (!*sources || strcmp(sources, more) == 0)
		return more;
	if (!*more || strstr(sources, more))
		return sources;
	return arena_printf(columns->arena, "%s ; %s", sources, more);
}

void column_made_of(struct columns *columns, struct column *column, const struct column *of)
{
	if (!of)
		return;
	column->year = !column->source || column->year == of->year ? of->year : 0;
	column->source = joined(columns, column->source ? column->source : "", of->source);
}

void column_made_of_conditions(struct columns *columns, struct column *column,
			       Eligibility__Condition *const *conditions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		column_made_of(columns, column, columns_operand(columns, conditions[i]->operand));
}

const char *column_source(const struct dataset *dataset, const struct column *column, size_t commune)
{
	return column->sources ? dataset->sources[column->sources[commune]] : column->source;
}

/* ---- What the geography gives */

static void take_population(struct columns *columns, struct column *column)
{
	const struct dataset *dataset = columns->dataset;
	uint32_t *sources = columns_array(columns, dataset->count, sizeof(*sources));

	column->year = dataset->year;
	column->sources = sources;
	for (size_t i = 0; i < dataset->count; i++) {
		const struct counted *counted = dataset_counted(dataset, i, dataset->year);

		if (!counted)
			continue;
		column->values[i] = counted->value;
		sources[i] = counted->source;
		if (!column->source)
			column->source = dataset->sources[counted->source];
	}
}

static void take_chef_lieu(struct columns *columns, struct column *column)
{
	column->year = columns->dataset->cog_year;
	column->source = columns->dataset->cog_source;
	for (size_t i = 0; i < columns->dataset->count; i++)
		column->values[i] = columns->dataset->chefs_lieux[i];
}

static void take_geographic(struct columns *columns, const Eligibility__Geographic *of, struct column *column)
{
	switch (of->fact) {
	case ELIGIBILITY__GEOGRAPHIC__FACT__FACT_POPULATION:
		take_population(columns, column);
		break;
	case ELIGIBILITY__GEOGRAPHIC__FACT__FACT_CHEF_LIEU:
		take_chef_lieu(columns, column);
		break;
	case ELIGIBILITY__GEOGRAPHIC__FACT__FACT_UNSPECIFIED:
	case _ELIGIBILITY__GEOGRAPHIC__FACT_IS_INT_SIZE:
		break;
	}
}

static void take_recorded(struct columns *columns, uint32_t year, struct column *column)
{
	const struct series *series = series_find(&columns->series, column->indicator->id, year);

	if (series)
		carry_series(columns, series, column);
}

/* ---- Making one */

static void fill(struct columns *columns, uint32_t year, struct column *column)
{
	const Eligibility__Indicator *of = column->indicator;

	switch (of->origin_case) {
	case ELIGIBILITY__INDICATOR__ORIGIN_RECORDED:
		take_recorded(columns, year, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_GEOGRAPHIC:
		take_geographic(columns, of->geographic, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_RATIO:
		derive_ratio(columns, of->ratio, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_SUM:
		derive_sum(columns, of->sum, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_TREND:
		derive_trend(columns, of->trend, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_PRESENCE:
		derive_presence(columns, of->presence, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_FIRST_KNOWN:
		derive_first_known(columns, of->first_known, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_STEP_TABLE:
		derive_steps(columns, of->step_table, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_IN_GROUP:
		derive_in_group(columns, of->in_group, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_NEAREST:
		derive_nearest(columns, of->nearest, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_CATCHMENT:
		derive_catchment(columns, of->catchment, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN_AROUND:
		derive_around(columns, of->around, column);
		break;
	case ELIGIBILITY__INDICATOR__ORIGIN__NOT_SET:
	case _ELIGIBILITY__INDICATOR__ORIGIN__CASE_IS_INT_SIZE:
		break;
	}
}

static size_t count_known(const struct columns *columns, const struct column *column)
{
	size_t known = 0;

	for (size_t i = 0; i < columns->dataset->count; i++)
		known += !isnan(column->values[i]);
	return known;
}

/* One may be made within the making of another. */
static const struct column *make(struct columns *columns, Eligibility__Indicator *indicator, uint32_t year)
{
	struct arena_mark mark = arena_mark(columns->scratch);
	struct column column = {.indicator = indicator};

	column_init(columns, &column);
	fill(columns, year, &column);
	arena_rewind(columns->scratch, mark);
	column.known = count_known(columns, &column);
	if (!column.source)
		column.source = "";
	require(columns->made_count < MADE_MAX);
	columns->made[columns->made_count] = (struct made_column){year, column};
	return &columns->made[columns->made_count++].column;
}

const struct column *columns_get(struct columns *columns, const char *indicator_id, uint32_t year)
{
	Eligibility__Indicator *indicator = indicators_find(&columns->indicators, indicator_id);

	require(indicator);
	if (indicator->origin_case == ELIGIBILITY__INDICATOR__ORIGIN_RECORDED) {
		const struct series *series = series_find(&columns->series, indicator_id, year);

		year = series ? series->year : YEAR_OF_NONE;
	}
	for (size_t i = 0; i < columns->made_count; i++)
		if (columns->made[i].column.indicator == indicator && columns->made[i].year == year)
			return &columns->made[i].column;
	return make(columns, indicator, year);
}

const struct column *columns_operand(struct columns *columns, const Eligibility__Operand *operand)
{
	return operand && *operand->indicator_id ? columns_get(columns, operand->indicator_id, operand->year)
						 : NULL;
}

/* ---- In order */

static struct order *order_new(struct columns *columns, const struct column *column)
{
	size_t count = columns->dataset->count;
	struct order *order = columns_array(columns, 1, sizeof(*order));
	struct arena_mark mark = arena_mark(columns->scratch);
	uint64_t *keys = columns_scratch(columns, count, sizeof(*keys));
	bool *has = columns_scratch(columns, count, sizeof(*has));
	struct order made;

	for (size_t i = 0; i < count; i++) {
		has[i] = !isnan(column->values[i]);
		keys[i] = has[i] ? key_of_real(column->values[i]) : 0;
	}
	made = order_of(columns->scratch, count, keys, has);
	*order = (struct order){.numbers = columns_array(columns, made.count, sizeof(*order->numbers)),
				.keys = columns_array(columns, made.count, sizeof(*order->keys)),
				.count = made.count};
	memcpy(order->numbers, made.numbers, made.count * sizeof(*order->numbers));
	memcpy(order->keys, made.keys, made.count * sizeof(*order->keys));
	arena_rewind(columns->scratch, mark);
	return order;
}

const struct order *column_order(struct columns *columns, const struct column *column)
{
	struct made_column *made = columns->made;

	while (&made->column != column)
		made++;
	if (!made->column.order)
		made->column.order = order_new(columns, column);
	return made->column.order;
}

/* ---- Groups */

/* A class is a group of each value that a label tells of. */
static uint32_t class_of(const Eligibility__Indicator *indicator, double value)
{
	for (uint32_t i = 0; i < indicator->n_labels; i++)
		if (indicator->labels[i]->value == value)
			return i + 1;
	return 0;
}

static struct grouping make_grouping(struct columns *columns, const Eligibility__Indicator *indicator)
{
	const struct column *column = columns_get(columns, indicator->id, 0);
	uint32_t *groups = columns_array(columns, columns->dataset->count, sizeof(*groups));
	bool of_texts = indicator_is_group(indicator);

	for (size_t i = 0; i < columns->dataset->count; i++) {
		double value = column->values[i];

		if (!isnan(value))
			groups[i] = of_texts ? (uint32_t)value + 1 : class_of(indicator, value);
	}
	return (struct grouping){groups,
				 of_texts ? (uint32_t)column->text_count : (uint32_t)indicator->n_labels};
}

static bool group_of_indicator(struct columns *columns, const char *id, struct grouping *ret)
{
	Eligibility__Indicator *indicator = indicators_find(&columns->indicators, id);
	struct made_grouping made = {.indicator = indicator};

	if (!indicator || !indicator_parts(indicator))
		return false;
	for (size_t i = 0; i < columns->grouping_count; i++) {
		if (columns->groupings[i].indicator != indicator)
			continue;
		*ret = columns->groupings[i].grouping;
		return true;
	}
	made.grouping = *ret = make_grouping(columns, indicator);
	columns->groupings[columns->grouping_count++] = made;
	return true;
}

bool columns_group(struct columns *columns, const char *id, struct grouping *ret)
{
	const struct dataset *dataset = columns->dataset;

	*ret = (struct grouping){.count = 1};
	if (strcmp(id, "region") == 0)
		*ret = (struct grouping){dataset->regions, dataset->region_codes.count};
	else if (strcmp(id, "departement") == 0)
		*ret = (struct grouping){dataset->departements, dataset->departement_codes.count};
	else if (strcmp(id, "epci") == 0)
		*ret = (struct grouping){dataset->epcis, dataset->epci_sirens.count};
	else if (strcmp(id, "nation") != 0)
		return group_of_indicator(columns, id, ret);
	return true;
}

/* ---- Conditions */

bool comparison_holds(Eligibility__Comparison comparison, double value, double threshold)
{
	switch (comparison) {
	case ELIGIBILITY__COMPARISON__COMPARISON_BELOW:
		return value < threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_AT_MOST:
		return value <= threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_EQUAL:
		return value == threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_NOT_EQUAL:
		return value < threshold || value > threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_AT_LEAST:
		return value >= threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_ABOVE:
		return value > threshold;
	case ELIGIBILITY__COMPARISON__COMPARISON_UNSPECIFIED:
	case _ELIGIBILITY__COMPARISON_IS_INT_SIZE:
		break;
	}
	return false;
}

bool *columns_meeting(struct columns *columns, Eligibility__Condition *const *conditions, size_t count)
{
	bool *meets = columns_scratch(columns, columns->dataset->count, sizeof(*meets));

	memset(meets, true, columns->dataset->count);
	for (size_t n = 0; n < count; n++) {
		const struct column *column = columns_operand(columns, conditions[n]->operand);

		for (size_t i = 0; i < columns->dataset->count; i++)
			meets[i] = meets[i] && column &&
				   comparison_holds(conditions[n]->comparison, column->values[i],
						    conditions[n]->threshold);
	}
	return meets;
}
