/* Ranks, against the plainest way to count them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "eligibility/ranking.h"

enum { ITEMS = 600, GROUPS = 7, ARENA = 4 << 20 };

struct items {
	double values[ITEMS];
	uint64_t keys[ITEMS];
	uint32_t groups[ITEMS];
	bool has[ITEMS];
};

/* The same every time. Few values: most are shared. Some are large, some below zero, some fractions. */
static struct items some_items(void)
{
	struct items items;
	struct hash hash = hash_of(bytes_text("ranks"), (struct bytes){0}, (struct bytes){0});

	for (size_t i = 0; i < ITEMS; i++) {
		hash = hash_of(hash_bytes(&hash), (struct bytes){0}, (struct bytes){0});
		items.values[i] = (hash.bytes[0] % 32 - 11) / 7.0 + (hash.bytes[1] % 4 ? 0 : 1e12);
		items.groups[i] = hash.bytes[2] % (GROUPS + 1);
		items.has[i] = hash.bytes[3] % 5 != 0;
	}
	items.values[0] = 1e300;
	items.values[1] = -1e300;
	items.values[2] = -0.0; /* equal to 0 */
	for (size_t i = 0; i < ITEMS; i++)
		items.keys[i] = key_of_real(items.values[i]);
	return items;
}

static bool competes(const struct items *items, const struct contest *contest, const bool *has, size_t i,
		     uint32_t group)
{
	if (has && !has[i])
		return false;
	return (contest->groups ? items->groups[i] : 1) == group;
}

static void assert_item(const struct items *items, const struct contest *contest, const bool *has,
			const struct ranking *ranking, size_t n)
{
	uint32_t group = contest->groups ? items->groups[n] : 1, better = 0, worse = 0, count = 0;

	if (!group || !competes(items, contest, has, n, group)) {
		assert_int_equal(ranking->rank[n], 0);
		assert_int_equal(ranking->rank_from_worst[n], 0);
		return;
	}
	for (size_t i = 0; i < ITEMS; i++) {
		if (!competes(items, contest, has, i, group))
			continue;
		count++;
		better += contest->lower_is_better ? items->values[i] < items->values[n]
						   : items->values[i] > items->values[n];
		worse += contest->lower_is_better ? items->values[i] > items->values[n]
						  : items->values[i] < items->values[n];
	}
	assert_int_equal(ranking->rank[n], better + 1);
	assert_int_equal(ranking->rank_from_worst[n], worse + 1);
	assert_int_equal(ranking->count[group], count);
}

static void ranks_are_what_counting_gives(void **state)
{
	struct arena *arena = arena_new(ARENA);
	struct items items = some_items();

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		const bool *has = i & 1 ? items.has : NULL;
		struct order order = order_of(arena, ITEMS, items.keys, has);
		struct contest contest = {.order = &order,
					  .count = ITEMS,
					  .groups = i & 2 ? items.groups : NULL,
					  .group_count = i & 2 ? GROUPS : 1,
					  .lower_is_better = i & 4,
					  .from_worst_too = true};
		struct ranking ranking = ranking_of(arena, &contest);

		for (size_t n = 0; n < ITEMS; n++)
			assert_item(&items, &contest, has, &ranking, n);
	}
	arena_free(arena);
}

static void nobody_gives_no_rank(void **state)
{
	struct arena *arena = arena_new(ARENA);
	bool has[1] = {false};
	uint64_t keys[1] = {7};
	struct order order = order_of(arena, 0, NULL, NULL);
	struct contest contest = {.order = &order, .group_count = 1};

	(void)state;
	assert_int_equal(ranking_of(arena, &contest).count[1], 0);
	order = order_of(arena, 1, keys, has);
	assert_int_equal(order.count, 0);
	contest.count = 1;
	assert_int_equal(ranking_of(arena, &contest).rank[0], 0);
	arena_free(arena);
}

static void sorting_keeps_the_order_of_equals(void **state)
{
	enum { COUNT = 1000 };
	static uint64_t keys[COUNT];
	struct arena *arena = arena_new(ARENA);
	struct order order;

	(void)state;
	for (uint64_t i = 0; i < COUNT; i++) /* every digit of the radix counts */
		keys[i] = (i * 7919 % 50) << 60 | (i % 3) << 33 | i % 2;
	order = order_of(arena, COUNT, keys, NULL);
	assert_int_equal(order.count, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		assert_true(order.keys[i] == keys[order.numbers[i]]);
	for (size_t i = 1; i < COUNT; i++) {
		assert_true(order.keys[i - 1] <= order.keys[i]);
		if (order.keys[i - 1] == order.keys[i])
			assert_true(order.numbers[i - 1] < order.numbers[i]);
	}
	arena_free(arena);
}

/* What is left is in the order it had. */
static void an_order_without_some_is_that_of_the_others(void **state)
{
	struct arena *arena = arena_new(ARENA);
	struct items items = some_items();
	struct order all = order_of(arena, ITEMS, items.keys, NULL);
	struct order some = order_of(arena, ITEMS, items.keys, items.has);
	struct order within = order_within(arena, &all, items.has);

	(void)state;
	assert_int_equal(within.count, some.count);
	assert_memory_equal(within.numbers, some.numbers, some.count * sizeof(*some.numbers));
	assert_memory_equal(within.keys, some.keys, some.count * sizeof(*some.keys));
	arena_free(arena);
}

static void keys_order_as_numbers_do(void **state)
{
	static const double ascending[] = {-INFINITY, -1e300, -2, -1.5, -1e-300, 0,
					   1e-300,    1.5,    2,  1e12, 1e300,   INFINITY};

	(void)state;
	for (size_t i = 1; i < sizeof(ascending) / sizeof(*ascending); i++)
		assert_true(key_of_real(ascending[i - 1]) < key_of_real(ascending[i]));
	assert_true(key_of_real(-0.0) == key_of_real(0.0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_are_what_counting_gives),
		cmocka_unit_test(nobody_gives_no_rank),
		cmocka_unit_test(sorting_keeps_the_order_of_equals),
		cmocka_unit_test(an_order_without_some_is_that_of_the_others),
		cmocka_unit_test(keys_order_as_numbers_do),
	};

	return cmocka_run_group_tests_name("eligibility/ranking", tests, NULL, NULL);
}
