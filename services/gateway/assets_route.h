/* The routes of static files: GET of what the manifest lists. */
#ifndef PVD_GATEWAY_ASSETS_ROUTE_H
#define PVD_GATEWAY_ASSETS_ROUTE_H

#include "gateway/assets.h"
#include "gateway/exchange.h"

/* Once, before the first request; `assets` outlives the last one. */
void assets_route_serve(const struct assets *assets);

/* The path of a file by its name in the sources, for pages that refer to it; NULL if it is not served. */
const char *assets_route_url(const char *name);

/* The handler: the whole path is looked up. NOT_FOUND (NO_SUCH_PAGE) if nothing is served there. */
void assets_handle(struct exchange *exchange);

#endif
