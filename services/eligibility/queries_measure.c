/* What a calibration fits weights to: every commune's level in every line of a grid. */
#include "base/legal_time.h"
#include "base/require.h"
#include "eligibility/scorings.h"
#include "eligibility_binding.h"
#include "service/check.h"

enum { COMMUNES_MAX = 5000 };

static bool find_terms(struct query *query, const Eligibility__MeasureGridRequest *request,
		       struct scoring_terms *terms)
{
	*terms = (struct scoring_terms){.departement_code = "",
					.region_code = "",
					.criteria_on = legal_date(LEGAL_ZONE_PARIS, query->now)};
	return terms_of_grid_asked(query, request->grid, terms) &&
	       (!*request->criteria_on ||
		check_date(query->refusal, "criteria_on", request->criteria_on, &terms->criteria_on));
}

static const struct scores *score(struct query *query, const struct scoring_terms *terms)
{
	struct data data;

	return data_asked(query, &data) ? scorings_get(query->txn, query->arena, terms, &data, query->refusal)
					: NULL;
}

static bool allocate(struct query *query, size_t lines, Eligibility__MeasureGridResponse *response)
{
	response->codes = arena_array(query->arena, COMMUNES_MAX, sizeof(*response->codes));
	response->departement_codes =
		arena_array(query->arena, COMMUNES_MAX, sizeof(*response->departement_codes));
	response->epci_sirens = arena_array(query->arena, COMMUNES_MAX, sizeof(*response->epci_sirens));
	response->eligible = arena_array(query->arena, COMMUNES_MAX, sizeof(*response->eligible));
	response->populations = arena_array(query->arena, COMMUNES_MAX, sizeof(*response->populations));
	response->levels_e9 = arena_array(query->arena, COMMUNES_MAX * lines, sizeof(*response->levels_e9));
	response->missing = arena_array(query->arena, COMMUNES_MAX * lines, sizeof(*response->missing));
	return (response->codes && response->departement_codes && response->epci_sirens &&
		response->eligible && response->populations && response->levels_e9 && response->missing) ||
	       refuse_too_large(query->refusal);
}

static void add(const struct scores *scores, size_t commune, Eligibility__MeasureGridResponse *response)
{
	const struct dataset *dataset = scores->dataset;
	const struct counted *counted =
		dataset_counted(dataset, commune, scores->terms.criteria->reference_year);

	response->codes[response->n_codes++] = dataset->communes[commune];
	response->departement_codes[response->n_departement_codes++] =
		(char *)(uintptr_t)dataset->departement_codes.texts[dataset->departements[commune]];
	response->epci_sirens[response->n_epci_sirens++] =
		(char *)(uintptr_t)dataset->epci_sirens.texts[dataset->epcis[commune]];
	response->eligible[response->n_eligible++] = scores->eligible[commune];
	response->populations[response->n_populations++] = counted ? counted->value : 0;
	for (size_t line = 0; line < scores->line_count; line++) {
		response->levels_e9[response->n_levels_e9++] = scores->levels[line]->levels[commune];
		response->missing[response->n_missing++] = !scores_has(scores, line, commune);
	}
}

bool eligibility_query_measure_grid(struct query *query, const Eligibility__MeasureGridRequest *request,
				    Eligibility__MeasureGridResponse *response)
{
	struct scoring_terms terms;
	const struct scores *scores;
	size_t commune = 0;

	if (!find_terms(query, request, &terms))
		return false;
	scores = score(query, &terms);
	if (!scores || !allocate(query, scores->line_count, response))
		return false;
	while (commune < scores->dataset->count &&
	       strcmp(scores->dataset->communes[commune], request->after_commune) <= 0)
		commune++;
	for (; commune < scores->dataset->count && response->n_codes < COMMUNES_MAX; commune++)
		add(scores, commune, response);
	response->last = commune == scores->dataset->count;
	return true;
}
