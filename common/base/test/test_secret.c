#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"

static void what_is_written_is_read(void **state)
{
	struct secret secret = secret_new(), read;
	char text[SECRET_TEXT_SIZE];

	(void)state;
	secret_text(&secret, text);
	assert_int_equal(strlen(text), SECRET_TEXT_SIZE - 1);
	assert_true(secret_read(text, &read));
	assert_memory_equal(&read, &secret, sizeof read);
}

static void what_is_none_is_refused(void **state)
{
	static const char *const TEXTS[] = {
		"",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",   /* 42 */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 44 */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A", /* of the other alphabet */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* bits left over */
		"AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA",
	};
	struct secret read;

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		assert_false(secret_read(TEXTS[i], &read));
}

static void what_follows_from_it_is_another(void **state)
{
	struct secret secret = secret_new(), a = secret_derive(&secret, "a"), b = secret_derive(&secret, "b");
	struct hash hash = secret_hash(&secret);

	(void)state;
	assert_memory_not_equal(&a, &b, sizeof a);
	assert_memory_not_equal(&a, &secret, sizeof a);
	assert_memory_not_equal(&a, &hash, sizeof a);
	b = secret_derive(&secret, "a");
	assert_memory_equal(&a, &b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(what_follows_from_it_is_another),
	};

	return cmocka_run_group_tests_name("base/secret", tests, NULL, NULL);
}
