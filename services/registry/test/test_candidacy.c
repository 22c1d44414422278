/* Who may enter, rule by rule at its boundary; who sees it. */
#include "path.h"

static void submission_is_recorded(void **state)
{
	struct harness *harness = registry_new();
	char *communes[] = {"14366", "27016"};
	Registry__Candidacy *candidacy;
	Bus__Actor *actor = harness_collectivite(harness, "agglo", EPCI_SEINE);

	(void)state;
	candidacy = submitted(submit(harness, actor, communes, 2, EPCI_SEINE));
	assert_int_equal(candidacy->status, CANDIDACY_SUBMITTED);
	assert_string_equal(candidacy->coordinating_departement_code, "14");
	assert_int_equal(candidacy->n_departement_codes, 2);
	assert_string_equal(candidacy->departement_codes[1], "27");
	assert_int_equal(candidacy->n_commune_names, 2);
	assert_string_equal(candidacy->commune_names[0], "Lisieux");
	assert_string_equal(candidacy->commune_names[1], "Les Andelys");
	assert_int_equal(candidacy->submitted_at->seconds, harness->now.us / 1000000);
	registry_free(harness);
}

/* Fewer than 20 000: Lisieux has 19 999, La Ferté-sous-Jouarre 20 000. */
static void population_limit(void **state)
{
	struct harness *harness = registry_new();
	struct answer answer;

	(void)state;
	assert_accepted(submit_one(harness, "14366", EPCI_SEINE));
	answer = submit_one(harness, "77183", EPCI_BRIE);
	assert_refused(answer, "POPULATION_LIMIT");
	assert_string_equal(answer.field, "commune_codes");
	assert_string_equal(answer.legal_reference, "Instruction du 16 octobre 2019, annexe 2");
	assert_non_null(strstr(answer.message, "20000 habitants"));
	assert_non_null(strstr(answer.message, "2023"));
	assert_non_null(strstr(answer.message, "Insee, recensement"));
	assert_accepted(adopt(harness, "criteria-20001", 20001, 2023));
	assert_accepted(submit_one(harness, "77183", EPCI_BRIE));
	registry_free(harness);
}

static void population_of_the_reference_year(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	assert_accepted(adopt(harness, "criteria-2018", 20000, 2018));
	assert_refused(submit_one(harness, "77131", EPCI_BRIE), "NO_POPULATION");
	assert_accepted(adopt(harness, "criteria-2026", 20000, 2023));
	assert_refused(submit_one(harness, "97416", EPCI_SUD), "NO_POPULATION");
	registry_free(harness);
}

static void criteria_come_first(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);

	(void)state;
	assert_accepted(import_france(harness, &FRANCE));
	assert_refused(submit_one(harness, "77131", EPCI_BRIE), "NO_CRITERIA");
	registry_free(harness);
}

static void criteria_versions_are_for_ever(void **state)
{
	struct harness *harness = registry_new();
	uint64_t before = harness_sequence(harness);

	(void)state;
	assert_accepted(adopt(harness, "criteria-2026", 20000, 2023));
	assert_int_equal(harness_sequence(harness), before);
	assert_refused(adopt(harness, "criteria-2026", 25000, 2023), "CRITERIA_VERSION_USED");
	assert_refused(adopt(harness, "zero", 0, 2023), "LIMIT_MISSING");
	assert_refused(adopt(harness, "", 20000, 2023), "TEXT_MISSING");
	registry_free(harness);
}

static void communes_must_exist_and_live(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	Bus__Actor *actor = prefecture(harness, "14");
	char *codes[21], *twice[] = {"14047", "14047"}, *unknown[] = {"14001"}, *wrong[] = {"1404"};
	char *ended[] = {"14999"};

	(void)state;
	for (unsigned i = 0; i < 21; i++)
		codes[i] = arena_printf(harness->arena, "14%03u", i + 100);
	assert_refused(submit(harness, actor, NULL, 0, EPCI_BAYEUX), "COMMUNES_MISSING");
	assert_refused(submit(harness, actor, codes, 21, EPCI_BAYEUX), "TOO_MANY_COMMUNES");
	assert_refused(submit(harness, actor, codes, 20, EPCI_BAYEUX), "COMMUNE_UNKNOWN");
	assert_refused(submit(harness, actor, twice, 2, EPCI_BAYEUX), "COMMUNE_TWICE");
	assert_refused(submit(harness, actor, unknown, 1, EPCI_BAYEUX), "COMMUNE_UNKNOWN");
	assert_refused(submit(harness, actor, wrong, 1, EPCI_BAYEUX), "CODE_INVALID");
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[3].code = NULL;
	assert_accepted(import_france(harness, &france));
	assert_refused(submit(harness, actor, ended, 1, NULL), "COMMUNE_ENDED");
	registry_free(harness);
}

static void communes_come_with_their_epci(void **state)
{
	struct harness *harness = registry_new();
	char *both[] = {"14047", "14366"};
	struct answer answer;

	(void)state;
	answer = submit_one(harness, "14047", NULL);
	assert_refused(answer, "COMMUNE_OUTSIDE_EPCI");
	assert_non_null(strstr(answer.message, "CC de Bayeux"));
	assert_string_equal(answer.field, "epci_sirens");
	assert_refused(submit_one(harness, "14047", EPCI_SEINE), "COMMUNE_OUTSIDE_EPCI");
	assert_refused(submit_one(harness, "14047", "200010049"), "EPCI_UNKNOWN");
	assert_refused(submit_one(harness, "14047", "200010008"), "CODE_INVALID");
	assert_refused(submit(harness, prefecture(harness, "14"), both, 2, EPCI_BAYEUX),
		       "COMMUNE_OUTSIDE_EPCI");
	assert_refused(submit_one(harness, "14999", EPCI_BAYEUX), "EPCI_WITHOUT_COMMUNE");
	registry_free(harness);
}

/* An island of one commune has no EPCI: it is accepted, and the file says why. */
static void island_without_epci(void **state)
{
	struct harness *harness = registry_new();
	Registry__Candidacy *candidacy = submitted(submit_one(harness, "14999", NULL));

	(void)state;
	assert_int_equal(candidacy->n_epci_sirens, 0);
	assert_int_equal(candidacy->n_remarks, 1);
	assert_non_null(strstr(candidacy->remarks[0], "Île-Seule"));
	registry_free(harness);
}

static void one_living_candidacy(void **state)
{
	struct harness *harness = registry_new();
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	struct answer answer = submit_one(harness, "77131", EPCI_BRIE);

	(void)state;
	assert_refused(answer, "COMMUNE_ALREADY_CANDIDATE");
	assert_non_null(strstr(answer.message, id));
	assert_accepted(withdraw(harness, harness_collectivite(harness, "mairie", "77131"), id));
	assert_accepted(submit_one(harness, "77131", EPCI_BRIE));
	registry_free(harness);
}

static void coordination_is_one_of_theirs(void **state)
{
	struct harness *harness = registry_new();
	Registry__SubmitCandidacyRequest request = REGISTRY__SUBMIT_CANDIDACY_REQUEST__INIT;
	char *communes[] = {"14366", "27016"}, *epcis[] = {EPCI_SEINE};
	Bus__Actor *actor = harness_collectivite(harness, "agglo", EPCI_SEINE);

	(void)state;
	request.commune_codes = communes;
	request.n_commune_codes = 2;
	request.epci_sirens = epcis;
	request.n_epci_sirens = 1;
	request.project_note = "Note";
	request.coordinating_departement_code = "77";
	assert_refused(harness_call(harness, actor, "SubmitCandidacy", &request.base),
		       "COORDINATION_ELSEWHERE");
	request.coordinating_departement_code = "27";
	assert_string_equal(submitted(harness_call(harness, actor, "SubmitCandidacy", &request.base))
				    ->coordinating_departement_code,
			    "27");
	registry_free(harness);
}

static void texts_are_bounded(void **state)
{
	struct harness *harness = registry_new();
	Registry__SubmitCandidacyRequest request = REGISTRY__SUBMIT_CANDIDACY_REQUEST__INIT;
	char *communes[] = {"77131"}, *epcis[] = {EPCI_BRIE};
	Bus__Actor *actor = prefecture(harness, "77");
	char *note = arena_alloc(harness->arena, 8002);

	(void)state;
	request.commune_codes = communes;
	request.epci_sirens = epcis;
	request.n_commune_codes = request.n_epci_sirens = 1;
	assert_refused(harness_call(harness, actor, "SubmitCandidacy", &request.base), "TEXT_MISSING");
	request.project_note = " \n";
	assert_refused(harness_call(harness, actor, "SubmitCandidacy", &request.base), "TEXT_MISSING");
	request.project_note = memset(note, 'a', 8001);
	assert_refused(harness_call(harness, actor, "SubmitCandidacy", &request.base), "TEXT_TOO_LONG");
	note[8000] = '\0';
	assert_accepted(harness_call(harness, actor, "SubmitCandidacy", &request.base));
	registry_free(harness);
}

static void scope_of_a_submission(void **state)
{
	struct harness *harness = registry_new();
	char *commune = "77131", *two[] = {"14366", "27016"};

	(void)state;
	assert_refused(submit(harness, prefecture(harness, "14"), &commune, 1, EPCI_BRIE), "OUT_OF_SCOPE");
	assert_refused(
		submit(harness, harness_collectivite(harness, "other", "77999"), &commune, 1, EPCI_BRIE),
		"OUT_OF_SCOPE");
	assert_refused(submit(harness, citizen(harness), &commune, 1, EPCI_BRIE), "ROLE_REQUIRED");
	assert_refused(submit(harness, anct(harness), &commune, 1, EPCI_BRIE), "ROLE_REQUIRED");
	/* Each commune must be in scope. */
	assert_refused(submit(harness, prefecture(harness, "14"), two, 2, EPCI_SEINE), "OUT_OF_SCOPE");
	/* The EPCI acts for its members. */
	assert_accepted(
		submit(harness, harness_collectivite(harness, "agglo", EPCI_BRIE), &commune, 1, EPCI_BRIE));
	registry_free(harness);
}

static size_t count_candidacies(struct harness *harness, const Bus__Actor *actor, const char *departement,
				Registry__CandidacyStatus status)
{
	Registry__ListCandidaciesRequest request = REGISTRY__LIST_CANDIDACIES_REQUEST__INIT;
	struct answer answer;

	request.departement_code = (char *)(uintptr_t)departement;
	request.status = status;
	answer = harness_call(harness, actor, "ListCandidacies", &request.base);
	assert_accepted(answer);
	return ((Registry__ListCandidaciesResponse *)answer.response)->n_candidacies;
}

static void rows_are_filtered_by_scope(void **state)
{
	struct harness *harness = registry_new();
	Registry__GetCandidacyRequest request = REGISTRY__GET_CANDIDACY_REQUEST__INIT;
	Registry__CandidacyStatus any = REGISTRY__CANDIDACY_STATUS__CANDIDACY_STATUS_UNSPECIFIED;
	char *brie = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;

	(void)state;
	submitted(submit_one(harness, "14366", EPCI_SEINE));
	request.candidacy_id = brie;
	assert_int_equal(count_candidacies(harness, anct(harness), "", any), 2);
	assert_int_equal(count_candidacies(harness, anct(harness), "77", any), 1);
	assert_int_equal(count_candidacies(harness, anct(harness), "", CANDIDACY_PROPOSED), 0);
	assert_int_equal(count_candidacies(harness, prefecture(harness, "77"), "", any), 1);
	assert_int_equal(count_candidacies(harness, prefecture(harness, "77"), "14", any), 0);
	assert_int_equal(count_candidacies(harness, prefecture(harness, "974"), "", any), 0);
	assert_int_equal(
		count_candidacies(harness, harness_collectivite(harness, "agglo", EPCI_BRIE), "", any), 1);
	assert_int_equal(count_candidacies(harness, harness_collectivite(harness, "m", "77999"), "", any), 0);
	assert_accepted(harness_call(harness, prefecture(harness, "77"), "GetCandidacy", &request.base));
	assert_refused(harness_call(harness, prefecture(harness, "14"), "GetCandidacy", &request.base),
		       "OUT_OF_SCOPE");
	assert_refused(harness_call(harness, citizen(harness), "GetCandidacy", &request.base),
		       "ROLE_REQUIRED");
	registry_free(harness);
}

static void candidacies_by_page(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListCandidaciesRequest request = REGISTRY__LIST_CANDIDACIES_REQUEST__INIT;
	Registry__ListCandidaciesResponse *response;
	char *first = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	char *second, *third;

	(void)state;
	harness_advance(harness, 1000);
	second = submitted(submit_one(harness, "14366", EPCI_SEINE))->id;
	harness_advance(harness, 1000);
	third = submitted(submit_one(harness, "77999", EPCI_BRIE))->id;
	request.page_size = 2;
	response = harness_call(harness, anct(harness), "ListCandidacies", &request.base).response;
	assert_int_equal(response->n_candidacies, 2);
	assert_string_equal(response->candidacies[0]->id, first);
	assert_string_equal(response->candidacies[1]->id, second);
	request.page_token = response->next_page_token;
	response = harness_call(harness, anct(harness), "ListCandidacies", &request.base).response;
	assert_int_equal(response->n_candidacies, 1);
	assert_string_equal(response->candidacies[0]->id, third);
	assert_string_equal(response->next_page_token, "");
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(submission_is_recorded),
		cmocka_unit_test(population_limit),
		cmocka_unit_test(population_of_the_reference_year),
		cmocka_unit_test(criteria_come_first),
		cmocka_unit_test(criteria_versions_are_for_ever),
		cmocka_unit_test(communes_must_exist_and_live),
		cmocka_unit_test(communes_come_with_their_epci),
		cmocka_unit_test(island_without_epci),
		cmocka_unit_test(one_living_candidacy),
		cmocka_unit_test(coordination_is_one_of_theirs),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(scope_of_a_submission),
		cmocka_unit_test(rows_are_filtered_by_scope),
		cmocka_unit_test(candidacies_by_page),
	};

	return cmocka_run_group_tests_name("registry/candidacy", tests, NULL, NULL);
}
