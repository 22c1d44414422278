/* The préfet's words beside scores: one of each commune at most. */
#ifndef PVD_ELIGIBILITY_OVERRIDES_H
#define PVD_ELIGIBILITY_OVERRIDES_H

#include "pvd/eligibility/v1/override.pb-c.h"
#include "service/service.h"

/* NULL if there is none. */
Eligibility__Override *override_load(struct txn *txn, struct arena *arena, const char *commune_code);
/* The one that an event tells of, said by that principal at that moment. Borrows both. */
Eligibility__Override *override_recorded(struct arena *arena, const Eligibility__OverrideRecorded *event,
					 const char *author, struct instant at);

/* Whom a commune concerns: itself, and its département. */
bool eligibility_concerns(struct query *query, enum scope_rule rule, const char *value,
			  struct concerned *ret);

#endif
