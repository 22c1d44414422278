#include "cli/cog_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { POPULATION_MAX = 100000000 };

void cog_row_fail(const struct cog_row *row, const char *field, const char *what)
{
	const char *code = json_string_value(json_object_get(row->object, "code"));

	if (row->reader->failed)
		return;
	row->reader->failed = true;
	snprintf(row->reader->error, COG_ERROR_MAX, "%s, ligne %zu (code %.12s), champ « %s » : %s",
		 row->file, row->number, code ? code : "absent", field, what);
}

static const char *text_of(const struct cog_row *row, const char *field, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!value)
		cog_row_fail(row, field, "il manque");
	else if (!text)
		cog_row_fail(row, field, "un texte est attendu");
	return text ? text : "";
}

static const char *checked(const struct cog_row *row, const char *field, const json_t *value,
			   cog_check *check)
{
	const char *text = text_of(row, field, value);

	if (!row->reader->failed && !check(text))
		cog_row_fail(row, field, "ce n'est pas un code de cette sorte");
	return text;
}

const char *cog_row_code(const struct cog_row *row, const char *field, cog_check *check)
{
	return checked(row, field, json_object_get(row->object, field), check);
}

const char *cog_row_optional_code(const struct cog_row *row, const char *field, cog_check *check)
{
	const json_t *value = json_object_get(row->object, field);
	const char *text = json_string_value(value);

	return !value || (text && !*text) ? "" : checked(row, field, value, check);
}

const char *cog_row_name(const struct cog_row *row, const char *field)
{
	const char *text = text_of(row, field, json_object_get(row->object, field));
	size_t len = strlen(text);

	if (row->reader->failed)
		return text;
	if (len == 0 || len > COG_NAME_MAX || !utf8_is_text(text, len) || strpbrk(text, "\t\n"))
		cog_row_fail(row, field, "un nom de 1 à 200 octets est attendu");
	return text;
}

const char *cog_row_word(const struct cog_row *row, const char *field, const char *const *words)
{
	const char *text = text_of(row, field, json_object_get(row->object, field));

	for (; *words; words++)
		if (strcmp(*words, text) == 0)
			return text;
	cog_row_fail(row, field, "valeur inconnue");
	return "";
}

int32_t cog_row_population(const struct cog_row *row, const char *field)
{
	const json_t *value = json_object_get(row->object, field);
	json_int_t number = json_integer_value(value);

	if (!value)
		return -1;
	if (!json_is_integer(value) || number < 0 || number > POPULATION_MAX) {
		cog_row_fail(row, field, "un nombre d'habitants est attendu");
		return -1;
	}
	return (int32_t)number;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct cog_codes cog_row_codes(const struct cog_row *row, const char *field, const char *member,
			       cog_check *check)
{
	const json_t *list = json_object_get(row->object, field);
	struct cog_codes codes = {0};
	size_t count = json_array_size(list);

	if (!list)
		return codes;
	if (!json_is_array(list) || count > COG_CODES_MAX) {
		cog_row_fail(row, field, "une liste de 1 000 codes au plus est attendue");
		return codes;
	}
	codes.at = arena_array(row->reader->cog->arena, count, sizeof *codes.at);
	if (!codes.at)
		return codes;
	for (size_t i = 0; i < count; i++) {
		const json_t *element = json_array_get(list, i);

		codes.at[codes.count++] =
			checked(row, field, member ? json_object_get(element, member) : element, check);
	}
	qsort(codes.at, codes.count, sizeof *codes.at, compare_texts);
	for (unsigned i = 1; i < codes.count; i++)
		if (strcmp(codes.at[i - 1], codes.at[i]) == 0)
			cog_row_fail(row, field, "un code y est deux fois");
	return codes;
}
