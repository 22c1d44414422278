#include "cli/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "cli/decimal.h"

enum { CODE_PLACE = 0, CODE_LEN = SERIES_CODE_SIZE - 1 };

static bool fail_full(char *error)
{
	return table_fail(error, 0, NULL, NULL, "trop de données ; partagez le fichier");
}

/* ---- Records */

static bool counts(const struct mapping *mapping, const struct table_row *row)
{
	for (size_t i = 0; i < mapping->except_count; i++)
		if (mapping_has_text(&mapping->excepts[i].texts, row->cells[mapping->excepts[i].place]))
			return false;
	return true;
}

static int compare_records(const void *a, const void *b)
{
	const struct record *left = a, *right = b;
	int order = strcmp(left->code, right->code);

	return order ? order : (left->row > right->row) - (left->row < right->row);
}

/* Those of one code stand together, in the order of the file. */
static bool keep_first(struct records *records, char *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < records->count; i++) {
		const struct record *record = &records->all[i];

		if (kept == 0 || strcmp(records->all[kept - 1].code, record->code) != 0)
			records->all[kept++] = *record;
		else if (!records->mapping->first_counts)
			return table_fail(error, record->row->line, records->mapping->titles[CODE_PLACE],
					  record->code,
					  "y est deux fois ; ne gardez qu'une ligne, ou dites au jeu "
					  "\"duplicates\": \"first\"");
	}
	records->count = kept;
	return true;
}

bool records_make(struct records *ret, const struct mapping *mapping, const struct table *table,
		  struct arena *arena, char error[TABLE_ERROR_MAX])
{
	*ret = (struct records){.mapping = mapping,
				.all = arena_array(arena, table->count + 1, sizeof *ret->all)};
	if (!ret->all)
		return fail_full(error);
	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];

		if (!counts(mapping, row))
			continue;
		if (!table_check_code(error, row->line, mapping->titles[CODE_PLACE], row->cells[CODE_PLACE]))
			return false;
		memcpy(ret->all[ret->count].code, row->cells[CODE_PLACE], CODE_LEN);
		ret->all[ret->count++].row = row;
	}
	if (ret->count == 0)
		return table_fail(error, 0, NULL, NULL, "aucune ligne ne compte ; vérifiez le fichier");
	qsort(ret->all, ret->count, sizeof *ret->all, compare_records);
	return keep_first(ret, error);
}

/* ---- Cells */

struct making {
	struct series *series;
	const struct records *records;
	const struct mapping_column *column;
	unsigned decimals;
	char *error;
};

static bool fail(const struct making *making, const struct record *record, const char *words)
{
	return table_fail(making->error, record->row->line, making->column->title,
			  record->row->cells[making->column->place], words);
}

static bool scale(const struct making *making, unsigned line, int64_t value, int64_t *ret)
{
	if (decimal_scale(value, making->decimals, ret))
		return true;
	return table_fail(making->error, line, NULL, NULL,
			  "le nombre du jeu est trop grand pour les décimales de l'indicateur");
}

/* A number that a text stands for; *has is false where it stands for none. */
static bool take_listed(const struct making *making, const struct record *record, const char *cell, bool *has,
			int64_t *ret)
{
	const struct mapping_column *column = making->column;

	for (size_t i = 0; i < column->value_count; i++) {
		if (strcmp(column->values[i].text, cell) != 0)
			continue;
		*has = !column->values[i].is_missing;
		return scale(making, record->row->line, column->values[i].value, ret);
	}
	return fail(
		making, record,
		"n'est pas un des textes de « values » ; corrigez la cellule, ou ajoutez le texte au jeu");
}

static bool take_number(const struct making *making, const struct record *record, const char *cell,
			int64_t *ret)
{
	switch (decimal_read(cell, making->records->mapping->decimal, making->decimals, ret)) {
	case DECIMAL_OK:
		return true;
	case DECIMAL_TOO_LARGE:
		return fail(making, record, "est un nombre trop grand ; corrigez-le");
	case DECIMAL_NO_NUMBER:
		break;
	}
	return fail(making, record,
		    making->records->mapping->decimal == ',' ? "n'est pas un nombre ; écrivez-le en chiffres "
							       "avec une virgule, ou laissez la cellule vide"
							     : "n'est pas un nombre ; écrivez-le en chiffres "
							       "avec un point, ou laissez la cellule vide");
}

static bool take_value(const struct making *making, const struct record *record, bool *has, int64_t *ret)
{
	const struct mapping_column *column = making->column;
	const char *cell = column->title ? record->row->cells[column->place] : NULL;

	*has = true;
	if (!cell)
		return scale(making, record->row->line, column->constant, ret);
	*has = *cell && !mapping_has_text(&making->records->mapping->missing, cell);
	if (!*has)
		return true;
	if (column->values)
		return take_listed(making, record, cell, has, ret);
	return take_number(making, record, cell, ret);
}

static void put(struct series *series, const char *code, int64_t value)
{
	struct value *put = &series->values[series->count++];

	memcpy(put->code, code, CODE_LEN);
	put->value = value;
}

static bool take_values(const struct making *making)
{
	for (size_t i = 0; i < making->records->count; i++) {
		const struct record *record = &making->records->all[i];
		int64_t value = 0;
		bool has;

		if (!take_value(making, record, &has, &value))
			return false;
		if (has)
			put(making->series, record->code, value);
	}
	return true;
}

/* ---- Communes that no record names */

static int compare_code(const void *code, const void *record)
{
	return strcmp(code, ((const struct record *)record)->code);
}

static int compare_values(const void *a, const void *b)
{
	return strcmp(((const struct value *)a)->code, ((const struct value *)b)->code);
}

/* Of a collectivity overseas that is no département: 975, 977, 978, and from 98 on. */
static bool is_of_departement(const char *code)
{
	return strncmp(code, "98", 2) != 0 && strncmp(code, "975", 3) != 0 && strncmp(code, "977", 3) != 0 &&
	       strncmp(code, "978", 3) != 0;
}

/* Those that have municipal arrondissements: where a source names these, it leaves the commune out. */
static const struct {
	const char *commune, *first, *last;
} DIVIDED[] = {{"13055", "13201", "13216"}, {"69123", "69381", "69389"}, {"75056", "75101", "75120"}};

static bool has_between(const struct records *records, const char *first, const char *last)
{
	for (size_t i = 0; i < records->count; i++)
		if (strcmp(records->all[i].code, first) >= 0 && strcmp(records->all[i].code, last) <= 0)
			return true;
	return false;
}

static bool is_named(const struct records *records, const char *code)
{
	if (bsearch(code, records->all, records->count, sizeof *records->all, compare_code))
		return true;
	for (size_t i = 0; i < sizeof DIVIDED / sizeof *DIVIDED; i++)
		if (strcmp(DIVIDED[i].commune, code) == 0)
			return has_between(records, DIVIDED[i].first, DIVIDED[i].last);
	return false;
}

static bool add_absent(const struct making *making, const struct mapping_texts *communes)
{
	const struct records *records = making->records;
	int64_t value;

	if (!scale(making, 0, records->mapping->absent, &value))
		return false;
	for (size_t i = 0; i < communes->count; i++) {
		const char *code = communes->all[i];

		if (strlen(code) == CODE_LEN && is_of_departement(code) && !is_named(records, code))
			put(making->series, code, value);
	}
	qsort(making->series->values, making->series->count, sizeof *making->series->values, compare_values);
	return true;
}

/* ---- Groups */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_texts(struct series *series)
{
	size_t kept = 0;

	qsort(series->texts, series->text_count, sizeof *series->texts, compare_texts);
	for (size_t i = 0; i < series->text_count; i++)
		if (kept == 0 || strcmp(series->texts[kept - 1], series->texts[i]) != 0)
			series->texts[kept++] = series->texts[i];
	series->text_count = kept;
}

static const char *group_of(const struct making *making, const struct record *record)
{
	const char *cell = record->row->cells[making->column->place];

	return *cell && !mapping_has_text(&making->records->mapping->missing, cell) ? cell : NULL;
}

static bool take_groups(const struct making *making, struct arena *arena)
{
	const struct records *records = making->records;
	struct series *series = making->series;

	series->texts = arena_array(arena, records->count, sizeof *series->texts);
	if (!series->texts)
		return fail_full(making->error);
	for (size_t i = 0; i < records->count; i++)
		if (group_of(making, &records->all[i]))
			series->texts[series->text_count++] = group_of(making, &records->all[i]);
	list_texts(series);
	for (size_t i = 0; i < records->count; i++) {
		const char *text = group_of(making, &records->all[i]);
		const char **found =
			text ? bsearch(&text, series->texts, series->text_count, sizeof text, compare_texts)
			     : NULL;

		if (found)
			put(series, records->all[i].code, found - series->texts);
	}
	for (size_t i = 0; i < series->text_count; i++)
		series->texts[i] = arena_strdup(arena, series->texts[i]);
	return !arena_exceeded(arena) || fail_full(making->error);
}

bool series_make(struct series *ret, const struct records *records, const struct mapping_column *column,
		 unsigned decimals, const struct mapping_texts *communes, struct arena *arena,
		 char error[TABLE_ERROR_MAX])
{
	const struct mapping *mapping = records->mapping;
	struct making making = {
		.series = ret, .records = records, .column = column, .decimals = decimals, .error = error};
	bool adds = mapping->has_absent && !column->is_text;

	*ret = (struct series){.mapping = mapping,
			       .column = column,
			       .values = arena_array(arena, records->count + (adds ? communes->count : 0),
						     sizeof *ret->values)};
	if (!ret->values)
		return fail_full(error);
	if (column->is_text)
		return take_groups(&making, arena);
	return take_values(&making) && (!adds || add_absent(&making, communes));
}
