/* Folds events into the state. */
#include "eligibility/grids.h"
#include "eligibility/indicators.h"
#include "eligibility/overrides.h"
#include "eligibility/runs.h"
#include "eligibility/series.h"
#include "eligibility/state.h"
#include "eligibility_binding.h"
#include "service/record.h"

void eligibility_apply_grid_adopted(struct application *application, const Eligibility__GridAdopted *event)
{
	Eligibility__Grid *grid = grid_adopted(application->arena, event->grid, application->at);

	record_put_text(application->txn, application->arena, TABLE_GRIDS, grid->version, &grid->base);
	record_put_text(application->txn, application->arena, TABLE_ELIGIBILITY, RECORD_GRID, &grid->base);
}

static bool is_of_nation(const Eligibility__Run *run)
{
	return !run->scope || (!*run->scope->departement_code && !*run->scope->region_code);
}

void eligibility_apply_run_completed(struct application *application, const Eligibility__RunCompleted *event)
{
	Eligibility__Run *run = run_completed(application->arena, event, application->at);
	struct key sequence = key_of_u64(application->header->sequence);
	struct hash inputs = run_inputs(run);

	record_put(application->txn, application->arena, TABLE_RUNS, key_bytes(&sequence), &run->base);
	txn_put(application->txn, TABLE_RUN_IDS, bytes_text(run->id), key_bytes(&sequence));
	txn_put(application->txn, TABLE_RUN_INPUTS, hash_bytes(&inputs), key_bytes(&sequence));
	if (is_of_nation(run))
		txn_put(application->txn, TABLE_ELIGIBILITY, bytes_text(RECORD_RUN), key_bytes(&sequence));
}

void eligibility_apply_indicators_defined(struct application *application,
					  const Eligibility__IndicatorsDefined *event)
{
	struct bytes before = txn_get(application->txn, TABLE_ELIGIBILITY, bytes_text(RECORD_INDICATORS));
	struct hash defined =
		hash_of(before, arena_pack(application->arena, &event->base), (struct bytes){0});

	for (size_t i = 0; i < event->n_indicators; i++)
		indicator_put(application->txn, application->arena, event->indicators[i]);
	txn_put(application->txn, TABLE_ELIGIBILITY, bytes_text(RECORD_INDICATORS), hash_bytes(&defined));
}

void eligibility_apply_series_recorded(struct application *application,
				       const Eligibility__SeriesRecorded *event)
{
	series_put(application, event);
}

void eligibility_apply_override_recorded(struct application *application,
					 const Eligibility__OverrideRecorded *event)
{
	Eligibility__Override *override =
		override_recorded(application->arena, event, application->header->actor, application->at);

	record_put_text(application->txn, application->arena, TABLE_OVERRIDES, event->commune_code,
			&override->base);
}

void eligibility_apply_override_withdrawn(struct application *application,
					  const Eligibility__OverrideWithdrawn *event)
{
	txn_delete(application->txn, TABLE_OVERRIDES, bytes_text(event->commune_code));
}

/* Said for those who follow; what it says can be made again. */
void eligibility_apply_candidacy_scored(struct application *application,
					const Eligibility__CandidacyScored *event)
{
	(void)application;
	(void)event;
}
