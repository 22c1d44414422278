/* All communes in columns. */
#include <stdio.h>

#include "map.h"
#include "path.h"

#include "registry/dictionary.h"

static Registry__ListCommuneColumnsResponse *table(struct harness *harness, const char *departement,
						   const char *region_code, const char *after)
{
	Registry__ListCommuneColumnsRequest request = REGISTRY__LIST_COMMUNE_COLUMNS_REQUEST__INIT;
	struct answer answer;

	request.departement_code = (char *)(uintptr_t)departement;
	request.region_code = (char *)(uintptr_t)region_code;
	request.after_code = (char *)(uintptr_t)after;
	answer = harness_call(harness, citizen(harness), "ListCommuneColumns", &request.base);
	assert_accepted(answer);
	return answer.response;
}

static const char *codes(struct harness *harness, const char *departement, const char *region_code,
			 const char *after)
{
	Registry__ListCommuneColumnsResponse *columns = table(harness, departement, region_code, after);
	char *text = "";

	for (size_t i = 0; i < columns->n_codes; i++)
		text = arena_printf(harness->arena, "%s%s%s", text, i ? " " : "", columns->codes[i]);
	assert_string_equal(columns->next_after_code, "");
	return text;
}

static void every_column_is_of_its_commune(void **state)
{
	struct harness *harness = registry_new();
	char *territory = territory_of(harness, proposed(harness)); /* of 77131 */
	Registry__ListCommuneColumnsResponse *columns;

	(void)state;
	assert_accepted(record_position(harness, 2022, "77183", 312711, 4894892));
	columns = table(harness, "77", "", "");
	assert_int_equal(columns->n_codes, 3);
	assert_int_equal(columns->n_names, 3);
	assert_int_equal(columns->n_populations, 3);
	assert_int_equal(columns->n_longitudes_e5, 3);
	assert_int_equal(columns->n_latitudes_e5, 3);
	assert_int_equal(columns->n_epcis, 3);
	assert_int_equal(columns->n_territories, 3);
	assert_string_equal(columns->codes[1], "77183");
	assert_string_equal(columns->names[1], "La Ferté-sous-Jouarre");
	assert_int_equal(columns->populations[1], 20000);
	assert_int_equal(columns->longitudes_e5[1], 312711);
	assert_int_equal(columns->latitudes_e5[1], 4894892);
	assert_int_equal(columns->longitudes_e5[2], 0);
	assert_int_equal(columns->latitudes_e5[2], 0);
	assert_int_equal(columns->n_epci_sirens, 1);
	assert_string_equal(columns->epci_sirens[columns->epcis[1] - 1], EPCI_BRIE);
	assert_int_equal(columns->n_territory_ids, 1);
	assert_string_equal(columns->territory_ids[columns->territories[0] - 1], territory);
	assert_int_equal(columns->territories[1], 0);
	registry_free(harness);
}

/* The latest year counts; no year, no number. */
static void populations_are_the_latest(void **state)
{
	struct harness *harness = registry_new();
	Registry__RecordPopulationsRequest request = REGISTRY__RECORD_POPULATIONS_REQUEST__INIT;
	char *both[] = {"97410", "97411"};
	uint32_t values[] = {1, 2};
	Registry__ListCommuneColumnsResponse *columns;

	(void)state;
	request.source = "Insee";
	request.n_codes = request.n_values = 2;
	request.codes = both;
	request.values = values;
	request.year = 2018;
	assert_accepted(harness_call(harness, anct(harness), "RecordPopulations", &request.base));
	request.year = 2024;
	request.n_codes = request.n_values = 1;
	assert_accepted(harness_call(harness, anct(harness), "RecordPopulations", &request.base));
	columns = table(harness, "974", "", "");
	assert_int_equal(columns->populations[0], 1);
	assert_int_equal(columns->populations[1], 150000);
	assert_int_equal(columns->populations[2], -1);
	registry_free(harness);
}

static void areas_and_resumption(void **state)
{
	static const char ALL[] = "14047 14118 14366 14999 27016 27229 77131 77183 77999 97410 97411 97416";
	Registry__ListCommuneColumnsRequest request = REGISTRY__LIST_COMMUNE_COLUMNS_REQUEST__INIT;
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	assert_string_equal(codes(harness, "", "", ""), ALL);
	assert_string_equal(codes(harness, "", "", "77183"), "77999 97410 97411 97416");
	assert_string_equal(codes(harness, "", "28", ""), "14047 14118 14366 14999 27016 27229");
	assert_string_equal(codes(harness, "", "28", "14366"), "14999 27016 27229");
	assert_string_equal(codes(harness, "27", "28", ""), "27016 27229");
	assert_string_equal(codes(harness, "77", "28", ""), "");
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[3].code = NULL;
	assert_accepted(import_france(harness, &france));
	assert_string_equal(codes(harness, "14", "", ""), "14047 14118 14366");
	request.after_code = "1234567890";
	assert_refused(harness_call(harness, citizen(harness), "ListCommuneColumns", &request.base),
		       "CODE_INVALID");
	request.after_code = "";
	request.region_code = "99";
	assert_refused(harness_call(harness, citizen(harness), "ListCommuneColumns", &request.base),
		       "UNKNOWN_CODE");
	registry_free(harness);
}

static void a_dictionary_gives_each_text_one_number(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct dictionary dictionary;
	char text[16];

	(void)state;
	assert_true(dictionary_new(&dictionary, arena, 1000));
	assert_int_equal(dictionary_number(&dictionary, bytes_text("")), 0);
	for (unsigned pass = 0; pass < 2; pass++) {
		for (unsigned i = 0; i < 1000; i++) {
			(void)snprintf(text, sizeof(text), "%u", i * 7919);
			assert_int_equal(dictionary_number(&dictionary, bytes_text(text)), i + 1);
		}
	}
	assert_int_equal(dictionary.count, 1000);
	assert_int_equal(dictionary_number(&dictionary, bytes_text("one more")), 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_is_of_its_commune),
		cmocka_unit_test(populations_are_the_latest),
		cmocka_unit_test(areas_and_resumption),
		cmocka_unit_test(a_dictionary_gives_each_text_one_number),
	};

	return cmocka_run_group_tests_name("registry/table", tests, NULL, NULL);
}
