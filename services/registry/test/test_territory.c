/* The nation's act, and the territory that follows from it. */
#include "path.h"

static Registry__Label *granted(struct answer answer)
{
	assert_accepted(answer);
	return ((Registry__GrantLabelResponse *)answer.response)->label;
}

static Registry__ListTerritoriesResponse *territories(struct harness *harness,
						      Registry__ListTerritoriesRequest *request)
{
	struct answer answer = harness_call(harness, citizen(harness), "ListTerritories", &request->base);

	assert_accepted(answer);
	return answer.response;
}

static size_t count_territories(struct harness *harness, const char *departement, const char *region_code,
				const char *epci, const char *commune)
{
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;

	request.departement_code = (char *)(uintptr_t)departement;
	request.region_code = (char *)(uintptr_t)region_code;
	request.epci_siren = (char *)(uintptr_t)epci;
	request.commune_code = (char *)(uintptr_t)commune;
	return territories(harness, &request)->n_territories;
}

static void label_makes_a_territory(void **state)
{
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	Registry__GetTerritoryRequest get = REGISTRY__GET_TERRITORY_REQUEST__INIT;
	struct harness *harness = registry_new();
	char *candidacy = proposed(harness);
	Registry__Label *label = granted(grant(harness, candidacy));
	Registry__Territory *territory;

	(void)state;
	assert_int_equal(label->status, LABEL_GRANTED);
	assert_string_equal(label->criteria_version, "criteria-2026");
	get.territory_id = territories(harness, &request)->territories[0]->id;
	territory = ((Registry__GetTerritoryResponse *)harness_call(harness, citizen(harness), "GetTerritory",
								    &get.base)
			     .response)
			    ->territory;
	assert_string_equal(territory->name, "Le Centre");
	assert_string_equal(territory->label_id, label->id);
	assert_string_equal(territory->commune_codes[0], "77131");
	assert_string_equal(territory->epci_sirens[0], EPCI_BRIE);
	assert_string_equal(territory->coordinating_departement_code, "77");
	assert_int_equal(territory->status, REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED);
	assert_int_equal(territory->n_history, 1);
	assert_string_equal(territory->history[0]->date, "2026-01-15");
	assert_string_equal(territory->history[0]->reference, "ANCT-2026-7");
	registry_free(harness);
}

static void only_a_proposed_candidacy(void **state)
{
	struct harness *harness = registry_new();
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;

	(void)state;
	assert_refused(grant(harness, id), "CANDIDACY_NOT_PROPOSED");
	assert_accepted(opine(harness, id, "77", OPINION_FAVOURABLE, ""));
	assert_refused(grant(harness, id), "CANDIDACY_NOT_PROPOSED");
	assert_accepted(propose(harness, "77", "11", &id, 1, ""));
	granted(grant(harness, id));
	assert_refused(grant(harness, id), "CANDIDACY_CLOSED");
	assert_refused(grant(harness, "nothing"), "CANDIDACY_UNKNOWN");
	registry_free(harness);
}

/* The criteria in force at the label count, not those of the submission. */
static void population_is_checked_again(void **state)
{
	struct harness *harness = registry_new();
	char *id = proposed(harness);

	(void)state;
	assert_accepted(adopt(harness, "criteria-low", 15000, 2023));
	assert_refused(grant(harness, id), "POPULATION_LIMIT");
	assert_accepted(adopt(harness, "criteria-15001", 15001, 2023));
	assert_string_equal(granted(grant(harness, id))->criteria_version, "criteria-15001");
	registry_free(harness);
}

static void geography_is_checked_again(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	char *id = proposed(harness);

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.epcis[2] = (struct epci_row){EPCI_BRIE, "CA du Pays de Brie", "CA", {"77183", "77999"}};
	france.epcis[3] =
		(struct epci_row){EPCI_SUD, "CA du Sud", "CA", {"77131", "97410", "97411", "97416"}};
	assert_accepted(import_france(harness, &france));
	assert_refused(grant(harness, id), "COMMUNE_OUTSIDE_EPCI");
	registry_free(harness);
}

static void commune_of_a_living_territory(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	char *label = granted(grant(harness, proposed(harness)))->id;
	struct answer answer = submit_one(harness, "77131", EPCI_BRIE);
	Registry__Territory *territory;

	(void)state;
	assert_refused(answer, "COMMUNE_TAKEN");
	assert_non_null(strstr(answer.message, "Le Centre"));
	assert_accepted(withdraw_label(harness, label));
	assert_refused(withdraw_label(harness, label), "LABEL_WITHDRAWN");
	assert_refused(withdraw_label(harness, "nothing"), "LABEL_UNKNOWN");
	territory = territories(harness, &request)->territories[0];
	assert_int_equal(territory->status, REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_ENDED);
	assert_int_equal(territory->n_history, 2);
	assert_string_equal(territory->history[1]->note, "Sortie demandée.");
	request.status = REGISTRY__TERRITORY_STATUS__TERRITORY_STATUS_LABELLED;
	assert_int_equal(territories(harness, &request)->n_territories, 0);
	/* Free again. */
	granted(grant(harness, proposed(harness)));
	assert_int_equal(territories(harness, &request)->n_territories, 1);
	registry_free(harness);
}

/* Coulommiers is merged into La Ferté-Gaucher, which moves to another EPCI: the territory stays. */
static void territory_outlives_a_merger(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	struct france france = FRANCE;
	Registry__Territory *before, *after;
	uint64_t sequence;

	(void)state;
	granted(grant(harness, proposed(harness)));
	before = territories(harness, &request)->territories[0];
	france.digest = 2;
	france.cog_year = 2027;
	assert_accepted(import_france(harness, &france)); /* nothing changes for it */
	assert_int_equal(territories(harness, &request)->territories[0]->n_history, 1);
	france.digest = 3;
	france.chef_lieu = "77183";
	france.communes[6].code = NULL;
	france.communes[8].former = "77131";
	france.epcis[2] = (struct epci_row){EPCI_BRIE, "CA du Pays de Brie", "CA", {"77183"}};
	france.epcis[3] =
		(struct epci_row){EPCI_SUD, "CA du Sud", "CA", {"77999", "97410", "97411", "97416"}};
	assert_accepted(import_france(harness, &france));
	after = territories(harness, &request)->territories[0];
	assert_string_equal(after->id, before->id);
	assert_int_equal(after->n_commune_codes, 1);
	assert_string_equal(after->commune_codes[0], "77999");
	assert_int_equal(after->n_epci_sirens, 1);
	assert_string_equal(after->epci_sirens[0], EPCI_SUD);
	assert_int_equal(after->n_history, 2);
	assert_string_equal(after->history[1]->reference, "COG 2027");
	assert_string_equal(after->history[1]->note,
			    "77131 a fusionné dans 77999. 77999 est désormais membre de " EPCI_SUD ".");
	assert_refused(submit_one(harness, "77999", EPCI_SUD), "COMMUNE_TAKEN");
	assert_refused(submit_one(harness, "77131", EPCI_BRIE), "COMMUNE_ENDED");
	sequence = harness_sequence(harness);
	assert_accepted(withdraw_label(harness, after->label_id));
	assert_int_equal(harness_sequence(harness), sequence + 2);
	assert_accepted(submit_one(harness, "77999", EPCI_SUD));
	registry_free(harness);
}

/* Their communes merge: which territory the new one belongs to is for a person to say. */
static void two_territories_one_merger(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	struct france france = FRANCE;
	Registry__Territory *ended;
	struct answer answer;

	(void)state;
	granted(grant(harness, proposed(harness)));
	granted(grant(harness, proposed_commune(harness, "77999")));
	france.digest = 2;
	france.cog_year = 2027;
	france.chef_lieu = "77183";
	france.communes[6].code = NULL;
	france.communes[8].former = "77131";
	france.epcis[2] = (struct epci_row){EPCI_BRIE, "CA du Pays de Brie", "CA", {"77183", "77999"}};
	assert_accepted(import_france(harness, &france));
	request.commune_code = "77131";
	ended = territories(harness, &request)->territories[0];
	assert_int_equal(ended->n_history, 2);
	assert_non_null(strstr(ended->history[1]->note, "à départager : 77999"));
	assert_string_equal(ended->epci_sirens[0], EPCI_BRIE);
	request.commune_code = "77999";
	assert_int_equal(territories(harness, &request)->n_territories, 1);
	assert_int_equal(territories(harness, &request)->territories[0]->n_history, 1);
	answer = submit_one(harness, "77999", EPCI_BRIE);
	assert_refused(answer, "COMMUNE_TAKEN");
	registry_free(harness);
}

static void territories_by_place(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	granted(grant(harness, proposed(harness)));
	assert_int_equal(count_territories(harness, "", "", "", ""), 1);
	assert_int_equal(count_territories(harness, "77", "11", EPCI_BRIE, "77131"), 1);
	assert_int_equal(count_territories(harness, "14", "", "", ""), 0);
	assert_int_equal(count_territories(harness, "", "28", "", ""), 0);
	assert_int_equal(count_territories(harness, "", "", EPCI_SUD, ""), 0);
	assert_int_equal(count_territories(harness, "", "", "", "77999"), 0);
	registry_free(harness);
}

/* Both ways, and by pages of one. */
static void the_latest_first(void **state)
{
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__ListTerritoriesResponse *page;

	(void)state;
	granted(grant(harness, proposed_commune(harness, "77131")));
	granted(grant(harness, proposed_commune(harness, "77999")));
	assert_string_equal(territories(harness, &request)->territories[0]->commune_codes[0], "77131");
	request.latest_first = true;
	assert_int_equal(territories(harness, &request)->n_territories, 2);
	request.page_size = 1;
	page = territories(harness, &request);
	assert_int_equal(page->n_territories, 1);
	assert_string_equal(page->territories[0]->commune_codes[0], "77999");
	request.page_token = page->next_page_token;
	page = territories(harness, &request);
	assert_int_equal(page->n_territories, 1);
	assert_string_equal(page->territories[0]->commune_codes[0], "77131");
	assert_string_equal(page->next_page_token, "");
	registry_free(harness);
}

static void labels_are_the_nations(void **state)
{
	struct harness *harness = registry_new();
	Registry__GrantLabelRequest request = REGISTRY__GRANT_LABEL_REQUEST__INIT;

	(void)state;
	request.candidacy_id = proposed(harness);
	assert_refused(harness_call(harness, region(harness, "77"), "GrantLabel", &request.base),
		       "ROLE_REQUIRED");
	assert_refused(harness_call(harness, prefecture(harness, "77"), "GrantLabel", &request.base),
		       "ROLE_REQUIRED");
	assert_refused(harness_call(harness, anct(harness), "GrantLabel", &request.base), "TEXT_MISSING");
	registry_free(harness);
}

static void restart_finds_the_same(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListTerritoriesRequest request = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;

	(void)state;
	granted(grant(harness, proposed(harness)));
	harness_restart(harness);
	assert_int_equal(territories(harness, &request)->n_territories, 1);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(label_makes_a_territory),
		cmocka_unit_test(only_a_proposed_candidacy),
		cmocka_unit_test(population_is_checked_again),
		cmocka_unit_test(geography_is_checked_again),
		cmocka_unit_test(commune_of_a_living_territory),
		cmocka_unit_test(territory_outlives_a_merger),
		cmocka_unit_test(two_territories_one_merger),
		cmocka_unit_test(territories_by_place),
		cmocka_unit_test(the_latest_first),
		cmocka_unit_test(labels_are_the_nations),
		cmocka_unit_test(restart_finds_the_same),
	};

	return cmocka_run_group_tests_name("registry/territory", tests, NULL, NULL);
}
