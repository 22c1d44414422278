#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness.h"

#include "base/require.h"
#include "pvd/bus/v1/envelope.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"

enum { ARENA_BYTES = 256 << 20, ERROR_SIZE = 300 };

static void take_status(struct harness *harness, struct answer *answer, struct bytes status)
{
	Bus__Status *read = arena_unpack(harness->arena, &bus__status__descriptor, status);

	assert_non_null(read);
	answer->fault = (enum fault)read->code;
	answer->reason = read->reason;
	answer->message = read->message;
	answer->legal_reference = read->legal_reference;
	answer->field = read->n_fields ? read->fields[0] : "";
}

static void on_reply(void *ctx, const struct envelope *reply)
{
	struct harness *harness = ctx;
	struct answer *answer = harness->waiting;

	harness->replies++;
	if (!answer || !id_equal(&reply->call_id, &harness->waiting_id))
		return;
	answer->answered = true;
	answer->after = harness->replies - 1;
	answer->replayed = reply->replayed;
	answer->sequence = reply->position.sequence;
	answer->hash = arena_copy(harness->arena, reply->position.hash);
	answer->body = arena_copy(harness->arena, reply->body);
	if (reply->status.len)
		take_status(harness, answer, reply->status);
}

/* The worker, without its thread. */
static bool on_offload(void *ctx, struct work *work)
{
	struct harness *harness = ctx;

	engine_work(work);
	engine_work_done(harness->engine, work);
	return true;
}

static bool on_perform(void *ctx, const struct effect *effect)
{
	struct harness *harness = ctx;

	if (harness->effect_count == HARNESS_EFFECTS_MAX)
		return false;
	harness->effects[harness->effect_count++] =
		(struct performed){.id = effect->id,
				   .kind = arena_strdup(harness->arena, effect->kind),
				   .subject = arena_strdup(harness->arena, effect->subject),
				   .payload = arena_copy(harness->arena, effect->payload)};
	return true;
}

/* A clock that only those who look at it move. */
static int64_t look_us, looked_us;

static struct monotonic on_clock(void)
{
	looked_us += look_us;
	return (struct monotonic){.us = looked_us};
}

void harness_calls_take(int64_t us)
{
	look_us = us;
}

static void on_committed(void *ctx, struct txn *snapshot)
{
	((struct harness *)ctx)->env = snapshot->env;
}

void harness_open(struct harness *harness)
{
	static const struct engine_ops ops = {.reply = on_reply,
					      .offload = on_offload,
					      .perform = on_perform,
					      .clock = on_clock,
					      .committed = on_committed};
	char store[80], turn[80], error[ERROR_SIZE] = "";
	struct engine_config config = {
		.service = harness->service,
		.dir = store,
		.turn_file = turn,
		.instance = harness->instance,
		.owner = harness->owner,
		.version = "test",
		.test = !harness->is_real,
		.epoch = harness->is_restored,
		.started_at = harness->now,
		.started = harness->mono,
	};

	snprintf(store, sizeof store, "%s/store", harness->dir);
	snprintf(turn, sizeof turn, "%s/turn", harness->dir);
	harness->is_restored = false;
	harness->engine = engine_new(&config, &ops, harness, error, sizeof error);
	if (!harness->engine)
		fail_msg("%s", error);
}

struct harness *harness_new(const struct service *service)
{
	struct harness *harness = xcalloc(1, sizeof *harness);
	const char *folder = getenv("TMPDIR");

	harness_calls_take(0);
	harness->service = service;
	harness->instance = "essai";
	harness->arena = arena_new(ARENA_BYTES);
	harness->now.us = 1768478400LL * 1000000;
	harness->mono.us = 1000000;
	assert_true((size_t)snprintf(harness->dir, sizeof harness->dir, "%s/pvd-test-XXXXXX",
				     folder ? folder : "/tmp") < sizeof harness->dir);
	assert_non_null(mkdtemp(harness->dir));
	harness_open(harness);
	return harness;
}

static void remove_files(const char *dir)
{
	static const char *const names[] = {"store/data.mdb", "store/lock.mdb", "store/lock",
					    "store",          "turn",           ""};
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		if (remove(path) != 0)
			continue;
	}
}

void harness_free(struct harness *harness)
{
	engine_free(harness->engine);
	arena_free(harness->arena);
	remove_files(harness->dir);
	free(harness);
}

void harness_restart(struct harness *harness)
{
	engine_free(harness->engine);
	harness_open(harness);
}

void harness_advance(struct harness *harness, int64_t ms)
{
	harness->now = instant_add_ms(harness->now, ms);
	harness->mono = monotonic_add_ms(harness->mono, ms);
}

static Bus__Actor *actor_new(struct harness *harness, const char *principal, Bus__Role role)
{
	Bus__Actor *actor = arena_alloc(harness->arena, sizeof *actor);

	bus__actor__init(actor);
	actor->principal = arena_strdup(harness->arena, principal);
	actor->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	actor->roles = arena_array(harness->arena, 1, sizeof *actor->roles);
	actor->roles[0] = role;
	actor->n_roles = 1;
	actor->scope = arena_alloc(harness->arena, sizeof *actor->scope);
	bus__scope__init(actor->scope);
	return actor;
}

Bus__Actor *harness_actor(struct harness *harness, const char *principal, Bus__Role role,
			  const char *departement)
{
	Bus__Actor *actor = actor_new(harness, principal, role);

	if (!departement)
		return actor;
	actor->scope->departements = arena_array(harness->arena, 1, sizeof(char *));
	actor->scope->departements[0] = arena_strdup(harness->arena, departement);
	actor->scope->n_departements = 1;
	return actor;
}

Bus__Actor *harness_collectivite(struct harness *harness, const char *principal, const char *code)
{
	Bus__Actor *actor = actor_new(harness, principal, BUS__ROLE__ROLE_COLLECTIVITE);

	actor->scope->collectivites = arena_array(harness->arena, 1, sizeof(char *));
	actor->scope->collectivites[0] = arena_strdup(harness->arena, code);
	actor->scope->n_collectivites = 1;
	return actor;
}

struct id harness_key(struct harness *harness)
{
	struct id id = {{0}};

	put_be64(id.bytes, (uint64_t)(harness->now.us / 1000) << 16);
	put_be64(id.bytes + 8, ++harness->keys);
	return id;
}

static enum kind kind_of(const struct method *method)
{
	switch (method->kind) {
	case METHOD_QUERY:
		return KIND_QUERY;
	case METHOD_COMMAND:
		return KIND_COMMAND;
	case METHOD_FETCH:
		return KIND_FETCH;
	}
	abort();
}

static const struct method *method_named(const char *name)
{
	bool ambiguous = false;
	const struct method *method = method_guess(name, &ambiguous);

	assert_non_null(method);
	return method;
}

static struct id submit(struct harness *harness, const Bus__Actor *actor, const struct method *method,
			struct bytes body, struct id key)
{
	struct envelope call = {
		.kind = kind_of(method),
		.timeout_ms = 30000,
		.body = body,
		.has_key = method->kind == METHOD_COMMAND,
		.key = key,
		.call_id = harness_key(harness),
		.service = bytes_text(harness->service->name),
		.method = bytes_text(method->path),
	};

	if (actor)
		call.actor = arena_pack(harness->arena, &actor->base);
	engine_submit(harness->engine, &call, harness->mono);
	return call.call_id;
}

void harness_submit(struct harness *harness, const Bus__Actor *actor, const char *method,
		    const ProtobufCMessage *request)
{
	submit(harness, actor, method_named(method), arena_pack(harness->arena, request),
	       harness_key(harness));
}

struct answer harness_call_bytes(struct harness *harness, const Bus__Actor *actor, const char *name,
				 struct bytes body, struct id key)
{
	const struct method *method = method_named(name);
	struct answer answer = {.reason = "", .message = "", .field = "", .legal_reference = ""};

	harness->waiting_id = submit(harness, actor, method, body, key);
	harness->waiting = &answer;
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
	harness->waiting = NULL;
	if (answer.answered && answer.fault == FAULT_NONE)
		answer.response = arena_unpack(harness->arena, method->response, answer.body);
	return answer;
}

struct answer harness_call_key(struct harness *harness, const Bus__Actor *actor, const char *method,
			       const ProtobufCMessage *request, struct id key)
{
	return harness_call_bytes(harness, actor, method, arena_pack(harness->arena, request), key);
}

struct answer harness_call(struct harness *harness, const Bus__Actor *actor, const char *method,
			   const ProtobufCMessage *request)
{
	return harness_call_key(harness, actor, method, request, harness_key(harness));
}

uint64_t harness_sequence(struct harness *harness)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	Bus__Actor *operator= harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	struct answer answer = harness_call(harness, operator, "GetStatus", &request.base);

	assert_non_null(answer.response);
	return ((Bus__GetStatusResponse *)answer.response)->position->sequence;
}

void harness_check(struct harness *harness)
{
	Bus__VerifyRequest verify = BUS__VERIFY_REQUEST__INIT;
	Bus__CheckRebuildRequest rebuild = BUS__CHECK_REBUILD_REQUEST__INIT;
	Bus__Actor *operator= harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	struct answer answer = harness_call(harness, operator, "Verify", &verify.base);
	const Bus__CheckRebuildResponse *rebuilt;

	assert_non_null(answer.response);
	assert_true(((Bus__VerifyResponse *)answer.response)->ok);
	answer = harness_call(harness, operator, "CheckRebuild", &rebuild.base);
	assert_non_null(answer.response);
	rebuilt = answer.response;
	for (size_t i = 0; i < rebuilt->n_tables; i++)
		if (memcmp(rebuilt->tables[i]->live.data, rebuilt->tables[i]->rebuilt.data, HASH_SIZE) != 0)
			fail_msg("table %s differs from its rebuild", rebuilt->tables[i]->table);
	assert_true(rebuilt->same);
}
