/* What the world must still be told (a mail, a webhook, a file): a row written in the transaction that
 * decided it, carried out after the commit, removed by the command that brings its outcome. At least once,
 * under a message id that stays the same. */
#ifndef PVD_STORE_EFFECTS_H
#define PVD_STORE_EFFECTS_H

#include "base/id.h"
#include "base/time.h"
#include "store/txn.h"

struct effect {
	struct id id;     /* stable message id, derived from the command's key */
	const char *kind; /* "mail", "webhook", "file" */
	uint32_t attempts;
	struct instant next; /* not before */
	struct bytes payload;
};

void effect_put(struct txn *txn, const struct effect *effect);
bool effect_get(struct txn *txn, const struct id *id, struct effect *ret);
void effect_remove(struct txn *txn, const struct id *id);
/* Whether there is a waiting effect after `*after` (all zero: from the start) due by `now`; *ret is in the
 * map. */
bool effect_next(struct txn *txn, const struct id *after, struct instant now, struct effect *ret);

#endif
