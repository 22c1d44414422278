#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cli/series_used.h"
#include "json/json.h"

enum { ARENA_MAX = 4 << 20, SERIES = 6 };

static struct arena *arena;

static void *message(const ProtobufCMessageDescriptor *type, const char *text)
{
	struct refusal refusal = {0};
	void *ret = NULL;

	if (!json_to_message(arena, type, text, strlen(text), &ret, &refusal))
		fail_msg("%s", refusal.message);
	return ret;
}

/* A share of jobs in a canton, jobs of a year that is told; a condition's list; and what nobody asks for. */
static const char INDICATORS[] =
	"{\"indicators\": [{\"id\": \"jobs\", \"recorded\": {\"nature\": \"NATURE_COUNT\"}},"
	"{\"id\": \"canton\", \"recorded\": {\"nature\": \"NATURE_GROUP\"}},"
	"{\"id\": \"acv\", \"recorded\": {\"nature\": \"NATURE_CLASS\"}},"
	"{\"id\": \"rent\", \"recorded\": {\"nature\": \"NATURE_RATE\"}},"
	"{\"id\": \"population\", \"geographic\": {\"fact\": \"FACT_POPULATION\"}},"
	"{\"id\": \"old-jobs\", \"ratio\": {\"numerator\": {\"indicatorId\": \"jobs\", \"year\": 2013},"
	" \"denominator\": {\"indicatorId\": \"population\"}}},"
	"{\"id\": \"jobs-share\", \"inGroup\": {\"groupId\": \"canton\", \"measure\": \"MEASURE_SHARE\","
	" \"operand\": {\"indicatorId\": \"old-jobs\"}}}]}";

static const char RECORDED[] =
	"{\"series\": [{\"indicatorId\": \"acv\", \"year\": 2024},"
	"{\"indicatorId\": \"canton\", \"year\": 2020}, {\"indicatorId\": \"canton\", \"year\": 2025},"
	"{\"indicatorId\": \"jobs\", \"year\": 2013}, {\"indicatorId\": \"jobs\", \"year\": 2018},"
	"{\"indicatorId\": \"rent\", \"year\": 2021}]}";

static void expect_used(const char *grid_text, const bool *wanted)
{
	const Eligibility__Grid *grid = message(&eligibility__grid__descriptor, grid_text);
	const bool *used =
		series_used(grid, message(&eligibility__list_indicators_response__descriptor, INDICATORS),
			    message(&eligibility__list_series_response__descriptor, RECORDED), arena);

	for (size_t i = 0; i < SERIES; i++)
		if (used[i] != wanted[i])
			fail_msg("series %zu: %d", i, used[i]);
}

static void all_the_way_down(void **state)
{
	(void)state;
	expect_used("{\"indicators\": [{\"indicatorId\": \"jobs-share\", \"percentile\": {\"groupId\": "
		    "\"nation\"}}]}",
		    (const bool[SERIES]){false, false, true, true, false, false});
}

static void of_the_year_that_is_told_or_the_latest(void **state)
{
	(void)state;
	expect_used("{\"indicators\": [{\"indicatorId\": \"jobs\", \"linear\": {\"high\": 1}}]}",
		    (const bool[SERIES]){false, false, false, false, true, false});
	expect_used(
		"{\"indicators\": [{\"indicatorId\": \"jobs\", \"year\": 2013, \"linear\": {\"high\": 1}}]}",
		(const bool[SERIES]){false, false, false, true, false, false});
	expect_used("{\"indicators\": [{\"indicatorId\": \"jobs\", \"year\": 1999}, {\"indicatorId\": "
		    "\"nobody\"}]}",
		    (const bool[SERIES]){false});
}

static void groups_and_criteria_too(void **state)
{
	(void)state;
	expect_used("{\"indicators\": [{\"indicatorId\": \"population\", \"percentile\": {\"groupId\": "
		    "\"canton\"}}],"
		    "\"criteria\": [{\"condition\": {\"operand\": {\"indicatorId\": \"acv\"}}}]}",
		    (const bool[SERIES]){true, false, true, false, false, false});
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_MAX);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_the_way_down),
		cmocka_unit_test(of_the_year_that_is_told_or_the_latest),
		cmocka_unit_test(groups_and_criteria_too),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
