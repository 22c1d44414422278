#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/outlines.h"

#define COMMUNE     REGISTRY__CONTOUR_KIND__CONTOUR_KIND_COMMUNE
#define DEPARTEMENT REGISTRY__CONTOUR_KIND__CONTOUR_KIND_DEPARTEMENT
#define EPCI        REGISTRY__CONTOUR_KIND__CONTOUR_KIND_EPCI
#define FEATURE(code, type, coordinates)                                                                     \
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"" code                                             \
	"\",\"nom\":\"X\"},\"geometry\":{\"type\":\"" type "\",\"coordinates\":" coordinates "}}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define SQUARE               "[[2,49],[2.001,49],[2.001,49.001],[2,49.001],[2,49]]"

static char error[OUTLINES_ERROR_MAX];

static bool read_as(const char *text, Registry__ContourKind kind, struct outlines *ret, struct arena *arena)
{
	error[0] = '\0';
	assert_true(outlines_new(ret, arena));
	return outlines_read(ret, bytes_text(text), kind, error) && outlines_sort(ret, error);
}

static void rings_close_themselves_and_are_differences(void **state)
{
	static const int32_t DELTAS[] = {200000, 4900000, 100, 0, 0, 100, -100, 0};
	struct arena *arena = arena_new(64 << 20);
	struct outlines outlines;

	(void)state;
	assert_true(read_as(COLLECTION(FEATURE("14047", "Polygon", "[" SQUARE "]")), 0, &outlines, arena));
	assert_int_equal(outlines.count, 1);
	assert_int_equal(outlines.rows[0].kind, COMMUNE);
	assert_string_equal(outlines.rows[0].contour.code, "14047");
	assert_int_equal(outlines.rows[0].contour.n_point_counts, 1);
	assert_int_equal(outlines.rows[0].contour.point_counts[0], 4);
	assert_int_equal(outlines.rows[0].contour.n_deltas, 8);
	assert_memory_equal(outlines.rows[0].contour.deltas, DELTAS, sizeof DELTAS);
	arena_free(arena);
}

/* A hole, then an island, whose first point is told from the last one of the hole. */
static void all_rings_of_all_polygons_follow_each_other(void **state)
{
	struct arena *arena = arena_new(64 << 20);
	struct outlines outlines;
	Registry__Contour *contour;

	(void)state;
	assert_true(read_as(
		COLLECTION(FEATURE("14047", "MultiPolygon",
				   "[[" SQUARE "," SQUARE "],[[[-1.00001,0],[0,1],[0,0.5],[-1.00001,0]]]]")),
		0, &outlines, arena));
	contour = &outlines.rows[0].contour;
	assert_int_equal(contour->n_point_counts, 3);
	assert_int_equal(contour->point_counts[2], 3);
	assert_int_equal(contour->n_deltas, 22);
	assert_int_equal(contour->deltas[8], 0); /* the hole begins 100 below where the square ended */
	assert_int_equal(contour->deltas[9], -100);
	assert_int_equal(contour->deltas[16], -100001 - 200000);
	arena_free(arena);
}

/* Points that fall together within a metre are one; a ring of fewer than three is none. */
static void what_is_too_small_is_left_out(void **state)
{
	struct arena *arena = arena_new(64 << 20);
	struct outlines outlines;

	(void)state;
	assert_true(read_as(
		COLLECTION(FEATURE(
			"14047", "Polygon",
			"[[[2,49],[2.000001,49],[2.001,49],[2.001,49.001],[2.000001,49.000001],[2,49]],"
			"[[3,4],[3.000001,4],[3,4.000001],[3,4]]]") "," FEATURE("14048", "Polygon",
										"[]") "," FEATURE("14049",
												  "Polygon",
												  "[[[3,4],["
												  "3.000001,"
												  "4],[3,4."
												  "000001],["
												  "3,4]]]") ",{\"properties\":{\"code\":\"14050\"},\"geometry\":null}"),
		0, &outlines, arena));
	assert_int_equal(outlines.count, 1);
	assert_int_equal(outlines.empty, 3);
	assert_int_equal(outlines.rows[0].contour.n_point_counts, 1);
	assert_int_equal(outlines.rows[0].contour.point_counts[0], 3);
	arena_free(arena);
}

static void kinds_are_told_by_codes_or_by_the_caller(void **state)
{
	struct arena *arena = arena_new(256 << 20);
	struct outlines outlines;

	(void)state;
	assert_true(read_as(
		COLLECTION(FEATURE("200000172", "Polygon", "[" SQUARE "]") "," FEATURE(
			"974", "Polygon", "[" SQUARE "]") "," FEATURE("2A004", "Polygon", "[" SQUARE "]")),
		0, &outlines, arena));
	assert_int_equal(outlines.rows[0].kind, COMMUNE);
	assert_int_equal(outlines.rows[1].kind, EPCI);
	assert_int_equal(outlines.rows[2].kind, DEPARTEMENT);
	assert_false(read_as(COLLECTION(FEATURE("11", "Polygon", "[" SQUARE "]")), 0, &outlines, arena));
	assert_non_null(strstr(error, "--kind"));
	assert_true(
		read_as(COLLECTION(FEATURE("11", "Polygon", "[" SQUARE "]")), DEPARTEMENT, &outlines, arena));
	assert_int_equal(outlines.rows[0].kind, DEPARTEMENT);
	arena_free(arena);
}

static void faults_name_the_feature(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"{", "JSON"},
		{"[]", "FeatureCollection"},
		{COLLECTION("{}"), "objet 1"},
		{COLLECTION("1"), "objet 1"},
		{COLLECTION("{\"properties\":{\"code\":14047}}"), "« code »"},
		{COLLECTION(FEATURE("1404", "Polygon", "[" SQUARE "]")), "code 1404"},
		{COLLECTION(FEATURE("14047", "Point", "[2,49]")), "« Point »"},
		{COLLECTION(FEATURE("14047", "Polygon", "[[[2,49],[3,49],[3,50],[2,50]]]")),
		 "finit par le premier"},
		{COLLECTION(FEATURE("14047", "Polygon", "[[[2,49],[3,49],[2,49]]]")), "quatre points"},
		{COLLECTION(FEATURE("14047", "Polygon", "[[1,2,3,1]]")), "longitude"},
		{COLLECTION(FEATURE("14047", "Polygon", "[[[2,\"x\"],[3,49],[3,50],[2,\"x\"]]]")),
		 "longitude"},
		{COLLECTION(FEATURE("14047", "Polygon", "[[[200000,49],[3,49],[3,50],[200000,49]]]")),
		 "degrés"},
		{COLLECTION(FEATURE("14047", "MultiPolygon", "[[]]")), "liste d'anneaux"},
		{COLLECTION(FEATURE("14047", "MultiPolygon", "[1]")), "liste d'anneaux"},
		{COLLECTION(FEATURE("14047", "Polygon", "[" SQUARE "]") "," FEATURE("14047", "Polygon",
										    "[" SQUARE "]")),
		 "deux fois"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new(64 << 20);
		struct outlines outlines;

		assert_false(read_as(cases[i].text, 0, &outlines, arena));
		if (!strstr(error, cases[i].says))
			fail_msg("case %u: %s", i, error);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings_close_themselves_and_are_differences),
		cmocka_unit_test(all_rings_of_all_polygons_follow_each_other),
		cmocka_unit_test(what_is_too_small_is_left_out),
		cmocka_unit_test(kinds_are_told_by_codes_or_by_the_caller),
		cmocka_unit_test(faults_name_the_feature),
	};

	return cmocka_run_group_tests_name("cli/outlines", tests, NULL, NULL);
}
