/* Whom a subject of the registry concerns: see struct service. */
#ifndef PVD_REGISTRY_CONCERNS_H
#define PVD_REGISTRY_CONCERNS_H

#include "service/service.h"

bool registry_concerns(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret);

#endif
