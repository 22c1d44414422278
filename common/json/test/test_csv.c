#include "json/csv.h"
#include "json/test/conversion.h"

#define PART (&pvd__json__test__part__descriptor)
#define NEST (&pvd__json__test__nest__descriptor)

static const char *text_of(struct buf *out)
{
	static char text[16384];

	assert_true(out->len < sizeof text);
	memcpy(text, out->data, out->len);
	text[out->len] = '\0';
	buf_free(out);
	return text;
}

static const char *header(enum csv_form form, const ProtobufCMessageDescriptor *type)
{
	struct buf out = {0};

	csv_header(form, type, &out);
	return text_of(&out);
}

static const char *row(enum csv_form form, const ProtobufCMessageDescriptor *type, const char *json)
{
	struct buf out = {0};

	assert_true(csv_row(form, decode(type, json), &out));
	return text_of(&out);
}

/* Reads the cell at *at as RFC 4180 says; false at the end of the line. */
static bool next_cell(const char **at, char separator, char *out)
{
	bool quoted = **at == '"';

	if (**at == '\0')
		return false;
	*at += quoted;
	while (quoted ? **at != '"' || (*at)[1] == '"' : **at != separator && **at != '\r') {
		*at += **at == '"';
		*out++ = *(*at)++;
	}
	*out = '\0';
	*at += quoted;
	assert_true(**at == separator || strcmp(*at, "\r\n") == 0);
	*at += **at == separator ? 1 : 2;
	return true;
}

static unsigned cells(const char *line, char separator)
{
	char cell[8192];
	unsigned count = 0;

	while (next_cell(&line, separator, cell))
		count++;
	return count;
}

/* The cell of a row of Kinds under that name. */
static const char *kinds_cell(enum csv_form form, const char *json, const char *name)
{
	static char cell[8192];
	char separator = form == CSV_SPREADSHEET ? ';' : ',';
	char *names = strdup(header(form, KINDS));
	const char *at_name = names + (form == CSV_SPREADSHEET ? 3 : 0);
	const char *at = row(form, KINDS, json);
	bool found = false;

	while (!found && next_cell(&at_name, separator, cell)) {
		found = strcmp(cell, name) == 0;
		assert_true(next_cell(&at, separator, cell));
	}
	free(names);
	if (!found)
		fail_msg("no column %s", name);
	return cell;
}

static void assert_cell(enum csv_form form, const char *json, const char *name, const char *expected)
{
	assert_string_equal(kinds_cell(form, json, name), expected);
}

static void assert_both(const char *json, const char *name, const char *expected)
{
	assert_cell(CSV_SPREADSHEET, json, name, expected);
	assert_cell(CSV_MACHINE, json, name, expected);
}

static void a_line_of_each_form(void **state)
{
	static const char JSON[] = "{\"label\":\"a;b,c\",\"departements\":[\"01\",\"2A\"],"
				   "\"leaf\":{\"weight\":\"-5\",\"colour\":\"COLOUR_RED\"}}";

	(void)state;
	assert_string_equal(header(CSV_SPREADSHEET, PART),
			    "\xef\xbb\xbf"
			    "label;departements;leaf.weight;leaf.colour;leaves\r\n");
	assert_string_equal(header(CSV_MACHINE, PART),
			    "label,departements,leaf.weight,leaf.colour,leaves\r\n");
	assert_string_equal(row(CSV_SPREADSHEET, PART, JSON), "\"a;b,c\";01 | 2A;-5;COLOUR_RED;\r\n");
	assert_string_equal(row(CSV_MACHINE, PART, JSON),
			    "\"a;b,c\",\"[\"\"01\"\",\"\"2A\"\"]\",-5,COLOUR_RED,\r\n");
}

static void the_header_and_the_rows_have_the_same_columns(void **state)
{
	unsigned names;

	(void)state;
	names = cells(header(CSV_MACHINE, KINDS), ',');
	assert_true(names > 80);
	assert_int_equal(cells(row(CSV_MACHINE, KINDS, "{}"), ','), names);
	assert_int_equal(cells(row(CSV_MACHINE, KINDS, "{\"onePart\":{\"leaf\":{}},\"aPart\":{}}"), ','),
			 names);
	assert_int_equal(cells(row(CSV_SPREADSHEET, KINDS, "{\"listDouble\":[1.5,2.5]}"), ';'), names);
}

static void every_kind_of_value(void **state)
{
	(void)state;
	assert_both("{\"anInt32\":-2147483648}", "anInt32", "-2147483648");
	assert_both("{\"aFixed32\":4294967295}", "aFixed32", "4294967295");
	assert_both("{\"aSint64\":\"-9223372036854775808\"}", "aSint64", "-9223372036854775808");
	assert_both("{\"aUint64\":\"18446744073709551615\"}", "aUint64", "18446744073709551615");
	assert_both("{\"aBool\":true}", "aBool", "true");
	assert_both("{\"aColour\":\"COLOUR_FAR\"}", "aColour", "COLOUR_FAR");
	assert_both("{\"aString\":\"L'Isle \\\"bleue\\\"\"}", "aString", "L'Isle \"bleue\"");
	assert_both("{\"aString\":\"a\\\\b\\nc\"}", "aString", "a\\b\nc");
	assert_both("{\"aBytes\":\"AAEC/w==\"}", "aBytes", "AAEC/w==");
	assert_both("{\"aTimestamp\":\"2026-01-31T12:00:00+02:00\"}", "aTimestamp", "2026-01-31T10:00:00Z");
	assert_both("{\"aDuration\":\"1.5s\"}", "aDuration", "1.500s");
	assert_both("{\"anEmpty\":{}}", "anEmpty", "{}");
	assert_both("{\"aPart\":{\"leaf\":{\"weight\":\"7\"}}}", "aPart.leaf.weight", "7");
	assert_both("{\"onePart\":{\"label\":\"x\"}}", "onePart.label", "x");
	assert_both("{\"oneDouble\":0}", "oneDouble", "0");
}

static void wrappers_are_the_value_they_hold(void **state)
{
	(void)state;
	assert_both("{\"int64Value\":\"-12\"}", "int64Value", "-12");
	assert_both("{\"boolValue\":false}", "boolValue", "false");
	assert_both("{\"stringValue\":\"\\\"\"}", "stringValue", "\"");
	assert_both("{\"bytesValue\":\"AQ==\"}", "bytesValue", "AQ==");
	assert_cell(CSV_SPREADSHEET, "{\"doubleValue\":-1.5}", "doubleValue", "-1,5");
	assert_cell(CSV_SPREADSHEET, "{\"listUint64Value\":[\"1\",\"2\"]}", "listUint64Value", "1 | 2");
	assert_cell(CSV_MACHINE, "{\"listUint64Value\":[\"1\",\"2\"]}", "listUint64Value", "[\"1\",\"2\"]");
}

static void absent_is_empty_and_a_default_is_a_value(void **state)
{
	(void)state;
	assert_both("{}", "maybe", "");
	assert_both("{\"maybe\":0}", "maybe", "0");
	assert_both("{}", "int64Value", "");
	assert_both("{}", "aTimestamp", "");
	assert_both("{}", "anEmpty", "");
	assert_both("{}", "aPart.leaf.weight", "");
	assert_both("{\"aPart\":{\"leaf\":{}}}", "aPart.leaf.weight", "0");
	assert_both("{\"oneInt32\":1}", "oneString", "");
	assert_both("{}", "listInt32", "");
	assert_both("{}", "listPart", "");
	assert_both("{}", "anInt32", "0");
	assert_both("{}", "aBool", "false");
	assert_both("{}", "aColour", "COLOUR_UNSPECIFIED");
}

static void fractions_have_a_comma_for_spreadsheets(void **state)
{
	(void)state;
	assert_cell(CSV_SPREADSHEET, "{\"aDouble\":1234.5}", "aDouble", "1234,5");
	assert_cell(CSV_MACHINE, "{\"aDouble\":1234.5}", "aDouble", "1234.5");
	assert_cell(CSV_SPREADSHEET, "{\"aFloat\":-0.1}", "aFloat", "-0,1");
	assert_cell(CSV_SPREADSHEET, "{\"listDouble\":[0.5,-2]}", "listDouble", "0,5 | -2");
	assert_cell(CSV_MACHINE, "{\"listDouble\":[0.5,-2]}", "listDouble", "[0.5,-2]");
	/* A point elsewhere stays. */
	assert_cell(CSV_SPREADSHEET, "{\"aString\":\"1.5\"}", "aString", "1.5");
	assert_both("{\"aDouble\":\"NaN\"}", "aDouble", "NaN");
}

static void lists(void **state)
{
	(void)state;
	assert_cell(CSV_SPREADSHEET, "{\"listString\":[\"a\",\"b|c\"]}", "listString", "a | b|c");
	assert_cell(CSV_MACHINE, "{\"listString\":[\"a\",\"b | c\"]}", "listString", "[\"a\",\"b | c\"]");
	assert_cell(CSV_SPREADSHEET,
		    "{\"listTimestamp\":[\"2026-01-31T10:00:00Z\",\"2026-02-01T00:00:00Z\"]}",
		    "listTimestamp", "2026-01-31T10:00:00Z | 2026-02-01T00:00:00Z");
	assert_both("{\"listPart\":[{\"label\":\"a;b\"},{}]}", "listPart", "[{\"label\":\"a;b\"},{}]");
	assert_cell(CSV_SPREADSHEET, "{\"listBool\":[true,false]}", "listBool", "true | false");
}

static void no_text_is_a_formula_in_a_spreadsheet(void **state)
{
	static const struct {
		const char *json, *cell;
	} TEXTS[] = {
		{"\"=1+1\"", "'=1+1"},  {"\"+33 1 23\"", "'+33 1 23"},
		{"\"-2\"", "'-2"},      {"\"@SUM(A1)\"", "'@SUM(A1)"},
		{"\"\\t=1\"", "'\t=1"}, {"\"\\r=1\"", "'\r=1"},
		{"\"\\n=1\"", "'\n=1"}, {"\"a=1\"", "a=1"},
		{"\"'=1\"", "'=1"},
	};
	char json[64];

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		snprintf(json, sizeof json, "{\"aString\":%s}", TEXTS[i].json);
		assert_cell(CSV_SPREADSHEET, json, "aString", TEXTS[i].cell);
		snprintf(json, sizeof json, "{\"stringValue\":%s}", TEXTS[i].json);
		assert_cell(CSV_SPREADSHEET, json, "stringValue", TEXTS[i].cell);
	}
	assert_cell(CSV_MACHINE, "{\"aString\":\"=1+1\"}", "aString", "=1+1");
	assert_cell(CSV_SPREADSHEET, "{\"listString\":[\"=1\",\"=2\"]}", "listString", "'=1 | =2");
	assert_cell(CSV_SPREADSHEET, "{\"aBytes\":\"+AAA\"}", "aBytes", "'+AAA");
	assert_cell(CSV_SPREADSHEET, "{\"aDouble\":\"-Infinity\"}", "aDouble", "'-Infinity");
	assert_cell(CSV_SPREADSHEET, "{\"aDuration\":\"-1s\"}", "aDuration", "'-1s");
	assert_cell(CSV_SPREADSHEET, "{\"anInt32\":-1}", "anInt32", "-1");
}

static void digits_stay_as_they_are_in_a_spreadsheet(void **state)
{
	static const struct {
		const char *text, *cell;
	} TEXTS[] = {
		{"01004", "=\"01004\""},
		{"00", "=\"00\""},
		{"123456789012", "=\"123456789012\""},
		{"1E5", "=\"1E5\""},
		{"12e05", "=\"12e05\""},
		{"0", "0"},
		{"77183", "77183"},
		{"12345678901", "12345678901"},
		{"2A004", "2A004"},
		{"E5", "E5"},
		{"1E", "1E"},
		{"1E5a", "1E5a"},
		{"1EE5", "1EE5"},
		{"01 02", "01 02"},
		{"01.5", "01.5"},
		{"", ""},
	};
	char json[64];

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		snprintf(json, sizeof json, "{\"aString\":\"%s\"}", TEXTS[i].text);
		assert_cell(CSV_SPREADSHEET, json, "aString", TEXTS[i].cell);
		assert_cell(CSV_MACHINE, json, "aString", TEXTS[i].text);
		snprintf(json, sizeof json, "{\"stringValue\":\"%s\"}", TEXTS[i].text);
		assert_cell(CSV_SPREADSHEET, json, "stringValue", TEXTS[i].cell);
	}
	assert_string_equal(row(CSV_SPREADSHEET, PART, "{\"label\":\"01004\",\"departements\":[\"01\"]}"),
			    "\"=\"\"01004\"\"\";\"=\"\"01\"\"\";;;\r\n");
	assert_cell(CSV_SPREADSHEET, "{\"listString\":[\"01\",\"02\"]}", "listString", "01 | 02");
	/* Of a number, all digits are its own. */
	assert_cell(CSV_SPREADSHEET, "{\"aUint64\":\"18446744073709551615\"}", "aUint64",
		    "18446744073709551615");
	assert_cell(CSV_SPREADSHEET, "{\"aBytes\":\"0000\"}", "aBytes", "0000");
}

static void what_would_break_a_line_is_in_quotes(void **state)
{
	(void)state;
	assert_string_equal(row(CSV_MACHINE, PART, "{\"label\":\"a;b\"}"), "a;b,,,,\r\n");
	assert_string_equal(row(CSV_MACHINE, PART, "{\"label\":\"a,b\"}"), "\"a,b\",,,,\r\n");
	assert_string_equal(row(CSV_SPREADSHEET, PART, "{\"label\":\"a,b\"}"), "a,b;;;;\r\n");
	assert_string_equal(row(CSV_SPREADSHEET, PART, "{\"label\":\"a\\\"b\"}"), "\"a\"\"b\";;;;\r\n");
	assert_string_equal(row(CSV_SPREADSHEET, PART, "{\"label\":\"a\\r\\nb\"}"), "\"a\r\nb\";;;;\r\n");
	/* Of one empty cell: not an empty line. */
	assert_string_equal(row(CSV_MACHINE, NEST, "{}"), "\"\"\r\n");
}

static void what_is_deep_is_json(void **state)
{
	(void)state;
	assert_string_equal(header(CSV_MACHINE, NEST), "nest.nest.nest.nest.nest.nest.nest.nest\r\n");
	assert_string_equal(
		row(CSV_MACHINE, NEST,
		    "{\"nest\":{\"nest\":{\"nest\":{\"nest\":{\"nest\":{\"nest\":{\"nest\":{\"nest\":"
		    "{\"nest\":{}}}}}}}}}}"),
		"\"{\"\"nest\"\":{}}\"\r\n");
}

static void what_json_cannot_write_is_no_row(void **state)
{
	Pvd__Json__Test__Part part = PVD__JSON__TEST__PART__INIT;
	Pvd__Json__Test__WithAny any = PVD__JSON__TEST__WITH_ANY__INIT;
	Google__Protobuf__Any held = GOOGLE__PROTOBUF__ANY__INIT;
	Google__Protobuf__Timestamp late = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
	Pvd__Json__Test__Kinds kinds = PVD__JSON__TEST__KINDS__INIT;
	char *departements[] = {"\xff"};
	struct buf out = {0};

	(void)state;
	buf_append(&out, "kept", 4);
	part.label = "\xe9";
	assert_false(csv_row(CSV_MACHINE, &part.base, &out));
	part.label = "";
	part.departements = departements;
	part.n_departements = 1;
	assert_false(csv_row(CSV_MACHINE, &part.base, &out));
	assert_false(csv_row(CSV_SPREADSHEET, &part.base, &out));
	any.any = &held;
	assert_false(csv_row(CSV_MACHINE, &any.base, &out));
	late.nanos = -1;
	kinds.a_timestamp = &late;
	assert_false(csv_row(CSV_MACHINE, &kinds.base, &out));
	assert_int_equal(out.len, 4);
	/* protobuf-c lets a message have NULL for an empty string. */
	part.n_departements = 0;
	part.label = NULL;
	assert_true(csv_row(CSV_MACHINE, &part.base, &out));
	assert_memory_equal(out.data, "kept,,,,\r\n", 10);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_of_each_form, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_header_and_the_rows_have_the_same_columns, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(every_kind_of_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrappers_are_the_value_they_hold, set_up, tear_down),
		cmocka_unit_test_setup_teardown(absent_is_empty_and_a_default_is_a_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fractions_have_a_comma_for_spreadsheets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_text_is_a_formula_in_a_spreadsheet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(digits_stay_as_they_are_in_a_spreadsheet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_would_break_a_line_is_in_quotes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_deep_is_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_json_cannot_write_is_no_row, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
