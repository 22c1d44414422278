/* Ranks, against the plainest way to count them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "eligibility/ranking.h"

enum { ITEMS = 600, GROUPS = 7, ARENA = 4 << 20 };

struct items {
	uint32_t values[ITEMS], groups[ITEMS];
	bool has[ITEMS];
};

/* The same every time. Few values: most are shared. Some of more than 16 bits. */
static struct items some_items(void)
{
	struct items items;
	struct hash hash = hash_of(bytes_text("ranks"), (struct bytes){0}, (struct bytes){0});

	for (size_t i = 0; i < ITEMS; i++) {
		hash = hash_of(hash_bytes(&hash), (struct bytes){0}, (struct bytes){0});
		items.values[i] = hash.bytes[0] % 32 + (hash.bytes[1] % 4 ? 0 : 0x01020000u);
		items.groups[i] = hash.bytes[2] % (GROUPS + 1);
		items.has[i] = hash.bytes[3] % 5 != 0;
	}
	items.values[0] = UINT32_MAX;
	items.values[1] = 0;
	return items;
}

static bool competes(const struct items *items, const struct contest *contest, size_t i, uint32_t group)
{
	if (contest->has && !items->has[i])
		return false;
	return (contest->groups ? items->groups[i] : 1) == group;
}

static void assert_item(const struct items *items, const struct contest *contest,
			const struct ranking *ranking, size_t n)
{
	uint32_t group = contest->groups ? items->groups[n] : 1, better = 0, worse = 0, count = 0;

	if (!group || !competes(items, contest, n, group)) {
		assert_int_equal(ranking->rank[n], 0);
		return;
	}
	for (size_t i = 0; i < ITEMS; i++) {
		if (!competes(items, contest, i, group))
			continue;
		count++;
		better += contest->lower_is_better ? items->values[i] < items->values[n]
						   : items->values[i] > items->values[n];
		worse += contest->lower_is_better ? items->values[i] > items->values[n]
						  : items->values[i] < items->values[n];
	}
	assert_int_equal(ranking->rank[n], better + 1);
	assert_int_equal(ranking->worse[n], worse);
	assert_int_equal(ranking->count[group], count);
}

static void ranks_are_what_counting_gives(void **state)
{
	struct arena *arena = arena_new(ARENA);
	struct items items = some_items();

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct contest contest = {.count = ITEMS,
					  .values = items.values,
					  .has = i & 1 ? items.has : NULL,
					  .groups = i & 2 ? items.groups : NULL,
					  .group_count = i & 2 ? GROUPS : 1,
					  .lower_is_better = i & 4};
		struct ranking ranking = ranking_of(arena, &contest);

		for (size_t n = 0; n < ITEMS; n++)
			assert_item(&items, &contest, &ranking, n);
	}
	arena_free(arena);
}

static void nobody_gives_no_rank(void **state)
{
	struct arena *arena = arena_new(ARENA);
	bool has[1] = {false};
	uint32_t values[1] = {7};
	struct contest contest = {.group_count = 1, .values = values};

	(void)state;
	assert_int_equal(ranking_of(arena, &contest).count[1], 0);
	contest.count = 1;
	contest.has = has;
	assert_int_equal(ranking_of(arena, &contest).rank[0], 0);
	arena_free(arena);
}

static void sorting_keeps_the_order_of_equals(void **state)
{
	enum { COUNT = 1000 };
	static struct ranked items[COUNT], spare[COUNT];

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++)
		items[i] = (struct ranked){.key = (i * 7919 % 50) << 26 | i % 3, .number = i};
	radix_sort(items, spare, COUNT);
	for (uint32_t i = 1; i < COUNT; i++) {
		assert_true(items[i - 1].key <= items[i].key);
		if (items[i - 1].key == items[i].key)
			assert_true(items[i - 1].number < items[i].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_are_what_counting_gives),
		cmocka_unit_test(nobody_gives_no_rank),
		cmocka_unit_test(sorting_keeps_the_order_of_equals),
	};

	return cmocka_run_group_tests_name("eligibility/ranking", tests, NULL, NULL);
}
