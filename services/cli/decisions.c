#include "cli/decisions.h"

#include <stdlib.h>
#include <string.h>

#include "cli/line.h"

static const char *const TITLES[] = {"code",  "CODE",  "insee_com", "INSEE_COM",
				     "insee", "INSEE", "codgeo",    "CODGEO"};

static bool has_title(struct bytes text, char separator, const char *title, struct arena *arena)
{
	char ignored[TABLE_ERROR_MAX];
	struct table table;

	return table_read(&table, line_next(&text), separator, &title, 1, arena, ignored);
}

static const char *find_title(struct bytes text, char separator, struct arena *arena)
{
	for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++)
		if (has_title(text, separator, TITLES[i], arena))
			return TITLES[i];
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct decision *left = a, *right = b;
	int order = strcmp(left->code, right->code);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

/* Of rows that name the same commune, the first one is kept. */
static void keep_once(struct decisions *decisions)
{
	size_t kept = 0;

	qsort(decisions->all, decisions->count, sizeof *decisions->all, compare);
	for (size_t i = 0; i < decisions->count; i++) {
		if (kept && strcmp(decisions->all[kept - 1].code, decisions->all[i].code) == 0)
			decisions->repeated++;
		else
			decisions->all[kept++] = decisions->all[i];
	}
	decisions->count = kept;
}

static struct hash digest(const struct decisions *decisions)
{
	struct hasher hasher;

	hasher_start(&hasher);
	for (size_t i = 0; i < decisions->count; i++) {
		hasher_add(&hasher, bytes_text(decisions->all[i].code));
		hasher_add(&hasher, bytes_text("\n"));
	}
	return hasher_end(&hasher);
}

static bool take_rows(struct decisions *ret, const struct table *table, const char *title,
		      struct arena *arena, char error[TABLE_ERROR_MAX])
{
	ret->all = arena_array(arena, table->count + 1, sizeof *ret->all);
	if (!ret->all)
		return table_fail(error, 0, NULL, NULL, "trop de données");
	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];

		if (!table_check_code(error, row->line, title, row->cells[0]))
			return false;
		ret->all[ret->count++] = (struct decision){row->cells[0], row->line};
	}
	return ret->count > 0 || table_fail(error, 0, title, NULL, "aucune commune n'y est nommée");
}

bool decisions_read(struct decisions *ret, struct bytes text, const char *title, struct arena *arena,
		    char error[TABLE_ERROR_MAX])
{
	char separator = table_separator(text);
	struct table table;

	*ret = (struct decisions){0};
	if (!title)
		title = find_title(text, separator, arena);
	if (!title)
		return table_fail(
			error, 1, NULL, NULL,
			"aucune colonne n'a pour titre code, insee_com, insee ou codgeo ; dites par --code "
			"laquelle porte les codes de l'Insee");
	if (!table_read(&table, text, separator, &title, 1, arena, error) ||
	    !take_rows(ret, &table, title, arena, error))
		return false;
	keep_once(ret);
	ret->digest = digest(ret);
	return true;
}
