/* Outlines of places: one each, the latest that was recorded, with its year and source. A value is the year, what
 * identifies the source, and the packed Contour. */
#ifndef PVD_REGISTRY_CONTOUR_H
#define PVD_REGISTRY_CONTOUR_H

#include "pvd/registry/v1/contour.pb-c.h"
#include "registry/citation.h"
#include "registry/geography.h"

/* A contour of as many points takes less than half a mebibyte: no coordinate's difference has more than four bytes. */
enum { CONTOUR_RINGS_MAX = 5000, CONTOUR_POINTS_MAX = 50000 };

/* What it outlines; 0 for none. */
enum geography_kind contour_kind(Registry__ContourKind kind);

struct contour_value {
	uint32_t year;
	struct citation source;
	struct bytes packed; /* in the map, until the next write */
};

struct contour_value contour_value_of(struct bytes value);
/* A value to be stored, in the arena; .data is NULL past the cap. */
struct bytes contour_value_pack(struct arena *arena, uint32_t year, const struct citation *source,
				const Registry__Contour *contour);

/* .data is NULL where it is unknown. */
struct bytes contour_get(struct txn *txn, enum geography_kind kind, const char *code);
void contour_put(struct txn *txn, enum geography_kind kind, const char *code, struct bytes value);

/* What is wrong with its rings, in French; NULL if nothing is. */
const char *contour_fault(const Registry__Contour *contour);

#endif
