#include "cli/calibration_report.h"

#include <inttypes.h>

#include "cli/french.h"
#include "cli/markdown.h"
#include "cli/output.h"

static void put_count(struct buf *out, uint64_t count)
{
	char text[OUTPUT_COUNT_MAX];

	buf_printf(out, "%s", output_count(count, text));
}

/* ---- What was asked */

static void put_asked(const struct calibration_told *told, struct buf *out)
{
	const struct calibration_settings *settings = &told->calibration->settings;
	char digest[HASH_HEX_SIZE];

	hash_hex(&told->decisions->digest, digest);
	buf_printf(out, "# Calibrage de la grille « %s »\n\n%s.\n\n## Ce qui a été demandé\n\n",
		   told->grid->version, told->grid->title);
	buf_printf(
		out,
		"Quels poids donner aux %zu lignes de cette grille pour que les communes qu'elle place en "
		"tête "
		"de chaque département soient celles qui furent choisies ? Les lignes, leur sens, leur "
		"transformation et les critères d'éligibilité sont ceux de la grille ; seuls les poids sont "
		"calculés. Leur somme est 100.\n\n",
		told->grid->n_indicators);
	buf_printf(out, "- Décisions : une liste de ");
	put_count(out, told->decisions->count);
	buf_printf(out, " communes");
	if (told->decisions->repeated)
		buf_printf(out, " (lignes qui en répètent une, comptées une fois : %u)",
			   told->decisions->repeated);
	buf_printf(out, ", dont l'empreinte est `%s` (BLAKE2b-256 des codes triés, un par ligne).\n", digest);
	buf_printf(out, "- Réglages : pénalité λ = ");
	french_number(out, settings->l2, 3);
	buf_printf(out, " ; plis %u ; répétitions %u ; germe du hasard %" PRIu64 ".\n", settings->folds,
		   settings->repeats, settings->seed);
	buf_printf(out, "- Critères : « %s », et ceux de la grille au %s.\n\n", told->grid->criteria_version,
		   told->grid->valid_from);
}

static bool is_same_source(const struct calibration_told *told, size_t a, size_t b)
{
	const Eligibility__Series *left = told->recorded->series[a], *right = told->recorded->series[b];

	return told->used[a] && told->used[b] && left->year == right->year &&
	       strcmp(left->source, right->source) == 0;
}

static bool is_first_of_source(const struct calibration_told *told, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same_source(told, i, at))
			return false;
	return true;
}

static void put_source(const struct calibration_told *told, size_t first, struct buf *out)
{
	const Eligibility__Series *series = told->recorded->series[first];

	buf_printf(out, "| ");
	markdown_cell(out, series->source);
	buf_printf(out, " | %u | ", series->year);
	for (size_t i = first; i < told->recorded->n_series; i++) {
		const char *id = told->recorded->series[i]->indicator_id;
		const Eligibility__Indicator *indicator = indicator_named(told->known, id);

		if (!is_same_source(told, first, i))
			continue;
		buf_printf(out, i == first ? "" : ", ");
		markdown_cell(out, indicator ? indicator->title : id);
	}
	buf_printf(out, " |\n");
}

static void put_data(const struct calibration_told *told, struct buf *out)
{
	buf_printf(
		out,
		"## Les données\n\nLa géographie et les populations municipales sont celles du registre. Les "
		"indicateurs de la grille sont faits de ces séries, par des définitions publiques :\n\n");
	buf_printf(out, "| source | année | indicateurs |\n|---|---|---|\n");
	for (size_t i = 0; i < told->recorded->n_series; i++)
		if (told->used[i] && is_first_of_source(told, i))
			put_source(told, i, out);
	buf_printf(out, "\n");
}

/* ---- The sample */

static void put_departements(const struct sample *sample, struct buf *out)
{
	for (size_t i = 0; i < sample->departement_count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", sample->departement_codes[i]);
}

static void put_left_out(const struct sample *sample, struct buf *out)
{
	if (sample->left_out_count == 0) {
		buf_printf(out, "Toutes les communes de la liste sont dans l'échantillon.\n\n");
		return;
	}
	buf_printf(out,
		   "Communes de la liste qui n'y sont pas (%zu) :\n\n| code | ligne | pourquoi "
		   "|\n|---|---|---|\n",
		   sample->left_out_count);
	for (size_t i = 0; i < sample->left_out_count; i++) {
		const struct sample_left_out *left_out = &sample->left_out[i];

		buf_printf(out, "| %s | %u | ", left_out->decision->code, left_out->decision->line);
		if (left_out->why == LEFT_OUT_UNKNOWN)
			buf_printf(out,
				   "aucune commune n'a ce code aujourd'hui : fusionnée, ou mal écrite |\n");
		else {
			buf_printf(out, "non éligible selon les critères (population municipale : ");
			if (left_out->population)
				put_count(out, left_out->population);
			else
				buf_printf(out, "inconnue");
			buf_printf(out, ") |\n");
		}
	}
	buf_printf(out, "\n");
}

static void put_sample(const struct calibration_told *told, struct buf *out)
{
	const struct sample *sample = told->calibration->sample;

	buf_printf(out, "## L'échantillon\n\nLes ");
	put_count(out, sample->count);
	buf_printf(out,
		   " communes éligibles des %zu départements où la liste choisit au moins l'une d'elles ; ",
		   sample->departement_count);
	put_count(out, sample->chosen_count);
	buf_printf(out, " sont choisies. Là où la liste ne choisit personne, on ne sait pas si personne ne "
			"fut retenu "
			"ou si elle n'en dit rien : ces départements n'y sont pas. Départements : ");
	put_departements(sample, out);
	buf_printf(out, ".\n\n");
	put_left_out(sample, out);
}

/* ---- The method */

static void put_method(const struct calibration_told *told, struct buf *out)
{
	const struct calibration *calibration = told->calibration;

	buf_printf(
		out,
		"## La méthode\n\n"
		"Chaque ligne i de la grille donne à chaque commune un niveau uᵢ, de 0 à 1. Une régression "
		"logistique "
		"cherche les poids wᵢ par lesquels les communes choisies se distinguent le mieux des autres "
		"communes "
		"de leur département, dont chacun a sa propre constante b, non pénalisée : un département où "
		"l'on "
		"choisit plus qu'ailleurs ne change rien aux poids. On minimise\n\n"
		"    Σ [ log(1 + e^z) − y·z ] + (λ/2) Σ wᵢ²,    z = Σ wᵢ·uᵢ + b(département),    wᵢ ≥ 0\n\n"
		"où y vaut 1 pour une commune choisie, 0 pour une autre. Un poids négatif démentirait le "
		"sens que la "
		"grille donne à sa ligne : il n'est pas admis. Le problème est convexe et n'a qu'une "
		"solution, trouvée par "
		"la méthode de Newton projetée. ");
	if (calibration->fit.has_converged)
		buf_printf(out, "Elle est atteinte en %u pas. ", calibration->fit.steps);
	else
		buf_printf(out,
			   "**Elle n'est pas atteinte après %u pas : ne vous servez pas de ces poids.** ",
			   calibration->fit.steps);
	if (calibration->unfinished)
		buf_printf(out, "**%u ajustements de la validation n'ont pas abouti.** ",
			   calibration->unfinished);
	buf_printf(out,
		   "Les poids sont ramenés à une somme de 100 et arrondis à l'entier, au plus fort reste.\n\n"
		   "Pour savoir ce qu'ils valent là où ils n'ont pas été ajustés, les départements sont "
		   "répartis au hasard "
		   "en %u plis : les poids sont ajustés et arrondis sans un pli, puis classent les communes "
		   "de ce pli, et "
		   "ainsi de chacun ; le tout est répété %u fois. La même chose est faite en laissant de "
		   "côté un département "
		   "à la fois. Les intervalles à 95 %% viennent de %d tirages avec remise des départements. "
		   "À score égal, la "
		   "commune la plus peuplée passe devant, puis le plus petit code. 1,5 K est arrondi, la "
		   "moitié vers le "
		   "haut.\n\n",
		   calibration->settings.folds, calibration->settings.repeats, RESAMPLES);
}

/* ---- What it does not say */

static void put_limits(const struct calibration_told *told, struct buf *out)
{
	(void)told;
	buf_printf(out, "## Ce que ce calibrage ne dit pas\n\n"
			"- Il dit comment on a choisi, non comment il faut choisir : retrouver les décisions "
			"passées n'est pas "
			"avoir raison. Une ville oubliée alors l'est encore par ces poids.\n"
			"- Il vaut ce que vaut la liste : une commune choisie qui n'y figure pas y compte "
			"comme non choisie.\n"
			"- Il ne dit rien des départements qui ne sont pas dans l'échantillon ; là où peu de "
			"communes furent "
			"choisies, il en dit peu.\n"
			"- Les données sont d'aujourd'hui ; qui a choisi n'avait pas toutes celles-ci.\n"
			"- Les lignes ont pu être choisies par qui connaissait ces décisions : les chiffres "
			"en sont alors un peu "
			"trop favorables, même hors échantillon.\n"
			"- Deux lignes qui disent presque la même chose se partagent un poids ; un poids "
			"faible ne veut pas dire "
			"que sa ligne ne compte pas.\n");
}

void calibration_report(const struct calibration_told *told, struct arena *arena, struct buf *out)
{
	put_asked(told, out);
	put_data(told, out);
	put_sample(told, out);
	put_method(told, out);
	calibration_findings(told, arena, out);
	put_limits(told, out);
}
