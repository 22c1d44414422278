/* A service's engine that begins each input from the same store: what it was when it was kept. */
#ifndef PVD_TESTS_FUZZ_STAGE_H
#define PVD_TESTS_FUZZ_STAGE_H

#include "harness.h"

struct stage {
	struct harness *harness;
	struct harness kept; /* its times, names and counts */
	struct buf store;    /* data.mdb */
	struct arena_mark mark;
	size_t commit; /* the last one in it */
	bool used;     /* since it was put back */
};

/* The harness, as it is now, is what every input begins with; it is the stage's from here on. */
void stage_keep(struct stage *stage, struct harness *harness);
/* For an input to do with it what it wants. */
struct harness *stage_use(struct stage *stage);
/* Puts back what was kept, whatever has become of it. */
void stage_reset(struct stage *stage);
/* How many commits the store has seen, which it keeps itself. */
size_t stage_commits(const struct stage *stage);
/* Whether anything was committed since it was put back. */
bool stage_changed(const struct stage *stage);
void stage_free(struct stage *stage);

#endif
