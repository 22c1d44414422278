#include "eligibility/react.h"

#include "eligibility/runs.h"
#include "eligibility/scorings.h"
#include "eligibility/standings.h"

void eligibility_react_submitted(struct decision *decision, const Bus__EntryHeader *header,
				 const ProtobufCMessage *message)
{
	Eligibility__Run *run = run_latest(decision->txn, decision->arena);
	struct refusal gone = {0}; /* what the run was made of: the next one tells of this candidacy */
	struct told_run told;

	if (!run)
		return;
	told = (struct told_run){.run_id = run->id, .grid_version = run->grid_version};
	told.scores = scorings_of_run(decision->txn, decision->arena, run, &gone);
	if (told.scores)
		standings_emit(decision, &told, (const Registry__CandidacySubmitted *)message, header);
}
