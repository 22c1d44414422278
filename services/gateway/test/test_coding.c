#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/coding.h"

static const bool ALL[CODING_COUNT] = {true, true, true};
static const bool NO_BR[CODING_COUNT] = {true, true, false};
static const bool NONE[CODING_COUNT] = {true, false, false};

static void assert_chosen(const char *accept, const char *expected)
{
	const char *name = coding_name(coding_choose(accept, ALL));

	if (strcmp(name ? name : "identity", expected) != 0)
		fail_msg("%s: %s", accept, name ? name : "identity");
}

static void the_smallest_of_what_is_liked_best(void **state)
{
	(void)state;
	assert_chosen("gzip, deflate, br", "br");
	assert_chosen("gzip", "gzip");
	assert_chosen("br", "br");
	assert_chosen("GZip", "gzip");
	assert_chosen("x-gzip", "gzip");
	assert_chosen("deflate", "identity");
	assert_chosen("br;q=0.5, gzip;q=0.8", "gzip");
	assert_chosen("br;q=0.801,gzip;q=0.8", "br");
	assert_chosen("gzip ; q=0.001", "gzip");
	assert_chosen("\tgzip\t;\tQ=1.000 ,", "gzip");
}

static void identity_has_its_weight(void **state)
{
	(void)state;
	assert_chosen("identity", "identity");
	assert_chosen("gzip;q=0.5, identity", "identity");
	assert_chosen("gzip;q=0.5, identity;q=0.4", "gzip");
	assert_chosen("gzip, identity", "gzip");
	assert_chosen("identity;q=0, gzip;q=0.1", "gzip");
	/* Nothing is left that it takes. */
	assert_chosen("identity;q=0", "identity");
	assert_chosen("*;q=0", "identity");
}

static void zero_is_never(void **state)
{
	(void)state;
	assert_chosen("br;q=0, gzip", "gzip");
	assert_chosen("br;q=0.000, gzip;q=0", "identity");
	assert_chosen("gzip;q=0.", "identity");
}

static void a_star_is_what_is_not_named(void **state)
{
	(void)state;
	assert_chosen("*", "br");
	assert_chosen("br;q=0, *", "gzip");
	assert_chosen("*, br;q=0", "gzip");
	assert_chosen("gzip, *;q=0.1", "gzip");
	assert_chosen("gzip, *;q=0", "gzip");
}

static void malformed_elements_count_for_nothing(void **state)
{
	static const char *const BAD[] = {
		"",
		",",
		";",
		"gzip;q",
		"gzip;q=",
		"gzip;q=2",
		"gzip;q=1.001",
		"gzip;q=.5",
		"gzip;q=-1",
		"gzip;q=0.5000",
		"gzip;q=0x1",
		"gzip;q=0,5",
		"gzip;p=1",
		"gzip;q=1;q=0",
		"gzipp",
		"gzi",
		"g zip",
		"\"gzip\"",
		"gzip=1",
		";q=1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_chosen(BAD[i], "identity");
	assert_chosen("gzip;q=x, br", "br");
}

static void only_what_is_there(void **state)
{
	(void)state;
	assert_int_equal(coding_choose(NULL, ALL), CODING_IDENTITY);
	assert_int_equal(coding_choose("br, gzip", NO_BR), CODING_GZIP);
	assert_int_equal(coding_choose("br", NO_BR), CODING_IDENTITY);
	assert_int_equal(coding_choose("br, gzip, *", NONE), CODING_IDENTITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_smallest_of_what_is_liked_best),
		cmocka_unit_test(identity_has_its_weight),
		cmocka_unit_test(zero_is_never),
		cmocka_unit_test(a_star_is_what_is_not_named),
		cmocka_unit_test(malformed_elements_count_for_nothing),
		cmocka_unit_test(only_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
