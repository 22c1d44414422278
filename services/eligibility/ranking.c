#include "eligibility/ranking.h"

#include <string.h>

#include "base/require.h"

enum { DIGITS = 8, DIGIT_VALUES = 256 };

static uint8_t digit_of(uint64_t key, unsigned digit)
{
	return (uint8_t)(key >> (8 * digit));
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

/* Those that take part, by group, the best first. */
static size_t enter(const struct contest *contest, struct ranked *items)
{
	size_t count = 0;

	for (size_t i = 0; i < contest->count; i++) {
		uint32_t group = contest->groups ? contest->groups[i] : 1;
		uint32_t value = contest->values[i];

		if (group == 0 || (contest->has && !contest->has[i]))
			continue;
		items[count].key = (uint64_t)group << 32 | (contest->lower_is_better ? value : ~value);
		items[count++].number = (uint32_t)i;
	}
	return count;
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
	size_t count, first = 0;

	require(ranking.rank && ranking.worse && ranking.count && items && spare);
	count = enter(contest, items);
	radix_sort(items, spare, count);
	while (first < count) {
		uint32_t group = (uint32_t)(items[first].key >> 32);
		size_t end = first;

		while (end < count && items[end].key >> 32 == group)
			end++;
		rank_group(items + first, end - first, &ranking);
		ranking.count[group] = (uint32_t)(end - first);
		first = end;
	}
	arena_rewind(arena, mark);
	return ranking;
}
