#include "eligibility/inhabitants.h"

#include "eligibility/state.h"
#include "store/key.h"

enum { YEAR_SIZE = 4, VALUE_SIZE = 4 + INHABITANT_SOURCE_SIZE };

struct inhabitant_source inhabitant_source_put(struct txn *txn, const char *text)
{
	struct hash hash = hash_of(bytes_text(text), (struct bytes){0}, (struct bytes){0});
	struct inhabitant_source source;

	memcpy(source.bytes, hash.bytes, sizeof(source.bytes));
	txn_put(txn, TABLE_INHABITANT_SOURCES, bytes_of(source.bytes, sizeof(source.bytes)),
		bytes_text(text));
	return source;
}

char *inhabitant_source_text(struct txn *txn, struct arena *arena, const struct inhabitant_source *source)
{
	struct bytes text =
		txn_get(txn, TABLE_INHABITANT_SOURCES, bytes_of(source->bytes, sizeof(source->bytes)));

	return arena_strndup(arena, text.data ? (const char *)text.data : "", text.len);
}

void inhabitants_put(struct txn *txn, const char *commune, const struct inhabitants *inhabitants)
{
	uint8_t value[VALUE_SIZE];
	struct key key;

	key_clear(&key);
	key_text(&key, commune);
	key_u32(&key, inhabitants->year);
	put_be32(value, inhabitants->value);
	memcpy(value + 4, inhabitants->source.bytes, INHABITANT_SOURCE_SIZE);
	txn_put(txn, TABLE_INHABITANTS, key_bytes(&key), bytes_of(value, sizeof(value)));
}

static void advance(struct inhabitants_scan *scan)
{
	if (!scan_next(&scan->scan, &scan->key, &scan->value))
		scan->key = (struct bytes){0};
}

void inhabitants_scan_open(struct inhabitants_scan *scan, struct txn *txn, const char *first_commune)
{
	scan_open(&scan->scan, txn, TABLE_INHABITANTS, bytes_text(first_commune));
	advance(scan);
}

bool inhabitants_scan_next(struct inhabitants_scan *scan, const char *commune, struct inhabitants *ret)
{
	struct bytes wanted = bytes_of(commune, strlen(commune) + 1);
	struct reader key, value;

	while (scan->key.data &&
	       bytes_compare(bytes_of(scan->key.data, scan->key.len - YEAR_SIZE), wanted) < 0)
		advance(scan);
	if (!scan->key.data || !bytes_equal(bytes_of(scan->key.data, scan->key.len - YEAR_SIZE), wanted))
		return false;
	key = reader_of(bytes_of(scan->key.data + scan->key.len - YEAR_SIZE, YEAR_SIZE));
	value = reader_of(scan->value);
	ret->year = reader_be32(&key);
	ret->value = reader_be32(&value);
	memcpy(ret->source.bytes, reader_take(&value, INHABITANT_SOURCE_SIZE).data, INHABITANT_SOURCE_SIZE);
	advance(scan);
	return true;
}

void inhabitants_scan_close(struct inhabitants_scan *scan)
{
	scan_close(&scan->scan);
}
