#include "store/effects.h"

#include "store/key.h"

/* Value: not before (8), attempts (4), kind and a zero byte, payload. */
enum { EFFECT_FIXED = 8 + 4 };

void effect_put(struct txn *txn, const struct effect *effect)
{
	size_t kind_size = strlen(effect->kind) + 1;
	uint8_t *out = txn_put_space(txn, TABLE_EFFECTS, id_bytes(&effect->id),
				     EFFECT_FIXED + kind_size + effect->payload.len);

	if (!out)
		return;
	out += put_be64(out, (uint64_t)effect->next.us);
	out += put_be32(out, effect->attempts);
	memcpy(out, effect->kind, kind_size);
	if (effect->payload.len > 0)
		memcpy(out + kind_size, effect->payload.data, effect->payload.len);
}

static bool effect_read(struct txn *txn, struct bytes key, struct bytes stored, struct effect *ret)
{
	struct reader reader = reader_of(stored);
	struct effect effect;

	effect.next.us = (int64_t)reader_be64(&reader);
	effect.attempts = reader_be32(&reader);
	effect.kind = key_read_text(&reader);
	if (reader.failed || !id_from_bytes(key, &effect.id)) {
		txn_fail(txn, MDB_CORRUPTED, "effect_read");
		return false;
	}
	effect.payload = reader_take(&reader, (uint64_t)(reader.end - reader.at));
	*ret = effect;
	return true;
}

bool effect_get(struct txn *txn, const struct id *id, struct effect *ret)
{
	struct bytes stored = txn_get(txn, TABLE_EFFECTS, id_bytes(id));

	return stored.data && effect_read(txn, id_bytes(id), stored, ret);
}

void effect_remove(struct txn *txn, const struct id *id)
{
	txn_delete(txn, TABLE_EFFECTS, id_bytes(id));
}

bool effect_next(struct txn *txn, const struct id *after, struct instant now, struct effect *ret)
{
	struct bytes key, stored;
	struct effect effect;
	struct scan scan;
	bool found = false;

	scan_open(&scan, txn, TABLE_EFFECTS, id_bytes(after));
	while (!found && scan_next(&scan, &key, &stored))
		found = !bytes_equal(key, id_bytes(after)) && effect_read(txn, key, stored, &effect) &&
			effect.next.us <= now.us;
	scan_close(&scan);
	if (found)
		*ret = effect;
	return found;
}
