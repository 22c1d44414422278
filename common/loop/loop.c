#include "loop/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <utlist.h>
#include <zmq.h>

#include "base/log.h"
#include "base/require.h"
#include "loop/source.h"

/* Of ZeroMQ, in one process. It allows 1023 by itself, and who stands for a thousand partners has two for each. */
enum { SOCKETS_MAX = 4096 };

/* A turn hook, or the hook of a period, which has a timer. Forgotten ones keep their place until no list is
 * being walked. */
struct hook {
	loop_hook *call; /* NULL: forgotten */
	void *ctx;
	struct hook *prev, *next;
};

struct period {
	uv_timer_t timer;
	struct hook hook;
	struct period *prev, *next;
};

struct job {
	uv_work_t request;
	struct loop *loop;
	loop_work *work;
	loop_hook *done;
	void *ctx;
	struct job *prev, *next;
};

struct loop {
	uv_loop_t uv;
	uv_prepare_t prepare;
	uv_check_t check;
	uv_idle_t idle;
	uv_signal_t terminate[2];
	struct hook on_terminate;
	void *zmq;
	struct loop_source *sources;
	struct hook *hooks;
	struct period *periods;
	struct job *waiting;
	unsigned waiting_count;
	struct job *at_work;
	bool wake;
	bool draining;
	bool ending;
};

/* ---- A turn */

static void on_idle(uv_idle_t *idle)
{
	(void)idle; /* its being active is what keeps the poll from sleeping */
}

static bool work_is_left(struct loop *loop)
{
	struct loop_source *source;
	bool left = loop->wake;

	/* Each is asked, even once one says yes: asking is what makes a ZeroMQ socket take in its signals. */
	DL_FOREACH(loop->sources, source)
	{
		source->news = source->news && source->ready(source);
		left = left || source->news;
	}
	return left;
}

static void on_prepare(uv_prepare_t *prepare)
{
	struct loop *loop = prepare->data;

	if (work_is_left(loop))
		uv_idle_start(&loop->idle, on_idle);
	else
		uv_idle_stop(&loop->idle);
}

static void drain_sources(struct loop *loop)
{
	struct loop_source *source, *next;

	loop->draining = true;
	DL_FOREACH(loop->sources, source)
	{
		if (source->news && !source->removed)
			source->drain(source);
	}
	loop->draining = false;
	DL_FOREACH_SAFE(loop->sources, source, next)
	{
		if (source->removed)
			DL_DELETE(loop->sources, source);
	}
}

static void call_hooks(struct loop *loop)
{
	struct hook *hook, *next;

	DL_FOREACH(loop->hooks, hook)
	{
		if (hook->call)
			hook->call(hook->ctx);
	}
	DL_FOREACH_SAFE(loop->hooks, hook, next)
	{
		if (hook->call)
			continue;
		DL_DELETE(loop->hooks, hook);
		free(hook);
	}
}

static void on_check(uv_check_t *check)
{
	struct loop *loop = check->data;

	loop->wake = false;
	drain_sources(loop);
	call_hooks(loop);
	uv_update_time(&loop->uv); /* a hook may have waited for the disk */
}

/* ---- Beginning and end */

struct loop *loop_new(void)
{
	struct loop *loop = xcalloc(1, sizeof *loop);

	require(uv_loop_init(&loop->uv) == 0);
	uv_prepare_init(&loop->uv, &loop->prepare);
	uv_check_init(&loop->uv, &loop->check);
	uv_idle_init(&loop->uv, &loop->idle);
	loop->prepare.data = loop->check.data = loop;
	uv_prepare_start(&loop->prepare, on_prepare);
	uv_check_start(&loop->check, on_check);
	signal(SIGPIPE, SIG_IGN);
	return loop;
}

uv_loop_t *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

void *loop_zmq(struct loop *loop)
{
	if (loop->zmq)
		return loop->zmq;
	loop->zmq = zmq_ctx_new();
	require(loop->zmq && zmq_ctx_set(loop->zmq, ZMQ_MAX_SOCKETS, SOCKETS_MAX) == 0);
	return loop->zmq;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

void loop_wake(struct loop *loop)
{
	loop->wake = true;
}

static void free_period(uv_handle_t *timer)
{
	free(timer->data);
}

static void close_what_is_left(uv_handle_t *handle, void *ctx)
{
	(void)ctx;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void forget_all(struct loop *loop)
{
	struct hook *hook, *next_hook;
	struct period *period, *next_period;
	struct job *job, *next_job;

	DL_FOREACH_SAFE(loop->hooks, hook, next_hook)
	free(hook);
	DL_FOREACH_SAFE(loop->periods, period, next_period)
	uv_close((uv_handle_t *)&period->timer, free_period);
	DL_FOREACH_SAFE(loop->waiting, job, next_job)
	free(job);
	loop->hooks = NULL;
	loop->periods = NULL;
	loop->waiting = NULL;
}

void loop_free(struct loop *loop)
{
	loop->ending = true;
	while (loop->sources)
		loop->sources->close(loop->sources);
	forget_all(loop);
	uv_walk(&loop->uv, close_what_is_left, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	require(uv_loop_close(&loop->uv) == 0);
	while (loop->zmq && zmq_ctx_term(loop->zmq) != 0)
		require(errno == EINTR);
	free(loop);
}

/* ---- Sources */

void loop_add_source(struct loop *loop, struct loop_source *source, bool first)
{
	source->news = true;
	if (first)
		DL_PREPEND(loop->sources, source);
	else
		DL_APPEND(loop->sources, source);
}

void loop_remove_source(struct loop *loop, struct loop_source *source)
{
	source->removed = true;
	if (!loop->draining)
		DL_DELETE(loop->sources, source);
}

/* ---- Hooks */

void loop_on_turn(struct loop *loop, loop_hook *hook, void *ctx)
{
	struct hook *added = xcalloc(1, sizeof *added);

	*added = (struct hook){.call = hook, .ctx = ctx};
	DL_APPEND(loop->hooks, added);
}

static void on_period(uv_timer_t *timer)
{
	struct period *period = timer->data;

	period->hook.call(period->hook.ctx);
}

void loop_every(struct loop *loop, uint64_t period_ms, loop_hook *hook, void *ctx)
{
	struct period *period = xcalloc(1, sizeof *period);

	period->hook = (struct hook){.call = hook, .ctx = ctx};
	period->timer.data = period;
	uv_timer_init(&loop->uv, &period->timer);
	uv_timer_start(&period->timer, on_period, period_ms, period_ms);
	DL_APPEND(loop->periods, period);
}

void loop_forget(struct loop *loop, loop_hook *hook, void *ctx)
{
	struct hook *turn;
	struct period *period, *next;

	DL_FOREACH(loop->hooks, turn)
	{
		if (turn->call == hook && turn->ctx == ctx)
			turn->call = NULL;
	}
	DL_FOREACH_SAFE(loop->periods, period, next)
	{
		if (period->hook.call != hook || period->hook.ctx != ctx)
			continue;
		DL_DELETE(loop->periods, period);
		uv_close((uv_handle_t *)&period->timer, free_period);
	}
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct loop *loop = handle->data;

	log_info("signal", log_i64("number", number));
	loop->on_terminate.call(loop->on_terminate.ctx);
}

void loop_on_terminate(struct loop *loop, loop_hook *hook, void *ctx)
{
	static const int numbers[] = {SIGTERM, SIGINT};

	require(!loop->on_terminate.call);
	loop->on_terminate = (struct hook){.call = hook, .ctx = ctx};
	for (unsigned i = 0; i < 2; i++) {
		loop->terminate[i].data = loop;
		uv_signal_init(&loop->uv, &loop->terminate[i]);
		uv_signal_start(&loop->terminate[i], on_signal, numbers[i]);
	}
}

/* ---- Work off the thread */

static void start_next_job(struct loop *loop);

static void on_work(uv_work_t *request)
{
	struct job *job = request->data;

	job->work(job->ctx);
}

static void on_worked(uv_work_t *request, int status)
{
	struct job *job = request->data;
	struct loop *loop = job->loop;

	require(status == 0); /* never cancelled */
	loop->at_work = NULL;
	if (!loop->ending) {
		job->done(job->ctx);
		start_next_job(loop);
	}
	free(job);
}

static void start_next_job(struct loop *loop)
{
	struct job *job = loop->waiting;

	if (loop->at_work || !job)
		return;
	DL_DELETE(loop->waiting, job);
	loop->waiting_count--;
	loop->at_work = job;
	require(uv_queue_work(&loop->uv, &job->request, on_work, on_worked) == 0);
}

bool loop_offload(struct loop *loop, loop_work *work, loop_hook *done, void *ctx)
{
	struct job *job;

	if (loop->waiting_count == LOOP_WORK_WAITING)
		return false;
	job = xcalloc(1, sizeof *job);
	*job = (struct job){.loop = loop, .work = work, .done = done, .ctx = ctx};
	job->request.data = job;
	DL_APPEND(loop->waiting, job);
	loop->waiting_count++;
	start_next_job(loop);
	return true;
}
