/* What becomes of recorded values when communes merge: each nature in its own way. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define_natures(harness);
	return 0;
}

static void record_all(void)
{
	struct series_request *series;
	static char *texts[] = {"Mézidon", "Lisieux-1"};

	record(harness, "jobs", 2021, "14366 9000 14367 1000");
	record(harness, "income", 2021, "14366 200000 14367 220000");
	record(harness, "weighed", 2021, "14366 200000 14367 220000");
	record(harness, "kind", 2021, "14366 1 14367 2");
	series = series_of(harness, "canton", 2021, "14366 1 14367 0");
	series->request.texts = texts;
	series->request.n_texts = 2;
	assert_accepted(record_request(harness, series));
}

static void assert_carried(void)
{
	assert_near(value_of(harness, "jobs", "14366"), 10000);
	assert_near(value_of(harness, "income", "14366"), 21000);  /* one as much as the other */
	assert_near(value_of(harness, "weighed", "14366"), 20200); /* nine tenths and one */
	assert_near(value_of(harness, "kind", "14366"), 2);        /* the highest */
	assert_near(value_of(harness, "canton", "14366"), 1);      /* its own */
	assert_true(isnan(value_of(harness, "jobs", "14367")));
}

static void what_is_recorded_before_a_merger_is_carried(void **state)
{
	(void)state;
	record_all();
	assert_near(value_of(harness, "jobs", "14366"), 9000);
	assert_near(value_of(harness, "canton", "14367"), 0);
	say_merger(harness); /* old series are carried anew */
	assert_carried();
}

static void old_codes_recorded_after_a_merger_are_carried(void **state)
{
	(void)state;
	say_merger(harness);
	record_all();
	assert_carried();
}

/* Whatever is known of those that have become it. */
static void a_part_alone_is_carried(void **state)
{
	struct series_request *series;
	static char *texts[] = {"Mézidon"};

	(void)state;
	say_merger(harness);
	record(harness, "jobs", 2021, "14367 1000");
	record(harness, "weighed", 2021, "14367 220000");
	series = series_of(harness, "canton", 2021, "14367 0");
	series->request.texts = texts;
	series->request.n_texts = 1;
	assert_accepted(record_request(harness, series));
	assert_near(value_of(harness, "jobs", "14366"), 1000);
	assert_near(value_of(harness, "weighed", "14366"), 22000);
	assert_near(value_of(harness, "canton", "14366"), 0);
}

/* By the year of weights nearest to the rate's own; a weight of none is one. */
static void a_rate_is_weighed_by_the_nearest_year(void **state)
{
	(void)state;
	say_merger(harness);
	record(harness, "jobs", 2010, "14366 1 14367 9999");
	record(harness, "jobs", 2019, "14366 3 14367 1");
	record(harness, "weighed", 2021, "14366 200000 14367 220000");
	assert_near(value_of(harness, "weighed", "14366"), 20500); /* three quarters and one */
	record(harness, "jobs", 2021, "14366 3");
	assert_near(value_of(harness, "weighed", "14366"), 20500); /* the other's is unknown: 1 */
	record(harness, "jobs", 2021, "14366 3 14367 0");
	assert_near(value_of(harness, "weighed", "14366"), 20500);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(what_is_recorded_before_a_merger_is_carried),
		CASE(old_codes_recorded_after_a_merger_are_carried),
		CASE(a_part_alone_is_carried),
		CASE(a_rate_is_weighed_by_the_nearest_year),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/mergers", tests, NULL, NULL);
}
