/* How well scores find those who were chosen: the K best of each group, K the number chosen there, against who was
 * chosen; and AUC, the share of pairs of one chosen and one not that scores put in the right order, equal scores counting
 * one half. Counts are whole numbers. */
#ifndef PVD_CLI_RECALL_H
#define PVD_CLI_RECALL_H

#include "base/arena.h"

struct recall_data {
	const bool *chosen;
	const uint32_t *groups;      /* from 0 */
	const uint32_t *populations; /* of equal scores the more populous is first, then the first row */
	size_t count, group_count;
};

struct recall_group {
	uint32_t count, chosen;
	uint32_t found;      /* chosen among the K best */
	uint32_t found_wide; /* among the 1.5 K best, rounded half up */
	double auc;          /* NAN where all or none are chosen */
};

struct recall {
	const struct recall_data *data;
	const uint64_t *scores;
	uint32_t *order; /* rows, the best first */
	struct recall_group *groups;
};

/* Shares from 0 to 1, of all groups together but for the last. */
struct recall_figures {
	double found, found_wide;
	double auc;      /* NAN where all or none are chosen */
	double auc_mean; /* of the groups that have one */
};
enum { RECALL_FIGURES = sizeof(struct recall_figures) / sizeof(double) };

/* Borrows data and scores, the rest lies in the arena; false past its cap. */
bool recall_make(struct recall *ret, const struct recall_data *data, const uint64_t *scores,
		 struct arena *arena);

/* `times`: how often each group counts; NULL: once. */
struct recall_figures recall_figures(const struct recall *recall, const uint32_t *times);

/* How many of the chosen are among the n best of their part, n the number chosen there. Parts are told by row, from 0. */
uint32_t recall_in_parts(const struct recall *recall, const uint32_t *parts, size_t part_count,
			 struct arena *arena);

/* 1.5 K, rounded half up */
static inline uint32_t recall_wide(uint32_t chosen)
{
	return (3 * chosen + 1) / 2;
}

#endif
