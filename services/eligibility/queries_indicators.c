#include "base/require.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

bool eligibility_query_list_indicators(struct query *query, const Eligibility__ListIndicatorsRequest *request,
				       Eligibility__ListIndicatorsResponse *response)
{
	struct indicators indicators = indicators_load(query->txn, query->arena);

	(void)request;
	response->indicators = indicators.all;
	response->n_indicators = indicators.count;
	return true;
}

static Eligibility__Series *series_message(struct query *query, const struct series *series)
{
	Eligibility__Series *told = arena_alloc(query->arena, sizeof(*told));

	require(told); /* a list is far smaller than the arena */
	eligibility__series__init(told);
	told->indicator_id = (char *)(uintptr_t)series->indicator_id;
	told->year = series->year;
	told->source = (char *)(uintptr_t)series->source;
	told->value_count = series->count;
	told->recorded_at = timestamp_new(query->arena, series_recorded_at(query->txn, series));
	return told;
}

bool eligibility_query_list_series(struct query *query, const Eligibility__ListSeriesRequest *request,
				   Eligibility__ListSeriesResponse *response)
{
	struct series_list list = series_latest(query->txn, query->arena);

	(void)request;
	response->series = arena_array(query->arena, list.count + 1, sizeof(*response->series));
	require(response->series);
	for (size_t i = 0; i < list.count; i++)
		response->series[response->n_series++] = series_message(query, &list.all[i]);
	return true;
}

/* ---- Values */

static bool tell_values(struct query *query, const struct columns *columns, const struct column *column,
			Eligibility__GetIndicatorValuesResponse *response)
{
	const struct dataset *dataset = columns->dataset;

	response->codes = arena_array(query->arena, column->known + 1, sizeof(*response->codes));
	response->values = arena_array(query->arena, column->known + 1, sizeof(*response->values));
	if (!response->codes || !response->values)
		return refuse_too_large(query->refusal);
	for (size_t i = 0; i < dataset->count; i++) {
		if (isnan(column->values[i]))
			continue;
		response->codes[response->n_codes++] = dataset->communes[i];
		response->values[response->n_values++] = column->values[i];
	}
	response->missing_count = (uint32_t)(dataset->count - column->known);
	response->year = column->year;
	response->source = (char *)(uintptr_t)column->source;
	response->texts = column->texts;
	response->n_texts = column->text_count;
	return true;
}

static bool check_asked(struct query *query, const Eligibility__GetIndicatorValuesRequest *request,
			const Eligibility__Indicator *indicator)
{
	if (!indicator)
		return refuse(query->refusal, FAULT_NOT_FOUND, "INDICATOR_UNKNOWN", "indicator_id",
			      "Aucun indicateur « %.40s ». ListIndicators dit ceux qu'il y a.",
			      request->indicator_id);
	if (request->year && indicator->origin_case != ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
		return refuse(query->refusal, FAULT_INVALID_ARGUMENT, "YEAR_NOT_ALLOWED", "year",
			      "« %.40s » se calcule : il n'a pas de millésime à choisir.",
			      request->indicator_id);
	return !request->year || check_year(query->refusal, "year", request->year);
}

bool eligibility_query_get_indicator_values(struct query *query,
					    const Eligibility__GetIndicatorValuesRequest *request,
					    Eligibility__GetIndicatorValuesResponse *response)
{
	const struct column *column;
	struct levels_kept *levels;
	struct columns *columns;
	struct data data;

	response->indicator = indicator_load(query->txn, query->arena, request->indicator_id);
	if (!check_asked(query, request, response->indicator))
		return false;
	if (!data_asked(query, &data))
		return false;
	columns = columns_of_data(query->txn, &data, &levels, query->refusal);
	if (!columns)
		return false;
	column = columns_get(columns, request->indicator_id, request->year);
	return !columns->failed ? tell_values(query, columns, column, response)
				: scorings_refuse_incomplete(query->refusal);
}
