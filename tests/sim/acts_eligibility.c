#include <math.h>
#include <stdio.h>

#include "acts.h"
#include "geography.h"
#include "pvd/eligibility/v1/comparison.pb-c.h"
#include "pvd/eligibility/v1/grid.pb-c.h"
#include "pvd/eligibility/v1/override.pb-c.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "world.h"

/* The runs that somebody was told of, with the digests they were told with. */
enum { BOARD_MAX = 32, ID_SIZE_MAX = 32, DIGEST_SIZE = 32, GRIDS = 3 };

/* What a run is made of, and what it gave. */
struct known_run {
	char id[ID_SIZE_MAX], grid[16], criteria_on[16], departement[4];
	uint8_t data[DIGEST_SIZE], digest[DIGEST_SIZE];
};

static struct {
	struct known_run runs[BOARD_MAX];
	unsigned count;
} board;

static struct known_run known_of(const Eligibility__Run *run)
{
	struct known_run known = {.id = ""};

	snprintf(known.id, sizeof known.id, "%s", run->id);
	snprintf(known.grid, sizeof known.grid, "%s", run->grid_version);
	snprintf(known.criteria_on, sizeof known.criteria_on, "%s", run->criteria_on);
	if (run->scope)
		snprintf(known.departement, sizeof known.departement, "%s", run->scope->departement_code);
	memcpy(known.data, run->data->digest.data, DIGEST_SIZE);
	memcpy(known.digest, run->digest.data, DIGEST_SIZE);
	return known;
}

static bool same_inputs(const struct known_run *a, const struct known_run *b)
{
	return strcmp(a->grid, b->grid) == 0 && strcmp(a->criteria_on, b->criteria_on) == 0 &&
	       strcmp(a->departement, b->departement) == 0 && memcmp(a->data, b->data, DIGEST_SIZE) == 0;
}

/* A run is what it was when it was first told of; and another one of the same inputs has the same bytes. */
static void check_known(const struct user *user, const Eligibility__Run *run)
{
	unsigned known = board.count < BOARD_MAX ? board.count : BOARD_MAX;
	bool told = false;
	struct known_run one;

	holds(run->digest.len == DIGEST_SIZE && run->data->digest.len == DIGEST_SIZE,
	      "a run stays what it was", "%s was told of run %s, without its digest", user->name, run->id);
	one = known_of(run);
	for (unsigned i = 0; i < known; i++) {
		const struct known_run *other = &board.runs[i];
		bool is_it = strcmp(other->id, one.id) == 0, same = same_inputs(other, &one);

		told |= is_it;
		holds(!is_it || same, "a run stays what it was", "%s was told that run %s is of other inputs",
		      user->name, run->id);
		holds(!same || memcmp(other->digest, one.digest, DIGEST_SIZE) == 0,
		      "the same inputs give the same bytes", "%s was told of runs %s and %s", user->name,
		      other->id, one.id);
	}
	if (!told)
		board.runs[board.count++ % BOARD_MAX] = one;
}

/* The latest, or one of those known. */
static char *some_run(struct user *user)
{
	unsigned known = board.count < BOARD_MAX ? board.count : BOARD_MAX;

	return known && chance_percent(&user->chance, 60) ? board.runs[chance_below(&user->chance, known)].id
							  : "";
}

/* ---- Grids and runs */

static Eligibility__GridIndicator *line(unsigned n, char *id, unsigned weight)
{
	static Eligibility__GridIndicator lines[4];
	static Eligibility__Percentile percentiles[4];

	eligibility__grid_indicator__init(&lines[n]);
	lines[n].indicator_id = id;
	lines[n].direction =
		n == 1 ? ELIGIBILITY__DIRECTION__DIRECTION_LOWER : ELIGIBILITY__DIRECTION__DIRECTION_HIGHER;
	eligibility__percentile__init(&percentiles[n]);
	percentiles[n].group_id = n == 2 ? "nation" : "departement";
	lines[n].transformation_case = ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE;
	lines[n].percentile = &percentiles[n];
	lines[n].weight_bp = weight;
	lines[n].missing = ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL;
	lines[n].reason = "L'instruction cherche une centralité";
	return &lines[n];
}

/* The poorer the better, on a scale that is the same for all. */
static Eligibility__GridIndicator *line_of_income(unsigned weight)
{
	static Eligibility__Linear linear;
	Eligibility__GridIndicator *made = line(3, "income", weight);

	eligibility__linear__init(&linear);
	linear.low = 16000;
	linear.high = 25000;
	made->direction = ELIGIBILITY__DIRECTION__DIRECTION_LOWER;
	made->transformation_case = ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_LINEAR;
	made->linear = &linear;
	return made;
}

/* Not among the rich, from February to March. */
static Eligibility__Criterion *criterion_of_income(void)
{
	static Eligibility__Criterion criterion;
	static Eligibility__Condition condition;
	static Eligibility__Operand operand;

	eligibility__operand__init(&operand);
	operand.indicator_id = "income";
	eligibility__condition__init(&condition);
	condition.operand = &operand;
	condition.comparison = ELIGIBILITY__COMPARISON__COMPARISON_AT_MOST;
	condition.threshold = 23000;
	eligibility__criterion__init(&criterion);
	criterion.id = "REVENU";
	criterion.title = "Un revenu médian d'au plus 23 000 €";
	criterion.condition = &condition;
	criterion.valid_from = "2026-02-01";
	criterion.valid_until = "2026-03-31";
	criterion.legal_reference = "Instruction du 16 octobre 2019, annexe 2";
	return &criterion;
}

/* The last one looks at incomes, and has a criterion. In static memory, for one use at a time. */
static Eligibility__Grid *grid_of(unsigned n)
{
	static Eligibility__Grid grid;
	static Eligibility__GridIndicator *lines[4];
	static Eligibility__Criterion *criteria[1];
	static char version[16], criteria_version[16];
	bool rich = n == GRIDS - 1;

	eligibility__grid__init(&grid);
	lines[0] = line(0, "epci-share", 5000 - n);
	lines[1] = line(1, "epci-rank", rich ? 1000 : 3000);
	lines[2] = line(2, "population", 2000 + n);
	lines[3] = line_of_income(2000);
	criteria[0] = criterion_of_income();
	snprintf(version, sizeof version, "grille-%u", n);
	snprintf(criteria_version, sizeof criteria_version, "criteria-%u", n);
	grid.version = version;
	grid.title = "Centralités";
	grid.author = "ANCT";
	grid.source = "Instruction du 16 octobre 2019, annexe 2";
	grid.valid_from = "2026-01-01";
	grid.criteria_version = criteria_version;
	grid.indicators = lines;
	grid.n_indicators = rich ? 4 : 3;
	grid.criteria = criteria;
	grid.n_criteria = rich;
	return &grid;
}

void act_adopt_grid(struct user *user)
{
	Eligibility__AdoptGridRequest request = ELIGIBILITY__ADOPT_GRID_REQUEST__INIT;

	request.grid = grid_of(chance_below(&user->chance, GRIDS));
	user_ask(user, "eligibility", "AdoptGrid", &request.base, NULL, NULL);
}

static void has_run(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	(void)intent;
	if (verdict->ok)
		check_known(user, ((const Eligibility__RunScoresResponse *)verdict->response)->run);
}

void act_run_scores(struct user *user)
{
	static char *const days[] = {"2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01"};
	Eligibility__RunScoresRequest request = ELIGIBILITY__RUN_SCORES_REQUEST__INIT;
	Eligibility__RunScope scope = ELIGIBILITY__RUN_SCOPE__INIT;

	request.scope = &scope;
	if (chance_percent(&user->chance, 20))
		scope.departement_code =
			(char *)GEO_DEPARTEMENT_CODES[chance_below(&user->chance, GEO_DEPARTEMENTS)];
	if (chance_percent(&user->chance, 40))
		request.criteria_on = days[chance_below(&user->chance, 4)];
	user_ask(user, "eligibility", "RunScores", &request.base, has_run, NULL);
}

static void checked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__CheckRunResponse *response = verdict->response;
	bool older;

	(void)intent;
	if (!verdict->ok)
		return;
	check_known(user, response->run);
	older = response->run->data->series_sequence < series_recorded;
	holds(response->same, older ? "a run is made again by the series it had" : "a run can be made again",
	      "run %s gives other bytes", response->run->id);
}

void act_check_run(struct user *user)
{
	Eligibility__CheckRunRequest request = ELIGIBILITY__CHECK_RUN_REQUEST__INIT;

	request.run_id = some_run(user);
	user_ask(user, "eligibility", "CheckRun", &request.base, checked, NULL);
}

/* ---- Scores */

static void explained(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__GetScoreResponse *response = verdict->response;
	double sum = 0;

	(void)intent;
	if (!verdict->ok)
		return;
	check_known(user, response->run);
	for (size_t i = 0; i < response->score->n_contributions; i++)
		sum += response->score->contributions[i]->points;
	holds(fabs(sum - response->score->score) < 1e-9, "a score is what explains it",
	      "%s has %.13g, explained as %.13g", response->score->commune_code, response->score->score, sum);
}

/* Whether the one may come before the other in a list. */
static bool in_order(const Eligibility__Score *before, const Eligibility__Score *after)
{
	if (before->eligible != after->eligible)
		return before->eligible;
	if (before->score != after->score)
		return before->score > after->score;
	return strcmp(before->commune_code, after->commune_code) < 0 &&
	       before->rank_nation == after->rank_nation;
}

static void ranked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__ListScoresResponse *response = verdict->response;

	(void)intent;
	if (!verdict->ok)
		return;
	check_known(user, response->run);
	for (size_t i = 1; i < response->n_scores; i++)
		holds(in_order(response->scores[i - 1], response->scores[i]), "rankings are sorted",
		      "%s comes before %s", response->scores[i - 1]->commune_code,
		      response->scores[i]->commune_code);
}

void act_look_at_scores(struct user *user)
{
	Eligibility__GetScoreRequest get = ELIGIBILITY__GET_SCORE_REQUEST__INIT;
	Eligibility__ListScoresRequest list = ELIGIBILITY__LIST_SCORES_REQUEST__INIT;

	if (chance_percent(&user->chance, 50)) {
		get.commune_code = (char *)geo_commune(chance_below(&user->chance, GEO_COMMUNES));
		get.run_id = some_run(user);
		user_ask(user, "eligibility", "GetScore", &get.base, explained, NULL);
		return;
	}
	list.run_id = some_run(user);
	if (chance_percent(&user->chance, 50))
		list.departement_code =
			(char *)GEO_DEPARTEMENT_CODES[chance_below(&user->chance, GEO_DEPARTEMENTS)];
	user_ask(user, "eligibility", "ListScores", &list.base, ranked, NULL);
}

/* ---- What if */

/* Who enters and who leaves makes the difference of those who are chosen. */
static void compared(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__CompareGridsResponse *response = verdict->response;
	double correlation;

	(void)intent;
	if (!verdict->ok)
		return;
	check_known(user, response->run);
	holds(response->chosen_before + response->entering_count ==
		      response->chosen_after + response->leaving_count,
	      "a comparison adds up", "%u of run %s and %u more are not %u and %u less",
	      response->chosen_before, response->run->id, response->entering_count, response->chosen_after,
	      response->leaving_count);
	correlation = response->rank_correlation;
	holds(correlation >= -1 - 1e-9 && correlation <= 1 + 1e-9, "a comparison adds up",
	      "correlated by %.17g", correlation);
}

void act_compare(struct user *user)
{
	Eligibility__CompareGridsRequest request = ELIGIBILITY__COMPARE_GRIDS_REQUEST__INIT;
	Eligibility__Places places = ELIGIBILITY__PLACES__INIT;

	request.run_id = some_run(user);
	if (chance_percent(&user->chance, 30))
		request.other_run_id = some_run(user);
	if (!*request.other_run_id)
		request.grid = grid_of(chance_below(&user->chance, GRIDS));
	places.per_departement = chance_below(&user->chance, 4);
	request.places = &places;
	user_ask(user, "eligibility", "CompareGrids", &request.base, compared, NULL);
}

/* ---- The préfet's word */

/* Most often of one of its own. */
static char *some_commune(struct user *user)
{
	unsigned n;

	do
		n = chance_below(&user->chance, GEO_COMMUNES);
	while (!user_sees(user, GEO_DEPARTEMENT_CODES[n / GEO_PER_DEPARTEMENT]) &&
	       chance_percent(&user->chance, 85));
	return (char *)(uintptr_t)geo_commune(n);
}

static void stood_beside(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__RecordOverrideResponse *response = verdict->response;

	(void)intent;
	if (verdict->ok)
		holds(user_sees(user, response->override->departement_code), "scope is never crossed",
		      "%s said its word on %s", user->name, response->override->commune_code);
}

static void overrides_seen(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__ListOverridesResponse *response = verdict->response;

	(void)intent;
	for (size_t i = 0; verdict->ok && i < response->n_overrides; i++)
		holds(user_sees(user, response->overrides[i]->departement_code), "scope is never crossed",
		      "%s was shown a word on %s", user->name, response->overrides[i]->commune_code);
}

void act_override(struct user *user)
{
	Eligibility__RecordOverrideRequest record = ELIGIBILITY__RECORD_OVERRIDE_REQUEST__INIT;
	Eligibility__WithdrawOverrideRequest withdraw = ELIGIBILITY__WITHDRAW_OVERRIDE_REQUEST__INIT;
	Eligibility__ListOverridesRequest list = ELIGIBILITY__LIST_OVERRIDES_REQUEST__INIT;
	unsigned which = chance_below(&user->chance, 4);

	if (which == 0) {
		user_ask(user, "eligibility", "ListOverrides", &list.base, overrides_seen, NULL);
		return;
	}
	if (which == 1) {
		withdraw.commune_code = some_commune(user);
		withdraw.reason = "Une erreur de commune";
		user_ask(user, "eligibility", "WithdrawOverride", &withdraw.base, NULL, NULL);
		return;
	}
	record.commune_code = some_commune(user);
	record.kind = chance_percent(&user->chance, 70) ? ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_RETAIN
							: ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_SET_ASIDE;
	record.reason = "Une sous-préfecture isolée";
	user_ask(user, "eligibility", "RecordOverride", &record.base, stood_beside, NULL);
}
