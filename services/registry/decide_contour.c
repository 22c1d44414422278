/* Outlines and positions, for maps. As with populations, what is known already is not written again, and a code that
 * the geography does not have is told. */
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "registry/contour.h"
#include "registry/position.h"
#include "registry_binding.h"
#include "service/check.h"

enum { CONTOURS_MAX = 5000, POSITIONS_MAX = 40000 };

static bool refuse_row(struct decision *decision, const char *list, size_t n, const char *code,
		       const char *why)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "%s[%zu]", list, n);
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ROW_INVALID", field,
		      "Ligne %zu, « %.20s » : %s.", n + 1, code, why);
}

static bool check_count(struct decision *decision, const char *list, size_t count, size_t most)
{
	if (count == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "NO_ROWS", list, "Aucune ligne.");
	if (count > most)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_ROWS", list,
			      "%zu lignes pour %zu au plus. Découpez l'envoi.", count, most);
	return true;
}

static bool check_contours(struct decision *decision, const Registry__RecordContoursRequest *request,
			   const struct vocabulary *kind)
{
	for (size_t i = 0; i < request->n_contours; i++) {
		const Registry__Contour *contour = request->contours[i];
		const char *fault;

		if (!kind->columns[0].valid(contour->code))
			return refuse_row(decision, "contours", i, contour->code,
					  "ce n'est pas un code de ce qui est dessiné");
		if (i > 0 && strcmp(request->contours[i - 1]->code, contour->code) >= 0)
			return refuse_row(decision, "contours", i, contour->code,
					  "code en double ou non trié");
		fault = contour_fault(contour);
		if (fault)
			return refuse_row(decision, "contours", i, contour->code, fault);
	}
	return true;
}

static bool check_contours_request(struct decision *decision, const Registry__RecordContoursRequest *request,
				   enum geography_kind kind)
{
	if (!kind)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "KIND_MISSING", "kind",
			      "Dites ce qui est dessiné : régions, départements, communes ou EPCI.");
	return check_year(decision->refusal, "year", request->year) &&
	       check_text(decision->refusal, "source", request->source, TEXT_REFERENCE_MAX) &&
	       check_count(decision, "contours", request->n_contours, CONTOURS_MAX) &&
	       check_contours(decision, request, &KINDS[kind]);
}

static bool is_known(struct decision *decision, const Registry__RecordContoursRequest *request,
		     enum geography_kind kind, const Registry__Contour *contour)
{
	struct citation source = citation_of(request->source);
	struct arena_mark mark = arena_mark(decision->arena);
	struct bytes value = contour_value_pack(decision->arena, request->year, &source, contour);
	bool known = value.data && bytes_equal(value, contour_get(decision->txn, kind, contour->code));

	arena_rewind(decision->arena, mark);
	return known;
}

bool registry_decide_record_contours(struct decision *decision,
				     const Registry__RecordContoursRequest *request,
				     Registry__RecordContoursResponse *response)
{
	Registry__ContoursRecorded event = REGISTRY__CONTOURS_RECORDED__INIT;
	enum geography_kind kind = contour_kind(request->kind);

	if (!check_contours_request(decision, request, kind))
		return false;
	event.contours = arena_array(decision->arena, request->n_contours, sizeof(*event.contours));
	response->unknown_codes =
		arena_array(decision->arena, request->n_contours, sizeof(*response->unknown_codes));
	if (!event.contours || !response->unknown_codes)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < request->n_contours; i++) {
		Registry__Contour *contour = request->contours[i];
		struct version version;

		if (!geography_live(decision->txn, kind, contour->code, &version))
			response->unknown_codes[response->n_unknown_codes++] = contour->code;
		else if (is_known(decision, request, kind, contour))
			response->unchanged++;
		else
			event.contours[event.n_contours++] = contour;
	}
	response->changed = (uint32_t)event.n_contours;
	if (event.n_contours == 0)
		return true;
	event.kind = request->kind;
	event.year = request->year;
	event.source = request->source;
	emit(decision, &event.base, NULL);
	return true;
}

static bool check_positions(struct decision *decision, const Registry__RecordPositionsRequest *request)
{
	if (request->n_codes != request->n_longitudes_e5 || request->n_codes != request->n_latitudes_e5)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "COLUMNS_DIFFER", "codes",
			      "%zu communes pour %zu longitudes et %zu latitudes.", request->n_codes,
			      request->n_longitudes_e5, request->n_latitudes_e5);
	for (size_t i = 0; i < request->n_codes; i++) {
		if (!code_is_commune(request->codes[i]))
			return refuse_row(decision, "codes", i, request->codes[i],
					  "code de commune invalide");
		if (i > 0 && strcmp(request->codes[i - 1], request->codes[i]) >= 0)
			return refuse_row(decision, "codes", i, request->codes[i],
					  "code en double ou non trié");
		if (!position_valid(request->longitudes_e5[i], request->latitudes_e5[i]))
			return refuse_row(decision, "codes", i, request->codes[i],
					  "position hors du globe (longitude de -180 à 180 degrés, latitude "
					  "de -90 à 90)");
	}
	return true;
}

static bool positions_new(struct decision *decision, size_t count, Registry__PositionsRecorded *event,
			  Registry__RecordPositionsResponse *response)
{
	event->codes = arena_array(decision->arena, count, sizeof(*event->codes));
	event->longitudes_e5 = arena_array(decision->arena, count, sizeof(*event->longitudes_e5));
	event->latitudes_e5 = arena_array(decision->arena, count, sizeof(*event->latitudes_e5));
	response->unknown_codes = arena_array(decision->arena, count, sizeof(*response->unknown_codes));
	return (event->codes && event->longitudes_e5 && event->latitudes_e5 && response->unknown_codes) ||
	       refuse_too_large(decision->refusal);
}

bool registry_decide_record_positions(struct decision *decision,
				      const Registry__RecordPositionsRequest *request,
				      Registry__RecordPositionsResponse *response)
{
	Registry__PositionsRecorded event = REGISTRY__POSITIONS_RECORDED__INIT;

	if (!check_year(decision->refusal, "year", request->year) ||
	    !check_text(decision->refusal, "source", request->source, TEXT_REFERENCE_MAX) ||
	    !check_count(decision, "codes", request->n_codes, POSITIONS_MAX) ||
	    !check_positions(decision, request) ||
	    !positions_new(decision, request->n_codes, &event, response))
		return false;
	for (size_t i = 0; i < request->n_codes; i++) {
		struct position_record record = {.longitude_e5 = request->longitudes_e5[i],
						 .latitude_e5 = request->latitudes_e5[i],
						 .year = request->year,
						 .source = citation_of(request->source)};
		struct version version;

		if (!geography_live(decision->txn, KIND_COMMUNE, request->codes[i], &version)) {
			response->unknown_codes[response->n_unknown_codes++] = request->codes[i];
		} else if (position_is(decision->txn, request->codes[i], &record)) {
			response->unchanged++;
		} else {
			event.codes[event.n_codes++] = request->codes[i];
			event.longitudes_e5[event.n_longitudes_e5++] = record.longitude_e5;
			event.latitudes_e5[event.n_latitudes_e5++] = record.latitude_e5;
		}
	}
	response->changed = (uint32_t)event.n_codes;
	if (event.n_codes == 0)
		return true;
	event.year = request->year;
	event.source = request->source;
	emit(decision, &event.base, NULL);
	return true;
}
