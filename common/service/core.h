/* The engine's insides, shared by its own files and nobody else.
 *
 * Reading order: engine.c (its life), turn.c (a turn), queue.c (whose call comes next), command.c (one command),
 * read.c (one query), fold.c (events into state), access.c (who may), fetch.c (readers of the journal), follow.c (the
 * journals read), resume.c (those that had stopped), replica.c (the journal of another instance, kept here), tick.c
 * (deadlines), effects.c (what is told to the world), suspects.c (calls that kill), worker.c (long work), status.c. */
#ifndef PVD_SERVICE_CORE_H
#define PVD_SERVICE_CORE_H

#include "pvd/bus/v1/effect.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "service/engine.h"
#include "store/receipts.h"

enum {
	TURN_CALLS_MAX = 1024,
	PHASE_US_MAX = 10 * 1000,
	PHASE_BYTES_MAX = 16 << 20,
	QUEUE_CALLS_MAX = 16384,
	PARKED_MAX = 4096,
	SCRATCH_BYTES_MAX = 64 << 20, /* what one call may make us allocate */
	TURN_BYTES_MAX = 256 << 20,   /* replies of one turn */
	REACTION_DEPTH_MAX = 8,
};

/* How long a command's answer is kept, and its key good for a retry. */
#define RECEIPTS_KEPT_MS (30LL * 24 * 3600 * 1000)

/* A call taken in: its envelope with everything it points to behind it. */
struct call {
	struct call *next;
	const struct method *method; /* NULL: unknown, already refused */
	struct envelope envelope;
	struct monotonic expires;
	struct monotonic wake;   /* FETCH: when an empty answer is due */
	const Bus__Actor *actor; /* in the turn's arena: NULL when it is taken up again in another turn */
	uint8_t data[];
};

struct call *call_copy(const struct envelope *envelope, struct monotonic now);

struct call_list {
	struct call *first, *last;
	unsigned count;
};
void call_push(struct call_list *list, struct call *call);
struct call *call_pop(struct call_list *list);

/* ---- queue.c: calls that wait for a turn. Those of one actor are taken in the order they came, actors by turns, each
 * for a millisecond of service: whoever asks for much waits behind itself, and others wait behind one call of it. */

struct lane;
struct queue {
	struct lane *lanes;  /* by actor */
	struct lane *ring;   /* the same in the order of their turns */
	struct lane *joined; /* where the last call was put; NULL: it is gone */
	struct lane *served; /* where the last one was taken, and there are more; else NULL */
	int64_t served_us;   /* how long that one has been served now */
	unsigned count;      /* of calls */
};
void queue_put(struct queue *queue, struct call *call);
/* The caller's, to be freed; NULL: none is left. */
struct call *queue_take(struct queue *queue);
/* How long the call taken last took. */
void queue_served(struct queue *queue, int64_t us);
/* Frees those that are left. */
void queue_clear(struct queue *queue);

/* A reply in the making. */
struct reply {
	struct refusal refusal;
	struct bytes body; /* in the turn's arena */
	bool has_position;
	struct position position;
	struct hash hash; /* what position.hash points to */
	bool replayed;
};

/* A reply made, to be kept until the commit: without the refusal, which is large, and rare. */
struct answer {
	struct buf status; /* the refusal, encoded; empty: none */
	struct bytes body;
	bool has_position;
	struct position position;
	struct hash hash;
	bool replayed;
};
struct answer answer_of(const struct reply *reply);
/* Tells it, and frees its status. */
void answer_send(struct engine *engine, const struct call *call, struct answer *answer);

/* ---- fold.c: events into state. Immutable once made, so that the worker may use it too. */

struct fold {
	const struct service *service;
	void (**appliers)(struct application *,
			  const ProtobufCMessage *); /* by index in EVENT_TYPES; NULL: not ours */
};
void fold_init(struct fold *fold, const struct service *service);
void fold_free(struct fold *fold);
/* Applies one entry of the own journal. The type must be known and the payload whole: else the store is
 * broken. */
void fold_apply(const struct fold *fold, struct txn *txn, struct arena *arena, const Bus__EntryHeader *header,
		struct bytes payload);
/* The same for an entry that another release may have written: false, and nothing applied, if this one does
 * not know its type or cannot read it. */
bool fold_try(const struct fold *fold, struct txn *txn, struct arena *arena, const Bus__EntryHeader *header,
	      struct bytes payload);
/* Folds one entry of a source into the mirrors; false if its type is unknown and not ignorable. */
bool fold_mirror(const struct fold *fold, struct txn *txn, struct arena *arena, const char *source,
		 const Bus__EntryHeader *header, struct bytes payload);
/* The same of an entry kept in TABLE_SOURCES; false if it is not one. */
bool fold_kept(const struct fold *fold, struct txn *txn, struct arena *arena, const char *source,
	       struct bytes stored);

/* ---- outcome.c: what a decision gave */

struct emitted {
	struct emitted *next;
	const struct event_type *type;
	struct bytes payload;
	struct audience audience; /* copied; empty: public */
};

/* An effect, copied. */
struct wanted {
	struct wanted *next;
	const char *kind, *subject;
	struct bytes payload;
};

struct outcome {
	struct emitted *first, *last;
	unsigned count;
	struct wanted *effects;
};

/* Why events came to be: the header's cause, and what ids derive from. */
struct cause {
	enum { CAUSE_COMMAND, CAUSE_SOURCE, CAUSE_DUE } kind;
	struct id key;
	const Bus__Actor *actor;
	const Bus__SourceEvent *source;
	struct instant due;
};

/* Journals and applies what was emitted, and what this service's reactions to itself add. */
void outcome_commit(struct engine *engine, struct txn *txn, struct outcome *outcome,
		    const struct cause *cause, unsigned depth);

/* ---- effects.c: what is told to the world, and that it was */

enum { EFFECTS_UNDER_WAY_MAX = 16, EFFECT_ERROR_MAX = 200, EFFECT_ALARM_ATTEMPTS = 3 };

/* Given to the shell. */
struct performing {
	struct id id;
	bool over;
	char error[EFFECT_ERROR_MAX]; /* once it is over; "": carried out */
};

struct effects {
	struct performing under_way[EFFECTS_UNDER_WAY_MAX];
	unsigned under_way_count;
	uint64_t wanted;       /* since the start: what ids derive from besides the cause */
	struct monotonic look; /* when rows are looked at again */
};

void effects_want(struct engine *engine, struct txn *txn, const struct wanted *wanted,
		  const struct cause *cause);
/* Whether outcomes wait to be taken in. */
bool effects_over(const struct engine *engine);
void effects_take(struct engine *engine, struct txn *txn);
/* Gives to the shell what is due, as the last commit has it. */
void effects_perform(struct engine *engine);

/* ---- suspects.c: the calls of a turn, kept where a killed process leaves them */

struct suspects;
struct suspects *suspects_open(const char *path, char *error, size_t error_size);
void suspects_close(struct suspects *suspects); /* a clean exit */
bool suspects_any(const struct suspects *suspects, struct monotonic now);
bool suspects_poisoned(const struct suspects *suspects, const struct id *id);
/* Says, before it is decided, that this id is in the turn. */
void suspects_enter(struct suspects *suspects, const struct id *id);
/* The turn ended well: whoever was in it is cleared. */
void suspects_clear(struct suspects *suspects);
/* The journal is on stable storage as far as this. */
void suspects_committed(struct suspects *suspects, uint64_t sequence);
/* What was committed does not go: false, with a sentence for the operator, for a journal that ends before. */
bool suspects_believe(const struct suspects *suspects, uint64_t sequence, char *error, size_t error_size);
/* It may be tried again, also if it is poisoned. */
void suspects_forgive(struct suspects *suspects, const struct id *id);

/* ---- follow.c */

/* Why a source is not followed any more; these numbers are stored. */
enum halt {
	HALT_NONE = 0,
	HALT_UNREADABLE = 1,
	HALT_GAP = 2,
	HALT_CHAIN = 3,
	HALT_POISONED = 4,
	HALT_UNKNOWN_TYPE = 5,
	HALT_DIVERGED = 6,
	HALT_WITHHELD = 7,    /* of a replica: its journal must be read whole */
	HALT_OTHER_OWNER = 8, /* of a replica */
};
const char *halt_text(enum halt halt);

/* The search for the last entry in common with a source: between one that is and one that is not. */
struct rewind {
	uint64_t common, lost;
	bool asked;
	struct cursor probe; /* what the source is asked about, then */
};

struct following {
	const char *source;
	struct cursor cursor;
	uint64_t head;      /* of the source, as last seen */
	struct buf fetched; /* a FetchResponse not yet wholly taken in */
	size_t taken;       /* bytes of it */
	bool unsaved;       /* the cursor says more than the store */
	bool upstream;      /* the own journal, of its owner: the cursor is the journal's head */
	bool forgive;       /* the next entry is tried again even if it is poisoned */
	struct rewind rewind;
};
void follow_init(struct engine *engine);
void follow_free(struct engine *engine);
bool follow_waiting(const struct engine *engine);
void follow_take(struct engine *engine, struct txn *txn);
struct following *follow_find(const struct engine *engine, const char *source, size_t len);

/* ---- resume.c: halted sources followed again */

/* Goes back: to nothing in common but the beginning, and nothing known to be lost but what comes next. */
void rewind_begin(struct following *following);
/* Whether something is to be done about it in a turn. */
bool rewind_waiting(const struct following *following);
/* At the beginning of a turn: what is to be asked of the sources. */
void rewind_search(struct engine *engine);
/* Goes back where the search has ended; true if it did, and this turn takes nothing in. */
bool rewind_finish(struct engine *engine, struct txn *txn);

/* status.c */
Bus__FollowStatus *follow_status(const struct engine *engine, struct arena *arena,
				 const struct following *following);

/* ---- replica.c: a journal whose owner is another instance */

struct replica {
	char owner[INSTANCE_NAME_MAX + 1];     /* empty: the journal is our own */
	char label[2 * INSTANCE_NAME_MAX + 2]; /* "registry@national": how it is named among those followed */
	enum upstream_link link;
	struct instant since; /* `link` is so */
};
bool replica_is(const struct engine *engine);
/* After the journal is loaded: the owner becomes one more journal that is followed. */
void replica_init(struct engine *engine, const char *owner);
/* Takes one verified entry into journal and state; or says why following stops before it. */
enum halt replica_take(struct engine *engine, struct txn *txn, const Bus__EntryHeader *header,
		       const struct entry *entry, const struct hash *hash, struct bytes stored);
/* Refuses what only the owner decides: NOT_OWNER. */
bool replica_allows(const struct engine *engine, const struct method *method, struct refusal *refusal);
/* Whether it has got as far as a reader says it has; else who can tell whether they agree? REPLICA_BEHIND. */
bool replica_reaches(const struct engine *engine, uint64_t sequence, struct refusal *refusal);
void replica_tell(const struct engine *engine, struct arena *arena, Bus__FollowStatus *status);

/* ---- The engine */

/* The actor read last, in the turn's arena; none at the beginning of a turn. */
struct actor_read {
	const struct method *method; /* whose roles it was restricted to */
	struct bytes bytes;
	const Bus__Actor *actor;
};

struct counters {
	uint64_t commands, replays, queries, fetches, refusals, commits, events, ticks;
	uint64_t commit_us, turn_us; /* sums, for means */
};

struct engine {
	const struct service *service;
	struct engine_ops ops;
	void *ctx;
	struct fold fold;
	bool (**handlers)(void *, const ProtobufCMessage *,
			  ProtobufCMessage *); /* by index in METHODS; NULL: not ours */
	char instance[INSTANCE_NAME_MAX + 1];  /* where we run; the journal's may be another one */
	char version[32];
	bool test;

	struct env env;
	struct journal journal;
	struct txn snapshot; /* of the last commit; renewed for each turn */

	/* The turn */
	struct instant now;
	struct monotonic mono;
	struct arena *scratch; /* one call's; rewound after it */
	struct arena *turn;    /* the turn's replies */
	struct actor_read actor;
	struct queue reads, commands;
	bool read_alone; /* the last call that was served alone was one that reads */
	struct call_list parked;
	struct monotonic parked_until; /* when the first of them must be looked at */
	struct suspects *suspects;
	bool changed; /* the write transaction has something to commit */

	struct following *follows;
	unsigned follow_count;
	struct effects effects;
	struct replica replica;

	/* The clock: wall minus monotonic when the process started, and what is wrong with it now. */
	int64_t clock_offset;
	const char *clock_alarm;
	bool no_room; /* nothing is written until there is */
	bool failed;  /* the store has; see engine_ops */

	struct instant started_at;
	struct counters counters;
};

/* access.c: role, test-only, size, kind, once, when a call is taken from the queue; then, once the body is read, the
 * scope. */
bool access_role(const struct engine *engine, const struct call *call, struct refusal *refusal);
bool access_scope(const struct engine *engine, const struct method *method, struct query *query,
		  const ProtobufCMessage *request);

/* turn.c */

/* A turn serves calls in three phases: those that read, commands, those that had been parked. Each is over when it has
 * lasted long enough, or its replies are large enough: whoever comes now waits for the turn's end. */
struct phase {
	struct monotonic begun;
	size_t held; /* of the turn's arena, before */
};
struct phase phase_begin(const struct engine *engine);
bool phase_over(const struct engine *engine, const struct phase *phase, struct monotonic now);
/* Calls that wait for a turn. */
unsigned engine_waiting(const struct engine *engine);
/* False, and the process ends, where the last commit could not be read: an answer would say that nothing is there. */
bool engine_could_read(struct engine *engine);

/* command.c */
void command_run(struct engine *engine, struct txn *txn, struct call *call, struct reply *ret);

/* read.c: answers a call that reads, or keeps it; and those kept, when something was taken in or time is
 * over. */
void read_or_park(struct engine *engine, struct call *call);
void read_again(struct engine *engine);

/* fetch.c: true when answered (and *ret filled), false when it has to wait. */
bool fetch_run(struct engine *engine, struct call *call, struct reply *ret);

/* tick.c */
bool tick_due(struct engine *engine);
void tick_run(struct engine *engine, struct txn *txn);
void tick_watch_clock(struct engine *engine);

/* worker.c */
void worker_start(struct engine *engine, struct call *call);

/* Reads the actor of a call into the turn's arena; false when refused. */
bool call_read_actor(struct engine *engine, struct call *call, struct refusal *refusal);
/* The request of a call, checked, in the scratch arena; NULL when refused. */
const ProtobufCMessage *call_request(struct engine *engine, const struct call *call, struct refusal *refusal);
/* Packs a response into the turn's arena. */
bool reply_pack(struct engine *engine, const ProtobufCMessage *response, struct reply *ret);
ProtobufCMessage *response_new(struct arena *arena, const ProtobufCMessageDescriptor *type);
/* The service itself, which acts on what it heard, what fell due and what it carried out; in the scratch arena. */
const Bus__Actor *engine_self(struct engine *engine);
void engine_reply(struct engine *engine, const struct call *call, const struct reply *reply);

#endif
