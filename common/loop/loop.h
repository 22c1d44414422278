/* One libuv loop per process, and what a turn of it is:
 *
 *   poll → drain every socket (bounded) → the turn hooks, in order → sleep
 *
 * A turn hook sees everything that has arrived and decides it together: that is where batches come from.
 * Nothing of a service happens elsewhere. */
#ifndef PVD_LOOP_LOOP_H
#define PVD_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct loop;

struct loop *loop_new(void);
/* Closes what is left, asserts that nothing leaks. */
void loop_free(struct loop *loop);
uv_loop_t *loop_uv(struct loop *loop);
/* The process's one ZeroMQ context, made at first use, ended by loop_free. */
void *loop_zmq(struct loop *loop);

/* Runs until loop_stop. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Called once per turn, on the loop's thread, after the sockets are drained, in order of registration. */
typedef void loop_hook(void *ctx);
void loop_on_turn(struct loop *loop, loop_hook *hook, void *ctx);
/* The next poll does not sleep: there is work left over. */
void loop_wake(struct loop *loop);

/* Every `period_ms`, first after `period_ms`. */
void loop_every(struct loop *loop, uint64_t period_ms, loop_hook *hook, void *ctx);
/* Forgets this hook of this ctx, whether of turns or of a period. Safe within any hook. */
void loop_forget(struct loop *loop, loop_hook *hook, void *ctx);
/* SIGTERM and SIGINT call the hook, which decides what to do. Once per loop. (SIGPIPE is always ignored.) */
void loop_on_terminate(struct loop *loop, loop_hook *hook, void *ctx);

/* Work off the loop's thread; `done` runs on it. One at a time, in order; at most 64 wait (false past that).
 * loop_free lets the one at work finish, drops those that wait, and calls no `done`. */
enum { LOOP_WORK_WAITING = 64 };
typedef void loop_work(void *ctx);
bool loop_offload(struct loop *loop, loop_work *work, loop_hook *done, void *ctx);

#endif
