#include "state.h"

#include "claims.h"
#include "journal.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "service/rebuild.h"
#include "store/books.h"
#include "store/key.h"
#include "world.h"

enum { ARENA_BYTES = 64 << 20 };

/* The sequence of the last entry kept of a source. */
static uint64_t last_kept(struct txn *txn, const char *source)
{
	struct bytes key, value;
	struct scan scan;
	struct key past;
	uint64_t sequence = 0;

	key_clear(&past);
	key_text(&past, source);
	key_u64(&past, UINT64_MAX);
	scan_open_backwards(&scan, txn, TABLE_SOURCES, key_bytes(&past));
	if (scan_next(&scan, &key, &value) && key.len == past.len &&
	    memcmp(key.data, past.data, past.len - 8) == 0)
		sequence = get_be64(key.data + key.len - 8);
	scan_close(&scan);
	return sequence;
}

static void check_follow(struct node *node, struct txn *txn, const struct following *following)
{
	struct cursor cursor;

	cursor_load(txn, following->source, &cursor);
	holds(cursor.sequence == last_kept(txn, following->source), "mirrors are folds of prefixes",
	      "%s stands at %llu of %s, and has taken in %llu", node->name,
	      (unsigned long long)cursor.sequence, following->source,
	      (unsigned long long)last_kept(txn, following->source));
	holds(following->unsaved || cursor.sequence == following->cursor.sequence,
	      "mirrors are folds of prefixes", "%s: the cursor on %s is not the stored one", node->name,
	      following->source);
	claim(following->source, cursor.sequence, &cursor.hash, node->name);
	holds(!following->cursor.halted || following->cursor.halted == HALT_POISONED, "followers go on",
	      "%s has halted on %s: %s", node->name, following->source, halt_text(following->cursor.halted));
}

void check_follows(struct node *node)
{
	struct txn txn;

	txn_begin_read(&txn, &node->engine->env);
	for (unsigned i = 0; i < node->engine->follow_count; i++)
		check_follow(node, &txn, &node->engine->follows[i]);
	txn_end(&txn);
}

bool follows_settled(const struct node *node)
{
	for (unsigned i = 0; i < node->engine->follow_count; i++) {
		const struct following *following = &node->engine->follows[i];

		if (following->cursor.rewinding)
			return false;
		if (!following->cursor.halted &&
		    following->cursor.sequence != history_count(history_of(following->source)))
			return false;
	}
	return true;
}

static void check_members(void)
{
	for (const struct member *m = roster_first(roster_here()); m; m = roster_next(m)) {
		holds(m->figures.queued <= ROUTER_QUEUED_MAX, "memory stays within its cap",
		      "%llu bytes wait for %s", (unsigned long long)m->figures.queued, m->id);
		holds(m->figures.in_flight <= ROUTER_IN_FLIGHT_MAX &&
			      m->figures.connections <= ROUTER_CONNECTIONS_MAX,
		      "memory stays within its cap", "%s has %u calls and %u connections", m->id,
		      m->figures.in_flight, m->figures.connections);
	}
}

void check_memory(const struct node *node)
{
	const struct engine *engine = node->engine;

	holds(engine_waiting(engine) <= QUEUE_CALLS_MAX && engine->parked.count <= PARKED_MAX,
	      "memory stays within its cap", "%s: %u calls wait, %u are parked", node->name,
	      engine_waiting(engine), engine->parked.count);
	holds(arena_used(engine->turn) == 0 && arena_used(engine->scratch) == 0,
	      "memory stays within its cap", "%s keeps what a turn took", node->name);
	if (node->is_hub)
		check_members();
}

static void check_tables(const struct node *node, const Bus__CheckRebuildResponse *rebuilt)
{
	for (size_t i = 0; i < rebuilt->n_tables; i++)
		holds(memcmp(rebuilt->tables[i]->live.data, rebuilt->tables[i]->rebuilt.data, HASH_SIZE) == 0,
		      "state equals replay", "%s: table %s", node->name, rebuilt->tables[i]->table);
}

void check_store(struct node *node)
{
	Bus__CheckRebuildResponse rebuilt = BUS__CHECK_REBUILD_RESPONSE__INIT;
	struct arena *arena = arena_new(ARENA_BYTES);
	struct refusal refusal = {0};
	struct journal_check check;
	const char *fault;
	struct txn txn;

	txn_begin_read(&txn, &node->engine->env);
	check = journal_verify(&txn);
	holds(check.ok, "journals verify", "%s: entry %llu: %s", node->name,
	      (unsigned long long)check.bad_sequence, check.fault);
	fault = books_fault(&txn, arena, true);
	txn_end(&txn);
	holds(!fault, "the books agree with the journal", "%s: %s", node->name, fault ? fault : "");
	if (!rebuild_check(&node->engine->env, &node->engine->fold, arena, &rebuilt, &refusal))
		violated("state equals replay", "%s: %s", node->name, refusal.message);
	check_tables(node, &rebuilt);
	arena_free(arena);
}
