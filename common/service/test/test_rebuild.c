/* State is a function of the journal, and where it is not that is found. */
#include "principals.h"

static const Bus__CheckRebuildResponse *check_rebuild(void)
{
	Bus__CheckRebuildRequest request = BUS__CHECK_REBUILD_REQUEST__INIT;
	struct answer answer = harness_call(h, operator_, "CheckRebuild", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void add_a_key(void)
{
	Bus__AddKeyRequest request = BUS__ADD_KEY_REQUEST__INIT;

	request.id = "a1";
	assert_accepted(harness_call(h, operator_, "AddKey", &request.base));
}

static void replayed_the_journal_gives_the_same_state(void **state)
{
	(void)state;
	assert_accepted(add("a2"));
	add_a_key();
	assert_true(check_rebuild()->same);
}

static void a_fold_that_reads_more_than_the_journal_is_found(void **state)
{
	(void)state;
	add_a_key();
	assert_true(check_rebuild()->same);
	apply_is_impure = true;
	assert_false(check_rebuild()->same);
	apply_is_impure = false;
	assert_true(check_rebuild()->same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(replayed_the_journal_gives_the_same_state),
		CASE(a_fold_that_reads_more_than_the_journal_is_found),
	};

	return cmocka_run_group_tests_name("service/rebuild", tests, NULL, NULL);
}
