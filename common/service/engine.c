#include "service/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "engine_binding.h"

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
	queue_clear(&engine->reads);
	queue_clear(&engine->commands);
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

static bool check_call(const struct engine *engine, const struct envelope *envelope,
		       const struct method *method, struct refusal *refusal)
{
	if (!method || (method->kind != METHOD_FETCH && !engine->handlers[method - METHODS]))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_METHOD", "method",
			      "Le service « %s » n'a pas de méthode « %.*s ».", engine->service->name,
			      (int)envelope->method.len, (const char *)envelope->method.data);
	if (engine_waiting(engine) >= QUEUE_CALLS_MAX)
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "QUEUE_FULL", NULL,
			      "Le service « %s » a trop d'appels en attente ; réessayez.",
			      engine->service->name);
	return true;
}

void engine_submit(struct engine *engine, const struct envelope *envelope, struct monotonic now)
{
	struct call *call = call_copy(envelope, now);
	struct reply reply = {0};

	if (check_call(engine, envelope, call->method, &reply.refusal)) {
		require(call->method);
		queue_put(call->method->kind == METHOD_COMMAND ? &engine->commands : &engine->reads, call);
		return;
	}
	engine_reply(engine, call, &reply);
	free(call);
}
