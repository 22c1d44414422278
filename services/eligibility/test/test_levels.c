/* What a line of a grid makes of values: at its bounds, below and above them, in both directions. One line is all of the
 * grid, so that a score is its level in points of 100. */
#include "case.h"

static unsigned grids;

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define(harness, "a", "'decimals':2,'recorded':{'nature':'NATURE_RATE'}");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
	grids = 0;
	return 0;
}

/* A grid of that line alone is in force, and run. */
static void run_line(const char *id, const char *direction, const char *transformation, const char *missing)
{
	const char *made = arena_printf(harness->arena,
					"'indicators':[{'indicatorId':'%s','direction':'DIRECTION_%s',%s,"
					"'weightBp':10000,'missing':'MISSING_RULE_%s','reason':'R'}]",
					id, direction, transformation, missing);

	assert_accepted(
		adopt(harness, grid_of(harness, arena_printf(harness->arena, "essai-%u", grids++), made)));
	new_run(harness);
}

#define assert_points(commune, wanted) assert_near(score_of(harness, commune)->score, wanted)

static void a_straight_line_is_bounded(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 999 14118 1000 14366 1250 14367 2000 14999 2001 27016 -500");
	run_line("a", "HIGHER", "'linear':{'low':10,'high':20}", "WORST");
	assert_points("14047", 0);  /* 9.99 */
	assert_points("14118", 0);  /* 10 */
	assert_points("14366", 25); /* 12.5 */
	assert_points("14367", 100);
	assert_points("14999", 100);
	assert_points("27016", 0);
	assert_points("27229", 0); /* missing */
	run_line("a", "LOWER", "'linear':{'low':10,'high':20}", "NEUTRAL");
	assert_points("14047", 100);
	assert_points("14118", 100);
	assert_points("14366", 75);
	assert_points("14367", 0);
	assert_points("14999", 0);
	assert_points("27229", 50);
}

static void a_logarithm_is_bounded(void **state)
{
	(void)state;
	record(harness, "a", 2021,
	       "14047 0 14118 100 14366 1000 14367 10000 14999 20000 27016 -500 27701 500");
	run_line("a", "HIGHER", "'logarithm':{'low':1,'high':100}", "WORST");
	assert_points("14047", 0);   /* 0 has none, and is below */
	assert_points("27016", 0);   /* nor has what is below 0 */
	assert_points("14118", 0);   /* 1 */
	assert_points("14366", 50);  /* 10 */
	assert_points("14367", 100); /* 100 */
	assert_points("14999", 100);
	/* ln 5 / ln 100 = 0.349485002…, in whole billionths */
	assert_points("27701", 34.9485002);
	run_line("a", "LOWER", "'logarithm':{'low':1,'high':100}", "WORST");
	assert_points("14047", 100);
	assert_points("14366", 50);
	assert_points("14999", 0);
	assert_points("27701", 65.0514998);
}

static void steps_give_what_they_say(void **state)
{
	static const char steps[] = "'steps':{'steps':[{'from':10,'value':0.2},{'from':20,'value':1},"
				    "{'from':30,'value':0.123456789}]}";

	(void)state;
	record(harness, "a", 2021,
	       "14047 999 14118 1000 14366 1999 14367 2000 14999 2999 27016 3000 27701 9999");
	run_line("a", "UNSPECIFIED", steps, "NEUTRAL");
	assert_points("14047", 20); /* below the first: as the first */
	assert_points("14118", 20);
	assert_points("14366", 20);
	assert_points("14367", 100);
	assert_points("14999", 100);
	assert_points("27016", 12.3456789);
	assert_points("27701", 12.3456789);
	assert_points("27229", 50);
	run_line("a", "LOWER", steps, "WORST"); /* has no direction */
	assert_points("14047", 20);
	assert_points("27229", 0);
}

/* Of those it does not equal, the share that it is better than. */
static void a_percentile_leaves_out_its_equals(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 1 14118 2 14366 2 14367 2 14999 5 27016 7");
	run_line("a", "HIGHER", "'percentile':{'groupId':'departement'}", "NEUTRAL");
	assert_points("14047", 0);
	assert_points("14118", 50); /* one is better, one is worse */
	assert_points("14366", 50);
	assert_points("14367", 50);
	assert_points("14999", 100);
	assert_points("27016", 100); /* alone */
	assert_points("27229", 50);  /* missing */
	run_line("a", "LOWER", "'percentile':{'groupId':'departement'}", "WORST");
	assert_points("14047", 100);
	assert_points("14118", 50);
	assert_points("14999", 0);
	assert_points("27016", 100);
	assert_points("27229", 0);
	run_line("a", "HIGHER", "'percentile':{'groupId':'nation'}", "WORST");
	assert_points("14047", 0);
	assert_points("14118", 33.3333333); /* two are better, one is worse; in whole billionths */
	assert_points("14999", 80);
	assert_points("27016", 100);
}

static void all_equal_are_all_best(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 5 14118 5 27016 5");
	run_line("a", "LOWER", "'percentile':{'groupId':'nation'}", "WORST");
	assert_points("14047", 100);
	assert_points("14118", 100);
	assert_int_equal(score_of(harness, "14047")->contributions[0]->rank, 1);
	assert_int_equal(score_of(harness, "14047")->contributions[0]->group_count, 3);
}

static void groups_are_cantons_and_classes_too(void **state)
{
	static char *texts[] = {"Bessin", "Auge"};
	struct series_request *series = series_of(harness, "canton", 2021, "14047 0 14366 1 14367 1 27016 0");
	const Eligibility__Contribution *told;

	(void)state;
	series->request.texts = texts;
	series->request.n_texts = 2;
	assert_accepted(record_request(harness, series));
	record(harness, "a", 2021, "14047 1 14118 2 14366 3 14367 4 27016 9");
	run_line("a", "HIGHER", "'percentile':{'groupId':'canton'}", "NEUTRAL");
	assert_points("14047", 0); /* Les Andelys are better */
	assert_points("14366", 0);
	assert_points("14367", 100);
	assert_points("14118", 50); /* in no canton: compared with nobody */
	told = score_of(harness, "14118")->contributions[0];
	assert_true(told->missing);
	assert_int_equal(told->rank, 0);
	told = score_of(harness, "14367")->contributions[0];
	assert_string_equal(told->group_id, "canton");
	assert_int_equal(told->rank, 1);
	assert_int_equal(told->group_count, 2);
	run_line("a", "HIGHER", "'percentile':{'groupId':'chef-lieu'}", "WORST");
	assert_points("14047", 100); /* the only one of an arrondissement */
	assert_points("14366", 0);   /* no chef-lieu, as Livarot and Les Andelys */
	assert_points("14367", 50);
	assert_points("27016", 100);
}

/* The share of weights that had a value. */
static void completeness_is_of_what_had_a_value(void **state)
{
	const char *made =
		"'indicators':[{'indicatorId':'a','direction':'DIRECTION_HIGHER','linear':{'low':0,'high':10}"
		","
		"'weightBp':2500,'missing':'MISSING_RULE_NEUTRAL','reason':'R'},"
		"{'indicatorId':'a','year':2019,'direction':'DIRECTION_HIGHER','linear':{'low':0,'high':10},"
		"'weightBp':7500,'missing':'MISSING_RULE_NEUTRAL','reason':'R'}]";
	const Eligibility__Score *score;

	(void)state;
	record(harness, "a", 2021, "14047 800");
	record(harness, "a", 2019, "14047 400 14118 200");
	assert_accepted(adopt(harness, grid_of(harness, "deux", made)));
	new_run(harness);
	score = score_of(harness, "14047");
	assert_near(score->score, 20 + 30);
	assert_int_equal(score->completeness_bp, 10000);
	assert_int_equal(score->contributions[0]->year, 2021);
	assert_int_equal(score->contributions[1]->year, 2019);
	assert_string_equal(score->contributions[0]->group_id, ""); /* the same scale for all */
	assert_int_equal(score->contributions[0]->rank, 0);
	score = score_of(harness, "14118");
	assert_near(score->score, 12.5 + 15);
	assert_int_equal(score->completeness_bp, 7500);
	score = score_of(harness, "97502"); /* all missing */
	assert_near(score->score, 50);
	assert_int_equal(score->completeness_bp, 0);
}

/* A grid whose line nobody has a value for is not run. */
static void a_line_of_nothing_is_refused(void **state)
{
	static const char line[] =
		"'indicators':[{'indicatorId':'a','year':2019,'direction':'DIRECTION_HIGHER',"
		"'linear':{'low':0,'high':10},'weightBp':10000,'missing':'MISSING_RULE_WORST','reason':'R'}]";
	struct answer answer;

	(void)state;
	record(harness, "a", 2021, "14047 800");
	assert_accepted(adopt(harness, grid_of(harness, "vide", line)));
	answer = run_scores(harness, "");
	assert_refused(answer, "NO_VALUES");
	assert_string_equal(answer.field, "grid_version");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_non_null(strstr(answer.message, "« Titre de a » (a)"));
	record(harness, "a", 2019, "14001 800"); /* nor of what is no commune */
	assert_refused(run_scores(harness, ""), "NO_VALUES");
	record(harness, "a", 2019, "14047 800");
	new_run(harness);
}

static struct answer adopt_line(const char *transformation)
{
	return adopt(
		harness,
		grid_of(harness, "fausse",
			arena_printf(harness->arena,
				     "'indicators':[{'indicatorId':'a','direction':'DIRECTION_HIGHER',%s,"
				     "'weightBp':10000,'missing':'MISSING_RULE_WORST','reason':'R'}]",
				     transformation)));
}

static void assert_line(const char *transformation, const char *reason, const char *field)
{
	struct answer answer = adopt_line(transformation);

	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	assert_int_equal(answer.fault, FAULT_INVALID_ARGUMENT);
}

static void bounds_are_checked(void **state)
{
#define BOUNDS "BOUNDS_INVALID", "grid.indicators[0].transformation"
#define STEPS  "STEPS_INVALID", "grid.indicators[0].steps"
	(void)state;
	assert_line("'linear':{'low':10,'high':10}", BOUNDS);
	assert_line("'linear':{'low':10,'high':9}", BOUNDS);
	assert_line("'linear':{'low':'NaN','high':9}", BOUNDS);
	assert_line("'linear':{'low':0,'high':'Infinity'}", BOUNDS);
	assert_line("'logarithm':{'low':0,'high':9}", BOUNDS);
	assert_line("'logarithm':{'low':-1,'high':9}", BOUNDS);
	assert_line("'steps':{}", STEPS);
	assert_line("'steps':{'steps':[{'from':1,'value':1.01}]}", STEPS);
	assert_line("'steps':{'steps':[{'from':1,'value':-0.01}]}", STEPS);
	assert_line("'steps':{'steps':[{'from':1,'value':'NaN'}]}", STEPS);
	assert_line("'steps':{'steps':[{'from':'-Infinity','value':1}]}", STEPS);
	assert_line("'steps':{'steps':[{'from':1,'value':1},{'from':1,'value':0}]}", STEPS);
	assert_line("'year':1961,'linear':{'low':0,'high':1}", "YEAR_INVALID", "grid.indicators[0].year");
	assert_accepted(adopt_line("'linear':{'low':-5,'high':-4.5}"));
#undef BOUNDS
#undef STEPS
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_straight_line_is_bounded),
		CASE(a_logarithm_is_bounded),
		CASE(steps_give_what_they_say),
		CASE(a_percentile_leaves_out_its_equals),
		CASE(all_equal_are_all_best),
		CASE(groups_are_cantons_and_classes_too),
		CASE(completeness_is_of_what_had_a_value),
		CASE(a_line_of_nothing_is_refused),
		CASE(bounds_are_checked),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/levels", tests, NULL, NULL);
}
