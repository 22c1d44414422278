#include "store/test/fixture.h"

#include "store/cursors.h"

static void a_cursor_begins_at_nothing_and_is_kept(void **state)
{
	static const struct cursor nothing;
	struct cursor cursor = {.epoch = 2, .sequence = 1ull << 40, .hash.bytes = {1, 2, 3}}, loaded;
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	memset(&loaded, 7, sizeof loaded);
	cursor_load(&txn, "registry", &loaded);
	assert_memory_equal(&loaded, &nothing, sizeof loaded);
	cursor_store(&txn, "registry", &cursor);
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	cursor_load(&txn, "registry", &loaded);
	assert_memory_equal(&loaded, &cursor, sizeof loaded);
	cursor_load(&txn, "regist", &loaded);
	assert_memory_equal(&loaded, &nothing, sizeof loaded);
	txn_end(&txn);
}

static void why_it_halted_is_kept(void **state)
{
	struct cursor cursor = {.sequence = 1}, loaded;
	struct fixture *fixture = *state;
	struct txn txn;

	memset(cursor.halted, 'x', HALT_REASON_MAX - 1);
	txn_begin_write(&txn, &fixture->env);
	cursor_store(&txn, "registry", &cursor);
	cursor_load(&txn, "registry", &loaded);
	assert_memory_equal(&loaded, &cursor, sizeof loaded);
	cursor.halted[HALT_REASON_MAX - 1] = 'x'; /* a text without end is cut */
	cursor_store(&txn, "registry", &cursor);
	cursor_load(&txn, "registry", &loaded);
	assert_int_equal(strlen(loaded.halted), HALT_REASON_MAX - 1);
	memset(cursor.halted, 0, HALT_REASON_MAX); /* it goes on */
	cursor_store(&txn, "registry", &cursor);
	cursor_load(&txn, "registry", &loaded);
	assert_string_equal(loaded.halted, "");
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_damaged_cursor_fails_the_transaction(void **state)
{
	static const size_t sizes[] = {0, 43, 44 + HALT_REASON_MAX};
	static const uint8_t zeros[44 + HALT_REASON_MAX];
	struct fixture *fixture = *state;
	struct cursor loaded;
	struct txn txn;

	for (int i = 0; i < 3; i++) {
		txn_begin_write(&txn, &fixture->env);
		txn_put(&txn, TABLE_CURSORS, bytes_text("registry"), bytes_of(zeros, sizes[i]));
		cursor_load(&txn, "registry", &loaded);
		assert_int_equal(loaded.sequence, 0);
		assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	}
}

static void entries_of_sources_are_kept_in_order(void **state)
{
	struct fixture *fixture = *state;
	struct bytes key, value;
	struct scan scan;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	source_append(&txn, "registry", 256, bytes_text("r256"));
	source_append(&txn, "funding", 1, bytes_text("f1"));
	source_append(&txn, "registry", 255, bytes_text("r255"));
	assert_int_equal(txn_commit(&txn), 0);
	txn_begin_read(&txn, &fixture->env);
	scan_open(&scan, &txn, TABLE_SOURCES, bytes_of("registry", 9));
	assert_true(scan_next_within(&scan, bytes_of("registry", 9), &key, &value));
	assert_bytes(value, "r255");
	assert_int_equal(key.len, 9 + 8);
	assert_int_equal(get_be64(key.data + 9), 255);
	assert_true(scan_next_within(&scan, bytes_of("registry", 9), &key, &value));
	assert_bytes(value, "r256");
	assert_false(scan_next_within(&scan, bytes_of("registry", 9), &key, &value));
	scan_close(&scan);
	txn_end(&txn);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(a_cursor_begins_at_nothing_and_is_kept),
		STORE_TEST(why_it_halted_is_kept),
		STORE_TEST(a_damaged_cursor_fails_the_transaction),
		STORE_TEST(entries_of_sources_are_kept_in_order),
	};

	return cmocka_run_group_tests_name("store/cursors", tests, NULL, NULL);
}
