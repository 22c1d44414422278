#include <string.h>

#include "registry/geography.h"
#include "registry/state.h"
#include "registry_binding.h"
#include "service/check.h"
#include "service/record.h"

/* `nothing`: "aucune commune". */
static bool find_version(struct query *query, enum geography_kind kind, const char *nothing, const char *code,
			 uint32_t cog_year, const char *field, struct version *ret)
{
	if (cog_year == 0 ? geography_live(query->txn, kind, code, ret)
			  : geography_past(query->txn, kind, code, cog_year, ret))
		return true;
	return refuse(query->refusal, FAULT_NOT_FOUND, "UNKNOWN_CODE", field,
		      "Le code « %.20s » n'est celui d'%s. Vérifiez-le, zéros compris.", code, nothing);
}

bool registry_query_get_commune(struct query *query, const Registry__GetCommuneRequest *request,
				Registry__GetCommuneResponse *response)
{
	struct version version;

	if (!find_version(query, KIND_COMMUNE, "aucune commune", request->code, request->cog_year, "code",
			  &version))
		return false;
	response->commune = commune_unpack(query->txn, query->arena, &version);
	return true;
}

bool registry_query_get_epci(struct query *query, const Registry__GetEpciRequest *request,
			     Registry__GetEpciResponse *response)
{
	struct version version;
	Registry__Epci *epci;

	if (!find_version(query, KIND_EPCI, "aucun EPCI", request->siren, request->cog_year, "siren",
			  &version))
		return false;
	epci = response->epci = epci_unpack(query->arena, &version);
	if (!epci)
		return refuse_too_large(query->refusal);
	response->members = arena_array(query->arena, epci->n_member_codes + 1, sizeof(*response->members));
	if (!response->members)
		return refuse_too_large(query->refusal);
	for (size_t i = 0; i < epci->n_member_codes; i++) {
		Registry__Commune *member = commune_load(query->txn, query->arena, epci->member_codes[i]);

		if (member)
			response->members[response->n_members++] = member;
	}
	return true;
}

bool registry_query_get_geography(struct query *query, const Registry__GetGeographyRequest *request,
				  Registry__GetGeographyResponse *response)
{
	Registry__GetGeographyResponse *published = geography_published(query->txn, query->arena);

	(void)request;
	if (published)
		*response = *published;
	return true;
}

/* Rows of a small kind, all of them. */
struct rows_found {
	void **rows;
	size_t count;
};

static bool add_row(struct query *query, struct rows_found *found, void *row)
{
	enum { SMALL_KIND_MAX = 2000 };

	if (!found->rows)
		found->rows = arena_array(query->arena, SMALL_KIND_MAX, sizeof(*found->rows));
	if (!found->rows || !row || found->count == SMALL_KIND_MAX)
		return refuse_too_large(query->refusal);
	found->rows[found->count++] = row;
	return true;
}

bool registry_query_list_regions(struct query *query, const Registry__ListRegionsRequest *request,
				 Registry__ListRegionsResponse *response)
{
	struct rows_found found = {0};
	struct geography_scan scan;
	struct bytes value;

	(void)request;
	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_REGION, "");
	while (geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);

		if (version.ended_cog_year == 0 &&
		    !add_row(query, &found, region_unpack(query->arena, &version)))
			break;
	}
	geography_scan_close(&scan);
	response->regions = (Registry__Region **)found.rows;
	response->n_regions = found.count;
	return !refused(query->refusal);
}

bool registry_query_list_departements(struct query *query, const Registry__ListDepartementsRequest *request,
				      Registry__ListDepartementsResponse *response)
{
	struct rows_found found = {0};
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_DEPARTEMENT, "");
	while (geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);
		Registry__Departement *row = departement_unpack(query->arena, &version);

		if (version.ended_cog_year ||
		    (row && *request->region_code && strcmp(row->region_code, request->region_code) != 0))
			continue;
		if (!add_row(query, &found, row))
			break;
	}
	geography_scan_close(&scan);
	response->departements = (Registry__Departement **)found.rows;
	response->n_departements = found.count;
	return !refused(query->refusal);
}

bool registry_query_list_arrondissements(struct query *query,
					 const Registry__ListArrondissementsRequest *request,
					 Registry__ListArrondissementsResponse *response)
{
	const char *departement = request->departement_code;
	struct rows_found found = {0};
	struct geography_scan scan;
	struct bytes value;

	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_ARRONDISSEMENT, "");
	while (geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);
		Registry__Arrondissement *row = arrondissement_unpack(query->arena, &version);

		if (version.ended_cog_year ||
		    (row && *departement && strcmp(row->departement_code, departement) != 0))
			continue;
		if (!add_row(query, &found, row))
			break;
	}
	geography_scan_close(&scan);
	response->arrondissements = (Registry__Arrondissement **)found.rows;
	response->n_arrondissements = found.count;
	return !refused(query->refusal);
}
