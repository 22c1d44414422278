#include "cli/calibration_grid.h"

#include <jansson.h>

#include "base/require.h"
#include "cli/french.h"
#include "json/json.h"

enum { WHOLE_BP = 10000, SOURCE_BYTES_MAX = 1000 };

/* ---- In */

static bool is_wrapped(struct bytes text)
{
	json_t *root = json_loadb((const char *)text.data, text.len, 0, NULL);
	bool has_grid = json_object_get(root, "grid") != NULL;

	json_decref(root);
	return has_grid;
}

static bool read_message(Eligibility__Grid **ret, struct bytes text, struct arena *arena,
			 struct refusal *refusal)
{
	bool wrapped = is_wrapped(text);
	void *message = NULL;

	if (!json_to_message(arena,
			     wrapped ? &eligibility__adopt_grid_request__descriptor
				     : &eligibility__grid__descriptor,
			     (const char *)text.data, text.len, &message, refusal))
		return false;
	*ret = wrapped ? ((Eligibility__AdoptGridRequest *)message)->grid : message;
	return true;
}

static void name(char **text, const char *word)
{
	if (word)
		*text = (char *)(uintptr_t)word;
}

bool calibration_grid_read(Eligibility__Grid **ret, struct bytes text, const struct grid_words *words,
			   struct arena *arena, struct refusal *refusal)
{
	uint32_t count;

	if (!read_message(ret, text, arena, refusal))
		return false;
	if (!*ret || (*ret)->n_indicators == 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "GRID_EMPTY", "grid.indicators",
			      "La grille n'a pas de ligne : donnez-lui les indicateurs dont il faut trouver "
			      "les poids.");
	(*ret)->adopted_at = NULL;
	name(&(*ret)->source, "Calibrage");
	name(&(*ret)->version, words->version);
	name(&(*ret)->title, words->title);
	name(&(*ret)->author, words->author);
	count = (uint32_t)(*ret)->n_indicators;
	for (uint32_t i = 0; i < count; i++)
		(*ret)->indicators[i]->weight_bp = WHOLE_BP / count + (i < WHOLE_BP % count);
	return true;
}

/* ---- Out */

static char *source_of(const struct calibration *calibration, struct arena *arena)
{
	const struct sample *sample = calibration->sample;
	const struct judged *judged = &calibration->left_out_one;
	struct buf text = {0};
	char *source;

	buf_printf(&text,
		   "Poids ajustés à une liste de %u communes choisies dans %zu départements, par régression "
		   "logistique à poids positifs avec une constante par département (pénalité ",
		   sample->chosen_count, sample->departement_count);
	french_number(&text, calibration->settings.l2, 3);
	buf_printf(
		&text,
		"), arrondis à l'entier ; dans un département non vu, autant de premières communes qu'il y "
		"en eut de choisies en retrouvent ");
	french_percent(&text, judged->mean.found);
	buf_printf(&text, " (intervalle à 95 %% : ");
	french_percent(&text, judged->intervals[0].low);
	buf_printf(&text, " à ");
	french_percent(&text, judged->intervals[0].high);
	buf_printf(&text, "), une fois et demie autant ");
	french_percent(&text, judged->mean.found_wide);
	buf_printf(&text, " ; AUC ");
	french_number(&text, judged->mean.auc, 3);
	buf_printf(&text, ".");
	require(text.len <= SOURCE_BYTES_MAX);
	source = arena_strndup(arena, (const char *)text.data, text.len);
	buf_free(&text);
	return source;
}

static bool copy_lines(Eligibility__Grid *made, const Eligibility__Grid *grid,
		       const struct calibration *calibration, struct arena *arena)
{
	made->n_indicators = 0;
	made->indicators = arena_array(arena, grid->n_indicators, sizeof(*made->indicators));
	for (size_t i = 0; made->indicators && i < grid->n_indicators; i++) {
		Eligibility__GridIndicator *line;

		if (calibration->weights[i] == 0)
			continue;
		line = arena_alloc(arena, sizeof(*line));
		if (!line)
			return false;
		*line = *grid->indicators[i];
		line->weight_bp = calibration->weights[i] * (WHOLE_BP / WEIGHTS_TOTAL);
		made->indicators[made->n_indicators++] = line;
	}
	return made->indicators != NULL;
}

Eligibility__Grid *calibration_grid_make(const Eligibility__Grid *grid, const struct calibration *calibration,
					 struct arena *arena)
{
	Eligibility__Grid *made = arena_alloc(arena, sizeof(*made));

	if (!made)
		return NULL;
	*made = *grid;
	made->source = source_of(calibration, arena);
	return copy_lines(made, grid, calibration, arena) && !arena_exceeded(arena) ? made : NULL;
}

bool calibration_grid_write(const Eligibility__Grid *grid, struct buf *out)
{
	Eligibility__AdoptGridRequest request = ELIGIBILITY__ADOPT_GRID_REQUEST__INIT;

	request.grid = (Eligibility__Grid *)(uintptr_t)grid;
	if (!json_from_message(&request.base, JSON_PRETTY, out))
		return false;
	buf_byte(out, '\n');
	return true;
}
