#include "cli/logistic.h"

#include <math.h>
#include <string.h>

#include "base/real.h"

enum { HALVINGS_MAX = 40 };
#define Z_MAX           700.0 /* beyond, e^z is no number */
#define SUFFICIENT      1e-4  /* of the decrease that the slope promises (Armijo) */
#define ROUNDING        1e-13 /* of the objective: what sums lose */
#define NEAR_BOUND      1e-3
#define CURVATURE_LEAST 1e-12

/* The objective and its derivatives at a place. */
struct place {
	double *weights, *intercepts;
	double value;
	double *slope_w, *slope_b; /* gradient */
	double *curve_w;           /* second derivatives: lower triangle, */
	double *curve_b;           /* diagonal, */
	double *curve_wb;          /* group by group */
};

struct newton {
	const struct logistic_data *data;
	const struct logistic_terms *terms;
	const bool *counted;
	struct place now, next;
	bool *held; /* lines at their bound, which the slope pushes them against */
	double *move_w, *move_b;
	double *matrix, *right; /* of the free lines */
	size_t *free;
	size_t free_count;
};

double logistic_chance(double z)
{
	double power = real_exp(z < -Z_MAX ? -Z_MAX : z > Z_MAX ? -Z_MAX : z > 0 ? -z : z);

	return z > 0 ? 1 / (1 + power) : power / (1 + power);
}

double logistic_sum(const double *weights, const double *row, size_t line_count)
{
	double sum = 0;

	for (size_t i = 0; i < line_count; i++)
		sum += weights[i] * row[i];
	return sum;
}

double logistic_mean_intercept(const struct logistic *fit, size_t group_count)
{
	double sum = 0;
	size_t count = 0;

	for (size_t group = 0; group < group_count; group++) {
		if (!fit->counted[group])
			continue;
		sum += fit->intercepts[group];
		count++;
	}
	return count ? sum / (double)count : 0;
}

/* log(1 + e^z) − y z */
static double loss(double z, bool chosen)
{
	double size = z > 0 ? z : -z;

	return real_log(1 + real_exp(size > Z_MAX ? -Z_MAX : -size)) + (z > 0 ? z : 0) - (chosen ? z : 0);
}

/* ---- The objective */

static void clear(const struct newton *newton, struct place *place)
{
	size_t lines = newton->data->line_count, groups = newton->data->group_count;

	place->value = 0;
	memset(place->slope_w, 0, lines * sizeof *place->slope_w);
	memset(place->slope_b, 0, groups * sizeof *place->slope_b);
	memset(place->curve_w, 0, lines * lines * sizeof *place->curve_w);
	memset(place->curve_b, 0, groups * sizeof *place->curve_b);
	memset(place->curve_wb, 0, groups * lines * sizeof *place->curve_wb);
}

static void add_row(const struct newton *newton, struct place *place, size_t at)
{
	size_t lines = newton->data->line_count;
	uint32_t group = newton->data->groups[at];
	const double *row = newton->data->levels + at * lines;
	bool chosen = newton->data->chosen[at];
	double z = logistic_sum(place->weights, row, lines) + place->intercepts[group];
	double chance = logistic_chance(z), miss = chance - chosen, curve = chance * (1 - chance);

	place->value += loss(z, chosen);
	place->slope_b[group] += miss;
	place->curve_b[group] += curve;
	for (size_t i = 0; i < lines; i++) {
		double part = curve * row[i];

		place->slope_w[i] += miss * row[i];
		place->curve_wb[group * lines + i] += part;
		for (size_t j = 0; j <= i; j++)
			place->curve_w[i * lines + j] += part * row[j];
	}
}

static void add_penalty(const struct newton *newton, struct place *place)
{
	size_t lines = newton->data->line_count;
	double l2 = newton->terms->l2;

	for (size_t i = 0; i < lines; i++) {
		place->value += l2 / 2 * place->weights[i] * place->weights[i];
		place->slope_w[i] += l2 * place->weights[i];
		place->curve_w[i * lines + i] += l2;
	}
}

static void evaluate(const struct newton *newton, struct place *place)
{
	clear(newton, place);
	for (size_t at = 0; at < newton->data->count; at++)
		if (newton->counted[newton->data->groups[at]])
			add_row(newton, place, at);
	add_penalty(newton, place);
}

/* ---- One step */

static bool is_bounded(const struct newton *newton, size_t line)
{
	return !newton->terms->free || !newton->terms->free[line];
}

/* How far from the answer: what is left of the gradient where a line may move. */
static double slope(const struct newton *newton)
{
	const struct place *now = &newton->now;
	double most = 0;

	for (size_t i = 0; i < newton->data->line_count; i++) {
		double left = now->slope_w[i];

		if (is_bounded(newton, i) && left > now->weights[i])
			left = now->weights[i];
		most = fmax(most, fabs(left));
	}
	for (size_t group = 0; group < newton->data->group_count; group++)
		most = fmax(most, fabs(now->slope_b[group]));
	return most;
}

static void choose_free(struct newton *newton, double near)
{
	newton->free_count = 0;
	for (size_t i = 0; i < newton->data->line_count; i++) {
		newton->held[i] =
			is_bounded(newton, i) && newton->now.weights[i] <= near && newton->now.slope_w[i] > 0;
		if (!newton->held[i])
			newton->free[newton->free_count++] = i;
	}
}

static double curve_of_group(const struct place *now, size_t group)
{
	return now->curve_b[group] + CURVATURE_LEAST;
}

/* Schur's complement: what remains for the lines once the intercepts follow them. */
static void eliminate(struct newton *newton)
{
	const struct place *now = &newton->now;
	size_t lines = newton->data->line_count, count = newton->free_count;

	for (size_t a = 0; a < count; a++) {
		newton->right[a] = -now->slope_w[newton->free[a]];
		for (size_t b = 0; b <= a; b++)
			newton->matrix[a * count + b] =
				now->curve_w[newton->free[a] * lines + newton->free[b]];
	}
	for (size_t group = 0; group < newton->data->group_count; group++) {
		const double *cross = now->curve_wb + group * lines;

		for (size_t a = 0; newton->counted[group] && a < count; a++) {
			double part = cross[newton->free[a]] / curve_of_group(now, group);

			newton->right[a] += part * now->slope_b[group];
			for (size_t b = 0; b <= a; b++)
				newton->matrix[a * count + b] -= part * cross[newton->free[b]];
		}
	}
}

/* Cholesky's factor in the place of the matrix, then both triangles solved in the place of the right side. The penalty
 * keeps every pivot above zero, but for rounding. */
static void solve(double *matrix, double *right, size_t count, double least)
{
	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b <= a; b++) {
			double sum = matrix[a * count + b];

			for (size_t k = 0; k < b; k++)
				sum -= matrix[a * count + k] * matrix[b * count + k];
			matrix[a * count + b] = a == b ? sqrt(fmax(sum, least)) : sum / matrix[b * count + b];
		}
	for (size_t a = 0; a < count; a++) {
		for (size_t k = 0; k < a; k++)
			right[a] -= matrix[a * count + k] * right[k];
		right[a] /= matrix[a * count + a];
	}
	for (size_t a = count; a-- > 0;) {
		for (size_t k = a + 1; k < count; k++)
			right[a] -= matrix[k * count + a] * right[k];
		right[a] /= matrix[a * count + a];
	}
}

static void find_moves(struct newton *newton)
{
	const struct place *now = &newton->now;
	size_t lines = newton->data->line_count;

	choose_free(newton, fmin(NEAR_BOUND, slope(newton)));
	eliminate(newton);
	solve(newton->matrix, newton->right, newton->free_count, newton->terms->l2 / 2);
	for (size_t i = 0; i < lines; i++)
		newton->move_w[i] = -now->slope_w[i] / now->curve_w[i * lines + i];
	for (size_t a = 0; a < newton->free_count; a++)
		newton->move_w[newton->free[a]] = newton->right[a];
	for (size_t group = 0; group < newton->data->group_count; group++) {
		double sum = -now->slope_b[group];

		for (size_t a = 0; a < newton->free_count; a++)
			sum -= now->curve_wb[group * lines + newton->free[a]] * newton->right[a];
		newton->move_b[group] = newton->counted[group] ? sum / curve_of_group(now, group) : 0;
	}
}

/* Goes there, `share` of the way, no weight below its bound; the decrease that the slope promises. */
static double go(struct newton *newton, double share)
{
	const struct place *now = &newton->now;
	double promised = 0;

	for (size_t i = 0; i < newton->data->line_count; i++) {
		double to = now->weights[i] + share * newton->move_w[i];

		newton->next.weights[i] = is_bounded(newton, i) && to < 0 ? 0 : to;
		promised -= now->slope_w[i] * (newton->held[i] ? newton->next.weights[i] - now->weights[i]
							       : share * newton->move_w[i]);
	}
	for (size_t group = 0; group < newton->data->group_count; group++) {
		newton->next.intercepts[group] = now->intercepts[group] + share * newton->move_b[group];
		promised -= now->slope_b[group] * share * newton->move_b[group];
	}
	evaluate(newton, &newton->next);
	return promised;
}

static bool step(struct newton *newton)
{
	double share = 1;

	find_moves(newton);
	for (unsigned i = 0; i < HALVINGS_MAX; i++) {
		double promised = go(newton, share);
		struct place last = newton->now;

		if (newton->next.value <= last.value - SUFFICIENT * promised + ROUNDING * fabs(last.value)) {
			newton->now = newton->next;
			newton->next = last;
			return true;
		}
		share /= 2;
	}
	return false;
}

/* ---- From the start to the answer */

static bool make_place(struct place *place, const struct logistic_data *data, struct arena *arena)
{
	size_t lines = data->line_count, groups = data->group_count;

	place->weights = arena_array(arena, lines, sizeof(double));
	place->intercepts = arena_array(arena, groups, sizeof(double));
	place->slope_w = arena_array(arena, lines, sizeof(double));
	place->slope_b = arena_array(arena, groups, sizeof(double));
	place->curve_w = arena_array(arena, lines * lines, sizeof(double));
	place->curve_b = arena_array(arena, groups, sizeof(double));
	place->curve_wb = arena_array(arena, groups * lines, sizeof(double));
	return !arena_exceeded(arena);
}

static bool make_newton(struct newton *newton, struct arena *arena)
{
	size_t lines = newton->data->line_count;

	newton->held = arena_array(arena, lines, sizeof *newton->held);
	newton->free = arena_array(arena, lines, sizeof *newton->free);
	newton->move_w = arena_array(arena, lines, sizeof *newton->move_w);
	newton->move_b = arena_array(arena, newton->data->group_count, sizeof *newton->move_b);
	newton->matrix = arena_array(arena, lines * lines, sizeof *newton->matrix);
	newton->right = arena_array(arena, lines, sizeof *newton->right);
	return make_place(&newton->now, newton->data, arena) &&
	       make_place(&newton->next, newton->data, arena);
}

/* Which groups count, and the intercept that alone would give each its share of chosen ones. */
static void take_groups(struct logistic *ret, const struct logistic_data *data,
			const struct logistic_terms *terms, uint32_t *rows, uint32_t *chosen)
{
	for (size_t at = 0; at < data->count; at++) {
		rows[data->groups[at]]++;
		chosen[data->groups[at]] += data->chosen[at];
	}
	for (size_t group = 0; group < data->group_count; group++) {
		ret->counted[group] = chosen[group] > 0 && chosen[group] < rows[group] &&
				      !(terms->left_out && terms->left_out[group]);
		if (ret->counted[group])
			ret->intercepts[group] =
				real_log((double)chosen[group] / (rows[group] - chosen[group]));
	}
}

static bool make(struct logistic *ret, const struct logistic_data *data, const struct logistic_terms *terms,
		 struct arena *arena)
{
	uint32_t *rows = arena_array(arena, data->group_count, sizeof *rows);
	uint32_t *chosen = arena_array(arena, data->group_count, sizeof *chosen);

	*ret = (struct logistic){.weights = arena_array(arena, data->line_count, sizeof *ret->weights),
				 .intercepts = arena_array(arena, data->group_count, sizeof *ret->intercepts),
				 .counted = arena_array(arena, data->group_count, sizeof *ret->counted)};
	if (!rows || !chosen || arena_exceeded(arena))
		return false;
	take_groups(ret, data, terms, rows, chosen);
	return true;
}

/* Intercepts of the start are those of groups that counted there. */
static void start_from(struct newton *newton, const struct logistic *ret, const struct logistic *start)
{
	struct place *now = &newton->now;

	memcpy(now->intercepts, ret->intercepts, newton->data->group_count * sizeof *now->intercepts);
	for (size_t i = 0; start && i < newton->data->line_count; i++)
		now->weights[i] = is_bounded(newton, i) ? fmax(start->weights[i], 0) : start->weights[i];
	for (size_t group = 0; start && group < newton->data->group_count; group++)
		if (ret->counted[group] && start->counted[group])
			now->intercepts[group] = start->intercepts[group];
}

bool logistic_fit(struct logistic *ret, const struct logistic_data *data, const struct logistic_terms *terms,
		  const struct logistic *start, struct arena *arena)
{
	struct newton newton = {.data = data, .terms = terms};

	if (!make(ret, data, terms, arena) || !make_newton(&newton, arena))
		return false;
	newton.counted = ret->counted;
	start_from(&newton, ret, start);
	evaluate(&newton, &newton.now);
	while ((ret->slope = slope(&newton)) > LOGISTIC_TOLERANCE && ret->steps < LOGISTIC_STEPS_MAX &&
	       step(&newton))
		ret->steps++;
	ret->has_converged = ret->slope <= LOGISTIC_TOLERANCE;
	memcpy(ret->weights, newton.now.weights, data->line_count * sizeof *ret->weights);
	memcpy(ret->intercepts, newton.now.intercepts, data->group_count * sizeof *ret->intercepts);
	return true;
}
