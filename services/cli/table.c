#include "cli/table.h"

#include <csv.h>
#include <stdio.h>

#include "base/code.h"
#include "base/utf8.h"
#include "cli/line.h"

/* libcsv's memory grows by so much at a time: past some of it, a cell was too long. */
enum { BLOCK = TABLE_CELL_MAX, BLOCKS_MAX = 4, SHOWN_MAX = 60 };
static const char MARK[] = "\xef\xbb\xbf";

struct reading {
	struct table *table;
	struct arena *arena;
	const char *const *asked;
	size_t asked_count;
	size_t *places;      /* of what is asked for, among the columns */
	const char **titles; /* of all columns; NULL before the first line */
	size_t title_count;
	size_t width;         /* of this row, so far */
	unsigned line, begun; /* where we are, and where this row began; 0: between rows */
	char *error;
	bool failed;
};

/* ---- What is wrong */

size_t table_shown(const char *text, size_t max)
{
	size_t len = strlen(text), shown = 0, step;
	uint32_t code;

	while ((step = utf8_next(text + shown, len - shown, &code)) > 0 && shown + step <= max &&
	       utf8_is_text(text + shown, step) && code != '\n' && code != '\t')
		shown += step;
	return shown;
}

static void put_shown(struct buf *out, const char *text)
{
	size_t shown = table_shown(text, SHOWN_MAX);

	buf_printf(out, "« %.*s%s »", (int)shown, text, text[shown] ? "…" : "");
}

bool table_fail(char error[TABLE_ERROR_MAX], unsigned line, const char *title, const char *cell,
		const char *words)
{
	struct buf out = {0};

	if (line)
		buf_printf(&out, "ligne %u", line);
	if (title) {
		buf_printf(&out, line ? ", colonne " : "colonne ");
		put_shown(&out, title);
	}
	if (line || title)
		buf_printf(&out, " : ");
	if (cell) {
		put_shown(&out, cell);
		buf_byte(&out, ' ');
	}
	buf_printf(&out, "%s", words);
	snprintf(error, TABLE_ERROR_MAX, "%.*s", (int)out.len, (const char *)out.data);
	buf_free(&out);
	return false;
}

enum { COMMUNE_CODE_LEN = 5 };

/* Spreadsheets take codes for numbers: 01001 is then 1001. */
static bool lost_its_zero(const char *code)
{
	char whole[COMMUNE_CODE_LEN + 1];

	if (strlen(code) != COMMUNE_CODE_LEN - 1)
		return false;
	snprintf(whole, sizeof whole, "0%s", code);
	return code_is_commune(whole);
}

bool table_check_code(char error[TABLE_ERROR_MAX], unsigned line, const char *title, const char *cell)
{
	if (code_is_commune(cell))
		return true;
	return table_fail(
		error, line, title, cell,
		lost_its_zero(cell)
			? "a perdu le zéro par lequel il commençait, comme un tableur l'ôte aux nombres ; "
			  "enregistrez cette colonne comme du texte"
			: "n'est pas le code d'une commune ; un code de l'Insee a cinq caractères (01004, "
			  "2A004)");
}

static void fail(struct reading *reading, const char *title, const char *words)
{
	if (!reading->failed)
		table_fail(reading->error, reading->begun ? reading->begun : reading->line, title, NULL,
			   words);
	reading->failed = true;
}

/* ---- Titles */

static bool find_titles(struct reading *reading)
{
	for (size_t i = 0; i < reading->asked_count; i++) {
		unsigned found = 0;

		for (size_t column = 0; column < reading->title_count; column++) {
			if (strcmp(reading->titles[column], reading->asked[i]) != 0)
				continue;
			reading->places[i] = column;
			found++;
		}
		if (found == 0)
			fail(reading, reading->asked[i],
			     "aucune colonne n'a ce titre ; vérifiez que c'est le bon fichier et son "
			     "séparateur");
		if (found > 1)
			fail(reading, reading->asked[i],
			     "deux colonnes ont ce titre ; ne gardez que celle qui compte");
	}
	return !reading->failed;
}

/* ---- What libcsv finds */

static const char *title_at(const struct reading *reading, size_t column)
{
	return reading->table->rows && column < reading->title_count ? reading->titles[column] : NULL;
}

static bool check_cell(struct reading *reading, const char *cell, size_t len)
{
	const char *title = title_at(reading, reading->width);

	if (reading->width == TABLE_COLUMNS_MAX)
		fail(reading, NULL, "plus de 512 colonnes ; ne gardez que celles qui comptent");
	else if (len > TABLE_CELL_MAX)
		fail(reading, title, "une cellule a plus de 4096 octets ; raccourcissez-la");
	else if (!utf8_is_text(cell, len))
		fail(reading, title,
		     "cette cellule n'est pas un texte en UTF-8, ou a un caractère de commande ; enregistrez "
		     "le fichier en UTF-8");
	return !reading->failed;
}

static void keep_title(struct reading *reading, const char *cell, size_t len)
{
	reading->titles[reading->title_count++] = arena_strndup(reading->arena, cell, len);
}

static void keep_cell(struct reading *reading, const char *cell, size_t len)
{
	struct table_row *row = &reading->table->rows[reading->table->count];

	for (size_t i = 0; row->cells && i < reading->asked_count; i++)
		if (reading->places[i] == reading->width)
			row->cells[i] = arena_strndup(reading->arena, cell, len);
}

static void begin_row(struct reading *reading)
{
	struct table *table = reading->table;

	if (table->count == TABLE_ROWS_MAX) {
		fail(reading, NULL, "plus de 100 000 lignes ; partagez le fichier");
		return;
	}
	table->rows[table->count] = (struct table_row){
		.line = reading->begun,
		.cells = arena_array(reading->arena, reading->asked_count, sizeof *table->rows->cells)};
}

static void on_cell(void *data, size_t len, void *ctx)
{
	struct reading *reading = ctx;

	if (reading->failed || !check_cell(reading, data, len))
		return;
	if (reading->table->rows && reading->width == 0)
		begin_row(reading);
	if (reading->failed)
		return;
	if (reading->table->rows)
		keep_cell(reading, data, len);
	else
		keep_title(reading, data, len);
	reading->width++;
}

/* As many as the text has lines, at most. */
static bool make_rows(struct reading *reading, struct bytes rest)
{
	size_t count = 1;

	while (rest.len > 0 && count < TABLE_ROWS_MAX) {
		line_next(&rest);
		count++;
	}
	reading->table->rows = arena_array(reading->arena, count, sizeof *reading->table->rows);
	return reading->table->rows != NULL;
}

static void end_row(struct reading *reading)
{
	char words[200];

#ifdef PLANT_FUZZ_TABLE
	if (reading->width > reading->title_count) {
#else
	if (reading->width != reading->title_count) {
#endif
		snprintf(words, sizeof words,
			 "%zu cellules là où les titres sont %zu ; corrigez la ligne, ou dites le bon "
			 "séparateur",
			 reading->width, reading->title_count);
		fail(reading, NULL, words);
		return;
	}
	reading->table->count++;
	if (arena_exceeded(reading->arena))
		fail(reading, NULL, "trop de données ; partagez le fichier");
}

static void on_row(int end, void *ctx)
{
	struct reading *reading = ctx;

	(void)end;
	if (!reading->failed && reading->table->rows)
		end_row(reading);
	reading->width = 0;
	reading->begun = 0;
}

static int no_space(unsigned char byte)
{
	(void)byte;
	return 0;
}

/* ---- Lines: libcsv does not tell where it is, so it is given one at a time */

static const char QUOTE[] = "un guillemet n'est pas à sa place ; une cellule qui en a s'écrit entre "
			    "guillemets, les siens doublés";

static void feed(struct reading *reading, struct csv_parser *parser, struct bytes line)
{
	if (line.len && memchr(line.data, '\r', line.len)) {
		fail(reading, NULL,
		     "un retour chariot seul s'y trouve ; enregistrez le fichier avec des fins de ligne LF "
		     "ou CRLF");
		return;
	}
	if (csv_parse(parser, line.data, line.len, on_cell, on_row, reading) != line.len ||
	    csv_parse(parser, "\n", 1, on_cell, on_row, reading) != 1)
		fail(reading, NULL, QUOTE);
	if (csv_get_buffer_size(parser) > (size_t)BLOCK * BLOCKS_MAX)
		fail(reading, NULL,
		     "une cellule a plus de 4096 octets, ou un guillemet ne se ferme pas ; corrigez la "
		     "ligne");
}

/* The first line that is not empty ends where no row is under way any more. */
static void read_lines(struct reading *reading, struct csv_parser *parser, struct bytes rest)
{
	while (rest.len > 0 && !reading->failed) {
		struct bytes line = line_next(&rest);

		reading->line++;
		if (!reading->begun && line.len == 0)
			continue;
		if (!reading->begun)
			reading->begun = reading->line;
		feed(reading, parser, line);
		if (reading->failed || reading->begun || reading->table->rows)
			continue;
		if (find_titles(reading) && !make_rows(reading, rest))
			fail(reading, NULL, "trop de données ; partagez le fichier");
	}
	if (!reading->failed && csv_fini(parser, on_cell, on_row, reading) != 0)
		fail(reading, NULL, QUOTE);
	if (!reading->failed && !reading->table->rows) {
		reading->line = 1;
		find_titles(reading);
	}
}

static bool read_text(struct reading *reading, struct bytes text, char separator)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		fail(reading, NULL, "trop de données");
		return false;
	}
	csv_set_delim(&parser, (unsigned char)separator);
	csv_set_space_func(&parser, no_space);
	csv_set_blk_size(&parser, BLOCK);
	read_lines(reading, &parser, text);
	csv_free(&parser);
	return !reading->failed;
}

static struct bytes without_mark(struct bytes text)
{
	size_t len = sizeof MARK - 1;

	return text.len >= len && memcmp(text.data, MARK, len) == 0
		       ? bytes_of(text.data + len, text.len - len)
		       : text;
}

bool table_read(struct table *ret, struct bytes text, char separator, const char *const *titles, size_t count,
		struct arena *arena, char error[TABLE_ERROR_MAX])
{
	struct reading reading = {.table = ret,
				  .arena = arena,
				  .asked = titles,
				  .asked_count = count,
				  .places = arena_array(arena, count, sizeof *reading.places),
				  .titles = arena_array(arena, TABLE_COLUMNS_MAX, sizeof *reading.titles),
				  .error = error};

	*ret = (struct table){0};
	if (!reading.places || !reading.titles)
		return table_fail(error, 0, NULL, NULL, "trop de données");
	if (text.len > TABLE_BYTES_MAX)
		return table_fail(error, 0, NULL, NULL, "plus de 64 Mio ; partagez le fichier");
	return read_text(&reading, without_mark(text), separator);
}

char table_separator(struct bytes text)
{
	struct bytes line = line_next(&text);

	return line.len && memchr(line.data, ';', line.len) ? ';' : ',';
}
