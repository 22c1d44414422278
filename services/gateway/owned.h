/* What a principal has: tables of (principal, id) → nothing, in the order of the ids, which is that in which they
 * were made. */
#ifndef PVD_GATEWAY_OWNED_H
#define PVD_GATEWAY_OWNED_H

#include "base/arena.h"
#include "store/key.h"
#include "store/txn.h"

void owned_put(struct txn *txn, unsigned table, const char *principal, struct bytes id);
void owned_delete(struct txn *txn, unsigned table, const char *principal, struct bytes id);

/* One principal's; or, of a table by id, everybody's: `principal` is NULL. */
struct owned {
	struct scan scan;
	struct key prefix;
	struct bytes after;
};
/* Those behind `after`; from the start where it is empty. */
void owned_open(struct owned *owned, struct txn *txn, unsigned table, const char *principal,
		struct bytes after);
/* The same, backwards. */
void owned_open_latest(struct owned *owned, struct txn *txn, unsigned table, const char *principal,
		       struct bytes after);
/* The id lies in the map. */
bool owned_next(struct owned *owned, struct bytes *ret_id);
void owned_close(struct owned *owned);

/* All of them, in the arena, each ended by a zero byte that is not counted. */
struct owned_ids {
	struct bytes *ids;
	size_t count;
};
struct owned_ids owned_ids(struct txn *txn, struct arena *arena, unsigned table, const char *principal);
size_t owned_count(struct txn *txn, unsigned table, const char *principal);

#endif
