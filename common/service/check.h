/* Checks of what a request brings, for every service. Each refuses with the field at fault and returns false. */
#ifndef PVD_SERVICE_CHECK_H
#define PVD_SERVICE_CHECK_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/time.h"
#include "google/protobuf/timestamp.pb-c.h"

enum { TEXT_NAME_MAX = 160, TEXT_REFERENCE_MAX = 300, TEXT_REASON_MAX = 3000, TEXT_NOTE_MAX = 8000 };

/* A text of 1 to `max` bytes without control characters: TEXT_MISSING, TEXT_TOO_LONG, TEXT_INVALID. */
bool check_text(struct refusal *refusal, const char *field, const char *text, size_t max);
/* The same, and it may be empty. */
bool check_optional_text(struct refusal *refusal, const char *field, const char *text, size_t max);

/* An existing day: DATE_INVALID. */
bool check_date(struct refusal *refusal, const char *field, const char *date, struct civil_date *ret);

/* The day of an act: an existing day, not later than tomorrow by UTC, since somewhere in France it may be
 * that day already. DATE_INVALID, DATE_IN_FUTURE. */
bool check_past_date(struct refusal *refusal, const char *field, const char *date, struct instant now);

/* A year of the programme's data: 1962 (first census with INSEE codes of today's form) to 2199. */
bool check_year(struct refusal *refusal, const char *field, uint32_t year);

/* Always false: the turn's memory has come to its end. */
bool refuse_too_large(struct refusal *refusal);

Pb__Timestamp *timestamp_new(struct arena *arena, struct instant at);
/* To the microsecond below; what is before 1970, or too far ahead to be counted, is the nearest that is not. */
struct instant timestamp_instant(const Pb__Timestamp *timestamp);

#endif
