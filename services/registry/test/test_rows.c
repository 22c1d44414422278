/* What the columns of an import may hold. */
#include "fixture.h"

/* One fault in one row of the communes, and where it is said to be. */
struct fault_case {
	unsigned row;
	struct commune_row to;
	const char *reason, *field;
};

static void bad_rows_are_named(void **state)
{
	static const struct fault_case CASES[] = {
		{1,
		 {"1411", "Caen", "14", "142", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.codes[1]"},
		{1,
		 {"14118", "", "14", "142", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.names[1]"},
		{1, {"14118", "Ca\ten", "14", "142", "metro", "14000", NULL, 1}, "", ""},
		{1,
		 {"14118", "Ca\001en", "14", "142", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.names[1]"},
		{1,
		 {"14118", "Caen", "95", "142", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.departement_codes[1]"},
		{1,
		 {"14118", "Caen", "27", "142", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.departement_codes[1]"},
		{1,
		 {"14118", "Caen", "14", "149", "metro", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.arrondissement_codes[1]"},
		{1,
		 {"14118", "Caen", "14", "142", "lune", "14000", NULL, 1},
		 "ROW_INVALID",
		 "communes.zones[1]"},
		{1,
		 {"14118", "Caen", "14", "142", "metro", "1400", NULL, 1},
		 "ROW_INVALID",
		 "communes.postal_codes[1]"},
		{1,
		 {"14118", "Caen", "14", "142", "metro", "14000", "x", 1},
		 "ROW_INVALID",
		 "communes.former_codes[1]"},
		{1,
		 {"14118", "Caen", "14", "142", "metro", "14000", NULL, -2},
		 "ROW_INVALID",
		 "communes.populations[1]"},
		{1,
		 {"14047", "Caen", "14", "142", "metro", "14000", NULL, 1},
		 "ROWS_UNSORTED",
		 "communes.codes[1]"},
		{2,
		 {"14048", "Caen", "14", "142", "metro", "14000", NULL, 1},
		 "ROWS_UNSORTED",
		 "communes.codes[2]"},
	};
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	char *import_id =
		((Registry__BeginImportResponse *)begin_import(harness, &FRANCE).response)->import_id;

	(void)state;
	for (unsigned n = 0; n < 3; n++)
		assert_accepted(put_nth(harness, &FRANCE, import_id, n));
	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		struct france france = FRANCE;
		struct answer answer;

		france.communes[CASES[i].row] = CASES[i].to;
		answer = put_nth(harness, &france, import_id, 3);
		assert_string_equal(answer.reason, CASES[i].reason);
		assert_string_equal(answer.field, CASES[i].field);
	}
	registry_free(harness);
}

static void columns_must_fit(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	Registry__PutImportChunkRequest request = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__INIT;
	Registry__CommuneColumns *columns = communes_of(&FRANCE);
	uint64_t before;

	(void)state;
	france.digest = 2;
	request.import_id =
		((Registry__BeginImportResponse *)begin_import(harness, &france).response)->import_id;
	before = harness_sequence(harness);
	assert_refused(put_chunk(harness, &request), "NO_ROWS");
	request.columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES;
	request.communes = columns;
	columns->n_names--;
	assert_refused(put_chunk(harness, &request), "COLUMNS_DIFFER");
	columns->n_names++;
	columns->n_populations--;
	assert_refused(put_chunk(harness, &request), "COLUMNS_DIFFER");
	columns->n_populations++;
	columns->postal_code_counts[0] = 2;
	assert_refused(put_chunk(harness, &request), "COLUMNS_DIFFER");
	columns->postal_code_counts[0] = UINT32_MAX;
	assert_refused(put_chunk(harness, &request), "COLUMNS_DIFFER");
	registry__commune_columns__init(columns);
	assert_refused(put_chunk(harness, &request), "NO_ROWS");
	assert_int_equal(harness_sequence(harness), before);
	registry_free(harness);
}

static void imports_are_for_operators(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	Registry__PublishImportRequest request = REGISTRY__PUBLISH_IMPORT_REQUEST__INIT;

	(void)state;
	assert_refused(harness_call(harness, prefecture(harness, "14"), "PublishImport", &request.base),
		       "ROLE_REQUIRED");
	registry_free(harness);
}

static struct answer record(struct harness *harness, unsigned year, char *code, unsigned value)
{
	Registry__RecordPopulationsRequest request = REGISTRY__RECORD_POPULATIONS_REQUEST__INIT;
	char *codes[] = {code};
	uint32_t values[] = {value};

	request.year = year;
	request.source = "Insee 2018";
	request.n_codes = request.n_values = 1;
	request.codes = codes;
	request.values = values;
	return harness_call(harness, anct(harness), "RecordPopulations", &request.base);
}

static void populations_of_other_years(void **state)
{
	struct harness *harness = registry_new();
	Registry__RecordPopulationsResponse *response = record(harness, 2018, "14366", 20500).response;
	Registry__Commune *commune;
	uint64_t before;

	(void)state;
	assert_int_equal(response->changed, 1);
	before = harness_sequence(harness);
	response = record(harness, 2018, "14366", 20500).response;
	assert_int_equal(response->unchanged, 1);
	assert_int_equal(harness_sequence(harness), before);
	response = record(harness, 2018, "14001", 1).response;
	assert_int_equal(response->n_unknown_codes, 1);
	assert_int_equal(harness_sequence(harness), before);
	assert_refused(record(harness, 18, "14366", 1), "YEAR_INVALID");
	assert_refused(record(harness, 2018, "1436", 1), "ROW_INVALID");
	commune = get_commune(harness, "14366", 0);
	assert_int_equal(commune->n_populations, 2);
	assert_int_equal(commune->populations[1]->value, 20500);
	assert_string_equal(commune->populations[1]->source, "Insee 2018");
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_rows_are_named),
		cmocka_unit_test(columns_must_fit),
		cmocka_unit_test(imports_are_for_operators),
		cmocka_unit_test(populations_of_other_years),
	};

	return cmocka_run_group_tests_name("registry/rows", tests, NULL, NULL);
}
