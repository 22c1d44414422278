/* Where a request comes from, as far as it can be known, and whether a secret may travel that way.
 *
 * Safe is: what the web server in front brings by the local socket and says it got over TLS; and what comes from this
 * machine to this machine, straight. What came through a proxy to the port instead is neither: its headers say so. */
#ifndef PVD_GATEWAY_ORIGIN_H
#define PVD_GATEWAY_ORIGIN_H

#include "gateway/exchange.h"

enum { ORIGIN_MAX = 270 };

struct origin {
	bool is_safe;
	char text[ORIGIN_MAX]; /* "https://pvd.example": of this site, as the client sees it */
};

struct origin origin_of(const struct exchange *exchange);
/* TLS_REQUIRED. */
bool origin_check_safe(const struct origin *origin, struct refusal *refusal);
/* Whether a page of this site sent it, by the browser's word: CROSS_SITE. */
bool origin_check_same(const struct exchange *exchange, const struct origin *origin, struct refusal *refusal);

#endif
