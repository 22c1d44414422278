/* Sources that were halted, followed again: from where following stopped; or, where a source has gone on from a
 * backup, from the last entry that it has in common with what is kept of it here. That one is searched for by
 * halves, with FETCH calls that ask whether the source knows a position. Then, in one transaction, the entries
 * behind it are forgotten, all mirrors folded anew from those that are left, and the cursor set there. */
#include "service/core.h"

#include "base/log.h"
#include "base/require.h"
#include "engine_binding.h"
#include "store/key.h"

/* ---- The search */

void rewind_begin(struct following *following)
{
	following->rewind = (struct rewind){.lost = following->cursor.sequence + 1};
}

static bool has_found(const struct rewind *rewind)
{
	return rewind->lost == rewind->common + 1;
}

bool rewind_waiting(const struct following *following)
{
	return following->cursor.rewinding && !following->rewind.asked;
}

/* The position behind an entry that is kept. */
static struct cursor position_of(struct engine *engine, const char *source, uint64_t sequence)
{
	struct cursor cursor = {.sequence = sequence};
	const Bus__EntryHeader *header = NULL;
	struct entry entry;

	if (sequence == 0)
		return cursor;
	if (entry_parse(source_read(&engine->snapshot, source, sequence), &entry))
		header = entry_header(engine->scratch, &entry);
	require(header); /* it was parsed before it was kept */
	cursor.epoch = header->epoch;
	memcpy(cursor.hash.bytes, entry.hash.data, HASH_SIZE);
	return cursor;
}

/* First about the last one: nothing may be lost at all. */
static void search(struct engine *engine, struct following *following)
{
	struct rewind *rewind = &following->rewind;
	uint64_t last = following->cursor.sequence;
	uint64_t middle = rewind->common + (rewind->lost - rewind->common) / 2;

	rewind->probe = position_of(engine, following->source, rewind->lost > last ? last : middle);
	rewind->asked = true;
}

void rewind_search(struct engine *engine)
{
	for (unsigned i = 0; i < engine->follow_count; i++)
		if (rewind_waiting(&engine->follows[i]) && !has_found(&engine->follows[i].rewind))
			search(engine, &engine->follows[i]);
}

/* ---- Going back */

/* Mirrors hold what several sources said: all of them are folded anew, as a rebuild does. */
static void refold(struct engine *engine, struct txn *txn, const char *source, uint64_t last)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	struct bytes key, stored;
	struct scan scan;

	for (unsigned table = 0; table < engine->env.table_count; table++)
		if (engine->env.tables[table].kind == TABLE_MIRROR)
			txn_clear(txn, table);
	scan_open(&scan, &engine->snapshot, TABLE_SOURCES, (struct bytes){0});
	while (scan_next(&scan, &key, &stored)) {
		struct reader reader = reader_of(key);
		const char *name = key_read_text(&reader);

		if (strcmp(name, source) == 0 && reader_be64(&reader) > last)
			continue;
		require(fold_kept(&engine->fold, txn, engine->scratch, name, stored));
		arena_forget(engine->scratch, mark);
	}
	scan_close(&scan);
}

static void go_back(struct engine *engine, struct txn *txn, struct following *following)
{
	uint64_t from = following->cursor.sequence, to = following->rewind.common;

	log_warning("follow_rewound", log_text("source", following->source), log_u64("from", from),
		    log_u64("to", to));
	following->cursor.rewinding = false;
	if (to < from) {
		source_forget(txn, following->source, to, from);
		refold(engine, txn, following->source, to);
		following->cursor = position_of(engine, following->source, to);
		following->cursor.rewound_from = from;
	}
	cursor_store(txn, following->source, &following->cursor);
	engine->changed = true;
}

bool rewind_finish(struct engine *engine, struct txn *txn)
{
	for (unsigned i = 0; i < engine->follow_count; i++) {
		struct following *following = &engine->follows[i];

		if (!rewind_waiting(following) || !has_found(&following->rewind))
			continue;
		go_back(engine, txn, following);
		return true;
	}
	return false;
}

/* ---- The operator's command: without event, for the cursors are the engine's books */

static void resume(struct txn *txn, struct following *following, bool rewinds)
{
	log_warning("follow_resumed", log_text("source", following->source),
		    log_u64("sequence", following->cursor.sequence), log_u64("rewind", rewinds));
	following->cursor.halted = HALT_NONE;
	following->cursor.halted_at.us = 0;
	following->cursor.rewinding = rewinds;
	following->forgive = true;
	following->unsaved = false;
	rewind_begin(following);
	if (!following->upstream)
		cursor_store(txn, following->source, &following->cursor);
}

/* The owner went on from a backup: what was taken in here and lost there is our own journal now. */
static bool cannot_rewind(struct decision *decision, const struct following *following)
{
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "REPLICA_CANNOT_REWIND", "rewind",
		      "« %s » est la copie d'un journal entier : elle ne revient pas en arrière. Si "
		      "l'instance suivie a repris d'une sauvegarde, faites repartir celle-ci d'un dossier "
		      "neuf (pvd up --follow).",
		      following->source);
}

static bool not_followed(struct decision *decision, const char *source)
{
	const struct engine *engine = decision->engine;
	char *list = "";

	for (unsigned i = 0; i < engine->follow_count; i++)
		list = arena_printf(decision->arena, "%s%s%s", list, i ? ", " : "",
				    engine->follows[i].source);
	return refuse(decision->refusal, FAULT_NOT_FOUND, "NOT_FOLLOWED", "source",
		      "« %s » ne suit pas « %.64s » ; il suit : %s.", engine->service->name, source,
		      *list ? list : "personne");
}

bool engine_decide_resume_following(struct decision *decision, const Bus__ResumeFollowingRequest *request,
				    Bus__ResumeFollowingResponse *response)
{
	struct engine *engine = decision->engine;
	struct following *following = follow_find(engine, request->source, strlen(request->source));

	if (!following)
		return not_followed(decision, request->source);
	if (request->rewind && following->upstream)
		return cannot_rewind(decision, following);
	if (following->cursor.halted)
		resume(decision->txn, following, request->rewind);
	response->follow = follow_status(engine, decision->arena, following);
	return true;
}
