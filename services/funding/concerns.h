/* Whom what funding keeps concerns: see struct service. */
#ifndef PVD_FUNDING_CONCERNS_H
#define PVD_FUNDING_CONCERNS_H

#include "pvd/registry/v1/territory.pb-c.h"
#include "service/service.h"

bool funding_concerns(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret);

/* Adds codes to one list of a struct concerned, each once. What does not fit concerns fewer people, never more.
 */
void concerned_add(const char **list, unsigned *count, char *const *codes, size_t code_count);
/* Its départements, EPCI and communes. */
void concerned_add_territory(struct concerned *concerned, const Registry__Territory *territory);

#endif
