/* Calls that kill: what a process leaves behind that did not end its turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/core.h"

static char path[64];
static const struct monotonic start = {1000000};

static int set_up(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/pvd-test-turn-XXXXXX");
	close(mkstemp(path));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static struct id id_of(unsigned n)
{
	struct id id = {{0}};

	put_be64(id.bytes + 8, n);
	return id;
}

static struct suspects *open_file(void)
{
	char error[200];
	struct suspects *suspects = suspects_open(path, error, sizeof error);

	if (!suspects)
		fail_msg("%s", error);
	return suspects;
}

/* A process that dies in a turn that holds these calls, some twice. */
static void die_with(const unsigned *calls, size_t count)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct suspects *suspects = open_file();

		for (size_t i = 0; i < count; i++) {
			struct id id = id_of(calls[i]);

			suspects_enter(suspects, &id);
		}
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void a_turn_that_ended_leaves_no_suspect(void **state)
{
	struct suspects *suspects = open_file();
	struct id id = id_of(1);

	(void)state;
	suspects_enter(suspects, &id);
	suspects_clear(suspects);
	suspects_close(suspects);
	suspects = open_file();
	assert_false(suspects_any(suspects, start));
	suspects_close(suspects);
}

static void one_death_makes_a_suspect_that_may_be_heard_again(void **state)
{
	struct id id = id_of(1);
	struct suspects *suspects;

	(void)state;
	die_with((unsigned[]){1, 2}, 2);
	suspects = open_file();
	assert_true(suspects_any(suspects, start));
	assert_false(suspects_poisoned(suspects, &id));
	suspects_enter(suspects, &id);
	suspects_clear(suspects);
	assert_true(suspects_any(suspects, start)); /* 2 is still awaited */
	id = id_of(2);
	suspects_enter(suspects, &id);
	suspects_clear(suspects);
	assert_false(suspects_any(suspects, start));
	suspects_close(suspects);
}

static void two_deaths_poison_for_good(void **state)
{
	struct id guilty = id_of(1), innocent = id_of(2);
	struct suspects *suspects;

	(void)state;
	die_with((unsigned[]){1, 2}, 2);
	die_with((unsigned[]){1}, 1);
	for (int i = 0; i < 2; i++) {
		suspects = open_file();
		assert_true(suspects_poisoned(suspects, &guilty));
		assert_false(suspects_poisoned(suspects, &innocent));
		suspects_close(suspects);
	}
}

static void a_call_sent_twice_in_a_turn_dies_once(void **state)
{
	struct id id = id_of(1);
	struct suspects *suspects;

	(void)state;
	die_with((unsigned[]){1, 1, 1}, 3);
	suspects = open_file();
	assert_false(suspects_poisoned(suspects, &id));
	suspects_close(suspects);
}

static void turns_hold_one_call_for_a_bounded_time(void **state)
{
	struct suspects *suspects;

	(void)state;
	die_with((unsigned[]){1}, 1);
	suspects = open_file();
	assert_true(suspects_any(suspects, start));
	assert_true(suspects_any(suspects, monotonic_add_ms(start, 59000)));
	assert_false(suspects_any(suspects, monotonic_add_ms(start, 61000)));
	suspects_close(suspects);
}

static void a_file_that_is_not_ours_is_begun_anew(void **state)
{
	struct suspects *suspects;
	FILE *file = fopen(path, "w");

	(void)state;
	for (int i = 0; i < 200000; i++)
		fputc(0xff, file);
	fclose(file);
	suspects = open_file();
	assert_false(suspects_any(suspects, start));
	suspects_close(suspects);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_turn_that_ended_leaves_no_suspect),
		CASE(one_death_makes_a_suspect_that_may_be_heard_again),
		CASE(two_deaths_poison_for_good),
		CASE(a_call_sent_twice_in_a_turn_dies_once),
		CASE(turns_hold_one_call_for_a_bounded_time),
		CASE(a_file_that_is_not_ours_is_begun_anew),
	};

	return cmocka_run_group_tests_name("service/suspects", tests, NULL, NULL);
}
