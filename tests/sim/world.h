/* The world of one run: its time, what is still to happen in it, and the record of what did. One per process:
 * a seed runs in a process of its own, which a violation ends.
 *
 * Time is virtual: it stands still while something happens, and moves to the next event. What happens at the
 * same moment happens in the order it was planned in. */
#ifndef PVD_SIM_WORLD_H
#define PVD_SIM_WORLD_H

#include "base/bytes.h"
#include "base/time.h"
#include "chance.h"

/* What a seed's run may be made smaller by: faults, users and their acts are numbered, and some may be left
 * out. */
enum { ITEM_FAULTS = 0, ITEM_USERS = 128, ITEM_ACTS = 256, ITEMS_MAX = 8192 };

struct plan {
	uint64_t seed;
	bool tell;                        /* write the trace to standard output */
	unsigned char out[ITEMS_MAX / 8]; /* bit set: the item is left out */
};

enum fault_kind {
	FAULT_KILL,        /* a process, between two steps */
	FAULT_KILL_WITHIN, /* a process, within a turn: between any two writes, flushes, frames */
	FAULT_POWER,       /* the machine, within a turn of one of its processes */
	FAULT_STOP,        /* a process stands still for a while, and reads nothing */
	FAULT_DISK_ERROR,  /* writes or flushes fail, once or for a while */
	FAULT_DISK_FULL,   /* no room for a while */
	FAULT_CLOCK,       /* the wall clock of the machine, or of a user's, jumps */
	FAULT_LOSE,        /* a while during which frames are lost */
	FAULT_DOUBLE,      /* doubled */
	FAULT_DELAY,       /* late */
	FAULT_REORDER,     /* overtaking each other on one connection */
	FAULT_CUT,         /* a connection ends, told or not */
	FAULT_SLOW_READER, /* a connection takes few frames */
	FAULT_CLIENT,      /* a user's process dies, and begins again with what it had noted */
	FAULT_KINDS,
};
extern const char *const FAULT_NAMES[FAULT_KINDS];

/* How a run ended, where whoever began it finds it. */
struct outcome_of_run {
	bool done; /* it came to its end, and all held */
	char invariant[64];
	char words[400];
	char hash[65];
	uint64_t steps, lines, acts, commands, virtual_ms;
	uint64_t faults[FAULT_KINDS];
	uint64_t deaths; /* of processes, within a turn or not */
	uint64_t frames_lost, frames_doubled, frames_delayed, frames_reordered;
	unsigned items; /* reached, for shrinking */
};

struct world {
	const struct plan *plan;
	struct outcome_of_run *outcome;
	int64_t now_us;  /* since the machine was started */
	int64_t wall_us; /* of the machine, at now_us = 0: moves when its clock is set */
	bool in_core;    /* a clock that is read now is read by who must be given its time */
	bool calm;       /* no fault begins any more */
};
extern struct world world;

void world_begin(const struct plan *plan, struct outcome_of_run *outcome);
/* Never returns: the run is over, and all held. */
void world_end(void) __attribute__((noreturn));

/* Whether the item of that number takes part; counts it as reached. */
bool world_item(unsigned number);

struct instant world_instant(void);
struct monotonic world_monotonic(void);

/* Plans something. `arg` tells a stale event from a living one. */
typedef void world_event(void *ctx, uint64_t arg);
void world_in(int64_t us, world_event *event, void *ctx, uint64_t arg);
/* Makes the next event happen; false when there is none until `until_us`, which is then now. */
bool world_step(int64_t until_us);

/* One line of the record: part of the hash of the run, and told where the plan says so. */
void trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A short name for bytes in the record. */
uint32_t digest_of(struct bytes bytes);

/* What must never be, is: the run ends here. `invariant` is a literal. */
void violated(const char *invariant, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
#define holds(condition, invariant, ...) ((condition) ? (void)0 : violated(invariant, __VA_ARGS__))

#endif
