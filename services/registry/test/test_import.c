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
	};

	return cmocka_run_group_tests_name("registry/import", tests, NULL, NULL);
}
