/* Deadlines are data: for a subject (an aggregate's id) and a kind, the instant at which silence means
 * something. Part of the state: written by apply, found by tick. */
#ifndef PVD_STORE_DEADLINES_H
#define PVD_STORE_DEADLINES_H

#include "base/time.h"
#include "store/txn.h"

enum { DEADLINE_KIND_MAX = 32, DEADLINE_SUBJECT_MAX = 64 };

struct deadline {
	char subject[DEADLINE_SUBJECT_MAX + 1];
	char kind[DEADLINE_KIND_MAX + 1];
	struct instant due;
};

/* Sets or moves the one deadline of this subject and kind. */
void deadline_set(struct txn *txn, const char *subject, const char *kind, struct instant due);
void deadline_clear(struct txn *txn, const char *subject, const char *kind);
bool deadline_get(struct txn *txn, const char *subject, const char *kind, struct instant *ret_due);
/* The earliest one due by `now`; false if none is. */
bool deadline_first_due(struct txn *txn, struct instant now, struct deadline *ret);

#endif
