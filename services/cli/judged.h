/* One way of scoring, judged: its figures, and how far they could be others had there been other départements. */
#ifndef PVD_CLI_JUDGED_H
#define PVD_CLI_JUDGED_H

#include "cli/recall.h"
#include "cli/resampling.h"

enum { RESAMPLES = 2000 };

struct judged {
	struct recall_figures mean, least, most; /* over repeats */
	struct interval
		intervals[RECALL_FIGURES]; /* of the mean, groups drawn anew; in the order of the figures */
};

/* Of the same rows, scored once or more. The same seed draws the same groups. False past the arena's cap. */
bool judged_make(struct judged *ret, const struct recall *recalls, unsigned count, uint64_t seed,
		 struct arena *arena);

#endif
