#include "store/test/fixture.h"

#include "store/effects.h"

static const struct id FIRST;

static struct effect effect_of(uint8_t n, const char *kind, int64_t next_us, const char *payload)
{
	struct effect effect = {
		.kind = kind, .attempts = n * 10u, .next.us = next_us, .payload = bytes_text(payload)};

	effect.id.bytes[ID_SIZE - 1] = n;
	return effect;
}

static void put(struct txn *txn, uint8_t n, const char *kind, int64_t next_us, const char *payload)
{
	struct effect effect = effect_of(n, kind, next_us, payload);

	effect_put(txn, &effect);
}

static void assert_effect(const struct effect *effect, uint8_t n, const char *kind, int64_t next_us,
			  const char *payload)
{
	struct effect expected = effect_of(n, kind, next_us, payload);

	assert_true(id_equal(&effect->id, &expected.id));
	assert_string_equal(effect->kind, kind);
	assert_int_equal(effect->attempts, n * 10);
	assert_int_equal(effect->next.us, next_us);
	assert_true(bytes_equal(effect->payload, expected.payload));
}

static void an_effect_waits_until_removed(void **state)
{
	struct fixture *fixture = *state;
	struct effect effect, mail = effect_of(1, "mail", 5, "dear");
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_false(effect_get(&txn, &mail.id, &effect));
	effect_put(&txn, &mail);
	put(&txn, 2, "", -1, "");
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_write(&txn, &fixture->env);
	assert_true(effect_get(&txn, &mail.id, &effect));
	assert_effect(&effect, 1, "mail", 5, "dear");
	mail.attempts = 11;
	effect_put(&txn, &mail); /* tried once more */
	assert_true(effect_get(&txn, &mail.id, &effect));
	assert_int_equal(effect.attempts, 11);
	effect_remove(&txn, &mail.id);
	effect_remove(&txn, &mail.id); /* its outcome may come twice */
	assert_false(effect_get(&txn, &mail.id, &effect));
	assert_true(effect_next(&txn, &FIRST, (struct instant){0}, &effect));
	assert_effect(&effect, 2, "", -1, "");
	assert_int_equal(txn_commit(&txn), 0);
}

static void those_due_are_walked_in_order(void **state)
{
	struct fixture *fixture = *state;
	struct effect effect;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_false(effect_next(&txn, &FIRST, (struct instant){INT64_MAX}, &effect));
	put(&txn, 4, "file", 100, "d");
	put(&txn, 1, "mail", 100, "a");
	put(&txn, 2, "mail", 101, "b");
	put(&txn, 3, "webhook", 99, "c");
	assert_false(effect_next(&txn, &FIRST, (struct instant){98}, &effect));
	assert_true(effect_next(&txn, &FIRST, (struct instant){99}, &effect));
	assert_effect(&effect, 3, "webhook", 99, "c");
	assert_true(effect_next(&txn, &FIRST, (struct instant){100}, &effect));
	assert_effect(&effect, 1, "mail", 100, "a");
	assert_true(effect_next(&txn, &effect.id, (struct instant){100}, &effect));
	assert_effect(&effect, 3, "webhook", 99, "c");
	assert_true(effect_next(&txn, &effect.id, (struct instant){100}, &effect));
	assert_effect(&effect, 4, "file", 100, "d");
	assert_false(effect_next(&txn, &effect.id, (struct instant){100}, &effect));
	assert_effect(&effect, 4, "file", 100, "d"); /* untouched */
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_damaged_effect_fails_the_transaction(void **state)
{
	static const char *const damaged[] = {"", "12345678901", "123456789012", "123456789012mail"};
	struct effect effect, mail = effect_of(1, "mail", 5, "");
	struct fixture *fixture = *state;
	struct txn txn;

	for (int i = 0; i < 4; i++) {
		txn_begin_write(&txn, &fixture->env);
		txn_put(&txn, TABLE_EFFECTS, id_bytes(&mail.id), bytes_text(damaged[i]));
		assert_false(effect_get(&txn, &mail.id, &effect));
		assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	}
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_EFFECTS, bytes_text("no id"), bytes_of("123456789012mail", 17));
	assert_false(effect_next(&txn, &FIRST, (struct instant){INT64_MAX}, &effect));
	assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(an_effect_waits_until_removed),
		STORE_TEST(those_due_are_walked_in_order),
		STORE_TEST(a_damaged_effect_fails_the_transaction),
	};

	return cmocka_run_group_tests_name("store/effects", tests, NULL, NULL);
}
