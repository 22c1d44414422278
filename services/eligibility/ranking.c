#include "eligibility/ranking.h"

#include "base/require.h"

enum { DIGIT_BITS = 11, DIGITS = 6, DIGIT_VALUES = 1 << DIGIT_BITS };

struct item {
	uint64_t key;
	uint32_t number;
};

static uint32_t digit_of(uint64_t key, unsigned digit)
{
	return key >> (DIGIT_BITS * digit) & (DIGIT_VALUES - 1);
}

/* Moves the items from one place to the other, in the order of one digit. */
static void sort_digit(const struct item *from, struct item *to, size_t count, unsigned digit,
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

/* Ascending by key; equal keys keep their order. Returns where they are: `items`, or `spare`, which is as large. */
static struct item *radix_sort(struct item *items, struct item *spare, size_t count)
{
	uint32_t counts[DIGITS][DIGIT_VALUES] = {{0}};

	for (size_t i = 0; i < count; i++)
		for (unsigned digit = 0; digit < DIGITS; digit++)
			counts[digit][digit_of(items[i].key, digit)]++;
	for (unsigned digit = 0; digit < DIGITS && count; digit++) {
		struct item *held = items;

		if (counts[digit][digit_of(items[0].key, digit)] == count)
			continue; /* all have the same */
		sort_digit(items, spare, count, digit, counts[digit]);
		items = spare;
		spare = held;
	}
	return items;
}

static struct order order_new(struct arena *arena, size_t most)
{
	struct order order = {.numbers = arena_array(arena, most + 1, sizeof(*order.numbers)),
			      .keys = arena_array(arena, most + 1, sizeof(*order.keys))};

	require(order.numbers && order.keys); /* the country is far smaller than the arena */
	return order;
}

struct order order_of(struct arena *arena, size_t count, const uint64_t *keys, const bool *has)
{
	struct order order = order_new(arena, count);
	struct arena_mark mark = arena_mark(arena);
	struct item *items = arena_array(arena, count + 1, sizeof(*items));
	struct item *spare = arena_array(arena, count + 1, sizeof(*spare));

	require(items && spare);
	for (size_t i = 0; i < count; i++)
		if (!has || has[i])
			items[order.count++] = (struct item){keys[i], (uint32_t)i};
	items = radix_sort(items, spare, order.count);
	for (size_t i = 0; i < order.count; i++) {
		order.numbers[i] = items[i].number;
		order.keys[i] = items[i].key;
	}
	arena_rewind(arena, mark);
	return order;
}

struct order order_within(struct arena *arena, const struct order *order, const bool *keep)
{
	struct order within = order_new(arena, order->count);

	for (size_t i = 0; i < order->count; i++) {
		if (!keep[order->numbers[i]])
			continue;
		within.numbers[within.count] = order->numbers[i];
		within.keys[within.count++] = order->keys[i];
	}
	return within;
}

/* ---- Ranks */

static uint32_t group_of(const struct contest *contest, uint32_t number)
{
	return contest->groups ? contest->groups[number] : 1;
}

/* What one group has seen so far. */
struct standing {
	uint32_t seen;
	uint32_t rank; /* of the last */
	uint64_t key;  /* of the last */
};

/* Counts ranks from one end of the order. `standings` are one of each group, and zero. */
static void walk(const struct contest *contest, bool forwards, struct standing *standings, uint32_t *ranks)
{
	const struct order *order = contest->order;

	for (size_t i = 0; i < order->count; i++) {
		size_t at = forwards ? i : order->count - 1 - i;
		uint32_t number = order->numbers[at], group = group_of(contest, number);
		struct standing *standing = &standings[group];

		if (group == 0)
			continue;
		standing->seen++;
		if (standing->seen == 1 || order->keys[at] != standing->key)
			standing->rank = standing->seen;
		standing->key = order->keys[at];
		ranks[number] = standing->rank;
	}
}

static uint32_t *ranks_new(struct arena *arena, size_t count)
{
	uint32_t *ranks = arena_array(arena, count + 1, sizeof(*ranks));

	require(ranks);
	return ranks;
}

struct ranking ranking_of(struct arena *arena, const struct contest *contest)
{
	struct ranking ranking = {.rank = ranks_new(arena, contest->count),
				  .count = ranks_new(arena, contest->group_count)};
	struct arena_mark mark;
	struct standing *standings;

	if (contest->from_worst_too)
		ranking.rank_from_worst = ranks_new(arena, contest->count);
	mark = arena_mark(arena);
	standings = arena_array(arena, contest->group_count + 1, sizeof(*standings));
	require(standings);
	walk(contest, contest->lower_is_better, standings, ranking.rank);
	for (uint32_t group = 1; group <= contest->group_count; group++)
		ranking.count[group] = standings[group].seen;
	if (contest->from_worst_too) {
		memset(standings, 0, (contest->group_count + 1) * sizeof(*standings));
		walk(contest, !contest->lower_is_better, standings, ranking.rank_from_worst);
	}
	arena_rewind(arena, mark);
	return ranking;
}
