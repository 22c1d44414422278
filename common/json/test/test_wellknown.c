#include "json/test/conversion.h"

static void times_are_rfc_3339(void **state)
{
	(void)state;
	assert_through("{\"aTimestamp\":\"2026-01-31T01:02:03+02:30\"}",
		       "{\"aTimestamp\":\"2026-01-30T22:32:03Z\"}");
	assert_through("{\"listTimestamp\":[\"0001-01-01T00:00:00Z\",\"9999-12-31T23:59:59.999999999Z\","
		       "\"1969-12-31T23:59:59.5Z\",\"2024-02-29T00:00:00.000001Z\"]}",
		       "{\"listTimestamp\":[\"0001-01-01T00:00:00Z\",\"9999-12-31T23:59:59.999999999Z\","
		       "\"1969-12-31T23:59:59.500Z\",\"2024-02-29T00:00:00.000001Z\"]}");
	assert_string_equal(through(&google__protobuf__timestamp__descriptor, "\"1970-01-01T00:00:00Z\"", 0),
			    "\"1970-01-01T00:00:00Z\"");
}

static void other_times_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"2026-01-31",
		"2026-01-31T01:02:03",
		"2026-01-31t01:02:03Z",
		"2026-01-31T01:02:03z",
		"2026-01-31 01:02:03Z",
		"2026-01-31T01:02:03.Z",
		"2026-01-31T01:02:03.1234567890Z",
		"2026-01-31T01:02:03Zx",
		"2026-01-31T01:02:03+0100",
		"2026-01-31T01:02:03+24:00",
		"2026-01-31T24:00:00Z",
		"2026-01-31T23:59:60Z",
		"2026-00-31T01:02:03Z",
		"2026-13-01T01:02:03Z",
		"2026-01-00T01:02:03Z",
		"2026-02-29T01:02:03Z",
		"1900-02-29T01:02:03Z",
		"0000-01-01T00:00:00Z",
		"0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
		"10000-01-01T00:00:00Z",
		"-001-01-01T00:00:00Z",
	};
	char text[80];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		snprintf(text, sizeof text, "{\"aTimestamp\":\"%s\"}", texts[i]);
		assert_refused(text, "INVALID_VALUE", "aTimestamp");
	}
	assert_refused("{\"aTimestamp\":0}", "INVALID_VALUE", "aTimestamp");
	assert_refused("{\"aTimestamp\":{\"seconds\":\"0\"}}", "INVALID_VALUE", "aTimestamp");
}

static void durations_are_seconds(void **state)
{
	static const char *const texts[] = {
		"",   "s",    "1",   "1.s", ".5s", "+1s", "1.0000000001s", " 1s", "315576000001s",
		"1m", "--1s", "1ss", "-s"};
	char text[80];

	(void)state;
	assert_through(
		"{\"listDuration\":[\"1.5s\",\"-0.000001s\",\"315576000000s\",\"-315576000000s\",\"-1s\"]}",
		"{\"listDuration\":[\"1.500s\",\"-0.000001s\",\"315576000000s\",\"-315576000000s\","
		"\"-1s\"]}");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		snprintf(text, sizeof text, "{\"aDuration\":\"%s\"}", texts[i]);
		assert_refused(text, "INVALID_VALUE", "aDuration");
	}
}

/* Fields 1 and 2 of a Timestamp or a Duration, in field 18 or 19. */
static bool is_span_written(unsigned field, int64_t seconds, int32_t nanos)
{
	uint8_t inner[32], packed[48];
	struct buf out = {0};
	size_t len = 0, at = 0;
	bool ok;

	inner[len++] = 1 << 3;
	len += put_varint(inner + len, (uint64_t)seconds);
	inner[len++] = 2 << 3;
	len += put_varint(inner + len, (uint64_t)(int64_t)nanos);
	at += put_varint(packed, field << 3 | 2);
	at += put_varint(packed + at, len);
	memcpy(packed + at, inner, len);
	ok = json_from_message(arena_unpack(arena, KINDS, bytes_of(packed, at + len)), 0, &out);
	buf_free(&out);
	return ok;
}

static void times_out_of_range_are_not_written(void **state)
{
	(void)state;
	assert_true(is_span_written(18, -62135596800, 0));
	assert_false(is_span_written(18, -62135596801, 0));
	assert_true(is_span_written(18, 253402300799, 999999999));
	assert_false(is_span_written(18, 253402300800, 0));
	assert_false(is_span_written(18, 0, -1));
	assert_false(is_span_written(18, 0, 1000000000));
	assert_false(is_span_written(18, INT64_MIN, 0));
	assert_true(is_span_written(19, -1, -999999999));
	assert_false(is_span_written(19, -1, 1));
	assert_false(is_span_written(19, 1, -1));
	assert_false(is_span_written(19, 0, 1000000000));
	assert_false(is_span_written(19, 315576000001, 0));
	assert_false(is_span_written(19, INT64_MIN, INT32_MIN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_rfc_3339),
		cmocka_unit_test(other_times_are_refused),
		cmocka_unit_test(durations_are_seconds),
		cmocka_unit_test(times_out_of_range_are_not_written),
	};

	return cmocka_run_group_tests_name("json/wellknown", tests, set_up, tear_down);
}
