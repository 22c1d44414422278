#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/runs.h"
#include "eligibility/scorings.h"
#include "eligibility/standings.h"
#include "eligibility_binding.h"

static Eligibility__Grid *find_grid(struct decision *decision, const char *version)
{
	Eligibility__Grid *grid = *version ? grid_load(decision->txn, decision->arena, version)
					   : grid_in_force(decision->txn, decision->arena);

	if (!grid && *version)
		refuse(decision->refusal, FAULT_NOT_FOUND, "GRID_UNKNOWN", "grid_version",
		       "Aucune grille de la version « %.64s ».", version);
	else if (!grid)
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_GRID", "grid_version",
		       "Aucune grille n'est en vigueur. L'ANCT en adopte une par AdoptGrid "
		       "(deploy/grids/grille-2026-1.json).");
	return grid;
}

static bool find_data(struct decision *decision, struct dataset_header *ret)
{
	if (dataset_header_latest(decision->txn, decision->arena, ret))
		return true;
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_DATA", NULL,
		      "Le registre n'a pas encore publié de géographie, ou ce service ne l'a pas encore "
		      "reçue. Importez-la (pvd import cog), puis recommencez.");
}

static ProtobufCBinaryData binary_of(const struct hash *hash)
{
	return (ProtobufCBinaryData){.len = HASH_SIZE, .data = (uint8_t *)(uintptr_t)hash->bytes};
}

/* Versions name their content for ever: equal names, equal inputs. The same data said anew, after the registry went
 * on from a backup, stands elsewhere: what the run names is not there any more. */
static bool same_inputs(const Eligibility__Run *run, const struct dataset_header *data)
{
	return run && run->scorer_version == SCORER_VERSION && run->data->epoch == data->epoch &&
	       run->data->sequence == data->sequence &&
	       bytes_equal(bytes_of(run->data->digest.data, run->data->digest.len),
			   hash_bytes(&data->digest));
}

static Eligibility__DataPosition position_of(const struct dataset_header *data)
{
	Eligibility__DataPosition position = ELIGIBILITY__DATA_POSITION__INIT;

	position.instance = (char *)(uintptr_t)data->instance;
	position.epoch = data->epoch;
	position.sequence = data->sequence;
	position.digest = binary_of(&data->digest);
	position.cog_year = data->cog_year;
	return position;
}

static bool run_now(struct decision *decision, const Eligibility__Grid *grid,
		    const Registry__Criteria *criteria, const struct dataset_header *data,
		    Eligibility__RunScoresResponse *response)
{
	Eligibility__RunCompleted *event = arena_alloc(decision->arena, sizeof(*event));
	Eligibility__DataPosition *position = arena_alloc(decision->arena, sizeof(*position));
	struct hash *digest = arena_alloc(decision->arena, sizeof(*digest));
	struct told_run told = {.grid_version = grid->version};

	require(event && position && digest);
	told.scores = scorings_get(decision->txn, decision->arena, grid, criteria, data, decision->refusal);
	if (!told.scores)
		return false;
	*position = position_of(data);
	*digest = scores_digest(told.scores);
	eligibility__run_completed__init(event);
	told.run_id = event->run_id = decision_id(decision, "run", 0);
	event->grid_version = grid->version;
	event->criteria_version = grid->criteria_version;
	event->data = position;
	event->scorer_version = SCORER_VERSION;
	event->digest = binary_of(digest);
	event->commune_count = (uint32_t)told.scores->dataset->count;
	event->eligible_count = told.scores->eligible_count;
	emit(decision, &event->base, NULL);
	standings_emit_all(decision, &told);
	response->run = run_completed(decision->arena, event, decision->now);
	return true;
}

bool eligibility_decide_run_scores(struct decision *decision, const Eligibility__RunScoresRequest *request,
				   Eligibility__RunScoresResponse *response)
{
	Eligibility__Grid *grid = find_grid(decision, request->grid_version);
	Registry__Criteria *criteria;
	struct dataset_header *data = arena_alloc(decision->arena, sizeof(*data));

	require(data); /* the response points into it */
	if (!grid || !find_data(decision, data))
		return false;
	response->run = run_latest_of_grid(decision->txn, decision->arena, grid->version);
	response->already_run = same_inputs(response->run, data);
	if (response->already_run)
		return true;
	criteria = criteria_known(decision->txn, decision->arena, grid->criteria_version);
	if (!criteria) /* known when the grid was adopted; the registry went on from a backup since */
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CRITERIA_UNKNOWN",
			      "grid_version",
			      "Le registre ne connaît plus les critères « %s » de cette grille. Faites-les y "
			      "adopter de nouveau (pvd import criteria).",
			      grid->criteria_version);
	return run_now(decision, grid, criteria, data, response);
}
