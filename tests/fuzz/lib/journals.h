/* A service that follows two others, and a replica of a third: their engines, over stores of a few entries. */
#ifndef PVD_TESTS_FUZZ_JOURNALS_H
#define PVD_TESTS_FUZZ_JOURNALS_H

#include "harness.h"

/* Who takes in one journal. */
struct reader_of_journals {
	struct harness *harness;
	unsigned number; /* engine_follow's */
	const char *source;
};

/* Once per process. */
void journals_make(void);
void journals_free(void);
/* Puts both stores back to what they were at first. */
void journals_reset(void);

/* 0 and 1: of the follower, 2: of the replica. */
const struct reader_of_journals *journals_reader(unsigned n);

/* Where it stands, as its status and what it would ask for next say. In the harness's arena. */
struct standing {
	uint64_t sequence;
	const char *halted; /* "": it goes on */
	bool has_hash;      /* not while it is halted, or looks for what it has in common */
	struct hash hash;
};
struct standing journals_standing(const struct reader_of_journals *reader);
void journals_turn(struct harness *harness);
void journals_resume(const struct reader_of_journals *reader, bool rewind);

/* The FetchResponse with its entries chained to where the reader stands; itself where it is none. `numbered`: with the
 * sequences that come next. In the harness's arena. */
struct bytes journals_seal(const struct reader_of_journals *reader, struct bytes body, bool numbered);

/* Puts bytes where the follower's own journal has its n-th entry: verification must see it, and nobody crash. */
void journals_change_store(unsigned n, struct bytes stored);

/* What was taken in is whole: journals verify, states are what a rebuild makes of them. */
void journals_check(void);

#endif
