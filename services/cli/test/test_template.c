/* Holes filled in JSON and in sentences, and those that cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* clang-format off */
#include <cmocka.h>
/* clang-format on */
#include <stdlib.h>
#include <string.h>

#include "cli/template.h"

static json_t *parsed(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_non_null(json);
	return json;
}

static json_t *values(void)
{
	return parsed("{\"a\": {\"list\": [{\"id\": \"01K\"}, {\"id\": \"02K\"}], \"cents\": \"3900000\","
		      " \"points\": 6105, \"score\": 61.0549, \"rank\": 12, \"yes\": true,"
		      " \"days\": [\"2026-03-31\", \"2021-10-01\", \"\"]}}");
}

static void assert_filled(const char *template, const char *expected)
{
	char error[TEMPLATE_ERROR_MAX];
	json_t *from = parsed(template), *with = values(), *want = parsed(expected);
	json_t *filled = template_fill(from, with, error);

	assert_non_null(filled);
	assert_true(json_equal(filled, want));
	json_decref(filled);
	json_decref(from);
	json_decref(with);
	json_decref(want);
}

static void assert_not_filled(const char *template, const char *says)
{
	char error[TEMPLATE_ERROR_MAX] = "";
	json_t *from = parsed(template), *with = values();

	assert_null(template_fill(from, with, error));
	assert_non_null(strstr(error, says));
	json_decref(from);
	json_decref(with);
}

static void a_hole_alone_is_the_value(void **state)
{
	(void)state;
	assert_filled("{\"x\": \"${a.list.1.id}\"}", "{\"x\": \"02K\"}");
	assert_filled("{\"x\": [\"${a.list.0}\"]}", "{\"x\": [{\"id\": \"01K\"}]}");
	assert_filled("\"${a.rank}\"", "12");
	assert_filled("{\"n\": 3, \"t\": true, \"z\": null}", "{\"n\": 3, \"t\": true, \"z\": null}");
}

static void a_hole_within_a_text_is_written(void **state)
{
	(void)state;
	assert_filled("\"au rang ${a.rank}, ${a.list.0.id}\"", "\"au rang 12, 01K\"");
	assert_filled("\"sans trou, 5 $ et {rien}\"", "\"sans trou, 5 $ et {rien}\"");
	assert_filled("\"ouvert ${a.rank\"", "\"ouvert ${a.rank\"");
}

static void forms_are_french(void **state)
{
	(void)state;
	assert_filled("\"= ${a.cents|euros}\"", "\"= 39\u202f000,00\u00a0€\"");
	assert_filled("\"= ${a.score|points}\"", "\"= 61,05\"");
	assert_filled("\"= ${a.points|count}\"", "\"= 6\u202f105\"");
	assert_filled("\"= ${a.list|length}\"", "\"= 2\"");
	assert_filled("\"= ${a.days.0|date}, ${a.days.1|date}\"", "\"= 31 mars 2026, 1er octobre 2021\"");
	assert_filled("\"= ${a.days.2|date}\"", "\"= \"");
	assert_filled("\"= ${a.yes}\"", "\"= oui\"");
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	assert_not_filled("{\"x\": \"${b.list}\"}", "« b.list »");
	assert_not_filled("[\"${a.list.2.id}\"]", "« a.list.2.id »");
	assert_not_filled("\"un ${a.list.x}\"", "« a.list.x »");
	assert_not_filled("\"un ${a.rank.more}\"", "« a.rank.more »");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hole_alone_is_the_value),
		cmocka_unit_test(a_hole_within_a_text_is_written),
		cmocka_unit_test(forms_are_french),
		cmocka_unit_test(what_is_not_there_is_said),
	};

	return cmocka_run_group_tests_name("cli/template", tests, NULL, NULL);
}
