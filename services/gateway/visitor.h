/* Who asks: nobody in particular, somebody signed in, or a program with a token. */
#ifndef PVD_GATEWAY_VISITOR_H
#define PVD_GATEWAY_VISITOR_H

#include "bus/envelope.h" /* PRINCIPAL_ID_MAX */

/* The principal of whoever is not signed in. */
#define VISITOR_PUBLIC "public"

enum visitor_kind { VISITOR_ANONYMOUS, VISITOR_SESSION, VISITOR_TOKEN };

struct visitor {
	enum visitor_kind kind;
	char principal[PRINCIPAL_ID_MAX + 1]; /* as whom the bus is asked */
	char id[ID_TEXT_SIZE];                /* of the session or the token; "" for anonymous */
};

#endif
