/* Folds outlines and positions into the state: the latest recorded of each place is its own. */
#include "registry/contour.h"
#include "registry/position.h"
#include "registry_binding.h"

void registry_apply_contours_recorded(struct application *application,
				      const Registry__ContoursRecorded *event)
{
	struct citation source = citation_of(event->source);
	enum geography_kind kind = contour_kind(event->kind);

	citation_put(application->txn, event->source);
	for (size_t i = 0; i < event->n_contours; i++) {
		struct arena_mark mark = arena_mark(application->arena);
		struct bytes value =
			contour_value_pack(application->arena, event->year, &source, event->contours[i]);

		if (value.data)
			contour_put(application->txn, kind, event->contours[i]->code, value);
		arena_rewind(application->arena, mark);
	}
}

void registry_apply_positions_recorded(struct application *application,
				       const Registry__PositionsRecorded *event)
{
	struct position_record record = {.year = event->year, .source = citation_of(event->source)};

	citation_put(application->txn, event->source);
	for (size_t i = 0; i < event->n_codes && i < event->n_longitudes_e5 && i < event->n_latitudes_e5;
	     i++) {
		record.longitude_e5 = event->longitudes_e5[i];
		record.latitude_e5 = event->latitudes_e5[i];
		position_put(application->txn, event->codes[i], &record);
	}
}
