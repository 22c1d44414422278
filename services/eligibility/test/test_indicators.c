/* Defining indicators: every refusal names its field; words are bettered, and how one is made never changes. */
#include "fixture.h"

static struct harness *harness;
static uint64_t begun; /* the sequence at which the test begins */

static int set_up(void **state)
{
	(void)state;
	harness = harness_new(&ELIGIBILITY_SERVICE);
	assert_accepted(define_usual(harness));
	define(harness, "income", "'recorded':{'nature':'NATURE_RATE'}");
	define(harness, "jobs", "'recorded':{'nature':'NATURE_COUNT'}");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
	begun = harness_sequence(harness);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	eligibility_free(harness);
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

static struct answer define_text(const char *text)
{
	return harness_call(harness, anct(harness), "DefineIndicators",
			    message_of(harness, &eligibility__define_indicators_request__descriptor, text));
}

/* One with all its fields said. */
static struct answer define_words(const char *id, const char *title, const char *unit, const char *definition,
				  const char *rest)
{
	return define_text(arena_printf(
		harness->arena, "{'indicators':[{'id':'%s','title':'%s','unit':'%s','definition':'%s',%s}]}",
		id, title, unit, definition, rest));
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
	struct answer answer = define_text("{}");

	(void)state;
	assert_answer(answer, "INDICATORS_COUNT", "indicators");
	answer = define_text(arena_printf(harness->arena, "{'indicators':[%s]}", many_of("{'id':'a'}", 257)));
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
	return define_text(arena_printf(harness->arena, "{'indicators':[%s]}", all));
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

/* ---- Again, and better */

static const Eligibility__DefineIndicatorsResponse *defined(struct answer answer)
{
	assert_accepted(answer);
	return answer.response;
}

static void the_same_again_writes_nothing(void **state)
{
	const Eligibility__DefineIndicatorsResponse *response = defined(define_usual(harness));

	(void)state;
	assert_int_equal(response->unchanged, LINES);
	assert_int_equal(response->added + response->reworded, 0);
	assert_int_equal(harness_sequence(harness), begun);
}

static const Eligibility__Indicator *indicator(const char *id)
{
	Eligibility__ListIndicatorsRequest request = ELIGIBILITY__LIST_INDICATORS_REQUEST__INIT;
	struct answer answer = harness_call(harness, citizen(harness), "ListIndicators", &request.base);
	const Eligibility__ListIndicatorsResponse *response = answer.response;

	assert_accepted(answer);
	for (size_t i = 0; i < response->n_indicators; i++)
		if (strcmp(response->indicators[i]->id, id) == 0)
			return response->indicators[i];
	fail_msg("there is no %s", id);
	return NULL;
}

#define OF_JOBS "'sum':{'terms':[{'operand':{'indicatorId':'jobs'},'factor':2}]}"

static void words_are_bettered(void **state)
{
	const Eligibility__DefineIndicatorsResponse *response;

	(void)state;
	response = defined(
		define_text("{'indicators':["
			    "{'id':'jobs','title':'Emplois','unit':'emplois','definition':'Au lieu de "
			    "travail','theme':'THEME_CENTRALITY','recorded':{'nature':'NATURE_COUNT'}},"
			    "{'id':'twice','title':'T','unit':'u','definition':'D',"
			    "'theme':'THEME_CONTEXT'," OF_JOBS "},"
			    "{'id':'canton','title':'Titre de canton','unit':'u',"
			    "'definition':'Pour un essai','theme':'THEME_FRAGILITY',"
			    "'recorded':{'nature':'NATURE_GROUP'}}]}"));
	assert_int_equal(response->added, 1);
	assert_int_equal(response->reworded, 1);
	assert_int_equal(response->unchanged, 1);
	assert_int_equal(harness_sequence(harness), begun + 1); /* one entry for all */
	assert_string_equal(indicator("jobs")->unit, "emplois");
	assert_int_equal(indicator("jobs")->theme, ELIGIBILITY__THEME__THEME_CENTRALITY);
	assert_string_equal(indicator("canton")->title, "Titre de canton");
	assert_int_equal(indicator("twice")->sum->terms[0]->factor, 2);
}

static void assert_id_used(const char *id, const char *made)
{
	struct answer answer = define_of(harness, id, "FRAGILITY", made);

	assert_refused(answer, "INDICATOR_ID_USED");
	assert_string_equal(answer.field, "indicators[0].id");
	assert_int_equal(answer.fault, FAULT_ALREADY_EXISTS);
}

/* Old runs are made again by it. */
static void how_one_is_made_never_changes(void **state)
{
	(void)state;
	define(harness, "twice", OF_JOBS);
	assert_id_used("twice", "'sum':{'terms':[{'operand':{'indicatorId':'jobs'},'factor':3}]}");
	assert_id_used("twice",
		       "'sum':{'terms':[{'operand':{'indicatorId':'jobs','year':2020},'factor':2}]}");
	assert_id_used("twice", "'decimals':1," OF_JOBS);
	assert_id_used("twice", "'recorded':{'nature':'NATURE_COUNT'}");
	assert_id_used("twice", "'sum':{'terms':[{'operand':{'indicatorId':'twice'},'factor':2}]}");
	assert_id_used("income", "'recorded':{'nature':'NATURE_COUNT'}");
	assert_id_used("income", "'recorded':{'nature':'NATURE_RATE','weightId':'jobs'}");
}

/* The values that labels tell of are the classes that communes are told apart by. */
static void the_classes_that_labels_tell_of_never_change(void **state)
{
#define KIND "'recorded':{'nature':'NATURE_CLASS'}"
	(void)state;
	define(harness, "kind", KIND);
	define(harness, "kind",
	       "'labels':[{'value':1,'text':'a'},{'value':2,'text':'b'}]," KIND); /* the first */
	define(harness, "kind", "'labels':[{'value':1,'text':'petit'},{'value':2,'text':'grand'}]," KIND);
	assert_string_equal(indicator("kind")->labels[1]->text, "grand");
	assert_id_used("kind", "'labels':[{'value':1,'text':'petit'}]," KIND);
	assert_id_used("kind", "'labels':[{'value':1,'text':'petit'},{'value':3,'text':'grand'}]," KIND);
	assert_id_used("kind", "'labels':[{'value':1,'text':'a'},{'value':2,'text':'b'},"
			       "{'value':3,'text':'c'}]," KIND);
	assert_id_used("kind", KIND);
#undef KIND
}

/* What was defined before in the same request is known. */
static void one_request_defines_what_the_next_is_made_of(void **state)
{
	static const char *const first =
		"{'id':'a','title':'T','unit':'u','definition':'D','theme':'THEME_CONTEXT',"
		"'recorded':{'nature':'NATURE_COUNT'}}";
	static const char *const second =
		"{'id':'b','title':'T','unit':'u','definition':'D','theme':'THEME_CONTEXT',"
		"'sum':{'terms':[{'operand':{'indicatorId':'a'},'factor':1}]}}";
	struct answer answer =
		define_text(arena_printf(harness->arena, "{'indicators':[%s,%s]}", second, first));

	(void)state;
	assert_answer(answer, "INDICATOR_UNKNOWN", "indicators[0].origin");
	answer = define_text(arena_printf(harness->arena, "{'indicators':[%s,%s]}", first, second));
	assert_int_equal(defined(answer)->added, 2);
}

/* What is kept in memory is of those definitions: also where a store goes on from a backup, and other ones stand at the
 * same place of its journal. */
static void other_definitions_give_other_values(void **state)
{
	struct harness *first = eligibility_new(), *second = eligibility_new();

	(void)state;
	define(first, "some", "'sum':{'terms':[{'operand':{'indicatorId':'population'},'factor':2}]}");
	define(second, "some", "'sum':{'terms':[{'operand':{'indicatorId':'population'},'factor':3}]}");
	assert_near(value_of(first, "some", "14047"), 24000);
	assert_near(value_of(second, "some", "14047"), 36000);
	assert_near(value_of(first, "some", "14047"), 24000);
	eligibility_free(first);
	eligibility_free(second);
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
		CASE(the_same_again_writes_nothing),
		CASE(words_are_bettered),
		CASE(how_one_is_made_never_changes),
		CASE(the_classes_that_labels_tell_of_never_change),
		CASE(one_request_defines_what_the_next_is_made_of),
		CASE(other_definitions_give_other_values),
		CASE(only_the_nation_defines),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/indicators", tests, NULL, NULL);
}
