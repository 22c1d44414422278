#include "outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "pvd/bus/v1/effect.pb-c.h"
#include "world.h"

/* One effect that somebody began to carry out. */
struct file {
	struct file *next;
	const char *service;
	struct id id;
	Bus__OutboxFile *said;
	bool written;
	unsigned told; /* by entries of the journal */
};

struct promise {
	struct promise *next;
	const char *service;
	char *name, *text;
};

/* One attempt, in a life of its process. */
struct attempt {
	struct node *node;
	struct file *file;
	const char *error;
};

static struct file *files;
static struct promise *promises;

static struct chance *chance(void)
{
	static struct chance stream;

	if (!stream.state)
		stream = chance_of(world.plan->seed, 7);
	return &stream;
}

static struct file *find(const char *service, const struct id *id)
{
	for (struct file *file = files; file; file = file->next)
		if (strcmp(file->service, service) == 0 && id_equal(&file->id, id))
			return file;
	return NULL;
}

static bool same(const Bus__OutboxFile *a, const Bus__OutboxFile *b)
{
	return strcmp(a->name, b->name) == 0 && bytes_equal(bytes_of(a->content.data, a->content.len),
							    bytes_of(b->content.data, b->content.len));
}

/* The effect of this id, which is the same whenever it is seen. */
static struct file *file_of(const char *service, const struct effect *effect)
{
	Bus__OutboxFile *said = bus__outbox_file__unpack(NULL, effect->payload.len, effect->payload.data);
	struct file *file = find(service, &effect->id);

	require(said && effect_file_name_valid(said->name));
	if (file) {
		holds(same(file->said, said), "an effect stays what it was", "%s: %s", service, said->name);
		bus__outbox_file__free_unpacked(said, NULL);
		return file;
	}
	file = xcalloc(1, sizeof *file);
	*file = (struct file){.next = files, .service = service, .id = effect->id, .said = said};
	files = file;
	return file;
}

/* ---- Carrying out */

static void tell(void *ctx, uint64_t life)
{
	struct attempt *attempt = ctx;
	struct node *node = attempt->node;

	if (node->engine && node->life == life) {
		engine_performed(node->engine, &attempt->file->id, attempt->error);
		node_wake(node);
	}
	free(attempt);
}

static void write_file(void *ctx, uint64_t life)
{
	struct attempt *attempt = ctx;
	struct node *node = attempt->node;

	if (!node->engine || node->life != life) {
		free(attempt);
		return;
	}
	if (!world.calm && chance_percent(chance(), 20))
		attempt->error = "disque plein";
	else
		attempt->file->written = true;
	trace("%s: file %s %s", node->name, attempt->file->said->name,
	      attempt->error ? "fails" : "is written");
	world_in(chance_between(chance(), 10, 20000), tell, attempt, life);
	if (!world.calm && chance_percent(chance(), 4))
		node_kill(node);
}

bool outbox_perform(void *ctx, const struct effect *effect)
{
	struct attempt *attempt;
	struct node *node = ctx;

	if (node->dying || chance_percent(chance(), 2))
		return false;
	attempt = xcalloc(1, sizeof *attempt);
	*attempt = (struct attempt){.node = node, .file = file_of(node->name, effect)};
	world_in(chance_between(chance(), 10, 30000), write_file, attempt, node->life);
	return true;
}

/* ---- What must hold */

void outbox_promise(const char *service, const char *name, const char *text)
{
	struct promise *promise = xmalloc(sizeof *promise);

	*promise = (struct promise){
		.next = promises, .service = service, .name = xstrdup(name), .text = xstrdup(text)};
	promises = promise;
}

void outbox_carried_out(const char *service, const struct id *id)
{
	struct file *file = find(service, id);

	holds(file && file->written, "no effect is told of before it is carried out", "%s", service);
	holds(++file->told == 1, "an effect is told of once", "%s: %s", service, file->said->name);
}

bool outbox_settled(const struct node *node)
{
	struct txn txn;
	uint64_t waiting;

	txn_begin_read(&txn, &node->engine->env);
	waiting = txn_count(&txn, TABLE_EFFECTS);
	txn_end(&txn);
	return waiting == 0;
}

static void check_promise(const struct promise *promise)
{
	const struct file *found = NULL;

	for (const struct file *file = files; file; file = file->next) {
		if (strcmp(file->service, promise->service) != 0 ||
		    strcmp(file->said->name, promise->name) != 0)
			continue;
		holds(!found, "an effect has one id", "%s: %s", promise->service, promise->name);
		found = file;
	}
	holds(found && found->written && found->told, "every effect is carried out", "%s: %s",
	      promise->service, promise->name);
	holds(bytes_equal(bytes_of(found->said->content.data, found->said->content.len),
			  bytes_text(promise->text)),
	      "an effect stays what it was", "%s: %s", promise->service, promise->name);
}

void outbox_check(void)
{
	for (const struct promise *promise = promises; promise; promise = promise->next)
		check_promise(promise);
	for (const struct file *file = files; file; file = file->next)
		holds(file->told, "every effect is carried out", "%s: %s", file->service, file->said->name);
}
