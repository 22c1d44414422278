/* The values of indicators in memory, by commune: recorded ones carried to the communes there are today, the others made
 * of them as their definitions say. Each is made when it is first asked for, and kept as long as the data is. */
#ifndef PVD_ELIGIBILITY_COLUMNS_H
#define PVD_ELIGIBILITY_COLUMNS_H

#include <math.h>

#include "eligibility/data.h"
#include "eligibility/dataset.h"
#include "eligibility/indicators.h"
#include "eligibility/ranking.h"

/* Communes by number; numbers from 1; 0: in none. */
struct grouping {
	const uint32_t *groups; /* NULL: all are in group 1 */
	uint32_t count;
};

static inline uint32_t grouping_of(const struct grouping *grouping, size_t commune)
{
	return grouping->groups ? grouping->groups[commune] : 1;
}

struct column {
	const Eligibility__Indicator *indicator;
	double *values; /* NAN: none */
	size_t known;   /* how many have one */
	uint32_t year;  /* 0: of several years, or none is known */
	const char *source;
	const uint32_t
		*sources; /* numbers in the dataset's list, by commune; NULL: `source` is all communes' */
	char **texts;     /* of a group: of what the values are numbers of, from 0 */
	size_t text_count;
	struct order *order; /* of those that have a value; NULL: nobody has asked yet (column_order) */
};

struct columns {
	struct arena *arena;
	struct arena *scratch; /* for the making of one column */
	const struct dataset *dataset;
	struct series_list series;
	struct indicators indicators;
	struct txn *txn; /* to read blocks from: the caller's, for as long as it asks */
	bool failed;     /* a block is missing */
	struct made_column *made;
	size_t made_count;
	struct made_grouping *groupings;
	size_t grouping_count;
	struct spot *spots; /* NULL: nobody has asked yet */
};

/* Everything lies in the arena or is borrowed; what is of no use any more once a column is made lies in `scratch`. */
void columns_init(struct columns *columns, struct arena *arena, struct arena *scratch,
		  const struct dataset *dataset, const struct series_list *series,
		  const struct indicators *indicators);
/* Whether there is room for what another request may ask for. */
bool columns_have_room(const struct columns *columns);
/* Of the year, 0 being the latest. Without any value where nothing is recorded; the indicator is a known one. */
const struct column *columns_get(struct columns *columns, const char *indicator_id, uint32_t year);
/* Those that have a value, the lowest first. */
const struct order *column_order(struct columns *columns, const struct column *column);
/* The communes that have it in common; false where there is no such group. */
bool columns_group(struct columns *columns, const char *group_id, struct grouping *ret);
/* Where the value that this commune has is published. */
const char *column_source(const struct dataset *dataset, const struct column *column, size_t commune);

/* ---- For those who make columns */

/* The operand's; NULL stands for a column without values. */
const struct column *columns_operand(struct columns *columns, const Eligibility__Operand *operand);
/* All values unknown. */
void column_init(struct columns *columns, struct column *column);
/* What the column is made of: its year and source are those of what it is made of. */
void column_made_of(struct columns *columns, struct column *column, const struct column *of);
void column_made_of_conditions(struct columns *columns, struct column *column,
			       Eligibility__Condition *const *conditions, size_t count);
/* Who meets all conditions. */
bool *columns_meeting(struct columns *columns, Eligibility__Condition *const *conditions, size_t count);
bool comparison_holds(Eligibility__Comparison comparison, double value, double threshold);
/* Zeroed: for as long as the columns, or until the column that is being made is made. */
void *columns_array(struct columns *columns, size_t count, size_t size);
void *columns_scratch(struct columns *columns, size_t count, size_t size);

#endif
