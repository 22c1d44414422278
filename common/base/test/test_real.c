#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/real.h"

#define PI 3.14159265358979323846

static void assert_near(double found, double wanted, double tolerance)
{
	if (!(fabs(found - wanted) <= tolerance))
		fail_msg("%.17g, and not %.17g", found, wanted);
}

static void test_logarithm(void **state)
{
	(void)state;
	assert_true(real_log(1) == 0);
	for (double x = 1e-300; x < 1e300; x *= 1.37)
		assert_near(real_log(x), log(x), 4e-16 * fabs(log(x)) + 1e-16);
	for (double x = 0.5; x < 2; x += 1e-4)
		assert_near(real_log(x), log(x), 4e-16 * fabs(log(x)) + 3e-17);
}

/* However many there are, and in place. */
static void test_logarithms_of_many(void **state)
{
	enum { MANY = 19 };
	double x[MANY], logs[MANY + 1];

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		x[i] = 0.31 * (double)(i + 1) * (double)(i + 1);
	for (size_t count = 0; count <= MANY; count++) {
		logs[count] = -1;
		real_logs(x, count, logs);
		for (size_t i = 0; i < count; i++)
			assert_true(logs[i] == real_log(x[i]));
		assert_true(logs[count] == -1);
	}
	real_logs(x, MANY, x);
	assert_memory_equal(x, logs, sizeof(x));
}

static void test_exponential(void **state)
{
	(void)state;
	assert_true(real_exp(0) == 1);
	for (double x = -700; x <= 700; x += 0.0173)
		assert_near(real_exp(x) / exp(x), 1, 1e-15);
}

static void test_angles(void **state)
{
	(void)state;
	assert_true(real_sin_degrees(0) == 0 && real_cos_degrees(90) == 0 && real_sin_degrees(180) == 0);
	assert_true(real_sin_degrees(90) == 1 && real_cos_degrees(0) == 1 && real_cos_degrees(180) == -1);
	for (double degrees = -360; degrees <= 360; degrees += 0.0371) {
		assert_near(real_sin_degrees(degrees), sin(degrees * PI / 180), 2e-15);
		assert_near(real_cos_degrees(degrees), cos(degrees * PI / 180), 2e-15);
	}
}

static void test_arcsine(void **state)
{
	(void)state;
	assert_true(real_asin(0) == 0);
	assert_near(real_asin(1), PI / 2, 1e-16);
	for (double x = 1e-9; x <= 1; x += 1.3e-4)
		assert_near(real_asin(x), asin(x), 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logarithm),   cmocka_unit_test(test_logarithms_of_many),
		cmocka_unit_test(test_exponential), cmocka_unit_test(test_angles),
		cmocka_unit_test(test_arcsine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
