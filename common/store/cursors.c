#include "store/cursors.h"

#include "store/key.h"

/* Value: epoch (4), sequence (8), hash (32), why it is halted. */
enum { CURSOR_FIXED = 4 + 8 + HASH_SIZE };

void cursor_load(struct txn *txn, const char *source, struct cursor *ret)
{
	struct bytes stored = txn_get(txn, TABLE_CURSORS, bytes_text(source));
	struct reader reader = reader_of(stored);

	*ret = (struct cursor){0};
	if (!stored.data)
		return;
	if (stored.len < CURSOR_FIXED || stored.len >= CURSOR_FIXED + HALT_REASON_MAX) {
		txn_fail(txn, MDB_CORRUPTED, "cursor_load");
		return;
	}
	ret->epoch = reader_be32(&reader);
	ret->sequence = reader_be64(&reader);
	memcpy(ret->hash.bytes, reader_take(&reader, HASH_SIZE).data, HASH_SIZE);
	memcpy(ret->halted, reader.at, stored.len - CURSOR_FIXED);
}

void cursor_store(struct txn *txn, const char *source, const struct cursor *cursor)
{
	size_t halted_len = strnlen(cursor->halted, HALT_REASON_MAX - 1);
	uint8_t out[CURSOR_FIXED + HALT_REASON_MAX];
	size_t len = put_be32(out, cursor->epoch);

	len += put_be64(out + len, cursor->sequence);
	memcpy(out + len, cursor->hash.bytes, HASH_SIZE);
	memcpy(out + CURSOR_FIXED, cursor->halted, halted_len);
	txn_put(txn, TABLE_CURSORS, bytes_text(source), bytes_of(out, CURSOR_FIXED + halted_len));
}

void source_append(struct txn *txn, const char *source, uint64_t sequence, struct bytes entry)
{
	struct key key;

	key_clear(&key);
	key_text(&key, source);
	key_u64(&key, sequence);
	txn_put(txn, TABLE_SOURCES, key_bytes(&key), entry);
}
