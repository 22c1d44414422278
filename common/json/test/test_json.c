#include "json/test/conversion.h"

static void names_are_camel_case_out_and_both_in(void **state)
{
	(void)state;
	assert_through("{\"anInt32\":1,\"a_sint32\":2}", "{\"anInt32\":1,\"aSint32\":2}");
	assert_through(
		"{\"with_1_digit\":1,\"trailing_\":2,\"double__under\":3,\"Upper_Case\":4,\"short\":5}",
		"{\"with1Digit\":1,\"trailing\":2,\"doubleUnder\":3,\"UpperCase\":4,\"short\":5}");
	assert_through("{\"with1Digit\":1,\"trailing\":2,\"doubleUnder\":3,\"UpperCase\":4}",
		       "{\"with1Digit\":1,\"trailing\":2,\"doubleUnder\":3,\"UpperCase\":4}");
}

static void names_that_do_not_exist_are_refused_with_their_path(void **state)
{
	(void)state;
	assert_refused("{\"nothing\":1}", "UNKNOWN_FIELD", "nothing");
	assert_refused("{\"\":1}", "UNKNOWN_FIELD", "");
	assert_refused("{\"AnInt32\":1}", "UNKNOWN_FIELD", "AnInt32");
	assert_refused("{\"anInt3\":1}", "UNKNOWN_FIELD", "anInt3");
	assert_refused("{\"anInt322\":1}", "UNKNOWN_FIELD", "anInt322");
	assert_refused("{\"nothing\":null}", "UNKNOWN_FIELD", "nothing");
	assert_refused("{\"a_part\":{\"leaves\":[{},{\"nothing\":1}]}}", "UNKNOWN_FIELD",
		       "a_part.leaves[1].nothing");
	assert_refused("{\"aPart\":{\"departements\":[\"01\",\"02\",3]}}", "INVALID_VALUE",
		       "aPart.departements[2]");
	assert_refused("{\"listUint64Value\":[\"1\",\"x\"]}", "INVALID_VALUE", "listUint64Value[1]");
}

static void a_long_path_is_cut_between_characters(void **state)
{
	struct refusal refusal = {0};
	char text[512] = "{\"x";
	void *message;

	(void)state;
	for (int i = 0; i < 100; i++)
		memcpy(text + 3 + 2 * i, "é", 3);
	memcpy(text + 203, "\":1}", 5);
	assert_false(json_to_message(arena, KINDS, text, strlen(text), &message, &refusal));
	assert_int_equal(strlen(refusal.fields[0]), 95);
	assert_memory_equal(refusal.fields[0] + 93, "é", 3);
}

static void null_is_absent(void **state)
{
	(void)state;
	assert_through(
		"{\"anInt32\":null,\"aPart\":null,\"listInt32\":null,\"int64Value\":null,\"oneBool\":null}",
		"{}");
	assert_through("{\"oneBool\":null,\"oneInt32\":0}", "{\"oneInt32\":0}");
	assert_refused("{\"listInt32\":[null]}", "INVALID_VALUE", "listInt32[0]");
	assert_refused("{\"listPart\":[null]}", "INVALID_VALUE", "listPart[0]");
	assert_refused("null", "INVALID_VALUE", NULL);
}

static void presence_is_kept_where_the_contract_has_it(void **state)
{
	(void)state;
	assert_through("{\"maybe\":\"0\"}", "{\"maybe\":\"0\"}");
	assert_through("{\"int64Value\":\"0\",\"stringValue\":\"\",\"aPart\":{},\"anEmpty\":{}}",
		       "{\"aPart\":{},\"anEmpty\":{},\"int64Value\":\"0\",\"stringValue\":\"\"}");
	assert_through("{\"anInt32\":0,\"aString\":\"\",\"listInt32\":[]}", "{}");
}

static void two_members_of_a_oneof_are_refused(void **state)
{
	(void)state;
	assert_refused("{\"oneInt32\":1,\"oneString\":\"\"}", "ONEOF_CONFLICT", "oneString");
	assert_through("{\"oneInt32\":1,\"maybe\":1}", "{\"oneInt32\":1,\"maybe\":\"1\"}");
}

static void a_field_given_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("{\"anInt32\":1,\"anInt32\":1}", "DUPLICATE_FIELD", NULL);
	assert_refused("{\"anInt32\":1,\"an_int32\":1}", "DUPLICATE_FIELD", "an_int32");
	assert_refused("{\"an_int32\":null,\"anInt32\":1}", "DUPLICATE_FIELD", "an_int32");
}

static void pretty_and_defaults(void **state)
{
	const ProtobufCMessageDescriptor *part = &pvd__json__test__part__descriptor;

	(void)state;
	assert_string_equal(
		through(part, "{\"label\":\"x\",\"departements\":[\"01\",\"02\"],\"leaf\":{}}", JSON_PRETTY),
		"{\n  \"label\": \"x\",\n  \"departements\": [\n    \"01\",\n    \"02\"\n  ],\n"
		"  \"leaf\": {}\n}");
	assert_string_equal(through(part, "{\"leaf\":{}}", JSON_DEFAULTS),
			    "{\"label\":\"\",\"departements\":[],\"leaf\":{\"weight\":\"0\","
			    "\"colour\":\"COLOUR_UNSPECIFIED\"},\"leaves\":[]}");
}

static void only_values_of_the_right_shape(void **state)
{
	(void)state;
	assert_refused("[]", "INVALID_VALUE", NULL);
	assert_refused("\"\"", "INVALID_VALUE", NULL);
	assert_refused("{\"aPart\":[]}", "INVALID_VALUE", "aPart");
	assert_refused("{\"listInt32\":1}", "INVALID_VALUE", "listInt32");
	assert_refused("{\"listInt32\":{}}", "INVALID_VALUE", "listInt32");
	assert_refused("{\"aBool\":1}", "INVALID_VALUE", "aBool");
	assert_refused("{\"aBool\":\"true\"}", "INVALID_VALUE", "aBool");
	assert_refused("{\"boolValue\":{\"value\":true}}", "INVALID_VALUE", "boolValue");
	assert_refused("", "MALFORMED_JSON", NULL);
	assert_refused("{} {}", "MALFORMED_JSON", NULL);
	assert_refused("{\"anInt32\":1,}", "MALFORMED_JSON", NULL);
	assert_refused("{\"anInt32\":01}", "MALFORMED_JSON", NULL);
}

static void assert_stops_at(const char *text, size_t len, const char *where)
{
	struct refusal refusal = {0};
	void *message;

	assert_false(json_to_message(arena, KINDS, text, len, &message, &refusal));
	assert_non_null(strstr(refusal.message, where));
}

static void a_syntax_error_says_where(void **state)
{
	(void)state;
	assert_stops_at("{\"anInt32\": 1,\n  \"x\" 1}", 23, "ligne 2, colonne 7");
	assert_stops_at("{", 1, "ligne 1, colonne 1");
	assert_stops_at("", 0, "ligne 1, colonne 0");
	assert_stops_at(NULL, 0, "ligne 1, colonne 0");
}

/* {"nest":{"nest": ... {} ... }}, `messages` in all. */
static char *nested(unsigned messages)
{
	struct buf text = {0};

	for (unsigned i = 1; i < messages; i++)
		buf_printf(&text, "{\"nest\":");
	buf_printf(&text, "{}");
	for (unsigned i = 1; i < messages; i++)
		buf_byte(&text, '}');
	buf_byte(&text, '\0');
	return (char *)text.data;
}

static void depth_is_limited(void **state)
{
	const ProtobufCMessageDescriptor *nest = &pvd__json__test__nest__descriptor;
	char *deepest = nested(JSON_DEPTH_MAX), *deeper = nested(JSON_DEPTH_MAX + 1), *abyss = nested(100000);
	Pvd__Json__Test__Nest around = PVD__JSON__TEST__NEST__INIT;
	struct refusal refusal = {0};
	struct buf out = {0};
	void *message;

	(void)state;
	assert_string_equal(through(nest, deepest, 0), deepest);
	around.nest = decode(nest, deepest);
	assert_false(json_from_message(&around.base, 0, &out));
	assert_false(json_to_message(arena, nest, deeper, strlen(deeper), &message, &refusal));
	assert_string_equal(refusal.reason, "TOO_DEEP");
	assert_refused_len(nest, abyss, strlen(abyss), FAULT_INVALID_ARGUMENT, "TOO_DEEP", NULL);
	free(deepest);
	free(deeper);
	free(abyss);
	buf_free(&out);
}

static void types_that_do_not_convert_are_refused(void **state)
{
	Google__Protobuf__Any any = GOOGLE__PROTOBUF__ANY__INIT;
	Pvd__Json__Test__WithAny with_any = PVD__JSON__TEST__WITH_ANY__INIT;
	static const uint8_t packed[] = {10, 2, 10, 0}; /* one entry of the map */
	struct buf out = {0};

	(void)state;
	assert_refused_len(&pvd__json__test__with_any__descriptor, "{\"any\":{}}", 10, FAULT_INTERNAL,
			   "UNSUPPORTED_TYPE", "any");
	assert_refused_len(&pvd__json__test__with_mask__descriptor, "{\"mask\":\"a\"}", 12, FAULT_INTERNAL,
			   "UNSUPPORTED_TYPE", "mask");
	assert_refused_len(&pvd__json__test__with_map__descriptor, "{\"notesByCode\":{}}", 18, FAULT_INTERNAL,
			   "UNSUPPORTED_TYPE", "notesByCode");
	with_any.any = &any;
	assert_false(json_from_message(&with_any.base, 0, &out));
	assert_false(json_from_message(
		arena_unpack(arena, &pvd__json__test__with_map__descriptor, bytes_of(packed, sizeof packed)),
		0, &out));
	assert_string_equal(through(&pvd__json__test__with_pairs__descriptor,
				    "{\"pairs\":[{\"key\":\"a\",\"value\":1}]}", 0),
			    "{\"pairs\":[{\"key\":\"a\",\"value\":1}]}");
	buf_free(&out);
}

/* `count` times `item`, as the list `name`. */
static struct buf list_of(const char *name, const char *item, size_t count)
{
	struct buf text = {0};

	buf_printf(&text, "{\"%s\":[%s", name, item);
	for (size_t i = 1; i < count; i++) {
		buf_byte(&text, ',');
		buf_append(&text, item, strlen(item));
	}
	buf_append(&text, "]}", 2);
	return text;
}

static void assert_refused_for_size(struct buf text, const char *reason)
{
	arena_reset(arena);
	assert_refused_len(KINDS, (char *)text.data, text.len, FAULT_RESOURCE_EXHAUSTED, reason, NULL);
	buf_free(&text);
}

static void memory_is_limited(void **state)
{
	struct buf blank = {0};

	(void)state;
	memset(buf_reserve(&blank, JSON_TEXT_MAX + 1), ' ', JSON_TEXT_MAX + 1);
	blank.len = JSON_TEXT_MAX + 1;
	assert_refused_for_size(blank, "JSON_TOO_LARGE");
	assert_refused_for_size(list_of("listInt32", "1", JSON_VALUES_MAX + 1), "JSON_TOO_LARGE");
	/* Each of these stays below the text's limits and goes past the arena's. */
	assert_refused_for_size(list_of("listInt32", "1", ARENA_CAP / 4), "MESSAGE_TOO_LARGE");
	assert_refused_for_size(list_of("listPart", "{}", 50000), "MESSAGE_TOO_LARGE");
	assert_refused_for_size(list_of("listString", "\"0123456789\"", 60000), "MESSAGE_TOO_LARGE");
	assert_refused_for_size(list_of("listBytes", "\"MDEyMzQ1Njc4OQ==\"", 60000), "MESSAGE_TOO_LARGE");
}

/* Every text cut anywhere is refused, without reading past its end. */
static void a_cut_text_is_refused(void **state)
{
	static const char text[] = "{\"anInt32\":-12,\"aString\":\"\\u00e9\",\"listDouble\":[1.5e3,null],"
				   "\"aPart\":{\"leaf\":{\"weight\":\"1\"}}}";

	(void)state;
	for (size_t len = 0; len < sizeof text - 1; len++) {
		char *copy = malloc(len + 1);

		memcpy(copy, text, len);
		assert_refused_len(KINDS, copy, len, FAULT_INVALID_ARGUMENT, "MALFORMED_JSON", NULL);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_camel_case_out_and_both_in),
		cmocka_unit_test(names_that_do_not_exist_are_refused_with_their_path),
		cmocka_unit_test(a_long_path_is_cut_between_characters),
		cmocka_unit_test(null_is_absent),
		cmocka_unit_test(presence_is_kept_where_the_contract_has_it),
		cmocka_unit_test(two_members_of_a_oneof_are_refused),
		cmocka_unit_test(a_field_given_twice_is_refused),
		cmocka_unit_test(pretty_and_defaults),
		cmocka_unit_test(only_values_of_the_right_shape),
		cmocka_unit_test(a_syntax_error_says_where),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(types_that_do_not_convert_are_refused),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(a_cut_text_is_refused),
	};

	return cmocka_run_group_tests_name("json/json", tests, set_up, tear_down);
}
