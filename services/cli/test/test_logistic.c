#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "cli/logistic.h"

enum { ROWS = 600, LINES = 4, GROUPS = 6, ARENA_MAX = 8 << 20 };

static double levels[ROWS * LINES];
static bool chosen[ROWS];
static uint32_t groups[ROWS];
static struct arena *arena;

static const struct logistic_data DATA = {.levels = levels,
					  .chosen = chosen,
					  .groups = groups,
					  .count = ROWS,
					  .line_count = LINES,
					  .group_count = GROUPS};

/* Two lines that count, one that counts against its sign, one that says nothing, and something nobody measured. */
static void make_rows(void)
{
	for (unsigned i = 0; i < ROWS; i++) {
		double *row = levels + (size_t)i * LINES;

		for (unsigned j = 0; j < LINES; j++)
			row[j] = (i * i * (31 + j) + i * 7919 + j * 104729) % 1009 / 1008.0;
		groups[i] = i % GROUPS;
		chosen[i] =
			3 * row[0] + 1.5 * row[1] - row[2] + 2 * (i * 6151 % 997 / 996.0) + groups[i] * 0.2 >
			4.2;
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_MAX);
	make_rows();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct logistic fit(const struct logistic_data *data, const struct logistic_terms *terms)
{
	struct logistic ret;

	arena_reset(arena);
	assert_true(logistic_fit(&ret, data, terms, NULL, arena));
	assert_true(ret.has_converged);
	return ret;
}

static void expect(const double *found, const double *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!(fabs(found[i] - wanted[i]) < 1e-6))
			fail_msg("%zu: %.9f, and not %.9f", i, found[i], wanted[i]);
}

/* The figures of these four were computed of the same rows with NumPy: SciPy's L-BFGS-B with bounds told which weight is
 * held at 0, and Newton's method on the others and one indicator variable for each group gave all digits. */
static void weights_are_those_of_another_method(void **state)
{
	static const double weights[] = {5.393302769, 3.589004109, 0.000000000, 0.606131373},
			    intercepts[] = {-7.831195695, -7.723869123, -6.618716148,
					    -6.762340750, -6.714416210, -5.782104515};
	const struct logistic_terms terms = {.l2 = 1};
	struct logistic found = fit(&DATA, &terms);

	(void)state;
	expect(found.weights, weights, LINES);
	expect(found.intercepts, intercepts, GROUPS);
	assert_true(found.weights[2] == 0); /* held at its bound */
	assert_in_range(found.steps, 2, 20);
}

static void a_free_line_may_weigh_against_its_sign(void **state)
{
	static const double weights[] = {5.488391747, 3.611736754, -1.876063823, 0.586151825};
	static const bool is_free[LINES] = {false, false, true, false};
	const struct logistic_terms terms = {.l2 = 1, .free = is_free};

	(void)state;
	expect(fit(&DATA, &terms).weights, weights, LINES);
}

static void a_larger_penalty_makes_smaller_weights(void **state)
{
	static const double weights[] = {1.924409756, 1.248355153, 0.000000000, 0.187579962};
	const struct logistic_terms terms = {.l2 = 10};

	(void)state;
	expect(fit(&DATA, &terms).weights, weights, LINES);
}

static void groups_left_out_say_nothing(void **state)
{
	static const double weights[] = {4.869293291, 3.195923186, 0.000000000, 0.433391420};
	static const bool left_out[GROUPS] = {true, false, false, true, false, false};
	const struct logistic_terms terms = {.l2 = 1, .left_out = left_out};
	struct logistic found = fit(&DATA, &terms);
	double mean =
		(found.intercepts[1] + found.intercepts[2] + found.intercepts[4] + found.intercepts[5]) / 4;

	(void)state;
	expect(found.weights, weights, LINES);
	assert_false(found.counted[0]);
	assert_true(found.counted[1]);
	assert_true(fabs(logistic_mean_intercept(&found, GROUPS) - mean) < 1e-12);
}

static void where_one_begins_does_not_matter(void **state)
{
	const struct logistic_terms terms = {.l2 = 1};
	struct logistic first, again;

	(void)state;
	arena_reset(arena);
	assert_true(logistic_fit(&first, &DATA, &terms, NULL, arena));
	assert_true(logistic_fit(&again, &DATA, &terms, &first, arena));
	assert_true(again.has_converged);
	assert_in_range(again.steps, 0, 1);
	expect(again.weights, first.weights, LINES);
}

/* One line, one group, two rows at 0 and 1: by symmetry b = −w / 2, and then l2 × w = 1 / (1 + e^(w / 2)). */
static void the_smallest_case_is_solved_by_hand(void **state)
{
	static const double two[] = {0, 1};
	static const bool second[] = {false, true};
	static const uint32_t one_group[] = {0, 0};
	const struct logistic_data data = {.levels = two,
					   .chosen = second,
					   .groups = one_group,
					   .count = 2,
					   .line_count = 1,
					   .group_count = 1};
	const struct logistic_terms terms = {.l2 = 0.001};
	struct logistic found = fit(&data, &terms);
	double low = 0, high = 100;

	(void)state;
	for (int i = 0; i < 200; i++) {
		double middle = (low + high) / 2;

		*(0.001 * middle < 1 / (1 + exp(middle / 2)) ? &low : &high) = middle;
	}
	assert_true(fabs(found.weights[0] - low) < 1e-4);
	assert_true(fabs(found.intercepts[0] + low / 2) < 1e-4);
}

static void what_is_told_apart_without_fault_stays_finite(void **state)
{
	static bool apart[ROWS];
	struct logistic_data data = DATA;
	const struct logistic_terms terms = {.l2 = 0.001};
	struct logistic found;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		apart[i] = levels[i * LINES] > 0.7;
	data.chosen = apart;
	found = fit(&data, &terms);
	assert_true(found.weights[0] > 50 && found.weights[0] < 1e4);
	assert_true(isfinite(found.intercepts[0]));
}

static void groups_without_choice_do_not_count(void **state)
{
	static bool all[ROWS];
	struct logistic_data data = DATA;
	const struct logistic_terms terms = {.l2 = 1};
	static const bool left_out[GROUPS] = {true, true, false, false, false, false};
	const struct logistic_terms without = {.l2 = 1, .left_out = left_out};
	double weights[LINES];

	(void)state;
	memcpy(weights, fit(&DATA, &without).weights, sizeof weights);
	for (size_t i = 0; i < ROWS; i++)
		all[i] = groups[i] == 0 ? true : groups[i] == 1 ? false : chosen[i];
	data.chosen = all;
	expect(fit(&data, &terms).weights, weights, LINES);
	assert_false(fit(&data, &terms).counted[0]);
	memset(all, 1, sizeof all);
	assert_true(fit(&data, &terms).weights[0] == 0);
}

static void lines_that_say_the_same_share_the_weight(void **state)
{
	static double twice[ROWS * 2];
	struct logistic_data data = DATA;
	const struct logistic_terms terms = {.l2 = 1};
	struct logistic found;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		twice[2 * i] = twice[2 * i + 1] = levels[i * LINES];
	data.levels = twice;
	data.line_count = 2;
	found = fit(&data, &terms);
	assert_true(found.weights[0] > 1);
	assert_true(fabs(found.weights[0] - found.weights[1]) < 1e-7);
}

static void chances(void **state)
{
	(void)state;
	assert_true(logistic_chance(0) == 0.5);
	assert_true(fabs(logistic_chance(2) - 1 / (1 + exp(-2))) < 1e-15);
	assert_true(fabs(logistic_chance(-2) + logistic_chance(2) - 1) < 1e-15);
	assert_true(logistic_chance(1e6) == 1 && logistic_chance(-1e6) >= 0 &&
		    logistic_chance(-1e6) < 1e-300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_are_those_of_another_method),
		cmocka_unit_test(a_free_line_may_weigh_against_its_sign),
		cmocka_unit_test(a_larger_penalty_makes_smaller_weights),
		cmocka_unit_test(groups_left_out_say_nothing),
		cmocka_unit_test(where_one_begins_does_not_matter),
		cmocka_unit_test(the_smallest_case_is_solved_by_hand),
		cmocka_unit_test(what_is_told_apart_without_fault_stays_finite),
		cmocka_unit_test(groups_without_choice_do_not_count),
		cmocka_unit_test(lines_that_say_the_same_share_the_weight),
		cmocka_unit_test(chances),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
