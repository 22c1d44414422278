/* Which départements a list covers. */
#ifndef PVD_REGISTRY_AREA_H
#define PVD_REGISTRY_AREA_H

#include "base/code.h"
#include "registry/geography.h"

enum { AREA_DEPARTEMENTS_MAX = 200 };

struct area {
	bool everywhere;
	char departements[AREA_DEPARTEMENTS_MAX][CODE_DEPARTEMENT_SIZE]; /* in order of their codes */
	unsigned count;
};

/* That département, the départements of that région, or those that both name; everywhere where both are "". Refuses
 * (UNKNOWN_CODE) what the geography in force does not have. */
bool area_of(struct query *query, const char *departement, const char *region, struct area *ret);
bool area_has(const struct area *area, const char *departement);

/* Refuses a place that there is not. Always false. */
bool area_refuse(struct query *query, const char *field, const char *code);

#endif
