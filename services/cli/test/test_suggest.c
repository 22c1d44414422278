#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <limits.h>
#include <string.h>

#include "cli/suggest.h"

static void test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} cases[] = {
		{"", "", 0},
		{"", "abc", 3},
		{"status", "status", 0},
		{"Status", "sTATUS", 0},
		{"sttaus", "status", 1},
		{"statu", "status", 1},
		{"statuss", "status", 1},
		{"stztus", "status", 1},
		{"kitten", "sitting", 3},
		{"ca", "abc", 3},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(edit_distance(cases[i].a, cases[i].b), cases[i].distance);
		assert_int_equal(edit_distance(cases[i].b, cases[i].a), cases[i].distance);
	}
}

static void test_long_words_are_far(void **state)
{
	char word[SUGGEST_WORD_MAX + 2];

	(void)state;
	memset(word, 'a', sizeof word);
	word[SUGGEST_WORD_MAX] = '\0';
	assert_int_equal(edit_distance(word, word), 0);
	word[SUGGEST_WORD_MAX] = 'a';
	word[SUGGEST_WORD_MAX + 1] = '\0';
	assert_int_equal(edit_distance(word, word), UINT_MAX);
}

static void test_nearest_wins(void **state)
{
	struct suggestion suggestion = suggestion_for("GetComune");

	(void)state;
	suggestion_consider(&suggestion, "ListRegions");
	assert_null(suggestion.best);
	suggestion_consider(&suggestion, "GetCommunes");
	assert_string_equal(suggestion.best, "GetCommunes");
	suggestion_consider(&suggestion, "GetCommune");
	assert_string_equal(suggestion.best, "GetCommune");
	suggestion_consider(&suggestion, "GetCommunes");
	assert_string_equal(suggestion.best, "GetCommune");
}

static void test_short_words_are_not_guessed_wildly(void **state)
{
	struct suggestion suggestion = suggestion_for("xy");

	(void)state;
	suggestion_consider(&suggestion, "up");
	assert_null(suggestion.best);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_long_words_are_far),
		cmocka_unit_test(test_nearest_wins),
		cmocka_unit_test(test_short_words_are_not_guessed_wildly),
	};

	return cmocka_run_group_tests_name("cli/suggest", tests, NULL, NULL);
}
