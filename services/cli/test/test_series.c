#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/series.h"

#define HEAD                  "{\"id\": \"x\", \"title\": \"X\", \"file\": \"x.csv\", \"source\": \"X\", \"code\": \"insee\""
#define MAPPING(keys, column) HEAD keys ", \"columns\": [{\"indicator\": \"x\", \"year\": 2018, " column "}]}"
#define NUMBERS               MAPPING("", "\"column\": \"a\"")

static char error[TABLE_ERROR_MAX];
static struct arena *arena;
static struct mapping mapping;
static const char *names[] = {"01001", "01002", "75056", "97105", "97501", "97701", "97801", "98818"};
static const struct mapping_texts COMMUNES = {.all = names, .count = sizeof names / sizeof *names};

static bool make(const char *of, const char *text, unsigned decimals, struct series *ret)
{
	struct records records;
	struct table table;

	mapping_free(&mapping);
	arena_reset(arena);
	error[0] = '\0';
	if (!mapping_read(&mapping, "x.json", bytes_text(of), arena, error))
		fail_msg("%s", error);
	return table_read(&table, bytes_text(text), mapping.separator, mapping.titles, mapping.title_count,
			  arena, error) &&
	       records_make(&records, &mapping, &table, arena, error) &&
	       series_make(ret, &records, &mapping.columns[0], decimals, &COMMUNES, arena, error);
}

struct expected {
	const char *code;
	int64_t value;
};

static void expect(const struct series *series, const struct expected *expected, size_t count)
{
	assert_int_equal(series->count, count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(series->values[i].code, expected[i].code) != 0 ||
		    series->values[i].value != expected[i].value)
			fail_msg("%s: %lld", series->values[i].code, (long long)series->values[i].value);
}

static struct series made(const char *of, const char *text, unsigned decimals)
{
	struct series series;

	if (!make(of, text, decimals, &series))
		fail_msg("%s", error);
	return series;
}

static void numbers_by_code_with_the_indicators_decimals(void **state)
{
	static const struct expected expected[] = {{"01001", 93119}, {"2A004", -1000}, {"47001", 0}};
	struct series series = made(NUMBERS, "insee,a\n47001,0\n2A004,-1\n01001,93.1193\n47002,\n", 3);

	(void)state;
	expect(&series, expected, 3);
	assert_string_equal(series.mapping->id, "x");
	assert_int_equal(series.column->year, 2018);
}

static void some_texts_stand_for_no_value(void **state)
{
	static const struct expected expected[] = {{"01001", 15}};
	struct series series =
		made(MAPPING(", \"missing\": [\"s\", \"nd\"], \"decimal\": \",\", \"separator\": \";\"",
			     "\"column\": \"a\""),
		     "insee;a\n01001;1,5\n01002;s\n01004;nd\n01005;\n", 1);

	(void)state;
	expect(&series, expected, 1);
}

static void classes_are_numbers_that_texts_stand_for(void **state)
{
	static const char of[] =
		MAPPING("", "\"column\": \"a\", \"values\": {\"Haut\": 2, \"Bas\": 0, \"?\": null}");
	static const struct expected expected[] = {{"01001", 0}, {"01002", 200}};
	struct series series = made(of, "insee,a\n01002,Haut\n01001,Bas\n01004,?\n01005,\n", 2);

	(void)state;
	expect(&series, expected, 2);
	assert_false(make(of, "insee,a\n01001,Bas\n01002,Moyen\n", 0, &series));
	assert_string_equal(
		error,
		"ligne 3, colonne « a » : « Moyen » n'est pas un des textes de « values » ; corrigez la "
		"cellule, ou ajoutez le texte au jeu");
}

static void groups_are_numbers_of_texts(void **state)
{
	static const char of[] =
		MAPPING(", \"missing\": [\"000\"], \"absent\": 0", "\"column\": \"a\", \"text\": true");
	static const struct expected expected[] = {{"01001", 1}, {"01002", 0}, {"01004", 1}};
	struct series series =
		made(of, "insee,a\n01004,0108\n01002,0101\n01001,0108\n01005,000\n01006,\n", 0);

	(void)state;
	expect(&series, expected, 3);
	assert_int_equal(series.text_count, 2);
	assert_string_equal(series.texts[0], "0101");
	assert_string_equal(series.texts[1], "0108");
}

static void a_list_says_the_same_of_each_row(void **state)
{
	static const struct expected expected[] = {
		{"01001", 0}, {"01002", 1}, {"75056", 0}, {"97105", 0}, {"97801", 1}};
	struct series series =
		made(MAPPING(", \"absent\": 0", "\"constant\": 1"), "insee,a\n97801,x\n01002,\n", 0);

	(void)state;
	/* Of other collectivities overseas, nothing is known but what a row says. */
	expect(&series, expected, 5);
}

static void absent_communes_are_not_those_without_value(void **state)
{
	static const struct expected expected[] = {{"01001", 0}, {"75056", 7}, {"97105", 0}};
	struct series series =
		made(MAPPING(", \"absent\": 0", "\"column\": \"a\""), "insee,a\n75056,7\n01002,\n", 0);

	(void)state;
	expect(&series, expected, 3);
}

static void a_commune_is_not_absent_where_its_arrondissements_are_there(void **state)
{
	static const struct expected expected[] = {{"01001", 0}, {"01002", 0}, {"75120", 1}, {"97105", 0}};
	struct series series = made(MAPPING(", \"absent\": 0", "\"constant\": 1"), "insee,a\n75120,x\n", 0);

	(void)state;
	expect(&series, expected, 4);
}

static void rows_that_do_not_count_are_not_read(void **state)
{
	static const struct expected expected[] = {{"01001", 5}};
	struct series series = made(
		MAPPING(", \"except\": {\"type\": [\"COMD\", \"ARM\"], \"a\": [\"0\"]}", "\"column\": \"a\""),
		"insee,type,a\n01001,COM,5\n01001,COMD,x\nx,ARM,1\n97601,COM,0\n", 0);

	(void)state;
	expect(&series, expected, 1);
}

static void of_a_code_the_first_row_counts_where_that_is_said(void **state)
{
	static const char text[] = "insee,a\n01002,1\n01001,2\n01002,3\n";
	static const struct expected expected[] = {{"01001", 2}, {"01002", 1}};
	struct series series = made(MAPPING(", \"duplicates\": \"first\"", "\"column\": \"a\""), text, 0);

	(void)state;
	expect(&series, expected, 2);
	assert_false(make(NUMBERS, text, 0, &series));
	assert_non_null(strstr(error, "ligne 4, colonne « insee » : « 01002 » y est deux fois"));
}

static void faults_name_the_line_the_column_and_the_cell(void **state)
{
	static const char comma[] =
		MAPPING(", \"decimal\": \",\", \"separator\": \";\"", "\"column\": \"a\"");
	static const char large[] = MAPPING("", "\"constant\": 1000000000");
	static const struct {
		const char *of, *text, *says;
		unsigned decimals;
	} cases[] = {
		{NUMBERS, "insee,a\n01001,x\n",
		 "ligne 2, colonne « a » : « x » n'est pas un nombre ; écrivez-le en "
		 "chiffres avec un point",
		 0},
		{comma, "insee;a\n01001;1.5\n",
		 "« 1.5 » n'est pas un nombre ; écrivez-le en chiffres avec une virgule", 0},
		{NUMBERS, "insee,a\n01001,1e5\n", "« 1e5 » n'est pas un nombre", 0},
		{NUMBERS, "insee,a\n01001,9007199254740993\n", "est un nombre trop grand", 0},
		{large, "insee,a\n01001,1\n", "ligne 2 : le nombre du jeu est trop grand", 9},
		{NUMBERS, "insee,a\n1001,1\n", "ligne 2, colonne « insee » : « 1001 » a perdu le zéro", 0},
		{NUMBERS, "insee,a\n9999,1\n", "« 9999 » a perdu le zéro", 0},
		{NUMBERS, "insee,a\n20001,1\n", "« 20001 » n'est pas le code d'une commune", 0},
		{NUMBERS, "insee,a\n010010,1\n", "« 010010 » n'est pas le code d'une commune", 0},
		{NUMBERS, "insee,a\n,1\n", "«  » n'est pas le code d'une commune", 0},
		{NUMBERS, "insee,b\n01001,1\n", "ligne 1, colonne « a » : aucune colonne n'a ce titre", 0},
		{NUMBERS, "insee,a\n", "aucune ligne ne compte", 0},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct series series;

		if (make(cases[i].of, cases[i].text, cases[i].decimals, &series) ||
		    !strstr(error, cases[i].says))
			fail_msg("case %u: %s", i, error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_by_code_with_the_indicators_decimals),
		cmocka_unit_test(some_texts_stand_for_no_value),
		cmocka_unit_test(classes_are_numbers_that_texts_stand_for),
		cmocka_unit_test(groups_are_numbers_of_texts),
		cmocka_unit_test(a_list_says_the_same_of_each_row),
		cmocka_unit_test(absent_communes_are_not_those_without_value),
		cmocka_unit_test(a_commune_is_not_absent_where_its_arrondissements_are_there),
		cmocka_unit_test(rows_that_do_not_count_are_not_read),
		cmocka_unit_test(of_a_code_the_first_row_counts_where_that_is_said),
		cmocka_unit_test(faults_name_the_line_the_column_and_the_cell),
	};
	int failed;

	arena = arena_new(4 << 20);
	failed = cmocka_run_group_tests_name("cli/series", tests, NULL, NULL);
	mapping_free(&mapping);
	arena_free(arena);
	return failed;
}
