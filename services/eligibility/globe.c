#include "eligibility/globe.h"

#include <math.h>

#include "base/real.h"

/* The mean radius of the Earth: IUGG, Geodetic Reference System 1980. */
#define EARTH_KM 6371.0088

struct spot spot_of(struct coordinates position)
{
	double longitude = position.longitude_e5 / 1e5, latitude = position.latitude_e5 / 1e5;
	double width = real_cos_degrees(latitude);

	return (struct spot){{width * real_cos_degrees(longitude), width * real_sin_degrees(longitude),
			      real_sin_degrees(latitude)}};
}

double kilometres_of(double chord_square)
{
	double half = sqrt(chord_square) / 2;

	return 2 * EARTH_KM * real_asin(half < 1 ? half : 1);
}

/* chord = 2 sin(angle / 2) */
double chord_square_of(double kilometres)
{
	double half = real_sin_degrees(kilometres / EARTH_KM / 2 * (180 / 3.14159265358979323846));

	return 4 * half * half;
}

static double chord_square(const struct spot *a, const struct spot *b)
{
	double x = a->at[0] - b->at[0], y = a->at[1] - b->at[1], z = a->at[2] - b->at[2];

	return x * x + y * y + z * z;
}

/* ---- The tree: of each range the middle one parts those below it from those above, by the axis of its depth */

static bool is_before(const struct globe *globe, uint32_t a, uint32_t b, unsigned axis)
{
	double left = globe->spots[a].at[axis], right = globe->spots[b].at[axis];

	return left < right || (left == right && a < b);
}

/* Swaps what is on the wrong side of the pivot, until the sides meet (Hoare). */
static void part(const struct globe *globe, ptrdiff_t *left, ptrdiff_t *right, uint32_t pivot, unsigned axis)
{
	uint32_t *numbers = globe->numbers;

	while (*left <= *right) {
		uint32_t held;

		while (is_before(globe, numbers[*left], pivot, axis))
			++*left;
		while (is_before(globe, pivot, numbers[*right], axis))
			--*right;
		if (*left > *right)
			return;
		held = numbers[*left];
		numbers[(*left)++] = numbers[*right];
		numbers[(*right)--] = held;
	}
}

/* Puts the one that belongs in the middle there, smaller ones before it, larger ones behind it. */
static void select_middle(const struct globe *globe, ptrdiff_t first, ptrdiff_t last, ptrdiff_t middle,
			  unsigned axis)
{
	while (first < last) {
		ptrdiff_t left = first, right = last;

		part(globe, &left, &right, globe->numbers[middle], axis);
		if (middle > right && middle < left)
			return;
		if (middle <= right)
			last = right;
		else
			first = left;
	}
}

static void build(const struct globe *globe, size_t first, size_t end, unsigned axis)
{
	size_t middle = first + (end - first) / 2;

	if (end - first < 2)
		return;
	select_middle(globe, (ptrdiff_t)first, (ptrdiff_t)end - 1, (ptrdiff_t)middle, axis);
	build(globe, first, middle, (axis + 1) % 3);
	build(globe, middle + 1, end, (axis + 1) % 3);
}

struct globe globe_new(const struct spot *spots, uint32_t *numbers, size_t count)
{
	struct globe globe = {.spots = spots, .numbers = numbers, .count = count};

	build(&globe, 0, count, 0);
	return globe;
}

/* ---- Searches */

struct nearest {
	const struct globe *globe;
	const struct search *search;
	uint32_t best;
	double chord_square;
};

static void consider(struct nearest *nearest, uint32_t number)
{
	double square = chord_square(&nearest->search->from, &nearest->globe->spots[number]);

	if (square > nearest->chord_square || (square == nearest->chord_square && number > nearest->best))
		return;
	if (nearest->search->passes && !nearest->search->passes(nearest->search->ctx, number))
		return;
	nearest->best = number;
	nearest->chord_square = square;
}

static void descend(struct nearest *nearest, size_t first, size_t end, unsigned axis)
{
	size_t middle = first + (end - first) / 2;
	unsigned next = (axis + 1) % 3;
	double beyond;

	if (first == end)
		return;
	beyond = nearest->search->from.at[axis] -
		 nearest->globe->spots[nearest->globe->numbers[middle]].at[axis];
	consider(nearest, nearest->globe->numbers[middle]);
	if (beyond <= 0)
		descend(nearest, first, middle, next);
	else
		descend(nearest, middle + 1, end, next);
	if (beyond * beyond > nearest->chord_square)
		return;
	if (beyond <= 0)
		descend(nearest, middle + 1, end, next);
	else
		descend(nearest, first, middle, next);
}

uint32_t globe_nearest(const struct globe *globe, const struct search *search, double *ret_chord_square)
{
	struct nearest nearest = {.globe = globe, .search = search, .best = NOBODY, .chord_square = INFINITY};

	descend(&nearest, 0, globe->count, 0);
	*ret_chord_square = nearest.chord_square;
	return nearest.best;
}

struct within {
	const struct globe *globe;
	const struct spot *from;
	double chord_square;
	void (*found)(void *ctx, uint32_t number);
	void *ctx;
};

static void gather(const struct within *within, size_t first, size_t end, unsigned axis)
{
	size_t middle = first + (end - first) / 2;
	uint32_t number;
	double beyond;

	if (first == end)
		return;
	number = within->globe->numbers[middle];
	beyond = within->from->at[axis] - within->globe->spots[number].at[axis];
	if (chord_square(within->from, &within->globe->spots[number]) <= within->chord_square)
		within->found(within->ctx, number);
	if (beyond <= 0 || beyond * beyond <= within->chord_square)
		gather(within, first, middle, (axis + 1) % 3);
	if (beyond >= 0 || beyond * beyond <= within->chord_square)
		gather(within, middle + 1, end, (axis + 1) % 3);
}

void globe_within(const struct globe *globe, const struct spot *from, double chord_square_most,
		  void (*found)(void *ctx, uint32_t number), void *ctx)
{
	const struct within within = {globe, from, chord_square_most, found, ctx};

	gather(&within, 0, globe->count, 0);
}
