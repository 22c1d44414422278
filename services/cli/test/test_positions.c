#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/positions.h"

static char error[POSITIONS_ERROR_MAX];

static bool read_text(const char *text, struct positions *ret, struct arena *arena)
{
	error[0] = '\0';
	assert_true(positions_new(ret, arena));
	return positions_read(ret, bytes_text(text), error) && positions_sort(ret, error);
}

static void columns_are_found_by_their_titles(void **state)
{
	struct arena *arena = arena_new(64 << 20);
	struct positions positions;

	(void)state;
	assert_true(
		read_text("insee,dept,lon,lat,name\r\n14047,14,-0.70312,49.27649,\"Bayeux, la vieille\"\n\n"
			  "01001,01,4.93060,46.15170,L'Abergement\n",
			  &positions, arena));
	assert_int_equal(positions.count, 2);
	assert_string_equal(positions.rows[0].code, "01001");
	assert_int_equal(positions.rows[0].longitude_e5, 493060);
	assert_int_equal(positions.rows[1].longitude_e5, -70312);
	assert_int_equal(positions.rows[1].latitude_e5, 4927649);
	assert_true(read_text("lat;\"lon\";name;insee\n-21.1;55.5;\"a;b\";97411", &positions, arena));
	assert_int_equal(positions.rows[0].latitude_e5, -2110000);
	assert_int_equal(positions.rows[0].longitude_e5, 5550000);
	arena_free(arena);
}

static void faults_name_the_line(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "ligne 1"},
		{"14047,1,2", "« insee »"},
		{"insee,lon\n14047,1", "« lat »"},
		{"insee,lon,lat\n1404,1,2", "ligne 2"},
		{"insee,lon,lat\n14047,1", "ligne 2"},
		{"insee,lon,lat\n14047,1,x", "ligne 2"},
		{"insee,lon,lat\n14047,1,nan", "ligne 2"},
		{"insee,lon,lat\n14047,1,1e1", "ligne 2"},
		{"insee,lon,lat\n14047,1,2\n14048,181,2", "ligne 3"},
		{"insee,lon,lat\n14047,1,-90.1", "ligne 2"},
		{"insee,lon,lat\n14047,1,2\n14047,1,2", "deux fois"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new(64 << 20);
		struct positions positions;

		assert_false(read_text(cases[i].text, &positions, arena));
		if (!strstr(error, cases[i].says))
			fail_msg("case %u: %s", i, error);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_found_by_their_titles),
		cmocka_unit_test(faults_name_the_line),
	};

	return cmocka_run_group_tests_name("cli/positions", tests, NULL, NULL);
}
