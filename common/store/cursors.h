/* How far this service has taken in another's journal. Stored in the transaction that applies the entries,
 * which is what makes their effect exactly-once. */
#ifndef PVD_STORE_CURSORS_H
#define PVD_STORE_CURSORS_H

#include "base/time.h"
#include "store/txn.h"

struct cursor {
	uint32_t epoch;
	uint64_t sequence;
	struct hash hash;
	uint8_t halted; /* why following stopped, as the engine numbers it; 0 while it goes on */
	struct instant halted_at;
	bool rewinding;        /* it goes back to what it has in common with the source, once that is known */
	uint64_t rewound_from; /* where it stood before it last did; 0: it never did */
};

/* All zero where nothing has been taken in yet. */
void cursor_load(struct txn *txn, const char *source, struct cursor *ret);
void cursor_store(struct txn *txn, const char *source, const struct cursor *cursor);

/* A source's entries are kept as received: mirrors are rebuilt from them while the source is away. */
void source_append(struct txn *txn, const char *source, uint64_t sequence, struct bytes entry);
/* .data is NULL where it is not there. */
struct bytes source_read(struct txn *txn, const char *source, uint64_t sequence);
/* Forgets the entries behind `after`, up to `last`. */
void source_forget(struct txn *txn, const char *source, uint64_t after, uint64_t last);

#endif
