#include "eligibility/derive.h"

void derive_ratio(struct columns *columns, const Eligibility__Ratio *of, struct column *column)
{
	const struct column *numerator = columns_operand(columns, of->numerator);
	const struct column *denominator = columns_operand(columns, of->denominator);
	double factor = of->factor == 0 ? 1 : of->factor;

	column_made_of(columns, column, numerator);
	column_made_of(columns, column, denominator);
	for (size_t i = 0; numerator && denominator && i < columns->dataset->count; i++)
		if (denominator->values[i] > 0)
			column->values[i] = numerator->values[i] / denominator->values[i] * factor;
}

void derive_sum(struct columns *columns, const Eligibility__Sum *of, struct column *column)
{
	for (size_t n = 0; n < of->n_terms; n++) {
		const struct column *operand = columns_operand(columns, of->terms[n]->operand);

		column_made_of(columns, column, operand);
		for (size_t i = 0; operand && i < columns->dataset->count; i++) {
			double term = operand->values[i] * of->terms[n]->factor;

			column->values[i] = n == 0 ? term : column->values[i] + term;
		}
	}
}

void derive_trend(struct columns *columns, const Eligibility__Trend *of, struct column *column)
{
	const struct column *from = columns_operand(columns, of->from);
	const struct column *to = columns_operand(columns, of->to);

	column_made_of(columns, column, from);
	column_made_of(columns, column, to);
	for (size_t i = 0; from && to && to->year > from->year && i < columns->dataset->count; i++)
		if (from->values[i] > 0)
			column->values[i] =
				(to->values[i] / from->values[i] - 1) * 100 / (to->year - from->year);
}

void derive_presence(struct columns *columns, const Eligibility__Presence *of, struct column *column)
{
	double at_least = of->at_least == 0 ? 1 : of->at_least;

	for (size_t n = 0; n < of->n_operands; n++) {
		const struct column *operand = columns_operand(columns, of->operands[n]);

		column_made_of(columns, column, operand);
		for (size_t i = 0; operand && i < columns->dataset->count; i++) {
			if (isnan(operand->values[i]))
				continue;
			if (isnan(column->values[i]))
				column->values[i] = 0;
			column->values[i] += operand->values[i] >= at_least;
		}
	}
}

void derive_first_known(struct columns *columns, const Eligibility__FirstKnown *of, struct column *column)
{
	for (size_t n = 0; n < of->n_operands; n++) {
		const struct column *operand = columns_operand(columns, of->operands[n]);

		column_made_of(columns, column, operand);
		for (size_t i = 0; operand && i < columns->dataset->count; i++)
			if (isnan(column->values[i]))
				column->values[i] = operand->values[i];
	}
}

double steps_value(Eligibility__Step *const *steps, size_t count, double value)
{
	double found = NAN;

	for (size_t i = 0; i < count && steps[i]->from <= value; i++)
		found = steps[i]->value;
	return found;
}

void derive_steps(struct columns *columns, const Eligibility__StepTable *of, struct column *column)
{
	const struct column *operand = columns_operand(columns, of->operand);

	column_made_of(columns, column, operand);
	for (size_t i = 0; operand && i < columns->dataset->count; i++)
		column->values[i] = steps_value(of->steps, of->n_steps, operand->values[i]);
}
