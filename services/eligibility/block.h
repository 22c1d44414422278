/* Parts of datasets and of series, kept once each under the hash of their bytes: what an entry did not change is shared
 * with what there was before. */
#ifndef PVD_ELIGIBILITY_BLOCK_H
#define PVD_ELIGIBILITY_BLOCK_H

#include "base/hash.h"
#include "store/txn.h"

/* In TABLE_BLOCKS or TABLE_SERIES_BLOCKS. */
struct hash block_put(struct txn *txn, unsigned table, struct bytes block);
/* In the map; a failed reader where there is no such block, or it is not what its hash says. */
struct reader block_get(struct txn *txn, unsigned table, const struct hash *hash);

/* What blocks are made of. */
static inline void block_number(struct buf *block, uint64_t number)
{
	block->len += put_varint(buf_reserve(block, 10), number);
}

/* Small numbers of either sign are short. */
static inline void block_signed(struct buf *block, int64_t number)
{
	uint64_t twice = (uint64_t)number << 1;

	block_number(block, number < 0 ? ~twice : twice);
}

static inline int64_t block_read_signed(struct reader *reader)
{
	uint64_t number = reader_varint(reader);

	return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

static inline void block_text(struct buf *block, const char *text)
{
	buf_append(block, text, strlen(text) + 1);
}

static inline void block_hash(struct buf *block, const struct hash *hash)
{
	buf_append(block, hash->bytes, HASH_SIZE);
}

static inline void block_read_hash(struct reader *reader, struct hash *ret)
{
	struct bytes hash = reader_take(reader, HASH_SIZE);

	if (hash.len == HASH_SIZE)
		memcpy(ret->bytes, hash.data, HASH_SIZE);
}

#endif
