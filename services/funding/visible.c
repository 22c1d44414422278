#include "funding/visible.h"

#include <string.h>

#include "funding/concerns.h"
#include "funding/state.h"
#include "service/check.h"

void visible_open(struct visible *visible, struct query *query, const struct filter *filter,
		  struct bytes after)
{
	*visible = (struct visible){.query = query, .filter = *filter, .after = after};
	scan_open(&visible->scan, query->txn, TABLE_APPLICATIONS, after);
}

void visible_close(struct visible *visible)
{
	scan_close(&visible->scan);
}

static bool is_in(const Funding__Application *application, const char *departement)
{
	for (size_t i = 0; i < application->n_departement_codes; i++)
		if (strcmp(application->departement_codes[i], departement) == 0)
			return true;
	return false;
}

static bool passes(const struct filter *filter, const Funding__Application *application)
{
	return (!*filter->departement_code || is_in(application, filter->departement_code)) &&
	       (!*filter->territory_id || strcmp(application->territory_id, filter->territory_id) == 0) &&
	       (!*filter->measure_id || strcmp(application->measure_id, filter->measure_id) == 0) &&
	       (!filter->status || application->status == filter->status);
}

static bool is_seen(struct query *query, const Funding__Application *application)
{
	struct concerned concerned;

	if (actor_is_nationwide(query->actor))
		return true;
	application_concerns(query->txn, query->arena, application, &concerned);
	return concerned_covers(&concerned, query->actor);
}

Funding__Application *visible_next(struct visible *visible, struct bytes *ret_key)
{
	struct query *query = visible->query;
	struct bytes key, value;

	while (scan_next(&visible->scan, &key, &value)) {
		struct arena_mark mark = arena_mark(query->arena);
		Funding__Application *application;

		if (bytes_equal(key, visible->after))
			continue;
		application = arena_unpack(query->arena, &funding__application__descriptor, value);
		if (!application) {
			refuse_too_large(query->refusal);
			return NULL;
		}
		if (passes(&visible->filter, application) && is_seen(query, application)) {
			*ret_key = key;
			return application;
		}
		arena_rewind(query->arena, mark);
	}
	return NULL;
}
