/* What passes over the bus, in figures, since it started: per principal, per method, per service. The router
 * counts; GetTraffic and the metrics tell. */
#ifndef PVD_SERVICES_BUS_TRAFFIC_H
#define PVD_SERVICES_BUS_TRAFFIC_H

#include <stdint.h>

#include "base/arena.h"
#include "base/time.h"
#include "bus/histogram.h"
#include "bus/method.h"
#include "bus/state.h"
#include "pvd/bus/v1/bus.pb-c.h"

/* Part of each member of the roster. */
struct principal_figures {
	uint32_t connections;
	uint32_t in_flight;
	uint32_t lists;  /* of those */
	uint64_t queued; /* bytes waiting for its connections to take them */
	uint64_t calls;
	uint64_t refused; /* by the bus, before any service saw them */
	uint64_t bytes_in;
	uint64_t bytes_out;
};

struct method_figures {
	uint64_t calls;
	uint64_t failures;         /* answered with a status */
	struct histogram *latency; /* µs; NULL until the first answer */
};

enum { TRAFFIC_SERVICES_MAX = 32, VERSION_MAX = 64 };

/* A service that has been served since the start. It is served now iff `peer` is not NO_PEER. */
enum { NO_PEER = -1 };
struct service_figures {
	char name[SERVICE_NAME_MAX + 1];
	size_t name_len;
	char principal[PRINCIPAL_ID_MAX + 1];
	char version[VERSION_MAX + 1];
	struct instant since;
	uint32_t in_flight;
	int peer; /* the router's handle of whoever serves it */
};

/* Why a connection was ended by the bus, or found ended. */
enum ending {
	ENDING_GONE,      /* the peer went */
	ENDING_MALFORMED, /* a frame that is none, or of several parts */
	ENDING_UNGREETED, /* no hello where one is due, or a refused one */
	ENDING_SILENT,    /* three pings without a sign of life */
	ENDING_FULL,      /* it does not read what it is told */
	ENDING_REVOKED,   /* its key or its principal is admitted no more */
	ENDING_DISPLACED, /* its service says hello from another connection */
	ENDING_COUNT,
};
extern const char *const ENDING_NAMES[ENDING_COUNT]; /* "gone" ... */

struct traffic {
	struct method_figures *methods; /* METHOD_COUNT, as METHODS */
	struct service_figures services[TRAFFIC_SERVICES_MAX];
	unsigned service_count;
	uint64_t endings[ENDING_COUNT];
	uint64_t late_replies; /* to calls whose time was over, or that never were */
};

struct roster;

/* The process's own. */
struct traffic *traffic_here(void);

void traffic_init(struct traffic *traffic);
void traffic_clear(struct traffic *traffic); /* gives back what init and the counting took */

void traffic_called(struct traffic *traffic, const struct method *method);
/* An answer left, `us` after its call arrived. */
void traffic_answered(struct traffic *traffic, const struct method *method, uint64_t us, bool failed);

/* NULL where nobody has ever served it. */
struct service_figures *traffic_find_service(struct traffic *traffic, struct bytes name);
/* The record of a service, made if there is none; NULL past TRAFFIC_SERVICES_MAX, or if the name is too long.
 */
struct service_figures *traffic_service(struct traffic *traffic, struct bytes name);

/* The answer to GetTraffic: services that are served, principals that are or were connected, methods that
 * were called. False past the arena's cap. */
bool traffic_report(const struct traffic *traffic, const struct roster *roster, struct arena *arena,
		    Bus__GetTrafficResponse *response);

/* The same as lines of Prometheus text, of the process's own traffic. Principals are left out: they are
 * persons, and too many for labels. */
void traffic_metrics(struct buf *out);

#endif
