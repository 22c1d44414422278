/* The engine: a service's core without socket, clock or thread. It takes calls as bytes, and time; it gives
 * replies as bytes. See service.h for what a turn is.
 *
 * Calls that must wait (a FETCH at the head, a query for a position not yet reached, work on the worker) are
 * parked and answered by a later turn, or when their time is over.
 *
 * A crash loses nothing that was acknowledged; what crashes twice is refused: the ids of the calls of a turn
 * stand in a small file while it runs (<service>/turn). Found there at start, they are suspects: turns
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
	const char *dir;       /* of the store */
	const char *turn_file; /* path; NULL: no record of calls (tests) */
	const char *instance;
	const char *owner; /* the instance whose journal is kept here as a replica; NULL: it is our own */
	const char *version;
	bool test;
	bool epoch; /* begin a new epoch: the store comes from a backup. Not for a replica: epochs are the
		     * owner's. */
	struct instant started_at; /* the wall clock and the monotonic one at the same moment */
	struct monotonic started;
};

struct engine_ops {
	/* A reply is ready to leave, after the commit of what it tells. Call id and route are those of the
	 * call. */
	void (*reply)(void *ctx, const struct envelope *reply);
	/* Long work, to be run by engine_work on another thread, then engine_work_done on this one. False:
	 * not now. */
	bool (*offload)(void *ctx, struct work *work);
	/* Carries an effect out, off this thread, then engine_performed on this one. It is copied. False: not now.
	 * NULL: nobody does, and effects wait. */
	bool (*perform)(void *ctx, const struct effect *effect);
	/* For figures only: no decision depends on them. `memory` is what the process holds, in bytes. */
	struct monotonic (*clock)(void);
	uint64_t (*memory)(void);
	/* The store failed: the process ends, for nothing of this turn may be told. NULL: by _exit. Where it
	 * returns, under the simulator, the engine takes and tells nothing more, and waits for engine_free.
	 */
	void (*failed)(void *ctx);
	/* What the state is now: once in engine_new, then whenever events have been committed. NULL if nobody
	 * listens. */
	void (*committed)(void *ctx, struct txn *snapshot);
};

/* NULL with a sentence in `error`. */
struct engine *engine_new(const struct engine_config *config, const struct engine_ops *ops, void *ctx,
			  char *error, size_t error_size);
void engine_free(struct engine *engine);

/* Takes a call in for the next turn; copied. Its timeout runs from `now`. What cannot be taken in (the queue
 * is full) is answered RESOURCE_EXHAUSTED at once. */
void engine_submit(struct engine *engine, const struct envelope *envelope, struct monotonic now);
/* One turn, if there is anything to do. The process ends if the commit fails. Returns true if work is left.
 */
bool engine_turn(struct engine *engine, struct instant now, struct monotonic mono);

/* A read transaction of its own on the last commit, for who must know the state between turns. txn_end it within the
 * same callback. */
void engine_view(struct engine *engine, struct txn *ret);

/* Runs the work; touches nothing of the engine but its environment, by a read transaction of its own. */
void engine_work(struct work *work);
/* Answers, and frees the work. */
void engine_work_done(struct engine *engine, struct work *work);

/* How an effect given to `perform` ended: `error` says what went wrong, and it is tried again later; NULL: it
 * is done, which the next turn journals. */
void engine_performed(struct engine *engine, const struct id *id, const char *error);

/* Following: what to ask of a source next, and what it answered. The shell carries the FETCH. The own journal
 * is no source here: reactions to it run in the turn itself. A replica's is: it comes from its owner. */
unsigned engine_follow_count(const struct engine *engine);
struct follow {
	const char *source;
	struct cursor cursor;
	bool upstream; /* to be asked of the owner instance, not of this one */
	bool is_probe; /* whether the source knows this position is all that is asked: no waiting, no entries */
};
/* False when the source is halted, or entries fetched before are not taken in yet. */
bool engine_follow(const struct engine *engine, unsigned n, struct follow *ret);
/* Entries to take in at the next turn; `body` is a FetchResponse, copied. */
void engine_fetched(struct engine *engine, unsigned n, struct bytes body);
/* The source refused our position: following stops until an operator decides (ResumeFollowing). */
void engine_diverged(struct engine *engine, unsigned n);

/* The link to the owner, of which a replica's status tells. */
enum upstream_link {
	UPSTREAM_LOST,    /* nobody answers there */
	UPSTREAM_REFUSED, /* the owner does not admit our key */
	UPSTREAM_UP,
};
void engine_upstream(struct engine *engine, enum upstream_link link, struct instant now);

#endif
