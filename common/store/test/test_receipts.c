#include "store/test/fixture.h"

#include "store/receipts.h"

/* A key of a millisecond. */
static struct id id_at(unsigned ms, uint8_t n)
{
	struct id id = {0};

	id.bytes[4] = (uint8_t)(ms >> 8);
	id.bytes[5] = (uint8_t)ms;
	id.bytes[15] = n;
	return id;
}

static struct instant at_ms(int64_t ms)
{
	return instant_add_ms((struct instant){0}, ms);
}

static const uint8_t store_key[HASH_SIZE] = {1, 2, 3, [31] = 4};

static struct request_print request(const char *body)
{
	return request_print(store_key, bytes_text("pvd.test.v1.Service/Method"), bytes_text(body));
}

static void put(struct txn *txn, const char *principal, struct id id, const char *body)
{
	struct receipt receipt = {
		.request = request(body), .epoch = 3, .sequence = 70, .body = bytes_text(body)};

	receipt_put(txn, principal, &id, &receipt);
}

static enum receipt_state find(struct txn *txn, const char *principal, struct id id, const char *body)
{
	struct request_print print = request(body);
	struct receipt receipt = {0};
	enum receipt_state state = receipt_find(txn, principal, &id, &print, &receipt);

	if (state == RECEIPT_KNOWN) {
		assert_int_equal(receipt.epoch, 3);
		assert_int_equal(receipt.sequence, 70);
		assert_memory_equal(receipt.request.bytes, print.bytes, sizeof print.bytes);
		assert_true(bytes_equal(receipt.body, bytes_text(body)));
	} else {
		assert_null(receipt.body.data);
	}
	return state;
}

static void the_same_key_finds_the_same_answer(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_int_equal(find(&txn, "a", id_at(1, 1), "body"), RECEIPT_NEW);
	put(&txn, "a", id_at(1, 1), "body");
	put(&txn, "a", id_at(1, 2), "");
	assert_int_equal(find(&txn, "a", id_at(1, 1), "body"), RECEIPT_KNOWN);
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	assert_int_equal(find(&txn, "a", id_at(1, 1), "body"), RECEIPT_KNOWN);
	assert_int_equal(find(&txn, "a", id_at(1, 2), ""), RECEIPT_KNOWN);
	assert_int_equal(find(&txn, "a", id_at(1, 1), "another"), RECEIPT_OTHER);
	assert_int_equal(find(&txn, "a", id_at(1, 3), "body"), RECEIPT_NEW);
	assert_int_equal(find(&txn, "b", id_at(1, 1), "body"), RECEIPT_NEW);
	assert_int_equal(find(&txn, "a", id_at(0, 0), "body"), RECEIPT_NEW); /* no floor yet */
	assert_int_equal(txn.error, 0);
	txn_end(&txn);
}

static void method_and_body_do_not_run_together(void **state)
{
	static const uint8_t other_key[HASH_SIZE] = {1, 2, 3, [31] = 5};
	struct request_print a = request_print(store_key, bytes_text("ab"), bytes_text("c"));
	struct request_print b = request_print(store_key, bytes_text("a"), bytes_text("bc"));
	struct request_print c = request_print(store_key, bytes_text("ab"), bytes_text("c"));
	struct request_print d = request_print(other_key, bytes_text("ab"), bytes_text("c"));

	(void)state;
	assert_memory_not_equal(a.bytes, b.bytes, sizeof a.bytes);
	assert_memory_equal(a.bytes, c.bytes, sizeof a.bytes);
	assert_memory_not_equal(a.bytes, d.bytes, sizeof a.bytes);
}

static void pruning_raises_the_floor_of_those_it_prunes(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	put(&txn, "a", id_at(9, 1), "old");
	put(&txn, "a", id_at(10, 1), "young");
	put(&txn, "b", id_at(10, 1), "young");
	assert_int_equal(receipts_prune(&txn, at_ms(10), 100), 1);
	assert_int_equal(find(&txn, "a", id_at(9, 1), "old"), RECEIPT_EXPIRED);
	assert_int_equal(find(&txn, "a", id_at(9, 2), "never seen"), RECEIPT_EXPIRED);
	assert_int_equal(find(&txn, "a", id_at(10, 0), "never seen"), RECEIPT_NEW);
	assert_int_equal(find(&txn, "a", id_at(10, 1), "young"), RECEIPT_KNOWN);
	assert_int_equal(find(&txn, "b", id_at(9, 1), "never seen"), RECEIPT_NEW);
	/* Nothing more to do, and no floor goes down. */
	assert_int_equal(receipts_prune(&txn, at_ms(10), 100), 0);
	put(&txn, "a", id_at(4, 1), "late");
	assert_int_equal(receipts_prune(&txn, at_ms(5), 100), 1);
	assert_int_equal(find(&txn, "a", id_at(9, 2), "never seen"), RECEIPT_EXPIRED);
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	assert_int_equal(find(&txn, "a", id_at(9, 1), "old"), RECEIPT_EXPIRED);
	txn_end(&txn);
}

static void a_limit_is_kept_and_pruning_goes_on_where_it_stopped(void **state)
{
	static const char *const principals[] = {"a", "ab", "a b", "zoé", "z"};
	struct fixture *fixture = *state;
	unsigned deleted = 0, step;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	for (int i = 0; i < 5; i++) {
		for (uint8_t n = 0; n < 4; n++) {
			put(&txn, principals[i], id_at(5, n), "old");
			put(&txn, principals[i], id_at(300, n), "young");
		}
	}
	assert_int_equal(receipts_prune(&txn, at_ms(300), 0), 0);
	/* What the limit left is expired all the same, once one went. */
	assert_int_equal(receipts_prune(&txn, at_ms(300), 1), 1);
	assert_int_equal(find(&txn, "a", id_at(5, 3), "old"), RECEIPT_EXPIRED);
	assert_int_equal(find(&txn, "ab", id_at(5, 3), "old"), RECEIPT_KNOWN);
	for (deleted = 1; (step = receipts_prune(&txn, at_ms(300), 3)) > 0; deleted += step)
		assert_in_range(step, 1, 3);
	assert_int_equal(deleted, 5 * 4);
	assert_int_equal(txn_count(&txn, TABLE_RECEIPTS), 5 * 4);
	assert_int_equal(txn_count(&txn, TABLE_FLOORS), 5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(find(&txn, principals[i], id_at(5, 0), "old"), RECEIPT_EXPIRED);
		assert_int_equal(find(&txn, principals[i], id_at(300, 3), "young"), RECEIPT_KNOWN);
	}
	assert_int_equal(receipts_prune(&txn, at_ms(1000), 100), 20);
	assert_int_equal(receipts_prune(&txn, at_ms(1000), 100), 0);
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_principal_too_long_for_a_key_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	char principal[KEY_MAX + 1];
	struct txn txn;

	memset(principal, 'p', sizeof principal);
	principal[KEY_MAX - ID_SIZE - 1] = '\0';
	txn_begin_write(&txn, &fixture->env);
	put(&txn, principal, id_at(1, 1), "fits");
	assert_int_equal(find(&txn, principal, id_at(1, 1), "fits"), RECEIPT_KNOWN);
	assert_int_equal(receipts_prune(&txn, at_ms(2), 9), 1);
	principal[KEY_MAX - ID_SIZE - 1] = 'p';
	principal[KEY_MAX - ID_SIZE] = '\0';
	assert_int_equal(find(&txn, principal, id_at(1, 1), "does not"), RECEIPT_NEW);
	assert_int_equal(txn.error, 0);
	put(&txn, principal, id_at(1, 1), "does not");
	assert_int_equal(txn_commit(&txn), MDB_BAD_VALSIZE);
}

static void a_damaged_receipt_fails_the_transaction(void **state)
{
	struct fixture *fixture = *state;
	struct id id = id_at(1, 1);
	struct key key;
	struct txn txn;

	key_clear(&key);
	key_text(&key, "a");
	key_id(&key, &id);
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_RECEIPTS, key_bytes(&key), bytes_text("short"));
	find(&txn, "a", id, "body");
	assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_RECEIPTS, bytes_text("no principal"), bytes_text("short"));
	assert_int_equal(receipts_prune(&txn, at_ms(2), 9), 0);
	assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(the_same_key_finds_the_same_answer),
		cmocka_unit_test(method_and_body_do_not_run_together),
		STORE_TEST(pruning_raises_the_floor_of_those_it_prunes),
		STORE_TEST(a_limit_is_kept_and_pruning_goes_on_where_it_stopped),
		STORE_TEST(a_principal_too_long_for_a_key_is_an_error),
		STORE_TEST(a_damaged_receipt_fails_the_transaction),
	};

	return cmocka_run_group_tests_name("store/receipts", tests, NULL, NULL);
}
