#include "eligibility/standings.h"

#include "base/require.h"
#include "eligibility/state.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "service/record.h"

static void standing_fill(struct arena *arena, Eligibility__Standing *standing, const struct scores *scores,
			  size_t commune)
{
	const struct dataset *dataset = scores->dataset;

	standing->eligible = scores->eligible[commune];
	standing->failed_criterion = arena_strdup(arena, scores_failed_name(scores, commune));
	standing->score = points_of_100(scores->score[commune]);
	standing->rank_departement = scores->departement.rank[commune];
	standing->count_departement = scores->departement.count[dataset->departements[commune]];
	standing->rank_region = scores->region.rank[commune];
	standing->count_region = scores->region.count[dataset->regions[commune]];
	standing->rank_nation = scores->nation.rank[commune];
	standing->count_nation = scores->nation.count[1];
}

/* A commune may have come into being after the data of the run. */
static Eligibility__Standing *standing_new(struct arena *arena, const struct scores *scores, char *code)
{
	Eligibility__Standing *standing = arena_alloc(arena, sizeof(*standing));
	size_t commune;

	require(standing); /* a candidacy is far smaller than the arena */
	eligibility__standing__init(standing);
	standing->commune_code = code;
	if (dataset_find(scores->dataset, code, &commune))
		standing_fill(arena, standing, scores, commune);
	else
		standing->failed_criterion = "NOT_SCORED";
	return standing;
}

void standings_emit(struct decision *decision, const struct told_run *run,
		    const Registry__CandidacySubmitted *candidacy, const Bus__EntryHeader *header)
{
	Eligibility__CandidacyScored event = ELIGIBILITY__CANDIDACY_SCORED__INIT;
	struct audience audience = audience_of_entry(header);

	event.candidacy_id = candidacy->candidacy_id;
	event.run_id = (char *)(uintptr_t)run->run_id;
	event.grid_version = (char *)(uintptr_t)run->grid_version;
	event.standings =
		arena_array(decision->arena, candidacy->n_commune_codes + 1, sizeof(*event.standings));
	require(event.standings);
	for (size_t i = 0; i < candidacy->n_commune_codes; i++)
		event.standings[event.n_standings++] =
			standing_new(decision->arena, run->scores, candidacy->commune_codes[i]);
	emit(decision, &event.base, &audience);
}

void standings_emit_all(struct decision *decision, const struct told_run *run)
{
	struct bytes key, value;
	struct scan scan;

	scan_open(&scan, decision->txn, TABLE_OPEN_CANDIDACIES, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		Registry__CandidacySubmitted *candidacy =
			arena_unpack(decision->arena, &registry__candidacy_submitted__descriptor, value);
		Bus__EntryHeader *header = record_get(decision->txn, decision->arena, TABLE_OPEN_AUDIENCES,
						      key, &bus__entry_header__descriptor);

		require(candidacy && header); /* stored together */
		standings_emit(decision, run, candidacy, header);
	}
	scan_close(&scan);
}
