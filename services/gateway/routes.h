/* Which handler a request goes to, and what is asked of it before: one table, in routes.c. */
#ifndef PVD_GATEWAY_ROUTES_H
#define PVD_GATEWAY_ROUTES_H

#include "gateway/exchange.h"

enum route_access {
	ROUTE_OPEN,   /* nobody is asked who they are */
	ROUTE_ANYONE, /* also who is not signed in; credentials that are given must be good */
	ROUTE_SIGNED_IN,
};

struct route {
	const char *path; /* one that ends with "/" stands for all that begin so */
	unsigned verbs;   /* enum verb, or'ed */
	enum route_access access;
	size_t body_max; /* 0: no body */
	/* Where the most depends on what follows the path; NULL: body_max. */
	size_t (*body_limit)(const char *rest);
	/* Refuses what needs no body to be refused; NULL: nothing. */
	bool (*admit)(const struct exchange *exchange, struct refusal *refusal);
	void (*handle)(struct exchange *exchange);
};

/* NULL if there is none: *ret_verbs tells which verbs the path has; 0: no such path. */
const struct route *route_find(enum verb verb, const char *path, unsigned *ret_verbs);

/* Whether a route other than "/" begins with that segment: "api", "connexion". */
bool route_has_segment(const char *segment);

/* "GET, HEAD, POST" */
enum { VERBS_TEXT_SIZE = 32 };
void verbs_text(unsigned verbs, char out[VERBS_TEXT_SIZE]);

#endif
