#include <string.h>

#include "funding/catalogue.h"
#include "funding_binding.h"
#include "service/check.h"

enum { MEASURES_MAX = 200 };

static bool same_words(struct arena *arena, const Funding__Measure *a, const Funding__Measure *b)
{
	struct bytes left = arena_pack(arena, &a->base), right = arena_pack(arena, &b->base);

	return left.data && right.data && bytes_equal(left, right);
}

/* A wording is what applications are held to: its content never changes. */
static bool check_version(struct decision *decision, const Funding__Measure *measure, size_t n)
{
	Funding__Measure *known =
		measure_wording(decision->txn, decision->arena, measure->id, measure->version);

	if (!known || same_words(decision->arena, known, measure))
		return true;
	return refuse(
		decision->refusal, FAULT_ALREADY_EXISTS, "MEASURE_VERSION_USED",
		arena_printf(decision->arena, "measures[%zu].version", n),
		"La version « %s » de la mesure « %s » dit déjà autre chose. Donnez une nouvelle version à "
		"cette rédaction.",
		known->version, known->id);
}

static bool check_once(struct decision *decision, const Funding__AdoptCatalogueRequest *request, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(request->measures[i]->id, request->measures[n]->id) == 0)
			return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "MEASURE_TWICE",
				      arena_printf(decision->arena, "measures[%zu].id", n),
				      "La mesure « %s » figure deux fois : gardez-en une rédaction.",
				      request->measures[n]->id);
	return true;
}

static bool is_in_force(struct decision *decision, const Funding__Measure *measure)
{
	Funding__Measure *current = measure_in_force(decision->txn, decision->arena, measure->id);

	return current && same_words(decision->arena, current, measure);
}

bool funding_decide_adopt_catalogue(struct decision *decision, const Funding__AdoptCatalogueRequest *request,
				    Funding__AdoptCatalogueResponse *response)
{
	Funding__MeasuresAdopted event = FUNDING__MEASURES_ADOPTED__INIT;

	if (request->n_measures == 0 || request->n_measures > MEASURES_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "MEASURES_COUNT", "measures",
			      "Un catalogue compte de 1 à %d mesures par envoi.", MEASURES_MAX);
	event.measures = arena_array(decision->arena, request->n_measures, sizeof *event.measures);
	if (!event.measures)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < request->n_measures; i++) {
		Funding__Measure *measure = request->measures[i];

		if (!catalogue_check(decision, measure, i) || !check_once(decision, request, i) ||
		    !check_version(decision, measure, i))
			return false;
		if (!is_in_force(decision, measure))
			event.measures[event.n_measures++] = measure;
	}
	response->changed = (uint32_t)event.n_measures;
	response->unchanged = (uint32_t)(request->n_measures - event.n_measures);
	if (event.n_measures)
		emit(decision, &event.base, NULL);
	return true;
}
