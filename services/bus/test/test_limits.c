/* What one principal may have under way, and what may wait for it. */
#include "bus/test/services.h"

static void calls_in_flight_are_bounded(void **state)
{
	struct fake *fake = *state;

	join_all(fake);
	fake_join(fake, 6, KEY_ALICE, "");
	for (unsigned i = 1; i <= ROUTER_IN_FLIGHT_MAX; i++)
		fake_ask(fake, i % 2 ? ALICE : 6, i, "registry"); /* per principal, whatever the connection */
	assert_silence(fake, ALICE);
	fake_ask(fake, ALICE, 5000, "registry");
	assert_replied(fake, ALICE, 5000, "TOO_MANY_CALLS");
	fake_ask(fake, BOB, 1, "registry");
	assert_silence(fake, BOB);
	router_leave(fake->router, 6);
	fake_ask(fake, ALICE, 5001, "registry");
	assert_silence(fake, ALICE);
}

static void read_much(struct fake *fake, int handle, unsigned number)
{
	bool of_a_journal = number % 3 == 0;
	struct envelope call = fake_call(number, "registry",
					 of_a_journal ? "pvd.bus.v1.JournalService/Fetch"
						      : "pvd.registry.v1.RegistryService/ListEpcis");

	call.kind = of_a_journal ? KIND_FETCH : KIND_QUERY;
	fake_say(fake, handle, &call);
	fake_flush(fake);
}

/* Of one principal, whatever the connection; a service reads for many, and is not bounded so. */
static void lists_and_journals_read_at_once_are_bounded(void **state)
{
	struct fake *fake = *state;

	join_all(fake);
	fake_join(fake, 6, KEY_ALICE, "");
	for (unsigned i = 1; i <= ROUTER_LISTS_MAX; i++)
		read_much(fake, i % 2 ? ALICE : 6, i);
	fake_ask(fake, ALICE, 4000, "registry");
	assert_silence(fake, ALICE);
	read_much(fake, ALICE, 5000);
	assert_replied(fake, ALICE, 5000, "TOO_MANY_READS");
	read_much(fake, BOB, 1);
	assert_silence(fake, BOB);
	for (unsigned i = 1; i <= 2 * ROUTER_LISTS_MAX; i++)
		read_much(fake, GATEWAY, i);
	assert_silence(fake, GATEWAY);
	router_leave(fake->router, 6);
	read_much(fake, ALICE, 5001);
	assert_silence(fake, ALICE);
}

/* A reader that stands still: its new calls are refused, then it is ended; nobody else notices. */
static void slow_reader_is_ended(void **state)
{
	static char body[1 << 20];
	struct fake *fake = *state;
	struct envelope asked;
	unsigned asked_count = 0;

	join_all(fake);
	for (unsigned i = 1; i <= 40; i++)
		fake_ask(fake, ALICE, i, "registry");
	fake->peers[ALICE].answer = ROUTER_LATER;
	memset(body, 'x', sizeof body - 1);
	while (!fake->peers[ALICE].closed && fake_heard(fake, REGISTRY, &asked)) {
		fake_answer(fake, REGISTRY, &asked, body);
		if (++asked_count == 10) {
			fake_ask(fake, ALICE, 1000, "registry");
			assert_int_equal(in_flight(fake, "alice"), 30); /* refused, not forwarded */
		}
	}
	assert_in_range(asked_count, 14, 17);
	assert_ended(fake, ALICE, ENDING_FULL);
	assert_int_equal(roster_by_id(fake->roster, bytes_text("alice"))->figures.queued, 0);
	assert_int_equal(in_flight(fake, "alice"), 0);
	fake_ask(fake, BOB, 1, "funding");
	assert_true(fake_heard(fake, FUNDING, &asked));
}

static void busy_service_is_not_ended(void **state)
{
	struct fake *fake = *state;
	struct member *registry = roster_by_id(fake->roster, bytes_text("registry"));

	join_all(fake);
	registry->figures.queued = ROUTER_CROWDED;
	fake_ask(fake, ALICE, 1, "registry");
	assert_replied(fake, ALICE, 1, "SERVICE_BUSY");
	assert_false(fake->peers[REGISTRY].closed);
	registry->figures.queued = 0;
	fake_ask(fake, ALICE, 2, "registry");
	assert_silence(fake, ALICE);
}

static void table_of_calls_is_bounded(void **state)
{
	struct calls *calls = calls_new(2);
	struct awaited *a, *b;
	uint64_t first, second, third;
	unsigned at = 0;

	(void)state;
	a = calls_take(calls, &first);
	b = calls_take(calls, &second);
	assert_non_null(a);
	assert_non_null(b);
	assert_null(calls_take(calls, &third));
	assert_ptr_equal(calls_find(calls, first), a);
	calls_release(calls, a);
	assert_null(calls_find(calls, first));
	assert_ptr_equal(calls_take(calls, &third), a);
	assert_true(third != first);
	assert_null(calls_find(calls, first));
	assert_null(calls_find(calls, 0));
	assert_null(calls_find(calls, UINT64_MAX));
	assert_ptr_equal(calls_next(calls, &at), a);
	assert_ptr_equal(calls_next(calls, &at), b);
	assert_null(calls_next(calls, &at));
	assert_int_equal(calls_count(calls), 2);
	calls_free(calls);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(calls_in_flight_are_bounded),
		TEST(lists_and_journals_read_at_once_are_bounded),
		TEST(slow_reader_is_ended),
		TEST(busy_service_is_not_ended),
		cmocka_unit_test(table_of_calls_is_bounded),
	};

	return cmocka_run_group_tests_name("bus/limits", tests, NULL, NULL);
}
