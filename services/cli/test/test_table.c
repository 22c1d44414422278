#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"

enum { ARENA_MAX = 64 << 20, COUNT = 2 };
static const char *const TITLES[COUNT] = {"code", "valeur"};

static char error[TABLE_ERROR_MAX];
static struct arena *arena;

static bool read_bytes(struct bytes text, char separator, struct table *ret)
{
	arena_reset(arena);
	error[0] = '\0';
	return table_read(ret, text, separator, TITLES, COUNT, arena, error);
}

static struct table read_text(const char *text, char separator)
{
	struct table table;

	if (!read_bytes(bytes_text(text), separator, &table))
		fail_msg("%s: %s", text, error);
	return table;
}

static void expect_refused(struct bytes text, const char *says)
{
	struct table table;

	assert_false(read_bytes(text, ',', &table));
	if (!strstr(error, says))
		fail_msg("« %s » does not say « %s »", error, says);
}

static void expect_row(const struct table *table, size_t at, unsigned line, const char *code,
		       const char *value)
{
	assert_in_range(at, 0, table->count - 1);
	assert_int_equal(table->rows[at].line, line);
	assert_string_equal(table->rows[at].cells[0], code);
	assert_string_equal(table->rows[at].cells[1], value);
}

static void columns_are_found_by_their_titles(void **state)
{
	struct table table = read_text("nom,valeur,code\nBayeux,1,14047\nCaen,,14118\n", ',');

	(void)state;
	assert_int_equal(table.count, 2);
	expect_row(&table, 0, 2, "14047", "1");
	expect_row(&table, 1, 3, "14118", "");
}

static void marks_ends_of_lines_and_quotes_are_of_csv(void **state)
{
	struct table table =
		read_text("\xef\xbb\xbf\"code\";\"valeur\"\r\n\r\n14047;\"a;\"\"b\"\"\"\r\n14118;c", ';');

	(void)state;
	assert_int_equal(table.count, 2);
	expect_row(&table, 0, 3, "14047", "a;\"b\"");
	expect_row(&table, 1, 4, "14118", "c");
}

static void a_row_may_have_several_lines(void **state)
{
	struct table table = read_text("code,valeur\r\n14047,\"a\r\n\r\nb\"\r\n14118,c\r\n", ',');

	(void)state;
	assert_int_equal(table.count, 2);
	expect_row(&table, 0, 2, "14047", "a\n\nb");
	expect_row(&table, 1, 5, "14118", "c");
}

static void cells_are_taken_as_they_stand(void **state)
{
	struct table table = read_text("code\tvaleur\n 14047\t - a \n", '\t');

	(void)state;
	expect_row(&table, 0, 2, " 14047", " - a ");
}

static void titles_that_nobody_asks_for_may_be_anything(void **state)
{
	struct table table = read_text("code,valeur,,x,x\n14047,1,,,\n", ',');

	(void)state;
	assert_int_equal(table.count, 1);
}

static void titles_alone_are_a_table(void **state)
{
	struct table table = read_text("code,valeur", ',');

	(void)state;
	assert_int_equal(table.count, 0);
}

static void faults_say_where_and_what(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "ligne 1, colonne « code » : aucune colonne"},
		{"\n\n", "ligne 1, colonne « code » : aucune colonne"},
		{"code,val\n1,2", "ligne 1, colonne « valeur » : aucune colonne"},
		{"code;valeur\n1;2", "aucune colonne n'a ce titre"},
		{"code,valeur,code\n1,2,3", "ligne 1, colonne « code » : deux colonnes"},
		{"code,valeur\n1,2\n3", "ligne 3 : 1 cellules là où les titres sont 2"},
		{"code,valeur\n1,2,3", "ligne 2 : 3 cellules"},
		{"code,valeur\n \n", "ligne 2 : 1 cellules"},
		{"code,valeur\n1,\xff\n",
		 "ligne 2, colonne « valeur » : cette cellule n'est pas un texte en UTF-8"},
		{"code,valeur\n1,caf\xe9\n", "UTF-8"},
		{"code,val\xe9\n1,2\n", "ligne 1 : cette cellule n'est pas un texte en UTF-8"},
		{"code,valeur\n1,\x01\n", "caractère de commande"},
		{"code,valeur\n1,2\r1,2\n", "ligne 2 : un retour chariot seul"},
		{"code,valeur\n1,a\"b\n", "ligne 2 : un guillemet"},
		{"code,valeur\n1,\"a\"b\n", "ligne 2 : un guillemet"},
		{"code,valeur\n1,2\n3,\"a\n\n", "ligne 3 : un guillemet"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_refused(bytes_text(cases[i].text), cases[i].says);
	expect_refused(bytes_of("code,valeur\n1,\0\n", 16), "ligne 2, colonne « valeur »");
}

/* `count` times `what` behind the titles. */
static struct buf repeated(const char *titles, const char *what, size_t count, const char *end)
{
	struct buf text = {0};

	buf_append(&text, titles, strlen(titles));
	for (size_t i = 0; i < count; i++)
		buf_append(&text, what, strlen(what));
	buf_append(&text, end, strlen(end));
	return text;
}

static void expect_bound(const char *titles, const char *what, size_t most, const char *end, const char *says)
{
	struct buf full = repeated(titles, what, most, end), over = repeated(titles, what, most + 1, end);
	struct table table;

	if (!read_bytes(buf_bytes(&full), ',', &table))
		fail_msg("%s", error);
	expect_refused(buf_bytes(&over), says);
	buf_free(&full);
	buf_free(&over);
}

static void what_is_read_is_bounded(void **state)
{
	(void)state;
	expect_bound("code,valeur\n1,", "x", TABLE_CELL_MAX, "\n",
		     "ligne 2, colonne « valeur » : une cellule a plus de 4096 octets");
	expect_bound("code,valeur", ",x", TABLE_COLUMNS_MAX - 2, "\n", "ligne 1 : plus de 512 colonnes");
	expect_bound("code,valeur\n", "1,2\n", TABLE_ROWS_MAX, "", "ligne 100002 : plus de 100 000 lignes");
}

static void a_quote_that_never_closes_is_found_before_the_end(void **state)
{
	struct buf text = repeated("code,valeur\n1,\"", "aaaaaaaaaaaaaaaa\n", 1 << 16, "");

	(void)state;
	expect_refused(buf_bytes(&text), "ligne 2 : une cellule a plus de 4096 octets, ou un guillemet");
	buf_free(&text);
}

static void a_text_is_of_64_mebibytes_at_most(void **state)
{
	char *text = calloc(1, TABLE_BYTES_MAX + 1);

	(void)state;
	assert_non_null(text);
	expect_refused(bytes_of(text, TABLE_BYTES_MAX + 1), "plus de 64 Mio");
	free(text);
}

static void memory_is_bounded(void **state)
{
	struct buf text = repeated("code,valeur\n", "1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 10000, "");
	struct arena *small = arena_new(512 << 10);
	struct table table;

	(void)state;
	assert_false(table_read(&table, buf_bytes(&text), ',', TITLES, COUNT, small, error));
	assert_non_null(strstr(error, "trop de données"));
	arena_free(small);
	buf_free(&text);
}

static void a_long_cell_is_told_cut_between_characters(void **state)
{
	(void)state;
	assert_false(table_fail(error, 3, "titre",
				"ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
				"est faux"));
	assert_string_equal(error,
			    "ligne 3, colonne « titre » : « éééééééééééééééééééééééééééééé… » est faux");
	assert_false(table_fail(error, 3, "titre", "a\nb", "est faux"));
	assert_string_equal(error, "ligne 3, colonne « titre » : « a… » est faux");
	assert_false(table_fail(error, 0, NULL, NULL, "trop"));
	assert_string_equal(error, "trop");
}

static void the_separator_is_that_of_the_first_line(void **state)
{
	(void)state;
	assert_int_equal(table_separator(bytes_text("a;b,c\n1,2")), ';');
	assert_int_equal(table_separator(bytes_text("a,b\n1;2")), ',');
	assert_int_equal(table_separator(bytes_text("")), ',');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_found_by_their_titles),
		cmocka_unit_test(marks_ends_of_lines_and_quotes_are_of_csv),
		cmocka_unit_test(a_row_may_have_several_lines),
		cmocka_unit_test(cells_are_taken_as_they_stand),
		cmocka_unit_test(titles_that_nobody_asks_for_may_be_anything),
		cmocka_unit_test(titles_alone_are_a_table),
		cmocka_unit_test(faults_say_where_and_what),
		cmocka_unit_test(what_is_read_is_bounded),
		cmocka_unit_test(a_quote_that_never_closes_is_found_before_the_end),
		cmocka_unit_test(a_text_is_of_64_mebibytes_at_most),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(a_long_cell_is_told_cut_between_characters),
		cmocka_unit_test(the_separator_is_that_of_the_first_line),
	};
	int failed;

	arena = arena_new(ARENA_MAX);
	failed = cmocka_run_group_tests_name("cli/table", tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
