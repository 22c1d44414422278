/* Outlines and positions as an importer sends them. */
#ifndef PVD_REGISTRY_TEST_MAP_H
#define PVD_REGISTRY_TEST_MAP_H

#include "fixture.h"

#define OF_REGIONS      REGISTRY__CONTOUR_KIND__CONTOUR_KIND_REGION
#define OF_DEPARTEMENTS REGISTRY__CONTOUR_KIND__CONTOUR_KIND_DEPARTEMENT
#define OF_COMMUNES     REGISTRY__CONTOUR_KIND__CONTOUR_KIND_COMMUNE
#define OF_EPCIS        REGISTRY__CONTOUR_KIND__CONTOUR_KIND_EPCI

/* A triangle of 1 000 units at (200 000, 4 900 000): 2° E, 49° N. */
static int32_t TRIANGLE[] = {200000, 4900000, 1000, 0, 0, 1000};
static uint32_t THREE_POINTS[] = {3};

static inline Registry__Contour triangle(const char *code)
{
	Registry__Contour contour = REGISTRY__CONTOUR__INIT;

	contour.code = (char *)(uintptr_t)code;
	contour.n_point_counts = 1;
	contour.point_counts = THREE_POINTS;
	contour.n_deltas = 6;
	contour.deltas = TRIANGLE;
	return contour;
}

static inline struct answer record_contours(struct harness *harness, Registry__ContourKind kind,
					    unsigned year, Registry__Contour *contours, size_t n)
{
	Registry__RecordContoursRequest request = REGISTRY__RECORD_CONTOURS_REQUEST__INIT;

	request.kind = kind;
	request.year = year;
	request.source = "IGN Admin Express";
	request.contours = arena_array(harness->arena, n + 1, sizeof(*request.contours));
	request.n_contours = n;
	for (size_t i = 0; i < n; i++)
		request.contours[i] = &contours[i];
	return harness_call(harness, anct(harness), "RecordContours", &request.base);
}

/* Triangles of these places. */
static inline Registry__RecordContoursResponse *draw(struct harness *harness, Registry__ContourKind kind,
						     unsigned year, const char *const *codes, size_t n)
{
	Registry__Contour contours[16];
	struct answer answer;

	for (size_t i = 0; i < n; i++)
		contours[i] = triangle(codes[i]);
	answer = record_contours(harness, kind, year, contours, n);
	assert_accepted(answer);
	return answer.response;
}

static inline struct answer record_position(struct harness *harness, unsigned year, const char *code,
					    int32_t longitude_e5, int32_t latitude_e5)
{
	Registry__RecordPositionsRequest request = REGISTRY__RECORD_POSITIONS_REQUEST__INIT;
	char *codes[] = {(char *)(uintptr_t)code};

	request.year = year;
	request.source = "IGN Admin Express";
	request.n_codes = request.n_longitudes_e5 = request.n_latitudes_e5 = 1;
	request.codes = codes;
	request.longitudes_e5 = &longitude_e5;
	request.latitudes_e5 = &latitude_e5;
	return harness_call(harness, anct(harness), "RecordPositions", &request.base);
}

#endif
