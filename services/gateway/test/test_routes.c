#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/routes.h"
#include "json/json.h"

static const char *route_of(enum verb verb, const char *path)
{
	unsigned verbs;
	const struct route *route = route_find(verb, path, &verbs);

	return route ? route->path : NULL;
}

static unsigned verbs_of(const char *path)
{
	unsigned verbs = 77;

	/* Of a verb that no path has, so that all routes of the path are looked at. */
	assert_null(route_find(0, path, &verbs));
	return verbs;
}

static const char *allowed(const char *path)
{
	static char text[VERBS_TEXT_SIZE];

	verbs_text(verbs_of(path), text);
	return text;
}

static void the_longer_of_two_beginnings_is_taken(void **state)
{
	(void)state;
	assert_string_equal(route_of(VERB_GET, "/api/events"), "/api/events");
	assert_string_equal(route_of(VERB_GET, "/api/session"), "/api/session");
	assert_string_equal(route_of(VERB_GET, "/api/exports/01K"), "/api/exports/");
	assert_string_equal(route_of(VERB_GET, "/api/csv/pvd.registry.v1.RegistryService/ListCommunes"),
			    "/api/csv/");
	assert_string_equal(route_of(VERB_GET, "/api/pvd.registry.v1.RegistryService/GetCommune"), "/api/");
	assert_string_equal(route_of(VERB_POST, "/api/pvd.registry.v1.RegistryService/GetCommune"), "/api/");
}

static void what_does_not_end_with_a_slash_is_the_whole_path(void **state)
{
	(void)state;
	assert_string_equal(route_of(VERB_GET, "/healthz"), "/healthz");
	assert_string_equal(route_of(VERB_GET, "/healthz/"), "/");
	assert_string_equal(route_of(VERB_GET, "/healthzz"), "/");
	assert_string_equal(route_of(VERB_GET, "/health"), "/");
	assert_string_equal(route_of(VERB_GET, "/metrics/x"), "/");
	/* Longer than that path, it is another one: a method's, of which there is none. */
	assert_string_equal(route_of(VERB_GET, "/api/session/x"), "/api/");
	assert_string_equal(route_of(VERB_GET, "/api/csv"), "/api/");
}

static void what_ends_with_a_slash_is_a_beginning(void **state)
{
	(void)state;
	assert_string_equal(route_of(VERB_GET, "/connexion/"), "/connexion/");
	assert_string_equal(route_of(VERB_GET, "/connexion/a/b"), "/connexion/");
	assert_string_equal(route_of(VERB_GET, "/connexion"), "/");
	assert_string_equal(route_of(VERB_GET, "/api"), "/");
}

static void paths_are_taken_to_the_letter(void **state)
{
	static const char *const OTHERS[] = {"/",         "//healthz",  "/Healthz",      "/HEALTHZ",
					     "/API/x",    "/./healthz", "/x/../healthz", "/healthz ",
					     "/healthz%", "/healthz?",  "/healthz\x7f"};

	(void)state;
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		assert_string_equal(route_of(VERB_GET, OTHERS[i]), "/"); /* where there is a page, or none */
		assert_null(route_of(VERB_POST, OTHERS[i]));
		assert_int_equal(verbs_of(OTHERS[i]), VERB_GET);
	}
}

static void what_begins_with_no_slash_is_nowhere(void **state)
{
	static const char *const OTHERS[] = {"", "healthz", "\xff", "http://localhost/healthz"};

	(void)state;
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		assert_null(route_of(VERB_GET, OTHERS[i]));
		assert_int_equal(verbs_of(OTHERS[i]), 0);
	}
}

static void verbs_of_a_path_are_those_of_all_its_routes(void **state)
{
	(void)state;
	assert_int_equal(verbs_of("/api/session"), VERB_GET | VERB_DELETE);
	assert_string_equal(allowed("/api/session"), "GET, HEAD, DELETE");
	assert_string_equal(allowed("/api/x"), "GET, HEAD, POST");
	assert_string_equal(allowed("/connexion/x"), "GET, HEAD, POST");
	assert_string_equal(allowed("/healthz"), "GET, HEAD");
	assert_string_equal(allowed("/api/events"), "GET, HEAD");
}

/* "/api/" stands for what has no route of its own: it must not answer for what a longer one does not accept. */
static void a_shorter_beginning_does_not_answer_for_a_longer_one(void **state)
{
	(void)state;
	assert_null(route_of(VERB_POST, "/api/session"));
	assert_null(route_of(VERB_POST, "/api/events"));
	assert_null(route_of(VERB_POST, "/api/csv/x"));
	assert_null(route_of(VERB_POST, "/api/exports/x"));
	assert_null(route_of(VERB_DELETE, "/api/x"));
	assert_null(route_of(VERB_POST, "/healthz"));
}

static void each_verb_of_a_path_finds_its_own(void **state)
{
	unsigned verbs;

	(void)state;
	assert_int_equal(route_find(VERB_GET, "/api/session", &verbs)->access, ROUTE_ANYONE);
	assert_int_equal(route_find(VERB_DELETE, "/api/session", &verbs)->access, ROUTE_SIGNED_IN);
	assert_ptr_not_equal(route_find(VERB_GET, "/connexion/x", &verbs)->handle,
			     route_find(VERB_POST, "/connexion/x", &verbs)->handle);
}

static void figures_and_exports_are_for_who_is_signed_in(void **state)
{
	unsigned verbs;

	(void)state;
	assert_int_equal(route_find(VERB_GET, "/metrics", &verbs)->access, ROUTE_SIGNED_IN);
	assert_int_equal(route_find(VERB_GET, "/api/exports/x", &verbs)->access, ROUTE_SIGNED_IN);
	assert_int_equal(route_find(VERB_GET, "/healthz", &verbs)->access, ROUTE_OPEN);
}

static void first_segments_of_routes_are_known(void **state)
{
	static const char *const TAKEN[] = {"api", "connexion", "healthz", "metrics"};
	static const char *const FREE[] = {"territoires", "ap", "apis", "health", "session", "events"};

	(void)state;
	for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++)
		assert_true(route_has_segment(TAKEN[i]));
	for (size_t i = 0; i < sizeof FREE / sizeof *FREE; i++)
		assert_false(route_has_segment(FREE[i]));
}

/* Of a body, methods alone have one, in the measure of what each may be asked. */
static void bodies_are_bounded(void **state)
{
	static const char *const BODILESS[] = {"/healthz",     "/metrics",   "/api/events",   "/api/session",
					       "/connexion/x", "/api/csv/x", "/api/exports/x"};
	const struct route *route;
	unsigned verbs;

	(void)state;
	for (size_t i = 0; i < sizeof BODILESS / sizeof *BODILESS; i++) {
		route = route_find(VERB_GET, BODILESS[i], &verbs);
		assert_null(route->body_limit);
		assert_int_equal(route->body_max, 0);
	}
	route = route_find(VERB_POST, "/api/x", &verbs);
	assert_in_range(route->body_limit("pvd.registry.v1.RegistryService/GetCommune"), 1, 64 * 1024);
	assert_in_range(route->body_limit("pvd.registry.v1.RegistryService/PutImportChunk"), 64 * 1024,
			JSON_TEXT_MAX);
	assert_int_equal(route->body_limit("x"), 1024);
	assert_int_equal(route->body_limit(""), 1024);
}

static void verbs_are_listed_as_the_header_wants_them(void **state)
{
	char text[VERBS_TEXT_SIZE];

	(void)state;
	verbs_text(VERB_GET | VERB_POST | VERB_PUT | VERB_DELETE, text);
	assert_string_equal(text, "GET, HEAD, POST, PUT, DELETE");
	verbs_text(VERB_DELETE, text);
	assert_string_equal(text, "DELETE");
	verbs_text(VERB_PUT, text);
	assert_string_equal(text, "PUT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longer_of_two_beginnings_is_taken),
		cmocka_unit_test(what_does_not_end_with_a_slash_is_the_whole_path),
		cmocka_unit_test(what_ends_with_a_slash_is_a_beginning),
		cmocka_unit_test(paths_are_taken_to_the_letter),
		cmocka_unit_test(what_begins_with_no_slash_is_nowhere),
		cmocka_unit_test(verbs_of_a_path_are_those_of_all_its_routes),
		cmocka_unit_test(a_shorter_beginning_does_not_answer_for_a_longer_one),
		cmocka_unit_test(each_verb_of_a_path_finds_its_own),
		cmocka_unit_test(figures_and_exports_are_for_who_is_signed_in),
		cmocka_unit_test(first_segments_of_routes_are_known),
		cmocka_unit_test(bodies_are_bounded),
		cmocka_unit_test(verbs_are_listed_as_the_header_wants_them),
	};

	return cmocka_run_group_tests_name("gateway/routes", tests, NULL, NULL);
}
