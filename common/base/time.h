/* Instants, civil dates, and the monotonic clock. Only the shell of a process reads a clock; the core is
 * given its time. */
#ifndef PVD_BASE_TIME_H
#define PVD_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z, by the wall clock. */
struct instant {
	int64_t us;
};

/* Microseconds since some moment before the process began; never goes back. */
struct monotonic {
	int64_t us;
};

/* What a google.protobuf.Timestamp may say, from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z; as microseconds, either
 * can be counted. */
#define INSTANT_SECONDS_MIN (-62135596800LL)
#define INSTANT_SECONDS_MAX 253402300799LL

/* By the wall clock, whatever it says. */
struct instant instant_now(void);
struct monotonic monotonic_now(void);

/* A wall clock may be set, a little at a time; one that jumps further than this is wrong, or was. */
enum { INSTANT_JUMP_MAX_S = 3600 };
/* Whether `wall` has jumped since the wall clock was `offset_us` ahead of the monotonic one. */
bool instant_jumped(struct instant wall, struct monotonic mono, int64_t offset_us);
/* `wall`; where it has jumped, the time counted on without it. */
struct instant instant_unless_jumped(struct instant wall, struct monotonic mono, int64_t offset_us);
/* Now, as this process may believe it: the wall clock, unless it has jumped since this was first asked. What is decided
 * by time (who is admitted, what has expired) is decided by this. */
struct instant instant_believed(void);

static inline struct instant instant_add_ms(struct instant at, int64_t ms)
{
	return (struct instant){.us = at.us + ms * 1000};
}

static inline struct monotonic monotonic_add_ms(struct monotonic at, int64_t ms)
{
	return (struct monotonic){.us = at.us + ms * 1000};
}

enum { INSTANT_TEXT_SIZE = 32 };
/* "2026-11-22T01:29:15.123456Z"; the fraction has 0, 3 or 6 digits as proto3 JSON wants. An instant
 * outside the years 1 to 9999 is written as the nearest one inside. */
void instant_text(struct instant at, char out[INSTANT_TEXT_SIZE]);

/* A day of the Gregorian calendar, without zone. */
struct civil_date {
	int16_t year;
	uint8_t month; /* 1 to 12 */
	uint8_t day;   /* 1 to 31 */
};

enum { CIVIL_DATE_TEXT_SIZE = 11 };
/* Exactly YYYY-MM-DD, an existing day of 1900 to 2199; false otherwise. */
bool civil_date_parse(const char *text, struct civil_date *ret);
void civil_date_text(struct civil_date date, char out[CIVIL_DATE_TEXT_SIZE]);
int32_t civil_date_days(struct civil_date date); /* since 1970-01-01 */
/* Days outside the years 1 to 9999 give the nearest one inside. */
struct civil_date civil_date_from_days(int32_t days);
/* The same day `months` later, or the last of that month where it does not exist: how delays counted in
 * months end (code de procédure civile, art. 641). Stays within the years 1 to 9999. */
struct civil_date civil_date_add_months(struct civil_date date, int months);

#endif
