#include "cli/mapping.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "cli/table.h"

enum { COLUMNS_MAX = 64, TEXTS_MAX = 256, EXCEPTS_MAX = 8, YEAR_MIN = 1962, YEAR_MAX = 2199 };
enum { NAME_SHOWN = 160, KEY_SHOWN = 60 };
/* A billion: what is published of communes is less, and stays a number with nine decimals. */
#define NUMBER_MAX 1000000000

/* Reads one object; `scope` says where it stands: "columns[2].". */
struct reading {
	struct mapping *mapping;
	struct arena *arena;
	const char *name;
	char scope[32];
	char *error;
};

static const char *const KEYS[] = {"id",      "title",   "file",    "source", "separator",
				   "decimal", "code",    "missing", "except", "duplicates",
				   "absent",  "columns", NULL};
static const char *const COLUMN_KEYS[] = {"column", "constant", "indicator", "year", "values", "text", NULL};

static int shown(const char *text, size_t max)
{
	return (int)table_shown(text, max);
}

static bool __attribute__((format(printf, 3, 4)))
fail(const struct reading *reading, const char *key, const char *expected, ...)
{
	char words[200];
	va_list list;

	va_start(list, expected);
	vsnprintf(words, sizeof words, expected, list);
	va_end(list);
	snprintf(reading->error, MAPPING_ERROR_MAX, "%.*s, clé « %s%.*s » : %s",
		 shown(reading->name, NAME_SHOWN), reading->name, reading->scope, shown(key, KEY_SHOWN), key,
		 words);
	return false;
}

static bool is_named(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static bool check_keys(const struct reading *reading, json_t *object, const char *const *names)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (!is_named(names, key))
			return fail(reading, key, "cette clé n'est pas connue ; retirez-la");
	}
	return true;
}

/* ---- Values of a key */

static bool take_text(const struct reading *reading, const json_t *object, const char *key, size_t max,
		      const char **ret)
{
	const char *text = json_string_value(json_object_get(object, key));

	*ret = text ? text : "";
	if (!text || !*text || strlen(text) > max || !utf8_is_text(text, strlen(text)))
		return fail(reading, key, "un texte de 1 à %zu octets est attendu", max);
	return true;
}

static bool is_number(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= -NUMBER_MAX &&
	       json_integer_value(value) <= NUMBER_MAX;
}

static bool take_number(const struct reading *reading, const json_t *object, const char *key, int64_t *ret)
{
	const json_t *value = json_object_get(object, key);

	if (!is_number(value))
		return fail(reading, key, "un nombre entier d'au plus un milliard est attendu");
	*ret = json_integer_value(value);
	return true;
}

/* One of the characters of `among`; the first one where the key is not there. */
static bool take_mark(const struct reading *reading, const json_t *object, const char *key, const char *among,
		      const char *words, char *ret)
{
	const json_t *value = json_object_get(object, key);
	const char *text = value ? json_string_value(value) : (char[]){among[0], '\0'};

	if (!text || strlen(text) != 1 || !strchr(among, *text))
		return fail(reading, key, "%s est attendu", words);
	*ret = *text;
	return true;
}

static bool take_texts(const struct reading *reading, const json_t *value, const char *key,
		       struct mapping_texts *ret)
{
	size_t count = json_array_size(value);

	*ret = (struct mapping_texts){.all = arena_array(reading->arena, count + 1, sizeof *ret->all)};
	if (!json_is_array(value) || count == 0 || count > TEXTS_MAX || !ret->all)
		return fail(reading, key, "une liste de 1 à %d textes est attendue", TEXTS_MAX);
	for (size_t i = 0; i < count; i++) {
		ret->all[i] = json_string_value(json_array_get(value, i));
		if (!ret->all[i])
			return fail(reading, key, "une liste de 1 à %d textes est attendue", TEXTS_MAX);
		ret->count++;
	}
	return true;
}

/* ---- Columns */

static size_t place_title(struct mapping *mapping, const char *title)
{
	for (size_t i = 0; i < mapping->title_count; i++)
		if (strcmp(mapping->titles[i], title) == 0)
			return i;
	mapping->titles[mapping->title_count] = title;
	return mapping->title_count++;
}

static bool take_values(const struct reading *reading, json_t *values, struct mapping_column *ret)
{
	size_t count = json_object_size(values);
	const char *text;
	json_t *value;

	if (!json_is_object(values) || count == 0 || count > TEXTS_MAX)
		return fail(reading, "values",
			    "un objet de 1 à %d textes, chacun avec son nombre, est attendu", TEXTS_MAX);
	ret->values = arena_array(reading->arena, count, sizeof *ret->values);
	if (!ret->values)
		return fail(reading, "values", "trop de textes");
	json_object_foreach(values, text, value)
	{
		if (!json_is_null(value) && !is_number(value))
			return fail(reading, "values", "à « %.60s », un nombre entier ou null est attendu",
				    text);
		ret->values[ret->value_count++] = (struct mapping_value){
			.text = text, .is_missing = json_is_null(value), .value = json_integer_value(value)};
	}
	return true;
}

/* What its cells are. */
static bool take_cells(const struct reading *reading, json_t *column, struct mapping_column *ret)
{
	json_t *text = json_object_get(column, "text"), *values = json_object_get(column, "values");

	if (text && !json_is_true(text))
		return fail(reading, "text", "true est attendu, ou rien");
	ret->is_text = text != NULL;
	if (ret->is_text && values)
		return fail(reading, "values", "rien n'est attendu à côté de « text »");
	if (!ret->title && (text || values))
		return fail(reading, "constant", "rien n'est attendu à côté : ni « text » ni « values »");
	return !values || take_values(reading, values, ret);
}

/* A series is told once. */
static bool check_once(const struct reading *reading, const struct mapping_column *column)
{
	const struct mapping *mapping = reading->mapping;

	for (size_t i = 0; i < mapping->column_count; i++)
		if (mapping->columns[i].year == column->year &&
		    strcmp(mapping->columns[i].indicator, column->indicator) == 0)
			return fail(reading, "indicator", "« %s » de %u y est deux fois", column->indicator,
				    (unsigned)column->year);
	return true;
}

static bool take_column(const struct reading *reading, json_t *column, struct mapping_column *ret)
{
	bool is_constant = json_object_get(column, "constant") != NULL;
	int64_t year = 0;

	*ret = (struct mapping_column){0};
	if (!check_keys(reading, column, COLUMN_KEYS) ||
	    !take_text(reading, column, "indicator", 40, &ret->indicator) ||
	    !take_number(reading, column, "year", &year))
		return false;
	if (year < YEAR_MIN || year > YEAR_MAX)
		return fail(reading, "year", "une année de %d à %d est attendue", YEAR_MIN, YEAR_MAX);
	ret->year = (uint32_t)year;
	if (!check_once(reading, ret))
		return false;
	if (is_constant == (json_object_get(column, "column") != NULL))
		return fail(reading, "column", "l'un des deux est attendu, « column » ou « constant »");
	if (is_constant ? !take_number(reading, column, "constant", &ret->constant)
			: !take_text(reading, column, "column", TABLE_CELL_MAX, &ret->title))
		return false;
	if (ret->title)
		ret->place = place_title(reading->mapping, ret->title);
	return take_cells(reading, column, ret);
}

static bool take_columns(struct reading *reading, const json_t *columns)
{
	struct mapping *mapping = reading->mapping;
	size_t count = json_array_size(columns);

	mapping->columns = arena_array(reading->arena, count + 1, sizeof *mapping->columns);
	if (!json_is_array(columns) || count == 0 || count > COLUMNS_MAX || !mapping->columns)
		return fail(reading, "columns", "une liste de 1 à %d colonnes est attendue", COLUMNS_MAX);
	for (size_t i = 0; i < count; i++) {
		json_t *column = json_array_get(columns, i);

		if (!json_is_object(column))
			return fail(reading, "columns", "une liste d'objets est attendue");
		snprintf(reading->scope, sizeof reading->scope, "columns[%zu].", i);
		if (!take_column(reading, column, &mapping->columns[i]))
			return false;
		mapping->column_count++;
	}
	reading->scope[0] = '\0';
	return true;
}

/* ---- The whole */

static bool take_excepts(const struct reading *reading, json_t *excepts)
{
	struct mapping *mapping = reading->mapping;
	size_t count = json_object_size(excepts);
	const char *title;
	json_t *texts;

	if (!json_is_object(excepts) || count == 0 || count > EXCEPTS_MAX)
		return fail(reading, "except",
			    "un objet de 1 à %d titres, chacun avec sa liste de textes, est attendu",
			    EXCEPTS_MAX);
	mapping->excepts = arena_array(reading->arena, count, sizeof *mapping->excepts);
	if (!mapping->excepts)
		return fail(reading, "except", "trop de textes");
	json_object_foreach(excepts, title, texts)
	{
		struct mapping_except *except = &mapping->excepts[mapping->except_count++];

		except->place = place_title(mapping, title);
		if (!take_texts(reading, texts, "except", &except->texts))
			return false;
	}
	return true;
}

static bool take_duplicates(const struct reading *reading, const json_t *value)
{
	const char *text = value ? json_string_value(value) : "refused";

	if (!text || (strcmp(text, "refused") != 0 && strcmp(text, "first") != 0))
		return fail(reading, "duplicates", "« refused » ou « first » est attendu");
	reading->mapping->first_counts = *text == 'f';
	return true;
}

static bool take_words(const struct reading *reading, const json_t *root)
{
	struct mapping *mapping = reading->mapping;

	if (!take_text(reading, root, "id", 40, &mapping->id) ||
	    !take_text(reading, root, "title", 200, &mapping->title) ||
	    !take_text(reading, root, "file", 200, &mapping->file) ||
	    !take_text(reading, root, "source", 300, &mapping->source))
		return false;
	if (strchr(mapping->file, '/'))
		return fail(reading, "file", "le nom d'un fichier est attendu, sans dossier");
	return take_mark(reading, root, "separator", ",;\t|", "« , », « ; », « | » ou une tabulation",
			 &mapping->separator) &&
	       take_mark(reading, root, "decimal", ".,", "« . » ou « , »", &mapping->decimal);
}

static bool take_all(struct reading *reading, json_t *root)
{
	struct mapping *mapping = reading->mapping;
	json_t *missing = json_object_get(root, "missing"), *excepts = json_object_get(root, "except");
	const char *code;

	if (!json_is_object(root))
		return fail(reading, "", "un objet est attendu");
	if (!check_keys(reading, root, KEYS) || !take_words(reading, root) ||
	    !take_text(reading, root, "code", TABLE_CELL_MAX, &code))
		return false;
	place_title(mapping, code);
	mapping->has_absent = json_object_get(root, "absent") != NULL;
	return (!missing || take_texts(reading, missing, "missing", &mapping->missing)) &&
	       (!excepts || take_excepts(reading, excepts)) &&
	       take_duplicates(reading, json_object_get(root, "duplicates")) &&
	       (!mapping->has_absent || take_number(reading, root, "absent", &mapping->absent)) &&
	       take_columns(reading, json_object_get(root, "columns"));
}

bool mapping_read(struct mapping *ret, const char *name, struct bytes text, struct arena *arena,
		  char error[MAPPING_ERROR_MAX])
{
	struct reading reading = {.mapping = ret, .arena = arena, .name = name, .error = error};
	json_error_t where = {0};
	const char *words;

	*ret = (struct mapping){
		.titles = arena_array(arena, 1 + EXCEPTS_MAX + COLUMNS_MAX, sizeof *ret->titles),
		.root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &where)};
	if (ret->root && ret->titles)
		return take_all(&reading, ret->root);
	words = ret->root ? "trop de données" : where.text;
	snprintf(error, MAPPING_ERROR_MAX, "%.*s, ligne %d, colonne %d : un objet JSON est attendu (%.*s)",
		 shown(name, NAME_SHOWN), name, where.line, where.column, shown(words, KEY_SHOWN), words);
	return false;
}

void mapping_free(struct mapping *mapping)
{
	json_decref(mapping->root);
	*mapping = (struct mapping){0};
}

bool mapping_has_text(const struct mapping_texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->all[i], text) == 0)
			return true;
	return false;
}
