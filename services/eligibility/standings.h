/* How the communes of a candidacy stand in a run, said to those whom the candidacy concerns. */
#ifndef PVD_ELIGIBILITY_STANDINGS_H
#define PVD_ELIGIBILITY_STANDINGS_H

#include "eligibility/scorer.h"
#include "pvd/registry/v1/candidacy.pb-c.h"
#include "service/service.h"

/* The run that is told of. */
struct told_run {
	const char *run_id, *grid_version;
	const struct scores *scores;
};

/* Emits CandidacyScored; `header` is that of the candidacy's entry, whose audience is this one's. */
void standings_emit(struct decision *decision, const struct told_run *run,
		    const Registry__CandidacySubmitted *candidacy, const Bus__EntryHeader *header);
/* Of every candidacy that is open. */
void standings_emit_all(struct decision *decision, const struct told_run *run);

#endif
