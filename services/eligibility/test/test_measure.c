/* What a calibration fits weights to: every commune's level in every line. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define(harness, "a", "'recorded':{'nature':'NATURE_RATE'}");
	record(harness, "a", 2021, "14047 5 14118 10 27016 20");
	return 0;
}

#define LINES_OF_TWO                                                                                         \
	"'indicators':[{'indicatorId':'a','direction':'DIRECTION_HIGHER','linear':{'low':0,'high':15},"      \
	"'weightBp':4000,'missing':'MISSING_RULE_NEUTRAL','reason':'R'},"                                    \
	"{'indicatorId':'population','direction':'DIRECTION_LOWER','percentile':{'groupId':'departement'},"  \
	"'weightBp':6000,'missing':'MISSING_RULE_WORST','reason':'R'}]"

static struct answer ask(Eligibility__Grid *grid, char *after, char *day)
{
	Eligibility__MeasureGridRequest request = ELIGIBILITY__MEASURE_GRID_REQUEST__INIT;

	request.grid = grid;
	request.after_commune = after;
	request.criteria_on = day;
	return harness_call(harness, anct(harness), "MeasureGrid", &request.base);
}

static const Eligibility__MeasureGridResponse *measured(const char *made, char *after)
{
	uint64_t before = harness_sequence(harness);
	struct answer answer = ask(grid_of(harness, "essai", made), after, "");

	assert_accepted(answer);
	assert_int_equal(harness_sequence(harness), before);
	return answer.response;
}

static void every_commune_has_a_row(void **state)
{
	const Eligibility__MeasureGridResponse *response = measured(LINES_OF_TWO, "");

	(void)state;
	assert_true(response->last);
	assert_int_equal(response->n_codes, COMMUNES);
	assert_int_equal(response->n_departement_codes, COMMUNES);
	assert_int_equal(response->n_epci_sirens, COMMUNES);
	assert_int_equal(response->n_eligible, COMMUNES);
	assert_int_equal(response->n_populations, COMMUNES);
	assert_int_equal(response->n_levels_e9, 2 * COMMUNES);
	assert_int_equal(response->n_missing, 2 * COMMUNES);
	assert_string_equal(response->codes[0], "14047");
	assert_string_equal(response->departement_codes[0], "14");
	assert_string_equal(response->epci_sirens[0], EPCI_CAEN);
	assert_string_equal(response->epci_sirens[4], ""); /* Île-Seule */
	assert_true(response->eligible[0]);
	assert_false(response->eligible[2]); /* Lisieux */
	assert_int_equal(response->populations[2], 20000);
	assert_int_equal(response->populations[9], 0); /* Saint-Jean: unknown */
	assert_int_equal(response->levels_e9[0], 333333333);
	assert_int_equal(response->levels_e9[1], 750000000); /* one of four is smaller */
	assert_int_equal(response->levels_e9[2], 666666667);
	assert_int_equal(response->levels_e9[3], 0);
	assert_int_equal(response->levels_e9[4], 500000000); /* missing: neutral */
	assert_false(response->missing[0]);
	assert_true(response->missing[4]);
	assert_int_equal(response->levels_e9[2 * 9 + 1], 0); /* missing: worst */
	assert_true(response->missing[2 * 9 + 1]);
	assert_int_equal(response->levels_e9[2 * 5], 1000000000); /* above the bound */
}

static void rows_follow_the_commune_that_is_named(void **state)
{
	const Eligibility__MeasureGridResponse *response = measured(LINES_OF_TWO, "27229");

	(void)state;
	assert_true(response->last);
	assert_int_equal(response->n_codes, 4);
	assert_string_equal(response->codes[0], "27701");
	assert_int_equal(measured(LINES_OF_TWO, "27000")->n_codes, 6); /* one that there is not */
	response = measured(LINES_OF_TWO, "97502");
	assert_int_equal(response->n_codes, 0);
	assert_true(response->last);
}

/* Levels times weights are what a run gives. */
static void levels_are_those_of_a_run(void **state)
{
	const Eligibility__MeasureGridResponse *response = measured(LINES_OF_TWO, "");

	(void)state;
	assert_accepted(adopt(harness, grid_of(harness, "essai", LINES_OF_TWO)));
	new_run(harness);
	for (size_t i = 0; i < COMMUNES; i++)
		assert_near(score_of(harness, response->codes[i])->score,
			    40 * (response->levels_e9[2 * i] / 1e9) +
				    60 * (response->levels_e9[2 * i + 1] / 1e9));
}

static void the_days_criteria_say_who_is_eligible(void **state)
{
	Eligibility__Grid *grid = grid_of(
		harness, "essai",
		LINES_OF_TWO ",'criteria':[{'id':'A','title':'T','condition':{'operand':{'indicatorId':'a'},"
			     "'comparison':'COMPARISON_ABOVE','threshold':5},'validFrom':'2026-01-16',"
			     "'legalReference':'L'}]");
	struct answer answer = ask(grid, "", "");

	(void)state;
	assert_accepted(answer); /* today is the 15th */
	assert_true(((const Eligibility__MeasureGridResponse *)answer.response)->eligible[0]);
	answer = ask(grid, "", "2026-01-16");
	assert_accepted(answer);
	assert_false(((const Eligibility__MeasureGridResponse *)answer.response)->eligible[0]);
	assert_refused(ask(grid, "", "2026-13-01"), "DATE_INVALID");
}

static void wrong_ones_are_refused(void **state)
{
	Eligibility__MeasureGridRequest request = ELIGIBILITY__MEASURE_GRID_REQUEST__INIT;
	Eligibility__Grid *grid = grid_of(harness, "essai", LINES_OF_TWO);
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE);

	(void)state;
	assert_refused(ask(NULL, "", ""), "GRID_MISSING");
	grid->indicators[0]->weight_bp = 3999;
	assert_refused(ask(grid, "", ""), "WEIGHTS_SUM");
	grid->indicators[0]->weight_bp = 4000;
	grid->criteria_version = "criteria-2030";
	assert_refused(ask(grid, "", ""), "CRITERIA_UNKNOWN");
	grid->criteria_version = "criteria-2026";
	request.grid = grid;
	assert_int_equal(harness_call(harness, citizen(harness), "MeasureGrid", &request.base).fault,
			 FAULT_PERMISSION_DENIED);
	say_criteria(empty, "criteria-2026", 20000, 2023);
	assert_accepted(define_usual(empty));
	define(empty, "a", "'recorded':{'nature':'NATURE_RATE'}");
	assert_refused(harness_call(empty, anct(empty), "MeasureGrid", &request.base), "NO_DATA");
	eligibility_free(empty);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(every_commune_has_a_row),   CASE(rows_follow_the_commune_that_is_named),
		CASE(levels_are_those_of_a_run), CASE(the_days_criteria_say_who_is_eligible),
		CASE(wrong_ones_are_refused),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/measure", tests, NULL, NULL);
}
