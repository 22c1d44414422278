/* A download's name is one line, whatever it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/disposition.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1 << 16);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void names(void **state)
{
	static const struct {
		const char *name, *value;
	} cases[] = {
		{"acte.pdf", "attachment; filename=\"acte.pdf\"; filename*=UTF-8''acte.pdf"},
		{"Délibération n° 12.pdf", "attachment; filename=\"D_lib_ration n_ 12.pdf\"; "
					   "filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%2012.pdf"},
		{"a\"; filename=b.exe", "attachment; filename=\"a_; filename=b.exe\"; "
					"filename*=UTF-8''a%22%3B%20filename%3Db.exe"},
		{"a\r\nSet-Cookie: b", "attachment; filename=\"a__Set-Cookie: b\"; "
				       "filename*=UTF-8''a__Set-Cookie%3A%20b"},
		{"../a\\b%2fc", "attachment; filename=\".._a_b_2fc\"; filename*=UTF-8''.._a_b%252fc"},
		{"a\xff.txt", "attachment; filename=\"a_.txt\""},
		{"", "attachment; filename=\"\"; filename*=UTF-8''"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(disposition_of(arena, cases[i].name), cases[i].value);
}

static void a_long_name_is_cut(void **state)
{
	char name[1001];

	(void)state;
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(name + i, "é", 2);
	name[1000] = '\0';
	assert_int_equal(strlen(disposition_of(arena, name)),
			 strlen("attachment; filename=\"\"; filename*=UTF-8''") + 127 * 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_name_is_cut, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("gateway/disposition", tests, NULL, NULL);
}
