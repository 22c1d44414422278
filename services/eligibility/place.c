#include "eligibility/place.h"

#include "base/code.h"
#include "eligibility/state.h"
#include "store/key.h"

/* The first byte of a row; a staged one has its population next, in four bytes. */
enum { ROW_LIVE = 'L', ROW_ENDED = 'E', STAGED_HEADER = 5 };

static struct key place_key(enum place_kind kind, struct bytes code)
{
	uint8_t byte = kind;
	struct key key;

	key_clear(&key);
	key_raw(&key, bytes_of(&byte, 1));
	key_raw(&key, code);
	return key;
}

static struct place place_of(struct bytes value)
{
	struct reader reader = reader_of(value);
	bool ended = reader_u8(&reader) == ROW_ENDED;

	return (struct place){.ended = ended, .texts = reader};
}

bool place_check_commune_code(struct refusal *refusal, const char *code)
{
	return code_is_commune(code) ||
	       refuse(refusal, FAULT_INVALID_ARGUMENT, "CODE_INVALID", "commune_code",
		      "« %.20s » n'est pas un code INSEE de commune (cinq caractères, zéros compris).", code);
}

bool place_get(struct txn *txn, enum place_kind kind, const char *code, struct place *ret)
{
	struct key key = place_key(kind, bytes_text(code));
	struct bytes value = txn_get(txn, TABLE_PLACES, key_bytes(&key));

	if (!value.data)
		return false;
	*ret = place_of(value);
	return true;
}

void place_stage(struct txn *txn, enum place_kind kind, const char *code, int32_t population,
		 const char *const *texts, size_t count)
{
	struct key key = place_key(kind, bytes_text(code));
	size_t size = STAGED_HEADER;
	uint8_t *value;

	if (strlen(code) > PLACE_CODE_MAX)
		return;
	for (size_t i = 0; i < count; i++)
		size += strlen(texts[i]) + 1;
	value = txn_put_space(txn, TABLE_STAGED_PLACES, key_bytes(&key), size);
	if (!value)
		return;
	*value = ROW_LIVE;
	put_be32(value + 1, (uint32_t)population);
	value += STAGED_HEADER;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(texts[i]) + 1;

		memcpy(value, texts[i], len);
		value += len;
	}
}

void place_stage_ended(struct txn *txn, enum place_kind kind, const char *code)
{
	static const uint8_t ENDED[STAGED_HEADER] = {ROW_ENDED};
	struct key key = place_key(kind, bytes_text(code));

	if (strlen(code) <= PLACE_CODE_MAX)
		txn_put(txn, TABLE_STAGED_PLACES, key_bytes(&key), bytes_of(ENDED, sizeof(ENDED)));
}

/* Marks a row; one that never was in force leaves no trace. `spare` is for its copy, which must not lie in the
 * map while that is written to. */
static void place_end(struct txn *txn, struct bytes key, struct buf *spare)
{
	struct bytes value = txn_get(txn, TABLE_PLACES, key);

	if (!value.data)
		return;
	buf_clear(spare);
	buf_append(spare, value.data, value.len);
	*spare->data = ROW_ENDED;
	txn_put(txn, TABLE_PLACES, key, buf_bytes(spare));
}

static void place_begin(struct txn *txn, struct bytes key, struct reader texts, struct buf *spare)
{
	buf_clear(spare);
	buf_byte(spare, ROW_LIVE);
	buf_append(spare, texts.at, (size_t)(texts.end - texts.at));
	txn_put(txn, TABLE_PLACES, key, buf_bytes(spare));
}

void places_publish(struct txn *txn, void (*populated)(void *ctx, const char *code, uint32_t population),
		    void *ctx)
{
	char code[PLACE_CODE_MAX + 1];
	struct bytes key, value;
	struct buf spare = {0};
	struct scan scan;

	scan_open(&scan, txn, TABLE_STAGED_PLACES, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		struct place place = place_of(value);
		int32_t population = (int32_t)reader_be32(&place.texts);
		struct key kept = place_key(*key.data, bytes_of(key.data + 1, key.len - 1));

		memcpy(code, key.data + 1, key.len - 1);
		code[key.len - 1] = '\0';
		if (place.ended) {
			place_end(txn, key_bytes(&kept), &spare);
			continue;
		}
		place_begin(txn, key_bytes(&kept), place.texts, &spare);
		if (population >= 0)
			populated(ctx, code, (uint32_t)population);
	}
	scan_close(&scan);
	buf_free(&spare);
	txn_clear(txn, TABLE_STAGED_PLACES);
}

void place_scan_open(struct place_scan *scan, struct txn *txn, enum place_kind kind)
{
	uint8_t byte = kind;

	scan->kind = kind;
	scan_open(&scan->scan, txn, TABLE_PLACES, bytes_of(&byte, 1));
}

bool place_scan_next(struct place_scan *scan, struct reader *ret_texts)
{
	uint8_t byte = scan->kind;
	struct bytes key, value;

	while (scan_next_within(&scan->scan, bytes_of(&byte, 1), &key, &value)) {
		struct place place = place_of(value);

		if (place.ended)
			continue;
		memcpy(scan->code, key.data + 1, key.len - 1);
		scan->code[key.len - 1] = '\0';
		*ret_texts = place.texts;
		return true;
	}
	return false;
}

void place_scan_close(struct place_scan *scan)
{
	scan_close(&scan->scan);
}
