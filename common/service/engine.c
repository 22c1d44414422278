#include "service/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/killpoint.h"
#include "base/log.h"
#include "base/require.h"
#include "engine_binding.h"

enum { PRUNE_EVERY_TURNS = 512, PRUNE_MAX = 500 };

/* ---- Life */

static void bind_handlers(struct engine *engine, const struct binding *bindings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		engine->handlers[bindings[i].method - METHODS] = bindings[i].call;
}

static bool load(struct engine *engine, const struct engine_config *config, char *error, size_t error_size)
{
	struct txn txn;
	bool loaded;

	txn_begin_write(&txn, &engine->env);
	loaded = journal_load(&engine->journal, &txn, config->owner ? config->owner : config->instance, error,
			      error_size);
	if (loaded && config->epoch && !config->owner)
		journal_begin_epoch(&engine->journal, &txn);
	if (!loaded) {
		txn_end(&txn);
		return false;
	}
	if (txn_commit(&txn) == 0)
		return true;
	snprintf(error, error_size, "%s : le magasin ne peut pas être écrit (%s)", config->dir,
		 mdb_strerror(txn.error));
	return false;
}

static bool open_suspects(struct engine *engine, const struct engine_config *config, char *error,
			  size_t error_size)
{
	engine->suspects = suspects_open(config->turn_file, error, error_size);
	if (!engine->suspects)
		return false;
	if (config->epoch) /* a backup, which was given back knowingly */
		suspects_committed(engine->suspects, engine->journal.sequence);
	if (suspects_believe(engine->suspects, engine->journal.sequence, error, error_size))
		return true;
	suspects_close(engine->suspects);
	return false;
}

static void make(struct engine *engine, const struct engine_config *config, const struct engine_ops *ops,
		 void *ctx)
{
	engine->service = config->service;
	engine->ops = *ops;
	engine->ctx = ctx;
	engine->test = config->test;
	engine->started_at = config->started_at;
	engine->clock_offset = config->started_at.us - config->started.us;
	snprintf(engine->instance, sizeof engine->instance, "%s", config->instance);
	snprintf(engine->version, sizeof engine->version, "%s", config->version);
	engine->scratch = arena_new(SCRATCH_BYTES_MAX);
	engine->turn = arena_new(TURN_BYTES_MAX);
	engine->handlers = xcalloc(METHOD_COUNT, sizeof *engine->handlers);
	bind_handlers(engine, ENGINE_BINDINGS, ENGINE_BINDING_COUNT);
	bind_handlers(engine, config->service->bindings, *config->service->binding_count);
	engine->parked_until.us = INT64_MAX;
	fold_init(&engine->fold, config->service);
}

static void unmake(struct engine *engine)
{
	fold_free(&engine->fold);
	free(engine->handlers);
	arena_free(engine->turn);
	arena_free(engine->scratch);
	free(engine);
}

struct engine *engine_new(const struct engine_config *config, const struct engine_ops *ops, void *ctx,
			  char *error, size_t error_size)
{
	const struct service *service = config->service;
	struct engine *engine = xcalloc(1, sizeof *engine);

	make(engine, config, ops, ctx);
	if (!env_open(&engine->env, config->dir, ENV_DURABLE, service->tables, service->table_count, error,
		      error_size)) {
		unmake(engine);
		return NULL;
	}
	if (!load(engine, config, error, error_size) || !open_suspects(engine, config, error, error_size)) {
		env_close(&engine->env);
		unmake(engine);
		return NULL;
	}
	txn_begin_read(&engine->snapshot, &engine->env);
	follow_init(engine);
	if (config->owner)
		replica_init(engine, config->owner);
	if (ops->committed)
		ops->committed(ctx, &engine->snapshot);
	if (engine->snapshot.error) { /* what was read of it is nothing, or worse */
		snprintf(error, error_size, "%s : le magasin ne se lit pas (%s)", config->dir,
			 mdb_strerror(engine->snapshot.error));
		engine_free(engine);
		return NULL;
	}
	txn_reset(&engine->snapshot);
	return engine;
}

static void drop_calls(struct call_list *list)
{
	struct call *call;

	while ((call = call_pop(list)))
		free(call);
}

void engine_free(struct engine *engine)
{
	drop_calls(&engine->queue);
	drop_calls(&engine->parked);
	follow_free(engine);
	txn_end(&engine->snapshot);
	suspects_close(engine->suspects);
	env_close(&engine->env);
	unmake(engine);
}

void engine_view(struct engine *engine, struct txn *ret)
{
	txn_begin_read(ret, &engine->env);
}

/* ---- Calls */

void engine_submit(struct engine *engine, const struct envelope *envelope, struct monotonic now)
{
	struct call *call = call_copy(envelope, now);
	struct reply reply = {0};

	if (!call->method ||
	    (call->method->kind != METHOD_FETCH && !engine->handlers[call->method - METHODS]))
		refuse(&reply.refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_METHOD", "method",
		       "Le service « %s » n'a pas de méthode « %.*s ».", engine->service->name,
		       (int)envelope->method.len, (const char *)envelope->method.data);
	else if (engine->queue.count >= QUEUE_CALLS_MAX)
		refuse(&reply.refusal, FAULT_RESOURCE_EXHAUSTED, "QUEUE_FULL", NULL,
		       "Le service « %s » a trop d'appels en attente ; réessayez.", engine->service->name);
	if (!refused(&reply.refusal)) {
		call_push(&engine->queue, call);
		return;
	}
	engine_reply(engine, call, &reply);
	free(call);
}

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

/* ---- The turn */

struct decided {
	struct call *call;
	struct answer answer;
};

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

static void run_command(struct engine *engine, struct txn *txn, struct decided *decided)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	struct reply reply = {0};

	suspects_enter(engine->suspects, call_id(decided->call));
	command_run(engine, txn, decided->call, &reply);
	KILLPOINT("engine_command_decided");
	decided->answer = answer_of(&reply);
	arena_forget(engine->scratch, mark);
}

static void prune(struct engine *engine, struct txn *txn)
{
	struct instant before = instant_add_ms(engine->now, -RECEIPTS_KEPT_MS);

	if (engine->clock_alarm || engine->counters.commits % PRUNE_EVERY_TURNS)
		return;
	receipts_prune(txn, before, PRUNE_MAX);
}

/* Everything that writes, in one transaction; the replies after its commit. */
static void write_phase(struct engine *engine, struct decided *decided, unsigned count)
{
	struct txn txn;

	txn_begin_write(&txn, &engine->env);
	for (unsigned i = 0; i < count; i++)
		run_command(engine, &txn, &decided[i]);
	if (!engine->no_room) {
		follow_take(engine, &txn);
		effects_take(engine, &txn);
		if (tick_due(engine))
			tick_run(engine, &txn);
	}
	if (txn.error)
		die(engine, &txn);
#ifdef PLANT_SNAPSHOT_OF_OPEN_TRANSACTION
	struct txn kept = engine->snapshot;

	engine->snapshot = txn;
	read_again(engine);
	engine->snapshot = kept;
#endif
#ifdef PLANT_REPLY_BEFORE_COMMIT
	for (unsigned i = 0; i < count; i++)
		answer_send(engine, decided[i].call, &decided[i].answer);
#endif
	suspects_clear(engine->suspects); /* what happens from here on is not a call's doing */
	if (engine->changed && !engine->failed) {
		prune(engine, &txn);
		commit(engine, &txn);
	} else {
		txn_end(&txn);
	}
	for (unsigned i = 0; i < count; i++) {
#ifndef PLANT_REPLY_BEFORE_COMMIT
		if (engine->failed)
			buf_free(&decided[i].answer.status);
		else
			answer_send(engine, decided[i].call, &decided[i].answer);
#endif
		free(decided[i].call);
	}
	KILLPOINT("engine_replied");
}

/* Reads first, on the last commit; commands are set aside for the one transaction of the turn. */
static unsigned take_calls(struct engine *engine, struct decided *decided, unsigned limit)
{
	struct reply no = {0};
	struct call *call;
	unsigned commands = 0;

	while (limit-- && (call = call_pop(&engine->queue))) {
		if (!admit(engine, call, &no.refusal)) {
			engine_reply(engine, call, &no);
			no = (struct reply){0};
			free(call);
			continue;
		}
		if (call->method->kind == METHOD_COMMAND) {
			decided[commands++].call = call;
			continue;
		}
		suspects_enter(engine->suspects, call_id(call));
		if (call->method->worker)
			worker_start(engine, call);
		else
			read_or_park(engine, call);
	}
	return commands;
}

/* Of a turn that ends before them. Always false: nothing more is to be done. */
static bool drop_commands(struct decided *decided, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		free(decided[i].call);
	return false;
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

bool engine_turn(struct engine *engine, struct instant now, struct monotonic mono)
{
	uint64_t sequence = engine->journal.sequence;
	bool alone = suspects_any(engine->suspects, mono);
	unsigned limit = alone ? 1 : TURN_CALLS_MAX, commands;
	struct decided *decided;

	if (engine->failed)
		return false;
	engine->now = now;
	engine->mono = mono;
	tick_watch_clock(engine);
	watch_room(engine);
	txn_renew(&engine->snapshot);
	engine->changed = false;
	rewind_search(engine);
	limit = engine->queue.count < limit ? engine->queue.count : limit;
	decided = arena_array(engine->turn, limit + 1, sizeof *decided);
	require(decided);
	commands = take_calls(engine, decided, limit);
	if (!engine_could_read(engine))
		return drop_commands(decided, commands);
	if (commands || has_own_work(engine))
		write_phase(engine, decided, commands);
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
	return engine->queue.count || (!engine->no_room && follow_waiting(engine));
}
