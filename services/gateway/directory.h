/* Who may come: the bus's directory as far as the gateway needs it, a fold of the bus's journal (mirror.h). */
#ifndef PVD_GATEWAY_DIRECTORY_H
#define PVD_GATEWAY_DIRECTORY_H

#include "pvd/gateway/v1/session.pb-c.h"
#include "service/service.h"

/* NULL: the bus has not said yet that there is one of that id. A revoked one is given too. */
Gateway__Visitor *visitor_load(struct txn *txn, struct arena *arena, const char *id);
void visitor_put(struct application *application, const Gateway__Visitor *visitor);

/* The moment from which it is admitted no more; INT64_MAX µs where none is set. */
struct instant visitor_end(const Gateway__Visitor *visitor);
/* Neither revoked nor past its end. */
bool visitor_lives(const Gateway__Visitor *visitor, struct instant now);

/* Whom a request names as the one who shall come in, and who may; NULL, and refused: PRINCIPAL_UNKNOWN,
 * PRINCIPAL_REVOKED, PRINCIPAL_EXPIRED, PRINCIPAL_IS_SERVICE, PRINCIPAL_IS_PUBLIC. */
Gateway__Visitor *visitor_find(struct decision *decision, const char *id);

/* What the gateway tells itself is nobody else's to tell: NOT_THE_GATEWAY. */
bool check_gateway(struct decision *decision);

#endif
