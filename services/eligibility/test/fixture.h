/* Callers of the service, in a small France. Scores of it by the usual grid stand in test_scores.c, worked out by hand. */
#ifndef PVD_ELIGIBILITY_TEST_FIXTURE_H
#define PVD_ELIGIBILITY_TEST_FIXTURE_H

#include "france.h"

#include "base/file.h"
#include "eligibility/service.h"
#include "eligibility_binding.h"
#include "json/json.h"

/* ---- Figures */

/* To the last digits that a sum of doubles may lose. */
#define assert_near(found, wanted)                                                                           \
	do {                                                                                                 \
		double found_ = (found), wanted_ = (wanted);                                                 \
		if (!(fabs(found_ - wanted_) <= 1e-9 * (1 + fabs(wanted_))))                                 \
			fail_msg("%s is %.15g, and not %.15g", #found, found_, wanted_);                     \
	} while (0)

/* ---- Who acts */

static inline Bus__Actor *anct(struct harness *harness)
{
	return harness_actor(harness, "anct", BUS__ROLE__ROLE_ANCT, NULL);
}

static inline Bus__Actor *prefecture(struct harness *harness, const char *departement)
{
	return harness_actor(harness, "prefecture", BUS__ROLE__ROLE_PREFECTURE, departement);
}

static inline Bus__Actor *citizen(struct harness *harness)
{
	return harness_actor(harness, "citizen", BUS__ROLE__ROLE_PUBLIC, NULL);
}

/* ---- Requests as text */

/* JSON with single quotes; lives as long as the harness. Fails the test where the text is no such message. */
static inline void *message_of(struct harness *harness, const ProtobufCMessageDescriptor *type,
			       const char *text)
{
	struct refusal refusal = {0};
	char *json = arena_strdup(harness->arena, text);
	void *message = NULL;

	for (char *at = json; *at; at++)
		*at = *at == '\'' ? '"' : *at;
	if (!json_to_message(harness->arena, type, json, strlen(json), &message, &refusal))
		fail_msg("%s: %s", refusal.message, json);
	return message;
}

static inline void *message_of_file(struct harness *harness, const ProtobufCMessageDescriptor *type,
				    const char *path)
{
	struct refusal refusal = {0};
	struct buf text = {0};
	void *message = NULL;

	assert_int_equal(file_read(path, 262144, &text), 0);
	json_to_message(harness->arena, type, (const char *)text.data, text.len, &message, &refusal);
	buf_free(&text);
	assert_string_equal(refusal.message, "");
	return message;
}

/* ---- Indicators and their values */

enum { USUAL_INDICATORS = 4 };

/* The four that the usual grid looks at, as the programme defines them; tests run in the folder of the sources. */
static inline struct answer define_usual(struct harness *harness)
{
	Eligibility__DefineIndicatorsRequest *request =
		message_of_file(harness, &eligibility__define_indicators_request__descriptor,
				"deploy/indicators/indicators-2026.json");

	request->n_indicators = USUAL_INDICATORS; /* they come first */
	return harness_call(harness, anct(harness), "DefineIndicators", &request->base);
}

static inline struct answer define_text(struct harness *harness, const char *text)
{
	return harness_call(harness, anct(harness), "DefineIndicators",
			    message_of(harness, &eligibility__define_indicators_request__descriptor, text));
}

/* One more, of that theme: `made` is the rest of its fields, its origin among them. */
static inline struct answer define_of(struct harness *harness, const char *id, const char *theme,
				      const char *made)
{
	const char *text = arena_printf(harness->arena,
					"{'indicators':[{'id':'%s','title':'Titre de %s','unit':'u',"
					"'definition':'Pour un essai','theme':'THEME_%s',%s}]}",
					id, id, theme, made);

	return define_text(harness, text);
}

static inline void define(struct harness *harness, const char *id, const char *made)
{
	assert_accepted(define_of(harness, id, "FRAGILITY", made));
}

/* The usual ones, and a recorded one of each nature that others are made of; no geography yet. */
static inline struct harness *definitions_new(void)
{
	struct harness *harness = harness_new(&ELIGIBILITY_SERVICE);

	assert_accepted(define_usual(harness));
	define(harness, "income", "'recorded':{'nature':'NATURE_RATE'}");
	define(harness, "jobs", "'recorded':{'nature':'NATURE_COUNT'}");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
	return harness;
}

/* One of each nature, and a rate that the first one weighs. */
static inline void define_natures(struct harness *harness)
{
	define(harness, "jobs", "'recorded':{'nature':'NATURE_COUNT'}");
	define(harness, "income", "'decimals':1,'recorded':{'nature':'NATURE_RATE'}");
	define(harness, "weighed", "'decimals':1,'recorded':{'nature':'NATURE_RATE','weightId':'jobs'}");
	define(harness, "kind",
	       "'labels':[{'value':1,'text':'village'},{'value':2,'text':'ville'}],"
	       "'recorded':{'nature':'NATURE_CLASS'}");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
}

enum { ROWS_MAX = 16 };

struct series_request {
	Eligibility__RecordSeriesRequest request;
	char *codes[ROWS_MAX];
	int64_t values[ROWS_MAX];
};

/* `rows`: "14047 12 14118 30", values as recorded. For a test to change; one at a time. */
static inline struct series_request *series_of(struct harness *harness, char *id, unsigned year,
					       const char *rows)
{
	static struct series_request series;
	char *at = NULL, *text = arena_strdup(harness->arena, rows);
	size_t n = 0;

	eligibility__record_series_request__init(&series.request);
	for (char *code = strtok_r(text, " ", &at); code; code = strtok_r(NULL, " ", &at)) {
		assert_true(n < ROWS_MAX);
		series.codes[n] = code;
		series.values[n++] = strtoll(strtok_r(NULL, " ", &at), NULL, 10);
	}
	series.request.indicator_id = id;
	series.request.year = year;
	series.request.source = "Insee, essai";
	series.request.codes = series.codes;
	series.request.values = series.values;
	series.request.n_codes = series.request.n_values = n;
	return &series;
}

static inline struct answer record_request(struct harness *harness, struct series_request *series)
{
	return harness_call(harness, anct(harness), "RecordSeries", &series->request.base);
}

static inline const Eligibility__RecordSeriesResponse *record(struct harness *harness, char *id,
							      unsigned year, const char *rows)
{
	struct answer answer = record_request(harness, series_of(harness, id, year, rows));

	assert_accepted(answer);
	return answer.response;
}

static inline const Eligibility__GetIndicatorValuesResponse *values_of(struct harness *harness, char *id,
								       unsigned year)
{
	Eligibility__GetIndicatorValuesRequest request = ELIGIBILITY__GET_INDICATOR_VALUES_REQUEST__INIT;
	struct answer answer;

	request.indicator_id = id;
	request.year = year;
	answer = harness_call(harness, citizen(harness), "GetIndicatorValues", &request.base);
	assert_accepted(answer);
	return answer.response;
}

/* NAN: it has none. */
static inline double value_of(struct harness *harness, char *id, const char *commune)
{
	const Eligibility__GetIndicatorValuesResponse *values = values_of(harness, id, 0);

	for (size_t i = 0; i < values->n_codes; i++)
		if (strcmp(values->codes[i], commune) == 0)
			return values->values[i];
	return NAN;
}

/* ---- A grid and its adoption */

enum { LINES = 4, LINES_MAX = 66 };

struct grid_request {
	Eligibility__AdoptGridRequest request;
	Eligibility__Grid grid;
	Eligibility__GridIndicator lines[LINES_MAX], *pointers[LINES_MAX];
	Eligibility__Percentile percentiles[LINES_MAX];
};

static inline void grid_line(struct grid_request *grid, unsigned n, char *id,
			     Eligibility__Direction direction, unsigned weight,
			     Eligibility__MissingRule missing)
{
	eligibility__grid_indicator__init(&grid->lines[n]);
	grid->lines[n].indicator_id = id;
	grid->lines[n].direction = direction;
	eligibility__percentile__init(&grid->percentiles[n]);
	grid->percentiles[n].group_id = "departement";
	grid->lines[n].transformation_case = ELIGIBILITY__GRID_INDICATOR__TRANSFORMATION_PERCENTILE;
	grid->lines[n].percentile = &grid->percentiles[n];
	grid->lines[n].weight_bp = weight;
	grid->lines[n].missing = missing;
	grid->lines[n].reason = "Parce que";
}

/* The usual one, for a test to change. */
static inline struct grid_request *usual_grid(void)
{
	const Eligibility__Direction HIGHER = ELIGIBILITY__DIRECTION__DIRECTION_HIGHER;
	const Eligibility__Direction LOWER = ELIGIBILITY__DIRECTION__DIRECTION_LOWER;
	const Eligibility__MissingRule NEUTRAL = ELIGIBILITY__MISSING_RULE__MISSING_RULE_NEUTRAL;
	const Eligibility__MissingRule WORST = ELIGIBILITY__MISSING_RULE__MISSING_RULE_WORST;
	static struct grid_request grid;

	eligibility__adopt_grid_request__init(&grid.request);
	eligibility__grid__init(&grid.grid);
	grid.request.grid = &grid.grid;
	grid.grid.version = "grille-1";
	grid.grid.title = "Essai";
	grid.grid.author = "ANCT";
	grid.grid.source = "Instruction du 16 octobre 2019, annexe 2";
	grid.grid.valid_from = "2026-01-01";
	grid.grid.criteria_version = "criteria-2026";
	grid_line(&grid, 0, "population", HIGHER, 2000, NEUTRAL);
	grid_line(&grid, 1, "epci-share", HIGHER, 4000, NEUTRAL);
	grid_line(&grid, 2, "epci-rank", LOWER, 3000, WORST);
	grid_line(&grid, 3, "chef-lieu", HIGHER, 1000, NEUTRAL);
	for (unsigned i = 0; i < LINES_MAX; i++)
		grid.pointers[i] = &grid.lines[i];
	grid.grid.indicators = grid.pointers;
	grid.grid.n_indicators = LINES;
	return &grid;
}

static inline struct answer adopt_grid(struct harness *harness, struct grid_request *grid)
{
	return harness_call(harness, anct(harness), "AdoptGrid", &grid->request.base);
}

/* Another, of that version: `made` is its lines and criteria, "'indicators':[…],'criteria':[…]". */
static inline Eligibility__Grid *grid_of(struct harness *harness, const char *version, const char *made)
{
	return message_of(harness, &eligibility__grid__descriptor,
			  arena_printf(harness->arena,
				       "{'version':'%s','title':'Essai','author':'ANCT','source':'Essai',"
				       "'validFrom':'2026-01-01','criteriaVersion':'criteria-2026',%s}",
				       version, made));
}

static inline struct answer adopt(struct harness *harness, Eligibility__Grid *grid)
{
	Eligibility__AdoptGridRequest request = ELIGIBILITY__ADOPT_GRID_REQUEST__INIT;

	request.grid = grid;
	return harness_call(harness, anct(harness), "AdoptGrid", &request.base);
}

/* ---- Runs and scores */

static inline struct answer run_scores(struct harness *harness, char *grid_version)
{
	Eligibility__RunScoresRequest request = ELIGIBILITY__RUN_SCORES_REQUEST__INIT;

	request.grid_version = grid_version;
	return harness_call(harness, anct(harness), "RunScores", &request.base);
}

/* The run that was made, and not one there was. */
static inline const Eligibility__Run *new_run(struct harness *harness)
{
	struct answer answer = run_scores(harness, "");
	const Eligibility__RunScoresResponse *response = answer.response;

	assert_accepted(answer);
	assert_false(response->already_run);
	return response->run;
}

static inline struct answer get_score(struct harness *harness, char *commune, char *run_id)
{
	Eligibility__GetScoreRequest request = ELIGIBILITY__GET_SCORE_REQUEST__INIT;

	request.commune_code = commune;
	request.run_id = run_id;
	return harness_call(harness, citizen(harness), "GetScore", &request.base);
}

static inline const Eligibility__GetScoreResponse *explained_of(struct harness *harness, char *commune)
{
	struct answer answer = get_score(harness, commune, "");

	assert_accepted(answer);
	return answer.response;
}

static inline const Eligibility__Score *score_of(struct harness *harness, char *commune)
{
	return explained_of(harness, commune)->score;
}

static inline bool check_run(struct harness *harness, char *run_id)
{
	Eligibility__CheckRunRequest request = ELIGIBILITY__CHECK_RUN_REQUEST__INIT;
	struct answer answer;

	request.run_id = run_id;
	answer = harness_call(harness, anct(harness), "CheckRun", &request.base);
	assert_accepted(answer);
	return ((const Eligibility__CheckRunResponse *)answer.response)->same;
}

/* With the small France, its criteria, and the usual grid in force. */
static inline struct harness *eligibility_new(void)
{
	struct harness *harness = harness_new(&ELIGIBILITY_SERVICE);

	say_criteria(harness, "criteria-2026", 20000, 2023);
	say_france(harness, &FRANCE, NULL);
	assert_accepted(define_usual(harness));
	assert_accepted(adopt_grid(harness, usual_grid()));
	return harness;
}

/* Every test ends with a verified journal, and a state and mirrors equal to their rebuild. */
static inline void eligibility_free(struct harness *harness)
{
	harness_check(harness);
	harness_free(harness);
}

#endif
