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

Eligibility__Run *run_latest(struct txn *txn, struct arena *arena)
{
	return run_at(txn, arena, txn_get(txn, TABLE_ELIGIBILITY, bytes_text(RECORD_RUN)));
}

static void add_number(struct hasher *hasher, uint64_t number)
{
	uint8_t bytes[8];

	put_be64(bytes, number);
	hasher_add(hasher, bytes_of(bytes, sizeof(bytes)));
}

struct hash run_inputs(const Eligibility__Run *run)
{
	const Eligibility__RunScope *scope = run->scope;
	struct hasher hasher;

	hasher_start(&hasher);
	hasher_add_sized(&hasher, bytes_text(run->grid_version));
	hasher_add_sized(&hasher, bytes_text(run->criteria_version));
	hasher_add_sized(&hasher, bytes_text(run->criteria_on));
	hasher_add_sized(&hasher, bytes_text(scope ? scope->departement_code : ""));
	hasher_add_sized(&hasher, bytes_text(scope ? scope->region_code : ""));
	add_number(&hasher, run->scorer_version);
	add_number(&hasher, run->data->epoch);
	add_number(&hasher, run->data->sequence);
	add_number(&hasher, run->data->series_sequence);
	hasher_add(&hasher, bytes_of(run->data->digest.data, run->data->digest.len));
	return hasher_end(&hasher);
}

Eligibility__Run *run_of_same_inputs(struct txn *txn, struct arena *arena, const Eligibility__Run *run)
{
	struct hash inputs = run_inputs(run);

	return run_at(txn, arena, txn_get(txn, TABLE_RUN_INPUTS, hash_bytes(&inputs)));
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
	run->scope = event->scope;
	run->criteria_on = event->criteria_on;
	run->run_at = timestamp_new(arena, at);
	return run;
}
