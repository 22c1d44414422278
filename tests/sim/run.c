#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/require.h"
#include "cast.h"
#include "faults.h"
#include "invariants.h"
#include "journal.h"
#include "outbox.h"
#include "principals.h"
#include "state.h"

enum { HANGS_AFTER_S = 120 };

#define SECOND_US INT64_C(1000000)
#define SETTLES_IN_S                                                                                         \
	240 /* quarantines of 60 s, pauses of 30 s, calls of 15 s: several may follow each other */
#define FAULTS_FROM_US (3 * SECOND_US)

/* What a sanitizer finds ends the process, and is a violation like others. What is not given back is nobody's
 * concern: a run is short. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:handle_abort=1:quarantine_size_mb=4:malloc_context_size=3";
}

/* ---- In the process of the run */

/* What is not settled yet; NULL if all is. */
static const char *unsettled(void)
{
	for (unsigned i = 0; i < node_count; i++) {
		const struct node *node = &nodes[i];

		if (!node_is_up(node) || engine_waiting(node->engine) || !follows_settled(node) ||
		    !outbox_settled(node))
			return node->name;
	}
	for (unsigned i = 0; i < user_count; i++)
		if (!user_is_settled(&users[i]))
			return users[i].name;
	return NULL;
}

static void settle(void)
{
	int64_t until = world.now_us + SETTLES_IN_S * SECOND_US;

	trace("the faults are over");
	faults_end();
	while (unsettled()) {
		int64_t next = world.now_us + SECOND_US;

		if (world.now_us >= until)
			violated("all converges", "%s has not, %d s after the faults", unsettled(),
				 SETTLES_IN_S);
		while (world_step(next))
			;
	}
	check_end();
}

static void live(const struct plan *plan, struct outcome_of_run *outcome)
{
	struct chance chance = chance_of(plan->seed, 5);
	int64_t calm_us = chance_between(&chance, 20, 60) * SECOND_US;

	world_begin(plan, outcome);
	principals_enrol();
	nodes_begin();
	for (unsigned i = 0; i < CAST_COUNT; i++)
		user_add(&CAST[i], CAST[i].name);
	faults_begin(FAULTS_FROM_US, calm_us);
	while (world_step(calm_us))
		;
	settle();
	world_end();
}

static void __attribute__((noreturn)) child(const struct running *running)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!running->plan.tell)
		dup2(nowhere, STDERR_FILENO);
	alarm(HANGS_AFTER_S);
	log_set_level((enum log_level)0);
	if (mkdir(running->dir, 0700) != 0 || chdir(running->dir) != 0)
		_exit(2);
	live(&running->plan, running->outcome);
	_exit(2);
}

/* ---- Outside */

static int remove_one(const char *path, const struct stat *at, int flag, struct FTW *walk)
{
	(void)at, (void)flag, (void)walk;
	return remove(path);
}

void run_start(struct running *running, const struct plan *plan)
{
	static unsigned runs;

	running->plan = *plan;
	running->outcome = mmap(NULL, sizeof *running->outcome, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(running->outcome != MAP_FAILED);
	snprintf(running->dir, sizeof running->dir, "/dev/shm/pvd-sim-%d-%u", (int)getpid(), runs++);
	fflush(stdout);
	running->pid = fork();
	require(running->pid >= 0);
	if (running->pid == 0)
		child(running);
}

static void describe_death(struct outcome_of_run *outcome, int status)
{
	if (outcome->done || *outcome->invariant)
		return;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(outcome->invariant, sizeof outcome->invariant, "every turn ends");
	else
		snprintf(outcome->invariant, sizeof outcome->invariant, "no process breaks");
	snprintf(outcome->words, sizeof outcome->words, "status %#x after %llu lines: replay it to see why",
		 (unsigned)status, (unsigned long long)outcome->lines);
}

unsigned run_wait(struct running *some, unsigned count, struct outcome_of_run *ret)
{
	int status;
	pid_t pid = wait(&status);

	for (unsigned i = 0; i < count; i++) {
		struct running *running = &some[i];

		if (running->pid != pid)
			continue;
		*ret = *running->outcome;
		describe_death(ret, status);
		munmap(running->outcome, sizeof *running->outcome);
		nftw(running->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		running->pid = 0;
		return i;
	}
	require(!"a child that is nobody's");
	return count;
}

bool run(const struct plan *plan, struct outcome_of_run *ret)
{
	struct running running;

	run_start(&running, plan);
	run_wait(&running, 1, ret);
	return ret->done;
}
