#include "cli/outlines.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"

enum { CODE_MAX = 9 };

/* One feature being read. */
struct feature {
	struct outlines *outlines;
	char *error;
	size_t number;    /* from 1 */
	const char *code; /* "" before it is known */
	Registry__Contour *contour;
	int64_t longitude_e5, latitude_e5; /* of the point before */
};

static bool fail(const struct feature *feature, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(const struct feature *feature, const char *message, ...)
{
	int len = snprintf(feature->error, OUTLINES_ERROR_MAX, "objet %zu%s%.20s : ", feature->number,
			   *feature->code ? ", code " : "", feature->code);
	va_list arguments;

	va_start(arguments, message);
	(void)vsnprintf(feature->error + len, OUTLINES_ERROR_MAX - (size_t)len, message, arguments);
	va_end(arguments);
	return false;
}

static bool point_of(const struct feature *feature, const json_t *position, int64_t *ret_longitude,
		     int64_t *ret_latitude)
{
	const json_t *longitude = json_array_get(position, 0), *latitude = json_array_get(position, 1);

	if (!json_is_number(longitude) || !json_is_number(latitude))
		return fail(feature, "un point est une longitude et une latitude, en degrés");
	if (fabs(json_number_value(longitude)) > 180 || fabs(json_number_value(latitude)) > 90)
		return fail(feature,
			    "un point est hors du globe : les coordonnées sont-elles en degrés (WGS 84) ?");
	*ret_longitude = llround(json_number_value(longitude) * 1e5);
	*ret_latitude = llround(json_number_value(latitude) * 1e5);
	return true;
}

static void add_point(struct feature *feature, int64_t longitude, int64_t latitude)
{
	Registry__Contour *contour = feature->contour;

	contour->deltas[contour->n_deltas++] = (int32_t)(longitude - feature->longitude_e5);
	contour->deltas[contour->n_deltas++] = (int32_t)(latitude - feature->latitude_e5);
	feature->longitude_e5 = longitude;
	feature->latitude_e5 = latitude;
}

static bool is_closed(const json_t *ring)
{
	return json_equal(json_array_get(ring, 0), json_array_get(ring, json_array_size(ring) - 1));
}

/* How many points from the first on are left, once those at the end that fall together with the first are not
 * counted. */
static bool ring_length(const struct feature *feature, const json_t *ring, size_t *ret)
{
	int64_t first_longitude, first_latitude, longitude, latitude;

	if (!point_of(feature, json_array_get(ring, 0), &first_longitude, &first_latitude))
		return false;
	for (*ret = json_array_size(ring); *ret > 1; --*ret) {
		if (!point_of(feature, json_array_get(ring, *ret - 1), &longitude, &latitude))
			return false;
		if (longitude != first_longitude || latitude != first_latitude)
			break;
	}
	return true;
}

/* A ring that is less than a metre wide has no three points left, and is none. */
static bool add_ring(struct feature *feature, const json_t *ring)
{
	Registry__Contour *contour = feature->contour;
	const struct feature before = *feature;
	size_t deltas = contour->n_deltas, length;
	uint32_t count = 0;

	if (json_array_size(ring) < 4 || !is_closed(ring))
		return fail(feature, "un anneau a quatre points au moins, et finit par le premier");
	if (!ring_length(feature, ring, &length))
		return false;
	for (size_t i = 0; i < length; i++) {
		int64_t longitude, latitude;

		if (!point_of(feature, json_array_get(ring, i), &longitude, &latitude))
			return false;
		if (i > 0 && longitude == feature->longitude_e5 && latitude == feature->latitude_e5)
			continue;
		add_point(feature, longitude, latitude);
		count++;
	}
	if (count >= 3) {
		contour->point_counts[contour->n_point_counts++] = count;
	} else {
		*feature = before;
		contour->n_deltas = deltas;
	}
	return true;
}

static bool add_polygon(struct feature *feature, const json_t *polygon)
{
	const json_t *ring;
	size_t i;

	if (json_array_size(polygon) == 0)
		return fail(feature, "un polygone est une liste d'anneaux");
	json_array_foreach(polygon, i, ring) if (!add_ring(feature, ring)) return false;
	return true;
}

/* Room for as many rings and points as the polygons have. */
static bool make_room(struct feature *feature, json_t *const *polygons, size_t count)
{
	struct arena *arena = feature->outlines->arena;
	Registry__Contour *contour = feature->contour;
	size_t rings = 0, points = 0;

	for (size_t i = 0; i < count; i++) {
		rings += json_array_size(polygons[i]);
		for (size_t j = 0; j < json_array_size(polygons[i]); j++)
			points += json_array_size(json_array_get(polygons[i], j));
	}
	contour->point_counts = arena_array(arena, rings + 1, sizeof *contour->point_counts);
	contour->deltas = arena_array(arena, 2 * points + 1, sizeof *contour->deltas);
	return (contour->point_counts && contour->deltas) || fail(feature, "trop de données");
}

static bool read_polygons(struct feature *feature, json_t *const *polygons, size_t count)
{
	if (!make_room(feature, polygons, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_polygon(feature, polygons[i]))
			return false;
	return true;
}

static bool read_geometry(struct feature *feature, const json_t *geometry)
{
	const char *type = json_string_value(json_object_get(geometry, "type"));
	json_t *coordinates = json_object_get(geometry, "coordinates"), **polygons;
	size_t count = json_array_size(coordinates);

	/* A geometry may be null, and one without coordinates means the same (RFC 7946, 3.1 and 3.2). */
	if (json_is_null(geometry) || (type && json_is_array(coordinates) && count == 0))
		return true;
	if (type && strcmp(type, "Polygon") == 0)
		return read_polygons(feature, &coordinates, 1);
	if (!type || strcmp(type, "MultiPolygon") != 0)
		return fail(feature, "« %.20s » n'est pas un contour : Polygon ou MultiPolygon est attendu",
			    type ? type : "");
	polygons = arena_array(feature->outlines->arena, count + 1, sizeof *polygons);
	if (!polygons)
		return fail(feature, "trop de données");
	for (size_t i = 0; i < count; i++)
		polygons[i] = json_array_get(coordinates, i);
	return read_polygons(feature, polygons, count);
}

static bool kind_of(const struct feature *feature, Registry__ContourKind *ret)
{
	if (code_is_commune(feature->code))
		*ret = REGISTRY__CONTOUR_KIND__CONTOUR_KIND_COMMUNE;
	else if (code_is_siren(feature->code))
		*ret = REGISTRY__CONTOUR_KIND__CONTOUR_KIND_EPCI;
	else if (code_is_region(feature->code))
		return fail(feature, "est-ce une région ou un département ? Dites-le avec --kind");
	else if (code_is_departement(feature->code))
		*ret = REGISTRY__CONTOUR_KIND__CONTOUR_KIND_DEPARTEMENT;
	else
		return fail(feature, "ce n'est le code d'aucun lieu");
	return true;
}

static bool read_feature(struct feature *feature, const json_t *object, Registry__ContourKind kind)
{
	const char *code = json_string_value(json_object_get(json_object_get(object, "properties"), "code"));
	struct outlines *outlines = feature->outlines;
	struct outline *outline;

	if (!code || !*code || strlen(code) > CODE_MAX)
		return fail(feature, "sa propriété « code » manque, ou n'est pas un code");
	if (outlines->count == OUTLINES_MAX)
		return fail(feature, "plus de %d contours : importez-les en plusieurs fois", OUTLINES_MAX);
	outline = &outlines->rows[outlines->count];
	registry__contour__init(&outline->contour);
	feature->code = outline->contour.code = arena_strdup(outlines->arena, code);
	feature->contour = &outline->contour;
	outline->kind = kind;
	if (!kind && !kind_of(feature, &outline->kind))
		return false;
	if (!read_geometry(feature, json_object_get(object, "geometry")))
		return false;
	if (outline->contour.n_point_counts > 0)
		outlines->count++;
	else
		outlines->empty++;
	return true;
}

bool outlines_new(struct outlines *ret, struct arena *arena)
{
	*ret = (struct outlines){.arena = arena, .rows = arena_array(arena, OUTLINES_MAX, sizeof *ret->rows)};
	return ret->rows != NULL;
}

bool outlines_read(struct outlines *outlines, struct bytes text, Registry__ContourKind kind,
		   char error[OUTLINES_ERROR_MAX])
{
	json_error_t malformed;
	json_t *tree = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &malformed);
	const json_t *features = json_object_get(tree, "features"), *object;
	bool ok = json_is_array(features);
	size_t i;

	if (!tree)
		snprintf(error, OUTLINES_ERROR_MAX,
			 "ligne %d, colonne %d : à partir de là, ce n'est plus du JSON ; le fichier est-il "
			 "entier ?",
			 malformed.line, malformed.column);
	else if (!ok)
		snprintf(error, OUTLINES_ERROR_MAX, "une FeatureCollection est attendue (GeoJSON, RFC 7946)");
	json_array_foreach(features, i, object)
	{
		struct feature feature = {.outlines = outlines, .error = error, .number = i + 1, .code = ""};

		ok = read_feature(&feature, object, kind);
		if (!ok)
			break;
	}
	json_decref(tree);
	return ok;
}

static int compare(const void *a, const void *b)
{
	const struct outline *one = a, *other = b;

	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	return strcmp(one->contour.code, other->contour.code);
}

bool outlines_sort(struct outlines *outlines, char error[OUTLINES_ERROR_MAX])
{
	qsort(outlines->rows, outlines->count, sizeof *outlines->rows, compare);
	for (size_t i = 1; i < outlines->count; i++) {
		if (compare(&outlines->rows[i - 1], &outlines->rows[i]) != 0)
			continue;
		snprintf(error, OUTLINES_ERROR_MAX, "le contour de %.20s y est deux fois",
			 outlines->rows[i].contour.code);
		return false;
	}
	return true;
}
