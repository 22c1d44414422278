#include "eligibility/overrides.h"

#include "base/code.h"
#include "base/require.h"
#include "eligibility/state.h"
#include "service/check.h"
#include "service/record.h"

Eligibility__Override *override_load(struct txn *txn, struct arena *arena, const char *commune_code)
{
	return record_get_id(txn, arena, TABLE_OVERRIDES, commune_code, &eligibility__override__descriptor);
}

Eligibility__Override *override_recorded(struct arena *arena, const Eligibility__OverrideRecorded *event,
					 const char *author, struct instant at)
{
	Eligibility__Override *override = arena_alloc(arena, sizeof(*override));

	require(override); /* an event is far smaller than the arena */
	eligibility__override__init(override);
	override->commune_code = event->commune_code;
	override->departement_code = event->departement_code;
	override->kind = event->kind;
	override->reason = event->reason;
	override->run_id = event->run_id;
	override->score = event->score;
	override->rank_departement = event->rank_departement;
	override->author = (char *)(uintptr_t)author;
	override->recorded_at = timestamp_new(arena, at);
	return override;
}

bool eligibility_concerns(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret)
{
	char departement[CODE_DEPARTEMENT_SIZE];

	if (rule != SCOPE_RULE_COLLECTIVITE || !code_departement_of_commune(value, departement))
		return false;
	ret->departements[ret->departement_count++] = arena_strdup(query->arena, departement);
	ret->collectivites[ret->collectivite_count++] = value;
	return true;
}
