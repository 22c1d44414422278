/* Why something was not done: the closed set of codes that travels on the bus, and the refusal that
 * carries one to the person who asked. The numbers are those of pvd.bus.v1.Code, which are gRPC's. */
#ifndef PVD_BASE_FAULT_H
#define PVD_BASE_FAULT_H

#include <stdbool.h>

enum fault {
	FAULT_NONE = 0,
	FAULT_INVALID_ARGUMENT = 3,
	FAULT_DEADLINE_EXCEEDED = 4,
	FAULT_NOT_FOUND = 5,
	FAULT_ALREADY_EXISTS = 6,
	FAULT_PERMISSION_DENIED = 7,
	FAULT_RESOURCE_EXHAUSTED = 8,
	FAULT_FAILED_PRECONDITION = 9,
	FAULT_ABORTED = 10,
	FAULT_INTERNAL = 13,
	FAULT_UNAVAILABLE = 14,
	FAULT_UNAUTHENTICATED = 16,
};

enum { REFUSAL_MESSAGE_MAX = 400, REFUSAL_FIELD_MAX = 96, REFUSAL_FIELDS = 4 };

/* One refusal. `reason` is a string literal: stable, never composed. So is `legal_reference`, or it is data of the
 * rule that refused, and lives as long as the call. */
struct refusal {
	enum fault fault;
	const char *reason;                /* UPPER_SNAKE; NULL when nothing was refused */
	const char *legal_reference;       /* NULL where no rule of law refused */
	char message[REFUSAL_MESSAGE_MAX]; /* French, cut at a character boundary if too long */
	char fields[REFUSAL_FIELDS][REFUSAL_FIELD_MAX];
	unsigned field_count;
};

/* "INVALID_ARGUMENT"; "UNKNOWN" for a number outside the set. */
const char *fault_name(enum fault fault);

/* True where the caller cannot know whether its command took effect, and sends the same key again. */
bool fault_is_unknown_outcome(enum fault fault);

/* Fills `refusal` unless it already holds one: the first refusal of a chain of checks wins. The message may quote
 * anything: what is no text in it is written "?".
 * Always returns false, so that a check can `return refuse(...)`. `field` may be NULL. */
bool refuse(struct refusal *refusal, enum fault fault, const char *reason, const char *field,
	    const char *message, ...) __attribute__((format(printf, 5, 6)));

/* Adds another field at fault to a refusal; past REFUSAL_FIELDS nothing is added. */
void refusal_add_field(struct refusal *refusal, const char *field);

/* Names the article a refusal implements: "CGCT L1111-10 III". */
void refusal_cite(struct refusal *refusal, const char *legal_reference);

static inline bool refused(const struct refusal *refusal)
{
	return refusal->fault != FAULT_NONE;
}

#endif
