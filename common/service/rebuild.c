#include "service/rebuild.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "store/key.h"

enum { COMMIT_EVERY = 20000, ERROR_SIZE = 300 };

struct replay {
	struct txn from; /* a snapshot of the live store */
	struct txn to;
	struct env *scratch;
	const struct fold *fold;
	struct arena *arena;
	struct arena_mark mark;
	unsigned uncommitted;
	const char *fault;
};

/* Ends the replay's step, and now and then its transaction. */
static bool stepped(struct replay *replay)
{
	arena_rewind(replay->arena, replay->mark);
	if (++replay->uncommitted < COMMIT_EVERY)
		return true;
	replay->uncommitted = 0;
	if (txn_commit(&replay->to) != 0) {
		replay->fault = "le magasin d'essai ne peut pas être écrit";
		return false;
	}
	txn_begin_write(&replay->to, replay->scratch);
	return true;
}

static const Bus__EntryHeader *read_entry(struct replay *replay, struct bytes stored, struct entry *ret)
{
	const Bus__EntryHeader *header = NULL;

	if (entry_parse(stored, ret))
		header = entry_header(replay->arena, ret);
	if (!header)
		replay->fault = "une entrée du journal est illisible";
	return header;
}

static void replay_journal(struct replay *replay, uint64_t *ret_entries)
{
	struct bytes key, stored;
	struct entry entry;
	struct scan scan;

	scan_open(&scan, &replay->from, TABLE_JOURNAL, (struct bytes){0});
	while (!replay->fault && scan_next(&scan, &key, &stored)) {
		const Bus__EntryHeader *header = read_entry(replay, stored, &entry);

		if (!header)
			break;
		fold_apply(replay->fold, &replay->to, replay->arena, header, entry.payload);
		++*ret_entries;
		if (!stepped(replay))
			break;
	}
	scan_close(&scan);
}

/* Sources' entries are kept by (source, sequence): mirrors are rebuilt with their sources away. */
static void replay_sources(struct replay *replay)
{
	struct bytes key, stored;
	struct scan scan;

	scan_open(&scan, &replay->from, TABLE_SOURCES, (struct bytes){0});
	while (!replay->fault && scan_next(&scan, &key, &stored)) {
		struct reader reader = reader_of(key);
		const char *source = key_read_text(&reader);

		if (!fold_kept(replay->fold, &replay->to, replay->arena, source, stored))
			replay->fault = "une entrée d'une source est illisible";
		if (!stepped(replay))
			break;
	}
	scan_close(&scan);
}

static Bus__TableDigest *compare(struct replay *replay, unsigned table, bool *same)
{
	struct hash live = txn_table_digest(&replay->from, table);
	struct hash rebuilt = live; /* hashing costs most: done twice only where it differs */
	Bus__TableDigest *digest =
		(Bus__TableDigest *)response_new(replay->arena, &bus__table_digest__descriptor);

	if (!txn_table_equal(&replay->from, &replay->to, table)) {
		rebuilt = txn_table_digest(&replay->to, table);
		*same = false;
	}
	digest->table = (char *)replay->from.env->tables[table].name;
	digest->live.data = (uint8_t *)arena_copy(replay->arena, hash_bytes(&live)).data;
	digest->rebuilt.data = (uint8_t *)arena_copy(replay->arena, hash_bytes(&rebuilt)).data;
	digest->live.len = digest->rebuilt.len = HASH_SIZE;
	return digest;
}

static void compare_all(struct replay *replay, Bus__CheckRebuildResponse *ret)
{
	const struct env *env = replay->from.env;
	bool same = true;

	ret->tables = arena_array(replay->arena, env->table_count, sizeof(*ret->tables));
	require(ret->tables);
	for (unsigned table = 0; table < env->table_count; table++)
		if (env->tables[table].kind != TABLE_ENGINE)
			ret->tables[ret->n_tables++] = compare(replay, table, &same);
	ret->same = same;
}

static void remove_scratch(const char *dir)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "lock"};
	char path[300];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
}

static void run(struct replay *replay, struct env *live, Bus__CheckRebuildResponse *ret)
{
	txn_begin_read(&replay->from, live);
	txn_begin_write(&replay->to, replay->scratch);
	replay->mark = arena_mark(replay->arena);
	replay_journal(replay, &ret->entries);
	if (!replay->fault)
		replay_sources(replay);
	if (!replay->fault)
		compare_all(replay, ret);
	if (replay->from.error || replay->to.error)
		replay->fault = "le magasin, ou celui d'essai, ne se lit pas ou ne s'écrit pas";
	txn_end(&replay->to);
	txn_end(&replay->from);
}

bool rebuild_check(struct env *env, const struct fold *fold, struct arena *arena,
		   Bus__CheckRebuildResponse *ret, struct refusal *refusal)
{
	struct env scratch;
	struct replay replay = {.scratch = &scratch, .fold = fold, .arena = arena};
	char dir[300], error[ERROR_SIZE];

	snprintf(dir, sizeof dir, "%s/rebuild", env->dir);
	remove_scratch(dir);
	if (!env_open(&scratch, dir, ENV_SCRATCH, fold->service->tables, fold->service->table_count, error,
		      sizeof error))
		return refuse(refusal, FAULT_INTERNAL, "REBUILD_FAILED", NULL, "%s", error);
	run(&replay, env, ret);
	env_close(&scratch);
	remove_scratch(dir);
	if (replay.fault)
		return refuse(refusal, FAULT_INTERNAL, "REBUILD_FAILED", NULL, "%s", replay.fault);
	return true;
}

bool rebuild_position(const char *dir, const struct service *service, const char *instance,
		      struct arena *arena, Bus__Position **ret, struct refusal *refusal)
{
	Bus__Position *position = (Bus__Position *)response_new(arena, &bus__position__descriptor);
	struct journal journal;
	struct env copy;
	struct txn txn;
	char error[ERROR_SIZE];

	if (!env_open(&copy, dir, ENV_READ_ONLY, service->tables, service->table_count, error, sizeof error))
		return refuse(refusal, FAULT_INTERNAL, "BACKUP_UNREADABLE", NULL, "%s", error);
	txn_begin_read(&txn, &copy);
	if (journal_load(&journal, &txn, instance, error, sizeof error)) {
		position->epoch = journal.head_epoch;
		position->sequence = journal.sequence;
		position->hash.data = (uint8_t *)arena_copy(arena, hash_bytes(&journal.hash)).data;
		position->hash.len = journal.sequence ? HASH_SIZE : 0;
		*ret = position;
	} else {
		refuse(refusal, FAULT_INTERNAL, "BACKUP_UNREADABLE", NULL, "%s", error);
	}
	txn_end(&txn);
	env_close(&copy);
	return !refused(refusal);
}
