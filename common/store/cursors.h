/* How far this service has taken in another's journal. Stored in the transaction that applies the entries,
 * which is what makes their effect exactly-once. */
#ifndef PVD_STORE_CURSORS_H
#define PVD_STORE_CURSORS_H

#include "store/txn.h"

enum { HALT_REASON_MAX = 200 };

struct cursor {
	uint32_t epoch;
	uint64_t sequence;
	struct hash hash;
	char halted[HALT_REASON_MAX]; /* why following stopped; "" while it goes on */
};

/* All zero where nothing has been taken in yet. */
void cursor_load(struct txn *txn, const char *source, struct cursor *ret);
void cursor_store(struct txn *txn, const char *source, const struct cursor *cursor);

/* A source's entries are kept as received: mirrors are rebuilt from them while the source is away. */
void source_append(struct txn *txn, const char *source, uint64_t sequence, struct bytes entry);

#endif
