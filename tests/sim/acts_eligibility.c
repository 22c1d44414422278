#include <math.h>
#include <stdio.h>

#include "acts.h"
#include "geography.h"
#include "pvd/eligibility/v1/grid.pb-c.h"
#include "pvd/eligibility/v1/run.pb-c.h"
#include "pvd/eligibility/v1/score.pb-c.h"
#include "world.h"

/* The runs that somebody was told of, with the digests they were told with. */
enum { BOARD_MAX = 32, ID_SIZE_MAX = 32, DIGEST_SIZE = 32, GRIDS = 3 };

static struct {
	char ids[BOARD_MAX][ID_SIZE_MAX];
	uint8_t digests[BOARD_MAX][DIGEST_SIZE];
	unsigned count;
} board;

/* A run is what it was when it was first told of. */
static void check_known(const struct user *user, const Eligibility__Run *run)
{
	unsigned known = board.count < BOARD_MAX ? board.count : BOARD_MAX;

	holds(run->digest.len == DIGEST_SIZE, "a run stays what it was",
	      "%s was told of run %s, without its digest", user->name, run->id);
	for (unsigned i = 0; i < known; i++) {
		if (strcmp(board.ids[i], run->id) != 0)
			continue;
		holds(memcmp(board.digests[i], run->digest.data, DIGEST_SIZE) == 0, "a run stays what it was",
		      "%s was told of run %s with another digest", user->name, run->id);
		return;
	}
	snprintf(board.ids[board.count % BOARD_MAX], ID_SIZE_MAX, "%s", run->id);
	memcpy(board.digests[board.count++ % BOARD_MAX], run->digest.data, DIGEST_SIZE);
}

/* The latest, or one of those known. */
static char *some_run(struct user *user)
{
	unsigned known = board.count < BOARD_MAX ? board.count : BOARD_MAX;

	return known && chance_percent(&user->chance, 60) ? board.ids[chance_below(&user->chance, known)]
							  : "";
}

/* ---- Grids and runs */

static Eligibility__GridIndicator *line(unsigned n, char *id, unsigned weight)
{
	static Eligibility__GridIndicator lines[3];
	static Eligibility__Percentile percentiles[3];

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

void act_adopt_grid(struct user *user)
{
	Eligibility__AdoptGridRequest request = ELIGIBILITY__ADOPT_GRID_REQUEST__INIT;
	Eligibility__Grid grid = ELIGIBILITY__GRID__INIT;
	unsigned n = chance_below(&user->chance, GRIDS);
	Eligibility__GridIndicator *lines[] = {line(0, "epci-share", 5000 - n), line(1, "epci-rank", 3000),
					       line(2, "population", 2000 + n)};
	char version[16], criteria[16];

	snprintf(version, sizeof version, "grille-%u", n);
	snprintf(criteria, sizeof criteria, "criteria-%u", n);
	grid.version = version;
	grid.title = "Centralités";
	grid.author = "ANCT";
	grid.source = "Instruction du 16 octobre 2019, annexe 2";
	grid.valid_from = "2026-01-01";
	grid.criteria_version = criteria;
	grid.indicators = lines;
	grid.n_indicators = sizeof lines / sizeof *lines;
	request.grid = &grid;
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
	Eligibility__RunScoresRequest request = ELIGIBILITY__RUN_SCORES_REQUEST__INIT;

	user_ask(user, "eligibility", "RunScores", &request.base, has_run, NULL);
}

static void checked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__CheckRunResponse *response = verdict->response;

	(void)intent;
	if (!verdict->ok)
		return;
	check_known(user, response->run);
	holds(response->same, "a run can be made again", "run %s gives other bytes", response->run->id);
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
