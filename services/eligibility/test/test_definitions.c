/* Definitions that there are already: words are bettered, and how one is made never changes. */
#include "case.h"

static uint64_t begun; /* the sequence at which the test begins */

static int set_up(void **state)
{
	(void)state;
	harness = definitions_new();
	begun = harness_sequence(harness);
	return 0;
}

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
	response = defined(define_text(
		harness, "{'indicators':["
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
		define_text(harness, arena_printf(harness->arena, "{'indicators':[%s,%s]}", second, first));

	(void)state;
	assert_refused(answer, "INDICATOR_UNKNOWN");
	assert_string_equal(answer.field, "indicators[0].origin");
	answer = define_text(harness, arena_printf(harness->arena, "{'indicators':[%s,%s]}", first, second));
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

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_same_again_writes_nothing),
		CASE(words_are_bettered),
		CASE(how_one_is_made_never_changes),
		CASE(the_classes_that_labels_tell_of_never_change),
		CASE(one_request_defines_what_the_next_is_made_of),
		CASE(other_definitions_give_other_values),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/definitions", tests, NULL, NULL);
}
