#include "store/test/fixture.h"

#include "store/effects.h"

static const struct id FIRST;

static struct effect effect_of(uint8_t n, const char *kind, const char *payload)
{
	struct effect effect = {.kind = kind,
				.subject = n % 2 ? "odd" : "",
				.attempts = n * 10u,
				.next.us = n - 5,
				.error = n % 3 ? "" : "disk full",
				.payload = bytes_text(payload)};

	effect.id.bytes[ID_SIZE - 1] = n;
	return effect;
}

static void put(struct txn *txn, uint8_t n, const char *kind, const char *payload)
{
	struct effect effect = effect_of(n, kind, payload);

	effect_put(txn, &effect);
}

static void assert_effect(const struct effect *effect, uint8_t n, const char *kind, const char *payload)
{
	struct effect expected = effect_of(n, kind, payload);

	assert_true(id_equal(&effect->id, &expected.id));
	assert_string_equal(effect->kind, kind);
	assert_string_equal(effect->subject, expected.subject);
	assert_int_equal(effect->attempts, expected.attempts);
	assert_int_equal(effect->next.us, expected.next.us);
	assert_string_equal(effect->error, expected.error);
	assert_true(bytes_equal(effect->payload, expected.payload));
}

static void an_effect_waits_until_removed(void **state)
{
	struct fixture *fixture = *state;
	struct effect effect, mail = effect_of(3, "mail", "dear");
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_false(effect_get(&txn, &mail.id, &effect));
	effect_put(&txn, &mail);
	put(&txn, 4, "", "");
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_write(&txn, &fixture->env);
	assert_true(effect_get(&txn, &mail.id, &effect));
	assert_effect(&effect, 3, "mail", "dear");
	mail.attempts = 31;
	effect_put(&txn, &mail); /* tried once more */
	assert_true(effect_get(&txn, &mail.id, &effect));
	assert_int_equal(effect.attempts, 31);
	effect_remove(&txn, &mail.id);
	effect_remove(&txn, &mail.id); /* its outcome may come twice */
	assert_false(effect_get(&txn, &mail.id, &effect));
	assert_true(effect_next(&txn, &FIRST, &effect));
	assert_effect(&effect, 4, "", "");
	assert_int_equal(txn_commit(&txn), 0);
}

static void they_are_walked_in_order(void **state)
{
	struct fixture *fixture = *state;
	struct effect effect, gone = effect_of(2, "", "");
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_false(effect_next(&txn, &FIRST, &effect));
	put(&txn, 4, "file", "d");
	put(&txn, 1, "mail", "a");
	put(&txn, 3, "webhook", "c");
	assert_true(effect_next(&txn, &FIRST, &effect));
	assert_effect(&effect, 1, "mail", "a");
	assert_true(effect_next(&txn, &gone.id, &effect)); /* behind one that is not there */
	assert_effect(&effect, 3, "webhook", "c");
	assert_true(effect_next(&txn, &effect.id, &effect));
	assert_effect(&effect, 4, "file", "d");
	assert_false(effect_next(&txn, &effect.id, &effect));
	assert_effect(&effect, 4, "file", "d"); /* untouched */
	assert_int_equal(txn_commit(&txn), 0);
}

static void a_damaged_effect_fails_the_transaction(void **state)
{
	static const struct bytes damaged[] = {
		{(const uint8_t *)"", 0},
		{(const uint8_t *)"12345678901", 11},
		{(const uint8_t *)"123456789012", 12},
		{(const uint8_t *)"123456789012mail", 16},
		{(const uint8_t *)"123456789012mail\0dear", 21},
		{(const uint8_t *)"123456789012mail\0dear\0no", 24},
	};
	static const char whole[] = "123456789012mail\0dear\0"; /* and the zero byte of the literal */
	struct effect effect, mail = effect_of(1, "mail", "");
	struct fixture *fixture = *state;
	struct txn txn;

	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		txn_begin_write(&txn, &fixture->env);
		txn_put(&txn, TABLE_EFFECTS, id_bytes(&mail.id), damaged[i]);
		assert_false(effect_get(&txn, &mail.id, &effect));
		assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	}
	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_EFFECTS, id_bytes(&mail.id), bytes_of(whole, sizeof whole));
	assert_true(effect_get(&txn, &mail.id, &effect));
	txn_put(&txn, TABLE_EFFECTS, bytes_text("no id"), bytes_of(whole, sizeof whole));
	assert_true(effect_next(&txn, &FIRST, &effect));
	assert_false(effect_next(&txn, &effect.id, &effect));
	assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(an_effect_waits_until_removed),
		STORE_TEST(they_are_walked_in_order),
		STORE_TEST(a_damaged_effect_fails_the_transaction),
	};

	return cmocka_run_group_tests_name("store/effects", tests, NULL, NULL);
}
