/* A calibration on the terminal, and as JSON. */
#include <math.h>

#include "cli/calibration_report.h"
#include "cli/french.h"
#include "cli/output.h"

/* ---- For people */

static void put_line(const struct calibration_told *told, size_t line, uint32_t largest, struct buf *out)
{
	const struct calibration *calibration = told->calibration;

	buf_printf(out, "%4u  ", calibration->weights[line]);
	calibration_bar(out, &calibration->stability[line], largest);
	buf_printf(out, "  %s%s\n", calibration_title(told, line),
		   calibration->weights[line] ? "" : " (n'est plus dans la grille)");
}

static void put_judged(struct buf *out, const char *name, const struct judged *judged)
{
	buf_printf(out, "%s : ", name);
	french_percent(out, judged->mean.found);
	buf_printf(out, " à K [");
	french_percent(out, judged->intervals[0].low);
	buf_printf(out, " ; ");
	french_percent(out, judged->intervals[0].high);
	buf_printf(out, "], ");
	french_percent(out, judged->mean.found_wide);
	buf_printf(out, " à 1,5 K, AUC ");
	french_fixed(out, judged->mean.auc, 3);
	buf_printf(out, "\n");
}

void calibration_summary(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;
	const struct sample *sample = calibration->sample;
	char communes[OUTPUT_COUNT_MAX];
	uint32_t largest = 0;

	buf_printf(out,
		   "Échantillon : %s communes éligibles de %zu départements, dont %u choisies ; écartées de "
		   "la liste : "
		   "%zu\n\n",
		   output_count(sample->count, communes), sample->departement_count, sample->chosen_count,
		   sample->left_out_count);
	for (size_t line = 0; line < sample->line_count; line++)
		if (calibration->stability[line].most > largest)
			largest = calibration->stability[line].most;
	for (size_t line = 0; line < sample->line_count; line++)
		put_line(told, line, largest, out);
	buf_printf(out, "\nCommunes choisies retrouvées parmi les premières de leur département (K : le "
			"nombre de choisies) :\n");
	put_judged(out, "départements non vus (plis)", &calibration->folds);
	put_judged(out, "un département non vu à la fois", &calibration->left_out_one);
	put_judged(out, "population seule", &calibration->population);
	if (!calibration->fit.has_converged || calibration->unfinished)
		buf_printf(out, "L'ajustement n'a pas abouti : ne vous servez pas de ces poids.\n");
}

/* ---- For programs */

static json_t *number(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *figures_json(const struct recall_figures *figures)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "recall", number(figures->found), "recallAtOneAndHalf",
			 number(figures->found_wide), "auc", number(figures->auc), "aucMean",
			 number(figures->auc_mean));
}

static json_t *judged_json(const struct judged *judged)
{
	struct recall_figures low = {0}, high = {0};

	for (size_t i = 0; i < RECALL_FIGURES; i++) {
		((double *)&low)[i] = judged->intervals[i].low;
		((double *)&high)[i] = judged->intervals[i].high;
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "mean", figures_json(&judged->mean), "least",
			 figures_json(&judged->least), "most", figures_json(&judged->most), "low",
			 figures_json(&low), "high", figures_json(&high));
}

static json_t *weights_json(const struct calibration_told *told)
{
	const struct calibration *calibration = told->calibration;
	json_t *all = json_array();

	for (size_t line = 0; line < calibration->sample->line_count; line++) {
		const struct stability *stability = &calibration->stability[line];
		json_t *one = json_pack(
			"{s:s, s:i, s:f, s:f, s:f, s:i, s:i, s:i}", "indicatorId",
			told->grid->indicators[line]->indicator_id, "weight", (int)calibration->weights[line],
			"coefficient", calibration->fit.weights[line], "mean", stability->mean, "deviation",
			stability->deviation, "least", (int)stability->least, "most", (int)stability->most,
			"missingCount", (int)calibration->sample->missing[line]);

		if (calibration->settings.free && calibration->settings.free[line])
			json_object_set_new(one, "freeSign",
					    json_integer((calibration->free_fit.weights[line] > 0) -
							 (calibration->free_fit.weights[line] < 0)));
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *left_out_json(const struct sample *sample)
{
	json_t *all = json_array();

	for (size_t i = 0; i < sample->left_out_count; i++)
		json_array_append_new(
			all,
			json_pack("{s:s, s:i, s:s}", "code", sample->left_out[i].decision->code, "line",
				  (int)sample->left_out[i].decision->line, "reason",
				  sample->left_out[i].why == LEFT_OUT_UNKNOWN ? "UNKNOWN" : "NOT_ELIGIBLE"));
	return all;
}

static json_t *departements_json(const struct calibration *calibration)
{
	json_t *all = json_array();

	for (size_t i = 0; i < calibration->sample->departement_count; i++) {
		const struct recall_group *group = &calibration->left_out_recall.groups[i];

		json_array_append_new(all, json_pack("{s:s, s:i, s:i, s:i, s:i, s:o}", "code",
						     calibration->sample->departement_codes[i], "communes",
						     (int)group->count, "chosen", (int)group->chosen, "found",
						     (int)group->found, "foundAtOneAndHalf",
						     (int)group->found_wide, "auc", number(group->auc)));
	}
	return all;
}

static json_t *chances_json(const struct calibration *calibration)
{
	json_t *all = json_array();

	for (size_t i = 0; i < CHANCE_STEPS; i++) {
		const struct chance_step *step = &calibration->chances[i];

		json_array_append_new(all, json_pack("{s:i, s:i, s:o}", "communes", (int)step->count,
						     "chosen", (int)step->chosen, "predicted",
						     number(step->count ? step->predicted : NAN)));
	}
	return all;
}

static json_t *lines_json(const struct calibration_told *told)
{
	json_t *all = json_array();

	for (size_t i = 0; i < told->calibration->judged_line_count; i++) {
		const struct judged_line *line = &told->calibration->lines[i];

		json_array_append_new(all, json_pack("{s:s, s:o}", "indicatorId",
						     told->grid->indicators[line->line]->indicator_id,
						     "figures", judged_json(&line->judged)));
	}
	return all;
}

json_t *calibration_json(const struct calibration_told *told)
{
	const struct calibration *calibration = told->calibration;
	const struct sample *sample = calibration->sample;
	json_t *ret = json_pack("{s:{s:i, s:i, s:i, s:o}, s:b, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
				"sample", "communes", (int)sample->count, "chosen", (int)sample->chosen_count,
				"epcis", (int)sample->epci_count, "leftOut", left_out_json(sample),
				"converged", calibration->fit.has_converged && calibration->unfinished == 0,
				"steps", (int)calibration->fit.steps, "weights", weights_json(told), "folds",
				judged_json(&calibration->folds), "leaveOneOut",
				judged_json(&calibration->left_out_one), "inSample",
				judged_json(&calibration->in_sample), "population",
				judged_json(&calibration->population), "lines", lines_json(told), "chances",
				chances_json(calibration), "departements", departements_json(calibration));

	if (calibration->settings.per_epci)
		json_object_set_new(ret, "recallPerEpci",
				    json_real((double)calibration->found_in_epcis / sample->chosen_count));
	return ret;
}
