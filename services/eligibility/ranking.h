/* Where each of many stands among those of its group. Equal values share the best rank. */
#ifndef PVD_ELIGIBILITY_RANKING_H
#define PVD_ELIGIBILITY_RANKING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct ranking {
	uint32_t *rank;  /* 1 is best; 0: it has no value, or no group */
	uint32_t *worse; /* how many of its group have a worse value */
	uint32_t *count; /* by group: how many of it have a value */
};

struct contest {
	size_t count;
	const uint32_t *values;
	const bool *has;        /* a value; NULL: all have */
	const uint32_t *groups; /* numbers from 1 to group_count; 0: in none; NULL: all are in group 1 */
	uint32_t group_count;
	bool lower_is_better;
};

/* In time that grows with the counts alone: by radix. The ranking lies in the arena. */
struct ranking ranking_of(struct arena *arena, const struct contest *contest);

/* Sorts items by their keys, ascending; equal keys keep their order. `spare` is as large as `items`. */
struct ranked {
	uint32_t key, number;
};
void radix_sort(struct ranked *items, struct ranked *spare, size_t count);

#endif
