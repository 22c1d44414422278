#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "cli/resampling.h"
#include "cli/shares.h"

enum { GROUPS = 45, FOLDS = 10 };

/* The first numbers of seed 1234567, as the reference implementation gives them (prng.di.unimi.it/splitmix64.c). */
static void numbers_are_those_of_splitmix64(void **state)
{
	struct draws draws = {1234567};

	(void)state;
	assert_true(draws_next(&draws) == 6457827717110365317ULL);
	assert_true(draws_next(&draws) == 3203168211198807973ULL);
	assert_true(draws_next(&draws) == 9817491932198370423ULL);
}

static void draws_stay_below_and_reach_all(void **state)
{
	struct draws draws = {1};
	unsigned seen[7] = {0};

	(void)state;
	for (unsigned i = 0; i < 7000; i++) {
		uint32_t drawn = draws_below(&draws, 7);

		assert_in_range(drawn, 0, 6);
		seen[drawn]++;
	}
	for (unsigned i = 0; i < 7; i++)
		assert_in_range(seen[i], 850, 1150);
	assert_int_equal(draws_below(&draws, 1), 0);
}

static void folds_are_even_and_the_seeds_own(void **state)
{
	struct draws draws = {2026}, same = {2026};
	uint32_t first[GROUPS], second[GROUPS], again[GROUPS];
	unsigned sizes[FOLDS] = {0};

	(void)state;
	folds_deal(&draws, GROUPS, FOLDS, first);
	folds_deal(&draws, GROUPS, FOLDS, second);
	folds_deal(&same, GROUPS, FOLDS, again);
	assert_memory_equal(first, again, sizeof first);
	assert_memory_not_equal(first, second, sizeof first);
	for (size_t i = 0; i < GROUPS; i++)
		sizes[first[i]]++;
	for (size_t i = 0; i < FOLDS; i++)
		assert_in_range(sizes[i], GROUPS / FOLDS, GROUPS / FOLDS + 1);
}

static void a_resample_is_as_large(void **state)
{
	struct draws draws = {3};
	uint32_t times[GROUPS], sum = 0, absent = 0;

	(void)state;
	resample(&draws, GROUPS, times);
	for (size_t i = 0; i < GROUPS; i++) {
		sum += times[i];
		absent += times[i] == 0;
	}
	assert_int_equal(sum, GROUPS);
	assert_in_range(absent, 8, 25); /* about 1 / e of them */
}

static void the_middle_of_values(void **state)
{
	double values[101], one[] = {4}, few[] = {3, 1};
	struct interval interval;

	(void)state;
	for (int i = 0; i <= 100; i++)
		values[i] = (i * 37) % 101;
	interval = interval_of(values, 101);
	assert_true(fabs(interval.low - 2.5) < 1e-12 && fabs(interval.high - 97.5) < 1e-12);
	interval = interval_of(one, 1);
	assert_true(interval.low == 4 && interval.high == 4);
	interval = interval_of(few, 2);
	assert_true(fabs(interval.low - 1.05) < 1e-12 && fabs(interval.high - 2.95) < 1e-12);
}

static void expect_shares(const double *weights, size_t count, const uint32_t *wanted)
{
	uint32_t shares[8];

	assert_true(shares_round(weights, count, 100, shares));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(shares[i], wanted[i]);
}

static void the_largest_remainders_get_one_more(void **state)
{
	static const double thirds[] = {1, 1, 1}, mixed[] = {26, 0, 65.75, 8.25}, alone[] = {0.001},
			    exact[] = {3, 1}, tiny[] = {999, 1, 1};
	uint32_t none[] = {7, 7};

	(void)state;
	expect_shares(thirds, 3, (const uint32_t[]){34, 33, 33}); /* the first of equal ones */
	expect_shares(mixed, 4, (const uint32_t[]){26, 0, 66, 8});
	expect_shares(alone, 1, (const uint32_t[]){100});
	expect_shares(exact, 2, (const uint32_t[]){75, 25});
	expect_shares(tiny, 3, (const uint32_t[]){100, 0, 0});
	assert_false(shares_round((const double[]){0, 0}, 2, 100, none));
	assert_true(none[0] == 0 && none[1] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_splitmix64),
		cmocka_unit_test(draws_stay_below_and_reach_all),
		cmocka_unit_test(folds_are_even_and_the_seeds_own),
		cmocka_unit_test(a_resample_is_as_large),
		cmocka_unit_test(the_middle_of_values),
		cmocka_unit_test(the_largest_remainders_get_one_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
