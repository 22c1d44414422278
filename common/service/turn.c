/* One turn: calls that read, from the last commit; then all that writes, in one transaction; then what was answered. */
#include "service/core.h"

#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/killpoint.h"
#include "base/log.h"
#include "base/require.h"

enum { PRUNE_EVERY_TURNS = 512, PRUNE_MAX = 500 };

/* A command that was decided: what is told once that is committed. */
struct decided {
	struct call *call;
	struct answer answer;
};

struct writing {
	struct txn txn;
	struct decided *decided; /* in the turn's arena */
	unsigned count;
};

/* ---- Whose turn it is */

/* The id under which a call that kills is known again: of a command its key, of others the call's own. */
static const struct id *call_id(const struct call *call)
{
	return call->envelope.has_key ? &call->envelope.key : &call->envelope.call_id;
}

/* In time, not deadly, and by somebody who may. */
static bool admit(struct engine *engine, struct call *call, struct refusal *refusal)
{
	if (call->envelope.timeout_ms && engine->mono.us >= call->expires.us)
		return refuse(refusal, FAULT_DEADLINE_EXCEEDED, "TOO_LATE", NULL,
			      "Le délai de l'appel était passé avant qu'il soit examiné ; renvoyez-le avec "
			      "la même clé.");
	if (suspects_poisoned(engine->suspects, call_id(call)))
		return refuse(refusal, FAULT_ABORTED, "POISONED", NULL,
			      "Cet appel a arrêté le service deux fois ; il ne sera plus examiné. "
			      "Signalez-le à l'exploitant.");
	return call_read_actor(engine, call, refusal) && access_role(engine, call, refusal);
}

struct phase phase_begin(const struct engine *engine)
{
	return (struct phase){.begun = engine->ops.clock(), .held = arena_used(engine->turn)};
}

bool phase_over(const struct engine *engine, const struct phase *phase, struct monotonic now)
{
	return now.us - phase->begun.us >= PHASE_US_MAX ||
	       arena_used(engine->turn) - phase->held >= PHASE_BYTES_MAX;
}

/* How a call is served that may be. */
typedef void service_of(struct engine *engine, struct call *call, void *ctx);

static void serve(struct engine *engine, struct call *call, service_of *served_by, void *ctx)
{
	struct reply no = {0};

	if (admit(engine, call, &no.refusal)) {
		served_by(engine, call, ctx);
		return;
	}
	engine_reply(engine, call, &no);
	free(call);
}

/* As many calls of a queue as there may be, one at least. */
static void serve_queue(struct engine *engine, struct queue *queue, unsigned limit, service_of *served_by,
			void *ctx)
{
	struct phase phase = phase_begin(engine);
	struct monotonic before = phase.begun, after;
	struct call *call;

	while (limit-- && (call = queue_take(queue))) {
		serve(engine, call, served_by, ctx);
		after = engine->ops.clock();
		queue_served(queue, after.us - before.us);
		before = after;
		if (phase_over(engine, &phase, after))
			return;
	}
}

static void read_call(struct engine *engine, struct call *call, void *ctx)
{
	(void)ctx;
	suspects_enter(engine->suspects, call_id(call));
	if (call->method->worker)
		worker_start(engine, call);
	else
		read_or_park(engine, call);
}

static void decide_call(struct engine *engine, struct call *call, void *ctx)
{
	struct writing *writing = ctx;
	struct arena_mark mark = arena_mark(engine->scratch);
	struct reply reply = {0};

	suspects_enter(engine->suspects, call_id(call));
	command_run(engine, &writing->txn, call, &reply);
	KILLPOINT("engine_command_decided");
	writing->decided[writing->count++] = (struct decided){.call = call, .answer = answer_of(&reply)};
	arena_forget(engine->scratch, mark);
}

/* ---- What it writes */

/* The commit failed, or may have, or a read has: nothing of this turn is acknowledged, and only an opening tells what
 * holds. */
static void die(struct engine *engine, struct txn *txn)
{
	log_error("store_failed", log_text("where", txn->where), log_text("why", mdb_strerror(txn->error)));
	if (!engine->ops.failed)
		_exit(EX_IOERR);
	txn_end(txn);
	engine->failed = true;
	engine->ops.failed(engine->ctx);
}

bool engine_could_read(struct engine *engine)
{
	if (engine->snapshot.error && !engine->failed)
		die(engine, &engine->snapshot);
	return !engine->failed;
}

static void commit(struct engine *engine, struct txn *txn)
{
	struct monotonic start = engine->ops.clock();

	journal_flush(&engine->journal, txn);
	KILLPOINT("engine_before_commit");
	if (txn_commit(txn) != 0) {
		die(engine, txn);
		return;
	}
	suspects_committed(engine->suspects, engine->journal.sequence);
	KILLPOINT("engine_after_commit");
	engine->counters.commits++;
	engine->counters.commit_us += (uint64_t)(engine->ops.clock().us - start.us);
}

static void prune(struct engine *engine, struct txn *txn)
{
	struct instant before = instant_add_ms(engine->now, -RECEIPTS_KEPT_MS);

	if (engine->clock_alarm || engine->counters.commits % PRUNE_EVERY_TURNS)
		return;
	receipts_prune(txn, before, PRUNE_MAX);
}

/* Frees them, and tells what was decided; nobody is told anything once the store has failed. */
static void tell(struct engine *engine, struct writing *writing)
{
	for (unsigned i = 0; i < writing->count; i++) {
		struct decided *decided = &writing->decided[i];

		if (engine->failed)
			buf_free(&decided->answer.status);
		else
			answer_send(engine, decided->call, &decided->answer);
		free(decided->call);
	}
	writing->count = 0;
}

/* What nobody asked for now; without room it waits. */
static void do_own_work(struct engine *engine, struct txn *txn)
{
	if (engine->no_room)
		return;
	follow_take(engine, txn);
	effects_take(engine, txn);
	if (tick_due(engine))
		tick_run(engine, txn);
}

/* Everything that writes, in one transaction; the replies after its commit. */
static void write_phase(struct engine *engine, unsigned limit)
{
	struct writing writing = {.decided = arena_array(engine->turn, limit + 1, sizeof *writing.decided)};

	require(writing.decided);
	txn_begin_write(&writing.txn, &engine->env);
	serve_queue(engine, &engine->commands, limit, decide_call, &writing);
	do_own_work(engine, &writing.txn);
	if (writing.txn.error)
		die(engine, &writing.txn);
#ifdef PLANT_SNAPSHOT_OF_OPEN_TRANSACTION
	struct txn kept = engine->snapshot;

	engine->snapshot = writing.txn;
	read_again(engine);
	engine->snapshot = kept;
#endif
#ifdef PLANT_REPLY_BEFORE_COMMIT
	tell(engine, &writing);
#endif
	suspects_clear(engine->suspects); /* what happens from here on is not a call's doing */
	if (engine->changed && !engine->failed) {
		prune(engine, &writing.txn);
		commit(engine, &writing.txn);
	} else {
		txn_end(&writing.txn);
	}
	tell(engine, &writing);
	KILLPOINT("engine_replied");
}

static void after_commit(struct engine *engine, bool journaled)
{
	txn_reset(&engine->snapshot);
	txn_renew(&engine->snapshot);
	if (journaled && engine->ops.committed)
		engine->ops.committed(engine->ctx, &engine->snapshot);
}

/* Looked at before anything is written: a commit that finds no room ends the process, and its reads with it. */
static void watch_room(struct engine *engine)
{
	bool before = engine->no_room;

	engine->no_room = !env_has_room(&engine->env);
	if (engine->no_room && !before)
		log_error("storage_full");
	if (!engine->no_room && before)
		log_info("storage_has_room");
}

/* What is to be written that nobody has asked for; without room it waits. */
static bool has_own_work(struct engine *engine)
{
	return !engine->no_room && (follow_waiting(engine) || effects_over(engine) || tick_due(engine));
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many calls of each kind a turn may serve: one in all while there are suspects, of either kind by turns. */
static void limits(struct engine *engine, unsigned *ret_reads, unsigned *ret_commands)
{
	*ret_reads = least(engine->reads.count, TURN_CALLS_MAX);
	*ret_commands = least(engine->commands.count, TURN_CALLS_MAX);
	if (!suspects_any(engine->suspects, engine->mono))
		return;
	engine->read_alone = *ret_reads && !(engine->read_alone && *ret_commands);
	*ret_reads = engine->read_alone;
	*ret_commands = !engine->read_alone && *ret_commands;
}

unsigned engine_waiting(const struct engine *engine)
{
	return engine->reads.count + engine->commands.count;
}

bool engine_turn(struct engine *engine, struct instant now, struct monotonic mono)
{
	uint64_t sequence = engine->journal.sequence;
	unsigned reads, commands;

	if (engine->failed)
		return false;
	engine->now = now;
	engine->mono = mono;
	tick_watch_clock(engine);
	watch_room(engine);
	txn_renew(&engine->snapshot);
	engine->changed = false;
	rewind_search(engine);
	limits(engine, &reads, &commands);
	serve_queue(engine, &engine->reads, reads, read_call, NULL);
	if (!engine_could_read(engine))
		return false;
	if (commands || has_own_work(engine))
		write_phase(engine, commands);
	if (engine->failed)
		return false;
	if (engine->changed)
		after_commit(engine, engine->journal.sequence != sequence);
	if (engine->changed || mono.us >= engine->parked_until.us)
		read_again(engine);
	effects_perform(engine);
	if (!engine_could_read(engine))
		return false;
	txn_reset(&engine->snapshot);
	suspects_clear(engine->suspects);
	engine->actor = (struct actor_read){0};
	arena_reset(engine->turn);
	arena_reset(engine->scratch);
	engine->counters.turn_us += (uint64_t)(engine->ops.clock().us - mono.us);
	return engine_waiting(engine) || engine->parked_until.us <= mono.us ||
	       (!engine->no_room && follow_waiting(engine));
}
