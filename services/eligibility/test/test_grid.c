/* Adopting grids: every refusal names its field; the same again writes nothing. */
#include "case.h"

static struct grid_request *grid;
static uint64_t begun; /* the sequence at which the test begins */

static int set_up(void **state)
{
	(void)state;
	harness = harness_new(&ELIGIBILITY_SERVICE);
	say_criteria(harness, "criteria-2026", 20000, 2023);
	assert_accepted(define_usual(harness));
	begun = harness_sequence(harness);
	grid = usual_grid();
	return 0;
}

static void assert_field(const char *reason, const char *field)
{
	struct answer answer = adopt_grid(harness, grid);

	assert_refused(answer, reason);
	assert_string_equal(answer.field, field);
	assert_int_equal(answer.fault, FAULT_INVALID_ARGUMENT);
	assert_int_equal(harness_sequence(harness), begun);
}

static void texts_and_dates_are_checked(void **state)
{
	static char long_text[1002];

	(void)state;
	memset(long_text, 'a', sizeof(long_text) - 1);
	grid->request.grid = NULL;
	assert_field("GRID_MISSING", "grid");
	grid = usual_grid();
	grid->grid.version = "";
	assert_field("TEXT_MISSING", "grid.version");
	grid->grid.version = long_text;
	assert_field("TEXT_TOO_LONG", "grid.version");
	grid = usual_grid();
	grid->grid.title = " ";
	assert_field("TEXT_MISSING", "grid.title");
	grid->grid.title = "\x01";
	assert_field("TEXT_INVALID", "grid.title");
	grid = usual_grid();
	grid->grid.author = "";
	assert_field("TEXT_MISSING", "grid.author");
	grid = usual_grid();
	grid->grid.source = long_text;
	assert_field("TEXT_TOO_LONG", "grid.source");
	grid = usual_grid();
	grid->grid.valid_from = "2026-02-30";
	assert_field("DATE_INVALID", "grid.valid_from");
	grid = usual_grid();
	grid->grid.valid_until = "demain";
	assert_field("DATE_INVALID", "grid.valid_until");
	grid->grid.valid_until = "2025-12-31";
	assert_field("DATES_REVERSED", "grid.valid_until");
	grid = usual_grid();
	grid->grid.criteria_version = "";
	assert_field("TEXT_MISSING", "grid.criteria_version");
}

static void each_line_is_checked(void **state)
{
	struct answer answer;

	(void)state;
	grid->lines[2].indicator_id = "epci-rnak";
	assert_field("INDICATOR_UNKNOWN", "grid.indicators[2].indicator_id");
	answer = adopt_grid(harness, grid);
	assert_non_null(strstr(answer.message, "« epci-rnak »"));
	assert_non_null(strstr(answer.message, "ListIndicators"));
	grid->lines[2].indicator_id = "population";
	assert_field("INDICATOR_TWICE", "grid.indicators[2].indicator_id");
	grid = usual_grid();
	grid->lines[1].direction = ELIGIBILITY__DIRECTION__DIRECTION_UNSPECIFIED;
	assert_field("CHOICE_MISSING", "grid.indicators[1].direction");
	grid = usual_grid();
	grid->lines[3].transformation_case = ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION__NOT_SET;
	assert_field("CHOICE_MISSING", "grid.indicators[3].transformation");
	grid = usual_grid();
	grid->percentiles[3].group_id = "";
	assert_field("GROUP_UNKNOWN", "grid.indicators[3].percentile.group_id");
	grid->percentiles[3].group_id = "population"; /* neither a group nor a class */
	assert_field("GROUP_UNKNOWN", "grid.indicators[3].percentile.group_id");
	grid = usual_grid();
	grid->lines[1].year = 2023;
	assert_field("YEAR_NOT_ALLOWED", "grid.indicators[1].year");
	grid = usual_grid();
	grid->lines[0].missing = ELIGIBILITY__MISSING_RULE__MISSING_RULE_UNSPECIFIED;
	assert_field("CHOICE_MISSING", "grid.indicators[0].missing");
	grid = usual_grid();
	grid->lines[3].reason = "";
	assert_field("TEXT_MISSING", "grid.indicators[3].reason");
	grid = usual_grid();
	grid->lines[2].weight_bp = 0;
	assert_field("WEIGHT_INVALID", "grid.indicators[2].weight_bp");
	grid->lines[2].weight_bp = 4294967295u; /* would make the sum right */
	assert_field("WEIGHT_INVALID", "grid.indicators[2].weight_bp");
}

static void weights_make_the_whole(void **state)
{
	struct answer answer;

	(void)state;
	grid->lines[0].weight_bp = 1999;
	assert_field("WEIGHTS_SUM", "grid.indicators");
	answer = adopt_grid(harness, grid);
	assert_non_null(strstr(answer.message, "9999"));
	grid->lines[0].weight_bp = 2001;
	assert_field("WEIGHTS_SUM", "grid.indicators");
	grid->lines[0].weight_bp = 2000;
	assert_accepted(adopt_grid(harness, grid));
}

static void there_are_one_to_64_lines(void **state)
{
	(void)state;
	grid->grid.n_indicators = 0;
	assert_field("INDICATORS_MISSING", "grid.indicators");
	for (unsigned i = LINES; i < LINES_MAX; i++)
		grid->lines[i] = grid->lines[0];
	grid->grid.n_indicators = 65;
	assert_field("TOO_MANY_INDICATORS", "grid.indicators");
}

static void criteria_must_be_known(void **state)
{
	struct answer answer;

	(void)state;
	grid->grid.criteria_version = "criteria-2030";
	answer = adopt_grid(harness, grid);
	assert_refused(answer, "CRITERIA_UNKNOWN");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_string_equal(answer.field, "grid.criteria_version");
	say_criteria(harness, "criteria-2030", 25000, 2027);
	assert_accepted(adopt_grid(harness, grid));
}

static void the_same_grid_again_writes_nothing(void **state)
{
	const Eligibility__AdoptGridResponse *response;
	struct answer answer;

	(void)state;
	assert_accepted(adopt_grid(harness, grid));
	assert_int_equal(harness_sequence(harness), begun + 1);
	harness_advance(harness, 1000);
	answer = adopt_grid(harness, grid);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->grid->adopted_at->seconds, 1768478400); /* when it was */
	assert_int_equal(harness_sequence(harness), begun + 1);
}

/* The entry that adopted a grid. */
static const Eligibility__GridAdopted *adoption(void)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL),
			     "Fetch", &request.base);
	const Bus__FetchResponse *response = answer.response;

	assert_accepted(answer);
	assert_int_equal(response->n_entries, begun + 1);
	return arena_unpack(
		harness->arena, &eligibility__grid_adopted__descriptor,
		bytes_of(response->entries[begun]->payload.data, response->entries[begun]->payload.len));
}

/* Nobody outside says when a grid was adopted. */
static void an_instant_of_adoption_that_is_sent_is_not_believed(void **state)
{
	Pb__Timestamp past = PB__TIMESTAMP__INIT;
	struct answer answer;

	(void)state;
	past.seconds = 1;
	grid->grid.adopted_at = &past;
	answer = adopt_grid(harness, grid);
	grid->grid.adopted_at = NULL;
	assert_accepted(answer);
	assert_int_equal(((const Eligibility__AdoptGridResponse *)answer.response)->grid->adopted_at->seconds,
			 1768478400);
	assert_null(adoption()->grid->adopted_at); /* the entry's own instant says it */
	assert_accepted(adopt_grid(harness, grid));
	assert_int_equal(harness_sequence(harness), begun + 1);
}

static void a_version_names_its_content_for_ever(void **state)
{
	struct answer answer;

	(void)state;
	assert_accepted(adopt_grid(harness, grid));
	grid->lines[1].reason = "Pour une autre raison";
	answer = adopt_grid(harness, grid);
	assert_refused(answer, "GRID_VERSION_USED");
	assert_int_equal(answer.fault, FAULT_ALREADY_EXISTS);
	assert_string_equal(answer.field, "grid.version");
	grid->grid.version = "grille-2";
	assert_accepted(adopt_grid(harness, grid));
	assert_int_equal(harness_sequence(harness), begun + 2);
	grid = usual_grid(); /* the first one comes into force again */
	assert_accepted(adopt_grid(harness, grid));
	assert_int_equal(harness_sequence(harness), begun + 3);
}

static const Eligibility__Grid *get_grid(char *version)
{
	Eligibility__GetGridRequest request = ELIGIBILITY__GET_GRID_REQUEST__INIT;
	struct answer answer;

	request.version = version;
	answer = harness_call(harness, citizen(harness), "GetGrid", &request.base);
	assert_accepted(answer);
	return ((const Eligibility__GetGridResponse *)answer.response)->grid;
}

static void grids_are_read_by_whoever_they_rank(void **state)
{
	Eligibility__ListGridsRequest list = ELIGIBILITY__LIST_GRIDS_REQUEST__INIT;
	Eligibility__GetGridRequest get = ELIGIBILITY__GET_GRID_REQUEST__INIT;
	const Eligibility__ListGridsResponse *response;
	struct answer answer;

	(void)state;
	assert_refused(harness_call(harness, citizen(harness), "GetGrid", &get.base), "NO_GRID");
	assert_accepted(adopt_grid(harness, grid));
	grid->grid.version = "grille-2";
	grid->grid.title = "Autre";
	assert_accepted(adopt_grid(harness, grid));
	assert_string_equal(get_grid("")->version, "grille-2");
	assert_string_equal(get_grid("grille-1")->title, "Essai");
	assert_int_equal(get_grid("grille-1")->n_indicators, LINES);
	get.version = "grille-3";
	assert_refused(harness_call(harness, citizen(harness), "GetGrid", &get.base), "GRID_UNKNOWN");

	list.page_size = 1;
	answer = harness_call(harness, citizen(harness), "ListGrids", &list.base);
	assert_accepted(answer);
	response = answer.response;
	assert_string_equal(response->grids[0]->version, "grille-1");
	list.page_token = response->next_page_token;
	answer = harness_call(harness, citizen(harness), "ListGrids", &list.base);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->n_grids, 1);
	assert_string_equal(response->grids[0]->version, "grille-2");
	assert_string_equal(response->next_page_token, "");
}

/* In the order of their definition. */
static void indicators_say_what_they_are(void **state)
{
	static const char *const ids[LINES] = {"population", "chef-lieu", "epci-share", "epci-rank"};
	Eligibility__ListIndicatorsRequest request = ELIGIBILITY__LIST_INDICATORS_REQUEST__INIT;
	struct answer answer = harness_call(harness, citizen(harness), "ListIndicators", &request.base);
	const Eligibility__ListIndicatorsResponse *response = answer.response;

	(void)state;
	assert_accepted(answer);
	assert_int_equal(response->n_indicators, LINES);
	for (size_t i = 0; i < response->n_indicators; i++) {
		assert_string_equal(response->indicators[i]->id, ids[i]);
		assert_true(strlen(response->indicators[i]->definition) > 20);
	}
}

/* The one that comes with the programme. */
static void the_grid_of_2026_can_be_adopted(void **state)
{
	void *request = message_of_file(harness, &eligibility__adopt_grid_request__descriptor,
					"deploy/grids/grille-2026-1.json");

	(void)state;
	assert_accepted(harness_call(harness, anct(harness), "AdoptGrid", request));
	assert_string_equal(get_grid("")->version, "grille-2026-1");
	say_france(harness, &FRANCE, NULL);
	assert_int_equal(new_run(harness)->eligible_count, 6);
}

static void only_the_nation_adopts(void **state)
{
	struct answer answer =
		harness_call(harness, harness_actor(harness, "prefecture", BUS__ROLE__ROLE_PREFECTURE, "14"),
			     "AdoptGrid", &grid->request.base);

	(void)state;
	assert_int_equal(answer.fault, FAULT_PERMISSION_DENIED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(texts_and_dates_are_checked),
		CASE(each_line_is_checked),
		CASE(weights_make_the_whole),
		CASE(there_are_one_to_64_lines),
		CASE(criteria_must_be_known),
		CASE(the_same_grid_again_writes_nothing),
		CASE(an_instant_of_adoption_that_is_sent_is_not_believed),
		CASE(a_version_names_its_content_for_ever),
		CASE(grids_are_read_by_whoever_they_rank),
		CASE(indicators_say_what_they_are),
		CASE(the_grid_of_2026_can_be_adopted),
		CASE(only_the_nation_adopts),
	};

	return cmocka_run_group_tests_name("eligibility/grid", tests, NULL, NULL);
}
