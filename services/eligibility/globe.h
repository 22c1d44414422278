/* Places on the globe, and which of some is nearest: a tree that halves them by one coordinate after the other. */
#ifndef PVD_ELIGIBILITY_GLOBE_H
#define PVD_ELIGIBILITY_GLOBE_H

#include "base/arena.h"
#include "eligibility/coordinates.h"

/* On the sphere of radius one. */
struct spot {
	double at[3];
};

struct spot spot_of(struct coordinates position);
/* Along a great circle, from the square of the straight line between two spots. */
double kilometres_of(double chord_square);
/* The square of the straight line that such an arc spans. */
double chord_square_of(double kilometres);

struct globe {
	const struct spot *spots; /* by number */
	uint32_t *numbers;        /* of those in the tree; the middle one of each half parts it */
	size_t count;
};

/* Of those numbers, which the tree keeps and arranges. */
struct globe globe_new(const struct spot *spots, uint32_t *numbers, size_t count);

enum { NOBODY = UINT32_MAX };

struct search {
	struct spot from;
	/* Who does not count; NULL: all do. */
	bool (*passes)(void *ctx, uint32_t number);
	void *ctx;
};

/* Of those that are equally near the lowest number; NOBODY if none passes. */
uint32_t globe_nearest(const struct globe *globe, const struct search *search, double *ret_chord_square);
/* Calls `found` for each at most so far. */
void globe_within(const struct globe *globe, const struct spot *from, double chord_square,
		  void (*found)(void *ctx, uint32_t number), void *ctx);

#endif
