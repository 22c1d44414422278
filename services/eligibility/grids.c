#include "eligibility/grids.h"

#include "base/require.h"
#include "eligibility/state.h"
#include "service/check.h"
#include "service/record.h"

Eligibility__Grid *grid_load(struct txn *txn, struct arena *arena, const char *version)
{
	if (!*version || strlen(version) > GRID_VERSION_MAX)
		return NULL;
	return record_get_text(txn, arena, TABLE_GRIDS, version, &eligibility__grid__descriptor);
}

Eligibility__Grid *grid_in_force(struct txn *txn, struct arena *arena)
{
	return record_get_text(txn, arena, TABLE_ELIGIBILITY, RECORD_GRID, &eligibility__grid__descriptor);
}

bool grid_same(struct arena *arena, const Eligibility__Grid *a, const Eligibility__Grid *b)
{
	Eligibility__Grid left = *a, right = *b;

	left.adopted_at = right.adopted_at = NULL;
	return bytes_equal(arena_pack(arena, &left.base), arena_pack(arena, &right.base));
}

Eligibility__Grid *grid_adopted(struct arena *arena, const Eligibility__Grid *grid, struct instant at)
{
	Eligibility__Grid *adopted = arena_alloc(arena, sizeof(*adopted));

	require(adopted); /* a request is far smaller than the arena */
	*adopted = *grid;
	adopted->adopted_at = timestamp_new(arena, at);
	return adopted;
}
