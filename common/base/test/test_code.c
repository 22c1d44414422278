#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/code.h"

struct example {
	const char *code;
	bool right;
};

static void check(bool (*predicate)(const char *), const struct example *examples)
{
	for (; examples->code; examples++) {
		if (predicate(examples->code) != examples->right)
			fail_msg("\"%s\" should be %s", examples->code, examples->right ? "right" : "wrong");
	}
}

static void communes(void **state)
{
	static const struct example examples[] = {
		{"01004", true},  {"2A004", true},   {"2B033", true},  {"97411", true},  {"97701", true},
		{"98611", true},  {"98411", true},   {"75101", true},  {"95690", true},  {"", false},
		{"1004", false},  {"010044", false}, {"2C004", false}, {"2a004", false}, {"20004", false},
		{"00001", false}, {"96001", false},  {"99138", false}, {"97011", false}, {"97911", false},
		{"98511", false}, {"2A04", false},   {"2A0B4", false}, {" 1004", false}, {"0100 ", false},
		{"974", false},   {"9741", false},   {NULL, false},
	};

	(void)state;
	check(code_is_commune, examples);
}

static void departements(void **state)
{
	static const struct example examples[] = {
		{"01", true},   {"19", true},   {"21", true},   {"95", true},   {"2A", true},
		{"2B", true},   {"971", true},  {"976", true},  {"978", true},  {"984", true},
		{"986", true},  {"987", true},  {"988", true},  {"989", true},  {"20", false},
		{"00", false},  {"96", false},  {"97", false},  {"98", false},  {"99", false},
		{"2C", false},  {"1", false},   {"011", false}, {"970", false}, {"979", false},
		{"980", false}, {"985", false}, {"2A1", false}, {"69M", false}, {"", false},
		{"A1", false},  {NULL, false},
	};

	(void)state;
	check(code_is_departement, examples);
}

static void regions_arrondissements_postal_codes(void **state)
{
	static const struct example regions[] = {{"01", true}, {"94", true},  {"1", false}, {"011", false},
						 {"", false},  {"2A", false}, {NULL, false}};
	static const struct example arrondissements[] = {
		{"011", true},   {"2A4", true},  {"9741", true},   {"751", true},  {"01", false},
		{"0111", false}, {"974", false}, {"97411", false}, {"201", false}, {"2A", false},
		{"01A", false},  {"", false},    {NULL, false},
	};
	static const struct example postal[] = {{"01500", true}, {"20000", true},   {"97490", true},
						{"1500", false}, {"015000", false}, {"2A000", false},
						{"", false},     {NULL, false}};

	(void)state;
	check(code_is_region, regions);
	check(code_is_arrondissement, arrondissements);
	check(code_is_postal, postal);
}

static void sirens(void **state)
{
	static const struct example examples[] = {
		{"130026032", true}, {"356000000", true},   {"130026033", false}, {"103026032", false},
		{"13002603", false}, {"1300260320", false}, {"13002603X", false}, {"130 026 032", false},
		{"", false},         {NULL, false},
	};

	(void)state;
	check(code_is_siren, examples);
}

/* 35600000000048, the seat of La Poste, passes by Luhn; 35600000000001 by its plain sum of digits, 15;
 * 35600000000002 by neither. Another SIREN gets no such grace: 13002603200021 has a plain sum of 20. The
 * SIREN must be one itself, whatever the fourteen digits add up to: 13002603300014. */
static void sirets(void **state)
{
	static const struct example examples[] = {
		{"13002603200016", true},
		{"35600000000048", true},
		{"35600000000001", true},
		{"35600000000002", false},
		{"13002603200017", false},
		{"13002603200021", false},
		{"13002603300014", false},
		{"1300260320001", false},
		{"130026032000160", false},
		{"1300260320001O", false},
		{"356000000", false},
		{"", false},
		{NULL, false},
	};

	(void)state;
	check(code_is_siret, examples);
}

static void rnas(void **state)
{
	static const struct example examples[] = {
		{"W751004076", true},  {"W2A1000001", true},   {"W9R1011072", true},  {"w751004076", false},
		{"W75100407", false},  {"W7510040765", false}, {"W75100407X", false}, {"WA51004076", false},
		{"W7a1004076", false}, {"751004076", false},   {"W", false},          {"W7", false},
		{"", false},           {NULL, false},
	};

	(void)state;
	check(code_is_rna, examples);
}

static void assert_departement(const char *insee, const char *expected)
{
	char out[CODE_DEPARTEMENT_SIZE] = "?";

	assert_int_equal(code_departement_of_commune(insee, out), expected[0] != '\0');
	assert_string_equal(out, expected);
}

static void departement_of_a_commune(void **state)
{
	(void)state;
	assert_departement("01004", "01");
	assert_departement("2A004", "2A");
	assert_departement("97411", "974");
	assert_departement("98818", "988");
	assert_departement("75056", "75");
	assert_departement("20004", "");
	assert_departement("974", "");
	assert_departement("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(communes),
		cmocka_unit_test(departements),
		cmocka_unit_test(regions_arrondissements_postal_codes),
		cmocka_unit_test(sirens),
		cmocka_unit_test(sirets),
		cmocka_unit_test(rnas),
		cmocka_unit_test(departement_of_a_commune),
	};

	return cmocka_run_group_tests_name("base/code", tests, NULL, NULL);
}
