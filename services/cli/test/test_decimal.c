#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cli/decimal.h"

static void digits_are_kept_and_half_rounds_away_from_zero(void **state)
{
	static const struct {
		const char *text;
		unsigned decimals;
		int64_t value;
	} cases[] = {
		{"0", 0, 0},
		{"-0", 0, 0},
		{"007", 0, 7},
		{"12.5", 1, 125},
		{"12.5", 0, 13},
		{"-12.5", 0, -13},
		{"12.49999999999999999999999", 0, 12},
		{"-0.4", 0, 0},
		{"0.5", 0, 1},
		{"0.05", 1, 1},
		{"0.045", 1, 0},
		{"93.1193303116279", 3, 93119},
		{"16.2782608695653", 3, 16278},
		{"1.005", 2, 101},
		{"3", 3, 3000},
		{"3.1", 3, 3100},
		{"99.9996", 3, 100000},
		{"9007199254740992", 0, DECIMAL_LIMIT},
		{"-9007199254740.992", 3, -DECIMAL_LIMIT},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t value = 0;

		if (decimal_read(cases[i].text, '.', cases[i].decimals, &value) != DECIMAL_OK ||
		    value != cases[i].value)
			fail_msg("%s: %lld", cases[i].text, (long long)value);
	}
}

static void the_mark_is_the_one_said(void **state)
{
	int64_t value;

	(void)state;
	assert_int_equal(decimal_read("1,25", ',', 2, &value), DECIMAL_OK);
	assert_int_equal(value, 125);
	assert_int_equal(decimal_read("1.25", ',', 2, &value), DECIMAL_NO_NUMBER);
	assert_int_equal(decimal_read("1,25", '.', 2, &value), DECIMAL_NO_NUMBER);
}

static void what_is_no_number_is_not_taken_for_one(void **state)
{
	static const char *const texts[] = {"",      "-",   ".",   "1.",  ".5",    "1..2",
					    "1.2.3", "1e5", "+1",  "--1", "1 234", " 1",
					    "1 ",    "1%",  "nan", "inf", "0x10",  "1.2e3"};

	(void)state;
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t value;

		if (decimal_read(texts[i], '.', 2, &value) != DECIMAL_NO_NUMBER)
			fail_msg("« %s » is no number", texts[i]);
	}
}

static void what_is_too_large_is_refused(void **state)
{
	static const struct {
		const char *text;
		unsigned decimals;
	} cases[] = {
		{"9007199254740993", 0},
		{"-9007199254740993", 0},
		{"9007199254740992.5", 0},
		{"9007199254740.993", 3},
		{"10000000000000000000000000", 0},
		{"9223372036854775808", 0},
		{"1", 16},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t value;

		if (decimal_read(cases[i].text, '.', cases[i].decimals, &value) != DECIMAL_TOO_LARGE)
			fail_msg("%s is too large", cases[i].text);
	}
}

static void whole_numbers_are_scaled_within_the_limit(void **state)
{
	int64_t value = 0;

	(void)state;
	assert_true(decimal_scale(-3, 2, &value));
	assert_int_equal(value, -300);
	assert_true(decimal_scale(0, 4000000000u, &value));
	assert_int_equal(value, 0);
	assert_true(decimal_scale(DECIMAL_LIMIT, 0, &value));
	assert_false(decimal_scale(DECIMAL_LIMIT + 1, 0, &value));
	assert_false(decimal_scale(-DECIMAL_LIMIT - 1, 0, &value));
	assert_false(decimal_scale(900719925474100, 1, &value));
	assert_false(decimal_scale(1, 16, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_kept_and_half_rounds_away_from_zero),
		cmocka_unit_test(the_mark_is_the_one_said),
		cmocka_unit_test(what_is_no_number_is_not_taken_for_one),
		cmocka_unit_test(what_is_too_large_is_refused),
		cmocka_unit_test(whole_numbers_are_scaled_within_the_limit),
	};

	return cmocka_run_group_tests_name("cli/decimal", tests, NULL, NULL);
}
