#include "registry/area.h"

#include <string.h>

#include "registry/state.h"

bool area_refuse(struct query *query, const char *field, const char *code)
{
	return refuse(query->refusal, FAULT_NOT_FOUND, "UNKNOWN_CODE", field,
		      "« %.20s » est inconnu de la géographie en vigueur.", code);
}

static void area_add(struct area *area, const char *departement)
{
	if (area->count < AREA_DEPARTEMENTS_MAX)
		memcpy(area->departements[area->count++], departement, strlen(departement) + 1);
}

static bool area_of_region(struct query *query, const char *region, struct area *ret)
{
	struct geography_scan scan;
	struct bytes value;

	if (!geography_exists(query->txn, KIND_REGION, region))
		return area_refuse(query, "region_code", region);
	geography_scan_open(&scan, query->txn, TABLE_GEOGRAPHY, KIND_DEPARTEMENT, "");
	while (geography_scan_next(&scan, &value)) {
		struct version version = version_of(value);
		Registry__Departement *departement = departement_unpack(query->arena, &version);

		if (departement && version.ended_cog_year == 0 &&
		    strcmp(departement->region_code, region) == 0)
			area_add(ret, departement->code);
	}
	geography_scan_close(&scan);
	return true;
}

bool area_of(struct query *query, const char *departement, const char *region, struct area *ret)
{
	bool in_region;

	*ret = (struct area){.everywhere = !*departement && !*region};
	if (*departement && !geography_exists(query->txn, KIND_DEPARTEMENT, departement))
		return area_refuse(query, "departement_code", departement);
	if (*region && !area_of_region(query, region, ret))
		return false;
	if (!*departement)
		return true;
	in_region = !*region || area_has(ret, departement);
	ret->count = 0;
	if (in_region)
		area_add(ret, departement);
	return true;
}

bool area_has(const struct area *area, const char *departement)
{
	for (unsigned i = 0; i < area->count; i++)
		if (strcmp(area->departements[i], departement) == 0)
			return true;
	return area->everywhere;
}
