#include "cli/calibration.h"

#include <math.h>
#include <string.h>

#include "cli/shares.h"

struct calibrating {
	struct calibration *calibration;
	struct arena *arena;
	unsigned done, total; /* fits */
	bool *left_out;       /* départements, of the fold under way */
	uint32_t *fold;       /* of each département */
};

static const struct sample *sample_of(const struct calibrating *calibrating)
{
	return calibrating->calibration->sample;
}

static void tell(struct calibrating *calibrating)
{
	const struct calibration_settings *settings = &calibrating->calibration->settings;

	if (settings->progress)
		settings->progress(settings->ctx, calibrating->done, calibrating->total);
	calibrating->done++;
}

/* Exact: whole weights, levels in billionths. */
static uint64_t score(const struct sample *sample, const uint32_t *weights, size_t row)
{
	uint64_t sum = 0;

	for (size_t line = 0; line < sample->line_count; line++)
		sum += (uint64_t)weights[line] * sample->levels_e9[row][line];
	return sum;
}

/* ---- Judging */

static bool judge(struct calibrating *calibrating, struct judged *ret, const struct recall *recalls,
		  unsigned count)
{
	return judged_make(ret, recalls, count, calibrating->calibration->settings.seed, calibrating->arena);
}

static bool judge_scores(struct calibrating *calibrating, struct judged *ret, const uint64_t *scores)
{
	struct recall recall;

	return recall_make(&recall, &calibrating->calibration->recall, scores, calibrating->arena) &&
	       judge(calibrating, ret, &recall, 1);
}

/* ---- Fits without some départements */

struct fold_fit {
	struct logistic logistic;
	uint32_t *weights;
	double mean_intercept;
};

static bool fit_fold(struct calibrating *calibrating, struct fold_fit *ret)
{
	struct calibration *calibration = calibrating->calibration;
	struct logistic_terms terms = {.l2 = calibration->settings.l2, .left_out = calibrating->left_out};

	tell(calibrating);
	ret->weights = arena_array(calibrating->arena, calibrating->calibration->logistic.line_count,
				   sizeof *ret->weights);
	if (!ret->weights || !logistic_fit(&ret->logistic, &calibrating->calibration->logistic, &terms,
					   &calibration->fit, calibrating->arena))
		return false;
	calibration->unfinished += !ret->logistic.has_converged;
	shares_round(ret->logistic.weights, calibrating->calibration->logistic.line_count, WEIGHTS_TOTAL,
		     ret->weights);
	ret->mean_intercept =
		logistic_mean_intercept(&ret->logistic, calibrating->calibration->logistic.group_count);
	return true;
}

static void score_left_out(const struct calibrating *calibrating, const uint32_t *weights, uint64_t *scores)
{
	const struct sample *sample = sample_of(calibrating);

	for (size_t row = 0; row < sample->count; row++)
		if (calibrating->left_out[sample->departements[row]])
			scores[row] = score(sample, weights, row);
}

/* ---- Folds */

static void leave_fold_out(const struct calibrating *calibrating, uint32_t fold)
{
	for (size_t i = 0; i < calibrating->calibration->recall.group_count; i++)
		calibrating->left_out[i] = calibrating->fold[i] == fold;
}

/* Sums at first; finish_stability makes the mean and the deviation of them. */
static void add_stability(struct calibration *calibration, const uint32_t *weights)
{
	for (size_t line = 0; line < calibration->sample->line_count; line++) {
		struct stability *stability = &calibration->stability[line];
		uint32_t weight = weights[line];

		stability->mean += weight;
		stability->deviation += (double)weight * weight;
		stability->least = weight < stability->least ? weight : stability->least;
		stability->most = weight > stability->most ? weight : stability->most;
	}
}

static void finish_stability(struct calibration *calibration)
{
	double count = (double)calibration->settings.folds * calibration->settings.repeats;

	for (size_t line = 0; line < calibration->sample->line_count; line++) {
		struct stability *stability = &calibration->stability[line];

		stability->mean /= count;
		stability->deviation =
			sqrt(fmax(stability->deviation / count - stability->mean * stability->mean, 0));
	}
}

static bool run_fold(struct calibrating *calibrating, uint32_t fold, uint64_t *scores)
{
	struct arena_mark mark = arena_mark(calibrating->arena);
	struct fold_fit fit;
	bool ok;

	leave_fold_out(calibrating, fold);
	ok = fit_fold(calibrating, &fit);
	if (ok) {
		score_left_out(calibrating, fit.weights, scores);
		add_stability(calibrating->calibration, fit.weights);
	}
	arena_rewind(calibrating->arena, mark);
	return ok;
}

static bool run_folds(struct calibrating *calibrating)
{
	const struct calibration_settings *settings = &calibrating->calibration->settings;
	struct draws draws = {settings->seed};
	struct recall *recalls = arena_array(calibrating->arena, settings->repeats, sizeof *recalls);
	bool ok = recalls != NULL;

	for (size_t line = 0; line < calibrating->calibration->logistic.line_count; line++)
		calibrating->calibration->stability[line].least = WEIGHTS_TOTAL;
	for (uint32_t repeat = 0; repeat < settings->repeats && ok; repeat++) {
		uint64_t *scores =
			arena_array(calibrating->arena, sample_of(calibrating)->count, sizeof *scores);

		ok = scores != NULL;
		folds_deal(&draws, calibrating->calibration->recall.group_count, settings->folds,
			   calibrating->fold);
		for (uint32_t fold = 0; fold < settings->folds && ok; fold++)
			ok = run_fold(calibrating, fold, scores);
		ok = ok && recall_make(&recalls[repeat], &calibrating->calibration->recall, scores,
				       calibrating->arena);
	}
	if (!ok)
		return false;
	finish_stability(calibrating->calibration);
	return judge(calibrating, &calibrating->calibration->folds, recalls, settings->repeats);
}

/* ---- One département left out at a time */

static void add_chance(struct calibration *calibration, double chance, bool chosen)
{
	size_t at = (size_t)(chance * CHANCE_STEPS);
	struct chance_step *step = &calibration->chances[at < CHANCE_STEPS ? at : CHANCE_STEPS - 1];

	step->count++;
	step->chosen += chosen;
	step->predicted += chance;
}

/* A département that was not seen has no intercept: it is given the mean of the others'. */
static void add_chances(struct calibrating *calibrating, const struct fold_fit *fit)
{
	const struct sample *sample = sample_of(calibrating);

	for (size_t row = 0; row < sample->count; row++) {
		const double *levels = sample->levels + row * sample->line_count;

		if (calibrating->left_out[sample->departements[row]])
			add_chance(calibrating->calibration,
				   logistic_chance(
					   logistic_sum(fit->logistic.weights, levels, sample->line_count) +
					   fit->mean_intercept),
				   sample->chosen[row]);
	}
}

static bool run_left_out(struct calibrating *calibrating, size_t departement, uint64_t *scores)
{
	struct arena_mark mark = arena_mark(calibrating->arena);
	struct fold_fit fit;
	bool ok;

	for (size_t i = 0; i < calibrating->calibration->recall.group_count; i++)
		calibrating->left_out[i] = i == departement;
	ok = fit_fold(calibrating, &fit);
	if (ok) {
		score_left_out(calibrating, fit.weights, scores);
		add_chances(calibrating, &fit);
	}
	arena_rewind(calibrating->arena, mark);
	return ok;
}

static bool run_left_outs(struct calibrating *calibrating)
{
	struct calibration *calibration = calibrating->calibration;
	uint64_t *scores = arena_array(calibrating->arena, calibration->sample->count, sizeof *scores);
	bool ok = scores != NULL;

	for (size_t i = 0; i < calibrating->calibration->recall.group_count && ok; i++)
		ok = run_left_out(calibrating, i, scores);
	if (!ok || !recall_make(&calibration->left_out_recall, &calibrating->calibration->recall, scores,
				calibrating->arena))
		return false;
	for (size_t i = 0; i < CHANCE_STEPS; i++)
		if (calibration->chances[i].count)
			calibration->chances[i].predicted /= calibration->chances[i].count;
	if (calibration->settings.per_epci)
		calibration->found_in_epcis =
			recall_in_parts(&calibration->left_out_recall, calibration->sample->epcis,
					calibration->sample->epci_count, calibrating->arena);
	return judge(calibrating, &calibration->left_out_one, &calibration->left_out_recall, 1);
}

/* ---- What it is compared with */

static bool judge_simple(struct calibrating *calibrating)
{
	struct calibration *calibration = calibrating->calibration;
	const struct sample *sample = calibration->sample;
	uint64_t *scores = arena_array(calibrating->arena, sample->count, sizeof *scores);

	if (!scores)
		return false;
	for (size_t row = 0; row < sample->count; row++)
		scores[row] = sample->populations[row];
	if (!judge_scores(calibrating, &calibration->population, scores))
		return false;
	for (size_t row = 0; row < sample->count; row++)
		scores[row] = score(sample, calibration->weights, row);
	return judge_scores(calibrating, &calibration->in_sample, scores);
}

static void take_line(struct calibrating *calibrating, size_t line, uint64_t *scores)
{
	const struct sample *sample = sample_of(calibrating);

	for (size_t row = 0; row < sample->count; row++)
		scores[row] = sample->levels_e9[row][line];
}

static bool is_better(const struct recall_figures *a, const struct recall_figures *b)
{
	return a->found != b->found ? a->found > b->found : a->auc > b->auc;
}

/* Into the best so far, if it is one of them. */
static void consider(struct calibration *calibration, size_t line, struct recall_figures figures)
{
	size_t at = calibration->judged_line_count;

	while (at > 0 && is_better(&figures, &calibration->lines[at - 1].judged.mean)) {
		if (at < BEST_LINES)
			calibration->lines[at] = calibration->lines[at - 1];
		at--;
	}
	if (at == BEST_LINES)
		return;
	calibration->lines[at] = (struct judged_line){.line = line, .judged = {.mean = figures}};
	if (calibration->judged_line_count < BEST_LINES)
		calibration->judged_line_count++;
}

static bool judge_lines(struct calibrating *calibrating)
{
	struct calibration *calibration = calibrating->calibration;
	uint64_t *scores = arena_array(calibrating->arena, calibration->sample->count, sizeof *scores);

	for (size_t line = 0; scores && line < calibration->sample->line_count; line++) {
		struct arena_mark mark = arena_mark(calibrating->arena);
		struct recall recall;

		take_line(calibrating, line, scores);
		if (!recall_make(&recall, &calibrating->calibration->recall, scores, calibrating->arena))
			return false;
		consider(calibration, line, recall_figures(&recall, NULL));
		arena_rewind(calibrating->arena, mark);
	}
	for (size_t i = 0; scores && i < calibration->judged_line_count; i++) {
		take_line(calibrating, calibration->lines[i].line, scores);
		if (!judge_scores(calibrating, &calibration->lines[i].judged, scores))
			return false;
	}
	return scores != NULL;
}

/* ---- All of it */

static bool allocate(struct calibrating *calibrating)
{
	size_t groups = calibrating->calibration->recall.group_count,
	       lines = calibrating->calibration->logistic.line_count;
	struct calibration *calibration = calibrating->calibration;

	calibrating->left_out = arena_array(calibrating->arena, groups, sizeof *calibrating->left_out);
	calibrating->fold = arena_array(calibrating->arena, groups, sizeof *calibrating->fold);
	calibration->weights = arena_array(calibrating->arena, lines, sizeof *calibration->weights);
	calibration->stability = arena_array(calibrating->arena, lines, sizeof *calibration->stability);
	return !arena_exceeded(calibrating->arena);
}

static bool fit_all(struct calibrating *calibrating)
{
	struct calibration *calibration = calibrating->calibration;
	struct logistic_terms terms = {.l2 = calibration->settings.l2};

	tell(calibrating);
	if (!logistic_fit(&calibration->fit, &calibrating->calibration->logistic, &terms, NULL,
			  calibrating->arena))
		return false;
	terms.free = calibration->settings.free;
	return !terms.free || logistic_fit(&calibration->free_fit, &calibrating->calibration->logistic,
					   &terms, &calibration->fit, calibrating->arena);
}

static bool run_all(struct calibrating *calibrating)
{
	return run_folds(calibrating) && run_left_outs(calibrating) && judge_simple(calibrating) &&
	       judge_lines(calibrating);
}

enum calibration_end calibration_make(struct calibration *ret, const struct sample *sample,
				      const struct calibration_settings *settings, struct arena *arena)
{
	struct calibrating calibrating = {.calibration = ret, .arena = arena};

	*ret = (struct calibration){.sample = sample,
				    .logistic = sample_logistic(sample),
				    .recall = sample_recall(sample),
				    .settings = *settings};
	if (ret->settings.folds > sample->departement_count)
		ret->settings.folds = (uint32_t)sample->departement_count;
	calibrating.total =
		1 + ret->settings.folds * ret->settings.repeats + (unsigned)sample->departement_count;
	if (!allocate(&calibrating) || !fit_all(&calibrating))
		return CALIBRATION_TOO_LARGE;
	if (!shares_round(ret->fit.weights, sample->line_count, WEIGHTS_TOTAL, ret->weights))
		return CALIBRATION_NO_WEIGHT;
	return run_all(&calibrating) ? CALIBRATION_DONE : CALIBRATION_TOO_LARGE;
}
