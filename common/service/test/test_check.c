/* What services read of messages that nobody has checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/check.h"

static int64_t us_of(int64_t seconds, int32_t nanos)
{
	Pb__Timestamp timestamp = PB__TIMESTAMP__INIT;

	timestamp.seconds = seconds;
	timestamp.nanos = nanos;
	return timestamp_instant(&timestamp).us;
}

static void a_timestamp_past_counting_is_the_last_that_is_not(void **state)
{
	(void)state;
	assert_int_equal(us_of(1768478400, 7999), 1768478400000007);
	assert_int_equal(us_of(-1, 999999999), 0);
	assert_int_equal(us_of(INT64_MIN, INT32_MIN), 0);
	assert_int_equal(us_of(INT64_MAX, 0), INT64_MAX);
	assert_true(us_of(INT64_MAX / 1000000 - 1, INT32_MAX) == INT64_MAX);
	assert_true(us_of(INT64_MAX / 1000000 - 3, INT32_MAX) > 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_timestamp_past_counting_is_the_last_that_is_not),
	};

	return cmocka_run_group_tests_name("service/check", tests, NULL, NULL);
}
