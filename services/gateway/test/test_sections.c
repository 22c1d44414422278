/* The sections of a site: which paths its page answers for. */
#include "assets_fixture.h"

static void below_a_section_the_page_answers(void **state)
{
	static const char *const PATHS[] = {"/territoires",         "/territoires/",
					    "/territoires/77/x.js", "/territoires//../etc/passwd",
					    "/mentions-legales",    "/territoires/1a.css"};
	static const char *const OTHERS[] = {"/territoire", "/territoiresx", "/Territoires",
					     "territoires", "//territoires", "/x/territoires",
					     "/mentions",   "/territoires?"};

	(void)state;
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
		if (asset_find(assets, PATHS[i]) != asset_find(assets, "/"))
			fail_msg("%s", PATHS[i]);
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
		if (asset_find(assets, OTHERS[i]))
			fail_msg("%s", OTHERS[i]);
	assert_string_equal(assets_section(assets, 0), "territoires");
	assert_string_equal(assets_section(assets, 1), "mentions-legales");
	assert_null(assets_section(assets, 2));
}

static void a_section_is_one_segment_that_hides_nothing(void **state)
{
	static const char *const BAD[] = {"\"\"",   "\"a/b\"", "\"/a\"", "\"A\"", "\"a b\"",
					  "\"..\"", "\"é\"",   "1",      "null",  "[]"};
	struct buf text = {0};
	char manifest[2048];

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		snprintf(manifest, sizeof manifest, MANIFEST(PAGE, "\"club\",%s"), BAD[i]);
		assert_refused(manifest, "section n° 2");
	}
	snprintf(manifest, sizeof manifest, MANIFEST(PAGE, "\"%0*d\""), 65, 0);
	assert_refused(manifest, "section n° 1");
	assert_refused(MANIFEST(PAGE, "\"club\",\"club\""), "deux fois");
	assert_refused(MANIFEST(PAGE "," STYLE, "\"static\""), "cache un fichier");
	assert_refused(MANIFEST(STYLE, "\"club\""), "page d'accueil");
	buf_printf(&text, "{\"files\":[" PAGE "],\"sections\":[");
	for (unsigned i = 0; i <= SECTIONS_MAX; i++)
		buf_printf(&text, "%s\"s%u\"", i ? "," : "", i);
	buf_append(&text, "]}", 3);
	assert_refused((const char *)text.data, "plus de");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(below_a_section_the_page_answers),
		TEST(a_section_is_one_segment_that_hides_nothing),
	};

	return cmocka_run_group_tests_name("gateway/sections", tests, NULL, NULL);
}
