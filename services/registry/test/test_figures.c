/* How much of each département is in the programme, as its communes, its territories and the criteria change. */
#include "path.h"

static Registry__ListDepartementFiguresResponse *figures(struct harness *harness)
{
	Registry__ListDepartementFiguresRequest request = REGISTRY__LIST_DEPARTEMENT_FIGURES_REQUEST__INIT;
	struct answer answer =
		harness_call(harness, citizen(harness), "ListDepartementFigures", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static Registry__DepartementFigures *of(struct harness *harness, const char *departement)
{
	Registry__ListDepartementFiguresResponse *response = figures(harness);

	for (size_t i = 0; i < response->n_departements; i++)
		if (strcmp(response->departements[i]->code, departement) == 0)
			return response->departements[i];
	fail_msg("%s is not among the départements", departement);
	return NULL;
}

static void assert_labelled(struct harness *harness, const char *departement, unsigned territories,
			    unsigned communes, unsigned population)
{
	Registry__DepartementFigures *row = of(harness, departement);

	assert_int_equal(row->territories, territories);
	assert_int_equal(row->labelled_communes, communes);
	assert_int_equal(row->labelled_population, population);
}

static void every_departement_has_a_row(void **state)
{
	struct harness *harness = registry_new();
	Registry__ListDepartementFiguresResponse *response = figures(harness);

	(void)state;
	assert_int_equal(response->n_departements, 4);
	assert_string_equal(response->departements[2]->code, "77");
	assert_string_equal(response->departements[2]->name, "Seine-et-Marne");
	assert_string_equal(response->departements[2]->region_code, "11");
	assert_int_equal(response->departements[2]->communes, 3);
	assert_int_equal(response->population_limit, 20000);
	assert_int_equal(response->reference_year, 2023);
	assert_labelled(harness, "77", 0, 0, 0);
	registry_free(harness);
}

static void nothing_is_known_of_no_country(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);

	(void)state;
	assert_int_equal(figures(harness)->n_departements, 0);
	assert_accepted(import_france(harness, &FRANCE));
	assert_int_equal(figures(harness)->population_limit, 0);
	assert_int_equal(of(harness, "14")->communes, 4);
	assert_int_equal(of(harness, "14")->communes_under_limit, 0);
	registry_free(harness);
}

/* Of 14, Caen is too large and Lisieux one below; of 77, La Ferté-sous-Jouarre is exactly at the limit; of 974,
 * one is unknown. */
static void the_limit_is_that_of_the_criteria(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	assert_int_equal(of(harness, "14")->communes_under_limit, 3);
	assert_int_equal(of(harness, "77")->communes_under_limit, 2);
	assert_int_equal(of(harness, "974")->communes, 3);
	assert_int_equal(of(harness, "974")->communes_under_limit, 1);
	assert_accepted(adopt(harness, "criteria-2027", 10000, 2023));
	assert_int_equal(of(harness, "14")->communes_under_limit, 1);
	assert_accepted(adopt(harness, "criteria-2028", 10000, 2018));
	assert_int_equal(of(harness, "14")->communes_under_limit, 0);
	registry_free(harness);
}

static void record(struct harness *harness, unsigned year, char *code, unsigned value)
{
	Registry__RecordPopulationsRequest request = REGISTRY__RECORD_POPULATIONS_REQUEST__INIT;
	uint32_t values[] = {value};

	request.year = year;
	request.source = "Insee";
	request.n_codes = request.n_values = 1;
	request.codes = &code;
	request.values = values;
	assert_accepted(harness_call(harness, anct(harness), "RecordPopulations", &request.base));
}

static void populations_are_the_latest(void **state)
{
	struct harness *harness = registry_new();

	(void)state;
	territory_of(harness, proposed(harness));
	assert_labelled(harness, "77", 1, 1, 15000);
	record(harness, 2018, "77131", 14000);
	assert_labelled(harness, "77", 1, 1, 15000);
	record(harness, 2024, "77131", 16000);
	assert_labelled(harness, "77", 1, 1, 16000);
	record(harness, 2023, "97416", 5);
	assert_int_equal(of(harness, "974")->communes_under_limit, 2);
	registry_free(harness);
}

/* A commune counts where it lies, a territory where it is coordinated. */
static void a_territory_counts_once(void **state)
{
	struct harness *harness = registry_new();
	char *communes[] = {"14366", "27016"}, *candidacy, *territory;

	(void)state;
	candidacy = submitted(submit(harness, harness_collectivite(harness, "agglo", EPCI_SEINE), communes, 2,
				     EPCI_SEINE))
			    ->id;
	assert_accepted(opine(harness, candidacy, "14", OPINION_FAVOURABLE, ""));
	assert_accepted(propose(harness, "14", "28", &candidacy, 1, ""));
	territory = territory_of(harness, candidacy);
	assert_labelled(harness, "14", 1, 1, 19999);
	assert_labelled(harness, "27", 0, 1, 8000);
	assert_accepted(withdraw_label(harness, get_territory(harness, territory)->territory->label_id));
	assert_labelled(harness, "14", 0, 0, 0);
	assert_labelled(harness, "27", 0, 0, 0);
	registry_free(harness);
}

/* The labelled commune merges into its neighbour, which takes its place. */
static void a_merger_moves_what_is_labelled(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	territory_of(harness, proposed_commune(harness, "77999"));
	assert_labelled(harness, "77", 1, 1, 4800);
	france.digest = 2;
	france.cog_year = 2027;
	france.population_year = 2024;
	france.communes[8].code = NULL;
	france.communes[6].former = "77999";
	france.communes[6].population = 19800;
	france.epcis[2].members[2] = NULL;
	assert_accepted(import_france(harness, &france));
	assert_labelled(harness, "77", 1, 1, 19800);
	assert_int_equal(of(harness, "77")->communes, 2);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_departement_has_a_row),
		cmocka_unit_test(nothing_is_known_of_no_country),
		cmocka_unit_test(the_limit_is_that_of_the_criteria),
		cmocka_unit_test(populations_are_the_latest),
		cmocka_unit_test(a_territory_counts_once),
		cmocka_unit_test(a_merger_moves_what_is_labelled),
	};

	return cmocka_run_group_tests_name("registry/figures", tests, NULL, NULL);
}
