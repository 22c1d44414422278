/* For close_range. */
#define _GNU_SOURCE
#include "cli/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/require.h"
#include "base/time.h"

const struct supervisor_limits SUPERVISOR_LIMITS = {
	.first_pause_ms = 100, .last_pause_ms = 10000, .steady_ms = 30000, .grace_ms = 10000};

struct child {
	char name[SUPERVISOR_NAME_MAX + 1];
	char *argv[SUPERVISOR_ARGUMENTS_MAX + 1];
	pid_t pid; /* 0: dead */
	pid_t last_pid;
	unsigned pause_ms; /* before the next restart */
	unsigned restarts;
	struct monotonic started;
	struct monotonic restart_at; /* while dead */
};

struct supervisor {
	struct loop *loop;
	struct supervisor_limits limits;
	void (*started)(void *ctx);
	void *started_ctx;
	void (*stopped)(void *ctx);
	void *stopped_ctx;
	bool stopping, ended;
	struct monotonic kill_at;
	uv_signal_t death;
	uv_timer_t timer;
	unsigned handles; /* not yet closed */
	unsigned count;
	struct child children[SUPERVISOR_CHILDREN_MAX];
};

/* Between fork and exec: only what is safe after the fork of a process with threads. */
static void become(const struct child *child, pid_t parent) __attribute__((noreturn));
static void become(const struct child *child, pid_t parent)
{
	sigset_t none;
	int null;

	/* SIGKILL, not SIGTERM: one that hangs dies as well, and a service loses nothing by it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	setpgid(0, 0);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		_exit(126);
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	execv(child->argv[0], child->argv);
	_exit(127);
}

static void plan(struct supervisor *supervisor);

static void schedule_restart(struct supervisor *supervisor, struct child *child)
{
	const struct supervisor_limits *limits = &supervisor->limits;
	struct monotonic now = monotonic_now();

	if (now.us - child->started.us >= (int64_t)limits->steady_ms * 1000)
		child->pause_ms = limits->first_pause_ms;
	child->restart_at = monotonic_add_ms(now, child->pause_ms);
	child->pause_ms =
		child->pause_ms > limits->last_pause_ms / 2 ? limits->last_pause_ms : child->pause_ms * 2;
}

static void start(struct supervisor *supervisor, struct child *child)
{
	pid_t parent = getpid();
	sigset_t all, before;

	/* The loop's handlers are not to run in the child: they write where the parent reads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	child->started = monotonic_now();
	child->pid = fork();
	if (child->pid == 0)
		become(child, parent);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (child->pid < 0) {
		log_error("process_not_started", log_text("process", child->name), log_errno(errno));
		child->pid = 0;
		schedule_restart(supervisor, child);
		return;
	}
	log_info("process_started", log_text("process", child->name), log_i64("pid", child->pid));
	child->last_pid = child->pid;
	if (supervisor->started)
		supervisor->started(supervisor->started_ctx);
}

static void log_death(const struct supervisor *supervisor, const struct child *child, int status)
{
	int64_t lived = (monotonic_now().us - child->started.us) / 1000;

	if (supervisor->stopping)
		log_info("process_ended", log_text("process", child->name), log_i64("pid", child->pid));
	else if (WIFSIGNALED(status))
		log_warning("process_died", log_text("process", child->name), log_i64("pid", child->pid),
			    log_i64("signal", WTERMSIG(status)), log_i64("lived_ms", lived));
	else
		log_warning("process_died", log_text("process", child->name), log_i64("pid", child->pid),
			    log_i64("exit", WEXITSTATUS(status)), log_i64("lived_ms", lived));
}

static bool anyone_lives(const struct supervisor *supervisor)
{
	for (unsigned i = 0; i < supervisor->count; i++)
		if (supervisor->children[i].pid)
			return true;
	return false;
}

static void end_if_over(struct supervisor *supervisor)
{
	if (!supervisor->stopping || supervisor->ended || anyone_lives(supervisor))
		return;
	supervisor->ended = true;
	uv_timer_stop(&supervisor->timer);
	supervisor->stopped(supervisor->stopped_ctx);
}

static void reap(struct supervisor *supervisor)
{
	int status;

	for (unsigned i = 0; i < supervisor->count; i++) {
		struct child *child = &supervisor->children[i];

		if (!child->pid || waitpid(child->pid, &status, WNOHANG) != child->pid)
			continue;
		log_death(supervisor, child, status);
		child->pid = 0;
		if (!supervisor->stopping)
			schedule_restart(supervisor, child);
	}
}

static void on_death(uv_signal_t *handle, int number)
{
	struct supervisor *supervisor = handle->data;

	(void)number;
	reap(supervisor);
	plan(supervisor);
	end_if_over(supervisor);
}

static void kill_all(struct supervisor *supervisor, int number)
{
	for (unsigned i = 0; i < supervisor->count; i++)
		if (supervisor->children[i].pid)
			kill(supervisor->children[i].pid, number);
}

static void kill_late(struct supervisor *supervisor)
{
	if (!anyone_lives(supervisor))
		return;
	log_warning("processes_killed");
	kill_all(supervisor, SIGKILL);
}

static void on_timer(uv_timer_t *timer)
{
	struct supervisor *supervisor = timer->data;
	struct monotonic now = monotonic_now();

	if (supervisor->stopping) {
		kill_late(supervisor);
		end_if_over(supervisor);
		return;
	}
	for (unsigned i = 0; i < supervisor->count; i++) {
		struct child *child = &supervisor->children[i];

		if (child->pid || child->restart_at.us > now.us)
			continue;
		child->restarts++;
		start(supervisor, child);
	}
	plan(supervisor);
}

/* Sets the timer for whatever is due first. */
static void plan(struct supervisor *supervisor)
{
	int64_t now = monotonic_now().us;
	int64_t due = INT64_MAX;

	for (unsigned i = 0; i < supervisor->count && !supervisor->stopping; i++) {
		const struct child *child = &supervisor->children[i];

		if (!child->pid && child->restart_at.us < due)
			due = child->restart_at.us;
	}
	if (supervisor->stopping)
		due = supervisor->kill_at.us;
	if (due == INT64_MAX || supervisor->ended)
		return;
	/* Rounded up: a timer that comes early would have to come again. */
	uv_update_time(loop_uv(supervisor->loop));
	uv_timer_start(&supervisor->timer, on_timer, due > now ? (uint64_t)((due - now) / 1000 + 1) : 0, 0);
}

struct supervisor *supervisor_new(struct loop *loop, const struct supervisor_limits *limits,
				  void (*started)(void *ctx), void *ctx)
{
	struct supervisor *supervisor = xcalloc(1, sizeof *supervisor);

	supervisor->loop = loop;
	supervisor->limits = *limits;
	supervisor->started = started;
	supervisor->started_ctx = ctx;
	supervisor->death.data = supervisor->timer.data = supervisor;
	uv_signal_init(loop_uv(loop), &supervisor->death);
	uv_timer_init(loop_uv(loop), &supervisor->timer);
	uv_signal_start(&supervisor->death, on_death, SIGCHLD);
	supervisor->handles = 2;
	return supervisor;
}

static void on_closed(uv_handle_t *handle)
{
	struct supervisor *supervisor = handle->data;

	if (--supervisor->handles > 0)
		return;
	for (unsigned i = 0; i < supervisor->count; i++)
		for (char **word = supervisor->children[i].argv; *word; word++)
			free(*word);
	free(supervisor);
}

void supervisor_free(struct supervisor *supervisor)
{
	require(!anyone_lives(supervisor));
	uv_close((uv_handle_t *)&supervisor->death, on_closed);
	uv_close((uv_handle_t *)&supervisor->timer, on_closed);
}

void supervisor_add(struct supervisor *supervisor, const char *name, const char *const *argv)
{
	struct child *child = &supervisor->children[supervisor->count];
	unsigned words = 0;

	require(supervisor->count < SUPERVISOR_CHILDREN_MAX);
	supervisor->count++;
	snprintf(child->name, sizeof child->name, "%s", name);
	for (; argv[words]; words++) {
		require(words < SUPERVISOR_ARGUMENTS_MAX);
		child->argv[words] = xstrdup(argv[words]);
	}
	child->pause_ms = supervisor->limits.first_pause_ms;
	child->last_pid = -1;
	start(supervisor, child);
	plan(supervisor);
}

void supervisor_stop(struct supervisor *supervisor, void (*stopped)(void *ctx), void *ctx)
{
	require(!supervisor->stopping);
	supervisor->stopping = true;
	supervisor->stopped = stopped;
	supervisor->stopped_ctx = ctx;
	supervisor->kill_at = monotonic_add_ms(monotonic_now(), supervisor->limits.grace_ms);
	kill_all(supervisor, SIGTERM);
	/* Where nobody's death will tell, the timer does, at once. */
	if (!anyone_lives(supervisor))
		supervisor->kill_at = monotonic_now();
	plan(supervisor);
}

unsigned supervisor_count(const struct supervisor *supervisor)
{
	return supervisor->count;
}

const char *supervisor_name(const struct supervisor *supervisor, unsigned n)
{
	return supervisor->children[n].name;
}

pid_t supervisor_pid(const struct supervisor *supervisor, unsigned n)
{
	return supervisor->children[n].pid;
}

pid_t supervisor_last_pid(const struct supervisor *supervisor, unsigned n)
{
	return supervisor->children[n].last_pid;
}

unsigned supervisor_restarts(const struct supervisor *supervisor, unsigned n)
{
	return supervisor->children[n].restarts;
}
