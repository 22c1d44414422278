#include "base/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400 }; /* the Gregorian calendar repeats */
enum { EPOCH_DAY = 719468 };                         /* 1970-01-01, counted from 0000-03-01 */
enum { YEAR_MIN = 1, YEAR_MAX = 9999 };
enum { DAY_MIN = -719162, DAY_MAX = 2932896 }; /* 0001-01-01 and 9999-12-31 */

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY    (INT64_C(86400) * US_PER_SECOND)

static int64_t clock_us(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * US_PER_SECOND + at.tv_nsec / 1000;
}

struct instant instant_now(void)
{
	return (struct instant){.us = clock_us(CLOCK_REALTIME)};
}

struct monotonic monotonic_now(void)
{
	return (struct monotonic){.us = clock_us(CLOCK_MONOTONIC)};
}

bool instant_jumped(struct instant wall, struct monotonic mono, int64_t offset_us)
{
	int64_t drift = wall.us - mono.us - offset_us;

	return drift > INSTANT_JUMP_MAX_S * US_PER_SECOND || drift < -INSTANT_JUMP_MAX_S * US_PER_SECOND;
}

struct instant instant_unless_jumped(struct instant wall, struct monotonic mono, int64_t offset_us)
{
	return instant_jumped(wall, mono, offset_us) ? (struct instant){.us = mono.us + offset_us} : wall;
}

struct instant instant_believed(void)
{
	static bool begun;
	static int64_t offset_us;
	struct monotonic mono = monotonic_now();
	struct instant wall = instant_now();

	if (!begun)
		offset_us = wall.us - mono.us;
	begun = true;
	return instant_unless_jumped(wall, mono, offset_us);
}

static int64_t clamp(int64_t value, int64_t min, int64_t max)
{
	return value < min ? min : value > max ? max : value;
}

void instant_text(struct instant at, char out[INSTANT_TEXT_SIZE])
{
	int64_t us = clamp(at.us, DAY_MIN * US_PER_DAY, (DAY_MAX + 1) * US_PER_DAY - 1);
	int64_t in_day = (us % US_PER_DAY + US_PER_DAY) % US_PER_DAY;
	struct civil_date date = civil_date_from_days((int32_t)((us - in_day) / US_PER_DAY));
	unsigned second = (unsigned)(in_day / US_PER_SECOND), fraction = (unsigned)(in_day % US_PER_SECOND);
	int len = snprintf(out, INSTANT_TEXT_SIZE, "%04d-%02u-%02uT%02u:%02u:%02u", date.year, date.month,
			   date.day, second / 3600, second / 60 % 60, second % 60);
	char *rest = out + len;
	size_t size = INSTANT_TEXT_SIZE - (size_t)len;

	if (fraction == 0)
		snprintf(rest, size, "Z");
	else if (fraction % 1000 == 0)
		snprintf(rest, size, ".%03uZ", fraction / 1000);
	else
		snprintf(rest, size, ".%06uZ", fraction);
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint8_t days_in_month(int year, int month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

bool civil_date_parse(const char *text, struct civil_date *ret)
{
	static const char shape[] = "dddd-dd-dd";
	int year, month, day;

	if (strlen(text) != sizeof shape - 1)
		return false;
	for (const char *want = shape, *at = text; *want; want++, at++) {
		bool digit = *at >= '0' && *at <= '9';

		if (*want == 'd' ? !digit : *at != *want)
			return false;
	}
	year = digits(text, 4);
	month = digits(text + 5, 2);
	day = digits(text + 8, 2);
	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return false;
	*ret = (struct civil_date){.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
	return true;
}

void civil_date_text(struct civil_date date, char out[CIVIL_DATE_TEXT_SIZE])
{
	/* Bounds the compiler can see: the text always fits. */
	snprintf(out, CIVIL_DATE_TEXT_SIZE, "%04u-%02u-%02u",
		 (unsigned)clamp(date.year, YEAR_MIN, YEAR_MAX) % 10000u, date.month % 100u, date.day % 100u);
}

/* Years are counted from March, so that the day a leap year adds is its last one. */

int32_t civil_date_days(struct civil_date date)
{
	int year = date.year - (date.month <= 2);
	int era = (year >= 0 ? year : year - (YEARS_PER_ERA - 1)) / YEARS_PER_ERA;
	int in_era = year - era * YEARS_PER_ERA;
	int month = (date.month + 9) % 12;
	int in_year = (153 * month + 2) / 5 + date.day - 1;

	return era * DAYS_PER_ERA + in_era * 365 + in_era / 4 - in_era / 100 + in_year - EPOCH_DAY;
}

struct civil_date civil_date_from_days(int32_t days)
{
	int day = (int)clamp(days, DAY_MIN, DAY_MAX) + EPOCH_DAY; /* never negative */
	int era = day / DAYS_PER_ERA;
	int in_era = day % DAYS_PER_ERA;
	int year = (in_era - in_era / 1460 + in_era / 36524 - in_era / (DAYS_PER_ERA - 1)) / 365;
	int in_year = in_era - (365 * year + year / 4 - year / 100);
	int month = (5 * in_year + 2) / 153;

	return (struct civil_date){
		.year = (int16_t)(era * YEARS_PER_ERA + year + (month >= 10)),
		.month = (uint8_t)(month < 10 ? month + 3 : month - 9),
		.day = (uint8_t)(in_year - (153 * month + 2) / 5 + 1),
	};
}

struct civil_date civil_date_add_months(struct civil_date date, int months)
{
	int64_t total =
		clamp((int64_t)date.year * 12 + date.month - 1 + months, YEAR_MIN * 12, YEAR_MAX * 12 + 11);
	int year = (int)(total / 12), month = (int)(total % 12) + 1;
	uint8_t last = days_in_month(year, month);

	return (struct civil_date){
		.year = (int16_t)year,
		.month = (uint8_t)month,
		.day = date.day < last ? date.day : last,
	};
}
