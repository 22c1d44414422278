/* What weights are fitted to: the eligible communes of the départements where a list chooses at least one of them, and
 * who was chosen. Where it chooses nobody nobody can tell whether it looked. */
#ifndef PVD_CLI_SAMPLE_H
#define PVD_CLI_SAMPLE_H

#include "cli/decisions.h"
#include "cli/logistic.h"
#include "cli/measured.h"
#include "cli/recall.h"

enum left_out { LEFT_OUT_UNKNOWN, LEFT_OUT_NOT_ELIGIBLE };

/* Of the list, what is not in the sample. */
struct sample_left_out {
	const struct decision *decision;
	enum left_out why;
	uint32_t population; /* 0: unknown */
};

/* Rows are communes, by code; groups are départements, by code. Borrows from what it was made of, the rest lies in the
 * arena. */
struct sample {
	const char **codes;
	uint32_t *departements; /* by row: the number of its département */
	uint32_t *populations;
	bool *chosen;
	const uint32_t **levels_e9; /* by row: its levels */
	double *levels;             /* the same from 0 to 1, row by row */
	uint32_t *epcis;            /* by row: of its EPCI within the département; alone where it has none */
	size_t count, line_count, epci_count;
	uint32_t chosen_count;
	const char **departement_codes;
	size_t departement_count;
	uint32_t *missing; /* by line: rows without value */
	struct sample_left_out *left_out;
	size_t left_out_count;
};

/* False past the arena's cap. */
bool sample_make(struct sample *ret, const struct measured *measured, const struct decisions *decisions,
		 struct arena *arena);

static inline struct logistic_data sample_logistic(const struct sample *sample)
{
	return (struct logistic_data){.levels = sample->levels,
				      .chosen = sample->chosen,
				      .groups = sample->departements,
				      .count = sample->count,
				      .line_count = sample->line_count,
				      .group_count = sample->departement_count};
}

static inline struct recall_data sample_recall(const struct sample *sample)
{
	return (struct recall_data){.chosen = sample->chosen,
				    .groups = sample->departements,
				    .populations = sample->populations,
				    .count = sample->count,
				    .group_count = sample->departement_count};
}

#endif
