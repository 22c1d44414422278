/* A service's engine on a store of its own in a folder of TMPDIR, driven by hand: the test says what time it
 * is, who calls, and when a turn happens. What unit tests of services stand on. */
#ifndef PVD_TESTS_HARNESS_H
#define PVD_TESTS_HARNESS_H

#include "service/engine.h"

/* The journal of a service followed, as far as the test has written it. */
struct harness_journal {
	char name[32]; /* "": free */
	uint64_t sequence;
	struct hash hash;
};

enum { HARNESS_SOURCES_MAX = 4 };
/* An effect given to be carried out. */
struct performed {
	struct id id;
	const char *kind, *subject;
	struct bytes payload;
};
enum { HARNESS_EFFECTS_MAX = 64 };

struct harness {
	const struct service *service;
	struct engine *engine;
	struct env *env;     /* its store: for the test's own read transactions, of the last commit */
	struct arena *arena; /* answers live here until harness_free */
	struct instant now;
	struct monotonic mono;
	/* What harness_restart takes up. */
	bool is_real;         /* not made for tests */
	bool is_restored;     /* the store comes from a backup: the next opening begins an epoch */
	const char *instance; /* "essai" at first */
	const char *owner;    /* whose journal it is a replica of; NULL at first */
	char dir[64];
	struct answer *waiting; /* the one being asked for */
	struct id waiting_id;
	unsigned replies; /* given since the start */
	uint64_t keys;    /* made since the start: not by chance, and by the test's own time */
	struct harness_journal sources[HARNESS_SOURCES_MAX];
	/* In the order they were given; the test says by engine_performed how each ended. */
	struct performed effects[HARNESS_EFFECTS_MAX];
	unsigned effect_count;
};

struct answer {
	bool answered;
	unsigned after; /* replies to other calls before it, since the start */
	enum fault fault;
	const char *reason; /* "" when all went well */
	const char *message;
	const char *field; /* the first one; "" without */
	const char *legal_reference;
	bool replayed;
	uint64_t sequence;
	struct bytes hash; /* of the entry of that sequence */
	struct bytes body;
	void *response; /* unpacked; NULL when refused */
};

/* 2026-01-15T12:00:00Z. Fails the test if the engine does not open. */
struct harness *harness_new(const struct service *service);
void harness_free(struct harness *harness);
/* Closes and opens the engine again, as a restart does. */
/* After engine_free(harness->engine): opens it again. */
void harness_open(struct harness *harness);
void harness_restart(struct harness *harness);
void harness_advance(struct harness *harness, int64_t ms);
/* How long it takes to serve one, from now on: nothing at first. Turns end earlier by it. */
void harness_calls_take(int64_t us);

/* An actor with one role; `departements` is NULL or one code; nationwide where NULL and the role is national.
 */
Bus__Actor *harness_actor(struct harness *harness, const char *principal, Bus__Role role,
			  const char *departement);
Bus__Actor *harness_collectivite(struct harness *harness, const char *principal, const char *code);

/* Asks and turns. `method` as method_guess takes it. A command gets a new key. */
struct answer harness_call(struct harness *harness, const Bus__Actor *actor, const char *method,
			   const ProtobufCMessage *request);
struct answer harness_call_key(struct harness *harness, const Bus__Actor *actor, const char *method,
			       const ProtobufCMessage *request, struct id key);
struct answer harness_call_bytes(struct harness *harness, const Bus__Actor *actor, const char *method,
				 struct bytes body, struct id key);
struct id harness_key(struct harness *harness);
/* Asks, for nobody who waits for the answer, and does not turn. */
void harness_submit(struct harness *harness, const Bus__Actor *actor, const char *method,
		    const ProtobufCMessage *request);

/* The next entry of a source's journal, as the shell would fetch it, then turns until it is taken in: written
 * now, by "instance-of-<source>", in epoch 1. Returns its sequence. `audience` NULL: public. Fails the test if
 * the service does not follow the source, or halts on the entry. */
uint64_t harness_source(struct harness *harness, const char *source, const ProtobufCMessage *event,
			const struct audience *audience);
/* The same entry as a reader out of its scope gets it: without payload. */
uint64_t harness_source_restricted(struct harness *harness, const char *source, const ProtobufCMessage *event,
				   const struct audience *audience);

/* Where the journal stands. */
uint64_t harness_sequence(struct harness *harness);
/* Verifies the journal and compares the state with a rebuild; fails the test where they differ. */
void harness_check(struct harness *harness);

/* From now on what an engine reads fails, as for lack of memory. */
void harness_break_reads(struct engine *engine);

#define assert_refused(given, reason_)                                                                       \
	do {                                                                                                 \
		struct answer refused_ = (given);                                                            \
		assert_true(refused_.answered);                                                              \
		assert_string_equal(refused_.reason, reason_);                                               \
	} while (0)
#define assert_accepted(given)                                                                               \
	do {                                                                                                 \
		struct answer accepted_ = (given);                                                           \
		assert_true(accepted_.answered);                                                             \
		assert_string_equal(accepted_.reason, "");                                                   \
	} while (0)

#endif
