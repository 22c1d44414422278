/* Folds events into the state. */
#include "eligibility/grids.h"
#include "eligibility/runs.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "service/record.h"

void eligibility_apply_grid_adopted(struct application *application, const Eligibility__GridAdopted *event)
{
	Eligibility__Grid *grid = grid_adopted(application->arena, event->grid, application->at);

	record_put_text(application->txn, application->arena, TABLE_GRIDS, grid->version, &grid->base);
	record_put_text(application->txn, application->arena, TABLE_ELIGIBILITY, RECORD_GRID, &grid->base);
}

void eligibility_apply_run_completed(struct application *application, const Eligibility__RunCompleted *event)
{
	Eligibility__Run *run = run_completed(application->arena, event, application->at);
	struct key sequence = key_of_u64(application->header->sequence);

	record_put(application->txn, application->arena, TABLE_RUNS, key_bytes(&sequence), &run->base);
	txn_put(application->txn, TABLE_RUN_IDS, bytes_text(run->id), key_bytes(&sequence));
	txn_put(application->txn, TABLE_GRID_RUNS, bytes_text(run->grid_version), key_bytes(&sequence));
}

/* Said for those who follow; what it says can be made again. */
void eligibility_apply_candidacy_scored(struct application *application,
					const Eligibility__CandidacyScored *event)
{
	(void)application;
	(void)event;
}
