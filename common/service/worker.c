#include "service/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/require.h"
#include "bus/check.h"
#include "engine_binding.h"
#include "service/rebuild.h"
#include "store/books.h"

#define BACKUPS "backup"

enum { WORK_BYTES_MAX = 64 << 20, BESIDE_ERROR_SIZE = 300 };

void worker_start(struct engine *engine, struct call *call)
{
	struct reply reply = {0};
	struct work *work = xcalloc(1, sizeof *work);
	struct query query = {.txn = &engine->snapshot,
			      .arena = engine->scratch,
			      .actor = call->actor,
			      .refusal = &reply.refusal};

	work->engine = engine;
	work->call = call;
	work->env = &engine->env;
	work->fold = &engine->fold;
	work->arena = arena_new(WORK_BYTES_MAX);
	if (message_check(call->method->request, call->envelope.body, &reply.refusal)) {
		work->request = arena_unpack(work->arena, call->method->request, call->envelope.body);
		work->response = response_new(work->arena, call->method->response);
		if (work->request && access_scope(engine, call->method, &query, work->request) &&
		    engine->ops.offload(engine->ctx, work))
			return;
		refuse(&reply.refusal, FAULT_RESOURCE_EXHAUSTED, "WORKER_BUSY", NULL,
		       "Trop de travaux longs sont en attente ; réessayez dans quelques minutes.");
	}
	engine_reply(engine, call, &reply);
	arena_free(work->arena);
	free(work);
	free(call);
}

void engine_work(struct work *work)
{
	const struct method *method = work->call->method;

	for (size_t i = 0; i < ENGINE_BINDING_COUNT; i++)
		if (ENGINE_BINDINGS[i].method == method)
			ENGINE_BINDINGS[i].call(work, work->request, work->response);
}

void engine_work_done(struct engine *engine, struct work *work)
{
	struct reply reply = {.refusal = work->refusal};

	if (!refused(&reply.refusal))
		reply_pack(engine, work->response, &reply);
	engine_reply(engine, work->call, &reply);
	arena_free(work->arena);
	free(work->call);
	free(work);
}

static Bus__Position *position(struct arena *arena, uint32_t epoch, uint64_t sequence,
			       const struct hash *hash)
{
	Bus__Position *ret = (Bus__Position *)response_new(arena, &bus__position__descriptor);

	ret->epoch = epoch;
	ret->sequence = sequence;
	if (sequence) {
		struct bytes copy = arena_copy(arena, hash_bytes(hash));

		ret->hash.data = (uint8_t *)copy.data;
		ret->hash.len = copy.len;
	}
	return ret;
}

bool engine_work_verify(struct work *work, const Bus__VerifyRequest *request, Bus__VerifyResponse *response)
{
	struct journal_check check;
	const char *fault;
	struct txn txn;

	(void)request;
	txn_begin_read(&txn, work->env);
	check = journal_verify(&txn);
	fault = check.ok ? books_fault(&txn, work->arena, !replica_is(work->engine)) : check.fault;
	txn_end(&txn);
	response->ok = !fault;
	response->entries = check.entries;
	response->bad_sequence = check.bad_sequence;
	response->fault = arena_strdup(work->arena, fault ? fault : "");
	response->head = position(work->arena, check.head_epoch, check.entries, &check.head);
	return true;
}

/* A copy of the store must leave to commands the room that they need. */
static bool has_room(struct work *work, const char *folder)
{
	uint64_t needed = env_bytes(work->env);

	return file_has_room(folder, needed) ||
	       refuse(&work->refusal, FAULT_RESOURCE_EXHAUSTED, "STORAGE_FULL", NULL,
		      "Il manque la place d'une copie des données de « %s » (%llu octets) : libérez-en, puis "
		      "recommencez.",
		      work->fold->service->name, (unsigned long long)needed);
}

bool engine_work_check_rebuild(struct work *work, const Bus__CheckRebuildRequest *request,
			       Bus__CheckRebuildResponse *response)
{
	(void)request;
	return has_room(work, work->env->dir) &&
	       rebuild_check(work->env, work->fold, work->arena, response, &work->refusal);
}

static bool backup_name_valid(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* A copy of the store without what it names is no backup: the same name may be asked for again. */
static bool backup_beside(struct work *work, const char *folder, const char *path)
{
	char error[BESIDE_ERROR_SIZE] = "";

	if (!work->fold->service->backup || work->fold->service->backup(folder, error, sizeof error))
		return true;
	unlink(arena_printf(work->arena, "%s/data.mdb", path));
	rmdir(path);
	return refuse(&work->refusal, FAULT_INTERNAL, "BACKUP_FAILED", "name", "%s", error);
}

bool engine_work_backup(struct work *work, const Bus__BackupRequest *request, Bus__BackupResponse *response)
{
	char *folder, *path;
	struct stat data;
	int error;

	if (!backup_name_valid(request->name))
		return refuse(&work->refusal, FAULT_INVALID_ARGUMENT, "BACKUP_NAME_INVALID", "name",
			      "Un nom de sauvegarde a 1 à 64 caractères parmi a-z, 0-9 et « - ».");
	if (file_make_folder(BACKUPS, 0700) == 0 && !has_room(work, BACKUPS))
		return false;
	folder = arena_printf(work->arena, BACKUPS "/%s", request->name);
	path = arena_printf(work->arena, "%s/%s", folder, work->fold->service->name);
	if (file_make_folder(folder, 0700) != 0)
		return refuse(&work->refusal, FAULT_INTERNAL, "BACKUP_FAILED", "name", "%s : %s", folder,
			      strerror(errno));
	error = env_copy(work->env, path);
	if (error)
		return refuse(&work->refusal, error == EEXIST ? FAULT_ALREADY_EXISTS : FAULT_INTERNAL,
			      error == EEXIST ? "BACKUP_EXISTS" : "BACKUP_FAILED", "name", "%s : %s", path,
			      strerror(error));
	if (!backup_beside(work, folder, path))
		return false;
	response->path = path;
	if (stat(arena_printf(work->arena, "%s/data.mdb", path), &data) == 0)
		response->bytes = (uint64_t)data.st_size;
	return rebuild_position(path, work->fold->service, work->engine->journal.instance, work->arena,
				&response->position, &work->refusal);
}
