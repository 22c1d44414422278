/* What the engine keeps beside the journal, held against it: an answer for each command whose effect is journaled, or
 * the same key would have a second one; each source's entries as they were received, and how far that is. What the
 * store's pages may have lost or changed is found by it, except in the words of an answer. */
#ifndef PVD_STORE_BOOKS_H
#define PVD_STORE_BOOKS_H

#include "base/arena.h"
#include "store/txn.h"

/* A sentence in `arena`; NULL: they agree. For a journal that verifies. `is_own`: it is no replica, whose answers its
 * owner has. */
const char *books_fault(struct txn *txn, struct arena *arena, bool is_own);

#endif
