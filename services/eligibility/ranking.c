#include "eligibility/ranking.h"

#include <string.h>

#include "base/require.h"

enum { DIGIT_BITS = 11, DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS };

static uint32_t digit_of(uint32_t key, unsigned digit)
{
	return key >> (DIGIT_BITS * digit) & (DIGIT_VALUES - 1);
}

/* Moves the items from one place to the other, in the order of one digit. */
static void sort_digit(const struct ranked *from, struct ranked *to, size_t count, unsigned digit,
		       const uint32_t counts[DIGIT_VALUES])
{
	uint32_t next[DIGIT_VALUES], sum = 0;

	for (unsigned value = 0; value < DIGIT_VALUES; value++) {
		next[value] = sum;
		sum += counts[value];
	}
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(from[i].key, digit)]++] = from[i];
}

void radix_sort(struct ranked *items, struct ranked *spare, size_t count)
{
	uint32_t counts[DIGITS][DIGIT_VALUES] = {{0}};
	struct ranked *from = items, *to = spare, *held;

	for (size_t i = 0; i < count; i++)
		for (unsigned digit = 0; digit < DIGITS; digit++)
			counts[digit][digit_of(items[i].key, digit)]++;
	for (unsigned digit = 0; digit < DIGITS && count; digit++) {
		if (counts[digit][digit_of(items[0].key, digit)] == count)
			continue; /* all have the same */
		sort_digit(from, to, count, digit, counts[digit]);
		held = from;
		from = to;
		to = held;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
}

static uint32_t group_of(const struct contest *contest, size_t n)
{
	return contest->groups ? contest->groups[n] : 1;
}

/* Those that take part, counted by group. */
static size_t enter(const struct contest *contest, struct ranked *items, uint32_t *counts)
{
	size_t count = 0;

	for (size_t i = 0; i < contest->count; i++) {
		uint32_t group = group_of(contest, i), value = contest->values[i];

		if (group == 0 || (contest->has && !contest->has[i]))
			continue;
		items[count].key = contest->lower_is_better ? value : ~value;
		items[count++].number = (uint32_t)i;
		counts[group]++;
	}
	return count;
}

/* The sorted items, group after group; `next` is room for as many numbers as there are groups, and one. */
static void part_by_group(const struct contest *contest, const struct ranked *from, struct ranked *to,
			  size_t count, const uint32_t *counts, uint32_t *next)
{
	uint32_t sum = 0;

	for (uint32_t group = 0; group <= contest->group_count; group++) {
		next[group] = sum;
		sum += counts[group];
	}
	for (size_t i = 0; i < count; i++)
		to[next[group_of(contest, from[i].number)]++] = from[i];
}

/* `items` are one group. */
static void rank_group(const struct ranked *items, size_t count, struct ranking *ranking)
{
	size_t first = 0;

	while (first < count) {
		size_t end = first;

		while (end < count && items[end].key == items[first].key)
			end++;
		for (size_t i = first; i < end; i++) {
			ranking->rank[items[i].number] = (uint32_t)first + 1;
			ranking->worse[items[i].number] = (uint32_t)(count - end);
		}
		first = end;
	}
}

struct ranking ranking_of(struct arena *arena, const struct contest *contest)
{
	struct ranking ranking = {
		.rank = arena_array(arena, contest->count + 1, sizeof(*ranking.rank)),
		.worse = arena_array(arena, contest->count + 1, sizeof(*ranking.worse)),
		.count = arena_array(arena, contest->group_count + 1, sizeof(*ranking.count)),
	};
	struct arena_mark mark = arena_mark(arena);
	struct ranked *items = arena_array(arena, contest->count + 1, sizeof(*items));
	struct ranked *spare = arena_array(arena, contest->count + 1, sizeof(*spare));
	uint32_t *next = arena_array(arena, contest->group_count + 1, sizeof(*next));
	size_t count;

	require(ranking.rank && ranking.worse && ranking.count && items && spare && next);
	count = enter(contest, items, ranking.count);
	radix_sort(items, spare, count);
	part_by_group(contest, items, spare, count, ranking.count, next);
	for (uint32_t group = 1; group <= contest->group_count; group++) {
		rank_group(spare, ranking.count[group], &ranking);
		spare += ranking.count[group];
	}
	arena_rewind(arena, mark);
	return ranking;
}
