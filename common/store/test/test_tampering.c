#include "store/test/journal_fixture.h"

static void assert_bad(struct txn *txn, uint64_t sequence)
{
	struct journal_check check = journal_verify(txn);

	assert_false(check.ok);
	assert_int_equal(check.bad_sequence, sequence);
	assert_string_not_equal(check.fault, "");
}

/* Copies the stored bytes of an entry out of the map; returns their number. */
static size_t take(struct txn *txn, uint64_t sequence, uint8_t out[1024])
{
	struct bytes stored = journal_read(txn, sequence);

	assert_in_range(stored.len, 1, 1024);
	memcpy(out, stored.data, stored.len);
	return stored.len;
}

static void overwrite(struct txn *txn, uint64_t sequence, struct bytes stored)
{
	struct key key = key_of_u64(sequence);

	txn_put(txn, TABLE_JOURNAL, key_bytes(&key), stored);
}

static void any_bit_changed_is_found(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal;
	uint8_t stored[1024];
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	for (uint64_t sequence = 1; sequence <= 3; sequence++) {
		size_t len = take(&txn, sequence, stored);

		for (size_t bit = 0; bit < 8 * len; bit++) {
			stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
			overwrite(&txn, sequence, bytes_of(stored, len));
			assert_bad(&txn, sequence);
			stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		overwrite(&txn, sequence, bytes_of(stored, len - 1));
		assert_bad(&txn, sequence);
		overwrite(&txn, sequence, bytes_of(stored, len));
		assert_true(journal_verify(&txn).ok);
	}
	txn_end(&txn);
}

static void entries_dropped_or_swapped_are_found(void **state)
{
	struct fixture *fixture = *state;
	uint8_t one[1024], two[1024];
	size_t one_len, two_len;
	struct journal journal;
	struct key key;
	struct txn txn;

	for (uint64_t sequence = 1; sequence <= 3; sequence++) {
		if (sequence == 1)
			begin_with_three(fixture, &journal, &txn);
		else
			txn_begin_write(&txn, &fixture->env);
		key = key_of_u64(sequence);
		assert_true(txn_delete(&txn, TABLE_JOURNAL, key_bytes(&key)));
		assert_bad(&txn, sequence);
		txn_end(&txn);
	}
	txn_begin_write(&txn, &fixture->env);
	one_len = take(&txn, 1, one);
	two_len = take(&txn, 2, two);
	overwrite(&txn, 1, bytes_of(two, two_len));
	overwrite(&txn, 2, bytes_of(one, one_len));
	assert_bad(&txn, 1);
	overwrite(&txn, 1, bytes_of(one, one_len));
	overwrite(&txn, 2, bytes_of(two, two_len));
	assert_true(journal_verify(&txn).ok);
	key = key_of_u64(1);
	txn_delete(&txn, TABLE_JOURNAL, key_bytes(&key));
	overwrite(&txn, 0, bytes_of(one, one_len));
	assert_bad(&txn, 1); /* another number */
	txn_end(&txn);
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_JOURNAL, bytes_text("key"), bytes_of(one, one_len));
	assert_bad(&txn, 4);
	txn_end(&txn);
}

/* Another past, well chained: only the head tells. */
static void a_past_written_anew_is_found(void **state)
{
	struct fixture *fixture = *state;
	struct journal journal, forged;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	forged = journal;
	forged.sequence = 0;
	forged.hash = NONE;
	txn_clear(&txn, TABLE_JOURNAL);
	append(&forged, &txn, 1, "won");
	append(&forged, &txn, 2, "two");
	assert_bad(&txn, 3);
	append(&forged, &txn, 3, "");
	assert_bad(&txn, 4);
	append(&forged, &txn, 4, "more");
	assert_bad(&txn, 5);
	txn_end(&txn);
}

static void an_entry_without_payload_is_stored_by_nobody(void **state)
{
	struct fixture *fixture = *state;
	Bus__JournalEntry *entry;
	struct journal journal;
	uint8_t packed[1024];
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	entry = unpack(&txn, 2);
	free(entry->salt.data);
	free(entry->payload.data);
	entry->salt = entry->payload = (ProtobufCBinaryData){0};
	overwrite(&txn, 2, bytes_of(packed, bus__journal_entry__pack(entry, packed)));
	bus__journal_entry__free_unpacked(entry, NULL);
	assert_bad(&txn, 2);
	txn_end(&txn);
}

static void a_head_that_does_not_hold_is_refused(void **state)
{
	static const char *const keys[] = {"head", "epoch", "salt_key"};
	struct fixture *fixture = *state;
	struct journal journal, wrong;
	struct txn txn;

	begin_with_three(fixture, &journal, &txn);
	txn_end(&txn);
	for (int i = 0; i < 7; i++) {
		txn_begin_write(&txn, &fixture->env);
		wrong = journal;
		if (i < 3)
			txn_delete(&txn, TABLE_META, bytes_text(keys[i]));
		else if (i == 3)
			txn_delete(&txn, TABLE_JOURNAL, key_bytes(&(struct key){.len = 8, .data[7] = 3}));
		else if (i == 4)
			txn_clear(&txn, TABLE_JOURNAL);
		else if (i == 5)
			wrong.sequence = 0;
		else
			wrong.hash.bytes[0] ^= 1;
		if (i > 4)
			journal_flush(&wrong, &txn);
		assert_load_refused(&txn, "test", "ne concordent pas");
		assert_false(i != 2 && i != 1 && journal_verify(&txn).ok);
		txn_end(&txn);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(any_bit_changed_is_found),
		STORE_TEST(entries_dropped_or_swapped_are_found),
		STORE_TEST(a_past_written_anew_is_found),
		STORE_TEST(an_entry_without_payload_is_stored_by_nobody),
		STORE_TEST(a_head_that_does_not_hold_is_refused),
	};

	return cmocka_run_group_tests_name("store/tampering", tests, NULL, NULL);
}
