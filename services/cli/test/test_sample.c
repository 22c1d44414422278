#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "cli/sample.h"

enum { ARENA_MAX = 1 << 20, COMMUNES = 9, LINES = 2 };

static struct arena *arena;

/* Two départements that choose, one that does not; an EPCI across the first two. */
static const char *codes[] = {"01001", "01002", "01003", "01004", "02001",
			      "02002", "02003", "03001", "03002"};
static const char *departements[] = {"01", "01", "01", "01", "02", "02", "02", "03", "03"};
static const char *epcis[] = {"A", "A", "", "", "A", "B", "B", "C", "C"};
static bool eligible[] = {true, true, true, true, true, false, true, true, false};
static uint32_t populations[] = {10, 20, 30, 40, 50, 60000, 70, 80, 0};
static uint32_t levels_e9[COMMUNES * LINES];
static bool missing[COMMUNES * LINES];

static const struct measured MEASURED = {.codes = codes,
					 .departements = departements,
					 .epcis = epcis,
					 .eligible = eligible,
					 .populations = populations,
					 .levels_e9 = levels_e9,
					 .missing = missing,
					 .count = COMMUNES,
					 .line_count = LINES};

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_MAX);
	for (unsigned i = 0; i < COMMUNES; i++) {
		levels_e9[i * LINES] = i * 100000000;
		levels_e9[i * LINES + 1] = 1000000000;
	}
	missing[0] = missing[3] = missing[16] = true;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct decision CHOSEN[] = {{"01002", 5}, {"01099", 2}, {"02002", 3}, {"02003", 4}, {"03002", 6}};
static const struct decisions DECISIONS = {.all = CHOSEN, .count = 5};

static struct sample made(void)
{
	struct sample sample;

	arena_reset(arena);
	assert_true(sample_make(&sample, &MEASURED, &DECISIONS, arena));
	return sample;
}

static void the_eligible_of_the_departements_that_choose(void **state)
{
	static const char *const wanted[] = {"01001", "01002", "01003", "01004", "02001", "02003"};
	struct sample sample = made();

	(void)state;
	assert_int_equal(sample.count, 6);
	assert_int_equal(sample.departement_count, 2);
	assert_string_equal(sample.departement_codes[1], "02");
	for (size_t i = 0; i < sample.count; i++) {
		assert_string_equal(sample.codes[i], wanted[i]);
		assert_int_equal(sample.departements[i], i >= 4);
		assert_int_equal(sample.chosen[i], i == 1 || i == 5);
	}
	assert_int_equal(sample.chosen_count, 2);
	assert_int_equal(sample.populations[5], 70);
	assert_true(sample.levels[5 * LINES] == 0.6 && sample.levels[5 * LINES + 1] == 1);
	assert_int_equal(sample.levels_e9[5][0], 600000000);
	assert_int_equal(sample.missing[0], 1); /* of the third département's nothing is counted */
	assert_int_equal(sample.missing[1], 1);
}

static void what_is_left_out_of_the_list_is_told(void **state)
{
	static const struct sample_left_out wanted[] = {{&CHOSEN[1], LEFT_OUT_UNKNOWN, 0},
							{&CHOSEN[2], LEFT_OUT_NOT_ELIGIBLE, 60000},
							{&CHOSEN[4], LEFT_OUT_NOT_ELIGIBLE, 0}};
	struct sample sample = made();

	(void)state;
	assert_int_equal(sample.left_out_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_ptr_equal(sample.left_out[i].decision, wanted[i].decision);
		assert_int_equal(sample.left_out[i].why, wanted[i].why);
		assert_int_equal(sample.left_out[i].population, wanted[i].population);
	}
}

static void an_epci_is_that_of_a_departement_and_who_has_none_is_alone(void **state)
{
	struct sample sample = made();
	const uint32_t *of = sample.epcis;

	(void)state;
	assert_int_equal(sample.epci_count, 5);
	assert_int_equal(of[0], of[1]);
	assert_int_not_equal(of[0], of[4]); /* the same EPCI, another département */
	assert_int_not_equal(of[2], of[3]); /* both have none */
	for (size_t i = 0; i < sample.count; i++)
		assert_in_range(of[i], 0, 4);
}

static void a_list_may_choose_nobody_who_is_eligible(void **state)
{
	const struct decisions none = {.all = CHOSEN + 1, .count = 2};
	struct sample sample;

	(void)state;
	arena_reset(arena);
	assert_true(sample_make(&sample, &MEASURED, &none, arena));
	assert_int_equal(sample.count, 0);
	assert_int_equal(sample.departement_count, 0);
	assert_int_equal(sample.left_out_count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_eligible_of_the_departements_that_choose),
		cmocka_unit_test(what_is_left_out_of_the_list_is_told),
		cmocka_unit_test(an_epci_is_that_of_a_departement_and_who_has_none_is_alone),
		cmocka_unit_test(a_list_may_choose_nobody_who_is_eligible),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
