/* A calibration: the weights of a grid's lines that best tell who was chosen, and how far they tell it in départements
 * that they were not fitted to. Whole weights of 100 are fitted and rounded anew for each fold; nothing of a département
 * judges weights that saw it. The same sample, settings and seed give the same numbers. */
#ifndef PVD_CLI_CALIBRATION_H
#define PVD_CLI_CALIBRATION_H

#include "cli/judged.h"
#include "cli/sample.h"

enum { WEIGHTS_TOTAL = 100, CHANCE_STEPS = 10, BEST_LINES = 3 };

struct calibration_settings {
	double l2;
	uint32_t folds, repeats;
	uint64_t seed;
	const bool *free; /* by line: whose sign alone is asked for */
	bool per_epci;
	/* Called before each fit; may be NULL. */
	void (*progress)(void *ctx, unsigned done, unsigned total);
	void *ctx;
};

struct judged_line {
	size_t line;
	struct judged judged;
};

/* Of a line's whole weight over the folds of all repeats. */
struct stability {
	double mean, deviation;
	uint32_t least, most;
};

/* Communes to which the regression gives about the same chance. */
struct chance_step {
	uint32_t count, chosen;
	double predicted; /* mean */
};

struct calibration {
	const struct sample *sample;
	struct logistic_data logistic;
	struct recall_data recall;
	struct calibration_settings settings; /* folds: no more than there are départements */
	struct logistic fit;
	uint32_t *weights;        /* of 100 */
	struct logistic free_fit; /* with the free lines free; no weights where there is none */
	unsigned unfinished;      /* fits of folds that did not converge */
	struct judged folds, left_out_one, population, in_sample;
	struct judged_line lines[BEST_LINES]; /* each alone, the best first */
	size_t judged_line_count;
	struct stability *stability;   /* by line */
	struct recall left_out_recall; /* by département, each scored by the others' weights */
	struct chance_step chances[CHANCE_STEPS];
	uint32_t found_in_epcis; /* with per_epci */
};

enum calibration_end { CALIBRATION_DONE, CALIBRATION_TOO_LARGE, CALIBRATION_NO_WEIGHT };

/* The sample has two départements at least. All lies in the arena. */
enum calibration_end calibration_make(struct calibration *ret, const struct sample *sample,
				      const struct calibration_settings *settings, struct arena *arena);

#endif
