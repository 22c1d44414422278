#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"

static const struct bytes NONE;

static void assert_hex(struct hash hash, const char *expected)
{
	char hex[HASH_HEX_SIZE];

	hash_hex(&hash, hex);
	assert_string_equal(hex, expected);
}

/* Known answers, as Python's hashlib.blake2b(digest_size=32) gives them. */
static void knows_the_vectors(void **state)
{
	(void)state;
	assert_hex(hash_of(NONE, NONE, NONE),
		   "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	assert_hex(hash_of(bytes_text("abc"), NONE, NONE),
		   "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void slices_are_joined(void **state)
{
	struct hash whole = hash_of(bytes_text("abc"), NONE, NONE);
	struct hash parts = hash_of(bytes_text("a"), bytes_text("b"), bytes_text("c"));
	struct hash other = hash_of(bytes_text("abd"), NONE, NONE);
	struct hasher hasher;

	(void)state;
	assert_true(hash_equal(&whole, &parts));
	assert_false(hash_equal(&whole, &other));
	hasher_start(&hasher);
	hasher_add(&hasher, bytes_text("ab"));
	hasher_add(&hasher, NONE);
	hasher_add(&hasher, bytes_text("c"));
	parts = hasher_end(&hasher);
	assert_true(hash_equal(&whole, &parts));
	assert_true(bytes_equal(hash_bytes(&whole), hash_bytes(&parts)));
}

static struct hash sized(const char *a, const char *b)
{
	struct hasher hasher;

	hasher_start(&hasher);
	hasher_add_sized(&hasher, bytes_text(a));
	hasher_add_sized(&hasher, bytes_text(b));
	return hasher_end(&hasher);
}

static void sized_fields_never_run_together(void **state)
{
	struct hash a = sized("ab", "c"), b = sized("a", "bc");

	(void)state;
	assert_false(hash_equal(&a, &b));
	assert_hex(a, "9b29c83bca563845c8445a09a80da00b8193336d231891003eb004de0b9b1b5e");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_vectors),
		cmocka_unit_test(slices_are_joined),
		cmocka_unit_test(sized_fields_never_run_together),
	};

	return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
