#include "json/wellknown.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"

enum { NANOS = 1000000000, DAY_SECONDS = 86400, MINUTE_SECONDS = 60, HOUR_SECONDS = 3600 };

static const int64_t DURATION_MAX = 315576000000; /* 10 000 years of 365.25 days */

static const struct {
	const char *name;
	enum wellknown kind;
} TYPES[] = {
	{"Any", WELLKNOWN_UNSUPPORTED},     {"BoolValue", WELLKNOWN_WRAPPER},
	{"BytesValue", WELLKNOWN_WRAPPER},  {"DoubleValue", WELLKNOWN_WRAPPER},
	{"Duration", WELLKNOWN_DURATION},   {"FieldMask", WELLKNOWN_UNSUPPORTED},
	{"FloatValue", WELLKNOWN_WRAPPER},  {"Int32Value", WELLKNOWN_WRAPPER},
	{"Int64Value", WELLKNOWN_WRAPPER},  {"ListValue", WELLKNOWN_UNSUPPORTED},
	{"StringValue", WELLKNOWN_WRAPPER}, {"Struct", WELLKNOWN_UNSUPPORTED},
	{"Timestamp", WELLKNOWN_TIMESTAMP}, {"UInt32Value", WELLKNOWN_WRAPPER},
	{"UInt64Value", WELLKNOWN_WRAPPER}, {"Value", WELLKNOWN_UNSUPPORTED},
};

enum wellknown wellknown_of(const ProtobufCMessageDescriptor *type)
{
	static const char PACKAGE[] = "google.protobuf.";
	const char *name = type->name + sizeof PACKAGE - 1;

	if (strncmp(type->name, PACKAGE, sizeof PACKAGE - 1) != 0)
		return WELLKNOWN_NONE;
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (strcmp(name, TYPES[i].name) == 0)
			return TYPES[i].kind;
	return WELLKNOWN_NONE;
}

struct span span_of(const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *fields = message->descriptor->fields;
	const char *base = (const char *)message;

	return (struct span){
		.seconds = *(const int64_t *)(base + fields[0].offset),
		.nanos = *(const int32_t *)(base + fields[1].offset),
	};
}

void span_store(ProtobufCMessage *message, struct span span)
{
	const ProtobufCFieldDescriptor *fields = message->descriptor->fields;
	char *base = (char *)message;

	*(int64_t *)(base + fields[0].offset) = span.seconds;
	*(int32_t *)(base + fields[1].offset) = span.nanos;
}

/* "", ".123", ".123456" or ".123456789". */
static void fraction_text(int32_t nanos, char out[11])
{
	if (nanos == 0)
		out[0] = '\0';
	else if (nanos % 1000000 == 0)
		snprintf(out, 11, ".%03d", nanos / 1000000);
	else if (nanos % 1000 == 0)
		snprintf(out, 11, ".%06d", nanos / 1000);
	else
		snprintf(out, 11, ".%09d", nanos);
}

/* Reads from *at exactly `digits` digits; -1 if they are not there. */
static int take_digits(const char **at, int digits)
{
	int value = 0;

	for (; digits; digits--, (*at)++) {
		if (**at < '0' || **at > '9')
			return -1;
		value = value * 10 + (**at - '0');
	}
	return value;
}

/* Reads an optional point and one to nine digits. */
static bool take_fraction(const char **at, int32_t *ret_nanos)
{
	int32_t unit = NANOS;

	*ret_nanos = 0;
	if (**at != '.')
		return true;
	for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
		unit /= 10;
		if (unit == 0)
			return false;
		*ret_nanos += (**at - '0') * unit;
	}
	return unit < NANOS;
}

static bool take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* Two numbers of two digits with a colon between them, as minutes. */
static bool take_hours_minutes(const char **at, int *ret_minutes)
{
	int hours = take_digits(at, 2);
	bool colon = hours >= 0 && take_char(at, ':');
	int minutes = colon ? take_digits(at, 2) : -1;

	*ret_minutes = hours * 60 + minutes;
	return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

/* "Z" or "+02:00", the end of the text; in seconds to take away. */
static bool take_offset(const char **at, int *ret_seconds)
{
	char sign = **at;
	int minutes = 0;

	if (sign != 'Z' && sign != '+' && sign != '-')
		return false;
	(*at)++;
	if (sign != 'Z' && !take_hours_minutes(at, &minutes))
		return false;
	*ret_seconds = minutes * MINUTE_SECONDS * (sign == '-' ? -1 : 1);
	return **at == '\0';
}

static bool take_date(const char **at, int32_t *ret_days)
{
	int year = take_digits(at, 4);
	int month = year >= 1 && take_char(at, '-') ? take_digits(at, 2) : -1;
	int day = month >= 1 && take_char(at, '-') ? take_digits(at, 2) : -1;
	struct civil_date back;

	if (month > 12 || day < 1)
		return false;
	*ret_days = civil_date_days((struct civil_date){(int16_t)year, (uint8_t)month, (uint8_t)day});
	/* 30 February would be a day of March. */
	back = civil_date_from_days(*ret_days);
	return back.month == month && back.day == day;
}

bool timestamp_parse(const char *text, struct span *ret)
{
	int32_t days, nanos;
	int minutes, seconds, offset;
	int64_t at;

	if (!take_date(&text, &days) || !take_char(&text, 'T') || !take_hours_minutes(&text, &minutes) ||
	    !take_char(&text, ':'))
		return false;
	seconds = take_digits(&text, 2);
	if (seconds < 0 || seconds > 59 || !take_fraction(&text, &nanos) || !take_offset(&text, &offset))
		return false;
	at = (int64_t)days * DAY_SECONDS + minutes * MINUTE_SECONDS + seconds - offset;
	if (at < INSTANT_SECONDS_MIN || at > INSTANT_SECONDS_MAX)
		return false;
	*ret = (struct span){.seconds = at, .nanos = nanos};
	return true;
}

bool timestamp_text(struct span at, char out[SPAN_TEXT_SIZE])
{
	char fraction[11];
	struct civil_date date;
	int64_t since_year_1 = at.seconds - INSTANT_SECONDS_MIN; /* positive: / and % round down */
	int second;

	if (at.seconds < INSTANT_SECONDS_MIN || at.seconds > INSTANT_SECONDS_MAX || at.nanos < 0 ||
	    at.nanos >= NANOS)
		return false;
	date = civil_date_from_days(
		(int32_t)(since_year_1 / DAY_SECONDS + INSTANT_SECONDS_MIN / DAY_SECONDS));
	second = (int)(since_year_1 % DAY_SECONDS);
	fraction_text(at.nanos, fraction);
	snprintf(out, SPAN_TEXT_SIZE, "%04d-%02u-%02uT%02d:%02d:%02d%sZ", date.year, date.month, date.day,
		 second / HOUR_SECONDS, second / MINUTE_SECONDS % 60, second % 60, fraction);
	return true;
}

bool duration_text(struct span length, char out[SPAN_TEXT_SIZE])
{
	bool negative = length.seconds < 0 || length.nanos < 0;
	char fraction[11];

	if (length.seconds < -DURATION_MAX || length.seconds > DURATION_MAX || length.nanos <= -NANOS ||
	    length.nanos >= NANOS || (negative && (length.seconds > 0 || length.nanos > 0)))
		return false;
	fraction_text(negative ? -length.nanos : length.nanos, fraction);
	snprintf(out, SPAN_TEXT_SIZE, "%s%lld%ss", negative ? "-" : "",
		 (long long)(negative ? -length.seconds : length.seconds), fraction);
	return true;
}

bool duration_parse(const char *text, struct span *ret)
{
	bool negative = take_char(&text, '-');
	const char *digits = text;
	int64_t seconds = 0;
	int32_t nanos;

	for (; *text >= '0' && *text <= '9' && seconds <= DURATION_MAX; text++)
		seconds = seconds * 10 + (*text - '0');
	if (text == digits || seconds > DURATION_MAX || !take_fraction(&text, &nanos) ||
	    strcmp(text, "s") != 0)
		return false;
	*ret = (struct span){.seconds = negative ? -seconds : seconds, .nanos = negative ? -nanos : nanos};
	return true;
}
