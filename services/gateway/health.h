/* Whether the gateway can serve: for whoever watches over it. */
#ifndef PVD_GATEWAY_HEALTH_H
#define PVD_GATEWAY_HEALTH_H

#include "gateway/exchange.h"

void health_handle(struct exchange *exchange);

#endif
