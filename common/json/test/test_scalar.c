#include "json/test/conversion.h"

static void integers_keep_to_their_limits(void **state)
{
	(void)state;
	assert_through("{\"anInt32\":-2147483648,\"aUint32\":4294967295}",
		       "{\"anInt32\":-2147483648,\"aUint32\":4294967295}");
	assert_through("{\"anInt64\":\"-9223372036854775808\",\"aUint64\":\"18446744073709551615\"}",
		       "{\"anInt64\":\"-9223372036854775808\",\"aUint64\":\"18446744073709551615\"}");
	assert_through("{\"anInt64\":9223372036854775807,\"aUint64\":1e19,\"aFixed32\":2.0}",
		       "{\"aFixed32\":2,\"anInt64\":\"9223372036854775807\","
		       "\"aUint64\":\"10000000000000000000\"}");
	assert_refused("{\"anInt32\":2147483648}", "NUMBER_OUT_OF_RANGE", "anInt32");
	assert_refused("{\"aSint32\":\"-2147483649\"}", "NUMBER_OUT_OF_RANGE", "aSint32");
	assert_refused("{\"aUint32\":-1}", "NUMBER_OUT_OF_RANGE", "aUint32");
	assert_refused("{\"aUint32\":4294967296}", "NUMBER_OUT_OF_RANGE", "aUint32");
	assert_refused("{\"anInt64\":\"9223372036854775808\"}", "NUMBER_OUT_OF_RANGE", "anInt64");
	assert_refused("{\"anInt64\":9.3e18}", "NUMBER_OUT_OF_RANGE", "anInt64");
	assert_refused("{\"aUint64\":-1}", "NUMBER_OUT_OF_RANGE", "aUint64");
	assert_refused("{\"aUint64\":\"18446744073709551616\"}", "INVALID_VALUE", "aUint64");
	assert_refused("{\"aUint64\":1.8446744073709552e19}", "INVALID_VALUE", "aUint64");
	/* The parser's limit, with no field: written as a string it is accepted, above. */
	assert_refused("{\"aUint64\":18446744073709551615}", "NUMBER_OUT_OF_RANGE", NULL);
}

static void what_is_no_integer_is_refused(void **state)
{
	static const char *const values[] = {"1.5",    "true",    "[]",      "{}",     "\"\"",
					     "\"-\"",  "\"1.0\"", "\"1e3\"", "\" 1\"", "\"1 \"",
					     "\"+1\"", "\"0x1\"", "\"1_0\""};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		snprintf(text, sizeof text, "{\"anInt64\":%s}", values[i]);
		assert_refused(text, "INVALID_VALUE", "anInt64");
	}
}

static void reals_are_written_as_short_as_they_read_back(void **state)
{
	(void)state;
	assert_through("{\"aFloat\":0.1,\"aDouble\":0.1}", "{\"aFloat\":0.1,\"aDouble\":0.1}");
	assert_through("{\"aFloat\":16777216,\"aDouble\":\"1e300\"}",
		       "{\"aFloat\":16777216,\"aDouble\":1e+300}");
	assert_through("{\"aFloat\":1e-45,\"aDouble\":5e-324}",
		       "{\"aFloat\":1.4013e-45,\"aDouble\":4.94065645841247e-324}");
	assert_through("{\"aFloat\":3.4028235e38,\"aDouble\":1.7976931348623157e308}",
		       "{\"aFloat\":3.402823466e+38,\"aDouble\":1.7976931348623157e+308}");
	assert_through("{\"aFloat\":\"NaN\",\"aDouble\":\"-Infinity\"}",
		       "{\"aFloat\":\"NaN\",\"aDouble\":\"-Infinity\"}");
	assert_through("{\"listDouble\":[-0.0,0,0.30000000000000004]}",
		       "{\"listDouble\":[-0.0,0,0.30000000000000004]}");
	assert_refused("{\"aFloat\":3.5e38}", "NUMBER_OUT_OF_RANGE", "aFloat");
	assert_refused("{\"aDouble\":1e400}", "NUMBER_OUT_OF_RANGE", NULL);
	assert_refused("{\"aDouble\":\"1e400\"}", "INVALID_VALUE", "aDouble");
	assert_refused("{\"aDouble\":\"nan\"}", "INVALID_VALUE", "aDouble");
	assert_refused("{\"aDouble\":\"true\"}", "INVALID_VALUE", "aDouble");
	assert_refused("{\"aDouble\":\"[1]\"}", "INVALID_VALUE", "aDouble");
	assert_refused("{\"aDouble\":true}", "INVALID_VALUE", "aDouble");
	assert_refused("{\"aDouble\":NaN}", "MALFORMED_JSON", NULL);
}

static void enums_go_by_name(void **state)
{
	(void)state;
	assert_through("{\"aColour\":\"COLOUR_BELOW\",\"listColour\":[1,\"COLOUR_ROUGE\",0,2000000000]}",
		       "{\"aColour\":\"COLOUR_BELOW\",\"listColour\":[\"COLOUR_RED\",\"COLOUR_RED\","
		       "\"COLOUR_UNSPECIFIED\",\"COLOUR_FAR\"]}");
	assert_refused("{\"aColour\":\"RED\"}", "UNKNOWN_ENUM_VALUE", "aColour");
	assert_refused("{\"aColour\":2}", "UNKNOWN_ENUM_VALUE", "aColour");
	assert_refused("{\"aColour\":\"1\"}", "UNKNOWN_ENUM_VALUE", "aColour");
	assert_refused("{\"aColour\":2147483648}", "NUMBER_OUT_OF_RANGE", "aColour");
	assert_refused("{\"aColour\":false}", "INVALID_VALUE", "aColour");
}

static void an_enum_number_without_name_is_written(void **state)
{
	static const uint8_t packed[] = {14 << 3, 77}; /* a_colour = 77 */
	ProtobufCMessage *message = arena_unpack(arena, KINDS, bytes_of(packed, sizeof packed));
	struct buf out = {0};

	(void)state;
	assert_true(json_from_message(message, 0, &out));
	buf_byte(&out, '\0');
	assert_string_equal((char *)out.data, "{\"aColour\":77}");
	buf_free(&out);
}

static void strings_are_utf8_without_nul(void **state)
{
	(void)state;
	assert_through("{\"aString\":\"\\u00e9\\ud83d\\ude00\\/\\\"\\\\\\n\\u0001\"}",
		       "{\"aString\":\"é😀/\\\"\\\\\\n\\u0001\"}");
	assert_refused("{\"aString\":\"a\\u0000b\"}", "INVALID_VALUE", NULL);
	assert_refused("{\"aString\":\"\\ud83d\"}", "MALFORMED_JSON", NULL);
	assert_refused("{\"aString\":\"\xff\"}", "MALFORMED_JSON", NULL);
	assert_refused("{\"aString\":\"\xed\xa0\x80\"}", "MALFORMED_JSON", NULL);
	assert_refused("{\"aString\":1}", "INVALID_VALUE", "aString");
	assert_refused_len(KINDS, "{\0}", 3, FAULT_INVALID_ARGUMENT, "MALFORMED_JSON", NULL);
	assert_refused_len(KINDS, "{\"anInt32\":1\0}", 14, FAULT_INVALID_ARGUMENT, "MALFORMED_JSON", NULL);
	assert_refused_len(KINDS, NULL, 0, FAULT_INVALID_ARGUMENT, "MALFORMED_JSON", NULL);
}

static void a_message_with_malformed_utf8_is_not_written(void **state)
{
	static const uint8_t packed[] = {0x82, 0x01, 1, 0xff, 0x7a, 2, 'a', 0xe9}; /* a_string = "a\xe9" */
	ProtobufCMessage *message = arena_unpack(arena, KINDS, bytes_of(packed, sizeof packed));
	struct buf out = {0};

	(void)state;
	assert_non_null(message);
	buf_byte(&out, 'x');
	assert_false(json_from_message(message, 0, &out));
	assert_int_equal(out.len, 1);
	buf_free(&out);
}

static void bytes_accept_both_alphabets(void **state)
{
	(void)state;
	assert_through("{\"aBytes\":\"+/8=\"}", "{\"aBytes\":\"+/8=\"}");
	assert_through("{\"aBytes\":\"-_8=\"}", "{\"aBytes\":\"+/8=\"}");
	assert_through("{\"aBytes\":\"-_8\"}", "{\"aBytes\":\"+/8=\"}");
	assert_through("{\"listBytes\":[\"\",\"AA==\",\"AAAA\"]}",
		       "{\"listBytes\":[\"\",\"AA==\",\"AAAA\"]}");
	assert_refused("{\"aBytes\":\"A\"}", "INVALID_VALUE", "aBytes");
	assert_refused("{\"aBytes\":\"AA=\"}", "INVALID_VALUE", "aBytes");
	assert_refused("{\"aBytes\":\"😀\"}", "INVALID_VALUE", "aBytes");
	assert_refused("{\"aBytes\":\"A A=\"}", "INVALID_VALUE", "aBytes");
	assert_refused("{\"aBytes\":[0]}", "INVALID_VALUE", "aBytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_keep_to_their_limits),
		cmocka_unit_test(what_is_no_integer_is_refused),
		cmocka_unit_test(reals_are_written_as_short_as_they_read_back),
		cmocka_unit_test(enums_go_by_name),
		cmocka_unit_test(an_enum_number_without_name_is_written),
		cmocka_unit_test(strings_are_utf8_without_nul),
		cmocka_unit_test(a_message_with_malformed_utf8_is_not_written),
		cmocka_unit_test(bytes_accept_both_alphabets),
	};

	return cmocka_run_group_tests_name("json/scalar", tests, set_up, tear_down);
}
