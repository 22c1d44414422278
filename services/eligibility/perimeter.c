#include "eligibility/perimeter.h"

#include <stdio.h>

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

/* Where a code is looked for. */
struct lookup {
	const struct perimeter_names *names;
	struct perimeter *perimeter;
	struct refusal *refusal;
};

static bool find(const struct lookup *lookup, const char *name, const char *code, const struct codes *codes,
		 const uint32_t *groups)
{
	char field[REFUSAL_FIELD_MAX];

	if (!is_said(code))
		return true;
	lookup->perimeter->groups = groups;
	lookup->perimeter->group = codes_find(codes, code);
	if (lookup->perimeter->group)
		return true;
	(void)snprintf(field, sizeof(field), "%s%s", lookup->names->within ? lookup->names->within : "",
		       name);
	return refuse(lookup->refusal, FAULT_NOT_FOUND, "UNKNOWN_CODE", field,
		      "« %.20s » est inconnu de la géographie que ce calcul a lue.", code);
}

bool perimeter_find(const struct dataset *dataset, const struct perimeter_names *names, struct perimeter *ret,
		    struct refusal *refusal)
{
	const struct lookup lookup = {.names = names, .perimeter = ret, .refusal = refusal};

	*ret = (struct perimeter){.groups = NULL};
	return find(&lookup, "departement_code", names->departement_code, &dataset->departement_codes,
		    dataset->departements) &&
	       find(&lookup, "region_code", names->region_code, &dataset->region_codes, dataset->regions) &&
	       find(&lookup, "epci_siren", names->epci_siren, &dataset->epci_sirens, dataset->epcis);
}
