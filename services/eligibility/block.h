/* Parts of datasets, kept once each under the hash of their bytes: what an entry did not change is shared with the
 * dataset before. */
#ifndef PVD_ELIGIBILITY_BLOCK_H
#define PVD_ELIGIBILITY_BLOCK_H

#include "base/hash.h"
#include "store/txn.h"

struct hash block_put(struct txn *txn, struct bytes block);
/* In the map; a failed reader where there is no such block, or it is not what its hash says. */
struct reader block_get(struct txn *txn, const struct hash *hash);

/* What blocks are made of. */
static inline void block_number(struct buf *block, uint64_t number)
{
	block->len += put_varint(buf_reserve(block, 10), number);
}

static inline void block_text(struct buf *block, const char *text)
{
	buf_append(block, text, strlen(text) + 1);
}

#endif
