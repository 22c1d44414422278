#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "cli/recall.h"

enum { ARENA_MAX = 1 << 20 };

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_MAX);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct recall made(const struct recall_data *data, const uint64_t *scores)
{
	struct recall recall;

	arena_reset(arena);
	assert_true(recall_make(&recall, data, scores, arena));
	return recall;
}

static void expect_near(double found, double wanted)
{
	if (!(fabs(found - wanted) < 1e-12))
		fail_msg("%.15f, and not %.15f", found, wanted);
}

/* Two groups; the first chooses 2 of 4, the second 1 of 3. */
static const bool CHOSEN[] = {true, false, true, false, false, true, false};
static const uint32_t GROUPS[] = {0, 0, 0, 0, 1, 1, 1};
static const uint32_t POPULATIONS[] = {10, 20, 30, 40, 50, 60, 70};
static const struct recall_data DATA = {
	.chosen = CHOSEN, .groups = GROUPS, .populations = POPULATIONS, .count = 7, .group_count = 2};

static void the_k_best_of_each_group(void **state)
{
	static const uint64_t scores[] = {90, 80, 70, 60, 50, 40, 30};
	struct recall recall = made(&DATA, scores);
	struct recall_figures figures = recall_figures(&recall, NULL);

	(void)state;
	assert_int_equal(recall.groups[0].count, 4);
	assert_int_equal(recall.groups[0].chosen, 2);
	assert_int_equal(recall.groups[0].found, 1);      /* of the first two */
	assert_int_equal(recall.groups[0].found_wide, 2); /* of three */
	assert_int_equal(recall.groups[1].found, 0);
	assert_int_equal(recall.groups[1].found_wide, 1); /* 1.5 is 2 */
	expect_near(figures.found, 1.0 / 3);
	expect_near(figures.found_wide, 1);
	expect_near(recall.groups[0].auc, 3.0 / 4); /* pairs: 90>80, 90>60, 70>60 */
	expect_near(recall.groups[1].auc, 1.0 / 2);
	expect_near(figures.auc_mean, 5.0 / 8);
	/* 90 above all 4 others, 70 above 60 50 30, 40 above 30 */
	expect_near(figures.auc, 8.0 / 12);
}

static void half_of_equal_scores(void **state)
{
	static const uint64_t same[] = {5, 5, 5, 5, 5, 5, 5}, some[] = {5, 5, 3, 1, 2, 2, 9};
	struct recall recall = made(&DATA, same);

	(void)state;
	expect_near(recall_figures(&recall, NULL).auc, 0.5);
	recall = made(&DATA, some);
	expect_near(recall.groups[0].auc, (0.5 + 1 + 0 + 1) / 4);
	expect_near(recall.groups[1].auc, 0.5 / 2);
	/* 5: above 1 2, half of 5, below 9; 3: above 1 2; 2: above 1, half of 2 */
	expect_near(recall_figures(&recall, NULL).auc, (2.5 + 2 + 1.5) / 12);
}

static void of_equal_scores_the_more_populous_is_first_then_the_first_row(void **state)
{
	static const uint64_t same[] = {5, 5, 5, 5, 5, 5, 5};
	static const uint32_t populations[] = {10, 20, 20, 5, 60, 60, 60};
	static const uint32_t order[] = {4, 5, 6, 1, 2, 0, 3};
	struct recall_data data = DATA;
	struct recall recall;

	(void)state;
	data.populations = populations;
	recall = made(&data, same);
	for (size_t i = 0; i < data.count; i++)
		assert_int_equal(recall.order[i], order[i]);
	assert_int_equal(recall.groups[0].found, 1); /* rows 1 and 2 */
	assert_int_equal(recall.groups[1].found, 0); /* row 4 */
	assert_int_equal(recall.groups[1].found_wide, 1);
}

/* A group that is drawn twice is there twice: the same as if its rows were. */
static void groups_that_count_twice(void **state)
{
	static const uint64_t scores[] = {90, 80, 70, 60, 50, 40, 30};
	static const uint32_t times[] = {2, 1}, only[] = {0, 3};
	static const bool chosen[] = {true, false, true, false, true, false, true, false, false, true, false};
	static const uint32_t groups[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2};
	static const uint32_t populations[11];
	static const uint64_t doubled[] = {90, 80, 70, 60, 90, 80, 70, 60, 50, 40, 30};
	const struct recall_data data = {.chosen = chosen,
					 .groups = groups,
					 .populations = populations,
					 .count = 11,
					 .group_count = 3};
	struct recall recall = made(&DATA, scores), other;
	struct recall_figures figures = recall_figures(&recall, times), wanted;

	(void)state;
	assert_true(recall_make(&other, &data, doubled, arena));
	wanted = recall_figures(&other, NULL);
	expect_near(figures.found, wanted.found);
	expect_near(figures.found_wide, wanted.found_wide);
	expect_near(figures.auc, wanted.auc);
	expect_near(figures.auc_mean, wanted.auc_mean);
	figures = recall_figures(&recall, only);
	expect_near(figures.found, 0);
	expect_near(figures.auc, 0.5);
}

static void without_anybody_to_tell_apart_there_is_no_auc(void **state)
{
	static const bool all[] = {true, true, true, true, false, true, false};
	static const uint64_t scores[] = {90, 80, 70, 60, 50, 40, 30};
	static const uint32_t first[] = {1, 0};
	struct recall_data data = DATA;
	struct recall recall;

	(void)state;
	data.chosen = all;
	recall = made(&data, scores);
	assert_true(isnan(recall.groups[0].auc));
	assert_int_equal(recall.groups[0].found_wide, 4);
	expect_near(recall_figures(&recall, NULL).auc_mean, 0.5);
	assert_true(isnan(recall_figures(&recall, first).auc));
	assert_true(isnan(recall_figures(&recall, first).auc_mean));
}

static void the_best_of_each_part(void **state)
{
	static const uint64_t scores[] = {90, 80, 70, 60, 50, 40, 30};
	static const uint32_t parts[] = {0, 0, 1, 1, 2, 2, 3};
	struct recall recall = made(&DATA, scores);

	(void)state;
	/* 90 of part 0, 70 of part 1; of part 2 it is 50, who was not chosen */
	assert_int_equal(recall_in_parts(&recall, parts, 4, arena), 2);
}

static void one_and_a_half_is_rounded_half_up(void **state)
{
	(void)state;
	assert_int_equal(recall_wide(0), 0);
	assert_int_equal(recall_wide(1), 2);
	assert_int_equal(recall_wide(2), 3);
	assert_int_equal(recall_wide(3), 5);
	assert_int_equal(recall_wide(37), 56);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_k_best_of_each_group),
		cmocka_unit_test(half_of_equal_scores),
		cmocka_unit_test(of_equal_scores_the_more_populous_is_first_then_the_first_row),
		cmocka_unit_test(groups_that_count_twice),
		cmocka_unit_test(without_anybody_to_tell_apart_there_is_no_auc),
		cmocka_unit_test(the_best_of_each_part),
		cmocka_unit_test(one_and_a_half_is_rounded_half_up),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
