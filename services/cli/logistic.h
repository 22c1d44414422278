/* Logistic regression with an intercept of its own for each group, none of which is penalised:
 *
 *	minimise  Σ log(1 + e^z) − y z  +  l2 / 2 × |w|²,   z = w · x + b(group),   w ≥ 0 but where it is free.
 *
 * So only rows of one group are compared with each other. The problem is convex, and strictly so in w: there is one
 * answer, also where the chosen and the others are told apart without fault. Found by Newton's method projected on the
 * bounds (Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM J. Control and
 * Optimization 20, 1982), the intercepts eliminated from each step. The same input gives the same bits everywhere: sums
 * in the order of the rows, functions of base/real.h. No input or output here. */
#ifndef PVD_CLI_LOGISTIC_H
#define PVD_CLI_LOGISTIC_H

#include "base/arena.h"

enum { LOGISTIC_STEPS_MAX = 100 };
#define LOGISTIC_TOLERANCE 1e-8

struct logistic_data {
	const double *levels;   /* x, row by row, from 0 to 1 */
	const bool *chosen;     /* y */
	const uint32_t *groups; /* from 0 */
	size_t count, line_count, group_count;
};

struct logistic_terms {
	double l2;            /* above 0 */
	const bool *free;     /* by line; NULL: none */
	const bool *left_out; /* by group: as if it had no rows; NULL: none */
};

struct logistic {
	double *weights, *intercepts;
	/* Groups that all or none of the rows are chosen of say nothing of weights, and have no intercept. */
	bool *counted;
	double slope; /* the largest that remains: of the gradient, projected */
	unsigned steps;
	bool has_converged;
};

/* From `start`, or where that is NULL from all weights 0. The answer lies in the arena; false past its cap. */
bool logistic_fit(struct logistic *ret, const struct logistic_data *data, const struct logistic_terms *terms,
		  const struct logistic *start, struct arena *arena);

/* w · x of a row. */
double logistic_sum(const double *weights, const double *row, size_t line_count);
/* 1 / (1 + e^−z) */
double logistic_chance(double z);
/* The mean of the intercepts that there are; 0 where there is none. */
double logistic_mean_intercept(const struct logistic *fit, size_t group_count);

#endif
