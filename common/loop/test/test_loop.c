#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"
#include "loop/loop.h"
#include "loop/source.h"

struct seen {
	struct loop *loop;
	unsigned turns, ticks, others;
	unsigned stop_after;
	char order[8];
	unsigned ordered;
};

static void note(struct seen *seen, char what)
{
	if (seen->ordered < sizeof seen->order - 1)
		seen->order[seen->ordered++] = what;
}

static void stop(void *ctx)
{
	loop_stop(ctx);
}

static void count_turn(void *ctx)
{
	struct seen *seen = ctx;

	note(seen, 'a');
	if (++seen->turns == seen->stop_after)
		loop_stop(seen->loop);
}

static void count_other(void *ctx)
{
	struct seen *seen = ctx;

	note(seen, 'b');
	seen->others++;
}

static void count_tick(void *ctx)
{
	struct seen *seen = ctx;

	if (++seen->ticks == seen->stop_after)
		loop_stop(seen->loop);
}

static void hooks_run_in_order_of_registration(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 2};

	(void)state;
	loop_on_turn(seen.loop, count_turn, &seen);
	loop_on_turn(seen.loop, count_other, &seen);
	loop_every(seen.loop, 1, stop, seen.loop);
	loop_run(seen.loop);
	loop_run(seen.loop);
	assert_memory_equal(seen.order, "abab", 4);
	loop_free(seen.loop);
}

static void wake_again(void *ctx)
{
	struct seen *seen = ctx;

	count_turn(seen);
	loop_wake(seen->loop);
}

/* Without the wake each turn would wait for the timer: 1 000 turns of 10 s. */
static void a_woken_loop_does_not_sleep(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 1000};
	struct monotonic start = monotonic_now();

	(void)state;
	loop_on_turn(seen.loop, wake_again, &seen);
	loop_every(seen.loop, 10000, stop, seen.loop);
	loop_wake(seen.loop);
	loop_run(seen.loop);
	assert_int_equal(seen.turns, 1000);
	assert_true(monotonic_now().us - start.us < 5000000);
	loop_free(seen.loop);
}

static void a_loop_at_rest_sleeps(void **state)
{
	struct seen seen = {.loop = loop_new()};

	(void)state;
	loop_on_turn(seen.loop, count_turn, &seen);
	loop_every(seen.loop, 200, stop, seen.loop);
	loop_run(seen.loop);
	assert_true(seen.turns <= 2);
	loop_free(seen.loop);
}

static void a_period_comes_again_until_forgotten(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 5};

	(void)state;
	loop_every(seen.loop, 2, count_tick, &seen);
	loop_run(seen.loop);
	assert_int_equal(seen.ticks, 5);
	loop_forget(seen.loop, count_tick, &seen);
	loop_every(seen.loop, 30, stop, seen.loop);
	loop_run(seen.loop);
	assert_int_equal(seen.ticks, 5);
	loop_free(seen.loop);
}

static void forget_both(void *ctx)
{
	struct seen *seen = ctx;

	seen->turns++;
	loop_forget(seen->loop, forget_both, seen);
	loop_forget(seen->loop, count_other, seen);
}

/* In its own call, a hook forgets itself and one that would still have come. */
static void hooks_are_forgotten_within_a_hook(void **state)
{
	struct seen seen = {.loop = loop_new()};

	(void)state;
	loop_on_turn(seen.loop, forget_both, &seen);
	loop_on_turn(seen.loop, count_other, &seen);
	loop_every(seen.loop, 5, stop, seen.loop);
	loop_run(seen.loop);
	loop_run(seen.loop);
	assert_int_equal(seen.turns, 1);
	assert_int_equal(seen.others, 0);
	loop_free(seen.loop);
}

static void raise_signal(void *ctx)
{
	raise(*(int *)ctx);
}

static void signals_call_the_hook(void **state)
{
	static const int numbers[] = {SIGTERM, SIGINT};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct seen seen = {.loop = loop_new(), .stop_after = 1};
		int number = numbers[i];

		loop_on_terminate(seen.loop, count_tick, &seen);
		loop_every(seen.loop, 5, raise_signal, &number);
		loop_run(seen.loop);
		assert_int_equal(seen.ticks, 1);
		loop_free(seen.loop);
	}
}

static void sigpipe_is_ignored(void **state)
{
	struct loop *loop = loop_new();

	(void)state;
	raise(SIGPIPE);
	loop_free(loop);
}

/* ---- Work beside the loop */

enum { JOBS = LOOP_WORK_WAITING + 1 };

struct job_log {
	struct loop *loop;
	uv_thread_t thread;
	unsigned worked, done;
	bool off_thread, in_order;
};

struct job {
	struct job_log *log;
	unsigned number;
};

static void work(void *ctx)
{
	struct job *job = ctx;
	uv_thread_t self = uv_thread_self();

	/* Alone in the pool: no lock needed. */
	job->log->in_order = job->log->in_order && job->number == job->log->worked++;
	job->log->off_thread = job->log->off_thread && !uv_thread_equal(&self, &job->log->thread);
}

static void worked(void *ctx)
{
	struct job *job = ctx;
	uv_thread_t self = uv_thread_self();

	assert_true(uv_thread_equal(&self, &job->log->thread));
	assert_int_equal(job->number, job->log->done);
	if (++job->log->done == JOBS)
		loop_stop(job->log->loop);
}

static void work_is_done_in_order_beside_the_loop(void **state)
{
	struct job_log log = {
		.loop = loop_new(), .thread = uv_thread_self(), .off_thread = true, .in_order = true};
	struct job jobs[JOBS + 1];

	(void)state;
	for (unsigned i = 0; i <= JOBS; i++)
		jobs[i] = (struct job){.log = &log, .number = i};
	for (unsigned i = 0; i < JOBS; i++)
		assert_true(loop_offload(log.loop, work, worked, &jobs[i]));
	assert_false(loop_offload(log.loop, work, worked, &jobs[JOBS]));
	loop_run(log.loop);
	assert_int_equal(log.done, JOBS);
	assert_true(log.in_order && log.off_thread);
	loop_free(log.loop);
}

static void sleep_a_little(void *ctx)
{
	uv_sleep(30);
	*(bool *)ctx = true;
}

static void never(void *ctx)
{
	(void)ctx;
	fail_msg("called after the end");
}

static void the_end_waits_for_work_and_drops_what_waits(void **state)
{
	struct loop *loop = loop_new();
	bool first = false, second = false;

	(void)state;
	assert_true(loop_offload(loop, sleep_a_little, never, &first));
	assert_true(loop_offload(loop, sleep_a_little, never, &second));
	loop_free(loop);
	assert_true(first);
	assert_false(second);
}

/* ---- Sources */

struct probe {
	struct loop_source source;
	struct loop *loop;
	struct seen *seen;
	char name;
	unsigned ready_for;
	struct probe *victim;
};

static bool probe_ready(struct loop_source *source)
{
	return ((struct probe *)source)->ready_for > 0;
}

static void probe_drain(struct loop_source *source)
{
	struct probe *probe = (struct probe *)source;

	note(probe->seen, probe->name);
	if (probe->ready_for)
		probe->ready_for--;
	if (probe->victim)
		loop_remove_source(probe->loop, &probe->victim->source);
	probe->victim = NULL;
}

static void probe_close(struct loop_source *source)
{
	loop_remove_source(((struct probe *)source)->loop, source);
}

static struct probe probe_of(struct seen *seen, char name)
{
	return (struct probe){
		.source = {.ready = probe_ready, .drain = probe_drain, .close = probe_close},
		.loop = seen->loop,
		.seen = seen,
		.name = name,
	};
}

static void first_sources_are_drained_first_and_before_hooks(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 1};
	struct probe x = probe_of(&seen, 'x'), y = probe_of(&seen, 'y');

	(void)state;
	loop_on_turn(seen.loop, count_turn, &seen);
	loop_add_source(seen.loop, &x.source, false);
	loop_add_source(seen.loop, &y.source, true);
	x.ready_for = y.ready_for = 1;
	loop_run(seen.loop);
	assert_string_equal(seen.order, "yxa");
	loop_free(seen.loop);
}

static void a_source_removed_in_a_drain_is_not_drained(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 2};
	struct probe x = probe_of(&seen, 'x'), y = probe_of(&seen, 'y');

	(void)state;
	loop_on_turn(seen.loop, count_turn, &seen);
	loop_add_source(seen.loop, &x.source, false);
	loop_add_source(seen.loop, &y.source, false);
	x.ready_for = 2;
	y.ready_for = 1;
	x.victim = &y;
	loop_run(seen.loop);
	assert_string_equal(seen.order, "xaxa");
	loop_free(seen.loop);
}

static void a_source_is_asked_and_drained_only_at_news(void **state)
{
	struct seen seen = {.loop = loop_new(), .stop_after = 1};
	struct probe x = probe_of(&seen, 'x');

	(void)state;
	loop_on_turn(seen.loop, count_turn, &seen);
	loop_add_source(seen.loop, &x.source, false);
	loop_wake(seen.loop);
	loop_run(seen.loop); /* asked, being new, and not ready */
	x.ready_for = 1;
	seen.turns = 0;
	loop_wake(seen.loop);
	loop_run(seen.loop);
	assert_string_equal(seen.order, "aa");
	x.source.news = true;
	seen.turns = 0;
	loop_run(seen.loop);
	assert_string_equal(seen.order, "aaxa");
	loop_free(seen.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hooks_run_in_order_of_registration),
		cmocka_unit_test(a_woken_loop_does_not_sleep),
		cmocka_unit_test(a_loop_at_rest_sleeps),
		cmocka_unit_test(a_period_comes_again_until_forgotten),
		cmocka_unit_test(hooks_are_forgotten_within_a_hook),
		cmocka_unit_test(signals_call_the_hook),
		cmocka_unit_test(sigpipe_is_ignored),
		cmocka_unit_test(work_is_done_in_order_beside_the_loop),
		cmocka_unit_test(the_end_waits_for_work_and_drops_what_waits),
		cmocka_unit_test(first_sources_are_drained_first_and_before_hooks),
		cmocka_unit_test(a_source_removed_in_a_drain_is_not_drained),
		cmocka_unit_test(a_source_is_asked_and_drained_only_at_news),
	};

	return cmocka_run_group_tests_name("loop/loop", tests, NULL, NULL);
}
