/* The applications a caller may see and asked for, in the order they were filed. */
#ifndef PVD_FUNDING_VISIBLE_H
#define PVD_FUNDING_VISIBLE_H

#include "funding/application.h"

struct filter {
	const char *departement_code, *territory_id, *measure_id; /* "": any */
	Funding__ApplicationStatus status;                        /* unspecified: any */
};

struct visible {
	struct query *query;
	struct filter filter;
	struct bytes after; /* the key to begin behind */
	struct scan scan;
};

void visible_open(struct visible *visible, struct query *query, const struct filter *filter,
		  struct bytes after);
/* The next one, in the query's arena; what is passed over leaves nothing there. NULL at the end, or where the
 * arena is exceeded (refused). */
Funding__Application *visible_next(struct visible *visible, struct bytes *ret_key);
void visible_close(struct visible *visible);

#endif
