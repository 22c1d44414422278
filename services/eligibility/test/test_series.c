/* Recorded values: what is refused, what is told of their codes, and that the order of recording is nothing. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define_natures(harness);
	return 0;
}

/* ---- Refusals */

static void assert_wrong(struct series_request *series, const char *reason, const char *field)
{
	uint64_t before = harness_sequence(harness);
	struct answer answer = record_request(harness, series);

	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	assert_int_equal(harness_sequence(harness), before);
}

static void what_it_is_of_is_checked(void **state)
{
	struct series_request *series = series_of(harness, "jbos", 2021, "14047 1");

	(void)state;
	assert_wrong(series, "INDICATOR_UNKNOWN", "indicator_id");
	series->request.indicator_id = "population";
	assert_wrong(series, "INDICATOR_DERIVED", "indicator_id");
	assert_int_equal(record_request(harness, series).fault, FAULT_FAILED_PRECONDITION);
	series = series_of(harness, "jobs", 1961, "14047 1");
	assert_wrong(series, "YEAR_INVALID", "year");
	series->request.year = 2200;
	assert_wrong(series, "YEAR_INVALID", "year");
	series->request.year = 2021;
	series->request.source = " ";
	assert_wrong(series, "TEXT_MISSING", "source");
	series->request.source = "Insee";
	assert_accepted(record_request(harness, series));
}

static void rows_are_checked(void **state)
{
	struct series_request *series = series_of(harness, "jobs", 2021, "");
	struct answer answer;

	(void)state;
	assert_wrong(series, "ROWS_COUNT", "codes");
	series->request.n_codes = series->request.n_values = 40001; /* refused before it is looked at */
	series->request.codes = arena_array(harness->arena, 40001, sizeof(char *));
	series->request.values = arena_array(harness->arena, 40001, sizeof(int64_t));
	for (size_t i = 0; i < 40001; i++)
		series->request.codes[i] = "14047";
	assert_wrong(series, "ROWS_COUNT", "codes");
	series = series_of(harness, "jobs", 2021, "14047 1 14118 2");
	series->request.n_values = 1;
	assert_wrong(series, "COLUMNS_DIFFER", "values");
	assert_wrong(series_of(harness, "jobs", 2021, "14047 1 1411 2"), "ROW_INVALID", "codes[1]");
	assert_wrong(series_of(harness, "jobs", 2021, "14047 1 14047 2"), "ROW_INVALID", "codes[1]");
	assert_wrong(series_of(harness, "jobs", 2021, "14118 1 14047 2"), "ROW_INVALID", "codes[1]");
	answer = record_request(harness, series_of(harness, "jobs", 2021, "14118 1 14047 2"));
	assert_non_null(strstr(answer.message, "Ligne 2, « 14047 »"));
	assert_wrong(series_of(harness, "jobs", 2021, "14047 9007199254740993"), "ROW_INVALID", "codes[0]");
	assert_wrong(series_of(harness, "jobs", 2021, "14047 -9007199254740993"), "ROW_INVALID", "codes[0]");
	record(harness, "jobs", 2021, "14047 9007199254740992 14118 -9007199254740992");
	assert_true(value_of(harness, "jobs", "14047") == 9007199254740992.0);
	assert_true(value_of(harness, "jobs", "14118") == -9007199254740992.0);
}

static void texts_are_those_of_groups(void **state)
{
	static char *texts[] = {"Bayeux", "Caen"}, *twice[] = {"Bayeux", "Caen", "Bayeux"},
		    *empty[] = {"a", ""};
	struct series_request *series = series_of(harness, "jobs", 2021, "14047 0");

	(void)state;
	series->request.texts = texts;
	series->request.n_texts = 2;
	assert_wrong(series, "TEXTS_NOT_ALLOWED", "texts");
	series = series_of(harness, "canton", 2021, "14047 0 14118 2");
	series->request.texts = texts;
	series->request.n_texts = 2;
	assert_wrong(series, "ROW_INVALID", "codes[1]");
	series->values[1] = -1;
	assert_wrong(series, "ROW_INVALID", "codes[1]");
	series->values[1] = 1;
	series->request.texts = twice;
	series->request.n_texts = 3;
	assert_wrong(series, "TEXT_TWICE", "texts[2]"); /* it would be two groups of one name */
	series->request.texts = empty;
	series->request.n_texts = 2;
	assert_wrong(series, "TEXT_MISSING", "texts[1]");
	series->request.texts = texts;
	assert_accepted(record_request(harness, series));
	assert_string_equal(values_of(harness, "canton", 0)->texts[1], "Caen");
	assert_near(value_of(harness, "canton", "14118"), 1);
}

static void only_the_nation_records(void **state)
{
	struct series_request *series = series_of(harness, "jobs", 2021, "14047 1");

	(void)state;
	assert_int_equal(
		harness_call(harness, prefecture(harness, "14"), "RecordSeries", &series->request.base).fault,
		FAULT_PERMISSION_DENIED);
}

/* ---- Recording */

static void a_series_says_what_became_of_its_codes(void **state)
{
	const Eligibility__RecordSeriesResponse *response;

	(void)state;
	say_merger(harness);
	response = record(harness, "jobs", 2021, "14001 5 14047 1 14366 2 14367 3 27016 4");
	assert_true(response->changed);
	assert_int_equal(response->value_count, 3);                  /* Bayeux, Lisieux, Les Andelys */
	assert_int_equal(response->carried_count, 1);                /* Livarot */
	assert_int_equal(response->missing_count, COMMUNES - 1 - 3); /* of those there are */
	assert_int_equal(response->n_unknown_codes, 1);
	assert_string_equal(response->unknown_codes[0], "14001");
}

/* Nobody knows yet what its codes are: it is kept, and used when the geography comes. */
static void a_series_may_come_before_the_geography(void **state)
{
	struct harness *early = harness_new(&ELIGIBILITY_SERVICE);
	const Eligibility__RecordSeriesResponse *response;

	(void)state;
	define_natures(early);
	response = record(early, "jobs", 2021, "14047 7");
	assert_true(response->changed);
	assert_int_equal(response->value_count, 0);
	assert_int_equal(response->n_unknown_codes, 0);
	say_france(early, &FRANCE, NULL);
	assert_near(value_of(early, "jobs", "14047"), 7);
	eligibility_free(early);
}

static void the_same_again_writes_nothing(void **state)
{
	const Eligibility__RecordSeriesResponse *response;
	struct series_request *series;
	uint64_t sequence;

	(void)state;
	assert_true(record(harness, "jobs", 2021, "14047 1 14118 2")->changed);
	sequence = harness_sequence(harness);
	response = record(harness, "jobs", 2021, "14047 1 14118 2");
	assert_false(response->changed);
	assert_int_equal(response->value_count, 2);
	assert_int_equal(harness_sequence(harness), sequence);
	series = series_of(harness, "jobs", 2021, "14047 1 14118 2");
	series->request.source = "Insee, corrigé";
	assert_accepted(record_request(harness, series));
	assert_int_equal(harness_sequence(harness), sequence + 1);
	assert_true(record(harness, "jobs", 2022, "14047 1 14118 2")->changed);
	assert_true(record(harness, "jobs", 2022, "14047 1")->changed); /* replaces the whole */
	assert_near(value_of(harness, "jobs", "14047"), 1);
	assert_true(isnan(value_of(harness, "jobs", "14118")));
}

static void series_are_listed_by_indicator_and_year(void **state)
{
	Eligibility__ListSeriesRequest request = ELIGIBILITY__LIST_SERIES_REQUEST__INIT;
	const Eligibility__ListSeriesResponse *response;
	struct answer answer;

	(void)state;
	record(harness, "jobs", 2021, "14047 1 14118 2");
	harness_advance(harness, 1000);
	record(harness, "income", 2020, "14047 195000");
	record(harness, "jobs", 2016, "14047 3");
	answer = harness_call(harness, citizen(harness), "ListSeries", &request.base);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->n_series, 3);
	assert_string_equal(response->series[0]->indicator_id, "income");
	assert_int_equal(response->series[0]->value_count, 1);
	assert_int_equal(response->series[1]->year, 2016);
	assert_int_equal(response->series[2]->year, 2021);
	assert_int_equal(response->series[2]->value_count, 2);
	assert_string_equal(response->series[2]->source, "Insee, essai");
	assert_int_equal(response->series[2]->recorded_at->seconds, 1768478400);
	assert_int_equal(response->series[1]->recorded_at->seconds, 1768478401);
}

/* ---- Values */

static void values_are_those_of_the_year(void **state)
{
	Eligibility__GetIndicatorValuesRequest request = ELIGIBILITY__GET_INDICATOR_VALUES_REQUEST__INIT;
	const Eligibility__GetIndicatorValuesResponse *values;

	(void)state;
	record(harness, "income", 2020, "14047 195005 14118 -5");
	record(harness, "income", 2021, "14047 201000");
	values = values_of(harness, "income", 2020);
	assert_int_equal(values->n_codes, 2);
	assert_near(values->values[0], 19500.5); /* by its one decimal */
	assert_near(values->values[1], -0.5);
	assert_int_equal(values->year, 2020);
	assert_string_equal(values->source, "Insee, essai");
	assert_int_equal(values->missing_count, COMMUNES - 2);
	values = values_of(harness, "income", 0); /* the latest */
	assert_int_equal(values->n_codes, 1);
	assert_int_equal(values->year, 2021);
	assert_int_equal(values_of(harness, "income", 2019)->n_codes, 0);
	request.indicator_id = "incmoe";
	assert_refused(harness_call(harness, citizen(harness), "GetIndicatorValues", &request.base),
		       "INDICATOR_UNKNOWN");
	request.indicator_id = "population";
	request.year = 2020;
	assert_refused(harness_call(harness, citizen(harness), "GetIndicatorValues", &request.base),
		       "YEAR_NOT_ALLOWED");
	request.indicator_id = "income";
	request.year = 1961;
	assert_refused(harness_call(harness, citizen(harness), "GetIndicatorValues", &request.base),
		       "YEAR_INVALID");
}

/* Anybody may ask for every year of every indicator: what is not recorded costs nothing. */
static void years_that_are_not_recorded_are_all_the_same(void **state)
{
	static char *const ids[] = {"jobs", "income", "weighed", "kind", "canton"};
	Eligibility__GetIndicatorValuesRequest request = ELIGIBILITY__GET_INDICATOR_VALUES_REQUEST__INIT;

	(void)state;
	record(harness, "jobs", 2021, "14047 1");
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		request.indicator_id = ids[i];
		for (request.year = 1962; request.year <= 2199; request.year++)
			assert_accepted(
				harness_call(harness, citizen(harness), "GetIndicatorValues", &request.base));
	}
	assert_int_equal(values_of(harness, "jobs", 2020)->n_codes, 0);
	assert_int_equal(values_of(harness, "jobs", 2021)->n_codes, 1);
}

/* ---- The same data */

static const Eligibility__Run *run_of(struct harness *of)
{
	Eligibility__Grid *grid = grid_of(
		of, "grille-revenus",
		"'indicators':[{'indicatorId':'income','direction':'DIRECTION_LOWER','linear':{'low':15000,"
		"'high':25000},'weightBp':10000,'missing':'MISSING_RULE_WORST','reason':'R'}]");

	assert_accepted(adopt(of, grid));
	return new_run(of);
}

static void the_order_of_recording_is_nothing(void **state)
{
	struct harness *other = harness_new(&ELIGIBILITY_SERVICE);
	const Eligibility__Run *first, *second;

	(void)state;
	record(harness, "income", 2021, "14047 195000");
	record(harness, "jobs", 2021, "14047 1");
	first = run_of(harness);
	define_natures(other);
	record(other, "jobs", 2021, "14047 3"); /* and what was replaced */
	record(other, "jobs", 2021, "14047 1");
	record(other, "income", 2021, "14047 195000");
	say_france(other, &FRANCE, NULL);
	say_criteria(other, "criteria-2026", 20000, 2023);
	assert_accepted(define_usual(other));
	second = run_of(other);
	assert_int_not_equal(first->data->series_sequence, 0);
	assert_memory_equal(first->data->digest.data, second->data->digest.data, 32);
	assert_memory_equal(first->digest.data, second->digest.data, 32);
	eligibility_free(other);
}

static void an_old_run_is_made_again_by_the_series_it_had(void **state)
{
	const Eligibility__Run *old, *new;

	(void)state;
	record(harness, "income", 2021, "14047 195000");
	old = run_of(harness);
	assert_near(score_of(harness, "14047")->score, 55);
	record(harness, "income", 2021, "14047 175000");
	record(harness, "income", 2022, "14047 165000"); /* the latest */
	new = new_run(harness);
	assert_near(score_of(harness, "14047")->score, 85);
	assert_memory_not_equal(old->data->digest.data, new->data->digest.data, 32);
	assert_true(new->data->series_sequence > old->data->series_sequence);
	assert_true(check_run(harness, old->id));
	assert_true(check_run(harness, new->id));
	say_merger(harness);
	harness_restart(harness);
	assert_true(check_run(harness, old->id));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(what_it_is_of_is_checked),
		CASE(rows_are_checked),
		CASE(texts_are_those_of_groups),
		CASE(only_the_nation_records),
		CASE(a_series_says_what_became_of_its_codes),
		CASE(a_series_may_come_before_the_geography),
		CASE(the_same_again_writes_nothing),
		CASE(series_are_listed_by_indicator_and_year),
		CASE(values_are_those_of_the_year),
		CASE(years_that_are_not_recorded_are_all_the_same),
		CASE(the_order_of_recording_is_nothing),
		CASE(an_old_run_is_made_again_by_the_series_it_had),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/series", tests, NULL, NULL);
}
