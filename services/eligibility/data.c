#include "eligibility/data.h"

static void set_digest(struct data *data)
{
	data->digest = hash_of(hash_bytes(&data->geography.digest), hash_bytes(&data->series.digest),
			       (struct bytes){0});
}

bool data_latest(struct txn *txn, struct arena *arena, struct data *ret)
{
	if (!dataset_header_latest(txn, arena, &ret->geography))
		return false;
	ret->series = series_latest(txn, arena);
	set_digest(ret);
	return true;
}

bool data_at(struct txn *txn, struct arena *arena, const Eligibility__DataPosition *position,
	     struct data *ret)
{
#ifdef PLANT_RUN_ON_LATEST_DATA
	return data_latest(txn, arena, ret);
#endif
	if (!dataset_header_get(txn, arena, position->sequence, &ret->geography) ||
	    !series_at(txn, arena, position->series_sequence, &ret->series))
		return false;
	set_digest(ret);
	return bytes_equal(hash_bytes(&ret->digest), bytes_of(position->digest.data, position->digest.len));
}

Eligibility__DataPosition data_position(const struct data *data)
{
	Eligibility__DataPosition position = ELIGIBILITY__DATA_POSITION__INIT;

	position.instance = (char *)(uintptr_t)data->geography.instance;
	position.epoch = data->geography.epoch;
	position.sequence = data->geography.sequence;
	position.series_sequence = data->series.sequence;
	position.digest =
		(ProtobufCBinaryData){.len = HASH_SIZE, .data = (uint8_t *)(uintptr_t)data->digest.bytes};
	position.cog_year = data->geography.cog_year;
	return position;
}
