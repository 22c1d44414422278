/* Populations of years that no geography import brings: a census of before, for dated rules and trends. */
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "registry/geography.h"
#include "registry/population.h"
#include "registry_binding.h"
#include "service/check.h"

enum { POPULATIONS_MAX = 40000 };

static bool refuse_population(struct decision *decision, size_t n, const char *code, const char *why)
{
	char field[REFUSAL_FIELD_MAX];

	(void)snprintf(field, sizeof(field), "codes[%zu]", n);
	return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ROW_INVALID", field,
		      "Ligne %zu, « %.20s » : %s.", n + 1, code, why);
}

static bool check_request(struct decision *decision, const Registry__RecordPopulationsRequest *request)
{
	if (request->n_codes == 0)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "NO_ROWS", "codes",
			      "Aucune commune.");
	if (request->n_codes > POPULATIONS_MAX)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_ROWS", "codes",
			      "%zu lignes pour %d au plus. Découpez l'envoi.", request->n_codes,
			      POPULATIONS_MAX);
	if (request->n_codes != request->n_values)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "COLUMNS_DIFFER", "values",
			      "%zu communes pour %zu populations.", request->n_codes, request->n_values);
	for (size_t i = 0; i < request->n_codes; i++) {
		if (!code_is_commune(request->codes[i]))
			return refuse_population(decision, i, request->codes[i], "code de commune invalide");
		if (i > 0 && strcmp(request->codes[i - 1], request->codes[i]) >= 0)
			return refuse_population(decision, i, request->codes[i],
						 "code en double ou non trié");
		if (request->values[i] > INT32_MAX)
			return refuse_population(decision, i, request->codes[i], "population invalide");
	}
	return check_year(decision->refusal, "year", request->year) &&
	       check_text(decision->refusal, "source", request->source, TEXT_REFERENCE_MAX);
}

bool registry_decide_record_populations(struct decision *decision,
					const Registry__RecordPopulationsRequest *request,
					Registry__RecordPopulationsResponse *response)
{
	Registry__PopulationsRecorded event = REGISTRY__POPULATIONS_RECORDED__INIT;
	size_t count = request->n_codes;

	if (!check_request(decision, request))
		return false;
	event.codes = arena_array(decision->arena, count, sizeof(*event.codes));
	event.values = arena_array(decision->arena, count, sizeof(*event.values));
	response->unknown_codes = arena_array(decision->arena, count, sizeof(*response->unknown_codes));
	if (!event.codes || !event.values || !response->unknown_codes)
		return refuse_too_large(decision->refusal);
	for (size_t i = 0; i < count; i++) {
		struct population population = {.year = request->year,
						.value = request->values[i],
						.source = citation_of(request->source)};
		struct version version;

		if (!geography_live(decision->txn, KIND_COMMUNE, request->codes[i], &version)) {
			response->unknown_codes[response->n_unknown_codes++] = request->codes[i];
		} else if (population_is(decision->txn, request->codes[i], &population)) {
			response->unchanged++;
		} else {
			event.codes[event.n_codes++] = request->codes[i];
			event.values[event.n_values++] = request->values[i];
		}
	}
	response->changed = (uint32_t)event.n_codes;
	if (event.n_codes == 0)
		return true;
	event.year = request->year;
	event.source = request->source;
	emit(decision, &event.base, NULL);
	return true;
}
