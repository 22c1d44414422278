#include "base/legal_time.h"
#include "base/require.h"
#include "eligibility/grids.h"
#include "eligibility/perimeter.h"
#include "eligibility/runs.h"
#include "eligibility/scorings.h"
#include "eligibility/standings.h"
#include "eligibility_binding.h"
#include "service/check.h"

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

static bool find_data(struct decision *decision, struct data *ret)
{
	if (data_latest(decision->txn, decision->arena, ret))
		return true;
	return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_DATA", NULL,
		      "Le registre n'a pas encore publié de géographie, ou ce service ne l'a pas encore "
		      "reçue. Importez-la (pvd import cog), puis recommencez.");
}

static Registry__Criteria *find_criteria(struct decision *decision, const Eligibility__Grid *grid)
{
	Registry__Criteria *criteria = criteria_known(decision->txn, decision->arena, grid->criteria_version);

	if (!criteria) /* known when the grid was adopted; the registry went on from a backup since */
		refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "CRITERIA_UNKNOWN", "grid_version",
		       "Le registre ne connaît plus les critères « %s » de cette grille. Faites-les y "
		       "adopter de nouveau (pvd import criteria).",
		       grid->criteria_version);
	return criteria;
}

/* ---- The day whose criteria hold */

/* Not in `date`'s own words but from the last day on which something changed: what is asked on two days between which no
 * criterion begins or ends is the same run. */
static struct civil_date last_change(const Eligibility__Grid *grid, struct civil_date on)
{
	struct civil_date last, day;

	civil_date_parse(grid->valid_from, &last);
	for (size_t i = 0; i < grid->n_criteria; i++) {
		const Eligibility__Criterion *criterion = grid->criteria[i];

		civil_date_parse(criterion->valid_from, &day);
		if (civil_date_days(day) <= civil_date_days(on) &&
		    civil_date_days(day) > civil_date_days(last))
			last = day;
		if (!civil_date_parse(criterion->valid_until, &day))
			continue;
		day = civil_date_from_days(civil_date_days(day) + 1);
		if (civil_date_days(day) <= civil_date_days(on) &&
		    civil_date_days(day) > civil_date_days(last))
			last = day;
	}
	return last;
}

static bool find_day(struct decision *decision, const Eligibility__Grid *grid, const char *asked,
		     struct civil_date *ret)
{
	struct civil_date from, until, on = legal_date(LEGAL_ZONE_PARIS, decision->now);

	if (*asked && !check_date(decision->refusal, "criteria_on", asked, &on))
		return false;
	civil_date_parse(grid->valid_from, &from);
	if (civil_date_days(on) < civil_date_days(from))
		return refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "GRID_NOT_VALID", "criteria_on",
			      "La grille « %s » ne vaut qu'à partir du %s.", grid->version, grid->valid_from);
	if (civil_date_parse(grid->valid_until, &until) && civil_date_days(on) > civil_date_days(until))
		return refuse(
			decision->refusal, FAULT_FAILED_PRECONDITION, "GRID_NOT_VALID", "criteria_on",
			"La grille « %s » ne vaut que jusqu'au %s. Adoptez-en une autre, ou dites un jour "
			"(criteria_on) où elle vaut.",
			grid->version, grid->valid_until);
	*ret = last_change(grid, on);
	return true;
}

/* ---- Scope and values */

static bool check_scope(struct decision *decision, const Eligibility__RunScope *scope,
			const struct dataset *dataset)
{
	struct perimeter_names names = {.departement_code = scope ? scope->departement_code : "",
					.region_code = scope ? scope->region_code : "",
					.within = "scope."};
	struct perimeter perimeter;

	return perimeter_names_one(&names, decision->refusal) &&
	       perimeter_find(dataset, &names, &perimeter, decision->refusal);
}

static bool check_known(struct decision *decision, const struct column *column)
{
	return column->known > 0 ||
	       refuse(decision->refusal, FAULT_FAILED_PRECONDITION, "NO_VALUES", "grid_version",
		      "« %s » (%s) n'a de valeur pour aucune commune : il manque ce dont il est fait. "
		      "Importez-le (pvd import indicators ; les positions par pvd import contours), puis "
		      "recommencez.",
		      column->indicator->title, column->indicator->id);
}

/* A grid whose line nobody has a value for would rank by something else than what it says. A criterion that is not in
 * force that day needs none. */
static bool check_values(struct decision *decision, const struct scoring_terms *terms,
			 struct columns *columns)
{
	const Eligibility__Grid *grid = terms->grid;

	for (size_t i = 0; i < grid->n_indicators; i++)
		if (!check_known(decision, columns_get(columns, grid->indicators[i]->indicator_id,
						       grid->indicators[i]->year)))
			return false;
	for (size_t i = 0; i < grid->n_criteria; i++)
		if (criterion_in_force(grid->criteria[i], terms->criteria_on) &&
		    !check_known(decision, columns_operand(columns, grid->criteria[i]->condition->operand)))
			return false;
	return !columns->failed || scorings_refuse_incomplete(decision->refusal);
}

static bool check_inputs(struct decision *decision, const Eligibility__RunScope *scope,
			 const struct scoring_terms *terms, const struct data *data)
{
	struct levels_kept *levels;
	struct columns *columns = columns_of_data(decision->txn, data, &levels, decision->refusal);

	return columns && check_scope(decision, scope, columns->dataset) &&
	       check_values(decision, terms, columns);
}

/* ---- The run */

static void fill_scope(const Eligibility__RunScope *asked, Eligibility__RunScope *ret)
{
	eligibility__run_scope__init(ret);
	if (!asked)
		return;
	ret->departement_code = asked->departement_code;
	ret->region_code = asked->region_code;
}

/* What would be run, before it is. */
static void fill_event(struct decision *decision, const Eligibility__RunScoresRequest *request,
		       const struct scoring_terms *terms, const struct data *data,
		       Eligibility__RunCompleted *event)
{
	Eligibility__DataPosition *position = arena_alloc(decision->arena, sizeof(*position));
	Eligibility__RunScope *scope = arena_alloc(decision->arena, sizeof(*scope));
	char *criteria_on = arena_alloc(decision->arena, CIVIL_DATE_TEXT_SIZE);

	require(position && scope && criteria_on);
	*position = data_position(data);
	fill_scope(request->scope, scope);
	civil_date_text(terms->criteria_on, criteria_on);
	eligibility__run_completed__init(event);
	event->grid_version = terms->grid->version;
	event->criteria_version = terms->grid->criteria_version;
	event->data = position;
	event->scorer_version = SCORER_VERSION;
	event->scope = scope;
	event->criteria_on = criteria_on;
}

static bool run_now(struct decision *decision, const struct scoring_terms *terms, const struct data *data,
		    Eligibility__RunCompleted *event, Eligibility__RunScoresResponse *response)
{
	struct hash *digest = arena_alloc(decision->arena, sizeof(*digest));
	struct told_run told = {.grid_version = terms->grid->version};

	require(digest);
	told.scores = scorings_get(decision->txn, decision->arena, terms, data, decision->refusal);
	if (!told.scores)
		return false;
	*digest = scores_digest(told.scores);
	told.run_id = event->run_id = decision_id(decision, "run", 0);
	event->digest = (ProtobufCBinaryData){.len = HASH_SIZE, .data = digest->bytes};
	event->commune_count = told.scores->commune_count;
	event->eligible_count = told.scores->eligible_count;
	emit(decision, &event->base, NULL);
	if (!*event->scope->departement_code && !*event->scope->region_code)
		standings_emit_all(decision, &told);
	response->run = run_completed(decision->arena, event, decision->now);
	return true;
}

bool eligibility_decide_run_scores(struct decision *decision, const Eligibility__RunScoresRequest *request,
				   Eligibility__RunScoresResponse *response)
{
	Eligibility__RunCompleted *event = arena_alloc(decision->arena, sizeof(*event));
	struct data *data = arena_alloc(decision->arena, sizeof(*data)); /* the response points into both */
	Eligibility__Grid *grid = find_grid(decision, request->grid_version);
	struct scoring_terms terms = {.grid = grid};

	require(event && data);
	if (!grid || !find_data(decision, data) ||
	    !find_day(decision, grid, request->criteria_on, &terms.criteria_on))
		return false;
	fill_event(decision, request, &terms, data, event);
	response->run = run_of_same_inputs(decision->txn, decision->arena,
					   run_completed(decision->arena, event, decision->now));
	response->already_run = response->run != NULL;
	if (response->already_run)
		return true;
	terms.criteria = find_criteria(decision, grid);
	if (!terms.criteria || !check_inputs(decision, request->scope, &terms, data))
		return false;
	terms.population_limit = terms.criteria->population_limit;
	terms.departement_code = event->scope->departement_code;
	terms.region_code = event->scope->region_code;
	return run_now(decision, &terms, data, event, response);
}
