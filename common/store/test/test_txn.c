#include "store/test/fixture.h"

#include <errno.h>

/* Puts text → text in a transaction of its own. */
static void put(struct fixture *fixture, const char *key, const char *value)
{
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text(key), bytes_text(value));
	assert_int_equal(txn_commit(&txn), 0);
}

static struct bytes get(struct txn *txn, const char *key)
{
	return txn_get(txn, TABLE_THINGS, bytes_text(key));
}

static void what_is_committed_stays(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	put(fixture, "a", "1");
	put(fixture, "b", "");
	put(fixture, "a", "2");
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	assert_bytes(get(&txn, "a"), "2");
	assert_bytes(get(&txn, "b"), "");
	assert_null(get(&txn, "c").data);
	assert_null(get(&txn, "").data);
	assert_int_equal(txn_count(&txn, TABLE_THINGS), 2);
	assert_int_equal(txn_count(&txn, TABLE_OTHERS), 0);
	assert_int_equal(txn.error, 0);
	txn_end(&txn);
}

static void what_is_ended_is_dropped(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	put(fixture, "a", "1");
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text("a"), bytes_text("2"));
	assert_bytes(get(&txn, "a"), "2");
	assert_true(txn_delete(&txn, TABLE_THINGS, bytes_text("a")));
	assert_false(txn_delete(&txn, TABLE_THINGS, bytes_text("a")));
	assert_false(txn_delete(&txn, TABLE_THINGS, bytes_text("")));
	assert_int_equal(txn.error, 0);
	txn_clear(&txn, TABLE_THINGS);
	txn_end(&txn);
	txn_end(&txn); /* harmless */
	txn_begin_read(&txn, &fixture->env);
	assert_bytes(get(&txn, "a"), "1");
	txn_end(&txn);
}

static void a_table_is_cleared_alone(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text("a"), bytes_text("1"));
	txn_put(&txn, TABLE_OTHERS, bytes_text("a"), bytes_text("1"));
	txn_clear(&txn, TABLE_THINGS);
	assert_int_equal(txn_count(&txn, TABLE_THINGS), 0);
	assert_int_equal(txn_count(&txn, TABLE_OTHERS), 1);
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_value_is_written_in_place(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	memcpy(txn_put_space(&txn, TABLE_THINGS, bytes_text("b"), 3), "two", 3);
	memcpy(txn_append_space(&txn, TABLE_THINGS, bytes_text("c"), 5), "three", 5);
	memcpy(txn_put_space(&txn, TABLE_THINGS, bytes_text("a"), 3), "one", 3);
	memcpy(txn_put_space(&txn, TABLE_THINGS, bytes_text("b"), 4), "deux", 4);
	assert_int_equal(txn_commit(&txn), 0);
	txn_begin_read(&txn, &fixture->env);
	assert_bytes(get(&txn, "a"), "one");
	assert_bytes(get(&txn, "b"), "deux");
	assert_bytes(get(&txn, "c"), "three");
	txn_end(&txn);
}

static void appending_out_of_order_fails(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	txn_append(&txn, TABLE_THINGS, bytes_text("b"), bytes_text("1"));
	assert_int_equal(txn.error, 0);
	assert_null(txn_append_space(&txn, TABLE_THINGS, bytes_text("a"), 1));
	assert_int_equal(txn_commit(&txn), MDB_KEYEXIST);
	txn_begin_write(&txn, &fixture->env);
	txn_append(&txn, TABLE_THINGS, bytes_text("b"), bytes_text("1"));
	txn_append(&txn, TABLE_THINGS, bytes_text("b"), bytes_text("2"));
	assert_int_equal(txn_commit(&txn), MDB_KEYEXIST);
}

static void the_first_error_sticks(void **state)
{
	struct fixture *fixture = *state;
	struct bytes key, value;
	uint8_t longest[KEY_MAX + 1];
	struct scan scan;
	struct txn txn;

	memset(longest, 'a', sizeof longest);
	put(fixture, "a", "1");
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_of(longest, KEY_MAX), bytes_text("fits"));
	assert_null(txn_get(&txn, TABLE_THINGS, bytes_of(longest, KEY_MAX + 1)).data);
	assert_int_equal(txn.error, 0);
	txn_put(&txn, TABLE_THINGS, bytes_of(longest, KEY_MAX + 1), bytes_text("does not"));
	assert_int_equal(txn.error, MDB_BAD_VALSIZE);
	assert_string_equal(txn.where, "mdb_put");

	txn_put(&txn, TABLE_THINGS, bytes_text("b"), bytes_text("1"));
	txn_append(&txn, TABLE_THINGS, bytes_text("c"), bytes_text("1"));
	txn_clear(&txn, TABLE_THINGS);
	txn_fail(&txn, EINVAL, "later");
	assert_null(txn_put_space(&txn, TABLE_THINGS, bytes_text("d"), 1));
	assert_null(get(&txn, "a").data);
	assert_false(txn_delete(&txn, TABLE_THINGS, bytes_text("a")));
	assert_int_equal(txn_count(&txn, TABLE_THINGS), 0);
	scan_open(&scan, &txn, TABLE_THINGS, (struct bytes){0});
	assert_false(scan_next(&scan, &key, &value));
	scan_close(&scan);
	scan_open_backwards(&scan, &txn, TABLE_THINGS, (struct bytes){0});
	assert_false(scan_next(&scan, &key, &value));
	scan_close(&scan);
	assert_int_equal(txn_commit(&txn), MDB_BAD_VALSIZE);
	assert_string_equal(txn.where, "mdb_put");

	txn_begin_read(&txn, &fixture->env);
	assert_int_equal(txn_count(&txn, TABLE_THINGS), 1);
	txn_end(&txn);
}

static void an_empty_key_is_not_stored(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text(""), bytes_text("1"));
	assert_int_equal(txn_commit(&txn), MDB_BAD_VALSIZE);
}

static void a_read_transaction_does_not_write(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_read(&txn, &fixture->env);
	txn_put(&txn, TABLE_THINGS, bytes_text("a"), bytes_text("1"));
	assert_int_equal(txn.error, EACCES);
	txn_end(&txn);
}

static void a_snapshot_stays_until_renewed(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn, other;

	put(fixture, "a", "1");
	txn_begin_read(&txn, &fixture->env);
	txn_begin_read(&other, &fixture->env); /* several on one thread */
	put(fixture, "a", "2");
	assert_bytes(get(&txn, "a"), "1");
	txn_reset(&txn);
	txn_renew(&txn);
	assert_bytes(get(&txn, "a"), "2");
	assert_bytes(get(&other, "a"), "1");
	txn_end(&txn);
	txn_end(&other);
}

/* Keys of a whole walk, as one text. */
static void walk(struct txn *txn, bool backwards, const char *from, const char *expected)
{
	struct bytes key, value;
	struct scan scan;
	char seen[64] = "";

	if (backwards)
		scan_open_backwards(&scan, txn, TABLE_THINGS, bytes_text(from));
	else
		scan_open(&scan, txn, TABLE_THINGS, bytes_text(from));
	while (scan_next(&scan, &key, &value)) {
		size_t len = strlen(seen);

		snprintf(seen + len, sizeof seen - len, "%.*s ", (int)key.len, (const char *)key.data);
		assert_true(bytes_equal(key, value));
	}
	assert_false(scan_next(&scan, &key, &value)); /* the end is the end */
	scan_close(&scan);
	scan_close(&scan);
	assert_string_equal(seen, expected);
}

static void scans_walk_both_ways(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_read(&txn, &fixture->env);
	walk(&txn, false, "", "");
	walk(&txn, true, "", "");
	walk(&txn, true, "x", "");
	txn_end(&txn);
	put(fixture, "b", "b");
	put(fixture, "bb", "bb");
	put(fixture, "d", "d");
	txn_begin_read(&txn, &fixture->env);
	walk(&txn, false, "", "b bb d ");
	walk(&txn, false, "a", "b bb d ");
	walk(&txn, false, "b", "b bb d ");
	walk(&txn, false, "ba", "bb d ");
	walk(&txn, false, "d", "d ");
	walk(&txn, false, "e", "");
	walk(&txn, true, "", "d bb b ");
	walk(&txn, true, "e", "d bb b ");
	walk(&txn, true, "d", "d bb b ");
	walk(&txn, true, "c", "bb b ");
	walk(&txn, true, "b", "b ");
	walk(&txn, true, "a", "");
	assert_int_equal(txn.error, 0);
	txn_end(&txn);
}

static void a_scan_stays_within_its_prefix(void **state)
{
	struct fixture *fixture = *state;
	struct bytes key, value;
	struct scan scan;
	struct txn txn;

	put(fixture, "a", "0");
	put(fixture, "b", "b1");
	put(fixture, "ba", "2");
	put(fixture, "c", "3");
	txn_begin_read(&txn, &fixture->env);
	scan_open(&scan, &txn, TABLE_THINGS, bytes_text("b"));
	assert_true(scan_next_within(&scan, bytes_text("b"), &key, &value));
	assert_bytes(value, "b1");
	assert_true(scan_next_within(&scan, bytes_text("b"), &key, &value));
	assert_bytes(value, "2");
	assert_false(scan_next_within(&scan, bytes_text("b"), &key, &value));
	assert_false(scan_next_within(&scan, bytes_text("b"), &key, &value));
	assert_bytes(value, "2"); /* untouched */
	scan_close(&scan);
	scan_open(&scan, &txn, TABLE_THINGS, bytes_text("b"));
	assert_false(
		scan_next_within(&scan, bytes_text("bb"), &key, &value)); /* the value is no part of a key */
	scan_close(&scan);
	txn_end(&txn);
}

static void a_digest_covers_keys_values_and_their_lengths(void **state)
{
	static const uint8_t ab_c_de_[] =
		"\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\1c\0\0\0\0\0\0\0\2de\0\0\0\0\0\0\0";
	struct fixture *fixture = *state;
	struct hash digest, expected, empty;
	struct txn txn;

	put(fixture, "de", "");
	put(fixture, "ab", "c");
	txn_begin_read(&txn, &fixture->env);
	digest = txn_table_digest(&txn, TABLE_THINGS);
	empty = txn_table_digest(&txn, TABLE_OTHERS);
	txn_end(&txn);
	crypto_generichash_blake2b(expected.bytes, HASH_SIZE, ab_c_de_, sizeof ab_c_de_, NULL, 0);
	assert_true(hash_equal(&digest, &expected));
	crypto_generichash_blake2b(expected.bytes, HASH_SIZE, NULL, 0, NULL, 0);
	assert_true(hash_equal(&empty, &expected));
}

/* Of two moments of one store: another value, one more key, and the same again. */
static void a_table_is_compared_to_the_last_byte(void **state)
{
	struct fixture *fixture = *state;
	struct txn first, second;

	put(fixture, "a", "1");
	txn_begin_read(&first, &fixture->env);
	put(fixture, "a", "2");
	txn_begin_read(&second, &fixture->env);
	assert_false(txn_table_equal(&first, &second, TABLE_THINGS));
	assert_true(txn_table_equal(&first, &second, TABLE_OTHERS));
	txn_end(&second);
	put(fixture, "a", "1");
	txn_begin_read(&second, &fixture->env);
	assert_true(txn_table_equal(&first, &second, TABLE_THINGS));
	txn_end(&second);
	put(fixture, "b", "");
	txn_begin_read(&second, &fixture->env);
	assert_false(txn_table_equal(&first, &second, TABLE_THINGS));
	assert_false(txn_table_equal(&second, &first, TABLE_THINGS));
	txn_end(&second);
	txn_end(&first);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(what_is_committed_stays),
		STORE_TEST(what_is_ended_is_dropped),
		STORE_TEST(a_table_is_cleared_alone),
		STORE_TEST(a_value_is_written_in_place),
		STORE_TEST(appending_out_of_order_fails),
		STORE_TEST(the_first_error_sticks),
		STORE_TEST(an_empty_key_is_not_stored),
		STORE_TEST(a_read_transaction_does_not_write),
		STORE_TEST(a_snapshot_stays_until_renewed),
		STORE_TEST(scans_walk_both_ways),
		STORE_TEST(a_scan_stays_within_its_prefix),
		STORE_TEST(a_digest_covers_keys_values_and_their_lengths),
		STORE_TEST(a_table_is_compared_to_the_last_byte),
	};

	return cmocka_run_group_tests_name("store/txn", tests, NULL, NULL);
}
