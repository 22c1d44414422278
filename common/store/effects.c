#include "store/effects.h"

#include "store/key.h"

/* Value: not before (8), attempts (4), then kind, subject and error, each with a zero byte, then the payload. */
enum { EFFECT_FIXED = 8 + 4 };

static uint8_t *text_put(uint8_t *at, const char *text)
{
	size_t size = strlen(text) + 1;

	memcpy(at, text, size);
	return at + size;
}

void effect_put(struct txn *txn, const struct effect *effect)
{
	size_t size = EFFECT_FIXED + strlen(effect->kind) + strlen(effect->subject) + strlen(effect->error) +
		      3 + effect->payload.len;
	uint8_t *out = txn_put_space(txn, TABLE_EFFECTS, id_bytes(&effect->id), size);

	if (!out)
		return;
	out += put_be64(out, (uint64_t)effect->next.us);
	out += put_be32(out, effect->attempts);
	out = text_put(out, effect->kind);
	out = text_put(out, effect->subject);
	out = text_put(out, effect->error);
	if (effect->payload.len > 0)
		memcpy(out, effect->payload.data, effect->payload.len);
}

static bool effect_read(struct txn *txn, struct bytes key, struct bytes stored, struct effect *ret)
{
	struct reader reader = reader_of(stored);
	struct effect effect;

	effect.next.us = (int64_t)reader_be64(&reader);
	effect.attempts = reader_be32(&reader);
	effect.kind = key_read_text(&reader);
	effect.subject = key_read_text(&reader);
	effect.error = key_read_text(&reader);
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

bool effect_next(struct txn *txn, const struct id *after, struct effect *ret)
{
	struct bytes key, stored;
	struct scan scan;
	bool found;

	scan_open(&scan, txn, TABLE_EFFECTS, id_bytes(after));
	found = scan_next(&scan, &key, &stored);
	if (found && bytes_equal(key, id_bytes(after)))
		found = scan_next(&scan, &key, &stored);
	found = found && effect_read(txn, key, stored, ret);
	scan_close(&scan);
	return found;
}
