#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/mapping.h"

#define SHIPPED "deploy/indicators/sources"
#define DEFINED "deploy/indicators/indicators-2026.json"

#define HEAD                                                                                                 \
	"{\"id\": \"x\", \"title\": \"X\", \"file\": \"x.csv\", \"source\": \"Insee, X\", \"code\": "        \
	"\"insee\""
#define COLUMN(more)     "{\"indicator\": \"jobs\", \"year\": 2018" more "}"
#define COLUMNS(columns) ", \"columns\": [" columns "]}"
#define LEAST            HEAD COLUMNS(COLUMN(", \"column\": \"a\""))

static char error[MAPPING_ERROR_MAX];
static struct arena *arena;

static bool read_text(const char *text, struct mapping *ret)
{
	arena_reset(arena);
	error[0] = '\0';
	return mapping_read(ret, "x.json", bytes_text(text), arena, error);
}

static struct mapping read_good(const char *text)
{
	struct mapping mapping;

	if (!read_text(text, &mapping))
		fail_msg("%s: %s", text, error);
	return mapping;
}

static void the_least_there_is(void **state)
{
	struct mapping mapping = read_good(LEAST);

	(void)state;
	assert_string_equal(mapping.source, "Insee, X");
	assert_int_equal(mapping.separator, ',');
	assert_int_equal(mapping.decimal, '.');
	assert_false(mapping.has_absent || mapping.first_counts);
	assert_int_equal(mapping.missing.count, 0);
	assert_int_equal(mapping.column_count, 1);
	assert_int_equal(mapping.title_count, 2);
	assert_string_equal(mapping.titles[0], "insee");
	assert_string_equal(mapping.titles[mapping.columns[0].place], "a");
	assert_int_equal(mapping.columns[0].year, 2018);
	mapping_free(&mapping);
}

static void all_there_is(void **state)
{
	struct mapping mapping = read_good(
		HEAD
		", \"separator\": \";\", \"decimal\": \",\", \"missing\": [\"s\", \"nd\"], \"absent\": -2,"
		"\"except\": {\"type\": [\"COMD\"], \"a\": [\"0\"]}, \"duplicates\": \"first\"" COLUMNS(
			COLUMN(", \"column\": \"a\"") ","
						      "{\"indicator\": \"level\", \"year\": 2021, "
						      "\"column\": \"b\", \"values\": {\"Un\": 1, \"?\": "
						      "null}},"
						      "{\"indicator\": \"canton\", \"year\": 2021, "
						      "\"column\": \"a\", \"text\": true},"
						      "{\"indicator\": \"acv\", \"year\": 2024, "
						      "\"constant\": 1}"));

	(void)state;
	assert_int_equal(mapping.separator, ';');
	assert_int_equal(mapping.decimal, ',');
	assert_true(mapping_has_text(&mapping.missing, "nd"));
	assert_false(mapping_has_text(&mapping.missing, "n"));
	assert_true(mapping.has_absent && mapping.first_counts);
	assert_int_equal(mapping.absent, -2);
	assert_int_equal(mapping.except_count, 2);
	assert_string_equal(mapping.titles[mapping.excepts[0].place], "type");
	assert_true(mapping_has_text(&mapping.excepts[0].texts, "COMD"));
	/* "a" is read once, whoever asks for it. */
	assert_int_equal(mapping.title_count, 4);
	assert_int_equal(mapping.excepts[1].place, mapping.columns[0].place);
	assert_int_equal(mapping.columns[2].place, mapping.columns[0].place);
	assert_true(mapping.columns[2].is_text);
	assert_int_equal(mapping.columns[1].value_count, 2);
	assert_int_equal(mapping.columns[1].values[0].value, 1);
	assert_true(mapping.columns[1].values[1].is_missing);
	assert_null(mapping.columns[3].title);
	assert_int_equal(mapping.columns[3].constant, 1);
	mapping_free(&mapping);
}

static void faults_name_file_key_and_what_is_expected(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "x.json, ligne"},
		{"{", "x.json, ligne 1, colonne 1 : un objet JSON est attendu"},
		{"{\"id\": 1, \"id\": 1}", "un objet JSON est attendu"},
		{"{\"id\": \"a\\u0007\"}", "clé « id » : un texte"},
		{"{\"a\\u0007b\": 1}", "x.json, clé « a » : cette clé n'est pas connue"},
		{"[]", "x.json, clé «  » : un objet est attendu"},
		{"{\"title\": \"X\"}", "x.json, clé « id » : un texte de 1 à 40 octets"},
		{"{\"id\": \"\"}", "clé « id »"},
		{"{\"id\": \"x\"}", "clé « title »"},
		{"{\"id\": \"x\", \"title\": 1}", "clé « title » : un texte"},
		{"{\"id\": \"x\", \"title\": \"X\"}", "clé « file »"},
		{"{\"id\": \"x\", \"title\": \"X\", \"file\": \"x.csv\"}", "clé « source »"},
		{"{\"id\": \"x\", \"title\": \"X\", \"file\": \"a/x.csv\", \"source\": \"X\"}",
		 "clé « file » : le nom d'un fichier est attendu, sans dossier"},
		{"{\"id\": \"x\", \"title\": \"X\", \"file\": \"x.csv\", \"source\": \"X\"}", "clé « code »"},
		{HEAD ", \"seperator\": \";\"}", "clé « seperator » : cette clé n'est pas connue"},
		{HEAD ", \"separator\": \"::\"}", "clé « separator » : « , », « ; »"},
		{HEAD ", \"separator\": \"a\"}", "clé « separator »"},
		{HEAD ", \"separator\": \"\"}", "clé « separator »"},
		{HEAD ", \"separator\": 1}", "clé « separator »"},
		{HEAD ", \"decimal\": \";\"}", "clé « decimal » : « . » ou « , » est attendu"},
		{HEAD ", \"missing\": \"s\"}", "clé « missing » : une liste de 1 à 256 textes"},
		{HEAD ", \"missing\": []}", "clé « missing »"},
		{HEAD ", \"missing\": [1]}", "clé « missing »"},
		{HEAD ", \"except\": []}", "clé « except » : un objet de 1 à 8 titres"},
		{HEAD ", \"except\": {}}", "clé « except »"},
		{HEAD ", \"except\": {\"a\": \"b\"}}", "clé « except » : une liste de 1 à 256 textes"},
		{HEAD ", \"duplicates\": \"last\"}", "clé « duplicates » : « refused » ou « first »"},
		{HEAD ", \"duplicates\": 1}", "clé « duplicates »"},
		{HEAD ", \"absent\": \"0\"}", "clé « absent » : un nombre entier"},
		{HEAD ", \"absent\": 0.5}", "clé « absent »"},
		{HEAD ", \"absent\": 1000000001}", "clé « absent »"},
		{HEAD "}", "clé « columns » : une liste de 1 à 64 colonnes"},
		{HEAD COLUMNS(""), "clé « columns »"},
		{HEAD COLUMNS("1"), "clé « columns » : une liste d'objets"},
		{HEAD COLUMNS(COLUMN(", \"columm\": \"a\"")),
		 "clé « columns[0].columm » : cette clé n'est pas connue"},
		{HEAD COLUMNS("{\"year\": 2018}"), "clé « columns[0].indicator »"},
		{HEAD COLUMNS("{\"indicator\": \"jobs\"}"), "clé « columns[0].year »"},
		{HEAD COLUMNS("{\"indicator\": \"jobs\", \"year\": 1961}"), "une année de 1962 à 2199"},
		{HEAD COLUMNS("{\"indicator\": \"jobs\", \"year\": 2200}"), "une année de 1962 à 2199"},
		{HEAD COLUMNS(COLUMN("")), "clé « columns[0].column » : l'un des deux est attendu"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"constant\": 1")), "l'un des deux est attendu"},
		{HEAD COLUMNS(COLUMN(", \"column\": 1")), "clé « columns[0].column » : un texte"},
		{HEAD COLUMNS(COLUMN(", \"constant\": 1.5")),
		 "clé « columns[0].constant » : un nombre entier"},
		{HEAD COLUMNS(COLUMN(", \"constant\": 1, \"text\": true")),
		 "clé « columns[0].constant » : rien"},
		{HEAD COLUMNS(COLUMN(", \"constant\": 1, \"values\": {\"a\": 1}")),
		 "clé « columns[0].constant »"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"text\": false")),
		 "clé « columns[0].text » : true"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"text\": true, \"values\": {\"a\": 1}")),
		 "clé « columns[0].values » : rien n'est attendu à côté de « text »"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"values\": []")), "un objet de 1 à 256 textes"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"values\": {}")), "un objet de 1 à 256 textes"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\", \"values\": {\"Un\": \"1\"}")),
		 "clé « columns[0].values » : à « Un », un nombre entier ou null est attendu"},
		{HEAD COLUMNS(COLUMN(", \"column\": \"a\"") "," COLUMN(", \"column\": \"b\"")),
		 "clé « columns[1].indicator » : « jobs » de 2018 y est deux fois"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct mapping mapping;

		if (read_text(cases[i].text, &mapping) || !strstr(error, cases[i].says))
			fail_msg("case %u: %s", i, error);
		mapping_free(&mapping);
	}
}

static void columns_are_bounded(void **state)
{
	struct buf text = {0};
	struct mapping mapping;

	(void)state;
	buf_printf(&text, HEAD ", \"columns\": [");
	for (unsigned i = 0; i < 65; i++)
		buf_printf(&text, "%s{\"indicator\": \"i%u\", \"year\": 2018, \"column\": \"c%u\"}",
			   i ? "," : "", i, i);
	buf_printf(&text, "]}");
	buf_byte(&text, 0);
	assert_false(read_text((const char *)text.data, &mapping));
	assert_non_null(strstr(error, "une liste de 1 à 64 colonnes"));
	mapping_free(&mapping);
	buf_free(&text);
}

/* ---- Those that come with the sources */

static json_t *find_defined(const json_t *defined, const char *id)
{
	json_t *indicator;
	size_t i;

	json_array_foreach(defined, i, indicator)
	{
		if (strcmp(json_string_value(json_object_get(indicator, "id")), id) == 0)
			return indicator;
	}
	return NULL;
}

static void check_column(const json_t *defined, const char *name, const struct mapping_column *column)
{
	json_t *indicator = find_defined(defined, column->indicator);
	json_t *recorded = json_object_get(indicator, "recorded");
	const char *nature = json_string_value(json_object_get(recorded, "nature"));

	if (!nature || (strcmp(nature, "NATURE_GROUP") == 0) != column->is_text)
		fail_msg("%s: %s", name, column->indicator);
	for (size_t i = 0; i < column->value_count; i++) {
		json_t *labels = json_object_get(indicator, "labels"), *label;
		bool is_told = column->values[i].is_missing;
		size_t at;

		json_array_foreach(labels, at, label)
		{
			is_told |= json_integer_value(json_object_get(label, "value")) ==
				   column->values[i].value;
		}
		if (!is_told)
			fail_msg("%s: %s has no label for %s", name, column->indicator,
				 column->values[i].text);
	}
}

static void check_shipped(const json_t *defined, const char *name)
{
	struct buf text = {0};
	struct mapping mapping;
	char path[512];

	snprintf(path, sizeof path, SHIPPED "/%s", name);
	assert_int_equal(file_read(path, MAPPING_BYTES_MAX, &text), 0);
	arena_reset(arena);
	if (!mapping_read(&mapping, path, buf_bytes(&text), arena, error))
		fail_msg("%s", error);
	buf_free(&text);
	/* --mapping names it as its file. */
	assert_int_equal(strlen(mapping.id) + strlen(".json"), strlen(name));
	assert_int_equal(strncmp(mapping.id, name, strlen(mapping.id)), 0);
	for (size_t i = 0; i < mapping.column_count; i++)
		check_column(defined, name, &mapping.columns[i]);
	mapping_free(&mapping);
}

static void those_that_come_with_the_sources_know_their_indicators(void **state)
{
	json_t *file = json_load_file(DEFINED, JSON_REJECT_DUPLICATES, NULL);
	DIR *folder = opendir(SHIPPED);
	struct dirent *entry;
	unsigned count = 0;

	(void)state;
	assert_non_null(file);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		check_shipped(json_object_get(file, "indicators"), entry->d_name);
		count++;
	}
	assert_true(count > 0);
	closedir(folder);
	json_decref(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_least_there_is),
		cmocka_unit_test(all_there_is),
		cmocka_unit_test(faults_name_file_key_and_what_is_expected),
		cmocka_unit_test(columns_are_bounded),
		cmocka_unit_test(those_that_come_with_the_sources_know_their_indicators),
	};
	int failed;

	arena = arena_new(1 << 20);
	failed = cmocka_run_group_tests_name("cli/mapping", tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
