#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/populations.h"

static char error[POPULATIONS_ERROR_MAX];

static bool read_text(const char *text, struct populations *ret, struct arena *arena)
{
	error[0] = '\0';
	return populations_read(ret, bytes_text(text), arena, error);
}

static void test_reads_both_separators_and_sorts(void **state)
{
	struct arena *arena = arena_new(8 << 20);
	struct populations populations;

	(void)state;
	assert_true(read_text("insee;population\r\n47001;860\r\n\"2A004\",\"70000\"\n\n01001;0", &populations,
			      arena));
	assert_int_equal(populations.count, 3);
	assert_string_equal(populations.rows[0].code, "01001");
	assert_int_equal(populations.rows[0].value, 0);
	assert_string_equal(populations.rows[1].code, "2A004");
	assert_int_equal(populations.rows[1].value, 70000);
	assert_int_equal(populations.rows[2].value, 860);
	arena_free(arena);
}

static void test_names_the_line_at_fault(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"47001;1\n47002", "ligne 2"},
		{"47001;1\n47002;x", "ligne 2"},
		{"47001;1\n47002;-1", "ligne 2"},
		{"47001;1\n47002;1.5", "ligne 2"},
		{"47001;1\n47002;999999999", "ligne 2"},
		{"4700;1", "ligne 1"},
		{"47001;1\n;1", "ligne 2"},
		{"47001;1\n47001;2", "47001"},
		{"47001;1\n47002;1;1", "ligne 2"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new(8 << 20);
		struct populations populations;

		assert_false(read_text(cases[i].text, &populations, arena));
		if (!strstr(error, cases[i].says))
			fail_msg("case %u: %s", i, error);
		arena_free(arena);
	}
}

static void test_empty(void **state)
{
	struct arena *arena = arena_new(8 << 20);
	struct populations populations;

	(void)state;
	assert_true(read_text("", &populations, arena));
	assert_int_equal(populations.count, 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_both_separators_and_sorts),
		cmocka_unit_test(test_names_the_line_at_fault),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests_name("cli/populations", tests, NULL, NULL);
}
