#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/time.h"

static void assert_instant(int64_t us, const char *expected)
{
	char text[INSTANT_TEXT_SIZE];

	instant_text((struct instant){.us = us}, text);
	assert_string_equal(text, expected);
}

static void writes_instants(void **state)
{
	(void)state;
	assert_instant(0, "1970-01-01T00:00:00Z");
	assert_instant(1, "1970-01-01T00:00:00.000001Z");
	assert_instant(120000, "1970-01-01T00:00:00.120Z");
	assert_instant(-1, "1969-12-31T23:59:59.999999Z");
	assert_instant(INT64_C(951782399) * 1000000, "2000-02-28T23:59:59Z");
	assert_instant(INT64_C(951782400) * 1000000, "2000-02-29T00:00:00Z");
	assert_instant(INT64_C(1795310955123456), "2026-11-22T01:29:15.123456Z");
	assert_instant(INT64_MIN, "0001-01-01T00:00:00Z");
	assert_instant(INT64_MAX, "9999-12-31T23:59:59.999999Z");
}

static void clocks_run(void **state)
{
	struct monotonic before = monotonic_now();

	(void)state;
	assert_true(monotonic_now().us >= before.us);
	assert_true(instant_now().us > INT64_C(1600000000) * 1000000);
	assert_int_equal(instant_add_ms((struct instant){.us = 5}, -2).us, -1995);
	assert_int_equal(monotonic_add_ms(before, 3).us, before.us + 3000);
}

static void reads_dates(void **state)
{
	static const char *const right[] = {"1900-01-01", "2000-02-29", "2024-02-29",
					    "2026-12-31", "2199-12-31", "2026-04-30"};
	struct civil_date date;
	char text[CIVIL_DATE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		assert_true(civil_date_parse(right[i], &date));
		civil_date_text(date, text);
		assert_string_equal(text, right[i]);
	}
}

static void refuses_other_dates(void **state)
{
	static const char *const wrong[] = {
		"",           "2026-1-01",  "2026-13-01",  "2026-00-10", "2026-01-00", "2026-01-32",
		"2026-04-31", "2026-02-29", "1900-02-29",  "2100-02-29", "1899-12-31", "2200-01-01",
		"2026/01/01", "2026-01-1 ", "2026-01-011", "+026-01-01", "20 6-01-01", "2026-01-01T00:00:00Z",
	};
	struct civil_date date = {0};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(civil_date_parse(wrong[i], &date));
	assert_int_equal(date.year, 0);
}

static void counts_days(void **state)
{
	struct civil_date previous = civil_date_from_days(-719163), date;

	(void)state;
	assert_int_equal(civil_date_days((struct civil_date){1970, 1, 1}), 0);
	assert_int_equal(civil_date_days((struct civil_date){2000, 3, 1}), 11017);
	assert_int_equal(civil_date_days((struct civil_date){1, 1, 1}), -719162);
	assert_int_equal(civil_date_days((struct civil_date){9999, 12, 31}), 2932896);
	for (int32_t day = -719162; day <= 2932896; day++) {
		date = civil_date_from_days(day);
		if (civil_date_days(date) != day)
			fail_msg("day %d", day);
		if (day > -719162 && date.day != previous.day + 1 && date.day != 1)
			fail_msg("day %d does not follow", day);
		previous = date;
	}
	assert_int_equal(civil_date_from_days(INT32_MIN).year, 1);
	assert_int_equal(civil_date_from_days(INT32_MAX).year, 9999);
}

static void assert_months(const char *from, int months, const char *expected)
{
	struct civil_date date;
	char text[CIVIL_DATE_TEXT_SIZE];

	assert_true(civil_date_parse(from, &date));
	civil_date_text(civil_date_add_months(date, months), text);
	assert_string_equal(text, expected);
}

static void adds_months(void **state)
{
	(void)state;
	assert_months("2026-01-31", 1, "2026-02-28");
	assert_months("2024-01-31", 1, "2024-02-29");
	assert_months("2026-03-31", 1, "2026-04-30");
	assert_months("2026-03-31", -1, "2026-02-28");
	assert_months("2026-11-15", 2, "2027-01-15");
	assert_months("2026-12-01", 1, "2027-01-01");
	assert_months("2026-01-01", -1, "2025-12-01");
	assert_months("2024-02-29", 12, "2025-02-28");
	assert_months("2024-02-29", 48, "2028-02-29");
	assert_months("2026-05-05", 0, "2026-05-05");
	assert_months("2026-05-05", INT32_MAX, "9999-12-05");
	assert_months("2026-05-05", INT32_MIN, "0001-01-05");
}

static void a_clock_that_jumps_is_not_believed(void **state)
{
	enum { HOUR_S = 3600, YEARS_S = 10 * 365 * 24 * HOUR_S };
	const int64_t second = 1000000, offset = 1800000000 * second;
	const struct monotonic mono = {.us = 5 * second};
	const int64_t right = mono.us + offset;
	static const int64_t set[] = {0, 1, -1, 90, HOUR_S, -HOUR_S};
	static const int64_t jumps[] = {HOUR_S + 1, -HOUR_S - 1, YEARS_S, -(int64_t)YEARS_S};

	(void)state;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
		struct instant wall = {.us = right + set[i] * second};

		assert_false(instant_jumped(wall, mono, offset));
		assert_int_equal(instant_unless_jumped(wall, mono, offset).us, wall.us);
	}
	for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
		struct instant wall = {.us = right + jumps[i] * second};

		assert_true(instant_jumped(wall, mono, offset));
		assert_int_equal(instant_unless_jumped(wall, mono, offset).us, right);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_that_jumps_is_not_believed),
		cmocka_unit_test(writes_instants),
		cmocka_unit_test(clocks_run),
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(refuses_other_dates),
		cmocka_unit_test(counts_days),
		cmocka_unit_test(adds_months),
	};

	return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
