#include "registry/contour.h"

#include "registry/position.h"
#include "registry/state.h"

enum { HEADER_SIZE = 4 + CITATION_SIZE };

enum geography_kind contour_kind(Registry__ContourKind kind)
{
	switch (kind) {
	case REGISTRY__CONTOUR_KIND__CONTOUR_KIND_REGION:
		return KIND_REGION;
	case REGISTRY__CONTOUR_KIND__CONTOUR_KIND_DEPARTEMENT:
		return KIND_DEPARTEMENT;
	case REGISTRY__CONTOUR_KIND__CONTOUR_KIND_COMMUNE:
		return KIND_COMMUNE;
	case REGISTRY__CONTOUR_KIND__CONTOUR_KIND_EPCI:
		return KIND_EPCI;
	case REGISTRY__CONTOUR_KIND__CONTOUR_KIND_UNSPECIFIED:
	case _REGISTRY__CONTOUR_KIND_IS_INT_SIZE:
		break;
	}
	return 0;
}

struct contour_value contour_value_of(struct bytes value)
{
	struct reader reader = reader_of(value);
	struct contour_value contour = {.year = reader_be32(&reader)};

	contour.source = citation_read(&reader);
	contour.packed = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	return contour;
}

struct bytes contour_value_pack(struct arena *arena, uint32_t year, const struct citation *source,
				const Registry__Contour *contour)
{
	size_t size = HEADER_SIZE + registry__contour__get_packed_size(contour);
	uint8_t *value = arena_alloc(arena, size);

	if (!value)
		return (struct bytes){0};
	put_be32(value, year);
	memcpy(value + 4, source->bytes, sizeof(source->bytes));
	registry__contour__pack(contour, value + HEADER_SIZE);
	return bytes_of(value, size);
}

struct bytes contour_get(struct txn *txn, enum geography_kind kind, const char *code)
{
	struct key key = geography_key(kind, code);

	return txn_get(txn, TABLE_CONTOURS, key_bytes(&key));
}

void contour_put(struct txn *txn, enum geography_kind kind, const char *code, struct bytes value)
{
	struct key key = geography_key(kind, code);

	txn_put(txn, TABLE_CONTOURS, key_bytes(&key), value);
}

struct point {
	int64_t longitude_e5, latitude_e5;
};

static bool same_point(const struct point *a, const struct point *b)
{
	return a->longitude_e5 == b->longitude_e5 && a->latitude_e5 == b->latitude_e5;
}

/* A ring of `count` points that goes on from `at`, which becomes its last one. */
static const char *ring_fault(const int32_t *deltas, uint32_t count, struct point *at)
{
	struct point first = {0}, before;

	for (uint32_t i = 0; i < count; i++) {
		before = *at;
		at->longitude_e5 += deltas[2 * (size_t)i];
		at->latitude_e5 += deltas[2 * (size_t)i + 1];
		if (!position_valid(at->longitude_e5, at->latitude_e5))
			return "un point est hors du globe (longitude de -180 à 180 degrés, latitude de -90 "
			       "à 90)";
		if (i == 0)
			first = *at;
		else if (same_point(at, &before))
			return "un point est répété";
	}
	return same_point(at, &first)
		       ? "un anneau répète à la fin son premier point : il se ferme de lui-même"
		       : NULL;
}

const char *contour_fault(const Registry__Contour *contour)
{
	const char *fault = NULL;
	struct point at = {0};
	size_t points = 0;

	if (contour->n_point_counts == 0)
		return "il n'a aucun anneau";
	if (contour->n_point_counts > CONTOUR_RINGS_MAX)
		return "il a plus de 5 000 anneaux";
	for (size_t i = 0; i < contour->n_point_counts; i++) {
		if (contour->point_counts[i] < 3)
			return "un anneau a moins de trois points";
		if (contour->point_counts[i] > CONTOUR_POINTS_MAX - points)
			return "il a plus de 50 000 points";
		points += contour->point_counts[i];
	}
	if (contour->n_deltas != 2 * points)
		return "ses coordonnées ne sont pas deux par point";
	for (size_t i = 0, done = 0; i < contour->n_point_counts && !fault; i++) {
		fault = ring_fault(contour->deltas + 2 * done, contour->point_counts[i], &at);
		done += contour->point_counts[i];
	}
	return fault;
}
