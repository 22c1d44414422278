#include "store/books.h"

#include <string.h>

#include "pvd/bus/v1/effect.pb-c.h"
#include "store/cursors.h"
#include "store/entry.h"
#include "store/key.h"
#include "store/receipts.h"

/* ---- Answers */

static const Bus__EntryHeader *header_of(struct arena *arena, struct bytes stored)
{
	struct entry entry;

	return entry_parse(stored, &entry) ? entry_header(arena, &entry) : NULL;
}

/* What an effect's carrying out brought goes by the effect's id, and nobody waits for an answer. */
static bool is_of_command(const Bus__EntryHeader *header)
{
	return header->cause_case == BUS__ENTRY_HEADER__CAUSE_COMMAND &&
	       strcmp(header->type, bus__effect_carried_out__descriptor.name) != 0;
}

static const char *effect_fault(struct txn *txn, struct arena *arena, struct bytes stored)
{
	const Bus__EntryHeader *header = header_of(arena, stored);
	struct id id;

	if (!header)
		return "une entrée du journal est illisible";
	if (!is_of_command(header))
		return NULL;
	if (id_from_bytes(bytes_of(header->command.data, header->command.len), &id) &&
	    receipt_is_kept(txn, header->actor, &id, header->sequence))
		return NULL;
	return arena_printf(arena,
			    "la réponse à la commande de l'entrée %llu manque, ou ne lui correspond pas",
			    (unsigned long long)header->sequence);
}

/* Every command that had an effect was answered. */
static const char *effects_fault(struct txn *txn, struct arena *arena)
{
	const char *fault = NULL;
	struct bytes key, stored;
	struct scan scan;

	scan_open(&scan, txn, TABLE_JOURNAL, (struct bytes){0});
	while (!fault && scan_next(&scan, &key, &stored)) {
		struct arena_mark mark = arena_mark(arena);

		fault = effect_fault(txn, arena, stored);
		if (!fault)
			arena_rewind(arena, mark);
	}
	scan_close(&scan);
	return fault;
}

/* ---- Sources */

/* The entries of one source, as far as they were walked. */
struct walk {
	char source[KEY_MAX + 1];
	uint64_t sequence;
	struct hash hash;
};

static const char *source_fault(struct arena *arena, const struct walk *walk, const char *why)
{
	return arena_printf(arena, "reçu de « %s », après l'entrée %llu : %s", walk->source,
			    (unsigned long long)walk->sequence, why);
}

/* What was received of it ends where its cursor stands. */
static const char *end_fault(struct txn *txn, struct arena *arena, const struct walk *walk)
{
	struct cursor cursor;

	if (!*walk->source)
		return NULL;
	cursor_load(txn, walk->source, &cursor);
	if (cursor.sequence == walk->sequence && hash_equal(&cursor.hash, &walk->hash))
		return NULL;
	return source_fault(arena, walk, "ce n'est pas là que la lecture en est");
}

static const char *step_fault(struct arena *arena, struct walk *walk, uint64_t sequence, struct bytes stored)
{
	struct entry entry;

	if (sequence != walk->sequence + 1)
		return source_fault(arena, walk, "une entrée manque");
	if (!entry_parse(stored, &entry) || !entry_verify(&entry, &walk->hash, &walk->hash))
		return source_fault(arena, walk, "l'entrée suivante a été modifiée");
	walk->sequence = sequence;
	return NULL;
}

static const char *walk_fault(struct txn *txn, struct arena *arena, struct walk *walk, struct bytes key,
			      struct bytes stored)
{
	struct reader reader = reader_of(key);
	const char *source = key_read_text(&reader), *fault = NULL;
	uint64_t sequence = reader_be64(&reader);

	if (reader.failed)
		return source_fault(arena, walk, "une entrée n'a pas de place");
	if (strcmp(source, walk->source) != 0) {
		fault = end_fault(txn, arena, walk);
		*walk = (struct walk){0};
		memcpy(walk->source, source, strlen(source) + 1);
	}
	return fault ? fault : step_fault(arena, walk, sequence, stored);
}

static const char *sources_fault(struct txn *txn, struct arena *arena)
{
	struct walk walk = {0};
	const char *fault = NULL;
	struct bytes key, stored;
	struct scan scan;

	scan_open(&scan, txn, TABLE_SOURCES, (struct bytes){0});
	while (!fault && scan_next(&scan, &key, &stored))
		fault = walk_fault(txn, arena, &walk, key, stored);
	scan_close(&scan);
	return fault ? fault : end_fault(txn, arena, &walk);
}

/* Where a cursor stands there is an entry. */
static const char *cursors_fault(struct txn *txn, struct arena *arena)
{
	const char *fault = NULL;
	struct bytes key, stored;
	struct scan scan;

	scan_open(&scan, txn, TABLE_CURSORS, (struct bytes){0});
	while (!fault && scan_next(&scan, &key, &stored)) {
		const char *source = arena_strndup(arena, (const char *)key.data, key.len);
		struct cursor cursor;

		cursor_load(txn, source, &cursor);
		if (cursor.sequence && !source_read(txn, source, cursor.sequence).data)
			fault = arena_printf(arena,
					     "reçu de « %s » : l'entrée %llu, où la lecture en est, manque",
					     source, (unsigned long long)cursor.sequence);
	}
	scan_close(&scan);
	return fault;
}

const char *books_fault(struct txn *txn, struct arena *arena, bool is_own)
{
	const char *fault = is_own ? receipts_fault(txn) : NULL;

	if (!fault && is_own)
		fault = effects_fault(txn, arena);
	if (!fault)
		fault = sources_fault(txn, arena);
	if (!fault)
		fault = cursors_fault(txn, arena);
	return fault || !txn->error ? fault : "le magasin ne se lit pas";
}
