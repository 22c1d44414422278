/* What a calibration found: figures, weights, how steady they are, where they do well and where they do not. */
#include <math.h>
#include <stdlib.h>

#include "cli/calibration_report.h"
#include "cli/french.h"
#include "cli/markdown.h"
#include "cli/output.h"

enum { DEPARTEMENTS_SHOWN = 8, AUC_DECIMALS = 3 };

/* ---- Figures */

static void put_figure(struct buf *out, double value, bool is_share)
{
	if (is_share)
		french_percent(out, value);
	else
		french_fixed(out, value, AUC_DECIMALS);
}

static void put_cell(struct buf *out, const struct judged *judged, size_t figure, bool is_repeated)
{
	const double *mean = (const double *)&judged->mean, *least = (const double *)&judged->least,
		     *most = (const double *)&judged->most;
	bool is_share = figure < 2; /* the two recalls come first */

	buf_printf(out, " ");
	put_figure(out, mean[figure], is_share);
	buf_printf(out, " [");
	put_figure(out, judged->intervals[figure].low, is_share);
	buf_printf(out, " ; ");
	put_figure(out, judged->intervals[figure].high, is_share);
	buf_printf(out, "]");
	if (is_repeated) {
		buf_printf(out, " (");
		put_figure(out, least[figure], is_share);
		buf_printf(out, " à ");
		put_figure(out, most[figure], is_share);
		buf_printf(out, ")");
	}
	buf_printf(out, " |");
}

static void put_row(struct buf *out, const char *name, const struct judged *judged, bool is_repeated)
{
	buf_printf(out, "| ");
	markdown_cell(out, name);
	buf_printf(out, " |");
	for (size_t figure = 0; figure < RECALL_FIGURES; figure++)
		put_cell(out, judged, figure, is_repeated);
	buf_printf(out, "\n");
}

static void put_figures(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;

	buf_printf(out, "## Ce que les poids retrouvent\n\n"
			"K est le nombre de communes choisies dans un département. « À K » : la part des "
			"communes choisies qui "
			"sont parmi les K premières de leur département, tous départements ensemble ; « à "
			"1,5 K » : parmi une "
			"fois et demie autant. L'AUC est la chance qu'une commune choisie ait un meilleur "
			"score qu'une autre : "
			"0,5 au hasard, 1 sans faute. Entre crochets, l'intervalle à 95 %% ; entre "
			"parenthèses, le moins et le plus "
			"des répétitions.\n\n"
			"| | à K | à 1,5 K | AUC | AUC moyenne des départements |\n|---|---|---|---|---|\n");
	put_row(out, "**Grille, départements non vus (plis)**", &calibration->folds, true);
	put_row(out, "**Grille, un département non vu à la fois**", &calibration->left_out_one, false);
	put_row(out, "Grille, sur l'échantillon qui l'a ajustée (trop favorable)", &calibration->in_sample,
		false);
	put_row(out, "Population seule", &calibration->population, false);
	for (size_t i = 0; i < calibration->judged_line_count; i++) {
		struct buf name = {0};

		buf_printf(&name, "Ligne seule : %s%c", calibration_title(told, calibration->lines[i].line),
			   0);
		put_row(out, (const char *)name.data, &calibration->lines[i].judged, false);
		buf_free(&name);
	}
	buf_printf(out, "\n");
}

/* ---- Weights */

static void put_weight(const struct calibration_told *told, size_t line, double sum, struct buf *out)
{
	const struct calibration *calibration = told->calibration;
	const Eligibility__GridIndicator *indicator = told->grid->indicators[line];
	char missing[OUTPUT_COUNT_MAX];

	buf_printf(out, "| ");
	markdown_cell(out, calibration_title(told, line));
	buf_printf(out, " (`%s`) | %s | **%u** | ", indicator->indicator_id,
		   indicator->direction == ELIGIBILITY__DIRECTION__DIRECTION_HIGHER  ? "plus c'est haut"
		   : indicator->direction == ELIGIBILITY__DIRECTION__DIRECTION_LOWER ? "plus c'est bas"
										     : "par paliers",
		   calibration->weights[line]);
	french_fixed(out, calibration->fit.weights[line] * WEIGHTS_TOTAL / sum, 2);
	buf_printf(out, " | %s | ", output_count(calibration->sample->missing[line], missing));
	markdown_cell(out, indicator->reason);
	buf_printf(out, " |\n");
}

static void put_dropped(const struct calibration_told *told, struct buf *out)
{
	bool any = false;

	for (size_t line = 0; line < told->grid->n_indicators; line++) {
		if (told->calibration->weights[line])
			continue;
		buf_printf(out,
			   any ? ", %s (`%s`)"
			       : "Lignes dont le poids est nul, et qui ne sont plus dans la grille : "
				 "%s (`%s`)",
			   calibration_title(told, line), told->grid->indicators[line]->indicator_id);
		any = true;
	}
	buf_printf(out, any ? ".\n\n" : "");
}

static void put_free(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;

	for (size_t line = 0; calibration->settings.free && line < told->grid->n_indicators; line++) {
		double weight = calibration->free_fit.weights[line];

		if (!calibration->settings.free[line])
			continue;
		buf_printf(out, "Sans contrainte de signe, le poids de « %s » serait %s.\n\n",
			   calibration_title(told, line),
			   weight > 0   ? "positif : les décisions vont dans le sens de la ligne"
			   : weight < 0 ? "négatif : les décisions vont contre le sens de la ligne"
					: "nul");
	}
}

static void put_weights(const struct calibration_told *told, struct buf *out)
{
	double sum = 0;

	for (size_t line = 0; line < told->grid->n_indicators; line++)
		sum += told->calibration->fit.weights[line];
	buf_printf(
		out,
		"## Les poids\n\n| ligne | mieux | poids | avant arrondi | communes sans valeur | raison |\n"
		"|---|---|---|---|---|---|\n");
	for (size_t line = 0; line < told->grid->n_indicators; line++)
		put_weight(told, line, sum, out);
	buf_printf(out, "\n");
	put_dropped(told, out);
	put_free(told, out);
}

/* ---- How steady they are */

static void put_stability(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;
	uint32_t largest = 0;

	for (size_t line = 0; line < told->grid->n_indicators; line++)
		if (calibration->stability[line].most > largest)
			largest = calibration->stability[line].most;
	buf_printf(out,
		   "## La stabilité des poids\n\nLes poids que chaque ligne reçoit dans les %u ajustements "
		   "des plis : "
		   "moyenne (●), écart type, du moins au plus ; la barre va de 0 à %u.\n\n"
		   "| ligne | moyenne | écart type | moins | plus | |\n|---|---|---|---|---|---|\n",
		   calibration->settings.folds * calibration->settings.repeats, largest);
	for (size_t line = 0; line < told->grid->n_indicators; line++) {
		const struct stability *stability = &calibration->stability[line];

		buf_printf(out, "| `%s` | ", told->grid->indicators[line]->indicator_id);
		french_fixed(out, stability->mean, 2);
		buf_printf(out, " | ");
		french_fixed(out, stability->deviation, 2);
		buf_printf(out, " | %u | %u | `", stability->least, stability->most);
		calibration_bar(out, stability, largest);
		buf_printf(out, "` |\n");
	}
	buf_printf(out, "\n");
}

/* ---- Chances */

static void put_chances(const struct calibration_told *told, struct buf *out)
{
	char count[OUTPUT_COUNT_MAX];

	buf_printf(out,
		   "## Les chances annoncées et observées\n\nLa régression annonce aussi à chaque commune "
		   "une chance d'être "
		   "choisie, ici celle qu'en donnent les autres départements, avec la moyenne de leurs "
		   "constantes. Si elle est "
		   "bien réglée, la part observée suit la part annoncée. Une grille qui classe bien peut "
		   "annoncer mal, car un "
		   "département choisit plus ou moins qu'un autre.\n\n"
		   "| chance annoncée | communes | moyenne annoncée | part choisie |\n|---|---|---|---|\n");
	for (unsigned i = 0; i < CHANCE_STEPS; i++) {
		const struct chance_step *step = &told->calibration->chances[i];

		buf_printf(out, "| de %u à %u\u202f%% | %s | ", i * 100 / CHANCE_STEPS,
			   (i + 1) * 100 / CHANCE_STEPS, output_count(step->count, count));
		french_percent(out, step->count ? step->predicted : NAN);
		buf_printf(out, " | ");
		french_percent(out, step->count ? (double)step->chosen / step->count : NAN);
		buf_printf(out, " |\n");
	}
	buf_printf(out, "\n");
}

/* ---- Départements */

struct seen {
	const struct recall_group *group;
	const char *code;
};

/* The worst first: of equal shares the one where more were chosen, then by code. */
static int compare_seen(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;
	uint64_t found = (uint64_t)left->group->found * right->group->chosen,
		 other = (uint64_t)right->group->found * left->group->chosen;

	if (found != other)
		return found < other ? -1 : 1;
	if (left->group->chosen != right->group->chosen)
		return left->group->chosen > right->group->chosen ? -1 : 1;
	return strcmp(left->code, right->code);
}

static void put_seen(struct buf *out, const struct seen *seen)
{
	char count[OUTPUT_COUNT_MAX];

	buf_printf(out, "| %s | %s | %u | %u | %u | ", seen->code, output_count(seen->group->count, count),
		   seen->group->chosen, seen->group->found, seen->group->found_wide);
	french_fixed(out, seen->group->auc, AUC_DECIMALS);
	buf_printf(out, " |\n");
}

static void put_seen_table(struct buf *out, const char *which, const struct seen *seen, size_t count)
{
	buf_printf(out,
		   "%s :\n\n| département | communes | K | retrouvées à K | à 1,5 K | AUC "
		   "|\n|---|---|---|---|---|---|\n",
		   which);
	for (size_t i = 0; i < count; i++)
		put_seen(out, &seen[i]);
	buf_printf(out, "\n");
}

/* From the best down, those where most were chosen first. */
static int compare_best(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;
	uint64_t found = (uint64_t)left->group->found * right->group->chosen,
		 other = (uint64_t)right->group->found * left->group->chosen;

	return found != other ? (found > other ? -1 : 1) : compare_seen(a, b);
}

static void put_departements(const struct calibration_told *told, struct arena *arena, struct buf *out)
{
	const struct calibration *calibration = told->calibration;
	size_t count = calibration->sample->departement_count;
	size_t shown = count < DEPARTEMENTS_SHOWN ? count : DEPARTEMENTS_SHOWN;
	struct seen *seen = arena_array(arena, count, sizeof *seen);

	buf_printf(out, "## Où la grille retrouve, et où elle ne retrouve pas\n\nChaque département est "
			"classé par les "
			"poids que donnent tous les autres.\n\n");
	for (size_t i = 0; seen && i < count; i++)
		seen[i] = (struct seen){&calibration->left_out_recall.groups[i],
					calibration->sample->departement_codes[i]};
	if (!seen)
		return;
	qsort(seen, count, sizeof *seen, compare_seen);
	put_seen_table(out, "Le moins bien", seen, shown);
	qsort(seen, count, sizeof *seen, compare_best);
	put_seen_table(out, "Le mieux", seen, shown);
}

static void put_epcis(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;

	if (!calibration->settings.per_epci)
		return;
	buf_printf(out,
		   "## Quand on sait combien chaque intercommunalité présente de communes\n\nParmi les n "
		   "meilleures de "
		   "chaque EPCI (dans le département), n étant le nombre qui y fut choisi, on retrouve ");
	french_percent(out, (double)calibration->found_in_epcis / calibration->sample->chosen_count);
	buf_printf(out,
		   " des communes choisies (%u sur %u), chaque département étant classé par les poids que "
		   "donnent "
		   "tous les autres.\n\n",
		   calibration->found_in_epcis, calibration->sample->chosen_count);
}

void calibration_findings(const struct calibration_told *told, struct arena *arena, struct buf *out)
{
	put_figures(told, out);
	put_weights(told, out);
	put_stability(told, out);
	put_chances(told, out);
	put_departements(told, arena, out);
	put_epcis(told, out);
}
