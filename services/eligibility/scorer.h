/* The scorer: grid, criteria and dataset in, every commune's score out. A pure function in integers: the same three
 * give the same bytes, whenever and wherever they are put together.
 *
 * For each indicator a commune is ranked among those of its reference (nation, région, département, EPCI). Its
 * percentile is the share it beats of those it does not equal: 10 000 for the best, 0 for the last, whatever the
 * number that share a value, so that an indicator most communes are equal in favours nobody among them. Weight times
 * percentile, rounded to the nearest, is what the indicator contributes; the score is the sum of what is told.
 *
 * The hard criteria only say who is eligible: all are scored, and the eligible are ranked by score. */
#ifndef PVD_ELIGIBILITY_SCORER_H
#define PVD_ELIGIBILITY_SCORER_H

#include "eligibility/dataset.h"
#include "eligibility/indicators.h"
#include "eligibility/ranking.h"
#include "pvd/eligibility/v1/grid.pb-c.h"
#include "pvd/registry/v1/criteria.pb-c.h"

/* Changes whenever the same inputs would give other bytes: rules, indicators, or what is digested. */
enum { SCORER_VERSION = 1 };

enum { WHOLE_BP = 10000, NEUTRAL_BP = WHOLE_BP / 2 };

/* Of the hard criteria, the one that a commune fails. */
enum failed_criterion { FAILED_NONE, FAILED_POPULATION_LIMIT, FAILED_POPULATION_UNKNOWN };

/* What one line of the grid gave. */
struct scored {
	const struct indicator *indicator;
	const Eligibility__GridIndicator *line;
	struct measure measure;
	const uint32_t *groups; /* of the reference; NULL: the nation */
	struct ranking ranking;
	uint16_t *percentiles, *contributions; /* basis points */
};

struct scores {
	const struct dataset *dataset;
	const Eligibility__Grid *grid;
	const Registry__Criteria *criteria;
	struct scored *scored; /* in the grid's order */
	size_t scored_count;
	uint16_t *score, *completeness; /* basis points */
	uint8_t *failed;                /* enum failed_criterion */
	bool *eligible;
	uint32_t eligible_count;
	struct ranking departement, region, nation; /* of the eligible, by score */
	uint32_t *order; /* all: the eligible before the others, each the best first, then by code */
};

/* Everything lies in the arena or is borrowed. The grid's indicators are known ones. */
void scores_make(struct arena *arena, const Eligibility__Grid *grid, const Registry__Criteria *criteria,
		 const struct dataset *dataset, struct scores *ret);

/* Of all scores and contributions, in a form of fixed widths (scorer_digest.c). */
struct hash scores_digest(const struct scores *scores);

/* Whether the commune's value counted: it has one, and its reference exists. */
static inline bool scored_has(const struct scored *scored, size_t commune)
{
	return scored->ranking.rank[commune] != 0;
}

/* The number of its group within the reference. */
static inline uint32_t scored_group(const struct scored *scored, size_t commune)
{
	return scored->groups ? scored->groups[commune] : 1;
}

#endif
