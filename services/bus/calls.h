/* Calls forwarded and not yet answered, in a table of slots. A call is named by its route: the slot's number
 * and its generation, so that a reply that comes when its call is over never meets the slot's next one. */
#ifndef PVD_SERVICES_BUS_CALLS_H
#define PVD_SERVICES_BUS_CALLS_H

#include "base/id.h"
#include "base/time.h"
#include "bus/method.h"
#include "bus/traffic.h"

enum { SERVED_HERE = -2 }; /* `server` of a call to the bus itself */

struct awaited {
	uint32_t generation; /* odd while the slot is in use */
	int caller;          /* handles of the router */
	int server;          /* or SERVED_HERE */
	const struct method *method;
	struct service_figures *service; /* NULL: the bus itself */
	uint64_t caller_route;           /* to be given back with call_id */
	struct id call_id;
	struct monotonic arrived;
	struct monotonic deadline;
};

struct calls;

struct calls *calls_new(unsigned capacity); /* below 2^31 */
void calls_free(struct calls *calls);

/* A slot and its route, never 0; NULL when all are taken. The caller fills the rest. */
struct awaited *calls_take(struct calls *calls, uint64_t *ret_route);
/* NULL if that call is over, or never was. */
struct awaited *calls_find(struct calls *calls, uint64_t route);
void calls_release(struct calls *calls, struct awaited *awaited);

/* Walks those in use: start with *at = 0. Releasing on the way is allowed. */
struct awaited *calls_next(struct calls *calls, unsigned *at);
unsigned calls_count(const struct calls *calls);

#endif
