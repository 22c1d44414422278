#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/options.h"

static const struct option_spec COMMON[] = {{"dir", "D", ""}, {"json", NULL, ""}, {0}};
static const struct option_spec OWN[] = {{"port", "N", ""}, {"role", "R", ""}, {"follow", NULL, ""}, {0}};

static const struct option_spec *of_command(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "up") == 0 ? OWN : NULL;
}

#define PARSE(...)                                                                                           \
	char error[ARGUMENTS_ERROR_MAX] = "";                                                                \
	struct arguments arguments;                                                                          \
	char *argv[] = {"pvd", __VA_ARGS__, NULL};                                                           \
	bool ok = arguments_parse(&arguments, sizeof argv / sizeof *argv - 1, argv, COMMON, of_command,      \
				  NULL, error)

static void test_common_before_and_after(void **state)
{
	(void)state;
	{
		PARSE("--dir", "a", "up", "--port", "7");
		assert_true(ok);
		assert_string_equal(option_text(&arguments, "dir", "var"), "a");
		assert_string_equal(arguments.positionals[0], "up");
	}
	{
		PARSE("up", "--json", "--dir=b");
		assert_true(ok);
		assert_string_equal(option_text(&arguments, "dir", "var"), "b");
		assert_true(option_given(&arguments, "json"));
	}
}

static void test_last_value_wins_and_all_are_kept(void **state)
{
	PARSE("--dir", "a", "up", "--dir", "b", "--role", "x", "--role=y");

	(void)state;
	assert_true(ok);
	assert_string_equal(option_text(&arguments, "dir", "var"), "b");
	assert_string_equal(option_nth(&arguments, "role", 0), "x");
	assert_string_equal(option_nth(&arguments, "role", 1), "y");
	assert_null(option_nth(&arguments, "role", 2));
}

static void test_own_options_need_their_command(void **state)
{
	PARSE("--port", "7", "up");

	(void)state;
	assert_false(ok);
	assert_non_null(strstr(error, "--port"));
}

static void test_unknown_suggests(void **state)
{
	PARSE("up", "--prot", "7");

	(void)state;
	assert_false(ok);
	assert_non_null(strstr(error, "vouliez-vous dire « --port »"));
}

static void test_values(void **state)
{
	(void)state;
	{
		PARSE("up", "--port");
		assert_false(ok);
		assert_non_null(strstr(error, "il manque une valeur"));
	}
	{
		PARSE("up", "--follow=1");
		assert_false(ok);
		assert_non_null(strstr(error, "ne prend pas de valeur"));
	}
}

static void test_words_that_look_like_options(void **state)
{
	PARSE("up", "-", "{\"a\": 1}", "--", "--port");

	(void)state;
	assert_true(ok);
	assert_int_equal(arguments.positional_count, 4);
	assert_string_equal(arguments.positionals[1], "-");
	assert_string_equal(arguments.positionals[3], "--port");
	assert_false(option_given(&arguments, "port"));
}

static void test_unknown_command_ends_reading(void **state)
{
	PARSE("upp", "--whatever");

	(void)state;
	assert_true(ok);
	assert_string_equal(arguments.positionals[0], "upp");
}

static void test_numbers(void **state)
{
	static const char *const bad[] = {"", "-1", "+1", "1x", " 1", "65536", "99999999999999999999", "0x1"};
	uint64_t number = 5;

	(void)state;
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		PARSE("up", "--port", (char *)bad[i]);
		assert_true(ok);
		assert_false(option_number(&arguments, "port", 0, 65535, &number));
		assert_int_equal(number, 5);
	}
	PARSE("up", "--port", "65535");
	assert_true(ok);
	assert_true(option_number(&arguments, "port", 0, 65535, &number));
	assert_int_equal(number, 65535);
	assert_true(option_number(&arguments, "role", 0, 1, &number));
	assert_int_equal(number, 65535);
}

static void test_too_many(void **state)
{
	char *argv[OPTIONS_MAX + POSITIONALS_MAX + 4] = {"pvd", "up"};
	char error[ARGUMENTS_ERROR_MAX] = "";
	struct arguments arguments;
	int argc = 2;

	(void)state;
	for (int i = 0; i < OPTIONS_MAX; i++)
		argv[argc++] = "--follow";
	assert_true(arguments_parse(&arguments, argc, argv, COMMON, of_command, NULL, error));
	argv[argc++] = "--follow";
	assert_false(arguments_parse(&arguments, argc, argv, COMMON, of_command, NULL, error));
	argc = 2;
	for (int i = 0; i < POSITIONALS_MAX; i++)
		argv[argc++] = "x";
	assert_false(arguments_parse(&arguments, argc, argv, COMMON, of_command, NULL, error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_common_before_and_after),
		cmocka_unit_test(test_last_value_wins_and_all_are_kept),
		cmocka_unit_test(test_own_options_need_their_command),
		cmocka_unit_test(test_unknown_suggests),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_words_that_look_like_options),
		cmocka_unit_test(test_unknown_command_ends_reading),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("cli/options", tests, NULL, NULL);
}
