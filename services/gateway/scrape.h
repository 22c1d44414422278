/* GET /metrics: the figures of every process of the instance, for Prometheus. */
#ifndef PVD_GATEWAY_SCRAPE_H
#define PVD_GATEWAY_SCRAPE_H

#include "gateway/exchange.h"

void scrape_handle(struct exchange *exchange);

#endif
