#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/calibration_grid.h"
#include "cli/calibration_report.h"
#include "cli/french.h"

/* A made-up country: 12 départements of 40 communes, three chosen in each by two lines and some noise. The third line
 * speaks against the choice. */
enum { ARENA_MAX = 256 << 20, DEPARTEMENTS = 12, EACH = 40, LINES = 3, COMMUNES = DEPARTEMENTS * EACH };

static struct arena *arena;
static char names[COMMUNES][8], departement_names[DEPARTEMENTS][4];
static const char *codes[COMMUNES], *departements[COMMUNES], *epcis[COMMUNES];
static bool eligible[COMMUNES], missing[COMMUNES * LINES];
static uint32_t populations[COMMUNES], levels_e9[COMMUNES * LINES];
static struct decision chosen[COMMUNES];

static const struct measured MEASURED = {.codes = codes,
					 .departements = departements,
					 .epcis = epcis,
					 .eligible = eligible,
					 .populations = populations,
					 .levels_e9 = levels_e9,
					 .missing = missing,
					 .count = COMMUNES,
					 .line_count = LINES};
static struct decisions decisions = {.all = chosen};

static void make_commune(unsigned i, struct draws *draws)
{
	uint32_t *row = levels_e9 + (size_t)i * LINES;

	snprintf(names[i], sizeof names[i], "%02u%03u", i / EACH + 1, i % EACH + 1);
	codes[i] = names[i];
	departements[i] = departement_names[i / EACH];
	epcis[i] = i % 2 ? "200000001" : "200000002";
	eligible[i] = true;
	populations[i] = draws_below(draws, 20000);
	for (unsigned line = 0; line < LINES; line++)
		row[line] = draws_below(draws, 1000000001);
	row[2] = 1000000000 - row[0] / 2 - row[2] / 2;
	if (2.0 * row[0] + row[1] + draws_below(draws, 700000000) > 2.65e9)
		chosen[decisions.count++] = (struct decision){codes[i], i + 2};
}

static int set_up(void **state)
{
	struct draws draws = {7};

	(void)state;
	arena = arena_new(ARENA_MAX);
	for (unsigned i = 0; i < DEPARTEMENTS; i++)
		snprintf(departement_names[i], sizeof departement_names[i], "%02u", i + 1);
	for (unsigned i = 0; i < COMMUNES; i++)
		make_commune(i, &draws);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct calibration_settings SETTINGS = {
	.l2 = 1, .folds = 4, .repeats = 2, .seed = 11, .per_epci = true};

static enum calibration_end make(struct calibration *ret, struct sample *sample,
				 const struct calibration_settings *settings)
{
	assert_true(sample_make(sample, &MEASURED, &decisions, arena));
	return calibration_make(ret, sample, settings, arena);
}

static const char GRID[] =
	"{\"version\": \"essai-1\", \"title\": \"Un essai\", \"author\": \"Nous\", \"validFrom\": "
	"\"2026-01-01\","
	"\"criteriaVersion\": \"criteria-2026\", \"indicators\": ["
	"{\"indicatorId\": \"a\", \"direction\": \"DIRECTION_HIGHER\", \"linear\": {\"low\": 0, \"high\": 1},"
	" \"weightBp\": 77, \"missing\": \"MISSING_RULE_NEUTRAL\", \"reason\": \"Le premier | des trois\"},"
	"{\"indicatorId\": \"b\", \"direction\": \"DIRECTION_HIGHER\", \"linear\": {\"low\": 0, \"high\": 1},"
	" \"missing\": \"MISSING_RULE_NEUTRAL\", \"reason\": \"Le deuxième\"},"
	"{\"indicatorId\": \"c\", \"direction\": \"DIRECTION_LOWER\", \"linear\": {\"low\": 0, \"high\": 1},"
	" \"missing\": \"MISSING_RULE_NEUTRAL\", \"reason\": \"Le troisième\"}]}";

static Eligibility__Grid *read_grid(const char *text)
{
	const struct grid_words words = {.version = "essai-2"};
	struct refusal refusal = {0};
	Eligibility__Grid *grid;

	if (!calibration_grid_read(&grid, bytes_text(text), &words, arena, &refusal))
		fail_msg("%s", refusal.message);
	return grid;
}

static void put_report(const struct calibration *calibration, struct buf *out)
{
	const Eligibility__ListIndicatorsResponse known = ELIGIBILITY__LIST_INDICATORS_RESPONSE__INIT;
	const Eligibility__ListSeriesResponse recorded = ELIGIBILITY__LIST_SERIES_RESPONSE__INIT;
	const struct calibration_told told = {.calibration = calibration,
					      .decisions = &decisions,
					      .grid = read_grid(GRID),
					      .known = &known,
					      .recorded = &recorded};

	calibration_report(&told, arena, out);
}

static void the_lines_that_chose_are_found_again(void **state)
{
	struct calibration calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	assert_int_equal(make(&calibration, &sample, &SETTINGS), CALIBRATION_DONE);
	assert_true(calibration.fit.has_converged && calibration.unfinished == 0);
	assert_int_equal(calibration.weights[0] + calibration.weights[1] + calibration.weights[2], 100);
	assert_int_equal(calibration.weights[2], 0);
	assert_true(calibration.weights[0] > calibration.weights[1] && calibration.weights[1] > 10);
	assert_true(calibration.folds.mean.found > 0.7 && calibration.folds.mean.found <= 1);
	assert_true(calibration.population.mean.found < 0.4);
	assert_true(calibration.folds.intervals[0].low <= calibration.folds.mean.found &&
		    calibration.folds.mean.found <= calibration.folds.intervals[0].high);
	assert_true(calibration.folds.least.found <= calibration.folds.most.found);
	assert_int_equal(calibration.lines[0].line, 0);
	assert_int_equal(calibration.judged_line_count, BEST_LINES);
	assert_in_range(calibration.found_in_epcis, sample.chosen_count / 2, sample.chosen_count);
}

static void chances_and_departements_count_everybody_once(void **state)
{
	uint32_t communes = 0, chose = 0, found = 0, in_chances = 0;
	struct calibration calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	assert_int_equal(make(&calibration, &sample, &SETTINGS), CALIBRATION_DONE);
	for (size_t i = 0; i < CHANCE_STEPS; i++) {
		const struct chance_step *step = &calibration.chances[i];

		in_chances += step->count;
		chose += step->chosen;
		if (step->count)
			assert_true(step->predicted >= (double)i / CHANCE_STEPS &&
				    step->predicted <= (i + 1.0) / CHANCE_STEPS);
	}
	for (size_t i = 0; i < sample.departement_count; i++) {
		communes += calibration.left_out_recall.groups[i].count;
		found += calibration.left_out_recall.groups[i].found;
	}
	assert_int_equal(in_chances, sample.count);
	assert_int_equal(communes, sample.count);
	assert_int_equal(chose, sample.chosen_count);
	assert_true((double)found / sample.chosen_count == calibration.left_out_one.mean.found);
}

/* A commune is scored by weights that did not see its département: as many folds as départements leave each out once,
 * however they are dealt. */
static void folds_of_one_departement_each_leave_one_out(void **state)
{
	struct calibration_settings settings = SETTINGS;
	struct calibration calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	settings.folds = 150; /* no more than there are départements */
	assert_int_equal(make(&calibration, &sample, &settings), CALIBRATION_DONE);
	assert_int_equal(calibration.settings.folds, sample.departement_count);
	assert_memory_equal(&calibration.folds.least, &calibration.folds.most,
			    sizeof calibration.folds.least);
	assert_memory_equal(&calibration.folds.least, &calibration.left_out_one.mean,
			    sizeof calibration.folds.least);
}

/* Whoever else was chosen in a département, its own communes are scored the same: its choice is not looked at. */
static void a_departement_is_judged_by_the_others(void **state)
{
	struct calibration first, changed;
	struct sample sample, other;
	struct decision before[COMMUNES];
	uint64_t scores[EACH];

	(void)state;
	arena_reset(arena);
	assert_int_equal(make(&first, &sample, &SETTINGS), CALIBRATION_DONE);
	memcpy(scores, first.left_out_recall.scores, sizeof scores);
	memcpy(before, chosen, sizeof before);
	for (size_t i = 0; i < decisions.count && strncmp(chosen[i].code, "01", 2) == 0; i++)
		chosen[i].code = codes[i];
	assert_int_equal(make(&changed, &other, &SETTINGS), CALIBRATION_DONE);
	assert_memory_equal(scores, changed.left_out_recall.scores, sizeof scores);
	assert_true(first.fit.weights[0] != changed.fit.weights[0]);
	memcpy(chosen, before, sizeof before);
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
	struct calibration_settings settings = SETTINGS;
	struct buf first = {0}, again = {0}, other = {0};
	struct calibration calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	assert_int_equal(make(&calibration, &sample, &settings), CALIBRATION_DONE);
	put_report(&calibration, &first);
	assert_int_equal(make(&calibration, &sample, &settings), CALIBRATION_DONE);
	put_report(&calibration, &again);
	settings.seed = 12;
	assert_int_equal(make(&calibration, &sample, &settings), CALIBRATION_DONE);
	put_report(&calibration, &other);
	assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&again)));
	assert_false(bytes_equal(buf_bytes(&first), buf_bytes(&other)));
	assert_non_null(memmem(first.data, first.len, "Le premier \\| des trois", 23));
	buf_free(&first);
	buf_free(&again);
	buf_free(&other);
}

static void a_free_line_tells_its_sign_and_changes_no_weight(void **state)
{
	static const bool is_free[LINES] = {false, false, true};
	struct calibration_settings settings = SETTINGS;
	struct calibration bound, calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	assert_int_equal(make(&bound, &sample, &settings), CALIBRATION_DONE);
	settings.free = is_free;
	assert_int_equal(make(&calibration, &sample, &settings), CALIBRATION_DONE);
	assert_true(calibration.free_fit.weights[2] < 0);
	assert_memory_equal(calibration.weights, bound.weights, LINES * sizeof *bound.weights);
}

/* Turned round, every line speaks against the choice. */
static void where_no_line_speaks_for_the_choice_there_are_no_weights(void **state)
{
	struct calibration calibration;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COMMUNES * LINES; i++)
		if (i % LINES != 2)
			levels_e9[i] = 1000000000 - levels_e9[i];
	assert_int_equal(make(&calibration, &sample, &SETTINGS), CALIBRATION_NO_WEIGHT);
	for (size_t i = 0; i < COMMUNES * LINES; i++)
		if (i % LINES != 2)
			levels_e9[i] = 1000000000 - levels_e9[i];
}

static void the_grid_that_comes_of_it(void **state)
{
	struct calibration calibration;
	struct buf text = {0}, wrapped = {0};
	Eligibility__Grid *grid, *made, *again;
	struct sample sample;

	(void)state;
	arena_reset(arena);
	grid = read_grid(GRID);
	assert_int_equal(grid->indicators[0]->weight_bp + grid->indicators[1]->weight_bp +
				 grid->indicators[2]->weight_bp,
			 10000);
	assert_int_equal(make(&calibration, &sample, &SETTINGS), CALIBRATION_DONE);
	made = calibration_grid_make(grid, &calibration, arena);
	assert_non_null(made);
	assert_int_equal(made->n_indicators, 2); /* the third weighs nothing */
	assert_int_equal(made->indicators[0]->weight_bp, calibration.weights[0] * 100);
	assert_int_equal(made->indicators[0]->weight_bp + made->indicators[1]->weight_bp, 10000);
	assert_string_equal(made->version, "essai-2");
	assert_string_equal(made->title, "Un essai");
	assert_string_equal(made->indicators[1]->reason, "Le deuxième");
	assert_non_null(strstr(made->source, "12 départements"));
	assert_in_range(strlen(made->source), 100, 1000);
	assert_int_equal(grid->n_indicators, 3); /* as it was */
	assert_true(calibration_grid_write(made, &text));
	buf_append(&wrapped, text.data, text.len);
	buf_byte(&wrapped, 0);
	again = read_grid((const char *)wrapped.data); /* a request that holds it */
	assert_int_equal(again->n_indicators, 2);
	buf_free(&text);
	buf_free(&wrapped);
}

static void a_grid_that_is_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{\"grid\": 3}", "{}", "{\"grid\": {}}", "{\"lignes\": []}"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct grid_words words = {0};
		struct refusal refusal = {0};
		Eligibility__Grid *grid;

		assert_false(calibration_grid_read(&grid, bytes_text(texts[i]), &words, arena, &refusal));
		assert_true(refused(&refusal) && *refusal.message);
	}
}

static void expect_french(void (*put)(struct buf *out, double value, int decimals), double value,
			  int decimals, const char *wanted)
{
	struct buf text = {0};

	put(&text, value, decimals);
	buf_byte(&text, 0);
	assert_string_equal((const char *)text.data, wanted);
	buf_free(&text);
}

static void numbers_are_written_as_in_french(void **state)
{
	(void)state;
	expect_french(french_fixed, 0.98649, 3, "0,986");
	expect_french(french_fixed, 12, 2, "12,00");
	expect_french(french_number, 12, 3, "12");
	expect_french(french_number, 0.250, 3, "0,25");
	expect_french(french_number, 100, 0, "100");
	expect_french(french_number, NAN, 3, "—");
	expect_french(french_fixed, NAN, 3, "—");
}

static void a_bar_shows_where_weights_lie(void **state)
{
	static const struct stability middle = {.mean = 20, .least = 10, .most = 39}, still = {.mean = 0};
	struct buf text = {0};

	(void)state;
	calibration_bar(&text, &middle, 39);
	buf_byte(&text, 0);
	assert_string_equal((const char *)text.data, "··········├─────────●──────────────────┤");
	buf_clear(&text);
	calibration_bar(&text, &still, 0);
	buf_byte(&text, 0);
	assert_string_equal((const char *)text.data, "●·······································");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lines_that_chose_are_found_again),
		cmocka_unit_test(chances_and_departements_count_everybody_once),
		cmocka_unit_test(folds_of_one_departement_each_leave_one_out),
		cmocka_unit_test(a_departement_is_judged_by_the_others),
		cmocka_unit_test(the_same_seed_gives_the_same_bytes),
		cmocka_unit_test(a_free_line_tells_its_sign_and_changes_no_weight),
		cmocka_unit_test(where_no_line_speaks_for_the_choice_there_are_no_weights),
		cmocka_unit_test(the_grid_that_comes_of_it),
		cmocka_unit_test(a_grid_that_is_none_is_refused),
		cmocka_unit_test(numbers_are_written_as_in_french),
		cmocka_unit_test(a_bar_shows_where_weights_lie),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
