#include "store/cursors.h"

#include "store/key.h"

/* Value: epoch (4), sequence (8), hash (32), why it is halted (1), since when (8), whether it rewinds (1), from where
 * it did (8). */
enum { CURSOR_SIZE = 4 + 8 + HASH_SIZE + 1 + 8 + 1 + 8 };

void cursor_load(struct txn *txn, const char *source, struct cursor *ret)
{
	struct bytes stored = txn_get(txn, TABLE_CURSORS, bytes_text(source));
	struct reader reader = reader_of(stored);

	*ret = (struct cursor){0};
	if (!stored.data)
		return;
	if (stored.len != CURSOR_SIZE) {
		txn_fail(txn, MDB_CORRUPTED, "cursor_load");
		return;
	}
	ret->epoch = reader_be32(&reader);
	ret->sequence = reader_be64(&reader);
	memcpy(ret->hash.bytes, reader_take(&reader, HASH_SIZE).data, HASH_SIZE);
	ret->halted = *reader_take(&reader, 1).data;
	ret->halted_at.us = (int64_t)reader_be64(&reader);
	ret->rewinding = *reader_take(&reader, 1).data;
	ret->rewound_from = reader_be64(&reader);
}

void cursor_store(struct txn *txn, const char *source, const struct cursor *cursor)
{
	uint8_t out[CURSOR_SIZE];
	size_t len = put_be32(out, cursor->epoch);

	len += put_be64(out + len, cursor->sequence);
	memcpy(out + len, cursor->hash.bytes, HASH_SIZE);
	len += HASH_SIZE;
	out[len++] = cursor->halted;
	len += put_be64(out + len, (uint64_t)cursor->halted_at.us);
	out[len++] = cursor->rewinding;
	len += put_be64(out + len, cursor->rewound_from);
	txn_put(txn, TABLE_CURSORS, bytes_text(source), bytes_of(out, len));
}

static struct key key_of_entry(const char *source, uint64_t sequence)
{
	struct key key;

	key_clear(&key);
	key_text(&key, source);
	key_u64(&key, sequence);
	return key;
}

void source_append(struct txn *txn, const char *source, uint64_t sequence, struct bytes entry)
{
	struct key key = key_of_entry(source, sequence);

	txn_put(txn, TABLE_SOURCES, key_bytes(&key), entry);
}

struct bytes source_read(struct txn *txn, const char *source, uint64_t sequence)
{
	struct key key = key_of_entry(source, sequence);

	return txn_get(txn, TABLE_SOURCES, key_bytes(&key));
}

void source_forget(struct txn *txn, const char *source, uint64_t after, uint64_t last)
{
	for (uint64_t sequence = last; sequence > after; sequence--) {
		struct key key = key_of_entry(source, sequence);

		txn_delete(txn, TABLE_SOURCES, key_bytes(&key));
	}
}
