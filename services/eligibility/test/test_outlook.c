/* What would have changed the outcome: of one that is not eligible the ranks it would have, of one that is the values
 * that would do; and that they do, when they are recorded. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	return 0;
}

static const Eligibility__Outlook *outlook_of(char *commune)
{
	return explained_of(harness, commune)->outlook;
}

/* Of the scores of test_scores.c: 50 in 975, 23⅓ in 14, 20 in 14, 20 in 27, 15 in 27, 12.5 in 14. */
static void who_is_not_eligible_has_the_ranks_it_would_have(void **state)
{
	const Eligibility__Outlook *outlook;

	(void)state;
	new_run(harness);
	outlook = outlook_of("14366"); /* 71⅔ */
	assert_int_equal(outlook->rank_departement, 1);
	assert_int_equal(outlook->rank_region, 1);
	assert_int_equal(outlook->rank_nation, 1);
	assert_string_equal(outlook->next_commune_code, "");
	assert_int_equal(outlook->n_levers, 0);
	outlook = outlook_of("97416"); /* 30, alone where nobody is eligible */
	assert_int_equal(outlook->rank_departement, 1);
	assert_int_equal(outlook->rank_region, 1);
	assert_int_equal(outlook->rank_nation, 2);
	outlook = outlook_of("97411"); /* 50: it would share the first rank */
	assert_int_equal(outlook->rank_nation, 1);
}

static void who_is_eligible_has_the_next_better_one(void **state)
{
	const Eligibility__Outlook *outlook;

	(void)state;
	new_run(harness);
	outlook = outlook_of("14047");
	assert_int_equal(outlook->rank_departement, 0); /* it has its ranks */
	assert_int_equal(outlook->rank_nation, 0);
	assert_string_equal(outlook->next_commune_code, "14999"); /* 20, and not Livarot's 23⅓ */
	assert_string_equal(outlook->next_commune_name, "Île-Seule");
	assert_near(outlook->points_missing, 7.5);
	outlook = outlook_of("14999");
	assert_string_equal(outlook->next_commune_code, "14367");
	assert_near(outlook->points_missing, 3.33333332); /* levels are whole billionths */
	outlook = outlook_of("14367");                    /* the first */
	assert_string_equal(outlook->next_commune_code, "");
	assert_near(outlook->points_missing, 0);
	assert_int_equal(outlook->n_levers, 0);
	assert_string_equal(outlook_of("97502")->next_commune_code, "");
}

/* ---- Levers. A second line, by steps of `b`, keeps the others apart by points that are known. */

static void run_two(const char *line, const char *missing)
{
	const char *made = arena_printf(
		harness->arena,
		"'indicators':[{'indicatorId':'a',%s,'weightBp':5000,'missing':'MISSING_RULE_%s','reason':'R'"
		"},"
		"{'indicatorId':'b','steps':{'steps':[{'from':0,'value':0},{'from':1,'value':0.1},"
		"{'from':2,'value':0.2},{'from':3,'value':1}]},'weightBp':5000,'missing':'MISSING_RULE_WORST'"
		","
		"'reason':'R'}]",
		line, missing);

	assert_accepted(adopt(harness, grid_of(harness, "deux", made)));
	new_run(harness);
}

static void define_two(unsigned decimals)
{
	define(harness, "a",
	       arena_printf(harness->arena, "'decimals':%u,'recorded':{'nature':'NATURE_RATE'}", decimals));
	define(harness, "b", "'recorded':{'nature':'NATURE_CLASS'}");
}

/* NULL where the line alone does not suffice. */
static const Eligibility__Lever *lever_of(char *commune, const char *indicator)
{
	const Eligibility__Outlook *outlook = outlook_of(commune);

	for (size_t i = 0; i < outlook->n_levers; i++)
		if (strcmp(outlook->levers[i]->indicator_id, indicator) == 0)
			return outlook->levers[i];
	return NULL;
}

/* What was told is recorded: Bayeux comes before Livarot. `others` are the rows behind it. */
static void assert_comes_before(double needed, double scale, const char *others)
{
	assert_true(score_of(harness, "14047")->score < score_of(harness, "14367")->score);
	record(harness, "a", 2021,
	       arena_printf(harness->arena, "14047 %lld %s", llround(needed * scale), others));
	new_run(harness);
	assert_true(score_of(harness, "14047")->score > score_of(harness, "14367")->score);
	assert_true(score_of(harness, "14047")->rank_departement <
		    score_of(harness, "14367")->rank_departement);
}

static void a_straight_line_is_climbed(void **state)
{
	const Eligibility__Lever *lever;

	(void)state;
	define_two(1);
	record(harness, "a", 2021, "14047 50 14367 60");
	record(harness, "b", 2021, "14047 0 14367 0");
	run_two("'direction':'DIRECTION_HIGHER','linear':{'low':0,'high':10}", "WORST");
	lever = lever_of("14047", "a");
	assert_non_null(lever);
	assert_string_equal(lever->title, "Titre de a");
	assert_string_equal(lever->unit, "u");
	assert_int_equal(lever->decimals, 1);
	assert_near(lever->value, 5);
	assert_near(lever->needed_value, 6.1); /* 6.0 would be equal */
	lever = lever_of("14047", "b");
	assert_near(lever->needed_value, 2); /* of 5 points: 0.1 would be equal */
	assert_comes_before(6.1, 10, "14367 60");
}

static void a_falling_line_is_descended(void **state)
{
	(void)state;
	define_two(0);
	record(harness, "a", 2021, "14047 23001 14367 20003");
	record(harness, "b", 2021, "14047 1 14367 1");
	run_two("'direction':'DIRECTION_LOWER','linear':{'low':15000,'high':25000}", "WORST");
	assert_near(lever_of("14047", "a")->needed_value, 20002);
	assert_comes_before(20002, 1, "14367 20003");
}

static void a_logarithm_is_climbed(void **state)
{
	double needed;

	(void)state;
	define_two(2);
	record(harness, "a", 2021, "14047 1000 14367 100000");
	record(harness, "b", 2021, "14047 1 14367 0");
	run_two("'direction':'DIRECTION_HIGHER','logarithm':{'low':10,'high':10000}", "WORST");
	/* 10 gives 0 and 1000 two thirds; less the 0.1 of the other line: 10^(1 + 3 × (2/3 − 0.1)) */
	needed = lever_of("14047", "a")->needed_value;
	assert_true(needed >= pow(10, 2.7) && needed < pow(10, 2.7) + 0.02);
	assert_comes_before(needed, 100, "14367 100000");
}

static void the_nearest_step_is_taken(void **state)
{
	(void)state;
	define_two(0);
	record(harness, "a", 2021, "14047 25 14367 5");
	record(harness, "b", 2021, "14047 0 14367 0");
	run_two("'steps':{'steps':[{'from':0,'value':0.9},{'from':10,'value':1},{'from':20,'value':0},"
		"{'from':90,'value':1}]}",
		"WORST");
	assert_near(lever_of("14047", "a")->needed_value, 19); /* the last of its step, and not 90 */
	assert_comes_before(19, 1, "14367 5");
	record(harness, "a", 2021, "14047 88 14367 5");
	new_run(harness);
	assert_near(lever_of("14047", "a")->needed_value, 90);
	assert_comes_before(90, 1, "14367 5");
}

/* Where it overtakes, the others lose: from 1 of 1, 2, 3, 4 to 3 its level is a half, and not the two thirds that were
 * 3's. */
static void a_percentile_is_as_it_would_be(void **state)
{
	static const char line[] = "'direction':'DIRECTION_HIGHER','percentile':{'groupId':'departement'}";

	(void)state;
	define_two(0);
	/* Livarot ⅓ and 0.2 of the other line: 26⅔ of 100. At 3 Bayeux would have a half, and 25; at 4, the whole. But
	 * Livarot, below it then, would have 0, and 10. */
	record(harness, "a", 2021, "14047 1 14118 4 14366 3 14367 2");
	record(harness, "b", 2021, "14047 0 14118 0 14366 0 14367 2");
	run_two(line, "WORST");
	assert_near(score_of(harness, "14367")->score, 50 * 0.333333333 + 10);
	assert_near(lever_of("14047", "a")->needed_value, 3);
	assert_comes_before(3, 1, "14118 4 14366 3 14367 2");
	assert_near(score_of(harness, "14047")->score, 25);
	assert_near(score_of(harness, "14367")->score, 10);
	/* Nor does what is not of its group lose. */
	record(harness, "b", 2021, "14047 0 14118 0 14366 0 14367 3");
	record(harness, "a", 2021, "14047 1 14118 4 14366 3 14367 2");
	new_run(harness);
	assert_null(lever_of("14047", "a")); /* 50 for the best, as Livarot has without */
}

static void a_falling_percentile_is_as_it_would_be(void **state)
{
	static const char line[] = "'direction':'DIRECTION_LOWER','percentile':{'groupId':'departement'}";

	(void)state;
	define_two(0);
	record(harness, "a", 2021, "14047 9 14118 4 14366 3 14367 5");
	record(harness, "b", 2021, "14047 0 14118 0 14366 0 14367 2");
	run_two(line, "WORST");
	assert_near(lever_of("14047", "a")->needed_value, 4);
	assert_comes_before(4, 1, "14118 4 14366 3 14367 5");
}

static void what_is_missing_is_no_lever(void **state)
{
	(void)state;
	define_two(0);
	record(harness, "a", 2021, "14367 9");
	record(harness, "b", 2021, "14047 0 14367 0");
	run_two("'direction':'DIRECTION_HIGHER','linear':{'low':0,'high':10}", "NEUTRAL");
	assert_string_equal(outlook_of("14047")->next_commune_code, "14367"); /* 25 for half, and 45 */
	assert_null(lever_of("14047", "a"));
	assert_non_null(lever_of("14047", "b"));
}

/* Of many communes, values and both directions: each lever that is told does what it says. */
static void levers_do_what_they_say(void **state)
{
	static const char *const lines[] = {
		"'direction':'DIRECTION_HIGHER','percentile':{'groupId':'nation'}",
		"'direction':'DIRECTION_LOWER','percentile':{'groupId':'nation'}",
		"'direction':'DIRECTION_HIGHER','percentile':{'groupId':'departement'}",
		"'direction':'DIRECTION_LOWER','linear':{'low':2,'high':9}",
		"'direction':'DIRECTION_HIGHER','logarithm':{'low':1,'high':12}",
	};
	unsigned told = 0;
	uint64_t chance = 12345;

	(void)state;
	define_two(0);
	for (unsigned n = 0; n < 60; n++) {
		long values[5];
		const Eligibility__Lever *lever;

		for (unsigned i = 0; i < 5; i++) {
			chance = chance * 6364136223846793005u + 1442695040888963407u;
			values[i] = (long)(chance >> 33) % 12;
		}
#define ROWS(first)                                                                                          \
	arena_printf(harness->arena, "14047 %ld 14118 %ld 14366 %ld 14367 %ld 14999 %ld", first, values[1],  \
		     values[2], values[3], values[4])
		record(harness, "a", 2021, ROWS(values[0]));
		record(harness, "b", 2021,
		       arena_printf(harness->arena, "14047 0 14118 1 14366 0 14367 %lu 14999 %lu",
				    (unsigned long)(chance >> 20) % 3, (unsigned long)(chance >> 24) % 3));
		assert_accepted(adopt(
			harness,
			grid_of(harness, arena_printf(harness->arena, "essai-%u", n),
				arena_printf(
					harness->arena,
					"'indicators':[{'indicatorId':'a',%s,'weightBp':6000,'missing':"
					"'MISSING_RULE_WORST','reason':'R'},{'indicatorId':'b','direction':"
					"'DIRECTION_HIGHER','linear':{'low':0,'high':4},'weightBp':4000,"
					"'missing':'MISSING_RULE_WORST','reason':'R'}]",
					lines[n % (sizeof(lines) / sizeof(*lines))]))));
		assert_accepted(run_scores(harness, ""));
		lever = lever_of("14047", "a");
		if (!lever)
			continue;
		char *next = outlook_of("14047")->next_commune_code;

		told++;
		record(harness, "a", 2021, ROWS(lround(lever->needed_value)));
		assert_accepted(run_scores(harness, ""));
		assert_true(score_of(harness, "14047")->score > score_of(harness, next)->score);
#undef ROWS
	}
	assert_true(told > 15);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(who_is_not_eligible_has_the_ranks_it_would_have),
		CASE(who_is_eligible_has_the_next_better_one),
		CASE(a_straight_line_is_climbed),
		CASE(a_falling_line_is_descended),
		CASE(a_logarithm_is_climbed),
		CASE(the_nearest_step_is_taken),
		CASE(a_percentile_is_as_it_would_be),
		CASE(a_falling_percentile_is_as_it_would_be),
		CASE(what_is_missing_is_no_lever),
		CASE(levers_do_what_they_say),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/outlook", tests, NULL, NULL);
}
