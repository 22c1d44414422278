/* Codes of the year of a series become those of today: a commune has its own value and those of the communes that have
 * merged into it. */
#include "base/require.h"
#include "eligibility/block.h"
#include "eligibility/derive.h"
#include "eligibility/state.h"
#include "store/key.h"

/* The rows of a series, one after the other. */
struct rows {
	struct reader codes, values;
	size_t left;
};

static void rows_open(struct columns *columns, const struct series *series, struct rows *ret)
{
	ret->codes = block_get(columns->txn, TABLE_SERIES_BLOCKS, &series->codes);
	ret->values = block_get(columns->txn, TABLE_SERIES_BLOCKS, &series->values);
	ret->left = series->count;
}

static bool rows_next(struct columns *columns, struct rows *rows, const char **ret_code, int64_t *ret_value)
{
	if (rows->left == 0)
		return false;
	rows->left--;
	*ret_code = key_read_text(&rows->codes);
	*ret_value = block_read_signed(&rows->values);
	columns->failed |= rows->codes.failed || rows->values.failed;
	return !columns->failed;
}

static double power_of_ten(uint32_t decimals)
{
	double power = 1;

	while (decimals-- > 0)
		power *= 10;
	return power;
}

/* ---- Weights, by the code and not by the commune: what merges is weighed as it was */

struct weights {
	struct columns *columns;
	struct rows rows;
	const char *code; /* the one before it was asked for; NULL at the end */
	int64_t value;
};

/* Of the year nearest to the series'. */
static const struct series *nearest_series(const struct series_list *list, const char *id, uint32_t year)
{
	const struct series *best = NULL;

	for (size_t i = 0; *id && i < list->count; i++) {
		const struct series *series = &list->all[i];

		if (strcmp(series->indicator_id, id) == 0 &&
		    (!best || (series->year > year ? series->year - year : year - series->year) <
				      (best->year > year ? best->year - year : year - best->year)))
			best = series;
	}
	return best;
}

static void weights_advance(struct weights *weights)
{
	if (!rows_next(weights->columns, &weights->rows, &weights->code, &weights->value))
		weights->code = NULL;
}

static void weights_open(struct columns *columns, const struct series *series, const char *weight_id,
			 struct weights *ret)
{
	const struct series *of = nearest_series(&columns->series, weight_id, series->year);

	*ret = (struct weights){.columns = columns};
	if (!of)
		return;
	rows_open(columns, of, &ret->rows);
	weights_advance(ret);
}

/* Codes are asked for in ascending order. What is not weighed weighs one. */
static double weight_of(struct weights *weights, const char *code)
{
	while (weights->code && strcmp(weights->code, code) < 0)
		weights_advance(weights);
	return weights->code && strcmp(weights->code, code) == 0 && weights->value > 0
		       ? (double)weights->value
		       : 1;
}

/* ---- Putting together */

struct carrying {
	struct columns *columns;
	struct column *column;
	Eligibility__Nature nature;
	double *weights; /* of what is in the value so far; 0: nothing is */
	bool *own;       /* of a group: the value is that of the commune's own code */
	size_t next;     /* no commune before it has a code that is still to come */
};

/* Codes come in ascending order, and most are those of a commune there is. */
static bool find(struct carrying *carrying, const char *code, size_t *ret)
{
	const struct dataset *dataset = carrying->columns->dataset;

	while (carrying->next < dataset->count && strcmp(dataset->communes[carrying->next], code) < 0)
		carrying->next++;
	*ret = carrying->next;
	return (carrying->next < dataset->count && strcmp(dataset->communes[carrying->next], code) == 0) ||
	       dataset_trace(dataset, code, ret);
}

static void put(struct carrying *carrying, size_t commune, bool own, double value, double weight)
{
	double *kept = &carrying->column->values[commune], before = carrying->weights[commune];

	carrying->weights[commune] += weight;
	if (before == 0) {
		*kept = value;
		carrying->own[commune] = own;
		return;
	}
	switch (carrying->nature) {
	case ELIGIBILITY__NATURE__NATURE_COUNT:
		*kept += value;
		break;
	case ELIGIBILITY__NATURE__NATURE_RATE:
		*kept += (value - *kept) * weight / carrying->weights[commune];
		break;
	case ELIGIBILITY__NATURE__NATURE_CLASS:
		*kept = value > *kept ? value : *kept;
		break;
	case ELIGIBILITY__NATURE__NATURE_GROUP:
		*kept = own ? value : *kept;
		break;
	case ELIGIBILITY__NATURE__NATURE_UNSPECIFIED:
	case _ELIGIBILITY__NATURE_IS_INT_SIZE:
		break;
	}
}

static void take_texts(struct carrying *carrying, struct reader *reader)
{
	struct column *column = carrying->column;

	column->text_count = (size_t)reader_varint(reader);
	if (reader->failed || column->text_count > (size_t)(reader->end - reader->at))
		column->text_count = 0;
	column->texts = columns_array(carrying->columns, column->text_count, sizeof(*column->texts));
	for (size_t i = 0; i < column->text_count; i++)
		column->texts[i] = arena_strdup(carrying->columns->arena, key_read_text(reader));
	carrying->columns->failed |= reader->failed;
}

static void carry_rows(struct carrying *carrying, const struct series *series, struct rows *rows)
{
	const Eligibility__Indicator *indicator = carrying->column->indicator;
	double scale = power_of_ten(indicator->decimals);
	struct weights weights;
	const char *code;
	int64_t value;

	weights_open(carrying->columns, series, indicator->recorded->weight_id, &weights);
	while (rows_next(carrying->columns, rows, &code, &value)) {
		const struct dataset *dataset = carrying->columns->dataset;
		double weight = weight_of(&weights, code);
		size_t commune;

		if (find(carrying, code, &commune))
			put(carrying, commune, strcmp(dataset->communes[commune], code) == 0,
			    (double)value / scale, weight);
	}
}

void carry_series(struct columns *columns, const struct series *series, struct column *column)
{
	struct carrying carrying = {
		.columns = columns, .column = column, .nature = column->indicator->recorded->nature};
	struct rows rows;

	carrying.weights = columns_scratch(columns, columns->dataset->count, sizeof(*carrying.weights));
	carrying.own = columns_scratch(columns, columns->dataset->count, sizeof(*carrying.own));
	column->year = series->year;
	column->source = series->source;
	rows_open(columns, series, &rows);
	carry_rows(&carrying, series, &rows);
	take_texts(&carrying, &rows.values);
}
