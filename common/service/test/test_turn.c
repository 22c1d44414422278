/* Whose calls a turn serves, and how many: one who asks for much keeps nobody else waiting. */
#include "principals.h"

enum { MANY = 50, DEAR_US = 10000 /* as long as a turn goes on */ };

static Bus__Actor *other;

static int set_up_two(void **state)
{
	set_up(state);
	other = harness_actor(h, "other", BUS__ROLE__ROLE_OPERATOR, NULL);
	return 0;
}

static void ask_who_i_am(const Bus__Actor *actor, unsigned count)
{
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;

	while (count--)
		harness_submit(h, actor, "WhoAmI", &request.base);
}

static struct answer who_am_i(const Bus__Actor *actor)
{
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;

	return harness_call(h, actor, "WhoAmI", &request.base);
}

static void note(const Bus__Actor *actor, unsigned count)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = "une note";
	while (count--)
		harness_submit(h, actor, "Note", &request.base);
}

static bool turn(void)
{
	return engine_turn(h->engine, h->now, h->mono);
}

static void dear_queries_of_one_keep_nobody_waiting(void **state)
{
	(void)state;
	harness_calls_take(DEAR_US);
	ask_who_i_am(operator_, MANY);
	assert_in_range(who_am_i(other).after, 0, 1);
	assert_int_equal(h->replies, MANY + 1);
	ask_who_i_am(operator_, MANY);
	assert_in_range(who_am_i(operator_).after, 2 * MANY, 3 * MANY); /* but himself */
}

static void dear_commands_of_one_keep_nobody_waiting(void **state)
{
	struct answer answer;

	(void)state;
	harness_calls_take(DEAR_US);
	note(other, MANY);
	answer = add("a1");
	assert_accepted(answer);
	assert_in_range(answer.sequence, 1, 2);
	assert_int_equal(harness_sequence(h), MANY + 1);
	harness_check(h);
}

/* Neither waits for all of the others. */
static void queries_and_commands_share_a_turn(void **state)
{
	(void)state;
	harness_calls_take(DEAR_US);
	note(operator_, MANY);
	assert_in_range(who_am_i(operator_).after, 0, 1);
	ask_who_i_am(operator_, MANY);
	note(other, 1);
	assert_true(turn());
	assert_int_equal(h->replies, MANY + 1 + 2);
}

static void a_turn_serves_one_call_at_least(void **state)
{
	(void)state;
	harness_calls_take(DEAR_US);
	ask_who_i_am(operator_, 2);
	assert_true(turn());
	assert_int_equal(h->replies, 1);
	assert_false(turn());
	assert_int_equal(h->replies, 2);
}

static void cheap_calls_are_served_in_one_turn(void **state)
{
	(void)state;
	ask_who_i_am(operator_, MANY);
	note(other, MANY);
	assert_false(turn());
	assert_int_equal(h->replies, 2 * MANY);
}

/* What waits for an entry is answered once it is there: not all at once. */
static void readers_that_waited_are_served_by_turns(void **state)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	(void)state;
	request.wait_ms = 20000;
	for (unsigned i = 0; i < MANY; i++)
		harness_submit(h, operator_, "Fetch", &request.base);
	assert_false(turn());
	assert_int_equal(h->replies, 0);
	harness_calls_take(DEAR_US);
	note(other, 1);
	assert_true(turn());
	assert_in_range(h->replies, 2, 4);
	while (turn())
		;
	assert_int_equal(h->replies, MANY + 1);
}

#define CASE_OF_TWO(name) cmocka_unit_test_setup_teardown(name, set_up_two, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE_OF_TWO(dear_queries_of_one_keep_nobody_waiting),
		CASE_OF_TWO(dear_commands_of_one_keep_nobody_waiting),
		CASE_OF_TWO(queries_and_commands_share_a_turn),
		CASE_OF_TWO(a_turn_serves_one_call_at_least),
		CASE_OF_TWO(cheap_calls_are_served_in_one_turn),
		CASE_OF_TWO(readers_that_waited_are_served_by_turns),
	};

	return cmocka_run_group_tests_name("service/turn", tests, NULL, NULL);
}
