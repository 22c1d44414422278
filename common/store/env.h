/* One service's LMDB environment: its only durable state, owned by one process.
 *
 * Default flags plus MDB_NOTLS: every commit is two flushes, and nothing acknowledged is lost by a power
 * cut. 32 GiB of virtual map. A lock file of our own, because LMDB's says nothing clear to the second
 * process that comes. Any error of a commit ends the process: an environment that failed to write must be
 * opened again before it is believed. */
#ifndef PVD_STORE_ENV_H
#define PVD_STORE_ENV_H

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/hash.h"

enum table_kind {
	TABLE_ENGINE, /* the engine's books: not a fold of anything */
	TABLE_STATE,  /* a fold of the own journal */
	TABLE_MIRROR, /* a fold of the sources followed */
};

struct table {
	const char *name;
	enum table_kind kind;
};

/* The engine's tables; a service's own follow from TABLE_FIRST_OWN on, in the order it declares them. */
enum {
	TABLE_META,     /* text key → value: schema, instance, epoch, head, salt key */
	TABLE_JOURNAL,  /* sequence → JournalEntry */
	TABLE_RECEIPTS, /* principal, key → the reply given */
	TABLE_FLOORS,   /* principal → the time below which its keys are expired */
	TABLE_CURSORS,  /* source service → how far it has been taken in */
	TABLE_SOURCES, /* source service, sequence → its entry, for rebuilding mirrors without the source */
	TABLE_EFFECTS, /* id → what the world must still be told */
	TABLE_DEADLINES, /* subject, kind → due instant (state) */
	TABLE_DUE,       /* due instant, subject, kind → nothing (state: the index of the above) */
	TABLE_NOTES,     /* sequence → text of a Noted (state; test instances alone write any) */
	TABLE_FIRST_OWN,
};
enum { TABLES_MAX = 48 };

struct env {
	MDB_env *mdb;
	char *dir;
	int lock_fd;
	unsigned table_count;
	struct table tables[TABLES_MAX];
	MDB_dbi dbi[TABLES_MAX];
};

enum env_mode {
	ENV_DURABLE,
	ENV_SCRATCH, /* no flush: a copy that may be thrown away (rebuild --check), never a service's store */
	ENV_READ_ONLY, /* another process may own it: inspection of a stopped service */
};

/* Opens the environment in folder `dir`, making it (mode 0700) if it is new. `own` are the service's
 * tables. False with a sentence for the operator in `error`: the folder is in use by another process, is
 * not writable, is of a later schema... */
bool env_open(struct env *env, const char *dir, enum env_mode mode, const struct table *own,
	      unsigned own_count, char *error, size_t error_size);
void env_close(struct env *env);

/* A consistent copy, compacted, into folder `dir` (made; must not exist), while the environment is in use.
 * Safe from a thread of its own. The copy and its folder are flushed before this returns 0; else errno. */
int env_copy(const struct env *env, const char *dir);

uint64_t env_bytes(const struct env *env); /* used by pages in use */
/* Whether the map and the volume (file_has_room) still have room for commands. */
bool env_has_room(const struct env *env);

#endif
