/* What is kept of the registry: which entries make a dataset, and of what. */
#include "case.h"

#include "pvd/bus/v1/process.pb-c.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	return 0;
}

/* Where the data scored stands now. */
static uint64_t data_sequence(void)
{
	struct answer answer = run_scores(harness, "");

	assert_accepted(answer);
	return ((const Eligibility__RunScoresResponse *)answer.response)->run->data->sequence;
}

/* Of a table, as it stands. */
static struct hash digest_of(const char *table)
{
	Bus__CheckRebuildRequest request = BUS__CHECK_REBUILD_REQUEST__INIT;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL),
			     "CheckRebuild", &request.base);
	const Bus__CheckRebuildResponse *response = answer.response;
	struct hash digest = {{0}};

	assert_accepted(answer);
	for (size_t i = 0; i < response->n_tables; i++)
		if (strcmp(response->tables[i]->table, table) == 0)
			memcpy(digest.bytes, response->tables[i]->live.data, HASH_SIZE);
	return digest;
}

static void the_same_data_is_stored_once(void **state)
{
	struct hash datasets = digest_of("datasets"), blocks = digest_of("blocks"), after;

	(void)state;
	say_france(harness, &FRANCE, NULL);
	say_population(harness, 2020, "14001", 500);
	after = digest_of("datasets");
	assert_true(hash_equal(&datasets, &after));
	after = digest_of("blocks");
	assert_true(hash_equal(&blocks, &after));
	say_population(harness, 2020, "14047", 500);
	after = digest_of("datasets");
	assert_false(hash_equal(&datasets, &after));
}

static void an_entry_that_changes_nothing_makes_no_dataset(void **state)
{
	uint64_t at = data_sequence(), population;

	(void)state;
	say_criteria(harness, "criteria-2027", 20000, 2024);
	say_candidacy(harness, "candidacy-1", "14047", "14118");
	say_france(harness, &FRANCE, NULL); /* the same country again */
	assert_int_equal(data_sequence(), at);
	say_population(harness, 2020, "14001", 500); /* no commune of it */
	assert_int_equal(data_sequence(), at);
	population = say_population(harness, 2020, "14047", 13000);
	assert_int_equal(data_sequence(), population);
	say_population(harness, 2020, "14047", 13000);
	assert_int_equal(data_sequence(), population);
}

static void what_is_staged_counts_once_it_is_published(void **state)
{
	uint64_t at = data_sequence(), published;
	struct france grown = FRANCE;

	(void)state;
	grown.communes[0].population = 12500;
	say_begun(harness);
	say_communes(harness, &grown, NULL);
	assert_int_equal(data_sequence(), at);
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12000);
	published = say_published(harness, &grown);
	assert_int_equal(data_sequence(), published);
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12500);
}

static void an_import_that_begins_forgets_what_another_staged(void **state)
{
	struct france grown = FRANCE;

	(void)state;
	grown.communes[0].population = 99;
	say_begun(harness);
	say_communes(harness, &grown, NULL);
	say_begun(harness);
	say_published(harness, &FRANCE);
	data_sequence();
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12000);
}

/* The last word of an import on a code holds. */
static void a_row_staged_again_replaces_the_first(void **state)
{
	struct france grown = FRANCE, again = FRANCE;

	(void)state;
	grown.communes[0].population = 99;
	again.communes[0].population = 12345;
	say_begun(harness);
	say_communes(harness, &grown, "14118"); /* Caen ends, */
	say_communes(harness, &again, NULL);    /* and does not */
	say_published(harness, &FRANCE);
	data_sequence();
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12345);
	assert_near(score_of(harness, "14118")->contributions[0]->value, 105000);
}

static void an_ended_commune_comes_back(void **state)
{
	struct france without = FRANCE;

	(void)state;
	without.communes[4].code = NULL;
	say_france(harness, &without, "14999");
	data_sequence();
	assert_refused(get_score(harness, "14999", ""), "COMMUNE_UNKNOWN");
	say_france(harness, &FRANCE, NULL);
	data_sequence();
	assert_near(score_of(harness, "14999")->contributions[0]->value, 250);
}

static void a_commune_goes_to_another_epci(void **state)
{
	struct france moved = FRANCE;

	(void)state;
	moved.epcis[0].members[2] = "14999";
	say_france(harness, &moved, NULL);
	data_sequence();
	assert_near(score_of(harness, "14999")->contributions[1]->value, 25000 / 117250.0);
	assert_near(score_of(harness, "14999")->contributions[2]->value, 3);
	assert_near(score_of(harness, "14118")->contributions[1]->value,
		    10500000 / 117250.0); /* of 117 000 */
}

/* One of eleven known of a new year does not make all others unknown; ten of eleven do. */
static void all_are_compared_by_one_year(void **state)
{
	(void)state;
	say_population(harness, 2024, "14047", 12100);
	data_sequence();
	assert_int_equal(score_of(harness, "14047")->contributions[0]->year, 2023);
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12000);
	for (size_t i = 1; i < COMMUNES - 2; i++)
		say_population(harness, 2024, FRANCE.communes[i].code, 1000);
	data_sequence();
	assert_int_equal(score_of(harness, "14047")->contributions[0]->year, 2024);
	assert_near(score_of(harness, "14047")->contributions[0]->value, 12100);
	assert_true(score_of(harness, "97502")->contributions[0]->missing); /* its 2023 is of another year */
}

static void a_year_after_the_geography_is_not_compared_by(void **state)
{
	(void)state;
	for (size_t i = 0; i < COMMUNES; i++)
		say_population(harness, 2027, FRANCE.communes[i].code, 1000);
	data_sequence();
	assert_int_equal(score_of(harness, "14047")->contributions[0]->year, 2023);
}

/* By what is known: a grid that looks at populations would rank by something else than what it says. */
static void a_country_without_populations_is_scored(void **state)
{
	struct harness *other = harness_new(&ELIGIBILITY_SERVICE);
	struct grid_request *grid = usual_grid();
	struct france unknown = FRANCE;
	const Eligibility__Score *score;
	struct answer answer;

	(void)state;
	for (size_t i = 0; i < COMMUNES; i++)
		unknown.communes[i].population = -1;
	say_criteria(other, "criteria-2026", 20000, 2023);
	say_france(other, &unknown, NULL);
	assert_accepted(define_usual(other));
	assert_accepted(adopt_grid(other, grid));
	answer = run_scores(other, "");
	assert_refused(answer, "NO_VALUES");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_non_null(strstr(answer.message, "(population)"));
	grid->grid.version = "grille-2";
	grid->pointers[0] = &grid->lines[3]; /* the chef-lieu alone */
	grid->lines[3].weight_bp = 10000;
	grid->grid.n_indicators = 1;
	assert_accepted(adopt_grid(other, grid));
	assert_int_equal(new_run(other)->eligible_count, 0);
	score = score_of(other, "14047");
	assert_string_equal(score->failed_criterion, "POPULATION_UNKNOWN");
	assert_int_equal(score->completeness_bp, 10000);
	assert_near(score->score, 75); /* Caen is a larger one, three are none */
	assert_int_equal(score->count_nation, 0);
	eligibility_free(other);
}

static void an_epci_without_inhabitants_has_no_shares(void **state)
{
	struct france empty = FRANCE;

	(void)state;
	empty.communes[8].population = empty.communes[9].population = 0;
	say_france(harness, &empty, NULL);
	data_sequence();
	assert_true(score_of(harness, "97411")->contributions[1]->missing);
	assert_false(score_of(harness, "97411")->contributions[2]->missing); /* both are first */
	assert_near(score_of(harness, "97416")->contributions[2]->value, 1);
	assert_true(score_of(harness, "97416")->eligible); /* none are fewer than 20 000 */
}

/* A name, an EPCI's financing: what no indicator looks at. */
static void a_new_name_is_no_new_data(void **state)
{
	struct france renamed = FRANCE;
	uint64_t at = data_sequence();

	(void)state;
	renamed.communes[0].name = "Bayeux-sur-Aure";
	say_france(harness, &renamed, NULL);
	assert_int_equal(data_sequence(), at);
	assert_string_equal(score_of(harness, "14047")->commune_name, "Bayeux-sur-Aure");
}

static void an_entry_out_of_scope_changes_nothing(void **state)
{
	Registry__OpinionGiven event = REGISTRY__OPINION_GIVEN__INIT;
	uint64_t at = data_sequence();

	(void)state;
	event.candidacy_id = "candidacy-1";
	harness_source_restricted(harness, "registry", &event.base, &AUDIENCE_INSTANCE);
	harness_source(harness, "registry", &event.base, NULL); /* nor one that nobody here listens to */
	assert_int_equal(data_sequence(), at);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_same_data_is_stored_once),
		CASE(an_entry_that_changes_nothing_makes_no_dataset),
		CASE(what_is_staged_counts_once_it_is_published),
		CASE(an_import_that_begins_forgets_what_another_staged),
		CASE(a_row_staged_again_replaces_the_first),
		CASE(an_ended_commune_comes_back),
		CASE(a_commune_goes_to_another_epci),
		CASE(all_are_compared_by_one_year),
		CASE(a_year_after_the_geography_is_not_compared_by),
		CASE(a_country_without_populations_is_scored),
		CASE(an_epci_without_inhabitants_has_no_shares),
		CASE(a_new_name_is_no_new_data),
		CASE(an_entry_out_of_scope_changes_nothing),
	};

	return cmocka_run_group_tests_name("eligibility/mirror", tests, NULL, NULL);
}
