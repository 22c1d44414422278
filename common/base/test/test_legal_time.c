#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/legal_time.h"

static struct instant utc(const char *day, int hour, int minute, int second)
{
	struct civil_date date;

	assert_true(civil_date_parse(day, &date));
	return (struct instant){
		.us = ((int64_t)civil_date_days(date) * 86400 + hour * 3600 + minute * 60 + second) *
		      1000000};
}

static void assert_offset(const char *departement, struct instant at, int hours)
{
	assert_int_equal(legal_offset(legal_zone_of_departement(departement), at), hours * 3600);
}

static void assert_date(const char *departement, struct instant at, const char *expected)
{
	char text[CIVIL_DATE_TEXT_SIZE];

	civil_date_text(legal_date(legal_zone_of_departement(departement), at), text);
	assert_string_equal(text, expected);
}

static void assert_instant(const char *departement, const char *day, unsigned hour, struct instant expected)
{
	struct civil_date date;

	assert_true(civil_date_parse(day, &date));
	assert_int_equal(legal_instant(legal_zone_of_departement(departement), date, hour).us, expected.us);
}

/* The last Sundays are 28 March 2021 and 31 October 2021; 29 March 2026 and 25 October 2026. */
static void changes_on_last_sundays(void **state)
{
	(void)state;
	assert_offset("77", utc("2021-03-28", 0, 59, 59), 1);
	assert_offset("77", utc("2021-03-28", 1, 0, 0), 2);
	assert_offset("2A", utc("2021-10-31", 0, 59, 59), 2);
	assert_offset("2A", utc("2021-10-31", 1, 0, 0), 1);
	assert_offset("01", utc("2026-03-29", 0, 59, 59), 1);
	assert_offset("01", utc("2026-03-29", 1, 0, 0), 2);
	assert_offset("01", utc("2026-10-25", 0, 59, 59), 2);
	assert_offset("01", utc("2026-10-25", 1, 0, 0), 1);
	/* Where the month ends on a Sunday, and where the last Sunday is the 25th. */
	assert_offset("75", utc("2024-03-31", 1, 0, 0), 2);
	assert_offset("75", utc("2024-03-30", 23, 0, 0), 1);
	assert_offset("75", utc("2029-03-25", 1, 0, 0), 2);
	assert_offset("75", utc("2029-03-25", 0, 59, 59), 1);
}

static void microseconds_count(void **state)
{
	struct instant before = utc("2026-03-29", 1, 0, 0);

	(void)state;
	before.us--;
	assert_offset("77", before, 1);
}

static void overseas(void **state)
{
	struct instant winter = utc("2026-01-15", 12, 0, 0), summer = utc("2026-07-15", 12, 0, 0);
	static const struct {
		const char *departement;
		int winter, summer;
	} zones[] = {
		{"971", -4, -4}, {"972", -4, -4}, {"973", -3, -3}, {"974", 4, 4}, {"975", -3, -2},
		{"976", 3, 3},   {"977", -4, -4}, {"978", -4, -4}, {"2B", 1, 2},  {"", 1, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		assert_offset(zones[i].departement, winter, zones[i].winter);
		assert_offset(zones[i].departement, summer, zones[i].summer);
	}
}

/* 8 March and 1 November 2026, at two of the clocks there: 5:00 and 4:00 UTC. */
static void saint_pierre_et_miquelon(void **state)
{
	(void)state;
	assert_offset("975", utc("2026-03-08", 4, 59, 59), -3);
	assert_offset("975", utc("2026-03-08", 5, 0, 0), -2);
	assert_offset("975", utc("2026-11-01", 3, 59, 59), -2);
	assert_offset("975", utc("2026-11-01", 4, 0, 0), -3);
}

static void days_begin_at_local_midnight(void **state)
{
	(void)state;
	assert_date("77", utc("2026-01-14", 22, 59, 59), "2026-01-14");
	assert_date("77", utc("2026-01-14", 23, 0, 0), "2026-01-15");
	assert_date("77", utc("2026-07-14", 21, 59, 59), "2026-07-14");
	assert_date("77", utc("2026-07-14", 22, 0, 0), "2026-07-15");
	assert_date("77", utc("2026-12-31", 23, 0, 0), "2027-01-01");
	assert_date("971", utc("2026-07-15", 3, 59, 59), "2026-07-14");
	assert_date("974", utc("2026-07-14", 20, 0, 0), "2026-07-15");
	assert_date("77", (struct instant){.us = -1}, "1970-01-01");
	assert_date("973", (struct instant){.us = -1}, "1969-12-31");
}

static void instants_of_hours(void **state)
{
	(void)state;
	assert_instant("77", "2026-03-28", 7, utc("2026-03-28", 6, 0, 0));
	assert_instant("77", "2026-03-29", 7, utc("2026-03-29", 5, 0, 0));
	assert_instant("77", "2026-10-24", 7, utc("2026-10-24", 5, 0, 0));
	assert_instant("77", "2026-10-25", 7, utc("2026-10-25", 6, 0, 0));
	assert_instant("77", "2026-07-15", 0, utc("2026-07-14", 22, 0, 0));
	assert_instant("77", "2026-07-14", 24, utc("2026-07-14", 22, 0, 0));
	assert_instant("974", "2026-07-15", 0, utc("2026-07-14", 20, 0, 0));
	assert_instant("975", "2026-07-15", 7, utc("2026-07-15", 9, 0, 0));
}

/* 29 March 2026 has no 2:00 in Paris; 25 October 2026 has it twice. */
static void hours_that_are_not_once(void **state)
{
	(void)state;
	assert_instant("77", "2026-03-29", 1, utc("2026-03-29", 0, 0, 0));
	assert_instant("77", "2026-03-29", 2, utc("2026-03-29", 1, 0, 0));
	assert_instant("77", "2026-03-29", 3, utc("2026-03-29", 1, 0, 0));
	assert_instant("77", "2026-10-25", 2, utc("2026-10-25", 0, 0, 0));
	assert_instant("77", "2026-10-25", 3, utc("2026-10-25", 2, 0, 0));
}

/* Each day of two centuries: its hours come back to it, and its midnight is where the one before ended. */
static void every_day(void **state)
{
	static const char *const departements[] = {"77", "971", "973", "974", "975", "976"};
	struct civil_date first = {.year = 1900, .month = 1, .day = 1};

	(void)state;
	for (size_t z = 0; z < sizeof departements / sizeof *departements; z++) {
		struct legal_zone zone = legal_zone_of_departement(departements[z]);

		for (int32_t days = civil_date_days(first), i = 0; i < 200 * 365; i++) {
			struct civil_date date = civil_date_from_days(days + i);
			struct civil_date next = civil_date_from_days(days + i + 1);
			struct instant midnight = legal_instant(zone, next, 0), before = midnight;

			before.us--;
			assert_int_equal(legal_instant(zone, date, 24).us, midnight.us);
			assert_int_equal(civil_date_days(legal_date(zone, before)), days + i);
			assert_int_equal(civil_date_days(legal_date(zone, legal_instant(zone, date, 7))),
					 days + i);
		}
	}
}

static void weekdays(void **state)
{
	(void)state;
	assert_int_equal(civil_date_weekday((struct civil_date){1970, 1, 1}), 4);
	assert_int_equal(civil_date_weekday((struct civil_date){1969, 12, 31}), 3);
	assert_int_equal(civil_date_weekday((struct civil_date){2026, 11, 22}), 0);
	assert_int_equal(civil_date_weekday((struct civil_date){2024, 2, 29}), 4);
	assert_int_equal(civil_date_weekday((struct civil_date){1900, 1, 1}), 1);
}

static void far_instants_do_not_overflow(void **state)
{
	(void)state;
	assert_int_equal(legal_date(LEGAL_ZONE_PARIS, (struct instant){.us = INT64_MAX}).year, 9999);
	assert_int_equal(legal_date(LEGAL_ZONE_PARIS, (struct instant){.us = INT64_MIN}).year, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_on_last_sundays),
		cmocka_unit_test(microseconds_count),
		cmocka_unit_test(overseas),
		cmocka_unit_test(saint_pierre_et_miquelon),
		cmocka_unit_test(days_begin_at_local_midnight),
		cmocka_unit_test(instants_of_hours),
		cmocka_unit_test(hours_that_are_not_once),
		cmocka_unit_test(every_day),
		cmocka_unit_test(weekdays),
		cmocka_unit_test(far_instants_do_not_overflow),
	};

	return cmocka_run_group_tests_name("base/legal_time", tests, NULL, NULL);
}
