#include "eligibility/coordinates.h"

#include "eligibility/state.h"

enum { POSITION_SIZE = 8 };

bool coordinates_get(struct txn *txn, const char *commune, struct coordinates *ret)
{
	struct reader reader = reader_of(txn_get(txn, TABLE_COORDINATES, bytes_text(commune)));

	ret->longitude_e5 = (int32_t)reader_be32(&reader);
	ret->latitude_e5 = (int32_t)reader_be32(&reader);
	return !reader.failed;
}

void coordinates_put(struct txn *txn, const char *commune, const struct coordinates *position)
{
	uint8_t value[POSITION_SIZE];

	put_be32(value, (uint32_t)position->longitude_e5);
	put_be32(value + 4, (uint32_t)position->latitude_e5);
	txn_put(txn, TABLE_COORDINATES, bytes_text(commune), bytes_of(value, sizeof(value)));
}
