#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/supervisor.h"

/* As the real ones, forty times faster. */
static const struct supervisor_limits LIMITS = {
	.first_pause_ms = 20, .last_pause_ms = 160, .steady_ms = 400, .grace_ms = 300};

struct fixture {
	struct loop *loop;
	struct supervisor *supervisor;
	bool (*until)(struct fixture *fixture);
	struct monotonic give_up;
	unsigned wanted;
	bool stopped, late;
};

static void on_tick(void *ctx)
{
	struct fixture *fixture = ctx;

	fixture->late = monotonic_now().us > fixture->give_up.us;
	if (fixture->late || fixture->until(fixture))
		loop_stop(fixture->loop);
}

static void run_until(struct fixture *fixture, bool (*until)(struct fixture *fixture))
{
	fixture->until = until;
	fixture->give_up = monotonic_add_ms(monotonic_now(), 10000);
	loop_run(fixture->loop);
	assert_false(fixture->late);
}

static void setup(struct fixture *fixture)
{
	*fixture = (struct fixture){.loop = loop_new()};
	fixture->supervisor = supervisor_new(fixture->loop, &LIMITS, NULL, NULL);
	loop_every(fixture->loop, 2, on_tick, fixture);
}

static void on_stopped(void *ctx)
{
	struct fixture *fixture = ctx;

	fixture->stopped = true;
}

static bool is_stopped(struct fixture *fixture)
{
	return fixture->stopped;
}

static void teardown(struct fixture *fixture)
{
	supervisor_stop(fixture->supervisor, on_stopped, fixture);
	run_until(fixture, is_stopped);
	for (unsigned i = 0; i < supervisor_count(fixture->supervisor); i++)
		assert_int_equal(supervisor_pid(fixture->supervisor, i), 0);
	/* Nobody is left, not even a zombie. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	supervisor_free(fixture->supervisor);
	loop_free(fixture->loop);
}

static void add_shell(struct fixture *fixture, const char *script)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};

	supervisor_add(fixture->supervisor, "child", argv);
}

static bool is_restarted(struct fixture *fixture)
{
	return supervisor_restarts(fixture->supervisor, 0) >= fixture->wanted &&
	       supervisor_pid(fixture->supervisor, 0) != 0;
}

static void test_restarts_who_dies(void **state)
{
	struct fixture fixture;
	pid_t first;

	(void)state;
	setup(&fixture);
	add_shell(&fixture, "exec sleep 100");
	first = supervisor_pid(fixture.supervisor, 0);
	assert_true(first > 0);
	kill(first, SIGKILL);
	fixture.wanted = 1;
	run_until(&fixture, is_restarted);
	assert_int_not_equal(supervisor_pid(fixture.supervisor, 0), first);
	assert_int_equal(kill(supervisor_pid(fixture.supervisor, 0), 0), 0);
	teardown(&fixture);
}

static void test_pauses_double_up_to_a_limit(void **state)
{
	struct fixture fixture;
	int64_t began, took;

	(void)state;
	setup(&fixture);
	began = monotonic_now().us;
	add_shell(&fixture, "exit 3");
	fixture.wanted = 5;
	run_until(&fixture, is_restarted);
	took = (monotonic_now().us - began) / 1000;
	/* 20 + 40 + 80 + 160 + 160, and the time five shells take */
	assert_in_range(took, 460, 2500);
	teardown(&fixture);
}

static void test_who_lived_long_is_restarted_soon(void **state)
{
	struct fixture fixture;
	int64_t died;

	(void)state;
	setup(&fixture);
	add_shell(&fixture, "exec sleep 0.5");
	fixture.wanted = 1;
	run_until(&fixture, is_restarted);
	died = monotonic_now().us;
	fixture.wanted = 2;
	run_until(&fixture, is_restarted);
	/* Another life of 500 ms and the first pause, not its double. */
	assert_in_range((monotonic_now().us - died) / 1000, 500, 700);
	teardown(&fixture);
}

static void test_a_missing_program_is_tried_again(void **state)
{
	const char *argv[] = {"/nonexistent/program", NULL};
	struct fixture fixture;

	(void)state;
	setup(&fixture);
	supervisor_add(fixture.supervisor, "missing", argv);
	fixture.wanted = 2;
	run_until(&fixture, is_restarted);
	teardown(&fixture);
}

static void test_stops_who_ignores_sigterm(void **state)
{
	struct fixture fixture;
	int64_t began;

	(void)state;
	setup(&fixture);
	add_shell(&fixture, "trap '' TERM; while :; do sleep 0.05; done");
	fixture.wanted = 0;
	run_until(&fixture, is_restarted);
	usleep(100000); /* until the trap is set */
	began = monotonic_now().us;
	teardown(&fixture);
	assert_in_range((monotonic_now().us - began) / 1000, 290, 2000);
}

static void test_stops_at_once_those_who_heed(void **state)
{
	struct fixture fixture;
	int64_t began;

	(void)state;
	setup(&fixture);
	for (int i = 0; i < 4; i++)
		add_shell(&fixture, "exec sleep 100");
	began = monotonic_now().us;
	teardown(&fixture);
	assert_true(monotonic_now().us - began < 250000);
}

static void test_stops_with_nobody_alive(void **state)
{
	struct fixture fixture;

	(void)state;
	setup(&fixture);
	teardown(&fixture);
}

static bool is_dead(struct fixture *fixture)
{
	return supervisor_pid(fixture->supervisor, 0) == 0;
}

static void test_stops_between_death_and_restart(void **state)
{
	struct fixture fixture;
	unsigned restarts;

	(void)state;
	setup(&fixture);
	add_shell(&fixture, "exit 1");
	run_until(&fixture, is_dead);
	assert_true(supervisor_last_pid(fixture.supervisor, 0) > 1);
	restarts = supervisor_restarts(fixture.supervisor, 0);
	supervisor_stop(fixture.supervisor, on_stopped, &fixture);
	run_until(&fixture, is_stopped);
	assert_int_equal(supervisor_restarts(fixture.supervisor, 0), restarts);
	supervisor_free(fixture.supervisor);
	loop_free(fixture.loop);
}

static bool never(struct fixture *fixture)
{
	(void)fixture;
	return false;
}

/* A supervisor in a process of its own, which tells its child's pid and is then killed. */
static void supervise_and_tell(int out) __attribute__((noreturn));
static void supervise_and_tell(int out)
{
	struct fixture fixture;
	pid_t child;

	setup(&fixture);
	add_shell(&fixture, "exec sleep 100");
	child = supervisor_pid(fixture.supervisor, 0);
	if (write(out, &child, sizeof child) != sizeof child)
		_exit(1);
	fixture.until = never;
	fixture.give_up = monotonic_add_ms(monotonic_now(), 10000);
	loop_run(fixture.loop);
	_exit(1);
}

static void test_children_die_with_a_killed_supervisor(void **state)
{
	int ends[2];
	pid_t supervisor, child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	/* The orphan becomes ours, so that its end can be waited for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	supervisor = fork();
	if (supervisor == 0)
		supervise_and_tell(ends[1]);
	assert_int_equal(read(ends[0], &child, sizeof child), sizeof child);
	usleep(100000); /* past its exec */
	kill(supervisor, SIGKILL);
	assert_int_equal(waitpid(supervisor, NULL, 0), supervisor);
	alarm(5);
	assert_int_equal(waitpid(child, NULL, 0), child);
	alarm(0);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_restarts_who_dies),
		cmocka_unit_test(test_pauses_double_up_to_a_limit),
		cmocka_unit_test(test_who_lived_long_is_restarted_soon),
		cmocka_unit_test(test_a_missing_program_is_tried_again),
		cmocka_unit_test(test_stops_who_ignores_sigterm),
		cmocka_unit_test(test_stops_at_once_those_who_heed),
		cmocka_unit_test(test_stops_with_nobody_alive),
		cmocka_unit_test(test_stops_between_death_and_restart),
		cmocka_unit_test(test_children_die_with_a_killed_supervisor),
	};

	return cmocka_run_group_tests_name("cli/supervisor", tests, NULL, NULL);
}
