#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus/position.h"

static void what_is_written_is_read(void **state)
{
	struct position position = {.epoch = UINT32_MAX, .sequence = UINT64_MAX}, read;
	char text[POSITION_TEXT_SIZE], service[SERVICE_NAME_MAX + 1];

	(void)state;
	position_text("eligibility", &position, text);
	assert_string_equal(text, "eligibility:4294967295:18446744073709551615");
	assert_true(position_parse(text, service, &read));
	assert_string_equal(service, "eligibility");
	assert_int_equal(read.epoch, position.epoch);
	assert_int_equal(read.sequence, position.sequence);
}

static void what_is_none_is_refused(void **state)
{
	static const char *const TEXTS[] = {"",
					    "registry",
					    "registry:",
					    "registry:1",
					    "registry:1:",
					    ":1:2",
					    "registry:1:2:3",
					    "registry:1:2 ",
					    "registry:-1:2",
					    "registry:+1:2",
					    "registry: 1:2",
					    "registry:0x1:2",
					    "registry:4294967296:1",
					    "registry:1:18446744073709551616",
					    "a-name-that-is-longer-than-any-service:1:2"};
	struct position read;
	char service[SERVICE_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		assert_false(position_parse(TEXTS[i], service, &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_none_is_refused),
	};

	return cmocka_run_group_tests_name("bus/position", tests, NULL, NULL);
}
