/* What ties the method table to the functions that serve it. The tables are generated from the contract:
 * <service>_binding.h declares every handler a service must define, so that a missing one does not link
 * and one of another shape does not compile. */
#ifndef PVD_SERVICE_BINDING_H
#define PVD_SERVICE_BINDING_H

#include "bus/method.h"

struct decision;    /* a command being decided */
struct query;       /* a query being answered from the last commit */
struct work;        /* a long query on the worker thread */
struct application; /* an event being folded into the state */

/* `context` is the method's struct query, struct decision or struct work. False: refused. `response` is
 * initialised before the call. */
struct binding {
	const struct method *method;
	bool (*call)(void *context, const ProtobufCMessage *request, ProtobufCMessage *response);
};

struct applier {
	const struct event_type *type;
	void (*apply)(struct application *application, const ProtobufCMessage *event);
};

#endif
