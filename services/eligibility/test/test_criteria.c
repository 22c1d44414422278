/* Hard criteria: the registry's limit, those of the grid, the days on which they hold, and what nothing rejects by. */
#include "case.h"

static unsigned grids;

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define(harness, "acv",
	       "'labels':[{'value':0,'text':'non'},{'value':1,'text':'oui'}],"
	       "'recorded':{'nature':'NATURE_CLASS'}");
	define(harness, "rate", "'decimals':1,'recorded':{'nature':'NATURE_RATE'}");
	grids = 0;
	return 0;
}

/* A grid by population, with these criteria. */
static struct answer adopt_criteria(const char *criteria)
{
	return adopt(
		harness,
		grid_of(harness, arena_printf(harness->arena, "essai-%u", grids++),
			arena_printf(harness->arena,
				     "'indicators':[{'indicatorId':'population','direction':"
				     "'DIRECTION_HIGHER','percentile':{'groupId':'nation'},'weightBp':10000,"
				     "'missing':'MISSING_RULE_WORST','reason':'R'}],'criteria':[%s]",
				     criteria)));
}

/* One criterion: the rest is its operand, comparison and threshold. */
static const char *criterion(const char *id, const char *indicator, const char *comparison, double threshold,
			     const char *dates)
{
	return arena_printf(harness->arena,
			    "{'id':'%s','title':'Ce qu il faut','condition':{'operand':{'indicatorId':'%s'},"
			    "'comparison':'COMPARISON_%s','threshold':%.17g},%s,'legalReference':'Annexe 2'}",
			    id, indicator, comparison, threshold, dates);
}

#define ALWAYS "'validFrom':'2026-01-01'"

static struct answer run_on(char *day)
{
	Eligibility__RunScoresRequest request = ELIGIBILITY__RUN_SCORES_REQUEST__INIT;

	request.criteria_on = day;
	return harness_call(harness, anct(harness), "RunScores", &request.base);
}

static const Eligibility__RunScoresResponse *ran_on(char *day)
{
	struct answer answer = run_on(day);

	assert_accepted(answer);
	return answer.response;
}

static void the_limit_is_below_20000(void **state)
{
	const Eligibility__GetScoreResponse *told;

	(void)state;
	new_run(harness);
	told = explained_of(harness, "14367"); /* 19 999 */
	assert_true(told->score->eligible);
	assert_int_equal(told->n_criteria, 1);
	assert_string_equal(told->criteria[0]->id, "POPULATION_LIMIT");
	assert_string_equal(told->criteria[0]->title, "Moins de 20000 habitants en 2023");
	assert_true(told->criteria[0]->met);
	assert_false(told->criteria[0]->missing);
	assert_non_null(strstr(told->criteria[0]->reason, "compte 19999 habitants"));
	told = explained_of(harness, "14366"); /* 20 000 */
	assert_false(told->score->eligible);
	assert_false(told->criteria[0]->met);
	assert_string_equal(told->criteria[0]->legal_reference, "Instruction du 16 octobre 2019, annexe 2");
	told = explained_of(harness, "97416");
	assert_string_equal(told->criteria[0]->id, "POPULATION_UNKNOWN");
	assert_true(told->criteria[0]->missing);
	assert_false(told->criteria[0]->met);
}

/* Bayeux 9.9, Livarot 10.0, Île-Seule 10.1; of the others nothing is known. */
static void record_rates(void)
{
	record(harness, "rate", 2021, "14047 99 14367 100 14999 101");
}

static void assert_comparison(const char *comparison, bool below, bool equal, bool above)
{
	assert_accepted(adopt_criteria(criterion("TAUX", "rate", comparison, 10, ALWAYS)));
	new_run(harness);
	assert_int_equal(score_of(harness, "14047")->eligible, below);
	assert_int_equal(score_of(harness, "14367")->eligible, equal);
	assert_int_equal(score_of(harness, "14999")->eligible, above);
	assert_true(score_of(harness, "27701")->eligible); /* without value */
	assert_string_equal(score_of(harness, "14047")->failed_criterion, below ? "" : "TAUX");
}

static void each_comparison_holds_at_its_bound(void **state)
{
	(void)state;
	record_rates();
	assert_comparison("BELOW", true, false, false);
	assert_comparison("AT_MOST", true, true, false);
	assert_comparison("EQUAL", false, true, false);
	assert_comparison("NOT_EQUAL", true, false, true);
	assert_comparison("AT_LEAST", false, true, true);
	assert_comparison("ABOVE", false, false, true);
}

static void a_criterion_explains_itself(void **state)
{
	const Eligibility__GetScoreResponse *told;

	(void)state;
	record_rates();
	record(harness, "acv", 2026, "14047 1 14367 0");
	assert_accepted(adopt_criteria(arena_printf(harness->arena, "%s,%s",
						    criterion("TAUX", "rate", "AT_LEAST", 10, ALWAYS),
						    criterion("COEUR_DE_VILLE", "acv", "EQUAL", 0, ALWAYS))));
	new_run(harness);
	told = explained_of(harness, "14047");
	assert_int_equal(told->n_criteria, 3);
	assert_string_equal(told->score->failed_criterion, "TAUX"); /* the first that is not met */
	assert_string_equal(
		told->score->failed_reason,
		"Bayeux (14047) : « Titre de rate » est 9.9 u (2021, Insee, essai) ; il faut au moins "
		"10.0 u.");
	assert_string_equal(told->score->legal_reference, "Annexe 2");
	assert_string_equal(told->criteria[2]->id, "COEUR_DE_VILLE");
	assert_string_equal(told->criteria[2]->title, "Ce qu il faut");
	assert_string_equal(
		told->criteria[2]->reason,
		"Bayeux (14047) : « Titre de acv » est oui (2026, Insee, essai) ; il faut exactement "
		"non.");
	told = explained_of(harness, "27701");
	assert_true(told->criteria[1]->met);
	assert_true(told->criteria[1]->missing);
	assert_non_null(strstr(told->criteria[1]->reason, "n'est pas connu"));
	told = explained_of(harness, "14366"); /* too large: that is said first */
	assert_string_equal(told->score->failed_criterion, "POPULATION_LIMIT");
	assert_int_equal(told->n_criteria, 3);
}

/* Where the value of each commune is published, and of several years none is said. */
static void a_criterion_names_the_communes_own_source(void **state)
{
	struct series_request *series;
	const Eligibility__GetScoreResponse *told;

	(void)state;
	define(harness, "people", "'geographic':{'fact':'FACT_POPULATION'}");
	record(harness, "rate", 2021, "14047 10");
	series = series_of(harness, "acv", 2026, "14047 1");
	series->request.source = "ANCT";
	assert_accepted(record_request(harness, series));
	define(harness, "sum",
	       "'sum':{'terms':[{'operand':{'indicatorId':'acv'},'factor':1},"
	       "{'operand':{'indicatorId':'rate'},'factor':1}]}");
	say_population(harness, 2023, "14047", 12001); /* by another source than its neighbours */
	assert_accepted(adopt_criteria(arena_printf(harness->arena, "%s,%s",
						    criterion("GENS", "people", "BELOW", 100, ALWAYS),
						    criterion("SOMME", "sum", "BELOW", 0, ALWAYS))));
	new_run(harness);
	told = explained_of(harness, "14047");
	assert_non_null(strstr(told->criteria[1]->reason, "est 12001 u (2023, Insee, série historique)"));
	assert_non_null(strstr(told->criteria[2]->reason, "est 2 u (ANCT ; Insee, essai)"));
	told = explained_of(harness, "14367");
	assert_non_null(strstr(told->criteria[1]->reason, "est 19999 u (2023, Insee, recensement)"));
}

/* ---- Days */

static void assert_eligible_on(char *day, bool eligible)
{
	const Eligibility__Run *run = ran_on(day)->run;
	struct answer answer = get_score(harness, "14367", run->id);

	assert_accepted(answer);
	assert_int_equal(((const Eligibility__GetScoreResponse *)answer.response)->score->eligible, eligible);
	assert_int_equal(((const Eligibility__GetScoreResponse *)answer.response)->n_criteria,
			 eligible ? 1 : 2);
}

static void a_criterion_holds_from_its_first_day_to_its_last(void **state)
{
	(void)state;
	record_rates();
	assert_accepted(adopt_criteria(criterion("TAUX", "rate", "BELOW", 10,
						 "'validFrom':'2026-03-01','validUntil':'2026-06-30'")));
	assert_eligible_on("2026-02-28", true);
	assert_eligible_on("2026-03-01", false);
	assert_eligible_on("2026-06-30", false);
	assert_eligible_on("2026-07-01", true);
	assert_eligible_on("", true); /* today: 15 January */
}

static void days_without_a_change_between_are_one_run(void **state)
{
	const Eligibility__RunScoresResponse *first, *again;
	uint64_t sequence;

	(void)state;
	record_rates();
	assert_accepted(adopt_criteria(criterion("TAUX", "rate", "BELOW", 10,
						 "'validFrom':'2026-03-01','validUntil':'2026-06-30'")));
	first = ran_on("2026-03-01");
	assert_false(first->already_run);
	assert_string_equal(first->run->criteria_on, "2026-03-01");
	sequence = harness_sequence(harness);
	again = ran_on("2026-06-30");
	assert_true(again->already_run);
	assert_string_equal(again->run->id, first->run->id);
	assert_int_equal(harness_sequence(harness), sequence);
	again = ran_on("2026-07-01");
	assert_false(again->already_run);
	assert_string_equal(again->run->criteria_on, "2026-07-01");
	assert_string_equal(ran_on("2030-12-31")->run->id, again->run->id);
	assert_string_equal(ran_on("2026-02-28")->run->criteria_on,
			    "2026-01-01"); /* the grid's own first day */
	assert_true(check_run(harness, first->run->id));
	assert_true(check_run(harness, again->run->id));
}

static void a_grid_is_not_run_on_a_day_it_does_not_hold(void **state)
{
	struct answer answer;

	(void)state;
	assert_accepted(adopt(
		harness,
		grid_of(harness, "brève",
			"'validUntil':'2026-12-31','indicators':[{'indicatorId':'population','direction':"
			"'DIRECTION_HIGHER','percentile':{'groupId':'nation'},'weightBp':10000,"
			"'missing':'MISSING_RULE_WORST','reason':'R'}]")));
	answer = run_on("2025-12-31");
	assert_refused(answer, "GRID_NOT_VALID");
	assert_string_equal(answer.field, "criteria_on");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	answer = run_on("2027-01-01");
	assert_refused(answer, "GRID_NOT_VALID");
	assert_non_null(strstr(answer.message, "2026-12-31"));
	assert_refused(run_on("2026-02-30"), "DATE_INVALID");
	ran_on("2026-01-01");
	ran_on("2026-12-31");
	harness_advance(harness, INT64_C(366) * 24 * 3600 * 1000); /* today is 2027-01-16 */
	assert_refused(run_on(""), "GRID_NOT_VALID");
}

/* ---- What grids may hold */

static void assert_wrong(const char *criteria, const char *reason, const char *field)
{
	struct answer answer = adopt_criteria(criteria);

	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	assert_int_equal(answer.fault, FAULT_INVALID_ARGUMENT);
}

static void criteria_are_checked(void **state)
{
	const char *good = criterion("A", "rate", "BELOW", 10, ALWAYS);
	char *many = arena_strdup(harness->arena, "");

	(void)state;
	assert_wrong(criterion("", "rate", "BELOW", 10, ALWAYS), "CRITERION_ID_INVALID",
		     "grid.criteria[0].id");
	assert_wrong(criterion("taux", "rate", "BELOW", 10, ALWAYS), "CRITERION_ID_INVALID",
		     "grid.criteria[0].id");
	assert_wrong(criterion("POPULATION_LIMIT", "rate", "BELOW", 10, ALWAYS), "CRITERION_ID_INVALID",
		     "grid.criteria[0].id");
	assert_wrong(criterion("NOT_SCORED", "rate", "BELOW", 10, ALWAYS), "CRITERION_ID_INVALID",
		     "grid.criteria[0].id");
	assert_wrong(arena_printf(harness->arena, "%s,%s", good, good), "CRITERION_TWICE",
		     "grid.criteria[1].id");
	assert_wrong(criterion("A", "rtae", "BELOW", 10, ALWAYS), "INDICATOR_UNKNOWN",
		     "grid.criteria[0].condition.operand.indicator_id");
	assert_wrong("{'id':'A','title':'T'}", "INDICATOR_UNKNOWN",
		     "grid.criteria[0].condition.operand.indicator_id");
	assert_wrong(criterion("A", "rate", "UNSPECIFIED", 10, ALWAYS), "CHOICE_MISSING",
		     "grid.criteria[0].condition");
	assert_wrong(criterion("A", "rate", "BELOW", 10, "'validFrom':'hier'"), "DATE_INVALID",
		     "grid.criteria[0].valid_from");
	assert_wrong(
		criterion("A", "rate", "BELOW", 10, "'validFrom':'2026-02-01','validUntil':'2026-01-31'"),
		"DATES_REVERSED", "grid.criteria[0].valid_until");
	assert_wrong(
		"{'id':'A','condition':{'operand':{'indicatorId':'rate'},'comparison':'COMPARISON_BELOW'},"
		"'validFrom':'2026-01-01','legalReference':'L'}",
		"TEXT_MISSING", "grid.criteria[0].title");
	assert_wrong("{'id':'A','title':'T','condition':{'operand':{'indicatorId':'rate'},"
		     "'comparison':'COMPARISON_BELOW'},'validFrom':'2026-01-01'}",
		     "TEXT_MISSING", "grid.criteria[0].legal_reference");
	for (unsigned i = 0; i < 17; i++)
		many = arena_printf(
			harness->arena, "%s%s%s", many, i ? "," : "",
			criterion(arena_printf(harness->arena, "A%u", i), "rate", "BELOW", 10, ALWAYS));
	assert_wrong(many, "TOO_MANY_CRITERIA", "grid.criteria");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
	assert_wrong(criterion("A", "canton", "BELOW", 10, ALWAYS), "INDICATOR_UNKNOWN",
		     "grid.criteria[0].condition.operand.indicator_id");
	assert_accepted(adopt_criteria(good));
}

static void assert_centrality(const char *indicator)
{
	assert_wrong(criterion("A", indicator, "BELOW", 10, ALWAYS), "CENTRALITY_ALONE",
		     "grid.criteria[0].condition.operand.indicator_id");
}

/* Neither by itself, nor by what is made of it, however far. */
static void nothing_rejects_by_centrality_alone(void **state)
{
	(void)state;
	assert_centrality("population");
	define(harness, "direct",
	       "'ratio':{'numerator':{'indicatorId':'rate'},'denominator':{'indicatorId':'population'}}");
	assert_centrality("direct");
	define(harness, "far", "'firstKnown':{'operands':[{'indicatorId':'rate'},{'indicatorId':'direct'}]}");
	assert_centrality("far");
	define(harness, "condition",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_COUNT','conditions':[{'operand':"
	       "{'indicatorId':'population'},'comparison':'COMPARISON_ABOVE','threshold':1}]}");
	assert_centrality("condition");
	define(harness, "by-class", "'inGroup':{'groupId':'chef-lieu','measure':'MEASURE_COUNT'}");
	assert_centrality("by-class");
	define(harness, "free",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_SHARE','operand':{'indicatorId':'rate'}}");
	assert_accepted(adopt_criteria(criterion("A", "free", "BELOW", 10, ALWAYS)));
}

/* Each is made twice of the one before: looked at once each, and not two to the sixtieth time. */
static void what_is_made_of_much_is_looked_at_once(void **state)
{
	char id[16], before[16] = "rate";

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		snprintf(id, sizeof(id), "twice-%u", i);
		define(harness, id,
		       arena_printf(harness->arena,
				    "'sum':{'terms':[{'operand':{'indicatorId':'%s'},'factor':1},"
				    "{'operand':{'indicatorId':'%s'},'factor':-1}]}",
				    before, before));
		memcpy(before, id, sizeof(before));
	}
	assert_accepted(adopt_criteria(criterion("A", "twice-59", "BELOW", 10, ALWAYS)));
	record_rates();
	new_run(harness);
	assert_true(score_of(harness, "14047")->eligible);
}

/* What is not in force that day needs no values. */
static void a_criterion_of_nothing_is_refused(void **state)
{
	struct answer answer;

	(void)state;
	assert_accepted(adopt_criteria(criterion("TAUX", "rate", "BELOW", 10,
						 "'validFrom':'2026-03-01','validUntil':'2026-06-30'")));
	ran_on("2026-02-28");
	answer = run_on("2026-03-01");
	assert_refused(answer, "NO_VALUES");
	assert_non_null(strstr(answer.message, "(rate)"));
	assert_refused(run_on("2026-06-30"), "NO_VALUES");
	ran_on("2026-07-01");
	record_rates();
	ran_on("2026-03-01");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_limit_is_below_20000),
		CASE(each_comparison_holds_at_its_bound),
		CASE(a_criterion_explains_itself),
		CASE(a_criterion_names_the_communes_own_source),
		CASE(a_criterion_holds_from_its_first_day_to_its_last),
		CASE(days_without_a_change_between_are_one_run),
		CASE(a_grid_is_not_run_on_a_day_it_does_not_hold),
		CASE(criteria_are_checked),
		CASE(nothing_rejects_by_centrality_alone),
		CASE(what_is_made_of_much_is_looked_at_once),
		CASE(a_criterion_of_nothing_is_refused),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/criteria", tests, NULL, NULL);
}
