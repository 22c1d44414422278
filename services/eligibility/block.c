#include "eligibility/block.h"

struct hash block_put(struct txn *txn, unsigned table, struct bytes block)
{
	struct hash hash = hash_of(block, (struct bytes){0}, (struct bytes){0});

	if (!txn_get(txn, table, hash_bytes(&hash)).data)
		txn_put(txn, table, hash_bytes(&hash), block);
	return hash;
}

struct reader block_get(struct txn *txn, unsigned table, const struct hash *hash)
{
	struct bytes block = txn_get(txn, table, hash_bytes(hash));
	struct hash found = hash_of(block, (struct bytes){0}, (struct bytes){0});
	struct reader reader = reader_of(block);

	reader.failed = !block.data || !hash_equal(&found, hash);
	return reader;
}
