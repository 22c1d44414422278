/* The scorer: a grid, criteria and data in, every commune's score out. The same ones give the same bytes, whenever and
 * wherever they are put together: levels are kept in whole billionths, all that follows is done in integers, and what is
 * real before it is made of operations that are defined to the last bit (base/real.h).
 *
 * Each line of the grid makes a level from 0 to 1 of the commune's value (levels.h); weight × level are its points; the
 * score is their sum. The hard criteria only say who is eligible: all are scored, and the eligible are ranked. */
#ifndef PVD_ELIGIBILITY_SCORER_H
#define PVD_ELIGIBILITY_SCORER_H

#include "base/time.h"
#include "eligibility/levels.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/registry/v1/criteria.pb-c.h"

/* Changes whenever the same inputs would give other bytes: rules, or what is digested. */
enum { SCORER_VERSION = 2 };

enum { WHOLE_BP = 10000 };

/* Points are kept in 1e-13 of the whole: weight in ten-thousandths × level in billionths. */
#define POINTS_ONE ((uint64_t)WHOLE_BP * LEVEL_ONE)

/* As people read them: of 100. */
static inline double points_of_100(uint64_t points)
{
	return (double)points / ((double)POINTS_ONE / 100);
}

/* Of the hard criteria, the one that a commune fails first. Those of the grid follow by their number in it. */
enum failed_criterion {
	FAILED_NONE,
	FAILED_POPULATION_LIMIT,
	FAILED_POPULATION_UNKNOWN,
	FAILED_GRID_CRITERION,
};

/* What is scored, by what. */
struct scoring_terms {
	const Eligibility__Grid *grid;
	const Registry__Criteria *criteria;
	uint32_t population_limit;                  /* the criteria's, or another that is tried */
	struct civil_date criteria_on;              /* the day whose criteria of the grid hold */
	const char *departement_code, *region_code; /* of the scope; both "": the nation */
};

struct criterion_kept {
	const Eligibility__Criterion *criterion;
	const struct column *column;
	bool in_force;
};

struct scores {
	const struct dataset *dataset;
	struct scoring_terms terms;
	const struct levels **levels; /* in the grid's order */
	size_t line_count;
	struct criterion_kept *criteria; /* the grid's */
	uint64_t *score;                 /* points */
	uint16_t *completeness;          /* ten-thousandths */
	uint8_t *failed;                 /* enum failed_criterion */
	bool *eligible;                  /* and in the scope */
	bool *in_scope;
	uint32_t commune_count, eligible_count;     /* of the scope */
	struct ranking departement, region, nation; /* of the eligible, by score */
	/* Those of the scope: the eligible before the others, each the best first, then by code. */
	uint32_t *order;
};

/* Everything lies in the arena or is borrowed; `scratch` is as it was. The grid's indicators are known ones, the scope is
 * in the dataset. */
void scores_make(struct arena *arena, struct arena *scratch, struct columns *columns,
		 struct levels_kept *kept, const struct scoring_terms *terms, struct scores *ret);

/* Of all scores and points, in a form of fixed widths (scorer_digest.c). */
struct hash scores_digest(const struct scores *scores);

/* Whether the commune's value counted: it has one, and a group to be compared with if it is compared. */
static inline bool scores_has(const struct scores *scores, size_t line, size_t commune)
{
	const struct levels *levels = scores->levels[line];

	return levels->ranking.rank ? levels->ranking.rank[commune] != 0
				    : !isnan(levels->column->values[commune]);
}

/* What a line gave. */
static inline uint64_t scores_points(const struct scores *scores, size_t line, size_t commune)
{
	return (uint64_t)scores->terms.grid->indicators[line]->weight_bp *
	       scores->levels[line]->levels[commune];
}

/* Whether the criterion holds on that day. */
bool criterion_in_force(const Eligibility__Criterion *criterion, struct civil_date on);
/* Whether the commune meets it; one without value does. */
static inline bool criterion_met(const struct criterion_kept *kept, size_t commune)
{
	const Eligibility__Condition *condition = kept->criterion->condition;
	double value = kept->column->values[commune];

	return !kept->in_force || isnan(value) ||
	       comparison_holds(condition->comparison, value, condition->threshold);
}

/* POPULATION_LIMIT and so on; "" for FAILED_NONE. */
const char *scores_failed_name(const struct scores *scores, size_t commune);

#endif
