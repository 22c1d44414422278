/* How much of each département is in the programme: counts that apply keeps, so that a page that everyone sees
 * first asks for a hundred rows and not for all communes. */
#ifndef PVD_REGISTRY_FIGURES_H
#define PVD_REGISTRY_FIGURES_H

#include "base/arena.h"
#include "store/txn.h"

struct figures {
	uint32_t territories;         /* in the programme, coordinated here */
	uint32_t labelled_communes;   /* that lie here */
	uint64_t labelled_population; /* of those, each one's latest */
	uint32_t communes;
	uint32_t communes_under_limit; /* of the criteria in force, in their reference year */
};

/* All zero where nothing was counted. */
struct figures figures_load(struct txn *txn, const char *departement);

/* A territory coordinated there has come (1) or gone (-1). */
void figures_add_territory(struct txn *txn, const char *departement, int change);
/* Counts again what is labelled in the départements of these communes. */
void figures_count_labelled_of(struct txn *txn, char *const *communes, size_t n);
/* Counts communes and what is labelled again, in the départements of these communes (by code, ascending), and
 * everywhere; territories stay, which neither geography nor populations move. */
void figures_count_of(struct txn *txn, struct arena *arena, char *const *communes, size_t n);
void figures_count_all(struct txn *txn, struct arena *arena);

#endif
