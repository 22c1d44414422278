/* Outlines and positions: what may be recorded, what is written, and what is read of them. */
#include "map.h"

static Registry__ListContoursResponse *page(struct harness *harness, Registry__ListContoursRequest *request)
{
	struct answer answer = harness_call(harness, citizen(harness), "ListContours", &request->base);

	assert_accepted(answer);
	return answer.response;
}

/* The codes of all pages: "14047 14118". */
static const char *drawn(struct harness *harness, Registry__ContourKind kind, const char *departement,
			 const char *region)
{
	Registry__ListContoursRequest request = REGISTRY__LIST_CONTOURS_REQUEST__INIT;
	Registry__ListContoursResponse *response;
	char *codes = "";

	request.kind = kind;
	request.departement_code = (char *)(uintptr_t)departement;
	request.region_code = (char *)(uintptr_t)region;
	do {
		response = page(harness, &request);
		for (size_t i = 0; i < response->n_contours; i++)
			codes = arena_printf(harness->arena, "%s%s%s", codes, *codes ? " " : "",
					     response->contours[i]->code);
		request.after_code = response->next_after_code;
	} while (*request.after_code);
	return codes;
}

static void what_is_recorded_is_read(void **state)
{
	Registry__ListContoursRequest request = REGISTRY__LIST_CONTOURS_REQUEST__INIT;
	static const char *const CODES[] = {"14047", "14118"};
	struct harness *harness = registry_new();
	Registry__ListContoursResponse *response;

	(void)state;
	assert_int_equal(draw(harness, OF_COMMUNES, 2022, CODES, 1)->changed, 1);
	assert_int_equal(draw(harness, OF_COMMUNES, 2024, CODES + 1, 1)->changed, 1);
	request.kind = OF_COMMUNES;
	response = page(harness, &request);
	assert_int_equal(response->n_contours, 2);
	assert_string_equal(response->contours[0]->code, "14047");
	assert_int_equal(response->contours[0]->n_point_counts, 1);
	assert_int_equal(response->contours[0]->point_counts[0], 3);
	assert_int_equal(response->contours[0]->n_deltas, 6);
	assert_memory_equal(response->contours[0]->deltas, TRIANGLE, sizeof(TRIANGLE));
	assert_int_equal(response->n_source_indexes, 2);
	assert_int_equal(response->sources[response->source_indexes[0]]->year, 2022);
	assert_int_equal(response->sources[response->source_indexes[1]]->year, 2024);
	assert_string_equal(response->sources[0]->source, "IGN Admin Express");
	registry_free(harness);
}

static void the_same_is_not_written_again(void **state)
{
	static const char *const CODES[] = {"14047", "14118", "14119"};
	struct harness *harness = registry_new();
	Registry__RecordContoursResponse *response = draw(harness, OF_COMMUNES, 2022, CODES, 3);
	uint64_t before = harness_sequence(harness);

	(void)state;
	assert_int_equal(response->changed, 2);
	assert_int_equal(response->n_unknown_codes, 1);
	assert_string_equal(response->unknown_codes[0], "14119");
	response = draw(harness, OF_COMMUNES, 2022, CODES, 2);
	assert_int_equal(response->unchanged, 2);
	assert_int_equal(response->changed, 0);
	assert_int_equal(harness_sequence(harness), before);
	assert_int_equal(draw(harness, OF_COMMUNES, 2023, CODES, 2)->changed, 2);
	assert_int_equal(harness_sequence(harness), before + 1);
	registry_free(harness);
}

static void each_kind_has_its_own(void **state)
{
	static const char *const REGIONS[] = {"11", "28"}, *const DEPARTEMENTS[] = {"14", "77", "974"};
	static const char *const COMMUNES_OF[] = {"14047", "27016", "77131", "97411"};
	static const char *const EPCIS_OF[] = {EPCI_SEINE, EPCI_BRIE};
	struct harness *harness = registry_new();

	(void)state;
	draw(harness, OF_REGIONS, 2022, REGIONS, 2);
	draw(harness, OF_DEPARTEMENTS, 2022, DEPARTEMENTS, 3);
	draw(harness, OF_COMMUNES, 2022, COMMUNES_OF, 4);
	draw(harness, OF_EPCIS, 2022, EPCIS_OF, 2);
	assert_string_equal(drawn(harness, OF_REGIONS, "", ""), "11 28");
	assert_string_equal(drawn(harness, OF_REGIONS, "77", ""), "11");
	assert_string_equal(drawn(harness, OF_DEPARTEMENTS, "", ""), "14 77 974");
	assert_string_equal(drawn(harness, OF_DEPARTEMENTS, "", "28"), "14");
	assert_string_equal(drawn(harness, OF_COMMUNES, "", ""), "14047 27016 77131 97411");
	assert_string_equal(drawn(harness, OF_COMMUNES, "974", ""), "97411");
	assert_string_equal(drawn(harness, OF_COMMUNES, "", "28"), "14047 27016");
	assert_string_equal(drawn(harness, OF_COMMUNES, "27", "28"), "27016");
	assert_string_equal(drawn(harness, OF_COMMUNES, "77", "28"), "");
	assert_string_equal(drawn(harness, OF_EPCIS, "27", ""), EPCI_SEINE);
	assert_string_equal(drawn(harness, OF_EPCIS, "77", ""), EPCI_BRIE);
	registry_free(harness);
}

/* An ended commune is drawn no more. */
static void what_has_ended_is_not_listed(void **state)
{
	static const char *const CODES[] = {"14047", "14999"};
	struct harness *harness = registry_new();
	struct france france = FRANCE;

	(void)state;
	draw(harness, OF_COMMUNES, 2022, CODES, 2);
	france.digest = 2;
	france.cog_year = 2027;
	france.communes[3].code = NULL;
	assert_accepted(import_france(harness, &france));
	assert_string_equal(drawn(harness, OF_COMMUNES, "", ""), "14047");
	registry_free(harness);
}

/* A spiral of `points` points, no difference of which fits in fewer than three bytes. */
static Registry__Contour large(struct harness *harness, const char *code, uint32_t points)
{
	Registry__Contour contour = triangle(code);

	contour.deltas = arena_array(harness->arena, 2 * (size_t)points, sizeof(*contour.deltas));
	contour.point_counts = arena_array(harness->arena, 1, sizeof(*contour.point_counts));
	contour.point_counts[0] = points;
	contour.n_deltas = 2 * (size_t)points;
	for (uint32_t i = 0; i < points; i++) {
		contour.deltas[2 * (size_t)i] = i % 2 ? 20000 : -20001;
		contour.deltas[2 * (size_t)i + 1] = i % 2 ? 20000 : -20001;
	}
	return contour;
}

static void a_page_fits_an_answer(void **state)
{
	static const char *const CODES[] = {"14047", "14118", "14366", "27016", "77131"};
	Registry__ListContoursRequest request = REGISTRY__LIST_CONTOURS_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__ListContoursResponse *response;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		Registry__Contour contour = large(harness, CODES[i], 50000);

		assert_accepted(record_contours(harness, OF_COMMUNES, 2022, &contour, 1));
	}
	request.kind = OF_COMMUNES;
	response = page(harness, &request);
	assert_int_equal(response->n_contours, 1);
	assert_string_equal(response->next_after_code, "14047");
	assert_string_equal(drawn(harness, OF_COMMUNES, "", ""), "14047 14118 14366 27016 77131");
	assert_string_equal(drawn(harness, OF_COMMUNES, "", "28"), "14047 14118 14366 27016");
	registry_free(harness);
}

struct fault_case {
	const char *what;
	uint32_t counts[2];
	size_t count;
	int32_t deltas[12];
	size_t delta_count;
};

static void faulty_outlines_are_refused(void **state)
{
	static const struct fault_case CASES[] = {
		{"no ring", {0}, 0, {0}, 0},
		{"two points", {2}, 1, {1, 1, 1, 1}, 4},
		{"one coordinate missing", {3}, 1, {1, 1, 1, 1, 2}, 5},
		{"one ring too few", {3}, 1, {1, 1, 1, 0, 0, 1, 9, 9, 1, 0, 0, 1}, 12},
		{"closed twice", {4}, 1, {1, 1, 1, 0, 0, 1, -1, -1}, 8},
		{"a point twice", {3}, 1, {1, 1, 1, 0, 0, 0}, 6},
		{"too far east", {3}, 1, {18000001, 1, -1, 0, 0, 1}, 6},
		{"too far north", {3}, 1, {1, 9000000, 1, 0, 0, 1}, 6},
		{"beyond what adds up", {3}, 1, {1, 1, INT32_MIN, 0, INT32_MIN, 1}, 6},
		{"a second ring too far", {3, 3}, 2, {1, 1, 1, 0, 0, 1, -18000003, 0, 1, 0, 0, 1}, 12},
	};
	struct harness *harness = registry_new();
	uint64_t before = harness_sequence(harness);
	Registry__Contour two[] = {triangle("14118"), triangle("14047")};

	(void)state;
	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		Registry__Contour contour = triangle("14047");

		contour.n_point_counts = CASES[i].count;
		contour.point_counts = (uint32_t *)(uintptr_t)CASES[i].counts;
		contour.n_deltas = CASES[i].delta_count;
		contour.deltas = (int32_t *)(uintptr_t)CASES[i].deltas;
		if (strcmp(record_contours(harness, OF_COMMUNES, 2022, &contour, 1).reason, "ROW_INVALID") !=
		    0)
			fail_msg("%s is taken", CASES[i].what);
	}
	assert_refused(record_contours(harness, OF_COMMUNES, 2022, two, 2), "ROW_INVALID");
	two[1] = two[0];
	assert_refused(record_contours(harness, OF_COMMUNES, 2022, two, 2), "ROW_INVALID");
	assert_refused(record_contours(harness, OF_DEPARTEMENTS, 2022, two, 1), "ROW_INVALID");
	assert_refused(record_contours(harness, 0, 2022, two, 1), "KIND_MISSING");
	assert_refused(record_contours(harness, OF_COMMUNES, 22, two, 1), "YEAR_INVALID");
	assert_refused(record_contours(harness, OF_COMMUNES, 2022, two, 0), "NO_ROWS");
	two[0] = large(harness, "14047", 50001);
	assert_refused(record_contours(harness, OF_COMMUNES, 2022, two, 1), "ROW_INVALID");
	assert_int_equal(harness_sequence(harness), before);
	registry_free(harness);
}

static void lists_say_what_they_lack(void **state)
{
	Registry__ListContoursRequest request = REGISTRY__LIST_CONTOURS_REQUEST__INIT;
	struct harness *harness = registry_new();

	(void)state;
	assert_refused(harness_call(harness, citizen(harness), "ListContours", &request.base),
		       "KIND_MISSING");
	request.kind = OF_COMMUNES;
	request.after_code = "1234567890";
	assert_refused(harness_call(harness, citizen(harness), "ListContours", &request.base),
		       "CODE_INVALID");
	request.after_code = "";
	request.departement_code = "99";
	assert_refused(harness_call(harness, citizen(harness), "ListContours", &request.base),
		       "UNKNOWN_CODE");
	registry_free(harness);
}

static void positions_are_the_latest_recorded(void **state)
{
	struct harness *harness = registry_new();
	Registry__RecordPositionsResponse *response =
		record_position(harness, 2024, "14047", -70300, 4927600).response;
	Registry__Position *position;
	uint64_t before;

	(void)state;
	assert_int_equal(response->changed, 1);
	before = harness_sequence(harness);
	response = record_position(harness, 2024, "14047", -70300, 4927600).response;
	assert_int_equal(response->unchanged, 1);
	response = record_position(harness, 2024, "14048", -70300, 4927600).response;
	assert_string_equal(response->unknown_codes[0], "14048");
	assert_refused(record_position(harness, 2024, "14047", 18000001, 0), "ROW_INVALID");
	assert_refused(record_position(harness, 2024, "14047", 0, -9000001), "ROW_INVALID");
	assert_refused(record_position(harness, 2024, "1404", 0, 0), "ROW_INVALID");
	assert_int_equal(harness_sequence(harness), before);
	position = get_commune(harness, "14047", 0)->position;
	assert_int_equal(position->longitude_e5, -70300);
	assert_int_equal(position->latitude_e5, 4927600);
	assert_int_equal(position->year, 2024);
	assert_string_equal(position->source, "IGN Admin Express");
	assert_null(get_commune(harness, "14118", 0)->position);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_recorded_is_read),
		cmocka_unit_test(the_same_is_not_written_again),
		cmocka_unit_test(each_kind_has_its_own),
		cmocka_unit_test(what_has_ended_is_not_listed),
		cmocka_unit_test(a_page_fits_an_answer),
		cmocka_unit_test(faulty_outlines_are_refused),
		cmocka_unit_test(lists_say_what_they_lack),
		cmocka_unit_test(positions_are_the_latest_recorded),
	};

	return cmocka_run_group_tests_name("registry/contour", tests, NULL, NULL);
}
