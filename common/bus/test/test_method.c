#include "bus/method.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WHO_AM_I "pvd.bus.v1.BusService/WhoAmI"

static void test_tables_are_sorted(void **state)
{
	(void)state;
	assert_true(METHOD_COUNT > 0);
	assert_true(EVENT_TYPE_COUNT > 0);
	for (size_t i = 1; i < METHOD_COUNT; i++)
		assert_true(strcmp(METHODS[i - 1].path, METHODS[i].path) < 0);
	for (size_t i = 1; i < EVENT_TYPE_COUNT; i++)
		assert_true(strcmp(EVENT_TYPES[i - 1].name, EVENT_TYPES[i].name) < 0);
}

static void test_every_method_is_found_and_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		const struct method *method = &METHODS[i];

		assert_ptr_equal(method_find(method->path, strlen(method->path)), method);
		assert_string_equal(strrchr(method->path, '/') + 1, method->name);
		assert_true(method->roles != 0 && (method->roles & 1) == 0);
		assert_true(method->max_request_bytes > 0);
		assert_int_equal(method->request->magic, PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC);
		assert_int_equal(method->response->magic, PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC);
		assert_int_equal(method->scope_rule > SCOPE_RULE_FILTER, method_scope_field(method) != NULL);
	}
}

static void test_what_the_contract_says_is_in_the_table(void **state)
{
	const struct method *who = method_find(WHO_AM_I, strlen(WHO_AM_I));
	const struct method *add = method_find("pvd.bus.v1.BusService/AddPrincipal", 34);
	const struct method *fetch = method_find("pvd.bus.v1.JournalService/Fetch", 31);

	(void)state;
	assert_non_null(who);
	assert_int_equal(who->kind, METHOD_QUERY);
	assert_string_equal(who->service, "bus");
	assert_string_equal(who->doc, "Who the bus holds the caller for.");
	assert_string_equal(who->request->name, "pvd.bus.v1.WhoAmIRequest");
	assert_non_null(add);
	assert_int_equal(add->kind, METHOD_COMMAND);
	assert_int_equal(add->roles, 1 << 9); /* ROLE_OPERATOR */
	assert_non_null(fetch);
	assert_int_equal(fetch->kind, METHOD_FETCH);
	assert_null(fetch->service);
}

static void test_other_paths_are_not_found(void **state)
{
	/* The length decides, not a NUL: longer, shorter, and with a NUL within. */
	static const char *const near[] = {WHO_AM_I "s", "pvd.bus.v1.BusService/WhoAm", "", "~", "!"};
	static const char embedded[] = WHO_AM_I "\0x";

	(void)state;
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		assert_null(method_find(near[i], strlen(near[i])));
	assert_null(method_find(embedded, sizeof embedded - 1));
	assert_null(method_find(embedded, strlen(WHO_AM_I) + 1));
	assert_non_null(method_find(embedded, strlen(WHO_AM_I)));
	assert_null(method_find(NULL, 0));
}

static void test_event_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVENT_TYPE_COUNT; i++) {
		assert_ptr_equal(event_type_find(EVENT_TYPES[i].name), &EVENT_TYPES[i]);
		assert_string_equal(EVENT_TYPES[i].descriptor->name, EVENT_TYPES[i].name);
	}
	assert_non_null(event_type_find("pvd.bus.v1.PrincipalAdded"));
	assert_null(event_type_find("pvd.bus.v1.Principal"));
	assert_null(event_type_find(""));
}

static void test_guess(void **state)
{
	const struct method *who = method_find(WHO_AM_I, strlen(WHO_AM_I));
	bool ambiguous = true;

	(void)state;
	assert_ptr_equal(method_guess(WHO_AM_I, &ambiguous), who);
	assert_false(ambiguous);
	assert_ptr_equal(method_guess("BusService/WhoAmI", &ambiguous), who);
	assert_ptr_equal(method_guess("WhoAmI", &ambiguous), who);
	assert_false(ambiguous);
	assert_null(method_guess("AmI", &ambiguous));
	assert_null(method_guess("Service/WhoAmI", &ambiguous));
	assert_null(method_guess("", &ambiguous));
	assert_false(ambiguous);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables_are_sorted),
		cmocka_unit_test(test_every_method_is_found_and_complete),
		cmocka_unit_test(test_what_the_contract_says_is_in_the_table),
		cmocka_unit_test(test_other_paths_are_not_found),
		cmocka_unit_test(test_event_types),
		cmocka_unit_test(test_guess),
	};

	return cmocka_run_group_tests_name("bus/method", tests, NULL, NULL);
}
