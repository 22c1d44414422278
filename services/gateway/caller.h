/* Calls over the bus, in the name of whoever asks. */
#ifndef PVD_GATEWAY_CALLER_H
#define PVD_GATEWAY_CALLER_H

#include "bus/link.h"
#include "bus/method.h"

struct asking {
	const struct method *method;
	const char *service; /* for a method of every service; NULL: method->service */
	struct bytes body;   /* the request, encoded; copied */
	bool has_key;
	struct id key;                /* of a command */
	uint32_t timeout_ms;          /* 0: 30 s */
	const char *as;               /* the principal; NULL: the gateway itself */
	const char *at_least_service; /* NULL: at once */
	uint64_t at_least_sequence;
	uint32_t at_least_epoch;
	const char *traceparent; /* NULL: none */
};

/* One that the contract has. */
const struct method *caller_method(const char *path);

/* Called back once, later or, where the bus is away or has too much of us, before this returns: UNAVAILABLE is an
 * answer here, not something to wait out. */
void caller_ask(const struct asking *asking, link_answered *answered, void *ctx);

/* The same for a message, packed here: finds the method by its path. A command gets a key of its own. */
void caller_tell(const char *path, const ProtobufCMessage *request, const char *as, link_answered *answered,
		 void *ctx);

#endif
