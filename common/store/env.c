#include "store/env.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/require.h"
#include "store/key.h"
#include "store/txn.h"

enum { SCHEMA = 1, HOLDER_SIZE = 24 };

#define MAP_BYTES  ((size_t)32 << 30)
#define ROOM_BYTES ((uint64_t)64 << 20)

static const struct table ENGINE_TABLES[] = {
	[TABLE_META] = {"meta", TABLE_ENGINE},
	[TABLE_JOURNAL] = {"journal", TABLE_ENGINE},
	[TABLE_RECEIPTS] = {"receipts", TABLE_ENGINE},
	[TABLE_FLOORS] = {"floors", TABLE_ENGINE},
	[TABLE_CURSORS] = {"cursors", TABLE_ENGINE},
	[TABLE_SOURCES] = {"sources", TABLE_ENGINE},
	[TABLE_EFFECTS] = {"effects", TABLE_ENGINE},
	[TABLE_DEADLINES] = {"deadlines", TABLE_STATE},
	[TABLE_DUE] = {"due", TABLE_STATE},
	[TABLE_NOTES] = {"notes", TABLE_STATE},
};
_Static_assert(sizeof ENGINE_TABLES / sizeof ENGINE_TABLES[0] == TABLE_FIRST_OWN, "one row for each");

/* Where a failed opening says why. */
struct complaint {
	char *text;
	size_t size;
};

/* Always false, so that a step can `return complain(...)`. */
static bool __attribute__((format(printf, 2, 3)))
complain(struct complaint *complaint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(complaint->text, complaint->size, format, args);
	va_end(args);
	return false;
}

/* Flushes dir/name to stable storage: a file, or "." and ".." for the folder's own entries. 0 or errno. */
static int flush(const char *dir, const char *name)
{
	char path[PATH_MAX];
	int fd, error;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	error = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return error;
}

static bool folder_make(const struct env *env, struct complaint *complaint)
{
	if (mkdir(env->dir, 0700) == 0 || errno == EEXIST)
		return true;
	return complain(complaint, "le dossier %s ne peut pas être créé : %s", env->dir, strerror(errno));
}

/* The holder's number lies in the file for the one who comes too late. The file stays: removing it would let
 * two processes hold locks on two files of the same name. */
static bool lock_take(struct env *env, struct complaint *complaint)
{
	char path[PATH_MAX], holder[HOLDER_SIZE] = "?";

	snprintf(path, sizeof path, "%s/lock", env->dir);
	env->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (env->lock_fd < 0)
		return complain(complaint, "le fichier %s ne peut pas être ouvert : %s", path,
				strerror(errno));
	if (flock(env->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		if (pread(env->lock_fd, holder, sizeof holder - 1, 0) > 0)
			holder[strcspn(holder, " ")] = '\0';
		return complain(complaint, "le dossier %s est déjà utilisé par un autre processus (%s)",
				env->dir, holder);
	}
	/* Over the one before, of the same length: a full disk has no room for it a second time. */
	snprintf(holder, sizeof holder, "%-*d", HOLDER_SIZE - 1, (int)getpid());
	if (pwrite(env->lock_fd, holder, sizeof holder - 1, 0) < 0)
		return complain(complaint, "le fichier %s ne peut pas être écrit : %s", path,
				strerror(errno));
	return true;
}

static unsigned flags_of(enum env_mode mode)
{
	switch (mode) {
	case ENV_DURABLE:
#ifdef PLANT_STORE_UNFLUSHED
		return MDB_NOTLS | MDB_NOSYNC;
#endif
#ifdef PVD_DEV
		/* The negative control of the power-cut test. */
		if (getenv("PVD_NOSYNC"))
			return MDB_NOTLS | MDB_NOSYNC;
#endif
		return MDB_NOTLS;
	case ENV_SCRATCH:
		/* LMDB's lock file is mapped: on a full disk, writing into it would end the process. */
		return MDB_NOTLS | MDB_NOSYNC | MDB_NOLOCK;
	case ENV_READ_ONLY:
		return MDB_NOTLS | MDB_RDONLY;
	}
	return MDB_NOTLS;
}

/* A new store's file gets its name once it is whole and on stable storage: cut off before that, the next
 * start makes it anew; LMDB itself would leave a file that never opens again. 0, errno or LMDB's error. */
static int file_make(const char *dir)
{
	char made[PATH_MAX], name[PATH_MAX];
	MDB_env *mdb;
	int error;

	snprintf(made, sizeof made, "%s/data.new", dir);
	snprintf(name, sizeof name, "%s/data.mdb", dir);
	if (access(name, F_OK) == 0)
		return 0;
	unlink(made);
	require(mdb_env_create(&mdb) == 0);
	error = mdb_env_open(mdb, made, MDB_NOSUBDIR | MDB_NOLOCK, 0600);
	mdb_env_close(mdb);
	if (!error)
		error = flush(dir, "data.new");
	if (!error && rename(made, name) != 0)
		error = errno;
	if (!error)
		error = flush(dir, ".");
	return error ? error : flush(dir, "..");
}

/* LMDB has met a page that it cannot have written. Its own answer would be abort(), which says nothing. */
static void damaged(MDB_env *mdb, const char *what)
{
	const char *dir = "";

	mdb_env_get_path(mdb, &dir);
	log_error("store_damaged", log_text("dir", dir), log_text("why", what));
	_exit(EX_IOERR);
}

static bool map_open(struct env *env, enum env_mode mode, struct complaint *complaint)
{
	int error = mode == ENV_READ_ONLY ? 0 : file_make(env->dir);
	int dead;

	require(mdb_env_create(&env->mdb) == 0);
	require(mdb_env_set_assert(env->mdb, damaged) == 0);
	require(mdb_env_set_maxdbs(env->mdb, TABLES_MAX) == 0);
	require(mdb_env_set_mapsize(env->mdb, MAP_BYTES) == 0);
	if (!error)
		error = mdb_env_open(env->mdb, env->dir, flags_of(mode), 0600);
	if (!error)
		error = mdb_reader_check(env->mdb, &dead);
	return !error || complain(complaint, "la base %s ne s'ouvre pas : %s", env->dir, mdb_strerror(error));
}

/* A later schema means a later program wrote here: this one would damage what it does not know. */
static bool schema_check(struct txn *txn, struct complaint *complaint)
{
	struct key key = key_of_text("schema");
	struct bytes stored = txn_get(txn, TABLE_META, key_bytes(&key));
	struct reader reader = reader_of(stored);
	uint32_t schema = reader_be32(&reader);
	uint8_t ours[4];

	if (stored.data && (reader.failed || schema > SCHEMA))
		return complain(complaint,
				"la base %s est d'un schéma plus récent (%u) que ce programme (%d)",
				txn->env->dir, (unsigned)schema, SCHEMA);
	if (!stored.data)
		txn_put(txn, TABLE_META, key_bytes(&key), bytes_of(ours, put_be32(ours, SCHEMA)));
	return true;
}

static bool tables_open(struct txn *txn, struct complaint *complaint)
{
	struct env *env = txn->env;

	for (unsigned i = 0; i < env->table_count && !txn->error; i++) {
		const char *name = env->tables[i].name;
		int error = mdb_dbi_open(txn->mdb, name, txn->write ? MDB_CREATE : 0, &env->dbi[i]);

		if (error)
			return complain(complaint, "la table %s de la base %s ne s'ouvre pas : %s", name,
					env->dir, mdb_strerror(error));
		if (i == TABLE_META && !schema_check(txn, complaint))
			return false;
	}
	/* Also what was only read is committed: LMDB keeps the handles of a transaction only then. */
	if (txn_commit(txn) != 0)
		return complain(complaint, "la base %s ne peut pas être écrite : %s (%s)", env->dir,
				mdb_strerror(txn->error), txn->where);
	return true;
}

static bool tables_declare(struct env *env, bool write, struct complaint *complaint)
{
	struct txn txn;
	bool ok;

	if (write)
		txn_begin_write(&txn, env);
	else
		txn_begin_read(&txn, env);
	ok = tables_open(&txn, complaint);
	txn_end(&txn);
	return ok;
}

bool env_open(struct env *env, const char *dir, enum env_mode mode, const struct table *own,
	      unsigned own_count, char *error, size_t error_size)
{
	struct complaint complaint = {error, error_size};
	bool write = mode != ENV_READ_ONLY;

	require(own_count <= TABLES_MAX - TABLE_FIRST_OWN);
	*env = (struct env){.dir = xstrdup(dir), .lock_fd = -1, .table_count = TABLE_FIRST_OWN + own_count};
	memcpy(env->tables, ENGINE_TABLES, sizeof ENGINE_TABLES);
	for (unsigned i = 0; i < own_count; i++)
		env->tables[TABLE_FIRST_OWN + i] = own[i];
	if ((!write || (folder_make(env, &complaint) && lock_take(env, &complaint))) &&
	    map_open(env, mode, &complaint) && tables_declare(env, write, &complaint))
		return true;
	env_close(env);
	return false;
}

void env_close(struct env *env)
{
	if (env->mdb)
		mdb_env_close(env->mdb);
	if (env->lock_fd >= 0)
		close(env->lock_fd);
	free(env->dir);
	*env = (struct env){.lock_fd = -1};
}

int env_copy(const struct env *env, const char *dir)
{
	char path[PATH_MAX];
	int error;

	if (mkdir(dir, 0700) != 0)
		return errno;
	error = mdb_env_copy2(env->mdb, dir, MDB_CP_COMPACT);
	if (!error)
		error = flush(dir, "data.mdb");
	if (!error)
		error = flush(dir, ".");
	if (!error)
		error = flush(dir, "..");
	if (error) {
		snprintf(path, sizeof path, "%s/data.mdb", dir);
		unlink(path);
		rmdir(dir);
	}
	return error;
}

static uint64_t pages_of(const MDB_stat *stat)
{
	return stat->ms_branch_pages + stat->ms_leaf_pages + stat->ms_overflow_pages;
}

uint64_t env_bytes(const struct env *env)
{
	MDB_txn *txn;
	MDB_stat stat;
	uint64_t pages;

	if (mdb_txn_begin(env->mdb, NULL, MDB_RDONLY, &txn) != 0)
		return 0;
	mdb_env_stat(env->mdb, &stat);
	pages = pages_of(&stat);
	for (unsigned i = 0; i < env->table_count; i++)
		if (mdb_stat(txn, env->dbi[i], &stat) == 0)
			pages += pages_of(&stat);
	mdb_txn_abort(txn);
	return pages * stat.ms_psize;
}

bool env_has_room(const struct env *env)
{
	MDB_envinfo map;
	MDB_stat stat;

	mdb_env_info(env->mdb, &map);
	mdb_env_stat(env->mdb, &stat);
	return (map.me_last_pgno + 1) * stat.ms_psize + ROOM_BYTES <= map.me_mapsize &&
	       file_has_room(env->dir, 0);
}
