/* Chance that is none: a stream of numbers from a seed (splitmix64). Each part of a run has a stream of its
 * own, so that leaving one part out changes as little as possible of what the others do. */
#ifndef PVD_SIM_CHANCE_H
#define PVD_SIM_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

static inline uint64_t chance_next(struct chance *chance)
{
	uint64_t x = chance->state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static inline struct chance chance_of(uint64_t seed, uint64_t stream)
{
	struct chance chance = {.state = seed * 0xd1342543de82ef95 + stream};

	chance.state = chance_next(&chance) ^ stream;
	return chance;
}

/* 0 to n - 1; n is not 0. */
static inline unsigned chance_below(struct chance *chance, unsigned n)
{
	return (unsigned)(chance_next(chance) >> 32) % n;
}

static inline int64_t chance_between(struct chance *chance, int64_t from, int64_t to)
{
	return from + (int64_t)(chance_next(chance) >> 1) % (to - from + 1);
}

static inline bool chance_percent(struct chance *chance, unsigned percent)
{
	return chance_below(chance, 100) < percent;
}

#endif
