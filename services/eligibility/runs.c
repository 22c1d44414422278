#include "eligibility/runs.h"

#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/state.h"
#include "service/check.h"
#include "service/record.h"

static Eligibility__Run *run_at(struct txn *txn, struct arena *arena, struct bytes sequence)
{
	if (!sequence.data)
		return NULL;
	return record_get(txn, arena, TABLE_RUNS, sequence, &eligibility__run__descriptor);
}

Eligibility__Run *run_load(struct txn *txn, struct arena *arena, const char *id)
{
	if (!*id || strlen(id) >= ID_TEXT_SIZE)
		return NULL;
	return run_at(txn, arena, txn_get(txn, TABLE_RUN_IDS, bytes_text(id)));
}

Eligibility__Run *run_latest_of_grid(struct txn *txn, struct arena *arena, const char *grid_version)
{
	return run_at(txn, arena, txn_get(txn, TABLE_GRID_RUNS, bytes_text(grid_version)));
}

Eligibility__Run *run_latest(struct txn *txn, struct arena *arena)
{
	Eligibility__Run *run = NULL;
	struct bytes key, value;
	struct scan scan;

	scan_open_backwards(&scan, txn, TABLE_RUNS, (struct bytes){0});
	if (scan_next(&scan, &key, &value))
		run = arena_unpack(arena, &eligibility__run__descriptor, value);
	scan_close(&scan);
	return run;
}

Eligibility__Run *run_find(struct txn *txn, struct arena *arena, const char *id, struct refusal *refusal)
{
	Eligibility__Run *run = *id ? run_load(txn, arena, id) : run_latest(txn, arena);

	if (!run && *id)
		refuse(refusal, FAULT_NOT_FOUND, "RUN_UNKNOWN", "run_id",
		       "Aucun calcul « %.26s ». Vérifiez son identifiant.", id);
	else if (!run)
		refuse(refusal, FAULT_NOT_FOUND, "NO_RUN", "run_id",
		       "Aucun calcul n'a encore été fait. L'ANCT en lance un par RunScores.");
	return run;
}

Eligibility__Run *run_completed(struct arena *arena, const Eligibility__RunCompleted *event,
				struct instant at)
{
	Eligibility__Run *run = arena_alloc(arena, sizeof(*run));

	require(run); /* an event is far smaller than the arena */
	eligibility__run__init(run);
	run->id = event->run_id;
	run->grid_version = event->grid_version;
	run->criteria_version = event->criteria_version;
	run->data = event->data;
	run->scorer_version = event->scorer_version;
	run->digest = event->digest;
	run->commune_count = event->commune_count;
	run->eligible_count = event->eligible_count;
	run->run_at = timestamp_new(arena, at);
	return run;
}
