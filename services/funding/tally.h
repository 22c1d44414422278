/* Sums by payer over applications: what totals tell, and what the ledger must agree with. */
#ifndef PVD_FUNDING_TALLY_H
#define PVD_FUNDING_TALLY_H

#include "pvd/funding/v1/application.pb-c.h"
#include "service/service.h"

struct tally {
	struct arena *arena;
	Funding__PayerTotals **payers; /* by payer, in order */
	size_t count, size;
};

struct tally tally_new(struct arena *arena);
/* The row of a payer, made if it is new; NULL where the arena is exceeded. */
Funding__PayerTotals *tally_payer(struct tally *tally, const char *payer);
/* Adds one line; false where the arena is exceeded or a sum does not fit. */
bool tally_add(struct tally *tally, const Funding__PayerLine *line);

#endif
