#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const char *const MALFORMED[] = {
	"\x80",         "\xbf",         "\xc0\x80",         "\xc1\xbf",
	"\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
	"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
	"\xff",         "\xc3",         "\xe2\x82",         "\xf0\x9f\x98",
	"\xc3(",        "\xe2\x28\xa1", "\xf0\x28\x8c\xbc",
};

static void decodes(void **state)
{
	uint32_t code = 0;

	(void)state;
	assert_int_equal(utf8_next("A", 1, &code), 1);
	assert_int_equal(code, 'A');
	assert_int_equal(utf8_next("é!", 3, &code), 2);
	assert_int_equal(code, 0xe9);
	assert_int_equal(utf8_next("€", 3, &code), 3);
	assert_int_equal(code, 0x20ac);
	assert_int_equal(utf8_next("\xf4\x8f\xbf\xbf", 4, &code), 4);
	assert_int_equal(code, 0x10ffff);
	assert_int_equal(utf8_next("é", 1, &code), 0);
	assert_int_equal(utf8_next("", 0, &code), 0);
	assert_int_equal(code, 0x10ffff);
}

static void tells_well_formed_text(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("L'Haÿ-les-Roses \xf0\x9f\x98\x80", 21));
	assert_true(utf8_valid("\xed\x9f\xbf\xee\x80\x80", 6));
	for (size_t i = 0; i < sizeof MALFORMED / sizeof *MALFORMED; i++) {
		assert_false(utf8_valid(MALFORMED[i], strlen(MALFORMED[i])));
		assert_false(utf8_is_text(MALFORMED[i], strlen(MALFORMED[i])));
	}
	assert_false(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("\x1b", 1));
	assert_true(utf8_is_text("a\tb\n\xc2\xa0", 6));
	assert_false(utf8_is_text("a\0b", 3));
	assert_false(utf8_is_text("\x1b[2J", 4));
	assert_false(utf8_is_text("\r", 1));
	assert_false(utf8_is_text("\x7f", 1));
	assert_false(utf8_is_text("\xc2\x85", 2)); /* a line end among the C1 controls */
}

/* Plain text is looked at in words; what is not plain is found wherever in a word it lies. */
static void finds_faults_at_any_place(void **state)
{
	char text[32];

	(void)state;
	for (size_t at = 0; at + 2 <= sizeof text; at++) {
		for (size_t len = at + 2; len <= sizeof text; len++) {
			memset(text, 'a', sizeof text);
			text[at] = '\x01';
			text[at + 1] = '\x7f';
			assert_true(utf8_valid(text, len));
			memcpy(text + at, "é", 2);
			assert_true(utf8_valid(text, len));
			assert_false(utf8_valid(text, at + 1));
			text[at + 1] = 'a';
			assert_false(utf8_valid(text, len));
			text[at] = '\x80';
			assert_false(utf8_valid(text, len));
			text[at] = '\0';
			assert_false(utf8_valid(text, len));
		}
	}
}

static void cuts_between_characters(void **state)
{
	const char *text = "aé€\xf0\x9f\x98\x80";
	static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

	(void)state;
	for (size_t len = 0; len <= 10; len++)
		assert_int_equal(utf8_cut(text, len), expected[len]);
}

static void assert_made(const char *text, const char *expected)
{
	char made[64];

	snprintf(made, sizeof made, "%s", text);
	utf8_make_text(made);
	assert_string_equal(made, expected);
	assert_true(utf8_is_text(made, strlen(made)));
}

/* What a file or a caller says may be quoted to a terminal, and in JSON. */
static void makes_text_of_anything(void **state)
{
	(void)state;
	assert_made("", "");
	assert_made("Évreux\t1\n", "Évreux\t1\n");
	assert_made("a\x1b[2Jb\x7f", "a?[2Jb?");
	assert_made("cut \xc3", "cut ?");
	assert_made("\xe2\x82«\xff\xc0\x80»", "??«???»");
	assert_made("\xc2\x9b", "??"); /* a control character of two bytes */
}

static void assert_fold(const char *text, const char *expected)
{
	char out[128];

	assert_int_equal(utf8_fold(text, out, sizeof out), strlen(expected));
	assert_string_equal(out, expected);
}

static void folds_names_of_places(void **state)
{
	(void)state;
	assert_fold("L'Haÿ-les-Roses", "l hay les roses");
	assert_fold("L’Haÿ–les–Roses", "l hay les roses");
	assert_fold("L’HAŸ LES ROSES", "l hay les roses");
	assert_fold("Œuilly", "oeuilly");
	assert_fold("Saint-Œdipe", "saint oedipe");
	assert_fold("Fraignes-Æ", "fraignes ae");
	assert_fold("Île-d'Yeu (L')", "ile d yeu l");
	assert_fold("Besançon", "besancon");
	assert_fold("Kœstlach, Düttlenheim, Weißenburg", "koestlach duttlenheim weissenburg");
	assert_fold("ẞ", "ss");
	assert_fold("Donibane-Lohizune / Añhaux", "donibane lohizune anhaux");
	assert_fold("Pōpora‘i, Hiva ʻOa", "popora i hiva oa");
	assert_fold("Šibenik Ž ž Ł Ș ț", "sibenik z z l s t");
	assert_fold("Aix 13e / n° 2 bis", "aix 13e n 2 bis");
	assert_fold("1º 2ª", "1o 2a");
	assert_fold("a×b÷c", "a b c");
}

static void folds_every_accented_letter(void **state)
{
	(void)state;
	assert_fold("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ", "aaaaaaaeceeeeiiii");
	assert_fold("ÑÒÓÔÕÖØÙÚÛÜÝŸ", "noooooouuuuyy");
	assert_fold("àáâãäåæçèéêëìíîï", "aaaaaaaeceeeeiiii");
	assert_fold("ñòóôõöøùúûüýÿ", "noooooouuuuyy");
	assert_fold("ĀāĞğĪıĲĳŁłŃŊŌŐŒœŔřŚşŠšŤŮűŴŶŹżž", "aaggiiijijllnnoooeoerrsssstuuwyzzz");
}

static void composed_and_decomposed_are_one(void **state)
{
	(void)state;
	assert_fold("E\xcc\x81tampes", "etampes");
	assert_fold("Besanc\xcc\xa7on", "besancon");
	assert_fold("L'Hay\xcc\x88-les-Roses", "l hay les roses");
	assert_fold("\xcc\x81", "");
	assert_fold("Vil\xc2\xadle\xe2\x80\x8b\xef\xbb\xbf", "ville");
}

static void folds_the_rest(void **state)
{
	(void)state;
	assert_fold("", "");
	assert_fold(" -- ' ", "");
	assert_fold("  a  -  b  ", "a b");
	assert_fold("a\xc2\xa0\xe2\x80\xaf"
		    "b\tc\nd",
		    "a b c d");
	assert_fold("Ωmega Москва", "Ωmega Москва");
	assert_fold("a\xff"
		    "b\xc3",
		    "a b");
	assert_fold("a \xf0\x9f\x98\x80 b", "a b");
}

static void cuts_what_does_not_fit(void **state)
{
	char out[8];

	(void)state;
	memset(out, 'x', sizeof out);
	assert_int_equal(utf8_fold("abc", out, 0), 0);
	assert_int_equal(out[0], 'x');
	assert_int_equal(utf8_fold("abc", out, 1), 0);
	assert_string_equal(out, "");
	assert_int_equal(utf8_fold("abc", out, 4), 3);
	assert_string_equal(out, "abc");
	assert_int_equal(utf8_fold("abc", out, 3), 2);
	assert_string_equal(out, "ab");
	assert_int_equal(utf8_fold("a bc", out, 3), 1);
	assert_string_equal(out, "a");
	assert_int_equal(utf8_fold("aœ", out, 3), 1);
	assert_string_equal(out, "a");
	assert_int_equal(utf8_fold("aМ", out, 3), 1);
	assert_string_equal(out, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(tells_well_formed_text),
		cmocka_unit_test(finds_faults_at_any_place),
		cmocka_unit_test(finds_faults_at_any_place),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(makes_text_of_anything),
		cmocka_unit_test(folds_names_of_places),
		cmocka_unit_test(folds_every_accented_letter),
		cmocka_unit_test(composed_and_decomposed_are_one),
		cmocka_unit_test(folds_the_rest),
		cmocka_unit_test(cuts_what_does_not_fit),
	};

	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
