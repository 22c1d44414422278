/* A series is what a publication says of one indicator in one year, whole: recorded again it replaces what was, and the
 * same again writes nothing. Its codes are those of its year; what they are today is told, and found anew whenever the
 * geography changes (carry.c). */
#include <stdio.h>
#include <stdlib.h>

#include "base/code.h"
#include "eligibility/indicators.h"
#include "eligibility/place.h"
#include "eligibility/scorings.h"
#include "eligibility/series.h"
#include "eligibility_binding.h"
#include "service/check.h"

enum { ROWS_MAX = 40000, TEXTS_MAX = 20000, TEXT_MAX = 40 };

/* A whole number that a real one holds exactly. */
#define VALUE_MAX (1LL << 53)

static bool refuse_row(struct decision *decision, size_t n, const char *code, const char *why)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "codes[%zu]", n);
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ROW_INVALID", field,
		      "Ligne %zu, « %.20s » : %s.", n + 1, code, why);
}

static bool check_rows(struct decision *decision, const Eligibility__RecordSeriesRequest *request,
		       bool is_group)
{
	if (request->n_codes == 0 || request->n_codes > ROWS_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ROWS_COUNT", "codes",
			      "De 1 à %d lignes par série ; ici %zu.", ROWS_MAX, request->n_codes);
	if (request->n_codes != request->n_values)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "COLUMNS_DIFFER", "values",
			      "%zu communes pour %zu valeurs.", request->n_codes, request->n_values);
	for (size_t i = 0; i < request->n_codes; i++) {
		int64_t value = request->values[i];

		if (!code_is_commune(request->codes[i]))
			return refuse_row(decision, i, request->codes[i], "code de commune invalide");
		if (i > 0 && strcmp(request->codes[i - 1], request->codes[i]) >= 0)
			return refuse_row(decision, i, request->codes[i], "code en double ou non trié");
		if (value > VALUE_MAX || value < -VALUE_MAX)
			return refuse_row(decision, i, request->codes[i], "valeur hors de ±2^53");
		if (is_group && (value < 0 || (uint64_t)value >= request->n_texts))
			return refuse_row(decision, i, request->codes[i], "aucun texte n'a ce numéro");
	}
	return true;
}

static int compare_texts(const void *a, const void *b)
{
	char *const *const *left = a, *const *const *right = b;
	int order = strcmp(**left, **right);

	return order ? order : (*left > *right) - (*left < *right);
}

/* Two numbers of one text would be two groups of the same name. */
static bool check_once(struct decision *decision, const Eligibility__RecordSeriesRequest *request)
{
	char ***sorted = arena_array(decision->arena, request->n_texts + 1, sizeof(*sorted));
	char field[REFUSAL_FIELD_MAX];

	if (!sorted)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < request->n_texts; i++)
		sorted[i] = &request->texts[i];
	qsort(sorted, request->n_texts, sizeof(*sorted), compare_texts);
	for (size_t i = 1; i < request->n_texts; i++) {
		if (strcmp(*sorted[i - 1], *sorted[i]) != 0)
			continue;
		(void)snprintf(field, sizeof(field), "texts[%zu]", (size_t)(sorted[i] - request->texts));
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TEXT_TWICE", field,
			      "« %.40s » figure deux fois parmi les textes. Gardez-en un, et le même numéro "
			      "pour toutes ses communes.",
			      *sorted[i]);
	}
	return true;
}

static bool check_texts(struct decision *decision, const Eligibility__RecordSeriesRequest *request,
			bool is_group)
{
	if (!is_group && request->n_texts > 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TEXTS_NOT_ALLOWED", "texts",
			      "Seul un indicateur de nature groupe a des textes.");
	if (request->n_texts > TEXTS_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TEXTS_COUNT", "texts",
			      "%zu textes pour %d au plus.", request->n_texts, TEXTS_MAX);
	for (size_t i = 0; i < request->n_texts; i++) {
		char field[REFUSAL_FIELD_MAX];

		(void)snprintf(field, sizeof(field), "texts[%zu]", i);
		if (!check_text(decision->refusal, field, request->texts[i], TEXT_MAX))
			return false;
	}
	return check_once(decision, request);
}

static Eligibility__Indicator *find_recorded(struct decision *decision, const char *id)
{
	Eligibility__Indicator *indicator = indicator_load(decision->txn, decision->arena, id);

	if (!indicator)
		refuse(decision->refusal, FAULT_NOT_FOUND, "INDICATOR_UNKNOWN", "indicator_id",
		       "Aucun indicateur « %.40s ». Définissez-le d'abord (pvd import definitions).", id);
	else if (indicator->origin_case != ELIGIBILITY__INDICATOR__ORIGIN_RECORDED)
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "INDICATOR_DERIVED", "indicator_id",
		       "« %.40s » se calcule ; il ne s'enregistre pas. Enregistrez ce dont il est fait.", id);
	else
		return indicator;
	return NULL;
}

static bool check(struct decision *decision, const Eligibility__RecordSeriesRequest *request)
{
	Eligibility__Indicator *indicator = find_recorded(decision, request->indicator_id);

	return indicator && check_year(decision->refusal, "year", request->year) &&
	       check_text(decision->refusal, "source", request->source, TEXT_REFERENCE_MAX) &&
	       check_texts(decision, request, indicator_is_group(indicator)) &&
	       check_rows(decision, request, indicator_is_group(indicator));
}

/* What the codes are today: nothing is told of it before the registry has published a geography. */
static bool tell(struct decision *decision, const Eligibility__RecordSeriesRequest *request,
		 Eligibility__RecordSeriesResponse *response)
{
	struct levels_kept *levels;
	struct columns *columns;
	struct data data;
	bool *reached;

	response->unknown_codes =
		arena_array(decision->arena, request->n_codes, sizeof(*response->unknown_codes));
	if (!response->unknown_codes)
		return refuse_too_large(decision->refusal);
	if (!data_latest(decision->txn, decision->arena, &data))
		return true;
	columns = columns_of_data(decision->txn, &data, &levels, decision->refusal);
	if (!columns)
		return false;
	reached = arena_array(decision->arena, columns->dataset->count + 1, sizeof(*reached));
	if (!reached)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < request->n_codes; i++) {
		size_t commune;

		if (!dataset_trace(columns->dataset, request->codes[i], &commune)) {
			response->unknown_codes[response->n_unknown_codes++] = request->codes[i];
			continue;
		}
		response->carried_count +=
			strcmp(columns->dataset->communes[commune], request->codes[i]) != 0;
		response->value_count += !reached[commune];
		reached[commune] = true;
	}
	response->missing_count = (uint32_t)columns->dataset->count - response->value_count;
	return true;
}

bool eligibility_decide_record_series(struct decision *decision,
				      const Eligibility__RecordSeriesRequest *request,
				      Eligibility__RecordSeriesResponse *response)
{
	Eligibility__SeriesRecorded event = ELIGIBILITY__SERIES_RECORDED__INIT;

	if (!check(decision, request) || !tell(decision, request, response))
		return false;
	event.indicator_id = request->indicator_id;
	event.year = request->year;
	event.source = request->source;
	event.n_codes = request->n_codes;
	event.codes = request->codes;
	event.n_values = request->n_values;
	event.values = request->values;
	event.n_texts = request->n_texts;
	event.texts = request->texts;
	response->changed = !series_is_known(decision->txn, decision->arena, &event);
	if (response->changed)
		emit(decision, &event.base, NULL);
	return true;
}
