#include "store/entry.h"

#include <string.h>

#include "base/bytes.h"
#include "base/time.h"
#include "fields.h"

enum { WIRE_BYTES = 2, FIELD_LAST = FIELD_JOURNAL_ENTRY_AUDIENCE };

struct hash entry_commitment(const uint8_t *salt, struct bytes audience, struct bytes payload)
{
	uint8_t salt_and_length[SALT_SIZE + 4];

	memcpy(salt_and_length, salt, SALT_SIZE);
	put_be32(salt_and_length + SALT_SIZE, (uint32_t)audience.len);
	return hash_of(bytes_of(salt_and_length, sizeof salt_and_length), audience, payload);
}

/* Payload and audience come with their salt, or cannot be checked; a salt alone goes with a payload of no
 * bytes. */
static bool entry_complete(const struct entry *entry)
{
	return entry->header.len > 0 && entry->commitment.len == HASH_SIZE && entry->hash.len == HASH_SIZE &&
	       (entry->salt.len == SALT_SIZE ||
		(entry->salt.len == 0 && entry->payload.len == 0 && entry->audience.len == 0));
}

bool entry_parse(struct bytes stored, struct entry *ret)
{
	struct bytes fields[FIELD_LAST + 1] = {0};
	struct reader reader = reader_of(stored);
	struct entry entry;

	while (!reader_done(&reader)) {
		uint64_t tag = reader_varint(&reader);
		uint64_t field = tag >> 3;

		if (tag % 8 != WIRE_BYTES || field == 0 || field > FIELD_LAST || fields[field].data)
			return false;
		fields[field] = reader_take(&reader, reader_varint(&reader));
	}
	entry = (struct entry){
		.header = fields[FIELD_JOURNAL_ENTRY_HEADER],
		.commitment = fields[FIELD_JOURNAL_ENTRY_COMMITMENT],
		.hash = fields[FIELD_JOURNAL_ENTRY_HASH],
		.salt = fields[FIELD_JOURNAL_ENTRY_SALT],
		.payload = fields[FIELD_JOURNAL_ENTRY_PAYLOAD],
		.audience = fields[FIELD_JOURNAL_ENTRY_AUDIENCE],
	};
	if (reader.failed || !entry_complete(&entry))
		return false;
	*ret = entry;
	return true;
}

static bool instant_is_one(const Pb__Timestamp *instant)
{
	return instant->seconds >= INSTANT_SECONDS_MIN && instant->seconds <= INSTANT_SECONDS_MAX &&
	       instant->nanos >= 0 && instant->nanos < 1000000000;
}

const Bus__EntryHeader *entry_header(struct arena *arena, const struct entry *entry)
{
	Bus__EntryHeader *header = arena_unpack(arena, &bus__entry_header__descriptor, entry->header);
	const Bus__EntryHeader *audience;

	if (!header || (header->instant && !instant_is_one(header->instant)))
		return NULL;
	if (entry->audience.len == 0)
		return header;
	audience = arena_unpack(arena, &bus__entry_header__descriptor, entry->audience);
	if (!audience)
		return NULL;
	header->collectivites = audience->collectivites;
	header->n_collectivites = audience->n_collectivites;
	header->partners = audience->partners;
	header->n_partners = audience->n_partners;
	return header;
}

uint32_t entry_epoch(const struct entry *entry)
{
	Bus__EntryHeader *header = bus__entry_header__unpack(NULL, entry->header.len, entry->header.data);
	uint32_t epoch = header ? header->epoch : 0;

	if (header)
		bus__entry_header__free_unpacked(header, NULL);
	return epoch;
}

bool entry_verify(const struct entry *entry, const struct hash *previous, struct hash *ret_hash)
{
	struct hash hash;

	if (!entry_complete(entry))
		return false;
	if (entry->salt.len > 0) {
		hash = entry_commitment(entry->salt.data, entry->audience, entry->payload);
		if (!bytes_equal(hash_bytes(&hash), entry->commitment))
			return false;
	}
	hash = hash_of(hash_bytes(previous), entry->header, entry->commitment);
	if (!bytes_equal(hash_bytes(&hash), entry->hash))
		return false;
	*ret_hash = hash;
	return true;
}
