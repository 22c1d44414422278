/* Every method of the bus, as a unary call of the Connect protocol: POST /api/<package>.<Service>/<Method> with JSON or
 * binary, and GET where the method has no side effect. Nothing here knows a method by name. */
#ifndef PVD_GATEWAY_RPC_H
#define PVD_GATEWAY_RPC_H

#include "gateway/exchange.h"

void rpc_handle(struct exchange *exchange);
/* Whoever is not signed in has nothing read, let alone unpacked, for what is not open to all. */
bool rpc_admit(const struct exchange *exchange, struct refusal *refusal);
/* As JSON, a request may be longer than the contract lets its binary form be. */
size_t rpc_body_limit(const char *path);

/* `PVD-Service`: the service meant, by a method that all have. Refused where it is missing or none. */
const char *rpc_service(const char *name, struct refusal *refusal);

#endif
