/* For memmem. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/methods.h"
#include "cli/services.h"
#include "cli/skeleton.h"
#include "pvd/bus/v1/bus.pb-c.h"

static bool holds(const struct buf *text, const char *word)
{
	return memmem(text->data, text->len, word, strlen(word)) != NULL;
}

/* The help is made from the table: every method has a page, without a gap. */
static void test_every_method_has_a_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		struct buf page = {0};

		methods_describe(&METHODS[i], &page);
		assert_true(holds(&page, METHODS[i].path));
		assert_true(holds(&page, "Demande :\n{"));
		assert_true(holds(&page, "Réponse :\n{"));
		assert_false(holds(&page, "Rôles       \n"));
		buf_free(&page);
	}
}

static void test_names_resolve(void **state)
{
	struct cli cli = {0};

	(void)state;
	assert_string_equal(methods_named(&cli, "WhoAmI")->path, "pvd.bus.v1.BusService/WhoAmI");
	assert_string_equal(methods_named(&cli, "BusService/WhoAmI")->name, "WhoAmI");
	assert_string_equal(methods_named(&cli, "pvd.bus.v1.BusService/WhoAmI")->name, "WhoAmI");
	assert_null(methods_named(&cli, "WhoAmY"));
	assert_null(methods_named(&cli, ""));
}

static void test_skeleton(void **state)
{
	struct buf text = {0};

	(void)state;
	skeleton_append(&bus__add_principal_request__descriptor, &text);
	assert_true(holds(&text, "\"publicKeys\": [\"\", ...]"));
	assert_true(holds(&text, "\"validUntil\": \"2026-01-31T08:00:00Z\""));
	assert_true(holds(&text, "PRINCIPAL_KIND_PARTNER"));
	assert_false(holds(&text, "UNSPECIFIED"));
	buf_clear(&text);
	skeleton_append(&bus__who_am_irequest__descriptor, &text);
	assert_true(holds(&text, "{}\n"));
	buf_free(&text);
}

static void test_services(void **state)
{
	struct services services = services_of_contract();

	(void)state;
	assert_string_equal(services.names[0], "bus");
	assert_true(services_has(&services, "registry"));
	assert_false(services_has(&services, "engine"));
	for (unsigned i = 2; i < services.count; i++)
		assert_true(strcmp(services.names[i - 1], services.names[i]) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_method_has_a_page),
		cmocka_unit_test(test_names_resolve),
		cmocka_unit_test(test_skeleton),
		cmocka_unit_test(test_services),
	};

	return cmocka_run_group_tests_name("cli/methods", tests, NULL, NULL);
}
