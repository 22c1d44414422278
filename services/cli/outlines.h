/* Outlines of places from GeoJSON (RFC 7946): features whose properties say `code`, whose geometry is a Polygon or a
 * MultiPolygon in degrees of WGS 84. Read as the registry takes them (contour.proto): rings that close themselves, in
 * differences of 1e-5 degrees. */
#ifndef PVD_CLI_OUTLINES_H
#define PVD_CLI_OUTLINES_H

#include "base/arena.h"
#include "pvd/registry/v1/contour.pb-c.h"

enum { OUTLINES_MAX = 50000, OUTLINES_ERROR_MAX = 240 };

struct outline {
	Registry__ContourKind kind;
	Registry__Contour contour;
};

struct outlines {
	struct arena *arena;
	struct outline *rows;
	size_t count;
	size_t empty; /* features without a geometry, or less than a metre wide: of no use to a map */
};

/* Everything will lie in `arena`. False past its cap. */
bool outlines_new(struct outlines *ret, struct arena *arena);
/* Adds the features of one text. `kind` unspecified: told by the shape of each code, of which two digits may be a
 * région or a département, and are refused. False with a French sentence that names the feature. */
bool outlines_read(struct outlines *outlines, struct bytes text, Registry__ContourKind kind,
		   char error[OUTLINES_ERROR_MAX]);
/* By kind and code. False with a French sentence if there is one twice. */
bool outlines_sort(struct outlines *outlines, char error[OUTLINES_ERROR_MAX]);

#endif
