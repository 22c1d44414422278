/* Where each of many stands among those of its group. Equal values share the best rank. */
#ifndef PVD_ELIGIBILITY_RANKING_H
#define PVD_ELIGIBILITY_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* A real number as a key that orders as it does. It is not NaN; both zeros are one. */
static inline uint64_t key_of_real(double value)
{
	uint64_t bits;

	value += 0.0;
	memcpy(&bits, &value, sizeof(bits));
	return bits >> 63 ? ~bits : bits | 1ULL << 63;
}

/* Numbers of those that take part, ascending by key; equal keys by number. */
struct order {
	uint32_t *numbers;
	uint64_t *keys; /* of each in turn */
	size_t count;
};

/* Of those of `count` that `has` tells of; NULL: all. In time that grows with the count alone: by radix. */
struct order order_of(struct arena *arena, size_t count, const uint64_t *keys, const bool *has);
/* The same without those that `keep` does not tell of. */
struct order order_within(struct arena *arena, const struct order *order, const bool *keep);

struct ranking {
	uint32_t *rank;            /* 1 is best; 0: it takes no part, or has no group */
	uint32_t *rank_from_worst; /* 1 is worst; NULL: not asked for */
	uint32_t *count;           /* by group: how many of it take part */
};

struct contest {
	const struct order *order;
	size_t count;           /* of all, whether they take part or not */
	const uint32_t *groups; /* numbers from 1 to group_count; 0: in none; NULL: all are in group 1 */
	uint32_t group_count;
	bool lower_is_better, from_worst_too;
};

/* The ranking lies in the arena. */
struct ranking ranking_of(struct arena *arena, const struct contest *contest);

#endif
