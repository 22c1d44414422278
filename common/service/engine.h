/* The engine: a service's core without socket, clock or thread. It takes calls as bytes, and time; it gives
 * replies as bytes. See service.h for what a turn is.
 *
 * Calls that must wait (a FETCH at the head, a query for a position not yet reached, work on the worker) are
 * parked and answered by a later turn, or when their time is over.
 *
 * A crash loses nothing that was acknowledged; what crashes twice is refused: the ids of the calls of a turn
 * stand in a small file while it runs (run/<service>.turn). Found there at start, they are suspects: turns
 * hold one call until the suspects are through, and a suspect that dies alone as well is POISONED. */
#ifndef PVD_SERVICE_ENGINE_H
#define PVD_SERVICE_ENGINE_H

#include "bus/envelope.h"
#include "service/service.h"
#include "store/cursors.h"
#include "store/journal.h"

struct engine;

struct engine_config {
	const struct service *service;
	const char *dir;      /* of the store */
	const char *turn_file; /* path; NULL: no record of calls (tests) */
	const char *instance;
	const char *version;
	bool test;
	bool epoch; /* begin a new epoch: the store comes from a backup */
};

struct engine_ops {
	/* A reply is ready to leave. Called in engine_turn, after the commit. */
	void (*reply)(void *ctx, const struct envelope *call, struct envelope *reply);
	/* Long work, to be run by engine_work on another thread, then engine_work_done on this one. */
	bool (*offload)(void *ctx, struct work *work);
	void (*committed)(void *ctx, struct txn *snapshot);
};

/* NULL with a sentence in `error`. */
struct engine *engine_new(const struct engine_config *config, const struct engine_ops *ops, void *ctx, char *error,
			  size_t error_size);
void engine_free(struct engine *engine);

/* Takes a call in for the next turn; copied. What cannot be taken in (queue full) is answered RESOURCE_EXHAUSTED. */
void engine_submit(struct engine *engine, const struct envelope *call);
/* One turn, if there is anything to do. Aborts the process if the commit fails. Returns true if work is left. */
bool engine_turn(struct engine *engine, struct instant now, struct monotonic mono);

void engine_work(struct work *work);
void engine_work_done(struct engine *engine, struct work *work);

/* Following: what to ask of a source next, and what it answered. The shell carries the FETCH. */
unsigned engine_follow_count(const struct engine *engine);
struct follow {
	const char *source;
	struct cursor cursor;
};
/* False when the source is the own journal (followed within the turn) or halted. */
bool engine_follow(const struct engine *engine, unsigned n, struct follow *ret);
/* Entries to take in at the next turn; `body` is a FetchResponse, copied. */
void engine_fetched(struct engine *engine, unsigned n, struct bytes body);
/* The source refused our position: following stops until an operator decides. */
void engine_diverged(struct engine *engine, unsigned n, const char *why);

#endif
