#include "store/test/fixture.h"

#include <errno.h>

#include "store/deadlines.h"

static void assert_first(struct txn *txn, int64_t now, const char *subject, const char *kind, int64_t due)
{
	struct deadline deadline;

	assert_true(deadline_first_due(txn, (struct instant){now}, &deadline));
	assert_string_equal(deadline.subject, subject);
	assert_string_equal(deadline.kind, kind);
	assert_int_equal(deadline.due.us, due);
}

static void assert_none(struct txn *txn, int64_t now)
{
	struct deadline deadline;

	assert_false(deadline_first_due(txn, (struct instant){now}, &deadline));
}

static void a_deadline_is_due_at_its_instant(void **state)
{
	struct fixture *fixture = *state;
	struct instant due;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	assert_none(&txn, INT64_MAX);
	assert_false(deadline_get(&txn, "s", "reply", &due));
	deadline_set(&txn, "s", "reply", (struct instant){100});
	assert_int_equal(txn_commit(&txn), 0);
	fixture_reopen(fixture);
	txn_begin_read(&txn, &fixture->env);
	assert_true(deadline_get(&txn, "s", "reply", &due));
	assert_int_equal(due.us, 100);
	assert_false(deadline_get(&txn, "s", "rep", &due));
	assert_none(&txn, 99);
	assert_first(&txn, 100, "s", "reply", 100);
	txn_end(&txn);
}

static void one_deadline_per_subject_and_kind(void **state)
{
	struct fixture *fixture = *state;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	deadline_set(&txn, "s", "reply", (struct instant){100});
	deadline_set(&txn, "s", "reply", (struct instant){50});
	deadline_set(&txn, "s", "reply", (struct instant){50});
	deadline_set(&txn, "s", "remind", (struct instant){70});
	assert_int_equal(txn_count(&txn, TABLE_DEADLINES), 2);
	assert_int_equal(txn_count(&txn, TABLE_DUE), 2);
	assert_first(&txn, 1000, "s", "reply", 50);
	deadline_set(&txn, "s", "reply", (struct instant){200}); /* moved */
	assert_first(&txn, 1000, "s", "remind", 70);
	deadline_clear(&txn, "s", "remind");
	deadline_clear(&txn, "s", "remind");
	deadline_clear(&txn, "t", "remind");
	assert_first(&txn, 1000, "s", "reply", 200);
	deadline_clear(&txn, "s", "reply");
	assert_none(&txn, INT64_MAX);
	assert_int_equal(txn_count(&txn, TABLE_DEADLINES), 0);
	assert_int_equal(txn_count(&txn, TABLE_DUE), 0);
	assert_int_equal(txn_commit(&txn), 0);
}

static void the_earliest_comes_first(void **state)
{
	static const int64_t dues[] = {INT64_MIN, -256, -1, 0, 1, 255, 256, INT64_MAX};
	struct fixture *fixture = *state;
	char subject[2] = "a";
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	for (int i = 7; i >= 0; i--) {
		subject[0] = (char)('h' - i); /* later subjects are due earlier */
		deadline_set(&txn, subject, "reply", (struct instant){dues[i]});
	}
	deadline_set(&txn, "g", "a", (struct instant){-256}); /* the same instant: by subject and kind */
	for (int i = 0; i < 8; i++) {
		subject[0] = (char)('h' - i);
		if (i == 1) {
			assert_first(&txn, INT64_MAX, "g", "a", -256);
			deadline_clear(&txn, "g", "a");
		}
		assert_first(&txn, dues[i], subject, "reply", dues[i]);
		deadline_clear(&txn, subject, "reply");
	}
	assert_int_equal(txn_commit(&txn), 0);
}

static void names_too_long_fail_the_transaction(void **state)
{
	char subject[DEADLINE_SUBJECT_MAX + 2], kind[DEADLINE_KIND_MAX + 2];
	struct fixture *fixture = *state;
	struct txn txn;

	memset(subject, 's', sizeof subject);
	memset(kind, 'k', sizeof kind);
	subject[DEADLINE_SUBJECT_MAX] = kind[DEADLINE_KIND_MAX] = '\0';
	txn_begin_write(&txn, &fixture->env);
	deadline_set(&txn, subject, kind, (struct instant){1});
	assert_first(&txn, 1, subject, kind, 1);
	assert_int_equal(txn_commit(&txn), 0);
	subject[DEADLINE_SUBJECT_MAX] = 's';
	subject[DEADLINE_SUBJECT_MAX + 1] = '\0';
	txn_begin_write(&txn, &fixture->env);
	deadline_set(&txn, subject, "k", (struct instant){1});
	assert_int_equal(txn_commit(&txn), ENAMETOOLONG);
	kind[DEADLINE_KIND_MAX] = 'k';
	kind[DEADLINE_KIND_MAX + 1] = '\0';
	txn_begin_write(&txn, &fixture->env);
	deadline_set(&txn, "s", kind, (struct instant){1});
	assert_int_equal(txn_commit(&txn), ENAMETOOLONG);
}

static void damage_fails_the_transaction(void **state)
{
	static char long_subject[8 + DEADLINE_SUBJECT_MAX + 1 + 1 + 2] = {[sizeof long_subject - 2] = 'k'};
	const struct bytes damaged[] = {bytes_of("12345678s", 10),
					bytes_of(long_subject, sizeof long_subject)};
	struct fixture *fixture = *state;
	struct instant due;
	struct txn txn;

	txn_begin_write(&txn, &fixture->env);
	txn_put(&txn, TABLE_DEADLINES, bytes_of("s\0k", 4), bytes_text("short"));
	assert_false(deadline_get(&txn, "s", "k", &due));
	assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	memcpy(long_subject, "12345678", 8);
	memset(long_subject + 8, 's', DEADLINE_SUBJECT_MAX + 1);
	for (int i = 0; i < 2; i++) {
		txn_begin_write(&txn, &fixture->env);
		txn_put(&txn, TABLE_DUE, damaged[i], (struct bytes){0});
		assert_none(&txn, INT64_MAX);
		assert_int_equal(txn_commit(&txn), MDB_CORRUPTED);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		STORE_TEST(a_deadline_is_due_at_its_instant), STORE_TEST(one_deadline_per_subject_and_kind),
		STORE_TEST(the_earliest_comes_first),         STORE_TEST(names_too_long_fail_the_transaction),
		STORE_TEST(damage_fails_the_transaction),
	};

	return cmocka_run_group_tests_name("store/deadlines", tests, NULL, NULL);
}
