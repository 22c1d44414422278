/* What this site owes to whoever visits it: the legal notice and the accessibility statement, as the operator said. */
#ifndef PVD_GATEWAY_SITE_H
#define PVD_GATEWAY_SITE_H

#include "pvd/gateway/v1/site.pb-c.h"
#include "service/service.h"

/* NULL as long as nothing was said. */
Gateway__Site *site_load(struct txn *txn, struct arena *arena);
void site_put(struct application *application, const Gateway__Site *site);
/* How far it is accessible, by its last audit; NULL is no audit. */
Gateway__AccessibilityState site_accessibility(const Gateway__Site *site);
/* Whether all that must be said is, in its form; refuses with the field at fault, "site.hosting_phone". */
bool site_check(const Gateway__Site *site, struct instant now, struct refusal *refusal);

#endif
