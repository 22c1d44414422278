/* Two scorings side by side: who is chosen by the one and not by the other. */
#ifndef PVD_ELIGIBILITY_COMPARISON_H
#define PVD_ELIGIBILITY_COMPARISON_H

#include "eligibility/perimeter.h"
#include "pvd/eligibility/v1/comparison.pb-c.h"

/* How many are chosen, as a request says it; NULL: whoever is eligible. */
bool *chosen_of(struct arena *arena, const struct scores *scores, const Eligibility__Places *places);

/* One of the communes that both scorings have, by its number in each. */
struct pair {
	uint32_t before, after;
};

struct comparison {
	const struct scores *before, *after;
	struct pair *pairs; /* of the perimeter, by code */
	size_t count;
	bool *chosen_before, *chosen_after; /* by the numbers of each */
};

/* Spearman's, of those that are eligible in both; 1 where they are fewer than two. */
double comparison_correlation(struct arena *arena, const struct comparison *comparison);

#endif
