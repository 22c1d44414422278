/* Search and lists over the small France. */
#include "fixture.h"

static struct answer search(struct harness *harness, const char *text, const char *departement,
			    unsigned limit)
{
	Registry__SearchCommunesRequest request = REGISTRY__SEARCH_COMMUNES_REQUEST__INIT;

	request.text = (char *)(uintptr_t)text;
	request.departement_code = (char *)(uintptr_t)departement;
	request.limit = limit;
	return harness_call(harness, citizen(harness), "SearchCommunes", &request.base);
}

/* The codes found, in order, as one text: "77183 77999". */
static const char *found(struct harness *harness, const char *text, const char *departement, unsigned limit)
{
	struct answer answer = search(harness, text, departement, limit);
	Registry__SearchCommunesResponse *response = answer.response;
	char *codes = "";

	assert_accepted(answer);
	for (size_t i = 0; i < response->n_communes; i++)
		codes = arena_printf(harness->arena, "%s%s%s", codes, i ? " " : "",
				     response->communes[i]->code);
	return codes;
}

static void search_ignores_accents_and_case(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	assert_string_equal(found(harness, "evreux", "", 0), "27229");
	assert_string_equal(found(harness, "ÉVREUX", "", 0), "27229");
	assert_string_equal(found(harness, "ile seule", "", 0), "14999");
	assert_string_equal(found(harness, "saint-benoit", "", 0), "97410");
	assert_string_equal(found(harness, "zzz", "", 0), "");
	registry_free(harness);
}

static void search_takes_beginnings_of_any_word(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	assert_string_equal(found(harness, "andelys", "", 0), "27016");
	assert_string_equal(found(harness, "jouar", "", 0), "77183");
	assert_string_equal(found(harness, "gaucher ferte", "", 0), "77999");
	assert_string_equal(found(harness, "ferte g", "", 0), "77999");
	assert_string_equal(found(harness, "ndelys", "", 0), "");
	registry_free(harness);
}

/* The name itself, then names that begin so, then others; the most populous first within each. */
static void search_ranks(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	struct france france = FRANCE;

	(void)state;
	france.communes[0].name = "Caen-sur-Mer";  /* begins, 12 000 */
	france.communes[1].name = "Port-Caen";     /* a word, 105 000 */
	france.communes[2].name = "Caen";          /* the name itself, 19 999 */
	france.communes[3].name = "Caen-le-Petit"; /* begins, 250 */
	france.communes[6].name = "Bourg-Caen";    /* a word, 15 000 */
	assert_accepted(import_france(harness, &france));
	assert_string_equal(found(harness, "caen", "", 0), "14366 14047 14999 14118 77131");
	assert_string_equal(found(harness, "caen", "", 2), "14366 14047");
	assert_string_equal(found(harness, "caen", "77", 0), "77131");
	assert_string_equal(found(harness, "CAEN p", "", 0), "14118 14999");
	registry_free(harness);
}

/* An ended commune and a former name are no longer found. */
static void search_follows_changes(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[0].name = "Bayeux-la-Neuve";
	france.communes[3].code = NULL;
	assert_accepted(import_france(harness, &france));
	assert_string_equal(found(harness, "neuve", "", 0), "14047");
	assert_string_equal(found(harness, "ile seule", "", 0), "");
	registry_free(harness);
}

static void search_bounds_its_text(void **state)
{
	struct harness *harness = registry_new();
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[199] = '\0';
	assert_refused(search(harness, text, "", 0), "TEXT_TOO_LONG");
	assert_refused(search(harness, "", "", 0), "TEXT_MISSING");
	assert_string_equal(found(harness, "--'", "", 0), "");
	assert_string_equal(found(harness, "sain", "", 4000000000u), "97411 97410 97416");
	registry_free(harness);
}

static const char *listed(struct harness *harness, Registry__ListCommunesRequest *request)
{
	char *codes = "";

	for (request->page_token = "";;) {
		struct answer answer =
			harness_call(harness, citizen(harness), "ListCommunes", &request->base);
		Registry__ListCommunesResponse *response = answer.response;

		assert_accepted(answer);
		for (size_t i = 0; i < response->n_communes; i++)
			codes = arena_printf(harness->arena, "%s%s ", codes, response->communes[i]->code);
		if (!*response->next_page_token)
			return codes;
		assert_true(response->n_communes > 0);
		request->page_token = response->next_page_token;
	}
}

static void communes_by_page(void **state)
{
	static const char ALL[] = "14047 14118 14366 14999 27016 27229 77131 77183 77999 97410 97411 97416 ";
	Registry__ListCommunesRequest request = REGISTRY__LIST_COMMUNES_REQUEST__INIT;
	struct harness *harness = registry_new();

	(void)state;
	for (request.page_size = 0; request.page_size < 14; request.page_size++) {
		request.departement_code = request.region_code = request.epci_siren = "";
		assert_string_equal(listed(harness, &request), ALL);
		request.region_code = "28";
		assert_string_equal(listed(harness, &request), "14047 14118 14366 14999 27016 27229 ");
		request.region_code = "";
		request.departement_code = "77";
		assert_string_equal(listed(harness, &request), "77131 77183 77999 ");
		request.departement_code = "";
		request.epci_siren = EPCI_SEINE;
		assert_string_equal(listed(harness, &request), "14366 27016 27229 ");
	}
	registry_free(harness);
}

static void lists_refuse_nonsense(void **state)
{
	Registry__ListCommunesRequest request = REGISTRY__LIST_COMMUNES_REQUEST__INIT;
	struct harness *harness = registry_new();

	(void)state;
	request.departement_code = "77";
	request.region_code = "11";
	assert_refused(harness_call(harness, citizen(harness), "ListCommunes", &request.base),
		       "TOO_MANY_FILTERS");
	request.region_code = "";
	request.departement_code = "95";
	assert_refused(harness_call(harness, citizen(harness), "ListCommunes", &request.base),
		       "UNKNOWN_CODE");
	request.departement_code = "";
	request.page_token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	assert_refused(harness_call(harness, citizen(harness), "ListCommunes", &request.base),
		       "PAGE_TOKEN_INVALID");
	registry_free(harness);
}

static void epcis_of_places(void **state)
{
	Registry__ListEpcisRequest request = REGISTRY__LIST_EPCIS_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__ListEpcisResponse *response;

	(void)state;
	response = harness_call(harness, citizen(harness), "ListEpcis", &request.base).response;
	assert_int_equal(response->n_epcis, 4);
	request.departement_code = "27";
	response = harness_call(harness, citizen(harness), "ListEpcis", &request.base).response;
	assert_int_equal(response->n_epcis, 1);
	assert_string_equal(response->epcis[0]->siren, EPCI_SEINE);
	/* It has members in two départements of the région, and comes once. */
	request.departement_code = "";
	request.region_code = "28";
	request.page_size = 1;
	response = harness_call(harness, citizen(harness), "ListEpcis", &request.base).response;
	assert_int_equal(response->n_epcis, 1);
	assert_string_equal(response->epcis[0]->siren, EPCI_BAYEUX);
	request.page_token = response->next_page_token;
	response = harness_call(harness, citizen(harness), "ListEpcis", &request.base).response;
	assert_int_equal(response->n_epcis, 1);
	assert_string_equal(response->epcis[0]->siren, EPCI_SEINE);
	assert_string_equal(response->next_page_token, "");
	registry_free(harness);
}

static void small_lists(void **state)
{
	Registry__ListDepartementsRequest departements = REGISTRY__LIST_DEPARTEMENTS_REQUEST__INIT;
	Registry__ListArrondissementsRequest arrondissements = REGISTRY__LIST_ARRONDISSEMENTS_REQUEST__INIT;
	Registry__ListRegionsRequest regions = REGISTRY__LIST_REGIONS_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__ListDepartementsResponse *found_departements;
	Registry__ListArrondissementsResponse *found_arrondissements;
	Registry__ListRegionsResponse *found_regions;

	(void)state;
	found_regions = harness_call(harness, citizen(harness), "ListRegions", &regions.base).response;
	assert_int_equal(found_regions->n_regions, 3);
	assert_string_equal(found_regions->regions[0]->chef_lieu_code, "97411");
	departements.region_code = "28";
	found_departements =
		harness_call(harness, citizen(harness), "ListDepartements", &departements.base).response;
	assert_int_equal(found_departements->n_departements, 2);
	assert_string_equal(found_departements->departements[1]->name, "Eure");
	arrondissements.departement_code = "14";
	found_arrondissements =
		harness_call(harness, citizen(harness), "ListArrondissements", &arrondissements.base)
			.response;
	assert_int_equal(found_arrondissements->n_arrondissements, 2);
	registry_free(harness);
}

static void geography_tells_its_source(void **state)
{
	Registry__GetGeographyRequest request = REGISTRY__GET_GEOGRAPHY_REQUEST__INIT;
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	Registry__GetGeographyResponse *response;

	(void)state;
	response = harness_call(harness, citizen(harness), "GetGeography", &request.base).response;
	assert_int_equal(response->cog_year, 0);
	assert_accepted(import_france(harness, &FRANCE));
	response = harness_call(harness, citizen(harness), "GetGeography", &request.base).response;
	assert_int_equal(response->cog_year, 2026);
	assert_int_equal(response->population_year, 2023);
	assert_int_equal(response->totals->communes, 12);
	assert_int_equal(response->totals->epcis, 4);
	assert_int_equal(response->digest.len, 32);
	assert_int_equal(response->sequence, harness_sequence(harness));
	assert_int_equal(response->published_at->seconds, harness->now.us / 1000000);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search_ignores_accents_and_case),
		cmocka_unit_test(search_takes_beginnings_of_any_word),
		cmocka_unit_test(search_ranks),
		cmocka_unit_test(search_follows_changes),
		cmocka_unit_test(search_bounds_its_text),
		cmocka_unit_test(communes_by_page),
		cmocka_unit_test(lists_refuse_nonsense),
		cmocka_unit_test(epcis_of_places),
		cmocka_unit_test(small_lists),
		cmocka_unit_test(geography_tells_its_source),
	};

	return cmocka_run_group_tests_name("registry/geography", tests, NULL, NULL);
}
