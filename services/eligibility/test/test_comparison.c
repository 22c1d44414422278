/* What if: a changed grid, or another run, beside a run. Figures of the usual grid stand in test_scores.c: among the
 * eligible, Saint-Pierre 50, Livarot 23⅓, Île-Seule 20, Les Andelys 20, Vernon-le-Petit 15, Bayeux 12.5. */
#include "case.h"

static const Eligibility__Run *run;

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	run = new_run(harness);
	return 0;
}

static struct answer ask(const Eligibility__CompareGridsRequest *request)
{
	return harness_call(harness, citizen(harness), "CompareGrids", &request->base);
}

/* What is compared writes nothing. */
static const Eligibility__CompareGridsResponse *compared(const Eligibility__CompareGridsRequest *request)
{
	uint64_t before = harness_sequence(harness);
	struct answer answer = ask(request);

	assert_accepted(answer);
	assert_int_equal(harness_sequence(harness), before);
	return answer.response;
}

/* By population alone: 14367 19 999, 14047 12 000, 27016 and 27701 8 000, 97502 5 400, 14999 250. */
static Eligibility__Grid *by_population(void)
{
	return grid_of(harness, "essai",
		       "'indicators':[{'indicatorId':'population','direction':'DIRECTION_HIGHER',"
		       "'percentile':{'groupId':'nation'},'weightBp':10000,'missing':'MISSING_RULE_WORST',"
		       "'reason':'R'}]");
}

static const char *codes_of(Eligibility__Move *const *moves, size_t count)
{
	char *codes = arena_strdup(harness->arena, "");

	for (size_t i = 0; i < count; i++)
		codes = arena_printf(harness->arena, "%s%s%s", codes, i ? " " : "", moves[i]->commune_code);
	return codes;
}

#define assert_codes(moves, count, wanted) assert_string_equal(codes_of(moves, count), wanted)

static void a_run_beside_itself_moves_nobody(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	const Eligibility__CompareGridsResponse *response = compared(&request);
	unsigned sum = 0;

	(void)state;
	assert_string_equal(response->run->id, run->id);
	assert_int_equal(response->chosen_before, 6);
	assert_int_equal(response->chosen_after, 6);
	assert_int_equal(response->entering_count + response->leaving_count, 0);
	assert_int_equal(response->n_entering + response->n_leaving + response->n_movers, 0);
	assert_near(response->rank_correlation, 1);
	assert_int_equal(response->n_counts_after, 20);
	for (size_t i = 0; i < 20; i++)
		sum += response->counts_after[i];
	assert_int_equal(sum, 6); /* the eligible */
	assert_int_equal(response->counts_after[10], 1);
}

static void places_are_those_of_each_departement(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	Eligibility__Places places = ELIGIBILITY__PLACES__INIT;
	const Eligibility__CompareGridsResponse *response;
	const Eligibility__Move *move;

	(void)state;
	places.per_departement = 2;
	request.places = &places;
	request.grid = by_population();
	response = compared(&request);
	assert_int_equal(response->chosen_before, 5); /* two of 14, both of 27, the one of 975 */
	assert_int_equal(response->chosen_after, 5);  /* equal ones share a rank: both of 27 are the first */
	assert_int_equal(response->entering_count, 1);
	assert_int_equal(response->leaving_count, 1);
	assert_codes(response->entering, response->n_entering, "14047");
	assert_codes(response->leaving, response->n_leaving, "14999");
	move = response->entering[0];
	assert_string_equal(move->commune_name, "Bayeux");
	assert_string_equal(move->departement_code, "14");
	assert_near(move->score_before, 12.5);
	assert_near(move->score_after, 44.4444444); /* of nine others, four are smaller */
	assert_int_equal(move->rank_before, 3);
	assert_int_equal(move->rank_after, 2);
	assert_string_equal(move->failed_before, "");
	assert_codes(response->movers, response->n_movers,
		     "27701"); /* from the second to the first, with another */
}

static void places_are_those_of_the_nation(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	Eligibility__Places places = ELIGIBILITY__PLACES__INIT;
	const Eligibility__CompareGridsResponse *response;

	(void)state;
	places.nation = 3;
	request.places = &places;
	request.grid = by_population();
	response = compared(&request);
	assert_int_equal(response->chosen_before, 4); /* two share the third rank */
	assert_int_equal(response->chosen_after, 4);
	assert_codes(response->entering, response->n_entering,
		     "14047 27701");                                         /* who gains most is the first */
	assert_codes(response->leaving, response->n_leaving, "97502 14999"); /* who loses most */
	request.limit = 1;
	response = compared(&request);
	assert_codes(response->entering, response->n_entering, "14047");
	assert_int_equal(response->entering_count, 2); /* all are counted */
}

/* Rounded up in each département. */
static void places_are_a_share(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	Eligibility__Places places = ELIGIBILITY__PLACES__INIT;

	(void)state;
	request.places = &places;
	places.share_bp = 1;
	assert_int_equal(compared(&request)->chosen_before, 3); /* one of each */
	places.share_bp = 3333;
	assert_int_equal(compared(&request)->chosen_before, 3); /* a third of 3 in 14 */
	places.share_bp = 3334;
	assert_int_equal(compared(&request)->chosen_before, 4); /* two there */
	places.share_bp = 5001;
	assert_int_equal(compared(&request)->chosen_before, 5); /* two of 2 in 27 */
	places.share_bp = 10000;
	assert_int_equal(compared(&request)->chosen_before, 6);
}

static void another_limit_is_tried(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	const Eligibility__CompareGridsResponse *response;

	(void)state;
	request.population_limit = 20001;
	response = compared(&request);
	assert_codes(response->entering, response->n_entering, "14366");
	assert_string_equal(response->entering[0]->failed_before, "POPULATION_LIMIT");
	assert_int_equal(response->entering[0]->rank_before, 0);
	assert_int_equal(response->entering[0]->rank_after, 1);
	/* The others of 14 move by one; who moves equally comes by code. */
	assert_codes(response->movers, response->n_movers, "14047 14367 14999");
	request.population_limit = 12000;
	response = compared(&request);
	assert_codes(response->leaving, response->n_leaving, "14047 14367");
	assert_string_equal(response->leaving[0]->failed_after, "POPULATION_LIMIT");
	assert_int_equal(response->chosen_after, 4);
}

/* Ranks of all that are eligible in both, of equal ones the middle: before 14047 1, 27701 2, 14999 3.5, 27016 3.5,
 * 14367 5, 97502 6; after 14999 1, 97502 2, 27016 3.5, 27701 3.5, 14047 5, 14367 6. From the middle of 3.5: products
 * −2.5·1.5, −1.5·0, 0·−2.5, 0·0, 1.5·2.5, 2.5·−1.5 make −3.75; squares make 17 of each. */
static void the_correlation_is_spearmans(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;

	(void)state;
	request.grid = by_population();
	assert_near(compared(&request)->rank_correlation, -3.75 / 17);
	request.departement_code = "14"; /* 14047 14999 14367, and 14999 14047 14367: 1 − 6·2/24 */
	assert_near(compared(&request)->rank_correlation, 0.5);
	request.departement_code = "975"; /* one alone */
	assert_near(compared(&request)->rank_correlation, 1);
}

static void a_part_of_the_country_is_compared(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	const Eligibility__CompareGridsResponse *response;
	unsigned sum = 0;

	(void)state;
	request.grid = by_population();
	request.region_code = "28";
	response = compared(&request);
	assert_int_equal(response->chosen_before, 5);
	for (size_t i = 0; i < 20; i++)
		sum += response->counts_after[i];
	assert_int_equal(sum, 5);
	request.region_code = "";
	request.departement_code = "27";
	assert_int_equal(compared(&request)->chosen_before, 2);
}

static void another_run_stands_beside(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	const Eligibility__CompareGridsResponse *response;
	struct france without = FRANCE;

	(void)state;
	without.communes[4].code = NULL; /* Île-Seule is no more */
	without.communes[2].population = 19000;
	say_france(harness, &without, "14999");
	request.run_id = run->id;
	request.other_run_id = new_run(harness)->id;
	response = compared(&request);
	assert_string_equal(response->run->id, run->id);
	assert_int_equal(response->chosen_before, 5); /* of those that both have */
	assert_codes(response->entering, response->n_entering, "14366");
	assert_int_equal(response->leaving_count, 0);
	request.run_id = request.other_run_id;
	request.other_run_id = run->id;
	response = compared(&request);
	assert_codes(response->leaving, response->n_leaving, "14366");
}

static void the_days_criteria_are_tried(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;

	(void)state;
	define(harness, "rate", "'recorded':{'nature':'NATURE_RATE'}");
	record(harness, "rate", 2021, "14047 5");
	run = new_run(harness);
	request.grid =
		grid_of(harness, "essai",
			"'indicators':[{'indicatorId':'population','direction':'DIRECTION_HIGHER',"
			"'percentile':{'groupId':'nation'},'weightBp':10000,"
			"'missing':'MISSING_RULE_WORST','reason':'R'}],"
			"'criteria':[{'id':'TAUX','title':'T','condition':{'operand':{'indicatorId':'rate'},"
			"'comparison':'COMPARISON_BELOW','threshold':5},'validFrom':'2026-03-01',"
			"'legalReference':'L'}]");
	assert_int_equal(compared(&request)->leaving_count, 0); /* as on the run's day */
	request.criteria_on = "2026-02-28";
	assert_int_equal(compared(&request)->leaving_count, 0);
	request.criteria_on = "2026-03-01";
	assert_codes(compared(&request)->leaving, 1, "14047");
	assert_string_equal(compared(&request)->leaving[0]->failed_after, "TAUX");
	request.criteria_on = "2026-02-30";
	assert_refused(ask(&request), "DATE_INVALID");
}

static void wrong_ones_are_refused(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	Eligibility__Places places = ELIGIBILITY__PLACES__INIT;
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE);

	(void)state;
	assert_refused(harness_call(empty, citizen(empty), "CompareGrids", &request.base), "NO_RUN");
	eligibility_free(empty);
	request.run_id = request.other_run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(ask(&request), "RUN_UNKNOWN");
	request.run_id = "";
	assert_refused(ask(&request), "RUN_UNKNOWN");
	request.grid = by_population();
	assert_refused(ask(&request), "TOO_MANY_SIDES");
	assert_string_equal(ask(&request).field, "other_run_id");
	request.other_run_id = "";
	request.grid->indicators[0]->weight_bp = 9999;
	assert_refused(ask(&request), "WEIGHTS_SUM");
	request.grid->indicators[0]->weight_bp = 10000;
	request.grid->criteria_version = "criteria-2030";
	assert_refused(ask(&request), "CRITERIA_UNKNOWN");
	request.grid = NULL;
	request.places = &places;
	places.nation = places.per_departement = 1;
	assert_refused(ask(&request), "TOO_MANY_PLACES");
	places.nation = 0;
	places.share_bp = 1;
	assert_refused(ask(&request), "TOO_MANY_PLACES");
	places.per_departement = 0;
	places.share_bp = 10001;
	assert_refused(ask(&request), "SHARE_INVALID");
	assert_string_equal(ask(&request).field, "places.share_bp");
	request.places = NULL;
	request.limit = 501;
	assert_refused(ask(&request), "LIMIT_TOO_HIGH");
	request.limit = 500;
	request.departement_code = "14";
	request.region_code = "28";
	assert_refused(ask(&request), "TOO_MANY_FILTERS");
	request.region_code = "";
	request.departement_code = "99";
	assert_refused(ask(&request), "UNKNOWN_CODE");
	assert_string_equal(ask(&request).field, "departement_code");
}

/* A grid of one line, which no other has: each takes room of its own in memory. */
static Eligibility__Grid *grid_by(unsigned n, unsigned lines)
{
	char *all = arena_strdup(harness->arena, "");

	for (unsigned i = 0; i < lines; i++)
		all = arena_printf(
			harness->arena,
			"%s%s{'indicatorId':'a','year':%u,'direction':'DIRECTION_HIGHER',"
			"'linear':{'low':0,'high':%u},'weightBp':%u,'missing':'MISSING_RULE_WORST',"
			"'reason':'R'}",
			all, i ? "," : "", 1962 + i, 10 + n, 10000 / lines);
	return grid_of(harness, "essai", arena_printf(harness->arena, "'indicators':[%s]", all));
}

/* However much is tried one after the other, what is told is of what was asked. */
static void many_grids_are_tried(void **state)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;

	(void)state;
	define(harness, "a", "'recorded':{'nature':'NATURE_RATE'}");
	for (unsigned i = 0; i < 25; i++)
		record(harness, "a", 1962 + i, "14047 5 14367 7");
	run = new_run(harness);
	for (unsigned n = 0; n < 40; n++) {
		const Eligibility__CompareGridsResponse *response;

		request.grid = grid_by(n, 25);
		request.population_limit = 12000 + n;
		response = compared(&request);
		assert_int_equal(response->chosen_before, 6);
		assert_int_equal(response->chosen_after, n == 0 ? 4 : 5);
		assert_string_equal(response->leaving[response->n_leaving - 1]->commune_code,
				    "14367"); /* gains most of those who leave */
		assert_near(response->leaving[response->n_leaving - 1]->score_after,
			    round(7e9 / (10 + n)) / 1e7); /* in whole billionths */
	}
	assert_near(score_of(harness, "14367")->score, 10 + 40 / 3.0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_run_beside_itself_moves_nobody),
		CASE(places_are_those_of_each_departement),
		CASE(places_are_those_of_the_nation),
		CASE(places_are_a_share),
		CASE(another_limit_is_tried),
		CASE(the_correlation_is_spearmans),
		CASE(a_part_of_the_country_is_compared),
		CASE(another_run_stands_beside),
		CASE(the_days_criteria_are_tried),
		CASE(wrong_ones_are_refused),
		CASE(many_grids_are_tried),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/comparison", tests, NULL, NULL);
}
