/* Journals of others, as a follower and a replica are given them, and a store's own after it was changed: whatever they
 * hold, what is taken in chains to what was taken before, the rest halts its reader with a reason, and the reader's own
 * journal and state stand.
 *
 * An input is records (records.h). What one says: by its low two bits who reads, by the next three what is done. A body is
 * a FetchResponse; sealed, its entries are given the commitments and hashes that make them a journal, and numbered, the
 * sequence that comes next, so that what they say is read at all. Each input begins with the same two stores. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "mutate.h"
#include "journals.h"
#include "records.h"

enum { WHO_BITS = 2, DONE_BITS = 3 };
enum who { WHO_FOLLOWER, WHO_FOLLOWER_AGAIN, WHO_REPLICA, WHO_STORE };
enum done {
	DONE_FETCHED,
	DONE_SEALED,
	DONE_NUMBERED,
	DONE_DIVERGED,
	DONE_RESUMED,
	DONE_REWOUND,
	DONE_RESTARTED,
};

/* ---- What may be taken in, said once more in other words */

static struct hash digest(struct bytes a, struct bytes b, struct bytes c)
{
	crypto_generichash_state state;
	struct hash hash;

	crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
	crypto_generichash_update(&state, a.data, a.len);
	crypto_generichash_update(&state, b.data, b.len);
	crypto_generichash_update(&state, c.data, c.len);
	crypto_generichash_final(&state, hash.bytes, HASH_SIZE);
	return hash;
}

static struct bytes slice(ProtobufCBinaryData data)
{
	return bytes_of(data.data, data.len);
}

static bool commits_to(const Bus__JournalEntry *entry)
{
	uint8_t head[SALT_SIZE + 4];
	struct hash hash;

	if (entry->salt.len == 0)
		return entry->payload.len == 0 && entry->audience.len == 0;
	if (entry->salt.len != SALT_SIZE)
		return false;
	memcpy(head, entry->salt.data, SALT_SIZE);
	put_be32(head + SALT_SIZE, (uint32_t)entry->audience.len);
	hash = digest(bytes_of(head, sizeof head), slice(entry->audience), slice(entry->payload));
	return bytes_equal(hash_bytes(&hash), slice(entry->commitment));
}

/* How many of the entries chain to where the reader stood; *ret is the hash of the last that was taken. */
static uint64_t count_sound(const Bus__FetchResponse *response, const struct standing *before, uint64_t taken,
			    struct hash *ret)
{
	struct hash hash = before->hash;
	uint64_t count = 0;

	*ret = hash;
	for (size_t i = 0; i < response->n_entries; i++) {
		const Bus__JournalEntry *entry = response->entries[i];
		Bus__EntryHeader *header =
			bus__entry_header__unpack(NULL, entry->header.len, entry->header.data);
		bool sound = header && header->sequence == before->sequence + count + 1 && commits_to(entry);

		if (header)
			bus__entry_header__free_unpacked(header, NULL);
		hash = digest(hash_bytes(&hash), slice(entry->header), slice(entry->commitment));
		if (!sound || !bytes_equal(hash_bytes(&hash), slice(entry->hash)))
			break;
		if (++count == taken)
			*ret = hash;
	}
	return count;
}

/* ---- Readers */

static void check_taken(const struct reader_of_journals *reader, const struct standing *before,
			struct bytes body)
{
	struct standing after = journals_standing(reader);
	Bus__FetchResponse *response = bus__fetch_response__unpack(NULL, body.len, body.data);
	uint64_t taken = after.sequence - before->sequence;
	struct hash hash;

	must(after.sequence >= before->sequence, "a reader goes on");
	if (!response)
		return; /* it may have begun as one */
	must(taken <= count_sound(response, before, taken, &hash), "what does not chain is not taken in");
	must(!after.has_hash || hash_equal(&after.hash, &hash), "a reader stands on what it took last");
	must(*after.halted || taken == response->n_entries, "nothing is passed over in silence");
	bus__fetch_response__free_unpacked(response, NULL);
}

static void give(const struct reader_of_journals *reader, enum done how, struct bytes body)
{
	struct standing before = journals_standing(reader);
	struct follow at;

	if (!engine_follow(reader->harness->engine, reader->number, &at))
		return;
	if (how != DONE_FETCHED)
		body = journals_seal(reader, body, how == DONE_NUMBERED);
	engine_fetched(reader->harness->engine, reader->number, body);
	journals_turn(reader->harness);
	if (!at.is_probe)
		check_taken(reader, &before, body);
}

static void diverge(const struct reader_of_journals *reader)
{
	struct follow at;

	if (!engine_follow(reader->harness->engine, reader->number, &at))
		return;
	engine_diverged(reader->harness->engine, reader->number);
	journals_turn(reader->harness);
	must(at.is_probe || *journals_standing(reader).halted, "who is on another journal halts");
}

static void read_journal(const struct reader_of_journals *reader, enum done done, struct bytes body)
{
	switch (done) {
	case DONE_FETCHED:
	case DONE_SEALED:
	case DONE_NUMBERED:
		give(reader, done, body);
		return;
	case DONE_DIVERGED:
		diverge(reader);
		return;
	case DONE_RESUMED:
	case DONE_REWOUND:
		journals_resume(reader, done == DONE_REWOUND);
		return;
	case DONE_RESTARTED:
		harness_restart(reader->harness);
		return;
	}
}

/* ---- A store */

/* What two readers make of an entry. */
static void check_entry(struct bytes stored)
{
	Bus__JournalEntry *other = bus__journal_entry__unpack(NULL, stored.len, stored.data);
	struct entry entry;
	bool same;

	if (entry_parse(stored, &entry)) {
		must(other, "what is an entry is one to protobuf-c");
		same = bytes_equal(entry.header, slice(other->header)) &&
		       bytes_equal(entry.hash, slice(other->hash)) &&
		       bytes_equal(entry.commitment, slice(other->commitment)) &&
		       bytes_equal(entry.salt, slice(other->salt)) &&
		       bytes_equal(entry.payload, slice(other->payload)) &&
		       bytes_equal(entry.audience, slice(other->audience));
		must(same, "two readers find the same");
	}
	if (other)
		bus__journal_entry__free_unpacked(other, NULL);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	journals_make();
	atexit(journals_free);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size);
	struct record record;

	while (record_next(&rest, &record)) {
		enum who who = record.what & ((1 << WHO_BITS) - 1);
		enum done done = record.what >> WHO_BITS & ((1 << DONE_BITS) - 1);

		if (who != WHO_STORE) {
			read_journal(journals_reader(who), done, record.body);
			continue;
		}
		check_entry(record.body);
		journals_change_store(record_byte(&record), record.body);
	}
	journals_check();
	journals_reset();
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_records(data, size, max_size, seed);
}
