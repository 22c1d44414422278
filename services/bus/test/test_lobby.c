/* Who has come and says no hello. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus/lobby.h"

enum { FIRST_FD = 100 };

static int ended[2 * LOBBY_MAX];
static unsigned ended_count;

static void end(void *ctx, int fd)
{
	(void)ctx;
	ended[ended_count++] = fd;
}

static struct monotonic at(int64_t ms)
{
	return (struct monotonic){.us = ms * 1000};
}

static int setup(void **state)
{
	ended_count = 0;
	*state = lobby_new(end, NULL);
	return 0;
}

static int teardown(void **state)
{
	lobby_free(*state);
	return 0;
}

static void who_stays_too_long_is_ended(void **state)
{
	struct lobby *lobby = *state;

	lobby_enter(lobby, 7, at(0));
	lobby_enter(lobby, 8, at(1));
	lobby_tick(lobby, at(LOBBY_STAY_MS - 1));
	assert_int_equal(ended_count, 0);
	lobby_tick(lobby, at(LOBBY_STAY_MS));
	assert_int_equal(ended_count, 1);
	assert_int_equal(ended[0], 7);
	lobby_tick(lobby, at(LOBBY_STAY_MS + 1));
	assert_int_equal(ended[1], 8);
}

static void who_says_hello_or_goes_is_let_be(void **state)
{
	struct lobby *lobby = *state;

	lobby_enter(lobby, 7, at(0));
	lobby_leave(lobby, 7);
	lobby_leave(lobby, 7);
	lobby_leave(lobby, 9);
	lobby_tick(lobby, at(2 * LOBBY_STAY_MS));
	assert_int_equal(ended_count, 0);
}

static void the_first_gives_way_where_it_is_full(void **state)
{
	struct lobby *lobby = *state;

	for (int i = 0; i < LOBBY_MAX; i++)
		lobby_enter(lobby, FIRST_FD + i, at(i));
	assert_int_equal(ended_count, 0);
	lobby_enter(lobby, 7, at(LOBBY_MAX));
	lobby_enter(lobby, 8, at(LOBBY_MAX));
	assert_int_equal(ended_count, 2);
	assert_int_equal(ended[0], FIRST_FD);
	assert_int_equal(ended[1], FIRST_FD + 1);
}

static void a_descriptor_used_again_is_another_guest(void **state)
{
	struct lobby *lobby = *state;

	lobby_enter(lobby, 7, at(0));
	lobby_enter(lobby, 7, at(500));
	lobby_tick(lobby, at(LOBBY_STAY_MS));
	assert_int_equal(ended_count, 0);
	lobby_tick(lobby, at(LOBBY_STAY_MS + 500));
	assert_int_equal(ended_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_stays_too_long_is_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(who_says_hello_or_goes_is_let_be, setup, teardown),
		cmocka_unit_test_setup_teardown(the_first_gives_way_where_it_is_full, setup, teardown),
		cmocka_unit_test_setup_teardown(a_descriptor_used_again_is_another_guest, setup, teardown),
	};

	return cmocka_run_group_tests_name("bus/lobby", tests, NULL, NULL);
}
