/* The nearest one, against the plainest way to find it; and kilometres of known pairs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "eligibility/globe.h"

enum { SPOTS = 500, ASKED = 200 };
#define HALF_TURN_KM (3.14159265358979323846 * 6371.0088)

struct places {
	struct coordinates at[SPOTS];
	struct spot spots[SPOTS];
	uint32_t numbers[SPOTS];
	size_t count;
	bool in_tree[SPOTS], passes[SPOTS];
};

static int32_t within(const uint8_t *bytes, int32_t most)
{
	return (int32_t)(get_be64(bytes) % (2 * (uint64_t)most + 1)) - most;
}

/* The same every time: around the globe, in a small country, on a grid on which many are equal, on both sides of the
 * antimeridian, and at the poles. */
static struct coordinates place_by(unsigned n, const uint8_t *bytes)
{
	switch (n % 5) {
	case 0:
		return (struct coordinates){within(bytes, 18000000), within(bytes + 8, 9000000)};
	case 1:
		return (struct coordinates){200000 + within(bytes, 300000),
					    4700000 + within(bytes + 8, 300000)};
	case 2:
		return (struct coordinates){bytes[0] % 4 * 100000, 4500000 + bytes[1] % 4 * 100000};
	case 3:
		return (struct coordinates){(bytes[0] % 2 ? 1 : -1) * (17999000 + bytes[1] % 2 * 1000),
					    within(bytes + 8, 100000)};
	default:
		return (struct coordinates){within(bytes, 18000000), bytes[8] % 2 ? 9000000 : -9000000};
	}
}

static struct places *some_places(void)
{
	static struct places places;
	struct hash hash = hash_of(bytes_text("globe"), (struct bytes){0}, (struct bytes){0});

	places.count = 0;
	for (unsigned i = 0; i < SPOTS; i++) {
		hash = hash_of(hash_bytes(&hash), (struct bytes){0}, (struct bytes){0});
		places.at[i] = place_by(i, hash.bytes);
		places.spots[i] = spot_of(places.at[i]);
		places.in_tree[i] = hash.bytes[20] % 4 != 0;
		places.passes[i] = hash.bytes[21] % 3 == 0;
		if (places.in_tree[i])
			places.numbers[places.count++] = i;
	}
	return &places;
}

static double square_between(const struct spot *a, const struct spot *b)
{
	double x = a->at[0] - b->at[0], y = a->at[1] - b->at[1], z = a->at[2] - b->at[2];

	return x * x + y * y + z * z;
}

static bool passes(void *ctx, uint32_t number)
{
	const struct places *places = ctx;

	return places->passes[number];
}

static void assert_nearest(struct places *places, const struct globe *globe, uint32_t asked, bool all)
{
	struct search search = {.from = places->spots[asked], .passes = all ? NULL : passes, .ctx = places};
	uint32_t best = NOBODY;
	double least = INFINITY, square;

	for (uint32_t i = 0; i < SPOTS; i++) {
		double each = square_between(&places->spots[asked], &places->spots[i]);

		if (!places->in_tree[i] || (!all && !places->passes[i]) || each >= least)
			continue;
		best = i; /* of equally near ones the lowest number */
		least = each;
	}
	assert_int_equal(globe_nearest(globe, &search, &square), best);
	assert_true(square == least);
}

static void the_nearest_is_what_looking_at_all_gives(void **state)
{
	struct places *places = some_places();
	struct globe globe = globe_new(places->spots, places->numbers, places->count);

	(void)state;
	for (uint32_t i = 0; i < ASKED; i++) {
		assert_nearest(places, &globe, i, true);
		assert_nearest(places, &globe, i, false);
	}
}

struct found {
	unsigned times[SPOTS], count;
};

static void note(void *ctx, uint32_t number)
{
	struct found *found = ctx;

	found->times[number]++;
	found->count++;
}

static void assert_within(const struct places *places, const struct globe *globe, uint32_t asked,
			  double square)
{
	struct found found = {.count = 0};
	unsigned wanted = 0;

	globe_within(globe, &places->spots[asked], square, note, &found);
	for (uint32_t i = 0; i < SPOTS; i++) {
		bool is = places->in_tree[i] &&
			  square_between(&places->spots[asked], &places->spots[i]) <= square;

		assert_int_equal(found.times[i], is);
		wanted += is;
	}
	assert_int_equal(found.count, wanted);
}

static void those_within_are_what_looking_at_all_gives(void **state)
{
	struct places *places = some_places();
	struct globe globe = globe_new(places->spots, places->numbers, places->count);

	(void)state;
	for (uint32_t i = 0; i < ASKED; i++) {
		assert_within(places, &globe, i, 0); /* those of the same place */
		assert_within(places, &globe, i, chord_square_of(30));
		assert_within(places, &globe, i, chord_square_of(5000));
		assert_within(places, &globe, i, square_between(&places->spots[i], &places->spots[i + 1]));
		assert_within(places, &globe, i, 4); /* the whole globe */
	}
}

static void nobody_is_nearest_to_nobody(void **state)
{
	struct spot spot = spot_of((struct coordinates){0, 0});
	uint32_t number = 0;
	struct globe none = globe_new(&spot, &number, 0), one = globe_new(&spot, &number, 1);
	struct places *places = some_places();
	struct search search = {.from = spot};
	double square;

	(void)state;
	assert_int_equal(globe_nearest(&none, &search, &square), NOBODY);
	assert_int_equal(globe_nearest(&one, &search, &square), 0);
	assert_true(square == 0);
	places->passes[0] = false;
	search.passes = passes;
	search.ctx = places;
	assert_int_equal(globe_nearest(&one, &search, &square), NOBODY);
}

static double kilometres(double longitude, double latitude, double other_longitude, double other_latitude)
{
	struct spot a = spot_of(
		(struct coordinates){(int32_t)lround(longitude * 1e5), (int32_t)lround(latitude * 1e5)});
	struct spot b = spot_of((struct coordinates){(int32_t)lround(other_longitude * 1e5),
						     (int32_t)lround(other_latitude * 1e5)});

	return kilometres_of(square_between(&a, &b));
}

static void assert_kilometres(double found, double wanted, double tolerance)
{
	if (!(fabs(found - wanted) <= tolerance))
		fail_msg("%.6f km, and not %.6f", found, wanted);
}

/* Of great circles, by the haversine of the same sphere, worked out apart. */
static void kilometres_are_those_of_known_pairs(void **state)
{
	(void)state;
	assert_kilometres(kilometres(2.3522, 48.8566, 4.8357, 45.7640), 391.50, 0.01); /* Paris–Lyon */
	assert_kilometres(kilometres(-4.4861, 48.3904, 7.7521, 48.5734), 901.30, 0.01); /* Brest–Strasbourg */
	assert_kilometres(kilometres(2.3522, 48.8566, 55.4481, -20.8789), 9364.58,
			  0.01);                                                /* Paris–Saint-Denis */
	assert_kilometres(kilometres(179.9, -17, -179.9, -17), 21.2671, 0.001); /* past the antimeridian */
	assert_kilometres(kilometres(180, 10, -180, 10), 0, 1e-9);              /* on it */
	assert_kilometres(kilometres(0, 90, 137, 90), 0, 1e-6);                 /* the pole is one place */
	assert_kilometres(kilometres(0, 90, 42, -90), HALF_TURN_KM, 1e-6);
	assert_kilometres(kilometres(10, 0, -170, 0), HALF_TURN_KM, 1e-3);
	assert_kilometres(kilometres(0, 0, 0, 0.00001), HALF_TURN_KM / 180e5, 1e-9); /* the least there is */
}

static void a_chord_is_that_of_its_arc(void **state)
{
	(void)state;
	for (double km = 0.5; km < 20000; km *= 1.7)
		assert_kilometres(kilometres_of(chord_square_of(km)), km, km * 1e-9);
	assert_true(chord_square_of(HALF_TURN_KM) <= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_is_what_looking_at_all_gives),
		cmocka_unit_test(those_within_are_what_looking_at_all_gives),
		cmocka_unit_test(nobody_is_nearest_to_nobody),
		cmocka_unit_test(kilometres_are_those_of_known_pairs),
		cmocka_unit_test(a_chord_is_that_of_its_arc),
	};

	return cmocka_run_group_tests_name("eligibility/globe", tests, NULL, NULL);
}
