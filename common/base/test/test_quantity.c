#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/quantity.h"

static const struct cents MOST = {INT64_MAX}, LEAST = {INT64_MIN}, ONE = {1};

static void sums_are_checked(void **state)
{
	struct cents sum = {42};

	(void)state;
	assert_false(cents_add(MOST, ONE, &sum));
	assert_false(cents_add(LEAST, (struct cents){-1}, &sum));
	assert_false(cents_subtract(LEAST, ONE, &sum));
	assert_false(cents_subtract((struct cents){0}, LEAST, &sum));
	assert_int_equal(sum.cents, 42);
	assert_true(cents_add(MOST, LEAST, &sum));
	assert_int_equal(sum.cents, -1);
	assert_true(cents_subtract(ONE, (struct cents){3}, &sum));
	assert_int_equal(sum.cents, -2);
	assert_true(cents_subtract(MOST, MOST, &sum));
	assert_int_equal(sum.cents, 0);
}

static void assert_rate(int64_t amount, uint32_t bp, int64_t expected)
{
	struct cents product;

	assert_true(cents_times_rate((struct cents){amount}, (struct rate_bp){bp}, &product));
	assert_true(product.cents == expected);
}

static void rates_round_half_away_from_zero(void **state)
{
	struct cents product = {42};

	(void)state;
	assert_rate(100, 8000, 80);
	assert_rate(1, 5000, 1);
	assert_rate(1, 4999, 0);
	assert_rate(3, 5000, 2);
	assert_rate(-1, 5000, -1);
	assert_rate(-1, 4999, 0);
	assert_rate(-3, 5000, -2);
	assert_rate(333, 3333, 111);
	assert_rate(12345, 0, 0);
	assert_rate(INT64_MAX, 10000, INT64_MAX);
	assert_rate(INT64_MIN, 10000, INT64_MIN);
	assert_rate(INT64_MAX, 5000, INT64_MAX / 2 + 1);
	assert_false(cents_times_rate(MOST, (struct rate_bp){10001}, &product));
	assert_false(cents_times_rate(LEAST, (struct rate_bp){UINT32_MAX}, &product));
	assert_int_equal(product.cents, 42);
}

static void orders(void **state)
{
	struct sequence next = {7};

	(void)state;
	assert_true(cents_compare(LEAST, MOST) < 0);
	assert_true(cents_compare(MOST, LEAST) > 0);
	assert_int_equal(cents_compare(ONE, ONE), 0);
	assert_false(sequence_next((struct sequence){UINT64_MAX}, &next));
	assert_int_equal(next.seq, 7);
	assert_true(sequence_next((struct sequence){UINT64_MAX - 1}, &next));
	assert_true(next.seq == UINT64_MAX);
	assert_true(sequence_compare((struct sequence){1}, next) < 0);
	assert_int_equal(sequence_compare(next, next), 0);
}

static void assert_text(int64_t cents, const char *expected)
{
	char text[CENTS_TEXT_SIZE];

	cents_text((struct cents){cents}, text);
	assert_string_equal(text, expected);
}

static void writes_french_amounts(void **state)
{
	(void)state;
	assert_text(0, "0,00\u00a0€");
	assert_text(5, "0,05\u00a0€");
	assert_text(-5, "-0,05\u00a0€");
	assert_text(99999, "999,99\u00a0€");
	assert_text(123456, "1\u202f234,56\u00a0€");
	assert_text(-12345600, "-123\u202f456,00\u00a0€");
	assert_text(100000000, "1\u202f000\u202f000,00\u00a0€");
	assert_text(INT64_MAX, "92\u202f233\u202f720\u202f368\u202f547\u202f758,07\u00a0€");
	assert_text(INT64_MIN, "-92\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_checked),
		cmocka_unit_test(rates_round_half_away_from_zero),
		cmocka_unit_test(orders),
		cmocka_unit_test(writes_french_amounts),
	};

	return cmocka_run_group_tests_name("base/quantity", tests, NULL, NULL);
}
