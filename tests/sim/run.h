/* One seed, from the first start of an instance to its rest. */
#ifndef PVD_SIM_RUN_H
#define PVD_SIM_RUN_H

#include <sys/types.h>

#include "world.h"

/* A run in a process of its own, in a folder of memory of its own. */
struct running {
	pid_t pid; /* 0: none */
	struct plan plan;
	struct outcome_of_run *outcome; /* shared with the process */
	char dir[64];
};

void run_start(struct running *running, const struct plan *plan);
/* Waits for one of them, clears it, and gives its index; what it was asked to do is still in `plan`. */
unsigned run_wait(struct running *some, unsigned count, struct outcome_of_run *ret);

/* Both, for one. True if it came to its end and all held. */
bool run(const struct plan *plan, struct outcome_of_run *ret);

#endif
