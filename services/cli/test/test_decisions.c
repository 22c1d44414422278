#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "cli/decisions.h"

enum { ARENA_MAX = 64 << 20 };

static char error[TABLE_ERROR_MAX];
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_MAX);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static bool read_text(const char *text, const char *title, struct decisions *ret)
{
	arena_reset(arena);
	error[0] = '\0';
	return decisions_read(ret, bytes_text(text), title, arena, error);
}

static struct decisions made(const char *text, const char *title)
{
	struct decisions decisions;

	if (!read_text(text, title, &decisions))
		fail_msg("%s: %s", text, error);
	return decisions;
}

static void the_column_has_one_of_the_usual_titles(void **state)
{
	static const char *const texts[] = {"code,nom\n01004,A\n", "nom;insee_com\nA;01004\n",
					    "insee\n01004\n", "CODGEO;x\n01004;\n",
					    "\xef\xbb\xbf\"codgeo\"\r\n01004\r\n"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct decisions decisions = made(texts[i], NULL);

		assert_int_equal(decisions.count, 1);
		assert_string_equal(decisions.all[0].code, "01004");
		assert_int_equal(decisions.all[0].line, 2);
	}
	assert_string_equal(made("code,la mienne\n01004,2A004\n", "la mienne").all[0].code, "2A004");
}

static void each_commune_counts_once_and_the_order_does_not_matter(void **state)
{
	struct decisions first = made("code\n47001\n01004\n47001\n2A004\n", NULL);
	struct decisions same, other;
	struct hash digest = first.digest;

	(void)state;
	assert_int_equal(first.count, 3);
	assert_int_equal(first.repeated, 1);
	assert_string_equal(first.all[0].code, "01004");
	assert_string_equal(first.all[2].code, "47001");
	assert_int_equal(first.all[2].line, 2); /* the first that names it */
	same = made("code\n2A004\n47001\n01004\n", NULL);
	other = made("code\n2A004\n47001\n", NULL);
	assert_true(hash_equal(&digest, &same.digest));
	assert_false(hash_equal(&digest, &other.digest));
}

static void what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *text, *title, *says;
	} cases[] = {
		{"nom\nA\n", NULL, "dites par --code"},
		{"", NULL, "dites par --code"},
		{"code\n01004\n", "insee", "« insee » : aucune colonne n'a ce titre"},
		{"code\n01004\n1004\n", NULL, "ligne 3, colonne « code » : « 1004 » a perdu le zéro"},
		{"code\n01004\n\"Agen\"\n", NULL, "« Agen » n'est pas le code d'une commune"},
		{"code,nom\n01004,A\n,B\n", NULL, "ligne 3"},
		{"code\n", NULL, "aucune commune n'y est nommée"},
	};
	struct decisions decisions;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(read_text(cases[i].text, cases[i].title, &decisions));
		if (!strstr(error, cases[i].says))
			fail_msg("« %s » does not say « %s »", error, cases[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_column_has_one_of_the_usual_titles),
		cmocka_unit_test(each_commune_counts_once_and_the_order_does_not_matter),
		cmocka_unit_test(what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
