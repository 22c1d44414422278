#include "fixture.h"

static void first_import_is_queryable(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	struct answer answer = import_france(harness, &FRANCE);
	Registry__Commune *commune;

	(void)state;
	assert_accepted(answer);
	assert_int_equal(((Registry__PublishImportResponse *)answer.response)->written, 3 + 4 + 5 + 12 + 4);
	commune = get_commune(harness, "14366", 0);
	assert_string_equal(commune->name, "Lisieux");
	assert_string_equal(commune->departement_code, "14");
	assert_string_equal(commune->region_code, "28");
	assert_string_equal(commune->epci_siren, EPCI_SEINE);
	assert_int_equal(commune->n_populations, 1);
	assert_int_equal(commune->populations[0]->year, 2023);
	assert_int_equal(commune->populations[0]->value, 19999);
	assert_string_equal(commune->populations[0]->source, "Insee, recensement");
	assert_string_equal(commune->former_codes[0], "14367");
	assert_string_equal(commune->postal_codes[0], "14100");
	assert_int_equal(commune->cog_year, 2026);
	assert_string_equal(get_commune(harness, "14999", 0)->epci_siren, "");
	assert_int_equal(get_commune(harness, "97416", 0)->n_populations, 0);
	assert_null(get_commune(harness, "1004", 0));
	registry_free(harness);
}

static void staged_rows_are_invisible(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);

	(void)state;
	stage(harness, &FRANCE);
	assert_null(get_commune(harness, "14366", 0));
	registry_free(harness);
}

static void same_import_twice_writes_nothing(void **state)
{
	struct harness *harness = registry_new();
	uint64_t before = harness_sequence(harness);
	struct answer begun = begin_import(harness, &FRANCE);
	struct france france = FRANCE;

	(void)state;
	assert_true(((Registry__BeginImportResponse *)begun.response)->already_published);
	assert_int_equal(harness_sequence(harness), before);
	/* The same rows in another file: only the import's beginning and end are journaled. */
	france.digest = 2;
	assert_accepted(import_france(harness, &france));
	assert_int_equal(harness_sequence(harness), before + 2);
	registry_free(harness);
}

static void publishing_twice_writes_nothing(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	char *import_id = stage(harness, &FRANCE);
	uint64_t before;

	(void)state;
	assert_accepted(publish(harness, &FRANCE, import_id));
	before = harness_sequence(harness);
	assert_accepted(publish(harness, &FRANCE, import_id));
	assert_int_equal(harness_sequence(harness), before);
	registry_free(harness);
}

static void changed_row_keeps_its_past(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	uint64_t before = harness_sequence(harness);
	struct answer answer;

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[2].name = "Lisieux-Nouvelle";
	answer = import_france(harness, &france);
	assert_accepted(answer);
	assert_int_equal(((Registry__PublishImportResponse *)answer.response)->written, 1);
	assert_int_equal(harness_sequence(harness), before + 3);
	assert_string_equal(get_commune(harness, "14366", 0)->name, "Lisieux-Nouvelle");
	assert_string_equal(get_commune(harness, "14366", 2027)->name, "Lisieux-Nouvelle");
	assert_string_equal(get_commune(harness, "14366", 2026)->name, "Lisieux");
	assert_null(get_commune(harness, "14366", 2025));
	assert_int_equal(get_commune(harness, "14118", 0)->cog_year, 2026);
	registry_free(harness);
}

static void new_population_year_is_beside_the_old(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	Registry__Commune *commune;

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.population_year = 2024;
	france.communes[2].population = 20100;
	assert_accepted(import_france(harness, &france));
	commune = get_commune(harness, "14366", 0);
	assert_int_equal(commune->n_populations, 2);
	assert_int_equal(commune->populations[0]->value, 20100);
	assert_int_equal(commune->populations[1]->year, 2023);
	assert_int_equal(commune->populations[1]->value, 19999);
	assert_int_equal(commune->cog_year, 2026); /* its row is the same */
	registry_free(harness);
}

/* Les Andelys joins the EPCI of Bayeux, Lisieux is merged into Caen. */
static void vanished_commune_is_ended(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	Registry__Commune *commune;

	(void)state;
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[2].code = NULL;
	france.epcis[0] = (struct epci_row){EPCI_BAYEUX, "CC de Bayeux", "CC", {"14047", "14118", "27016"}};
	france.epcis[1] = (struct epci_row){EPCI_SEINE, "CA Seine et Auge", "CA", {"27229"}};
	assert_accepted(import_france(harness, &france));
	commune = get_commune(harness, "14366", 0);
	assert_int_equal(commune->ended_cog_year, 2027);
	assert_string_equal(commune->epci_siren, "");
	assert_string_equal(get_commune(harness, "27016", 0)->epci_siren, EPCI_BAYEUX);
	assert_int_equal(get_epci(harness, EPCI_SEINE)->n_member_codes, 1);
	/* It comes back. */
	france = FRANCE;
	france.digest = 3;
	france.cog_year = 2028;
	assert_accepted(import_france(harness, &france));
	assert_int_equal(get_commune(harness, "14366", 0)->ended_cog_year, 0);
	assert_string_equal(get_commune(harness, "14366", 0)->epci_siren, EPCI_SEINE);
	registry_free(harness);
}

static void ended_commune_must_leave_its_epci(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;
	struct answer answer;
	char *import_id;

	(void)state;
	france.digest = 2;
	france.communes[2].code = NULL;
	import_id = ((Registry__BeginImportResponse *)begin_import(harness, &france).response)->import_id;
	for (unsigned n = 0; n < 4; n++)
		assert_accepted(put_nth(harness, &france, import_id, n));
	/* The EPCI's row names it; and were that row skipped, the publication would find it. */
	answer = put_nth(harness, &france, import_id, 4);
	assert_refused(answer, "ROW_INVALID");
	assert_string_equal(answer.field, "epcis.member_codes[1]");
	assert_refused(publish(harness, &france, import_id), "ROW_INVALID");
	registry_free(harness);
}

static void commune_in_two_epcis(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	struct france france = FRANCE;

	(void)state;
	france.epcis[2].members[3] = "97410";
	assert_refused(publish(harness, &france, stage(harness, &france)), "MEMBER_TWICE");
	registry_free(harness);
}

static void import_resumes(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	Registry__BeginImportResponse *begun = begin_import(harness, &FRANCE).response;
	char *import_id = begun->import_id;
	uint64_t before;

	(void)state;
	for (unsigned n = 0; n < 3; n++)
		assert_accepted(put_nth(harness, &FRANCE, import_id, n));
	harness_restart(harness);
	before = harness_sequence(harness);
	begun = begin_import(harness, &FRANCE).response;
	assert_string_equal(begun->import_id, import_id);
	assert_int_equal(begun->next_chunk, 3);
	assert_false(begun->already_published);
	/* A chunk sent again is not kept again. */
	assert_accepted(put_nth(harness, &FRANCE, import_id, 1));
	assert_int_equal(harness_sequence(harness), before);
	for (unsigned n = 3; n < 5; n++)
		assert_accepted(put_nth(harness, &FRANCE, import_id, n));
	assert_accepted(publish(harness, &FRANCE, import_id));
	registry_free(harness);
}

static void abandoned_import_leaves_nothing(void **state)
{
	struct harness *harness = registry_new();
	struct france abandoned = FRANCE, france = FRANCE;
	char *import_id;

	(void)state;
	abandoned.digest = 2;
	abandoned.communes[0].name = "Jamais";
	import_id = stage(harness, &abandoned);
	france.digest = 3;
	france.communes[1].name = "Caen-la-Mer";
	assert_accepted(import_france(harness, &france));
	assert_string_equal(get_commune(harness, "14047", 0)->name, "Bayeux");
	assert_string_equal(get_commune(harness, "14118", 0)->name, "Caen-la-Mer");
	assert_refused(publish(harness, &abandoned, import_id), "IMPORT_UNKNOWN");
	assert_refused(put_nth(harness, &abandoned, import_id, 3), "IMPORT_UNKNOWN");
	registry_free(harness);
}

static void chunks_come_in_order(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	char *import_id =
		((Registry__BeginImportResponse *)begin_import(harness, &FRANCE).response)->import_id;
	Registry__PutImportChunkRequest request = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__INIT;

	(void)state;
	for (unsigned n = 0; n < 4; n++)
		assert_accepted(put_nth(harness, &FRANCE, import_id, n));
	request.import_id = import_id;
	request.index = 4;
	request.after_code = "14047";
	request.columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES;
	request.communes = communes_of(&FRANCE);
	assert_refused(put_chunk(harness, &request), "CHUNK_OUT_OF_ORDER");
	registry_free(harness);
}

/* Two chunks of communes; the second one does not end the rows of the first. */
static void ranges_bound_what_is_ended(void **state)
{
	struct harness *harness = registry_new();
	struct france first = FRANCE, second = FRANCE, both = FRANCE;
	Registry__PutImportChunkRequest request = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__INIT;
	Registry__PutImportChunkResponse *response;

	(void)state;
	both.digest = 2;
	for (unsigned i = 0; i < COMMUNES; i++)
		(i < 5 ? &second : &first)->communes[i].code = NULL;
	first.communes[3].code = NULL; /* vanished */
	request.import_id =
		((Registry__BeginImportResponse *)begin_import(harness, &both).response)->import_id;
	request.columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES;
	request.communes = communes_of(&first);
	response = put_chunk(harness, &request).response;
	assert_int_equal(response->ended, 1);
	assert_int_equal(response->unchanged, 4);
	request.index = 1;
	request.after_code = "27016";
	request.last = true;
	request.communes = communes_of(&second);
	response = put_chunk(harness, &request).response;
	assert_int_equal(response->ended, 0);
	assert_int_equal(response->unchanged, 7);
	registry_free(harness);
}

static void totals_must_agree(void **state)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);
	struct france short_of_one = FRANCE;
	char *import_id;

	(void)state;
	import_id = ((Registry__BeginImportResponse *)begin_import(harness, &FRANCE).response)->import_id;
	short_of_one.communes[3].code = NULL;
	for (unsigned n = 0; n < 5; n++)
		assert_accepted(put_nth(harness, &short_of_one, import_id, n));
	assert_refused(publish(harness, &FRANCE, import_id), "TOTALS_DIFFER");
	assert_refused(publish(harness, &short_of_one, import_id), "TOTALS_DIFFER");
	/* The whole data makes it good. */
	for (unsigned n = 3; n < 5; n++)
		assert_accepted(put_nth(harness, &FRANCE, import_id, n));
	assert_accepted(publish(harness, &FRANCE, import_id));
	registry_free(harness);
}

static void older_geography_is_refused(void **state)
{
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	france.digest = 2;
	france.cog_year = 2025;
	assert_refused(begin_import(harness, &france), "COG_YEAR_OLDER");
	registry_free(harness);
}

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
		cmocka_unit_test(first_import_is_queryable),
		cmocka_unit_test(staged_rows_are_invisible),
		cmocka_unit_test(same_import_twice_writes_nothing),
		cmocka_unit_test(publishing_twice_writes_nothing),
		cmocka_unit_test(changed_row_keeps_its_past),
		cmocka_unit_test(new_population_year_is_beside_the_old),
		cmocka_unit_test(vanished_commune_is_ended),
		cmocka_unit_test(ended_commune_must_leave_its_epci),
		cmocka_unit_test(commune_in_two_epcis),
		cmocka_unit_test(import_resumes),
		cmocka_unit_test(abandoned_import_leaves_nothing),
		cmocka_unit_test(chunks_come_in_order),
		cmocka_unit_test(ranges_bound_what_is_ended),
		cmocka_unit_test(totals_must_agree),
		cmocka_unit_test(older_geography_is_refused),
		cmocka_unit_test(bad_rows_are_named),
		cmocka_unit_test(columns_must_fit),
		cmocka_unit_test(imports_are_for_operators),
		cmocka_unit_test(populations_of_other_years),
	};

	return cmocka_run_group_tests_name("registry/import", tests, NULL, NULL);
}
