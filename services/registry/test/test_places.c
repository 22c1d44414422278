/* Communes, EPCI and territories by one name. */
#include "path.h"

#include "registry/search.h"

static struct answer search_places(struct harness *harness, Registry__SearchPlacesRequest *request)
{
	return harness_call(harness, citizen(harness), "SearchPlaces", &request->base);
}

static Registry__SearchPlacesResponse *places(struct harness *harness, const char *text,
					      const char *departement, Registry__PlaceKind kind,
					      unsigned limit)
{
	Registry__SearchPlacesRequest request = REGISTRY__SEARCH_PLACES_REQUEST__INIT;
	struct answer answer;

	request.text = (char *)(uintptr_t)text;
	request.departement_code = (char *)(uintptr_t)departement;
	request.kinds = &kind;
	request.n_kinds = kind != 0;
	request.limit = limit;
	answer = search_places(harness, &request);
	assert_accepted(answer);
	return answer.response;
}

/* What was found, in order: "77183 200010023". */
static const char *found(struct harness *harness, const char *text, const char *departement,
			 Registry__PlaceKind kind, unsigned limit)
{
	Registry__SearchPlacesResponse *response = places(harness, text, departement, kind, limit);
	char *codes = "";

	for (size_t i = 0; i < response->n_places; i++)
		codes = arena_printf(harness->arena, "%s%s%s", codes, i ? " " : "",
				     response->places[i]->code);
	return codes;
}

static void kinds_come_together_or_apart(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	assert_string_equal(found(harness, "BAYEUX", "", 0, 0), "14047 " EPCI_BAYEUX);
	assert_string_equal(found(harness, "bayeux", "", PLACE_EPCI, 0), EPCI_BAYEUX);
	assert_string_equal(found(harness, "bayeux", "", PLACE_COMMUNE, 0), "14047");
	assert_string_equal(found(harness, "bayeux", "", PLACE_TERRITORY, 0), "");
	assert_string_equal(found(harness, "ca", "", PLACE_EPCI, 2), EPCI_SEINE " " EPCI_BRIE);
	assert_string_equal(found(harness, "ca", "", 0, 2), "14118 " EPCI_SEINE);
	registry_free(harness);
}

static void an_epci_lies_where_its_members_do(void **state)
{
	struct harness *harness = registry_new();
	Registry__Place *place;

	(void)state;
	assert_string_equal(found(harness, "auge", "14", 0, 0), EPCI_SEINE);
	assert_string_equal(found(harness, "auge", "27", 0, 0), EPCI_SEINE);
	assert_string_equal(found(harness, "auge", "2", 0, 0), "");
	assert_string_equal(found(harness, "auge", "77", 0, 0), "");
	place = places(harness, "seine auge", "", 0, 0)->places[0];
	assert_int_equal(place->kind, PLACE_EPCI);
	assert_string_equal(place->name, "CA Seine et Auge");
	assert_int_equal(place->n_departement_codes, 2);
	assert_string_equal(place->departement_codes[0], "14");
	assert_string_equal(place->departement_codes[1], "27");
	assert_int_equal(place->population, 0);
	assert_string_equal(place->territory_id, "");
	registry_free(harness);
}

static void a_commune_says_its_territory(void **state)
{
	struct harness *harness = registry_new();
	Registry__Place *place = places(harness, "coulommiers", "", 0, 0)->places[0];
	char *territory;

	(void)state;
	assert_string_equal(place->name, "Coulommiers");
	assert_int_equal(place->population, 15000);
	assert_string_equal(place->departement_codes[0], "77");
	assert_string_equal(place->territory_id, "");
	territory = territory_of(harness, proposed(harness));
	assert_string_equal(places(harness, "coulommiers", "", 0, 0)->places[0]->territory_id, territory);
	registry_free(harness);
}

static void territories_come_and_go(void **state)
{
	struct harness *harness = registry_new();
	char *territory = territory_of(harness, proposed(harness));
	Registry__Place *place = places(harness, "centre", "", 0, 0)->places[0];

	(void)state;
	assert_int_equal(place->kind, PLACE_TERRITORY);
	assert_string_equal(place->code, territory);
	assert_string_equal(place->territory_id, territory);
	assert_string_equal(place->name, "Le Centre");
	assert_string_equal(place->departement_codes[0], "77");
	assert_string_equal(found(harness, "le centre", "14", 0, 0), "");
	assert_accepted(withdraw_label(harness, get_territory(harness, territory)->territory->label_id));
	assert_string_equal(found(harness, "centre", "", 0, 0), "");
	registry_free(harness);
}

/* An EPCI that was renamed, one that ended, one that lost its members of a département. */
static void places_follow_the_geography(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.epcis[0].siren = NULL;
	france.epcis[1].members[0] = "27016";
	france.epcis[1].members[1] = "27229";
	france.epcis[1].members[2] = NULL;
	france.epcis[2].name = "CA Brie des Morin";
	assert_accepted(import_france(harness, &france));
	assert_string_equal(found(harness, "bayeux", "", PLACE_EPCI, 0), "");
	assert_string_equal(found(harness, "auge", "14", 0, 0), "");
	assert_string_equal(found(harness, "auge", "27", 0, 0), EPCI_SEINE);
	assert_string_equal(found(harness, "pays de brie", "", 0, 0), "");
	assert_string_equal(found(harness, "morin", "", 0, 0), EPCI_BRIE);
	registry_free(harness);
}

static void what_is_asked_is_bounded(void **state)
{
	Registry__SearchPlacesRequest request = REGISTRY__SEARCH_PLACES_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__PlaceKind kinds[9] = {0};
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[199] = '\0';
	assert_refused(search_places(harness, &request), "TEXT_MISSING");
	request.text = text;
	assert_refused(search_places(harness, &request), "TEXT_TOO_LONG");
	request.text = "bayeux";
	request.kinds = kinds;
	request.n_kinds = 1;
	assert_refused(search_places(harness, &request), "KIND_UNKNOWN");
	kinds[0] = PLACE_TERRITORY + 1;
	assert_refused(search_places(harness, &request), "UNKNOWN_VALUE");
	for (request.n_kinds = 0; request.n_kinds < 9; request.n_kinds++)
		kinds[request.n_kinds] = PLACE_COMMUNE;
	assert_refused(search_places(harness, &request), "KIND_UNKNOWN");
	assert_string_equal(found(harness, "s", "", 0, 4000000000u),
			    "97411 97410 97416 77183 14999 " EPCI_SEINE " " EPCI_SUD);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_come_together_or_apart),
		cmocka_unit_test(an_epci_lies_where_its_members_do),
		cmocka_unit_test(a_commune_says_its_territory),
		cmocka_unit_test(territories_come_and_go),
		cmocka_unit_test(places_follow_the_geography),
		cmocka_unit_test(what_is_asked_is_bounded),
	};

	return cmocka_run_group_tests_name("registry/places", tests, NULL, NULL);
}
