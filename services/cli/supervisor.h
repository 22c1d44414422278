/* Processes kept alive: each is started, started again when it dies, after a pause that doubles while it
 * keeps dying, and stopped with the others. They die with this process however it ends (PR_SET_PDEATHSIG),
 * have a process group of their own, so that Ctrl-C reaches this one alone, and write where its standard
 * error goes. */
#ifndef PVD_CLI_SUPERVISOR_H
#define PVD_CLI_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "loop/loop.h"

enum { SUPERVISOR_CHILDREN_MAX = 32, SUPERVISOR_ARGUMENTS_MAX = 8, SUPERVISOR_NAME_MAX = 32 };

struct supervisor_limits {
	unsigned first_pause_ms; /* before the first restart; doubles with each */
	unsigned last_pause_ms;
	unsigned steady_ms; /* who lived so long is restarted as if for the first time */
	unsigned grace_ms;  /* from SIGTERM to SIGKILL */
};
extern const struct supervisor_limits SUPERVISOR_LIMITS; /* 0.1 s, 10 s, 30 s, 10 s */

/* One at a time in a process: it takes SIGCHLD. Use it on the main thread: children die with the thread. */
struct supervisor;

/* `started` is called whenever a process was started; may be NULL. */
struct supervisor *supervisor_new(struct loop *loop, const struct supervisor_limits *limits,
				  void (*started)(void *ctx), void *ctx);
/* Once stopped, or with nothing ever added. */
void supervisor_free(struct supervisor *supervisor);

/* Starts argv[0], a path, and keeps it alive. The words are copied. */
void supervisor_add(struct supervisor *supervisor, const char *name, const char *const *argv);
/* Asks all to end, kills what has not ended in time, then calls `stopped` once, from the loop. */
void supervisor_stop(struct supervisor *supervisor, void (*stopped)(void *ctx), void *ctx);

unsigned supervisor_count(const struct supervisor *supervisor);
const char *supervisor_name(const struct supervisor *supervisor, unsigned n);
pid_t supervisor_pid(const struct supervisor *supervisor, unsigned n); /* 0 while it is dead */
/* Of its latest life: never 0, which to kill(2) means everybody. -1 before the first. */
pid_t supervisor_last_pid(const struct supervisor *supervisor, unsigned n);
unsigned supervisor_restarts(const struct supervisor *supervisor, unsigned n);

#endif
