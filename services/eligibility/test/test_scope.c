/* Runs of a part of the country: whom they rank, by values that the whole country is compared with. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	return 0;
}

static struct answer run_scope(char *departement, char *region)
{
	Eligibility__RunScoresRequest request = ELIGIBILITY__RUN_SCORES_REQUEST__INIT;
	Eligibility__RunScope scope = ELIGIBILITY__RUN_SCOPE__INIT;

	scope.departement_code = departement;
	scope.region_code = region;
	request.scope = &scope;
	return harness_call(harness, anct(harness), "RunScores", &request.base);
}

static const Eligibility__RunScoresResponse *ran_scope(char *departement, char *region)
{
	struct answer answer = run_scope(departement, region);

	assert_accepted(answer);
	return answer.response;
}

static const Eligibility__Score *score_in(char *commune, char *run_id)
{
	struct answer answer = get_score(harness, commune, run_id);

	assert_accepted(answer);
	return ((const Eligibility__GetScoreResponse *)answer.response)->score;
}

static const Eligibility__ListScoresResponse *list_of(char *run_id)
{
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;
	struct answer answer;

	request.run_id = run_id;
	answer = harness_call(harness, citizen(harness), "ListScores", &request.base);
	assert_accepted(answer);
	return answer.response;
}

static void a_departement_ranks_its_own(void **state)
{
	const Eligibility__Run *run = ran_scope("14", "")->run;
	const Eligibility__Score *score;
	struct answer answer;

	(void)state;
	assert_string_equal(run->scope->departement_code, "14");
	assert_int_equal(run->commune_count, 5);
	assert_int_equal(run->eligible_count, 3);
	score = score_in("14367", run->id);
	assert_near(score->score, 10 + 40 / 3.0); /* as in the nation's */
	assert_int_equal(score->rank_departement, 1);
	assert_int_equal(score->count_nation, 3);
	assert_int_equal(score->rank_nation, 1);
	assert_int_equal(list_of(run->id)->n_scores, 5);
	answer = get_score(harness, "27016", run->id);
	assert_refused(answer, "OUT_OF_RUN");
	assert_string_equal(answer.field, "commune_code");
	assert_int_equal(answer.fault, FAULT_NOT_FOUND);
	assert_refused(get_score(harness, "14001", run->id), "COMMUNE_UNKNOWN");
	assert_true(check_run(harness, run->id));
}

static void a_region_ranks_its_own(void **state)
{
	const Eligibility__Run *run = ran_scope("", "28")->run;

	(void)state;
	assert_string_equal(run->scope->region_code, "28");
	assert_int_equal(run->commune_count, 8);
	assert_int_equal(run->eligible_count, 5);
	assert_int_equal(score_in("27016", run->id)->rank_region, 2);
	assert_refused(get_score(harness, "97502", run->id), "OUT_OF_RUN");
	assert_int_equal(list_of(run->id)->n_scores, 8);
	assert_int_equal(list_of(run->id)->scores[0]->count_region, 5);
}

/* A percentile of the nation is of the nation, whoever is ranked. */
static void values_are_compared_with_the_whole_country(void **state)
{
	static const char made[] = "'indicators':[{'indicatorId':'population','direction':'DIRECTION_HIGHER',"
				   "'percentile':{'groupId':'nation'},'weightBp':10000,'missing':'MISSING_"
				   "RULE_WORST','reason':'R'}]";
	const Eligibility__Run *run;
	const Eligibility__Score *score;

	(void)state;
	assert_accepted(adopt(harness, grid_of(harness, "nationale", made)));
	run = ran_scope("14", "")->run;
	score = score_in("14047", run->id);
	assert_near(score->score,
		    44.4444444); /* of ten, five are better and four worse; in whole billionths */
	assert_int_equal(score->rank_nation, 2);
}

static void the_latest_run_stays_the_nations(void **state)
{
	const Eligibility__Run *nation = new_run(harness);
	Eligibility__GetRunRequest get = ELIGIBILITY__GET_RUN_REQUEST__INIT;
	Eligibility__ListRunsRequest list = ELIGIBILITY__LIST_RUNS_REQUEST__INIT;
	const Eligibility__Run *part = ran_scope("14", "")->run;
	struct answer answer;

	(void)state;
	answer = harness_call(harness, citizen(harness), "GetRun", &get.base);
	assert_string_equal(((const Eligibility__GetRunResponse *)answer.response)->run->id, nation->id);
	assert_string_equal(score_of(harness, "27016")->run_id, nation->id);
	answer = harness_call(harness, citizen(harness), "ListRuns", &list.base);
	assert_string_equal(((const Eligibility__ListRunsResponse *)answer.response)->runs[0]->id, part->id);
}

/* Nobody is told how a candidacy stands in a part of the country. */
static void candidacies_are_told_of_the_nation_alone(void **state)
{
	uint64_t before;

	(void)state;
	say_candidacy(harness, "candidacy-1", "14367", "14366");
	before = harness_sequence(harness);
	ran_scope("14", "");
	assert_int_equal(harness_sequence(harness), before + 1);
	new_run(harness);
	assert_int_equal(harness_sequence(harness), before + 1 + 2);
}

static void each_scope_is_a_run_of_its_own(void **state)
{
	const Eligibility__Run *part = ran_scope("14", "")->run;
	uint64_t sequence = harness_sequence(harness);

	(void)state;
	assert_true(ran_scope("14", "")->already_run);
	assert_string_equal(ran_scope("14", "")->run->id, part->id);
	assert_int_equal(harness_sequence(harness), sequence);
	assert_false(ran_scope("27", "")->already_run);
	assert_false(ran_scope("", "28")->already_run);
	assert_false(ran_scope("", "")->already_run);
	assert_true(((const Eligibility__RunScoresResponse *)run_scores(harness, "").response)->already_run);
}

static void unknown_scopes_are_refused(void **state)
{
	struct answer answer = run_scope("99", "");

	(void)state;
	assert_refused(answer, "UNKNOWN_CODE");
	assert_string_equal(answer.field, "scope.departement_code");
	answer = run_scope("", "99");
	assert_refused(answer, "UNKNOWN_CODE");
	assert_string_equal(answer.field, "scope.region_code");
	assert_refused(run_scope("14", "28"), "TOO_MANY_FILTERS");
}

/* Maps and spreads are of those that the run ranks. */
static void what_is_told_of_a_part_is_of_the_part(void **state)
{
	Eligibility__ListScoreColumnsRequest columns = ELIGIBILITY__LIST_SCORE_COLUMNS_REQUEST__INIT;
	Eligibility__GetDistributionRequest spread = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;
	const Eligibility__ListScoreColumnsResponse *told;
	struct answer answer;

	(void)state;
	columns.run_id = spread.run_id = ran_scope("14", "")->run->id;
	answer = harness_call(harness, citizen(harness), "ListScoreColumns", &columns.base);
	assert_accepted(answer);
	told = answer.response;
	assert_int_equal(told->n_codes, 5);
	assert_string_equal(told->codes[3], "14367");
	assert_float_equal(told->scores[3], 10 + 40 / 3.0, 1e-4);
	assert_int_equal(told->ranks_departement[3], 1);
	assert_int_equal(told->ranks_departement[2], 0); /* Lisieux is too large */
	answer = harness_call(harness, citizen(harness), "GetDistribution", &spread.base);
	assert_accepted(answer);
	assert_int_equal(((const Eligibility__GetDistributionResponse *)answer.response)->count, 5);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_departement_ranks_its_own),
		CASE(a_region_ranks_its_own),
		CASE(values_are_compared_with_the_whole_country),
		CASE(the_latest_run_stays_the_nations),
		CASE(candidacies_are_told_of_the_nation_alone),
		CASE(each_scope_is_a_run_of_its_own),
		CASE(unknown_scopes_are_refused),
		CASE(what_is_told_of_a_part_is_of_the_part),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/scope", tests, NULL, NULL);
}
