#include "eligibility/perimeter.h"

static bool is_said(const char *name)
{
	return name && *name;
}

bool perimeter_names_one(const struct perimeter_names *names, struct refusal *refusal)
{
	if (is_said(names->departement_code) + is_said(names->region_code) + is_said(names->epci_siren) <= 1)
		return true;
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "TOO_MANY_FILTERS", NULL,
		      "Choisissez un seul périmètre : %s.",
		      names->epci_siren ? "département, région ou EPCI" : "département ou région");
}

static bool find(const char *field, const char *code, const struct codes *codes, const uint32_t *groups,
		 struct perimeter *ret, struct refusal *refusal)
{
	if (!is_said(code))
		return true;
	ret->groups = groups;
	ret->group = codes_find(codes, code);
	return ret->group || refuse(refusal, FAULT_NOT_FOUND, "UNKNOWN_CODE", field,
				    "« %.20s » est inconnu de la géographie que ce calcul a lue.", code);
}

bool perimeter_find(const struct dataset *dataset, const struct perimeter_names *names, struct perimeter *ret,
		    struct refusal *refusal)
{
	*ret = (struct perimeter){.groups = NULL};
	return find("departement_code", names->departement_code, &dataset->departement_codes,
		    dataset->departements, ret, refusal) &&
	       find("region_code", names->region_code, &dataset->region_codes, dataset->regions, ret,
		    refusal) &&
	       find("epci_siren", names->epci_siren, &dataset->epci_sirens, dataset->epcis, ret, refusal);
}
