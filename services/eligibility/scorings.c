#include "eligibility/scorings.h"

#include <stdlib.h>

#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/runs.h"
#include "eligibility/state.h"
#include "service/record.h"

/* The latest data, and those of another run that somebody compares with it; of each, the run and a few grids that are
 * being tried. */
enum { BENCHES = 2, SCORINGS = 4, BENCH_BYTES_MAX = 1 << 30, SCORING_BYTES_MAX = 64 << 20 };

struct scoring {
	struct hash inputs;
	struct arena *arena;
	struct scores scores;
};

/* One data in memory, and what was scored on it. */
struct bench {
	struct hash data;
	struct arena *arena, *scratch;
	struct dataset dataset;
	struct columns columns;
	struct levels_kept *levels;
	struct scoring *scorings[SCORINGS]; /* the one used last comes first */
};

static struct bench *benches[BENCHES]; /* the one used last comes first */

Registry__Criteria *criteria_known(struct txn *txn, struct arena *arena, const char *version)
{
	return record_get_text(txn, arena, TABLE_KNOWN_CRITERIA, version, &registry__criteria__descriptor);
}

/* ---- Keeping */

static void scoring_free(struct scoring *scoring)
{
	if (!scoring)
		return;
	arena_free(scoring->arena);
	free(scoring);
}

static void forget_scorings(struct bench *bench)
{
	for (unsigned n = 0; n < SCORINGS; n++) {
		scoring_free(bench->scorings[n]);
		bench->scorings[n] = NULL;
	}
}

static void bench_free(struct bench *bench)
{
	if (!bench)
		return;
	forget_scorings(bench);
	levels_kept_free(bench->levels);
	arena_free(bench->scratch);
	arena_free(bench->arena);
	free(bench);
}

void scorings_forget(void)
{
	for (unsigned n = 0; n < BENCHES; n++) {
		bench_free(benches[n]);
		benches[n] = NULL;
	}
}

static void *bring_to_front(void *kept[], unsigned n)
{
	void *front = kept[n];

	for (; n > 0; n--)
		kept[n] = kept[n - 1];
	kept[0] = front;
	return front;
}

/* ---- Data */

static struct bench *bench_new(struct txn *txn, const struct hash *key, const struct data *data)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct indicators indicators;
	struct series_list series;

	require(bench);
	bench->data = *key;
	bench->arena = arena_new(BENCH_BYTES_MAX);
	bench->scratch = arena_new(BENCH_BYTES_MAX);
	bench->levels = levels_kept_new();
	if (!dataset_load(txn, bench->arena, &data->geography, &bench->dataset) ||
	    !series_at(txn, bench->arena, data->series.sequence, &series)) {
		bench_free(bench);
		return NULL;
	}
	indicators = indicators_load(txn, bench->arena);
	columns_init(&bench->columns, bench->arena, bench->scratch, &bench->dataset, &series, &indicators);
	return bench;
}

bool scorings_refuse_incomplete(struct refusal *refusal)
{
	scorings_forget();
	return refuse(refusal, FAULT_INTERNAL, "DATA_INCOMPLETE", NULL,
		      "Une partie des données de ce calcul manque au magasin. Signalez-le à l'exploitant.");
}

/* Definitions never change under their id, but there may be more of them, and better words. */
static struct hash bench_key(struct txn *txn, const struct data *data)
{
	return hash_of(hash_bytes(&data->digest),
		       txn_get(txn, TABLE_ELIGIBILITY, bytes_text(RECORD_INDICATORS)), (struct bytes){0});
}

static struct bench *bench_get(struct txn *txn, const struct data *data, struct refusal *refusal)
{
	struct hash key = bench_key(txn, data);
	unsigned n = 0;

	while (n < BENCHES - 1 && benches[n] && !hash_equal(&benches[n]->data, &key))
		n++;
	bring_to_front((void **)benches, n);
	if (!benches[0] || !hash_equal(&benches[0]->data, &key)) {
		bench_free(benches[0]);
		benches[0] = bench_new(txn, &key, data);
	}
	if (benches[0])
		benches[0]->columns.txn = txn;
	else
		scorings_refuse_incomplete(refusal);
	return benches[0];
}

/* For what is to be made: where there is none, what was made before goes. Levels are borrowed by what was scored with
 * them, columns by both. NULL after refusing. */
static struct bench *make_room(struct txn *txn, const struct data *data, struct bench *bench,
			       struct refusal *refusal)
{
	if (!columns_have_room(&bench->columns)) {
		benches[0] = NULL;
		bench_free(bench);
		return bench_get(txn, data, refusal);
	}
	if (!levels_have_room(bench->levels)) {
		forget_scorings(bench);
		levels_forget(bench->levels);
	}
	return bench;
}

struct columns *columns_of_data(struct txn *txn, const struct data *data, struct levels_kept **ret_levels,
				struct refusal *refusal)
{
	struct bench *bench = bench_get(txn, data, refusal);

	bench = bench ? make_room(txn, data, bench, refusal) : NULL;
	if (!bench)
		return NULL;
	*ret_levels = bench->levels;
	return &bench->columns;
}

/* ---- Scores */

static struct hash inputs_of(struct arena *arena, const struct scoring_terms *terms)
{
	struct hasher hasher;
	uint8_t numbers[8];

	put_be32(numbers, terms->population_limit);
	put_be32(numbers + 4, (uint32_t)civil_date_days(terms->criteria_on));
	hasher_start(&hasher);
	hasher_add_sized(&hasher, arena_pack(arena, &terms->grid->base));
	hasher_add_sized(&hasher, arena_pack(arena, &terms->criteria->base));
	hasher_add_sized(&hasher, bytes_text(terms->departement_code));
	hasher_add_sized(&hasher, bytes_text(terms->region_code));
	hasher_add(&hasher, bytes_of(numbers, sizeof(numbers)));
	return hasher_end(&hasher);
}

/* The terms live as long as the scores. */
static struct scoring_terms terms_kept(struct arena *arena, const struct scoring_terms *terms)
{
	struct scoring_terms kept = *terms;

	kept.grid =
		arena_unpack(arena, &eligibility__grid__descriptor, arena_pack(arena, &terms->grid->base));
	kept.criteria = arena_unpack(arena, &registry__criteria__descriptor,
				     arena_pack(arena, &terms->criteria->base));
	kept.departement_code = arena_strdup(arena, terms->departement_code);
	kept.region_code = arena_strdup(arena, terms->region_code);
	require(kept.grid && kept.criteria); /* both far smaller than the arena */
	return kept;
}

static struct scoring *scoring_new(struct bench *bench, const struct hash *inputs,
				   const struct scoring_terms *terms)
{
	struct scoring *scoring = calloc(1, sizeof(*scoring));
	struct scoring_terms kept;

	require(scoring);
	scoring->inputs = *inputs;
	scoring->arena = arena_new(SCORING_BYTES_MAX);
	kept = terms_kept(scoring->arena, terms);
	scores_make(scoring->arena, bench->scratch, &bench->columns, bench->levels, &kept, &scoring->scores);
	return scoring;
}

/* What is there already, which then is the one used last; NULL if it is not. */
static struct scoring *scoring_kept(struct bench *bench, const struct hash *inputs)
{
	for (unsigned n = 0; n < SCORINGS && bench->scorings[n]; n++)
		if (hash_equal(&bench->scorings[n]->inputs, inputs))
			return bring_to_front((void **)bench->scorings, n);
	return NULL;
}

static void scoring_keep(struct bench *bench, struct scoring *scoring)
{
	scoring_free(bench->scorings[SCORINGS - 1]);
	bench->scorings[SCORINGS - 1] = scoring;
	bring_to_front((void **)bench->scorings, SCORINGS - 1);
}

const struct scores *scorings_get(struct txn *txn, struct arena *arena, const struct scoring_terms *terms,
				  const struct data *data, struct refusal *refusal)
{
	struct hash inputs = inputs_of(arena, terms);
	struct bench *bench = bench_get(txn, data, refusal);
	struct scoring *scoring = bench ? scoring_kept(bench, &inputs) : NULL;

	if (scoring)
		return &scoring->scores;
	bench = bench ? make_room(txn, data, bench, refusal) : NULL;
	if (!bench)
		return NULL;
	scoring = scoring_new(bench, &inputs, terms);
	scoring_keep(bench, scoring);
	if (!bench->columns.failed)
		return &scoring->scores;
	scorings_refuse_incomplete(refusal);
	return NULL;
}

/* ---- Runs */

/* What has been said since changes nothing of a run. */
bool terms_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
		  struct scoring_terms *terms, struct data *data, struct refusal *refusal)
{
	*terms = (struct scoring_terms){
		.grid = grid_load(txn, arena, run->grid_version),
		.criteria = criteria_known(txn, arena, run->criteria_version),
		.departement_code = run->scope ? run->scope->departement_code : "",
		.region_code = run->scope ? run->scope->region_code : "",
	};
	if (terms->grid && terms->criteria && civil_date_parse(run->criteria_on, &terms->criteria_on) &&
	    data_at(txn, arena, run->data, data)) {
		terms->population_limit = terms->criteria->population_limit;
		return true;
	}
	return refuse(refusal, FAULT_FAILED_PRECONDITION, "RUN_DATA_GONE", "run_id",
		      "Les données de ce calcul ne sont plus là : le registre, ou ce service, a repris d'une "
		      "sauvegarde. L'ANCT peut faire un nouveau calcul (RunScores).");
}

const struct scores *scorings_of_run(struct txn *txn, struct arena *arena, const Eligibility__Run *run,
				     struct refusal *refusal)
{
	struct scoring_terms terms;
	struct data data;

	if (!terms_of_run(txn, arena, run, &terms, &data, refusal))
		return NULL;
	return scorings_get(txn, arena, &terms, &data, refusal);
}

const struct scores *scorings_asked(struct query *query, const char *run_id, Eligibility__Run **ret)
{
	*ret = run_find(query->txn, query->arena, run_id, query->refusal);
	return *ret ? scorings_of_run(query->txn, query->arena, *ret, query->refusal) : NULL;
}

/* ---- What a query brings */

bool terms_of_grid_asked(struct query *query, const Eligibility__Grid *grid, struct scoring_terms *terms)
{
	struct indicators indicators = indicators_load(query->txn, query->arena);

	if (!grid_check(query->refusal, &indicators, grid))
		return false;
	terms->grid = grid;
	terms->criteria = criteria_known(query->txn, query->arena, grid->criteria_version);
	if (!terms->criteria)
		return refuse(query->refusal, FAULT_FAILED_PRECONDITION, "CRITERIA_UNKNOWN",
			      "grid.criteria_version", "Le registre n'a pas dit de critères « %s ».",
			      grid->criteria_version);
	terms->population_limit = terms->criteria->population_limit;
	return true;
}

bool data_asked(struct query *query, struct data *ret)
{
	return data_latest(query->txn, query->arena, ret) ||
	       refuse(query->refusal, FAULT_FAILED_PRECONDITION, "NO_DATA", NULL,
		      "Le registre n'a pas encore publié de géographie. Importez-la (pvd import cog).");
}
