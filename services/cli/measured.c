#include "cli/measured.h"

#include <string.h>

#include "cli/output.h"

enum { COMMUNES_MAX = 100000, MEASURE_TIMEOUT_MS = 60000 };

#define PATH "pvd.eligibility.v1.EligibilityService/MeasureGrid"

struct asking {
	const struct cli *cli;
	struct client *client;
	struct arena *arena;
	struct measured *measured;
	struct position position; /* of the service when it answered first */
	bool has_position;
};

static bool allocate(struct measured *measured, struct arena *arena)
{
	size_t lines = measured->line_count;

	measured->codes = arena_array(arena, COMMUNES_MAX, sizeof *measured->codes);
	measured->departements = arena_array(arena, COMMUNES_MAX, sizeof *measured->departements);
	measured->epcis = arena_array(arena, COMMUNES_MAX, sizeof *measured->epcis);
	measured->eligible = arena_array(arena, COMMUNES_MAX, sizeof *measured->eligible);
	measured->populations = arena_array(arena, COMMUNES_MAX, sizeof *measured->populations);
	measured->levels_e9 = arena_array(arena, COMMUNES_MAX * lines, sizeof *measured->levels_e9);
	measured->missing = arena_array(arena, COMMUNES_MAX * lines, sizeof *measured->missing);
	return !arena_exceeded(arena);
}

static int fail_full(const struct asking *asking)
{
	return cli_fail(asking->cli, CLI_LOCAL, "TOO_LARGE", "trop de communes pour un calibrage");
}

/* Pages of different data would be no one's levels. */
static bool is_changed(struct asking *asking, const struct answer *answer)
{
	bool is_same = !asking->has_position || (answer->position.epoch == asking->position.epoch &&
						 answer->position.sequence == asking->position.sequence);

	asking->has_position = answer->has_position;
	asking->position = answer->position;
	return !is_same;
}

static int take(struct asking *asking, const Eligibility__MeasureGridResponse *page)
{
	struct measured *measured = asking->measured;
	size_t lines = measured->line_count, at = measured->count, count = page->n_codes;

	if (page->n_departement_codes != count || page->n_epci_sirens != count || page->n_eligible != count ||
	    page->n_populations != count || page->n_levels_e9 != count * lines ||
	    page->n_missing != count * lines || (count == 0 && !page->last))
		return cli_fail(asking->cli, CLI_REFUSED, "RESPONSE_MALFORMED",
				"les colonnes de MeasureGrid n'ont pas la même longueur");
	if (count > COMMUNES_MAX - at)
		return fail_full(asking);
	for (size_t i = 0; i < count; i++) {
		measured->codes[at + i] = page->codes[i];
		measured->departements[at + i] = page->departement_codes[i];
		measured->epcis[at + i] = page->epci_sirens[i];
		measured->eligible[at + i] = page->eligible[i];
		measured->populations[at + i] = page->populations[i];
	}
	for (size_t i = 0; i < count * lines; i++) {
		measured->levels_e9[at * lines + i] = page->levels_e9[i];
		measured->missing[at * lines + i] = page->missing[i];
	}
	measured->count += count;
	return CLI_OK;
}

static int ask_page(struct asking *asking, Eligibility__MeasureGridRequest *request, bool *ret_last)
{
	const Eligibility__MeasureGridResponse *page;
	struct call call = {.method = method_find(PATH, strlen(PATH)),
			    .body = arena_pack(asking->arena, &request->base),
			    .timeout_ms = MEASURE_TIMEOUT_MS};
	struct answer answer;
	int exit;

	if (!client_call(asking->client, &call, asking->arena, &answer))
		return cli_refused(asking->cli, &answer.refusal);
	if (is_changed(asking, &answer))
		return cli_fail(asking->cli, CLI_REFUSED, "DATA_CHANGED",
				"les données ont changé pendant la lecture ; recommencez");
	page = (const Eligibility__MeasureGridResponse *)answer.message;
	exit = take(asking, page);
	if (exit == CLI_OK && page->n_codes)
		request->after_commune = page->codes[page->n_codes - 1];
	*ret_last = page->last;
	return exit;
}

int measured_ask(struct measured *ret, const struct cli *cli, struct client *client,
		 const Eligibility__Grid *grid, struct arena *arena)
{
	Eligibility__MeasureGridRequest request = ELIGIBILITY__MEASURE_GRID_REQUEST__INIT;
	struct asking asking = {.cli = cli, .client = client, .arena = arena, .measured = ret};
	bool is_last = false;
	int exit = CLI_OK;

	*ret = (struct measured){.line_count = grid->n_indicators};
	if (!allocate(ret, arena))
		return fail_full(&asking);
	request.grid = (Eligibility__Grid *)(uintptr_t)grid;
	request.criteria_on = grid->valid_from;
	for (unsigned page = 0; exit == CLI_OK && !is_last; page++) {
		progress_show(cli, "niveaux", page, page + 1);
		exit = ask_page(&asking, &request, &is_last);
	}
	progress_end(cli);
	return exit;
}
