#include "registry/figures.h"
#include "registry/geography.h"
#include "registry/state.h"
#include "registry/subjects.h"
#include "registry_binding.h"
#include "service/check.h"

/* The COG knows a hundred and nine, and every one that ever was is a row. */
enum { DEPARTEMENTS_MAX = 400 };

static bool add(struct query *query, const struct version *version,
		Registry__ListDepartementFiguresResponse *response)
{
	Registry__DepartementFigures *row = arena_alloc(query->arena, sizeof(*row));
	Registry__Departement *departement = departement_unpack(query->arena, version);
	struct figures figures;

	if (!row || !departement || response->n_departements == DEPARTEMENTS_MAX)
		return refuse_too_large(query->refusal);
	figures = figures_load(query->txn, departement->code);
	registry__departement_figures__init(row);
	row->code = departement->code;
	row->name = departement->name;
	row->region_code = departement->region_code;
	row->territories = figures.territories;
	row->labelled_communes = figures.labelled_communes;
	row->labelled_population = figures.labelled_population;
	row->communes = figures.communes;
	row->communes_under_limit = figures.communes_under_limit;
	response->departements[response->n_departements++] = row;
	return true;
}

bool registry_query_list_departement_figures(struct query *query,
					     const Registry__ListDepartementFiguresRequest *request,
					     Registry__ListDepartementFiguresResponse *response)
{
	Registry__Criteria *criteria = criteria_in_force(query->txn, query->arena);
	struct geography_scan scan;
	struct bytes value;

	(void)request;
	response->departements = arena_array(query->arena, DEPARTEMENTS_MAX, sizeof(*response->departements));
	if (!response->departements)
		return refuse_too_large(query->refusal);
	if (criteria) {
		response->population_limit = criteria->population_limit;
		response->reference_year = criteria->reference_year;
	}
	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_DEPARTEMENT, "");
	while (geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);

		if (version.ended_cog_year == 0 && !add(query, &version, response))
			break;
	}
	geography_scan_close(&scan);
	return !refused(query->refusal);
}
