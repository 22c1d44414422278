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

static void why_it_halted_and_how_it_goes_on_is_kept(void **state)
{
	struct cursor cursor = {.sequence = 1, .halted = 7, .halted_at.us = -5}, loaded;
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	cursor_store(&txn, "registry", &cursor);
	cursor_load(&txn, "registry", &loaded);
	assert_int_equal(loaded.halted, 7);
	assert_int_equal(loaded.halted_at.us, -5);
	assert_false(loaded.rewinding);
	cursor = (struct cursor){.rewinding = true, .rewound_from = 1ull << 40};
	cursor_store(&txn, "registry", &cursor);
	cursor_load(&txn, "registry", &loaded);
	assert_int_equal(loaded.halted, 0);
	assert_true(loaded.rewinding);
	assert_int_equal(loaded.rewound_from, 1ull << 40);
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_damaged_cursor_fails_the_transaction(void **state)
{
	static const size_t sizes[] = {0, 61, 63};
	static const uint8_t zeros[63];
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

static void entries_of_sources_are_read_and_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	for (uint64_t i = 1; i <= 300; i++) {
		source_append(&txn, "registry", i, bytes_text("r"));
		source_append(&txn, "registry-2", i, bytes_text("s"));
	}
	assert_bytes(source_read(&txn, "registry", 300), "r");
	assert_null(source_read(&txn, "registry", 301).data);
	source_forget(&txn, "registry", 255, 300);
	assert_bytes(source_read(&txn, "registry", 255), "r");
	assert_null(source_read(&txn, "registry", 256).data);
	assert_int_equal(txn_count(&txn, TABLE_SOURCES), 255 + 300);
	source_forget(&txn, "registry", 255, 255);
	source_forget(&txn, "registry", 0, 255);
	assert_int_equal(txn_count(&txn, TABLE_SOURCES), 300);
	assert_int_equal(txn_commit(&txn), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(a_cursor_begins_at_nothing_and_is_kept),
		STORE_TEST(why_it_halted_and_how_it_goes_on_is_kept),
		STORE_TEST(a_damaged_cursor_fails_the_transaction),
		STORE_TEST(entries_of_sources_are_kept_in_order),
		STORE_TEST(entries_of_sources_are_read_and_forgotten),
	};

	return cmocka_run_group_tests_name("store/cursors", tests, NULL, NULL);
}
