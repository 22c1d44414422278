/* What the world must still be told (a mail, a webhook, a file): a row written in the transaction that
 * decided it, carried out after the commit, removed in the transaction that journals its outcome. At least
 * once, under a message id that stays the same. */
#ifndef PVD_STORE_EFFECTS_H
#define PVD_STORE_EFFECTS_H

#include "base/id.h"
#include "base/time.h"
#include "store/txn.h"

struct effect {
	struct id id;        /* stable message id, derived from what caused it */
	const char *kind;    /* "mail", "webhook", "file" */
	const char *subject; /* what the service calls it */
	uint32_t attempts;   /* that failed */
	struct instant next; /* not before */
	const char *error;   /* of the last attempt; "" before */
	struct bytes payload;
};

void effect_put(struct txn *txn, const struct effect *effect);
bool effect_get(struct txn *txn, const struct id *id, struct effect *ret);
void effect_remove(struct txn *txn, const struct id *id);
/* The waiting effect after `*after` (all zero: the first), whenever it is due; *ret is in the map. */
bool effect_next(struct txn *txn, const struct id *after, struct effect *ret);

#endif
