/* What a service is to the engine: its name, its tables, its handlers, and whom it follows.
 *
 * The engine runs it in turns. One turn = one LMDB write transaction = one commit: every command that has
 * arrived is decided on the state before it, its events are applied at once, so that the next command sees
 * them; after the commit, and only then, the replies leave. Queries read the snapshot of the last commit.
 *
 * Handlers are pure: they get state, time and identity, and give events or a refusal. No I/O, no clock, no
 * chance; ids derive from the command's key. They are bound by name through the generated tables
 * (<service>_binding.h), so a missing one does not link. */
#ifndef PVD_SERVICE_SERVICE_H
#define PVD_SERVICE_SERVICE_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/time.h"
#include "bus/actor.h"
#include "bus/envelope.h"
#include "bus/method.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "service/binding.h"
#include "store/deadlines.h"
#include "store/effects.h"
#include "store/txn.h"

/* A command, an event of a source, or a deadline being decided. Reads the state through `txn`; writes
 * nothing. Returns false from the handler after refuse(decision->refusal, ...). */
struct decision {
	struct txn *txn;
	struct arena *arena;     /* dies with the turn */
	struct instant now;      /* of the turn */
	const Bus__Actor *actor; /* verified by the bus; the service itself for reactions and deadlines */
	struct id key;           /* of the command, or derived from the cause: what ids derive from */
	struct refusal *refusal;
	struct outcome *outcome; /* the engine's: what was emitted */
	struct engine *engine;   /* for the engine's own commands; NULL in reactions and deadlines */
};

/* For those alone whose duty is the instance or the nation: a département that nobody's scope names. */
extern const struct audience AUDIENCE_INSTANCE;

/* Whom an entry concerns, as its header says; everyone, where it names nobody. Borrows the header. */
struct audience audience_of_entry(const Bus__EntryHeader *header);
bool audience_is_everyone(const struct audience *audience);

/* Adds an event. It is packed here: the message may be reused. `audience` is whom it concerns (its entry says
 * so): readers in scope of one of them get it, others see that something happened, not what. NULL: public. Strings
 * are copied. */
void emit(struct decision *decision, const ProtobufCMessage *event, const struct audience *audience);

/* The n-th id of this decision for a purpose ("candidacy"), as text: the same on every replay. */
char *decision_id(const struct decision *decision, const char *purpose, unsigned n);

/* Wants something told to the world after the commit, at least once. Kinds: "file", whose payload is a packed
 * OutboxFile with a name that effect_file_name_valid accepts. When it is done, EffectCarriedOut with this
 * subject is journaled here; a reaction to it may decide what follows. */
void emit_effect(struct decision *decision, const char *kind, const char *subject, struct bytes payload);
/* A relative path of at most 200 bytes: parts of [A-Za-z0-9._-]+ but "." and "..", between single slashes. */
bool effect_file_name_valid(const char *name);

struct query {
	struct txn *txn;
	struct arena *arena;
	struct instant now;
	const Bus__Actor *actor;
	struct refusal *refusal;
	const struct engine *engine; /* for what every service tells of itself */
};

/* One event being folded into the state. Never fails, never refuses: what was journaled is true. */
struct application {
	struct txn *txn;
	struct arena *arena;
	struct instant at; /* of the entry */
	const Bus__EntryHeader *header;
};

/* What this service does when another's journal (or its own: source = own name) says something. `mirror`
 * folds it into mirror tables (NULL for the own journal, whose fold is apply); `react` may emit events of
 * this service. Either may be NULL. Types of the contract that have no row are passed over. */
struct reaction {
	const char *source;
	const ProtobufCMessageDescriptor *type;
	void (*mirror)(struct application *application, const ProtobufCMessage *event);
	void (*react)(struct decision *decision, const Bus__EntryHeader *header,
		      const ProtobufCMessage *event);
};

/* Whom a subject concerns. An actor in scope of any of them may act on it. */
enum { CONCERNED_MAX = 32 };
struct concerned {
	const char *departements[CONCERNED_MAX];
	unsigned departement_count;
	const char *collectivites[CONCERNED_MAX];
	unsigned collectivite_count;
	const char *territory;               /* NULL: none */
	const char *partners[CONCERNED_MAX]; /* payers */
	unsigned partner_count;
};

/* Whether the actor's scope reaches any of them. */
bool concerned_covers(const struct concerned *concerned, const Bus__Actor *actor);

struct service {
	const char *name;
	/* Each instance keeps its own. False: it has one owner, and an instance that follows the owner's keeps
	 * a replica of it, which answers queries and takes no commands. */
	bool per_instance;
	const struct table *tables; /* own ones, by the enum of state.h that begins at TABLE_FIRST_OWN */
	unsigned table_count;
	const struct binding *bindings; /* generated */
	const size_t *binding_count;
	const struct applier *appliers; /* generated */
	const size_t *applier_count;
	const struct reaction *reactions;
	unsigned reaction_count;
	/* Finds whom `value` concerns, for methods of rule COLLECTIVITE (an INSEE code or SIREN) and SUBJECT
	 * (an id). False if there is no such subject: the handler then says so. NULL if no method needs it.
	 */
	bool (*concerns)(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret);
	/* A deadline has passed; its entry is journaled and removed by the engine. NULL if the service sets
	 * none. */
	void (*due)(struct decision *decision, const struct deadline *deadline);
	/* An option of its own on its command line, `--name value`; false if it is not one. NULL: it has
	 * none. */
	bool (*option)(const char *name, const char *value);
	/* Adds figures of its own, as Prometheus text. NULL: none. */
	void (*metrics)(struct buf *out);
	/* Puts what it keeps beside its store into the folder of a backup, whose copy of the store is made already.
	 * On the worker's thread. False with a sentence in `error`. NULL: it keeps nothing. */
	bool (*backup)(const char *folder, char *error, size_t error_size);
	/* A way in of its own, besides the bus or, of the bus itself, in its place. NULL: it has none. */
	const struct frontend *frontend;
};

struct engine;
struct loop;
struct link;
struct instance;

/* What a process does besides answering calls of the bus. */
struct frontend {
	/* Opens the endpoints; false (logged) ends the process. `link`: to the bus, for calls of its own; NULL where
	 * `reply` is there. */
	bool (*start)(struct loop *loop, struct engine *engine, struct link *link,
		      const struct instance *instance);
	/* Of the bus itself: the engine's answer to a call it was given; route and call id are the call's. NULL: calls
	 * come over the bus, and their answers go there. */
	void (*reply)(const struct envelope *reply);
	/* Before start, with the state as it was left; then after each commit that changed it. May be NULL. */
	void (*committed)(struct txn *snapshot);
	/* After the link has ended: every call of its own has been answered. */
	void (*stop)(void);
};

/* Whether it is the bus, to which all others connect. */
static inline bool service_is_hub(const struct service *service)
{
	return service->frontend && service->frontend->reply;
}

/* The whole of main(): options (`--dir DIR`, and the service's own), log, instance, store, loop, until
 * SIGTERM. Returns the exit status: 0 after a clean stop, 64 wrong options, 78 the instance cannot be used.
 */
int service_main(const struct service *service, int argc, char **argv);

#endif
