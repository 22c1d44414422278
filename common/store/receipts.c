#include "store/receipts.h"

#include "store/key.h"

/* Value: the request's print, epoch (4), sequence (8), body. */
enum { PRINT_SIZE = sizeof(struct request_print), RECEIPT_FIXED = PRINT_SIZE + 4 + 8, METHOD_MAX = 128 };

/* Zero byte included: what every key of the principal begins with, and the key of its floor. */
static struct key key_of_principal(const char *principal)
{
	struct key key;

	key_clear(&key);
	key_text(&key, principal);
	return key;
}

static struct key key_of_receipt(const char *principal, const struct id *id)
{
	struct key key = key_of_principal(principal);

	key_id(&key, id);
	return key;
}

/* The body's print goes in behind the method, so that neither runs into the other. */
struct request_print request_print(const uint8_t key[HASH_SIZE], struct bytes method, struct bytes body)
{
	enum { PRINT = crypto_shorthash_siphashx24_BYTES, KEY = crypto_shorthash_siphashx24_KEYBYTES };
	uint8_t whole[METHOD_MAX + PRINT];
	size_t len = method.len < METHOD_MAX ? method.len : METHOD_MAX;
	struct request_print print;

	_Static_assert(2 * KEY == HASH_SIZE, "one half of the key for each");
#ifdef PLANT_RECEIPT_WITHOUT_BODY
	body.len = 0;
#endif
	memcpy(whole, method.data, len);
	(void)crypto_shorthash_siphashx24(whole + len, body.data, body.len, key);
	(void)crypto_shorthash_siphashx24(print.bytes, whole, len + PRINT, key + KEY);
	return print;
}

/* The smallest instant where the principal has none. */
static struct instant floor_get(struct txn *txn, const char *principal)
{
	struct key key = key_of_principal(principal);
	struct reader reader = reader_of(txn_get(txn, TABLE_FLOORS, key_bytes(&key)));
	uint64_t us = reader_be64(&reader);

	return (struct instant){.us = reader.failed ? INT64_MIN : (int64_t)us};
}

static void floor_raise(struct txn *txn, const char *principal, struct instant floor)
{
	struct key key = key_of_principal(principal);
	uint8_t out[8];

	if (floor_get(txn, principal).us < floor.us)
		txn_put(txn, TABLE_FLOORS, key_bytes(&key), bytes_of(out, put_be64(out, (uint64_t)floor.us)));
}

enum receipt_state receipt_find(struct txn *txn, const char *principal, const struct id *id,
				const struct request_print *request, struct receipt *ret)
{
	struct key key = key_of_receipt(principal, id);
	struct bytes stored;
	struct reader reader;

	if (id_instant(id).us < floor_get(txn, principal).us)
		return RECEIPT_EXPIRED;
	stored = txn_get(txn, TABLE_RECEIPTS, key_bytes(&key));
	if (!stored.data)
		return RECEIPT_NEW;
	if (stored.len < RECEIPT_FIXED) {
		txn_fail(txn, MDB_CORRUPTED, "receipt_find");
		return RECEIPT_NEW;
	}
	if (memcmp(stored.data, request->bytes, PRINT_SIZE) != 0)
		return RECEIPT_OTHER;
	reader = reader_of(stored);
	reader_take(&reader, PRINT_SIZE);
	ret->request = *request;
	ret->epoch = reader_be32(&reader);
	ret->sequence = reader_be64(&reader);
	ret->body = reader_take(&reader, stored.len - RECEIPT_FIXED);
	return RECEIPT_KNOWN;
}

void receipt_put(struct txn *txn, const char *principal, const struct id *id, const struct receipt *receipt)
{
	struct key key = key_of_receipt(principal, id);
	uint8_t *out = txn_put_space(txn, TABLE_RECEIPTS, key_bytes(&key), RECEIPT_FIXED + receipt->body.len);

	if (!out)
		return;
	memcpy(out, receipt->request.bytes, PRINT_SIZE);
	out += PRINT_SIZE;
	out += put_be32(out, receipt->epoch);
	out += put_be64(out, receipt->sequence);
	if (receipt->body.len > 0)
		memcpy(out, receipt->body.data, receipt->body.len);
}

static uint64_t sequence_of(struct bytes stored)
{
	struct reader reader = reader_of(stored);

	reader_take(&reader, PRINT_SIZE + 4);
	return reader_be64(&reader);
}

bool receipt_is_kept(struct txn *txn, const char *principal, const struct id *id, uint64_t sequence)
{
	struct key key = key_of_receipt(principal, id);
	struct bytes stored;

	if (id_instant(id).us < floor_get(txn, principal).us)
		return true;
	stored = txn_get(txn, TABLE_RECEIPTS, key_bytes(&key));
	return stored.len >= RECEIPT_FIXED && sequence_of(stored) >= sequence;
}

static bool is_receipt(struct bytes key, struct bytes value)
{
	struct reader reader = reader_of(key);

	key_read_text(&reader);
	reader_take(&reader, ID_SIZE);
	return !reader.failed && reader.at == reader.end && value.len >= RECEIPT_FIXED;
}

const char *receipts_fault(struct txn *txn)
{
	const char *fault = NULL;
	struct bytes key, value;
	uint64_t count = 0;
	struct scan scan;

	scan_open(&scan, txn, TABLE_RECEIPTS, (struct bytes){0});
	while (!fault && scan_next(&scan, &key, &value)) {
		if (!is_receipt(key, value))
			fault = "une réponse gardée est illisible";
		else if (txn_get(txn, TABLE_RECEIPTS, key).data != value.data)
			fault = "une réponse gardée ne se trouve pas à sa place";
		count++;
	}
	scan_close(&scan);
	return fault || count == txn_count(txn, TABLE_RECEIPTS) ? fault : "une réponse gardée manque";
}

/* Moves `at` to the first receipt's key >= at; false past the last one. */
static bool seek(struct txn *txn, struct key *at)
{
	struct bytes key, value;
	struct scan scan;
	bool found;

	scan_open(&scan, txn, TABLE_RECEIPTS, key_bytes(at));
	found = scan_next(&scan, &key, &value);
	if (found) {
		key_clear(at);
		key_raw(at, key);
	}
	scan_close(&scan);
	return found;
}

/* A key past every receipt of the principal: its text, then a byte greater than the zero that ends it. */
static void skip_principal(struct key *at, const char *principal)
{
	struct key next = key_of_text(principal);

	key_raw(&next, bytes_of("\1", 1));
	*at = next;
}

unsigned receipts_prune(struct txn *txn, struct instant before, unsigned limit)
{
	unsigned deleted = 0;
	struct key at;

	key_clear(&at);
	while (deleted < limit && seek(txn, &at)) {
		struct key found = at;
		struct reader reader = reader_of(key_bytes(&found));
		const char *principal = key_read_text(&reader);
		struct id id;

		if (!id_from_bytes(reader_take(&reader, ID_SIZE), &id)) {
			txn_fail(txn, MDB_CORRUPTED, "receipts_prune");
			break;
		}
		if (id_instant(&id).us >= before.us) {
			skip_principal(&at, principal);
			continue;
		}
		floor_raise(txn, principal, before);
		deleted += txn_delete(txn, TABLE_RECEIPTS, key_bytes(&found));
	}
	return deleted;
}
