#include "registry/position.h"

#include "registry/state.h"
#include "store/key.h"

enum { VALUE_SIZE = 4 + 4 + 4 + CITATION_SIZE };

bool position_valid(int64_t longitude_e5, int64_t latitude_e5)
{
	return longitude_e5 >= -LONGITUDE_E5_MAX && longitude_e5 <= LONGITUDE_E5_MAX &&
	       latitude_e5 >= -LATITUDE_E5_MAX && latitude_e5 <= LATITUDE_E5_MAX;
}

bool position_get(struct txn *txn, const char *commune, struct position_record *ret)
{
	struct key key = key_of_text(commune);
	struct reader reader = reader_of(txn_get(txn, TABLE_POSITIONS, key_bytes(&key)));

	ret->longitude_e5 = (int32_t)reader_be32(&reader);
	ret->latitude_e5 = (int32_t)reader_be32(&reader);
	ret->year = reader_be32(&reader);
	ret->source = citation_read(&reader);
	return !reader.failed;
}

bool position_is(struct txn *txn, const char *commune, const struct position_record *record)
{
	struct position_record known;

	return position_get(txn, commune, &known) && known.longitude_e5 == record->longitude_e5 &&
	       known.latitude_e5 == record->latitude_e5 && known.year == record->year &&
	       bytes_equal(citation_bytes(&known.source), citation_bytes(&record->source));
}

void position_put(struct txn *txn, const char *commune, const struct position_record *record)
{
	struct key key = key_of_text(commune);
	uint8_t value[VALUE_SIZE];

	put_be32(value, (uint32_t)record->longitude_e5);
	put_be32(value + 4, (uint32_t)record->latitude_e5);
	put_be32(value + 8, record->year);
	memcpy(value + 12, record->source.bytes, sizeof(record->source.bytes));
	txn_put(txn, TABLE_POSITIONS, key_bytes(&key), bytes_of(value, sizeof(value)));
}

Registry__Position *position_load(struct txn *txn, struct arena *arena, const char *commune)
{
	struct position_record record;
	Registry__Position *position;

	if (!position_get(txn, commune, &record))
		return NULL;
	position = arena_alloc(arena, sizeof(*position));
	if (!position)
		return NULL;
	registry__position__init(position);
	position->longitude_e5 = record.longitude_e5;
	position->latitude_e5 = record.latitude_e5;
	position->year = record.year;
	position->source = citation_text(txn, arena, &record.source);
	return position;
}
