/* Which of a run's communes are asked for: those of one département, région or EPCI, or of the nation. */
#ifndef PVD_ELIGIBILITY_PERIMETER_H
#define PVD_ELIGIBILITY_PERIMETER_H

#include "base/fault.h"
#include "eligibility/scorer.h"

/* As requests say it: at most one is not empty; NULL is one that the request does not have. */
struct perimeter_names {
	const char *departement_code, *region_code, *epci_siren;
	const char *within; /* the field they stand in, "scope."; NULL: the request itself */
};

struct perimeter {
	const uint32_t *groups; /* NULL: all communes */
	uint32_t group;
	bool eligible_only;
};

/* TOO_MANY_FILTERS */
bool perimeter_names_one(const struct perimeter_names *names, struct refusal *refusal);
/* UNKNOWN_CODE, with the field of that name. `ret` borrows the dataset. */
bool perimeter_find(const struct dataset *dataset, const struct perimeter_names *names, struct perimeter *ret,
		    struct refusal *refusal);

static inline bool perimeter_has(const struct perimeter *perimeter, const struct scores *scores,
				 size_t commune)
{
	if (perimeter->eligible_only && !scores->eligible[commune])
		return false;
	return !perimeter->groups || perimeter->groups[commune] == perimeter->group;
}

#endif
