/* How indicators are made of others: one function of each origin that a definition may have. Each fills the values of a
 * column that has none, and tells what it was made of. */
#ifndef PVD_ELIGIBILITY_DERIVE_H
#define PVD_ELIGIBILITY_DERIVE_H

#include "eligibility/columns.h"

/* carry.c: what is recorded, from codes as they were to communes as they are */
void carry_series(struct columns *columns, const struct series *series, struct column *column);

/* derive_value.c: of the commune's own values */
void derive_ratio(struct columns *columns, const Eligibility__Ratio *of, struct column *column);
void derive_sum(struct columns *columns, const Eligibility__Sum *of, struct column *column);
void derive_trend(struct columns *columns, const Eligibility__Trend *of, struct column *column);
void derive_presence(struct columns *columns, const Eligibility__Presence *of, struct column *column);
void derive_first_known(struct columns *columns, const Eligibility__FirstKnown *of, struct column *column);
void derive_steps(struct columns *columns, const Eligibility__StepTable *of, struct column *column);
/* The value of the last step that begins at or below; NAN below the first. */
double steps_value(Eligibility__Step *const *steps, size_t count, double value);

/* derive_group.c: of those that have a group in common */
void derive_in_group(struct columns *columns, const Eligibility__InGroup *of, struct column *column);

/* derive_place.c: of those around */
void derive_nearest(struct columns *columns, const Eligibility__Nearest *of, struct column *column);
void derive_catchment(struct columns *columns, const Eligibility__Catchment *of, struct column *column);
void derive_around(struct columns *columns, const Eligibility__Around *of, struct column *column);

#endif
