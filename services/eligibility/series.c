#include "eligibility/series.h"

#include "base/require.h"
#include "eligibility/block.h"
#include "eligibility/state.h"
#include "store/key.h"

static struct key series_key(const char *indicator_id, uint32_t year)
{
	struct key key;

	key_clear(&key);
	key_text(&key, indicator_id);
	key_u32(&key, year);
	return key;
}

static void pack_codes(const Eligibility__SeriesRecorded *event, struct buf *block)
{
	for (size_t i = 0; i < event->n_codes; i++)
		block_text(block, event->codes[i]);
}

static void pack_values(const Eligibility__SeriesRecorded *event, struct buf *block)
{
	for (size_t i = 0; i < event->n_values; i++)
		block_signed(block, event->values[i]);
	block_number(block, event->n_texts);
	for (size_t i = 0; i < event->n_texts; i++)
		block_text(block, event->texts[i]);
}

/* ---- One record: the instant, and what lists have of it: so that the same series, whenever they were recorded, are
 * the same data */

enum { INSTANT_SIZE = 8 };

static void add_series(struct buf *out, const struct series *series)
{
	block_text(out, series->indicator_id);
	block_number(out, series->year);
	block_text(out, series->source);
	block_number(out, series->count);
	block_hash(out, &series->codes);
	block_hash(out, &series->values);
}

static void take_series(struct reader *reader, struct arena *arena, struct series *ret)
{
	ret->indicator_id = arena_strdup(arena, key_read_text(reader));
	ret->year = (uint32_t)reader_varint(reader);
	ret->source = arena_strdup(arena, key_read_text(reader));
	ret->count = (uint32_t)reader_varint(reader);
	block_read_hash(reader, &ret->codes);
	block_read_hash(reader, &ret->values);
}

/* ---- Lists */

static void put_list(struct application *application)
{
	struct key sequence = key_of_u64(application->header->sequence);
	struct bytes key, value;
	struct buf list = {0};
	struct scan scan;

	block_number(&list, txn_count(application->txn, TABLE_SERIES));
	scan_open(&scan, application->txn, TABLE_SERIES, (struct bytes){0});
	while (scan_next(&scan, &key, &value))
		buf_append(&list, value.data + INSTANT_SIZE, value.len - INSTANT_SIZE);
	scan_close(&scan);
	txn_put(application->txn, TABLE_SERIES_LISTS, key_bytes(&sequence), buf_bytes(&list));
	buf_free(&list);
}

void series_put(struct application *application, const Eligibility__SeriesRecorded *event)
{
	struct key key = series_key(event->indicator_id, event->year);
	struct series series = {.indicator_id = event->indicator_id,
				.year = event->year,
				.source = event->source,
				.count = (uint32_t)event->n_codes};
	struct buf buf = {0};

	pack_codes(event, &buf);
	series.codes = block_put(application->txn, TABLE_SERIES_BLOCKS, buf_bytes(&buf));
	buf_clear(&buf);
	pack_values(event, &buf);
	series.values = block_put(application->txn, TABLE_SERIES_BLOCKS, buf_bytes(&buf));
	buf_clear(&buf);
	buf.len += put_be64(buf_reserve(&buf, INSTANT_SIZE), (uint64_t)application->at.us);
	add_series(&buf, &series);
	txn_put(application->txn, TABLE_SERIES, key_bytes(&key), buf_bytes(&buf));
	buf_free(&buf);
	put_list(application);
}

static struct hash hash_of_buf(const struct buf *buf)
{
	return hash_of(buf_bytes(buf), (struct bytes){0}, (struct bytes){0});
}

bool series_is_known(struct txn *txn, struct arena *arena, const Eligibility__SeriesRecorded *event)
{
	struct key key = series_key(event->indicator_id, event->year);
	struct bytes stored = txn_get(txn, TABLE_SERIES, key_bytes(&key));
	struct reader reader = reader_of(stored);
	struct buf codes = {0}, values = {0};
	struct hash codes_hash, values_hash;
	struct series known;

	if (!stored.data)
		return false;
	reader_take(&reader, INSTANT_SIZE);
	take_series(&reader, arena, &known);
	pack_codes(event, &codes);
	pack_values(event, &values);
	codes_hash = hash_of_buf(&codes);
	values_hash = hash_of_buf(&values);
	buf_free(&codes);
	buf_free(&values);
	return strcmp(known.source, event->source) == 0 && hash_equal(&known.codes, &codes_hash) &&
	       hash_equal(&known.values, &values_hash);
}

static struct series_list list_read(struct arena *arena, uint64_t sequence, struct bytes value)
{
	struct series_list list = {.sequence = sequence,
				   .digest = hash_of(value, (struct bytes){0}, (struct bytes){0})};
	struct reader reader = reader_of(value);

	list.count = (size_t)reader_varint(&reader);
	list.all = arena_array(arena, list.count + 1, sizeof(*list.all));
	require(list.all);
	for (size_t i = 0; i < list.count; i++)
		take_series(&reader, arena, &list.all[i]);
	require(!reader.failed); /* written above */
	return list;
}

struct series_list series_latest(struct txn *txn, struct arena *arena)
{
	struct series_list list = {0};
	struct bytes key, value;
	struct scan scan;

	scan_open_backwards(&scan, txn, TABLE_SERIES_LISTS, (struct bytes){0});
	if (scan_next(&scan, &key, &value))
		list = list_read(arena, get_be64(key.data), value);
	scan_close(&scan);
	return list;
}

bool series_at(struct txn *txn, struct arena *arena, uint64_t sequence, struct series_list *ret)
{
	struct key key = key_of_u64(sequence);
	struct bytes value = txn_get(txn, TABLE_SERIES_LISTS, key_bytes(&key));

	*ret = (struct series_list){0};
	if (sequence == 0)
		return true;
	if (value.data)
		*ret = list_read(arena, sequence, value);
	return value.data != NULL;
}

const struct series *series_find(const struct series_list *list, const char *indicator_id, uint32_t year)
{
	const struct series *found = NULL;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->all[i].indicator_id, indicator_id) == 0 &&
		    (year == 0 || list->all[i].year == year))
			found = &list->all[i];
	return found;
}

struct instant series_recorded_at(struct txn *txn, const struct series *series)
{
	struct key key = series_key(series->indicator_id, series->year);
	struct reader reader = reader_of(txn_get(txn, TABLE_SERIES, key_bytes(&key)));

	return (struct instant){(int64_t)reader_be64(&reader)};
}
