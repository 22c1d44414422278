#include "store/test/journal_fixture.h"

/* By libsodium directly, one buffer at a time: nothing of the journal's own code. */
static struct hash blake(const uint8_t *data, size_t len)
{
	struct hash hash;

	crypto_generichash_blake2b(hash.bytes, HASH_SIZE, data, len, NULL, 0);
	return hash;
}

static void assert_entry(struct txn *txn, uint64_t sequence, const struct journal *journal, uint32_t epoch,
			 const char *payload, struct hash *head)
{
	Bus__JournalEntry *entry = unpack(txn, sequence);
	uint8_t data[1024], packed[1024], salt[SALT_SIZE] = {0};
	struct bytes stored = journal_read(txn, sequence);
	Bus__EntryHeader *header;
	struct hash hash;

	/* The salt. */
	memset(data, 0, 12);
	data[3] = (uint8_t)epoch;
	data[11] = (uint8_t)sequence;
	crypto_stream_chacha20_ietf_xor(salt, salt, SALT_SIZE, data, journal->salt_key);
	assert_int_equal(entry->salt.len, SALT_SIZE);
	assert_memory_equal(entry->salt.data, salt, SALT_SIZE);
	/* The commitment. */
	assert_int_equal(entry->payload.len, strlen(payload));
	memcpy(data, entry->salt.data, SALT_SIZE);
	put_be32(data + SALT_SIZE, (uint32_t)entry->audience.len);
	if (entry->audience.len > 0)
		memcpy(data + SALT_SIZE + 4, entry->audience.data, entry->audience.len);
	memcpy(data + SALT_SIZE + 4 + entry->audience.len, payload, entry->payload.len);
	hash = blake(data, SALT_SIZE + 4 + entry->audience.len + entry->payload.len);
	assert_int_equal(entry->commitment.len, HASH_SIZE);
	assert_memory_equal(entry->commitment.data, hash.bytes, HASH_SIZE);
	/* The chain. */
	memcpy(data, head->bytes, HASH_SIZE);
	memcpy(data + HASH_SIZE, entry->header.data, entry->header.len);
	memcpy(data + HASH_SIZE + entry->header.len, entry->commitment.data, HASH_SIZE);
	*head = blake(data, HASH_SIZE + entry->header.len + HASH_SIZE);
	assert_int_equal(entry->hash.len, HASH_SIZE);
	assert_memory_equal(entry->hash.data, head->bytes, HASH_SIZE);
	/* Byte for byte what protobuf itself would write. */
	assert_true(bytes_equal(stored, bytes_of(packed, bus__journal_entry__pack(entry, packed))));

	header = bus__entry_header__unpack(NULL, entry->header.len, entry->header.data);
	assert_non_null(header);
	assert_int_equal(header->sequence, sequence);
	assert_int_equal(header->epoch, epoch);
	assert_string_equal(header->instance, "test");
	assert_string_equal(header->actor, "agent");
	bus__entry_header__free_unpacked(header, NULL);
	bus__journal_entry__free_unpacked(entry, NULL);
}

static void entries_chain_as_the_contract_says(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	struct hash head = NONE;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	assert_entry(&txn, 1, &journal, 1, "one", &head);
	assert_entry(&txn, 2, &journal, 1, "two", &head);
	assert_entry(&txn, 3, &journal, 1, "", &head);
	assert_true(hash_equal(&head, &journal.hash));
	assert_int_equal(journal.sequence, 3);
	assert_int_equal(journal.last_instant.us, 1795310958000007);
	assert_null(journal_read(&txn, 0).data);
	assert_null(journal_read(&txn, 4).data);
	txn_end(&txn);
}

static void a_large_payload_is_stored_whole(void **state)
{
	struct fixture *fixture = *state;
	size_t size = 3 << 20;
	char *payload = malloc(size + 1);
	struct journal journal;
	struct entry entry;
	struct txn txn;

	assert_non_null(payload);
	memset(payload, 'x', size);
	payload[size] = '\0';
	txn_begin_write(&txn, &fixture->env);
	load(&journal, &txn);
	append(&journal, &txn, 1, payload);
	append(&journal, &txn, 2, "after");
	journal_flush(&journal, &txn);
	assert_true(entry_parse(journal_read(&txn, 1), &entry));
	assert_true(bytes_equal(entry.payload, bytes_text(payload)));
	assert_true(journal_verify(&txn).ok);
	assert_int_equal(txn_commit(&txn), 0);
	free(payload);
}

static void the_same_run_writes_the_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	struct hash heads[3];
	struct txn txn;

	for (int i = 0; i < 3; i++) {
		txn_begin_write(&txn, &fixture->env);
		load(&journal, &txn);
		if (i < 2)
			memset(journal.salt_key, 7, HASH_SIZE);
		append(&journal, &txn, 1, "one");
		heads[i] = journal.hash;
		txn_end(&txn);
	}
	assert_true(hash_equal(&heads[0], &heads[1]));
	assert_false(hash_equal(&heads[0], &heads[2])); /* another salt */
}

static void a_new_store_begins_at_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal, again;
	struct journal_check check;
	struct txn txn;

	txn_begin_read(&txn, &fixture->env);
	assert_load_refused(&txn, "test", "ne porte pas de journal");
	txn_end(&txn);
	txn_begin_write(&txn, &fixture->env);
	load(&journal, &txn);
	assert_string_equal(journal.instance, "test");
	assert_int_equal(journal.epoch, 1);
	assert_int_equal(journal.sequence, 0);
	assert_true(hash_equal(&journal.hash, &NONE));
	check = journal_verify(&txn);
	assert_true(check.ok);
	assert_int_equal(check.entries, 0);
	again = journal;
	again.sequence = 1;
	journal_flush(&again, &txn);
	assert_load_refused(&txn, "test", "ne concordent pas");
	journal_flush(&journal, &txn);
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	load(&again, &txn);
	assert_memory_equal(&journal, &again, sizeof journal);
	txn_end(&txn);
}

static void a_reopened_store_goes_on(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal, again;
	struct journal_check check;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	txn_end(&txn);
	fixture_reopen(fixture);
	txn_begin_write(&txn, &fixture->env);
	load(&again, &txn);
	assert_memory_equal(&journal, &again, sizeof journal);
	append(&again, &txn, 4, "four");
	journal_flush(&again, &txn);
	check = journal_verify(&txn);
	assert_true(check.ok);
	assert_int_equal(check.entries, 4);
	assert_int_equal(check.bad_sequence, 0);
	assert_string_equal(check.fault, "");
	assert_true(hash_equal(&check.head, &again.hash));
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_store_belongs_to_one_instance(void **state)
{
	char longest[INSTANCE_NAME_MAX + 2];
	struct fixture *fixture = *state;
	struct journal journal;
	char error[256];
	struct txn txn;

	memset(longest, 'i', sizeof longest);
	longest[INSTANCE_NAME_MAX + 1] = '\0';
	txn_begin_write(&txn, &fixture->env);
	assert_load_refused(&txn, "", "vide ou trop long");
	assert_load_refused(&txn, longest, "vide ou trop long");
	longest[INSTANCE_NAME_MAX] = '\0';
	assert_true(journal_load(&journal, &txn, longest, error, sizeof error));
	assert_true(journal_load(&journal, &txn, longest, error, sizeof error));
	assert_string_equal(journal.instance, longest);
	append(&journal, &txn, 1, "one");
	journal_flush(&journal, &txn);
	assert_load_refused(&txn, "test", "appartient à l'instance « iiii");
	txn_end(&txn);
}

static void a_store_without_entries_is_nobodys(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	char error[256];
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	load(&journal, &txn);
	journal_begin_epoch(&journal, &txn);
	assert_true(journal_load(&journal, &txn, "another", error, sizeof error));
	assert_string_equal(journal.instance, "another");
	assert_int_equal(journal.epoch, 1);
	append(&journal, &txn, 1, "one");
	journal_flush(&journal, &txn);
	txn_clear(&txn, TABLE_JOURNAL); /* entries lost are not entries that never were */
	assert_load_refused(&txn, "test", "appartient à l'instance « another »");
	txn_end(&txn);
}

static void entries_without_books_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	txn_delete(&txn, TABLE_META, bytes_text("instance"));
	assert_load_refused(&txn, "test", "ne porte pas de journal");
	txn_end(&txn);
}

static void an_epoch_tells_futures_apart(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal, restored;
	struct hash second, lost, head = NONE;
	struct entry entry;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	assert_true(entry_parse(journal_read(&txn, 2), &entry));
	memcpy(second.bytes, entry.hash.data, HASH_SIZE);
	append(&journal, &txn, 4, "lost");
	lost = journal.hash;
	txn_end(&txn); /* the backup was taken before */

	txn_begin_write(&txn, &fixture->env);
	load(&restored, &txn);
	journal_begin_epoch(&restored, &txn);
	append(&restored, &txn, 4, "lost");
	journal_flush(&restored, &txn);
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	load(&restored, &txn);
	assert_int_equal(restored.epoch, 2);
	assert_entry(&txn, 1, &restored, 1, "one", &head);
	assert_entry(&txn, 2, &restored, 1, "two", &head);
	assert_entry(&txn, 3, &restored, 1, "", &head);
	assert_entry(&txn, 4, &restored, 2, "lost", &head);
	assert_false(hash_equal(&restored.hash, &lost));

	assert_true(journal_contains(&restored, &txn, 0, 0, (struct bytes){0}));
	assert_true(journal_contains(&restored, &txn, 9, 0, hash_bytes(&lost)));
	assert_true(journal_contains(&restored, &txn, 1, 2, hash_bytes(&second)));
	assert_true(journal_contains(&restored, &txn, 2, 4, hash_bytes(&restored.hash)));
	assert_false(journal_contains(&restored, &txn, 1, 4, hash_bytes(&lost)));
	assert_false(journal_contains(&restored, &txn, 2, 4, hash_bytes(&lost)));
	assert_false(journal_contains(&restored, &txn, 1, 4, hash_bytes(&restored.hash)));
	assert_false(journal_contains(&restored, &txn, 2, 2, hash_bytes(&second)));
	assert_false(journal_contains(&restored, &txn, 1, 3, hash_bytes(&second)));
	assert_false(journal_contains(&restored, &txn, 1, 2, bytes_of(second.bytes, HASH_SIZE - 1)));
	assert_false(journal_contains(&restored, &txn, 1, 2, (struct bytes){0}));
	assert_false(journal_contains(&restored, &txn, 2, 5, hash_bytes(&restored.hash)));
	assert_false(journal_contains(&restored, &txn, 2, UINT64_MAX, hash_bytes(&restored.hash)));
	restored.sequence = 3;
	assert_false(journal_contains(&restored, &txn, 2, 4, hash_bytes(&restored.hash)));
	txn_end(&txn);
}

static void a_failed_transaction_appends_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	journal.sequence = 1; /* out of step with the table: the gap detector */
	append(&journal, &txn, 4, "four");
	assert_int_equal(txn.error, MDB_KEYEXIST);
	append(&journal, &txn, 5, "five");
	assert_int_equal(txn_commit(&txn), MDB_KEYEXIST);
	txn_begin_read(&txn, &fixture->env);
	load(&journal, &txn);
	assert_int_equal(journal.sequence, 3);
	txn_end(&txn);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(entries_chain_as_the_contract_says),
		STORE_TEST(a_large_payload_is_stored_whole),
		STORE_TEST(the_same_run_writes_the_same_bytes),
		STORE_TEST(a_new_store_begins_at_nothing),
		STORE_TEST(a_reopened_store_goes_on),
		STORE_TEST(a_store_belongs_to_one_instance),
		STORE_TEST(a_store_without_entries_is_nobodys),
		STORE_TEST(entries_without_books_are_refused),
		STORE_TEST(an_epoch_tells_futures_apart),
		STORE_TEST(a_failed_transaction_appends_nothing),
	};

	return cmocka_run_group_tests_name("store/journal", tests, NULL, NULL);
}
