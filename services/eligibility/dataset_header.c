#include "eligibility/dataset_header.h"

#include "base/require.h"
#include "eligibility/block.h"
#include "eligibility/state.h"
#include "store/key.h"

static void take_code(struct reader *reader, char ret[CODE_DEPARTEMENT_SIZE])
{
	const char *code = key_read_text(reader);

	require(strlen(code) < CODE_DEPARTEMENT_SIZE);
	memcpy(ret, code, strlen(code) + 1);
}

/* What the digest is of. */
static void add_data(struct buf *out, const struct dataset_header *header)
{
	block_number(out, header->cog_year);
	block_text(out, header->cog_source);
	block_hash(out, &header->epcis);
	block_number(out, header->part_count);
	for (size_t i = 0; i < header->part_count; i++) {
		const struct dataset_part *part = &header->parts[i];

		block_text(out, part->departement);
		block_text(out, part->region);
		block_hash(out, &part->places);
		block_hash(out, &part->populations);
		block_hash(out, &part->positions);
	}
}

static bool header_read(struct arena *arena, uint64_t sequence, struct bytes value,
			struct dataset_header *ret)
{
	struct dataset_header header = {.sequence = sequence};
	struct reader reader = reader_of(value);
	struct hash found;

	block_read_hash(&reader, &header.digest);
	header.epoch = (uint32_t)reader_varint(&reader);
	header.instance = arena_strdup(arena, key_read_text(&reader));
	found = hash_of(bytes_of(reader.at, (size_t)(reader.end - reader.at)), (struct bytes){0},
			(struct bytes){0});
	if (!hash_equal(&found, &header.digest))
		return false;
	header.cog_year = (uint32_t)reader_varint(&reader);
	header.cog_source = arena_strdup(arena, key_read_text(&reader));
	block_read_hash(&reader, &header.epcis);
	header.part_count = (size_t)reader_varint(&reader);
	header.parts = arena_array(arena, header.part_count + 1, sizeof(*header.parts));
	require(header.parts);
	for (size_t i = 0; i < header.part_count; i++) {
		take_code(&reader, header.parts[i].departement);
		take_code(&reader, header.parts[i].region);
		block_read_hash(&reader, &header.parts[i].places);
		block_read_hash(&reader, &header.parts[i].populations);
		block_read_hash(&reader, &header.parts[i].positions);
	}
	require(!reader.failed); /* written below */
	*ret = header;
	return true;
}

bool dataset_header_get(struct txn *txn, struct arena *arena, uint64_t sequence, struct dataset_header *ret)
{
	struct key key = key_of_u64(sequence);
	struct bytes value = txn_get(txn, TABLE_DATASETS, key_bytes(&key));

	return value.data && header_read(arena, sequence, value, ret);
}

bool dataset_header_latest(struct txn *txn, struct arena *arena, struct dataset_header *ret)
{
	struct bytes key, value;
	struct scan scan;
	bool found;

	scan_open_backwards(&scan, txn, TABLE_DATASETS, (struct bytes){0});
	found = scan_next(&scan, &key, &value) && header_read(arena, get_be64(key.data), value, ret);
	scan_close(&scan);
	return found;
}

void dataset_header_put(struct txn *txn, struct arena *arena, struct dataset_header *header)
{
	struct key key = key_of_u64(header->sequence);
	struct dataset_header latest;
	struct buf data = {0}, value = {0};

	add_data(&data, header);
	header->digest = hash_of(buf_bytes(&data), (struct bytes){0}, (struct bytes){0});
	if (!dataset_header_latest(txn, arena, &latest) || !hash_equal(&latest.digest, &header->digest)) {
		block_hash(&value, &header->digest);
		block_number(&value, header->epoch);
		block_text(&value, header->instance);
		buf_append(&value, data.data, data.len);
		txn_put(txn, TABLE_DATASETS, key_bytes(&key), buf_bytes(&value));
	}
	buf_free(&value);
	buf_free(&data);
}
