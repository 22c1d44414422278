/* Defining indicators: every refusal names its field. */
#include "case.h"

static uint64_t begun; /* the sequence at which the test begins */

static int set_up(void **state)
{
	(void)state;
	harness = definitions_new();
	begun = harness_sequence(harness);
	return 0;
}

static void assert_answer(struct answer answer, const char *reason, const char *field)
{
	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	assert_int_equal(harness_sequence(harness), begun);
}

/* A definition that is refused: its fields but its words and its theme. */
static void assert_made(const char *made, const char *reason, const char *field)
{
	struct answer answer = define_of(harness, "new", "CONTEXT", made);

	assert_answer(answer, reason, field);
	assert_int_equal(answer.fault, FAULT_INVALID_ARGUMENT);
	assert_true(strlen(answer.message) > 20);
}

/* One with all its fields said. */
static struct answer define_words(const char *id, const char *title, const char *unit, const char *definition,
				  const char *rest)
{
	return define_text(
		harness,
		arena_printf(harness->arena,
			     "{'indicators':[{'id':'%s','title':'%s','unit':'%s','definition':'%s',%s}]}", id,
			     title, unit, definition, rest));
}

#define COUNTED "'theme':'THEME_CONTEXT','recorded':{'nature':'NATURE_COUNT'}"

static void ids_and_words_are_checked(void **state)
{
	(void)state;
	assert_answer(define_words("", "T", "u", "D", COUNTED), "DEFINITION_INVALID", "indicators[0].id");
	assert_answer(define_words("Income", "T", "u", "D", COUNTED), "DEFINITION_INVALID",
		      "indicators[0].id");
	assert_answer(define_words("in_come", "T", "u", "D", COUNTED), "DEFINITION_INVALID",
		      "indicators[0].id");
	assert_answer(define_words("a-name-of-forty-one-letters-is-one-toomany", "T", "u", "D", COUNTED),
		      "DEFINITION_INVALID", "indicators[0].id");
	assert_answer(define_words("epci", "T", "u", "D", COUNTED), "DEFINITION_INVALID", "indicators[0].id");
	assert_answer(define_words("nation", "T", "u", "D", COUNTED), "DEFINITION_INVALID",
		      "indicators[0].id");
	assert_answer(define_words("x", "", "u", "D", COUNTED), "TEXT_MISSING", "indicators[0].title");
	assert_answer(define_words("x", "T", "a\\u0007", "D", COUNTED), "TEXT_INVALID", "indicators[0].unit");
	assert_answer(define_words("x", "T", "u", "", COUNTED), "TEXT_MISSING", "indicators[0].definition");
	assert_answer(define_words("x", "T", "u", "D", "'decimals':10," COUNTED), "DEFINITION_INVALID",
		      "indicators[0].decimals");
	assert_answer(define_words("x", "T", "u", "D", "'recorded':{'nature':'NATURE_COUNT'}"),
		      "DEFINITION_INVALID", "indicators[0].theme");
	assert_answer(define_words("x", "T", "u", "D", "'labels':[{'value':1,'text':''}]," COUNTED),
		      "TEXT_MISSING", "indicators[0].labels");
	assert_answer(define_words("x", "T", "u", "D", "'labels':[{'value':'NaN','text':'a'}]," COUNTED),
		      "DEFINITION_INVALID", "indicators[0].labels");
	assert_accepted(define_words("a-name-of-forty-letters-is-none-too-many", "T", "u", "D",
				     "'decimals':9," COUNTED));
}

static void what_is_recorded_says_what_becomes_of_it(void **state)
{
	(void)state;
	assert_made("'recorded':{}", "DEFINITION_INVALID", "indicators[0].recorded.nature");
	assert_made("'recorded':{'nature':'NATURE_COUNT','weightId':'jobs'}", "DEFINITION_INVALID",
		    "indicators[0].recorded.weight_id");
	assert_made("'recorded':{'nature':'NATURE_RATE','weightId':'jbos'}", "DEFINITION_INVALID",
		    "indicators[0].recorded.weight_id");
	assert_made("'recorded':{'nature':'NATURE_RATE','weightId':'income'}", "DEFINITION_INVALID",
		    "indicators[0].recorded.weight_id"); /* a rate weighs nothing */
	assert_made("'recorded':{'nature':'NATURE_RATE','weightId':'population'}", "DEFINITION_INVALID",
		    "indicators[0].recorded.weight_id"); /* nor what is not recorded */
	define(harness, "weighed", "'recorded':{'nature':'NATURE_RATE','weightId':'jobs'}");
}

static void each_origin_is_checked(void **state)
{
	(void)state;
	assert_made("'decimals':1", "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'geographic':{}", "DEFINITION_INVALID", "indicators[0].geographic.fact");
	assert_made("'ratio':{'numerator':{'indicatorId':'jobs'},'denominator':{'indicatorId':'jobs'},"
		    "'factor':'Infinity'}",
		    "DEFINITION_INVALID", "indicators[0].ratio.factor");
	assert_made("'ratio':{'numerator':{'indicatorId':'jobs'}}", "INDICATOR_UNKNOWN",
		    "indicators[0].origin");
	assert_made("'ratio':{'numerator':{'indicatorId':'jobs'},'denominator':{'indicatorId':'new'}}",
		    "INDICATOR_UNKNOWN", "indicators[0].origin"); /* made of itself */
	assert_made("'sum':{}", "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'sum':{'terms':[{'operand':{'indicatorId':'jobs'}}]}", "DEFINITION_INVALID",
		    "indicators[0].origin"); /* of factor 0 */
	assert_made("'sum':{'terms':[{'factor':1}]}", "INDICATOR_UNKNOWN", "indicators[0].origin");
	assert_made("'trend':{'from':{'indicatorId':'jobs','year':2010}}", "INDICATOR_UNKNOWN",
		    "indicators[0].origin");
	assert_made("'presence':{}", "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'presence':{'operands':[{'indicatorId':'jobs'}],'atLeast':'NaN'}", "DEFINITION_INVALID",
		    "indicators[0].presence.at_least");
	assert_made("'firstKnown':{}", "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'stepTable':{'operand':{'indicatorId':'jobs'}}", "DEFINITION_INVALID",
		    "indicators[0].origin");
	assert_made(
		"'stepTable':{'operand':{'indicatorId':'jobs'},'steps':[{'from':1},{'from':1,'value':2}]}",
		"DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'around':{'operand':{'indicatorId':'jobs'}}", "DEFINITION_INVALID",
		    "indicators[0].around.radius_km");
	assert_made("'around':{'operand':{'indicatorId':'jobs'},'radiusKm':500.1}", "DEFINITION_INVALID",
		    "indicators[0].around.radius_km");
	define(harness, "around", "'around':{'operand':{'indicatorId':'jobs'},'radiusKm':500}");
}

static void groups_and_conditions_are_checked(void **state)
{
	(void)state;
	assert_made("'inGroup':{'groupId':'epci','operand':{'indicatorId':'jobs'}}", "DEFINITION_INVALID",
		    "indicators[0].in_group.measure");
	assert_made("'inGroup':{'groupId':'epci','measure':'MEASURE_SHARE'}", "DEFINITION_INVALID",
		    "indicators[0].in_group.operand");
	assert_made("'inGroup':{'groupId':'epci','measure':'MEASURE_COUNT','operand':{'indicatorId':'jobs'}}",
		    "DEFINITION_INVALID", "indicators[0].in_group.operand");
	assert_made("'inGroup':{'groupId':'bassin','measure':'MEASURE_COUNT'}", "INDICATOR_UNKNOWN",
		    "indicators[0].origin");
	assert_made("'inGroup':{'groupId':'jobs','measure':'MEASURE_COUNT'}", "DEFINITION_INVALID",
		    "indicators[0].origin");
	assert_made(
		"'inGroup':{'groupId':'epci','measure':'MEASURE_RANK','operand':{'indicatorId':'canton'}}",
		"DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'inGroup':{'groupId':'epci','measure':'MEASURE_COUNT','conditions':[{}]}",
		    "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'nearest':{'conditions':[{'operand':{'indicatorId':'jobs'},'threshold':1}]}",
		    "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'nearest':{'conditions':[{'operand':{'indicatorId':'jobs'},"
		    "'comparison':'COMPARISON_ABOVE','threshold':'Infinity'}]}",
		    "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'catchment':{'conditions':[{'operand':{'indicatorId':'shops'},"
		    "'comparison':'COMPARISON_ABOVE'}]}",
		    "INDICATOR_UNKNOWN", "indicators[0].origin");
	assert_made("'nearest':{'atLeastOwn':{'indicatorId':'canton'}}", "DEFINITION_INVALID",
		    "indicators[0].origin");
	define(harness, "by-canton", "'inGroup':{'groupId':'canton','measure':'MEASURE_COUNT'}");
	define(harness, "by-class", "'inGroup':{'groupId':'chef-lieu','measure':'MEASURE_COUNT'}");
}

static void years_are_those_of_what_is_recorded(void **state)
{
	(void)state;
	assert_made("'sum':{'terms':[{'operand':{'indicatorId':'population','year':2020},'factor':1}]}",
		    "DEFINITION_INVALID", "indicators[0].origin");
	assert_made("'sum':{'terms':[{'operand':{'indicatorId':'jobs','year':1961},'factor':1}]}",
		    "YEAR_INVALID", "indicators[0].origin");
	assert_made("'sum':{'terms':[{'operand':{'indicatorId':'jobs','year':2200},'factor':1}]}",
		    "YEAR_INVALID", "indicators[0].origin");
	define(harness, "jobs-1962",
	       "'sum':{'terms':[{'operand':{'indicatorId':'jobs','year':1962},'factor':1}]}");
	define(harness, "jobs-2199",
	       "'sum':{'terms':[{'operand':{'indicatorId':'jobs','year':2199},'factor':1}]}");
}

static char *many_of(const char *each, unsigned count)
{
	char *all = arena_strdup(harness->arena, "");

	for (unsigned i = 0; i < count; i++)
		all = arena_printf(harness->arena, "%s%s%s", all, i ? "," : "", each);
	return all;
}

static void there_are_64_parts_at_most(void **state)
{
	static const char each[] = "{'indicatorId':'jobs'}";

	(void)state;
	assert_made(arena_printf(harness->arena, "'firstKnown':{'operands':[%s]}", many_of(each, 65)),
		    "DEFINITION_INVALID", "indicators[0].origin");
	assert_made(arena_printf(harness->arena, "'labels':[%s],'recorded':{'nature':'NATURE_CLASS'}",
				 many_of("{'value':1,'text':'a'}", 65)),
		    "DEFINITION_INVALID", "indicators[0].labels");
	define(harness, "first-of-64",
	       arena_printf(harness->arena, "'firstKnown':{'operands':[%s]}", many_of(each, 64)));
}

static void a_request_has_1_to_256_definitions(void **state)
{
	struct answer answer = define_text(harness, "{}");

	(void)state;
	assert_answer(answer, "INDICATORS_COUNT", "indicators");
	answer = define_text(harness,
			     arena_printf(harness->arena, "{'indicators':[%s]}", many_of("{'id':'a'}", 257)));
	assert_answer(answer, "INDICATORS_COUNT", "indicators");
}

/* 0 to 999, so that there are 512 with the seven of the beginning. */
static struct answer define_many(unsigned first, unsigned count)
{
	char *all = arena_strdup(harness->arena, "");

	for (unsigned i = first; i < first + count; i++)
		all = arena_printf(harness->arena,
				   "%s%s{'id':'many-%u','title':'T','unit':'u','definition':'D'," COUNTED "}",
				   all, i > first ? "," : "", i);
	return define_text(harness, arena_printf(harness->arena, "{'indicators':[%s]}", all));
}

static void there_are_512_at_most(void **state)
{
	struct answer answer;

	(void)state;
	assert_accepted(define_many(0, 250));
	assert_accepted(define_many(250, 255));
	answer = define_many(505, 1);
	assert_refused(answer, "TOO_MANY_INDICATORS");
	assert_string_equal(answer.field, "indicators");
	assert_int_equal(answer.fault, FAULT_RESOURCE_EXHAUSTED);
	assert_accepted(define_many(504, 1)); /* one that there is */
}

static void only_the_nation_defines(void **state)
{
	Eligibility__DefineIndicatorsRequest request = ELIGIBILITY__DEFINE_INDICATORS_REQUEST__INIT;

	(void)state;
	assert_int_equal(
		harness_call(harness, prefecture(harness, "14"), "DefineIndicators", &request.base).fault,
		FAULT_PERMISSION_DENIED);
	assert_int_equal(harness_call(harness, citizen(harness), "DefineIndicators", &request.base).fault,
			 FAULT_PERMISSION_DENIED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(ids_and_words_are_checked),
		CASE(what_is_recorded_says_what_becomes_of_it),
		CASE(each_origin_is_checked),
		CASE(groups_and_conditions_are_checked),
		CASE(years_are_those_of_what_is_recorded),
		CASE(there_are_64_parts_at_most),
		CASE(a_request_has_1_to_256_definitions),
		CASE(there_are_512_at_most),
		CASE(only_the_nation_defines),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/indicators", tests, NULL, NULL);
}
