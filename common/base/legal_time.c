#include "base/legal_time.h"

#include <string.h>

enum { SECONDS_PER_HOUR = 3600, SECONDS_PER_DAY = 86400, DAYS_PER_WEEK = 7 };
enum { SUMMER_S = SECONDS_PER_HOUR }; /* what summer time adds */
enum { MARCH = 3, OCTOBER = 10, NOVEMBER = 11 };

#define US_PER_SECOND INT64_C(1000000)

const struct legal_zone LEGAL_ZONE_PARIS = {.standard_s = SECONDS_PER_HOUR, .summer = SUMMER_TIME_EUROPE};

static const struct {
	const char *code;
	struct legal_zone zone;
} OVERSEAS[] = {
	{"971", {-4 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},          /* Guadeloupe */
	{"972", {-4 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},          /* Martinique */
	{"973", {-3 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},          /* Guyane */
	{"974", {4 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},           /* La Réunion */
	{"975", {-3 * SECONDS_PER_HOUR, SUMMER_TIME_NORTH_AMERICA}}, /* Saint-Pierre-et-Miquelon */
	{"976", {3 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},           /* Mayotte */
	{"977", {-4 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},          /* Saint-Barthélemy */
	{"978", {-4 * SECONDS_PER_HOUR, SUMMER_TIME_NONE}},          /* Saint-Martin */
};

struct legal_zone legal_zone_of_departement(const char *code)
{
	for (size_t i = 0; i < sizeof OVERSEAS / sizeof *OVERSEAS; i++)
		if (strcmp(OVERSEAS[i].code, code) == 0)
			return OVERSEAS[i].zone;
	return LEGAL_ZONE_PARIS;
}

unsigned civil_date_weekday(struct civil_date date)
{
	enum { THURSDAY = 4 }; /* 1970-01-01 */
	int32_t days = (civil_date_days(date) + THURSDAY) % DAYS_PER_WEEK;

	return (unsigned)(days < 0 ? days + DAYS_PER_WEEK : days);
}

/* Days since 1970 of the first Sunday of that month on or after a day of it. */
static int32_t sunday_from(int16_t year, uint8_t month, uint8_t day)
{
	struct civil_date from = {.year = year, .month = month, .day = day};
	int32_t after_sunday = (int32_t)civil_date_weekday(from);

	return civil_date_days(from) + (DAYS_PER_WEEK - after_sunday) % DAYS_PER_WEEK;
}

/* Seconds since 1970 between which clocks of that year show summer time. */
struct summer {
	int64_t begin, end;
};

static struct summer summer_of(struct legal_zone zone, int16_t year)
{
	enum { LAST_WEEK_OF_31 = 25, SECOND_WEEK = 8, FIRST_WEEK = 1 };
	int64_t two_standard = 2 * SECONDS_PER_HOUR - zone.standard_s;

	switch (zone.summer) {
	case SUMMER_TIME_NONE:
		break;
	case SUMMER_TIME_EUROPE:
		return (struct summer){
			(int64_t)sunday_from(year, MARCH, LAST_WEEK_OF_31) * SECONDS_PER_DAY +
				SECONDS_PER_HOUR,
			(int64_t)sunday_from(year, OCTOBER, LAST_WEEK_OF_31) * SECONDS_PER_DAY +
				SECONDS_PER_HOUR,
		};
	case SUMMER_TIME_NORTH_AMERICA:
		return (struct summer){
			(int64_t)sunday_from(year, MARCH, SECOND_WEEK) * SECONDS_PER_DAY + two_standard,
			(int64_t)sunday_from(year, NOVEMBER, FIRST_WEEK) * SECONDS_PER_DAY + two_standard -
				SUMMER_S,
		};
	}
	return (struct summer){0};
}

static int64_t floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

static struct civil_date date_of(int64_t seconds)
{
	int64_t days = floor_divide(seconds, SECONDS_PER_DAY);

	/* As far as an instant reaches in microseconds, days fit. */
	return civil_date_from_days((int32_t)days);
}

static int32_t offset_at(struct legal_zone zone, int64_t seconds)
{
	/* No zone changes its clocks near the new year: the year of UTC is the one that counts. */
	struct summer summer = summer_of(zone, date_of(seconds).year);
	bool is_summer = seconds >= summer.begin && seconds < summer.end;

	return zone.standard_s + (is_summer ? SUMMER_S : 0);
}

int32_t legal_offset(struct legal_zone zone, struct instant at)
{
	return offset_at(zone, floor_divide(at.us, US_PER_SECOND));
}

struct civil_date legal_date(struct legal_zone zone, struct instant at)
{
	int64_t seconds = floor_divide(at.us, US_PER_SECOND);

	return date_of(seconds + offset_at(zone, seconds));
}

struct instant legal_instant(struct legal_zone zone, struct civil_date date, unsigned hour)
{
	int64_t standard = (int64_t)civil_date_days(date) * SECONDS_PER_DAY +
			   (int64_t)hour * SECONDS_PER_HOUR - zone.standard_s;
	int64_t summer = standard - SUMMER_S;
	bool is_summer = offset_at(zone, summer) != zone.standard_s;

	return (struct instant){.us = (is_summer ? summer : standard) * US_PER_SECOND};
}
