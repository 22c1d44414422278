/* Explanations for spreadsheets: a row of each line of each commune, best first, never parted from its commune's. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	new_run(harness);
	return 0;
}

static struct answer ask(const Eligibility__ListExplanationsRequest *request)
{
	return harness_call(harness, citizen(harness), "ListExplanations", &request->base);
}

static const Eligibility__ListExplanationsResponse *
page_of(const Eligibility__ListExplanationsRequest *request)
{
	struct answer answer = ask(request);

	assert_accepted(answer);
	return answer.response;
}

/* All pages, one after the other: the communes. Each has all its lines, in the grid's order, on one page. */
static const char *communes_of(Eligibility__ListExplanationsRequest request, size_t most)
{
	static const char *const ids[LINES] = {"population", "epci-share", "epci-rank", "chef-lieu"};
	char *codes = arena_strdup(harness->arena, "");
	const Eligibility__ListExplanationsResponse *page;

	do {
		page = page_of(&request);
		assert_in_range(page->n_rows, LINES, most);
		assert_int_equal(page->n_rows % LINES, 0);
		for (size_t i = 0; i < page->n_rows; i++) {
			assert_string_equal(page->rows[i]->indicator_id, ids[i % LINES]);
			assert_string_equal(page->rows[i]->commune_code,
					    page->rows[i - i % LINES]->commune_code);
			if (i % LINES == 0)
				codes = arena_printf(harness->arena, "%s%s%s", codes, *codes ? " " : "",
						     page->rows[i]->commune_code);
		}
		request.page_token = page->next_page_token;
	} while (*request.page_token);
	return codes;
}

#define ALL "97502 14367 14999 27016 27701 14047 14118 27229 14366 97411 97416"

static void rows_of_a_commune_are_never_parted(void **state)
{
	Eligibility__ListExplanationsRequest request = ELIGIBILITY__LIST_EXPLANATIONS_REQUEST__INIT;

	(void)state;
	assert_string_equal(communes_of(request, 44), ALL); /* 100 rows */
	request.page_size = 1;
	assert_string_equal(communes_of(request, LINES), ALL); /* a commune at least */
	request.page_size = 7;
	assert_string_equal(communes_of(request, LINES), ALL); /* two do not fit */
	request.page_size = 8;
	assert_string_equal(communes_of(request, 8), ALL);
	request.page_size = 4294967295u;
	assert_string_equal(communes_of(request, 44), ALL);
}

static void they_are_of_a_part(void **state)
{
	Eligibility__ListExplanationsRequest request = ELIGIBILITY__LIST_EXPLANATIONS_REQUEST__INIT;

	(void)state;
	request.departement_code = "14";
	assert_string_equal(communes_of(request, 20), "14367 14999 14047 14118 14366");
	request.eligible_only = true;
	assert_string_equal(communes_of(request, 12), "14367 14999 14047");
	request.departement_code = "";
	request.region_code = "28";
	assert_string_equal(communes_of(request, 20), "14367 14999 27016 27701 14047");
	request.region_code = "";
	request.epci_siren = EPCI_AUGE;
	request.eligible_only = false;
	assert_string_equal(communes_of(request, 12), "14367 27016 14366");
}

/* Whoever asks for the score gets the same. */
static void a_row_says_what_the_score_says(void **state)
{
	Eligibility__ListExplanationsRequest request = ELIGIBILITY__LIST_EXPLANATIONS_REQUEST__INIT;
	const Eligibility__ListExplanationsResponse *page = page_of(&request);

	(void)state;
	assert_int_equal(page->n_rows, COMMUNES * LINES);
	for (size_t i = 0; i < page->n_rows; i++) {
		const Eligibility__ExplanationRow *row = page->rows[i];
		const Eligibility__Score *score = score_of(harness, row->commune_code);
		const Eligibility__Contribution *line = score->contributions[i % LINES];

		assert_string_equal(row->commune_name, score->commune_name);
		assert_string_equal(row->departement_code, score->departement_code);
		assert_int_equal(row->eligible, score->eligible);
		assert_string_equal(row->failed_criterion, score->failed_criterion);
		assert_true(row->score == score->score);
		assert_int_equal(row->rank_departement, score->rank_departement);
		assert_int_equal(row->rank_region, score->rank_region);
		assert_int_equal(row->rank_nation, score->rank_nation);
		assert_string_equal(row->title, line->title);
		assert_int_equal(row->missing, line->missing);
		assert_true(row->value == line->value);
		assert_string_equal(row->unit, line->unit);
		assert_int_equal(row->year, line->year);
		assert_string_equal(row->source, line->source);
		assert_string_equal(row->group_id, line->group_id);
		assert_int_equal(row->rank, line->rank);
		assert_int_equal(row->group_count, line->group_count);
		assert_true(row->level == line->level && row->weight == line->weight);
		assert_true(row->points == line->points);
	}
}

static void a_list_goes_on_in_the_run_it_began_in(void **state)
{
	Eligibility__ListExplanationsRequest request = ELIGIBILITY__LIST_EXPLANATIONS_REQUEST__INIT;
	const Eligibility__ListExplanationsResponse *first, *second;

	(void)state;
	request.page_size = LINES;
	first = page_of(&request);
	say_population(harness, 2023, "14367", 250); /* the second would be another one */
	new_run(harness);
	request.page_token = first->next_page_token;
	second = page_of(&request);
	assert_string_equal(second->run->id, first->run->id);
	assert_string_equal(second->rows[0]->commune_code, "14367");
}

static void wrong_lists_are_refused(void **state)
{
	Eligibility__ListExplanationsRequest request = ELIGIBILITY__LIST_EXPLANATIONS_REQUEST__INIT;

	(void)state;
	request.departement_code = "14";
	request.epci_siren = EPCI_AUGE;
	assert_refused(ask(&request), "TOO_MANY_FILTERS");
	request.epci_siren = "";
	request.departement_code = "99";
	assert_refused(ask(&request), "UNKNOWN_CODE");
	request.departement_code = "";
	request.page_token = "AAAA";
	assert_refused(ask(&request), "PAGE_TOKEN_INVALID");
	request.page_token = "";
	request.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(ask(&request), "RUN_UNKNOWN");
}

/* ---- Contributions in lists of scores */

static void a_list_of_scores_tells_the_lines_asked_for(void **state)
{
	static char *ids[21] = {"chef-lieu", "population"};
	Eligibility__ListScoresRequest request = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;
	const Eligibility__ListScoresResponse *response;
	struct answer answer;

	(void)state;
	request.indicator_ids = ids;
	request.n_indicator_ids = 2;
	answer = harness_call(harness, citizen(harness), "ListScores", &request.base);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->scores[1]->n_contributions, 2); /* Livarot */
	assert_string_equal(response->scores[1]->contributions[0]->indicator_id, "chef-lieu");
	assert_near(response->scores[1]->contributions[1]->value, 19999);
	for (size_t i = 2; i < 21; i++)
		ids[i] = "population";
	request.n_indicator_ids = 21;
	assert_refused(harness_call(harness, citizen(harness), "ListScores", &request.base),
		       "TOO_MANY_INDICATORS");
	ids[0] = "income";
	request.n_indicator_ids = 20;
	assert_refused(harness_call(harness, citizen(harness), "ListScores", &request.base),
		       "INDICATOR_UNKNOWN");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(rows_of_a_commune_are_never_parted),
		CASE(they_are_of_a_part),
		CASE(a_row_says_what_the_score_says),
		CASE(a_list_goes_on_in_the_run_it_began_in),
		CASE(wrong_lists_are_refused),
		CASE(a_list_of_scores_tells_the_lines_asked_for),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/explanations", tests, NULL, NULL);
}
