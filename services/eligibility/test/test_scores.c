/* Scores of the small France, worked out by hand; what explains them; and the ranking by page. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	new_run(harness);
	return 0;
}

/* By the usual grid. In Calvados, for instance: Caen 105 000, Lisieux 20 000, Livarot 19 999, Bayeux 12 000,
 * Île-Seule 250 inhabitants. Lisieux beats three of four (level ¾, of 20 points: 15), has the second share of an
 * EPCI of four that have one (41.67 % against Livarot's 41.66 %: better 1, worse 2: ⅔ of 40), is with Caen the
 * first of its EPCI (30), and no chef-lieu (0): 71.67. */
static const struct expected {
	char *code;
	const char *failed;
	double score;
	unsigned completeness;
	unsigned departement, of_departement, region, of_region, nation;
} EXPECTED[] = {
	{"14047", "", 12.5, 10000, 3, 3, 5, 5, 6},
	{"14118", "POPULATION_LIMIT", 100, 10000, 0, 3, 0, 5, 0},
	{"14366", "POPULATION_LIMIT", 15 + 80 / 3.0 + 30, 10000, 0, 3, 0, 5, 0}, /* exactly 20 000 */
	{"14367", "", 10 + 40 / 3.0, 10000, 1, 3, 1, 5, 2},                      /* 19 999 */
	{"14999", "", 20, 3000, 2, 3, 2, 5, 3},  /* no EPCI: half of 4 000, nothing of 3 000 */
	{"27016", "", 20, 10000, 1, 2, 2, 5, 3}, /* equal scores share the best rank */
	{"27229", "POPULATION_LIMIT", 100, 10000, 0, 2, 0, 5, 0},
	{"27701", "", 15, 10000, 2, 2, 4, 5, 5},
	{"97411", "POPULATION_LIMIT", 50, 3000, 0, 0, 0, 0, 0}, /* its EPCI is not wholly known */
	{"97416", "POPULATION_UNKNOWN", 30, 1000, 0, 0, 0, 0, 0},
	{"97502", "", 50, 3000, 1, 1, 1, 1, 1},
};

static void scores_are_as_worked_out_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(EXPECTED) / sizeof(*EXPECTED); i++) {
		const struct expected *expected = &EXPECTED[i];
		const Eligibility__Score *score = score_of(harness, expected->code);

		assert_string_equal(score->failed_criterion, expected->failed);
		assert_int_equal(score->eligible, !*expected->failed);
		assert_near(score->score, expected->score);
		assert_int_equal(score->completeness_bp, expected->completeness);
		assert_int_equal(score->rank_departement, expected->departement);
		assert_int_equal(score->count_departement, expected->of_departement);
		assert_int_equal(score->rank_region, expected->region);
		assert_int_equal(score->count_region, expected->of_region);
		assert_int_equal(score->rank_nation, expected->nation);
		assert_int_equal(score->count_nation, 6);
	}
}

static void a_score_explains_itself(void **state)
{
	const Eligibility__Score *score = score_of(harness, "14366");
	const Eligibility__Contribution *share = score->contributions[1];
	double sum = 0;

	(void)state;
	assert_string_equal(score->commune_name, "Lisieux");
	assert_string_equal(score->departement_code, "14");
	assert_string_equal(score->region_code, "28");
	assert_int_equal(score->n_contributions, LINES);
	assert_string_equal(share->indicator_id, "epci-share");
	assert_string_equal(share->unit, "%");
	assert_int_equal(share->decimals, 2);
	assert_near(share->value, 2000000 / 47999.0);
	assert_int_equal(share->year, 2023);
	assert_string_equal(share->source, "Insee, recensement");
	assert_int_equal(share->rank, 2);
	assert_string_equal(share->group_id, "departement");
	assert_int_equal(share->group_count, 4); /* one of five is in no EPCI */
	assert_int_equal(share->theme, ELIGIBILITY__THEME__THEME_CENTRALITY);
	assert_near(share->level, 2 / 3.0);
	assert_near(share->weight, 40);
	assert_near(share->points, 80 / 3.0);
	assert_string_equal(score->contributions[3]->source, "COG");
	assert_int_equal(score->contributions[3]->year, 2026);
	for (size_t i = 0; i < score->n_contributions; i++)
		sum += score->contributions[i]->points;
	assert_near(sum, score->score);
	assert_string_equal(score->contributions[3]->label, "n'est pas chef-lieu");
	assert_string_equal(share->label, "");
}

static void a_failed_criterion_gives_figure_year_source_and_article(void **state)
{
	const Eligibility__Score *score = score_of(harness, "14366");

	(void)state;
	assert_string_equal(score->failed_reason,
			    "Lisieux (14366) compte 20000 habitants (population municipale 2023, Insee, "
			    "recensement) ; il en faut moins de 20000.");
	assert_string_equal(score->legal_reference, "Instruction du 16 octobre 2019, annexe 2");
	score = score_of(harness, "97416");
	assert_non_null(strstr(score->failed_reason, "population municipale 2023 de Saint-Jean (97416)"));
	assert_string_equal(score->legal_reference, "Instruction du 16 octobre 2019, annexe 2");
	score = score_of(harness, "14367");
	assert_string_equal(score->failed_reason, "");
	assert_string_equal(score->legal_reference, "");
}

static void what_is_missing_is_said_to_be(void **state)
{
	const Eligibility__Score *score = score_of(harness, "14999");

	(void)state;
	assert_false(score->contributions[0]->missing);
	assert_true(score->contributions[1]->missing); /* neutral */
	assert_near(score->contributions[1]->level, 0.5);
	assert_int_equal(score->contributions[1]->rank, 0);
	assert_true(score->contributions[2]->missing); /* worst */
	assert_near(score->contributions[2]->points, 0);
}

static void a_score_of_what_is_not_there_is_refused(void **state)
{
	(void)state;
	assert_refused(get_score(harness, "1404", ""), "CODE_INVALID");
	assert_refused(get_score(harness, "14001", ""), "COMMUNE_UNKNOWN");
	assert_refused(get_score(harness, "14047", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), "RUN_UNKNOWN");
	assert_refused(get_score(harness, "14047", "x"), "RUN_UNKNOWN");
}

/* The limit is checked on the year that the criteria name, whatever others say. */
static void the_threshold_is_that_of_its_year(void **state)
{
	struct grid_request *grid = usual_grid();

	(void)state;
	say_population(harness, 2018, "14366", 19706);
	say_criteria(harness, "criteria-2018", 20000, 2018);
	grid->grid.version = "grille-2018";
	grid->grid.criteria_version = "criteria-2018";
	assert_accepted(adopt_grid(harness, grid));
	assert_int_equal(new_run(harness)->eligible_count, 1);
	assert_true(score_of(harness, "14366")->eligible);
	assert_int_equal(score_of(harness, "14366")->contributions[0]->year, 2023);
	assert_string_equal(score_of(harness, "14047")->failed_criterion, "POPULATION_UNKNOWN");
}

/* ---- Other groups */

static void a_commune_without_group_has_no_rank_in_it(void **state)
{
	struct grid_request *grid = usual_grid();
	const Eligibility__Score *score;

	(void)state;
	grid->grid.version = "grille-2";
	grid->percentiles[0].group_id = "epci";
	grid->percentiles[1].group_id = "nation";
	grid->percentiles[2].group_id = "region";
	assert_accepted(adopt_grid(harness, grid));
	new_run(harness);
	score = score_of(harness, "14999");
	assert_true(score->contributions[0]->missing);
	assert_near(score->contributions[0]->level, 0.5);
	score = score_of(harness, "14367");
	assert_int_equal(score->contributions[0]->rank, 2); /* of Lisieux, Livarot, Les Andelys */
	assert_near(score->contributions[0]->level, 0.5);
	assert_int_equal(score->contributions[1]->rank, 4); /* after Caen, Évreux and Lisieux */
	assert_int_equal(score->contributions[1]->group_count, 7);
	assert_int_equal(score->contributions[2]->group_count, 7);
	assert_int_equal(score_of(harness, "97502")->contributions[2]->group_count, 0);
}

/* ---- The ranking */

static const Eligibility__ListScoresResponse *list(const Eligibility__ListScoresRequest *request)
{
	struct answer answer = harness_call(harness, citizen(harness), "ListScores", &request->base);

	assert_accepted(answer);
	return answer.response;
}

/* Pages of two until the end: the codes, one after the other. */
static const char *codes_of(Eligibility__ListScoresRequest request)
{
	static char codes[200];
	const Eligibility__ListScoresResponse *response;
	size_t len = 0;

	*codes = '\0';
	request.page_size = 2;
	do {
		response = list(&request);
		assert_in_range(response->n_scores, 1, 2);
		for (size_t i = 0; i < response->n_scores; i++) {
			assert_int_equal(response->scores[i]->n_contributions, 0);
			len += (size_t)snprintf(codes + len, sizeof(codes) - len, "%s%s", len ? " " : "",
						response->scores[i]->commune_code);
		}
		request.page_token = response->next_page_token;
	} while (*request.page_token);
	return codes;
}

static void the_ranking_is_best_first_then_by_code(void **state)
{
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;

	(void)state;
	assert_string_equal(codes_of(request), "97502 14367 14999 27016 27701 14047 14118 27229 14366 97411 "
					       "97416");
	request.eligible_only = true;
	assert_string_equal(codes_of(request), "97502 14367 14999 27016 27701 14047");
	request.departement_code = "14";
	assert_string_equal(codes_of(request), "14367 14999 14047");
	request.eligible_only = false;
	assert_string_equal(codes_of(request), "14367 14999 14047 14118 14366");
	request.departement_code = "";
	request.region_code = "28";
	request.eligible_only = true;
	assert_string_equal(codes_of(request), "14367 14999 27016 27701 14047");
	request.region_code = "";
	request.epci_siren = EPCI_AUGE;
	assert_string_equal(codes_of(request), "14367 27016");
}

static void a_list_goes_on_in_the_run_it_began_in(void **state)
{
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;
	const Eligibility__ListScoresResponse *first, *second;

	(void)state;
	request.page_size = 1;
	first = list(&request);
	assert_string_equal(first->scores[0]->commune_code, "97502");
	say_population(harness, 2023, "14367", 250); /* the second would be another one */
	new_run(harness);
	request.page_token = first->next_page_token;
	second = list(&request);
	assert_string_equal(second->run->id, first->run->id);
	assert_string_equal(second->scores[0]->commune_code, "14367");
	assert_string_equal(second->scores[0]->run_id, first->run->id);
}

static void wrong_lists_are_refused(void **state)
{
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;
	char *token;

	(void)state;
#define LIST harness_call(harness, citizen(harness), "ListScores", &request.base)
	request.departement_code = "14";
	request.region_code = "28";
	assert_refused(LIST, "TOO_MANY_FILTERS");
	request.region_code = "";
	request.departement_code = "99";
	assert_refused(LIST, "UNKNOWN_CODE");
	request.departement_code = "";
	request.epci_siren = "123456789";
	assert_refused(LIST, "UNKNOWN_CODE");
	request.epci_siren = "";
	request.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(LIST, "RUN_UNKNOWN");
	request.run_id = "";
	request.page_token = "MTQwNDc";
	assert_refused(LIST, "PAGE_TOKEN_INVALID");
	request.page_token = "";
	request.page_size = 1;
	token = list(&request)->next_page_token;
	request.page_token = token;
	request.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"; /* not the token's */
	assert_refused(LIST, "PAGE_TOKEN_INVALID");
#undef LIST
}

static void without_a_run_there_are_no_scores(void **state)
{
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE);
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;

	(void)state;
	assert_refused(get_score(empty, "14047", ""), "NO_RUN");
	assert_refused(harness_call(empty, citizen(empty), "ListScores", &request.base), "NO_RUN");
	eligibility_free(empty);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(scores_are_as_worked_out_by_hand),
		CASE(a_score_explains_itself),
		CASE(a_failed_criterion_gives_figure_year_source_and_article),
		CASE(what_is_missing_is_said_to_be),
		CASE(a_score_of_what_is_not_there_is_refused),
		CASE(the_threshold_is_that_of_its_year),
		CASE(a_commune_without_group_has_no_rank_in_it),
		CASE(the_ranking_is_best_first_then_by_code),
		CASE(a_list_goes_on_in_the_run_it_began_in),
		CASE(wrong_lists_are_refused),
		cmocka_unit_test(without_a_run_there_are_no_scores),
	};

	return cmocka_run_group_tests_name("eligibility/scores", tests, NULL, NULL);
}
