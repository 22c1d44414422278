/* Runs: what they are made of, the same bytes again, and what candidacies are told. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	return 0;
}

static void assert_bytes(ProtobufCBinaryData a, ProtobufCBinaryData b, bool same)
{
	assert_int_equal(a.len, 32);
	assert_int_equal(b.len, 32);
	assert_int_equal(memcmp(a.data, b.data, 32) == 0, same);
}

static void a_run_wants_a_grid_and_data(void **state)
{
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE);
	struct answer answer;

	(void)state;
	answer = run_scores(empty, "");
	assert_refused(answer, "NO_GRID");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_refused(run_scores(empty, "grille-1"), "GRID_UNKNOWN");
	assert_accepted(define_usual(empty));
	say_criteria(empty, "criteria-2026", 20000, 2023);
	assert_accepted(adopt_grid(empty, usual_grid()));
	answer = run_scores(empty, "");
	assert_refused(answer, "NO_DATA");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_non_null(strstr(answer.message, "pvd import cog"));
	say_begun(empty);
	say_communes(empty, &FRANCE, NULL); /* staged is not in force */
	assert_refused(run_scores(empty, ""), "NO_DATA");
	say_published(empty, &FRANCE);
	answer = run_scores(empty, ""); /* no EPCI: no share of one */
	assert_refused(answer, "NO_VALUES");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_non_null(strstr(answer.message, "(epci-share)"));
	say_france(empty, &FRANCE, NULL);
	assert_accepted(run_scores(empty, ""));
	eligibility_free(empty);
}

static void a_run_says_what_it_was_made_of(void **state)
{
	const Eligibility__Run *run = new_run(harness);

	(void)state;
	assert_string_equal(run->grid_version, "grille-1");
	assert_string_equal(run->criteria_version, "criteria-2026");
	assert_string_equal(run->data->instance, "instance-of-registry");
	assert_int_equal(run->data->epoch, 1);
	assert_int_equal(run->data->sequence, 8); /* criteria, import begun, five chunks, publication */
	assert_int_equal(run->data->digest.len, 32);
	assert_int_equal(run->data->cog_year, 2026);
	assert_int_equal(run->data->series_sequence, 0);
	assert_int_equal(run->scorer_version, 2);
	assert_string_equal(run->scope->departement_code, "");
	assert_string_equal(run->scope->region_code, "");
	assert_string_equal(run->criteria_on, "2026-01-01"); /* since when nothing has changed */
	assert_int_equal(run->commune_count, COMMUNES);
	assert_int_equal(run->eligible_count, 6);
	assert_int_equal(run->run_at->seconds, 1768478400);
}

static void the_same_again_writes_nothing(void **state)
{
	const Eligibility__Run *run = new_run(harness);
	const Eligibility__RunScoresResponse *again;
	uint64_t sequence;
	struct answer answer;

	(void)state;
	say_population(harness, 2023, "14047",
		       12000); /* another source: that is told, and changes the data */
	assert_string_not_equal(new_run(harness)->id, run->id);
	sequence = harness_sequence(harness);
	say_population(harness, 2023, "14047", 12000);
	answer = run_scores(harness, "");
	assert_accepted(answer);
	again = answer.response;
	assert_true(again->already_run);
	assert_int_equal(harness_sequence(harness), sequence);
	answer = run_scores(harness, "grille-1");
	assert_true(((const Eligibility__RunScoresResponse *)answer.response)->already_run);
}

/* In another process, whatever came before. */
static void the_same_inputs_give_the_same_bytes(void **state)
{
	struct harness *other = harness_new(&ELIGIBILITY_SERVICE);
	struct france without = FRANCE;

	(void)state;
	without.communes[0].code = NULL;
	say_france(other, &without, NULL); /* it came here by another way */
	say_criteria(other, "criteria-2026", 20000, 2023);
	say_france(other, &FRANCE, NULL);
	assert_accepted(define_usual(other));
	assert_accepted(adopt_grid(other, usual_grid()));
	assert_bytes(new_run(other)->digest, new_run(harness)->digest, true);
	eligibility_free(other);
}

static void an_old_run_can_be_made_again_after_new_data(void **state)
{
	const Eligibility__Run *old = new_run(harness), *new;
	struct france merged = FRANCE;

	(void)state;
	merged.cog_year = 2027;
	merged.communes[3].code = NULL; /* Livarot goes into Lisieux */
	merged.communes[2].population = 39999;
	merged.epcis[1].members[1] = "27016";
	merged.epcis[1].members[2] = NULL;
	say_france(harness, &merged, "14367");
	new = new_run(harness);
	assert_bytes(old->digest, new->digest, false);
	assert_bytes(old->data->digest, new->data->digest, false);
	assert_int_equal(new->commune_count, COMMUNES - 1);
	assert_true(check_run(harness, old->id));
	assert_true(check_run(harness, new->id));
	assert_true(check_run(harness, ""));
	assert_refused(get_score(harness, "14367", ""), "COMMUNE_UNKNOWN");
	assert_accepted(get_score(harness, "14367", old->id));
	harness_restart(harness);
	assert_true(check_run(harness, old->id));
}

static void an_ended_commune_has_its_name_in_an_old_run(void **state)
{
	const Eligibility__Run *old = new_run(harness);
	struct france merged = FRANCE;
	struct answer answer;

	(void)state;
	merged.communes[3].code = NULL;
	merged.epcis[1].members[1] = "27016";
	merged.epcis[1].members[2] = NULL;
	say_france(harness, &merged, "14367");
	answer = get_score(harness, "14367", old->id);
	assert_accepted(answer);
	assert_string_equal(((const Eligibility__GetScoreResponse *)answer.response)->score->commune_name,
			    "Livarot");
}

static void another_grid_is_another_run(void **state)
{
	const Eligibility__Run *first = new_run(harness), *second;
	struct grid_request *grid = usual_grid();
	struct answer answer;

	(void)state;
	grid->grid.version = "grille-2";
	grid->lines[0].weight_bp = 3000;
	grid->lines[1].weight_bp = 3000;
	assert_accepted(adopt_grid(harness, grid));
	second = new_run(harness);
	assert_string_equal(second->grid_version, "grille-2");
	assert_bytes(first->digest, second->digest, false);
	assert_bytes(first->data->digest, second->data->digest, true);
	answer = run_scores(harness, "grille-1");
	assert_true(((const Eligibility__RunScoresResponse *)answer.response)->already_run);
	assert_string_equal(((const Eligibility__RunScoresResponse *)answer.response)->run->id, first->id);
}

/* ---- Reading runs */

static void runs_are_listed_latest_first(void **state)
{
	Eligibility__ListRunsRequest list = ELIGIBILITY__LIST_RUNS_REQUEST__INIT;
	Eligibility__GetRunRequest get = ELIGIBILITY__GET_RUN_REQUEST__INIT;
	const Eligibility__ListRunsResponse *response;
	const char *ids[3];
	struct answer answer;

	(void)state;
	assert_refused(harness_call(harness, citizen(harness), "GetRun", &get.base), "NO_RUN");
	for (unsigned i = 0; i < 3; i++) {
		say_population(harness, 2023, "14047", 13000 + i);
		ids[i] = new_run(harness)->id;
	}
	answer = harness_call(harness, citizen(harness), "GetRun", &get.base);
	assert_string_equal(((const Eligibility__GetRunResponse *)answer.response)->run->id, ids[2]);
	get.run_id = (char *)(uintptr_t)ids[0];
	answer = harness_call(harness, citizen(harness), "GetRun", &get.base);
	assert_string_equal(((const Eligibility__GetRunResponse *)answer.response)->run->id, ids[0]);
	get.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(harness_call(harness, citizen(harness), "GetRun", &get.base), "RUN_UNKNOWN");

	list.page_size = 2;
	answer = harness_call(harness, citizen(harness), "ListRuns", &list.base);
	response = answer.response;
	assert_int_equal(response->n_runs, 2);
	assert_string_equal(response->runs[0]->id, ids[2]);
	assert_string_equal(response->runs[1]->id, ids[1]);
	list.page_token = response->next_page_token;
	answer = harness_call(harness, citizen(harness), "ListRuns", &list.base);
	response = answer.response;
	assert_int_equal(response->n_runs, 1);
	assert_string_equal(response->runs[0]->id, ids[0]);
	assert_string_equal(response->next_page_token, "");
	list.page_token = "AAAA";
	assert_refused(harness_call(harness, citizen(harness), "ListRuns", &list.base), "PAGE_TOKEN_INVALID");
}

static void a_run_that_is_not_there_is_not_checked(void **state)
{
	Eligibility__CheckRunRequest request = ELIGIBILITY__CHECK_RUN_REQUEST__INIT;

	(void)state;
	assert_refused(harness_call(harness, anct(harness), "CheckRun", &request.base), "NO_RUN");
	request.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(harness_call(harness, anct(harness), "CheckRun", &request.base), "RUN_UNKNOWN");
}

/* ---- Candidacies */

/* The entry of that sequence, if it is a CandidacyScored. */
static const Eligibility__CandidacyScored *told(uint64_t sequence, const Bus__EntryHeader **ret_header)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL),
			     "Fetch", &request.base);
	const Bus__FetchResponse *response = answer.response;
	const Bus__JournalEntry *entry;
	struct entry slices;

	assert_accepted(answer);
	assert_true(sequence <= response->n_entries);
	entry = response->entries[sequence - 1];
	slices = (struct entry){.header = bytes_of(entry->header.data, entry->header.len),
				.audience = bytes_of(entry->audience.data, entry->audience.len)};
	*ret_header = entry_header(harness->arena, &slices);
	assert_non_null(*ret_header);
	assert_string_equal((*ret_header)->type, "pvd.eligibility.v1.CandidacyScored");
	return arena_unpack(harness->arena, &eligibility__candidacy_scored__descriptor,
			    bytes_of(entry->payload.data, entry->payload.len));
}

static void a_candidacy_is_told_when_it_comes(void **state)
{
	const Eligibility__Run *run = new_run(harness);
	const Eligibility__CandidacyScored *event;
	uint64_t before = harness_sequence(harness);
	const Bus__EntryHeader *header;

	(void)state;
	say_candidacy(harness, "candidacy-1", "14367", "14366");
	assert_int_equal(harness_sequence(harness), before + 1);
	event = told(before + 1, &header);
	assert_int_equal(header->n_departements, 1);
	assert_string_equal(header->departements[0], "14");
	assert_int_equal(header->n_collectivites, 2);
	assert_string_equal(header->collectivites[1], EPCI_CAEN);
	assert_string_equal(event->candidacy_id, "candidacy-1");
	assert_string_equal(event->run_id, run->id);
	assert_string_equal(event->grid_version, "grille-1");
	assert_int_equal(event->n_standings, 2);
	assert_string_equal(event->standings[0]->commune_code, "14367"); /* in the candidacy's order */
	assert_true(event->standings[0]->eligible);
	assert_near(event->standings[0]->score, 10 + 40 / 3.0);
	assert_int_equal(event->standings[0]->rank_departement, 1);
	assert_int_equal(event->standings[0]->count_departement, 3);
	assert_int_equal(event->standings[0]->count_region, 5);
	assert_int_equal(event->standings[0]->rank_nation, 2);
	assert_string_equal(event->standings[1]->failed_criterion, "POPULATION_LIMIT");
	assert_int_equal(event->standings[1]->rank_nation, 0);
}

static void without_a_run_a_candidacy_is_told_nothing(void **state)
{
	uint64_t before = harness_sequence(harness);

	(void)state;
	say_candidacy(harness, "candidacy-1", "14367", "14366");
	assert_int_equal(harness_sequence(harness), before);
}

static void a_commune_newer_than_the_run_is_not_scored(void **state)
{
	const Eligibility__CandidacyScored *event;
	const Bus__EntryHeader *header;

	(void)state;
	new_run(harness);
	say_candidacy(harness, "candidacy-1", "14367", "14001");
	event = told(harness_sequence(harness), &header);
	assert_int_equal(event->n_standings, 2);
	assert_false(event->standings[1]->eligible);
	assert_string_equal(event->standings[1]->failed_criterion, "NOT_SCORED");
}

static void close_candidacies(void)
{
	Registry__CandidacyWithdrawn withdrawn = REGISTRY__CANDIDACY_WITHDRAWN__INIT;
	Registry__CandidacyRefused refused = REGISTRY__CANDIDACY_REFUSED__INIT;
	Registry__LabelGranted granted = REGISTRY__LABEL_GRANTED__INIT;

	withdrawn.candidacy_id = "candidacy-1";
	say(harness, &withdrawn.base);
	refused.candidacy_id = "candidacy-2";
	say(harness, &refused.base);
	granted.candidacy_id = "candidacy-3";
	say(harness, &granted.base);
}

static void a_run_tells_the_open_candidacies(void **state)
{
	const Eligibility__CandidacyScored *event;
	uint64_t before;
	const Bus__EntryHeader *header;

	(void)state;
	say_candidacy(harness, "candidacy-1", "14367", "14366");
	say_candidacy(harness, "candidacy-2", "14047", "14118");
	say_candidacy(harness, "candidacy-3", "27016", "27229");
	say_candidacy(harness, "candidacy-4", "14999", "27701");
	before = harness_sequence(harness);
	new_run(harness);
	assert_int_equal(harness_sequence(harness), before + 1 + 4);
	event = told(before + 3, &header);
	assert_string_equal(event->candidacy_id, "candidacy-2");
	assert_near(event->standings[0]->score, 12.5);
	assert_string_equal(header->collectivites[0], "14047");

	close_candidacies();
	say_population(harness, 2023, "14047", 12001);
	before = harness_sequence(harness);
	new_run(harness);
	assert_int_equal(harness_sequence(harness), before + 2);
	event = told(before + 2, &header);
	assert_string_equal(event->candidacy_id, "candidacy-4");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_run_wants_a_grid_and_data),
		CASE(a_run_says_what_it_was_made_of),
		CASE(the_same_again_writes_nothing),
		CASE(the_same_inputs_give_the_same_bytes),
		CASE(an_old_run_can_be_made_again_after_new_data),
		CASE(an_ended_commune_has_its_name_in_an_old_run),
		CASE(another_grid_is_another_run),
		CASE(runs_are_listed_latest_first),
		CASE(a_run_that_is_not_there_is_not_checked),
		CASE(a_candidacy_is_told_when_it_comes),
		CASE(without_a_run_a_candidacy_is_told_nothing),
		CASE(a_commune_newer_than_the_run_is_not_scored),
		CASE(a_run_tells_the_open_candidacies),
	};

	return cmocka_run_group_tests_name("eligibility/run", tests, NULL, NULL);
}
