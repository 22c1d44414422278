#include "registry/concerns.h"

#include <string.h>

#include "base/code.h"
#include "registry/geography.h"
#include "registry/subjects.h"

/* What does not fit concerns fewer people, never more. */
static void add_departement(struct concerned *concerned, const char *code)
{
	for (unsigned i = 0; i < concerned->departement_count; i++)
		if (strcmp(concerned->departements[i], code) == 0)
			return;
	if (concerned->departement_count < CONCERNED_MAX)
		concerned->departements[concerned->departement_count++] = code;
}

static void add_departements(struct concerned *concerned, char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_departement(concerned, codes[i]);
}

static void add_collectivites(struct concerned *concerned, char *const *codes, size_t count)
{
	for (size_t i = 0; i < count && concerned->collectivite_count < CONCERNED_MAX; i++)
		concerned->collectivites[concerned->collectivite_count++] = codes[i];
}

/* A commune concerns its département, itself, and its EPCI, whose people may act for it. */
static bool concerns_commune(struct query *query, const char *code, struct concerned *ret)
{
	Registry__Commune *commune = commune_load(query->txn, query->arena, code);

	if (!commune)
		return false;
	add_departement(ret, commune->departement_code);
	add_collectivites(ret, &commune->code, 1);
	if (*commune->epci_siren)
		add_collectivites(ret, &commune->epci_siren, 1);
	return true;
}

static bool concerns_epci(struct query *query, const char *siren, struct concerned *ret)
{
	Registry__Epci *epci = epci_load(query->txn, query->arena, siren);

	if (!epci)
		return false;
	add_collectivites(ret, &epci->siren, 1);
	for (size_t i = 0; i < epci->n_member_codes; i++) {
		char departement[CODE_DEPARTEMENT_SIZE];

		if (code_departement_of_commune(epci->member_codes[i], departement) &&
		    ret->departement_count < CONCERNED_MAX)
			add_departement(ret, arena_strdup(query->arena, departement));
	}
	return true;
}

static bool concerns_subject(struct query *query, const char *id, struct concerned *ret)
{
	Registry__Candidacy *candidacy = candidacy_load(query->txn, query->arena, id);
	Registry__Selection *selection = selection_load(query->txn, query->arena, id);
	Registry__Label *label = label_load(query->txn, query->arena, id);
	Registry__Territory *territory = territory_load(query->txn, query->arena, id);

	if (candidacy) {
		add_departements(ret, candidacy->departement_codes, candidacy->n_departement_codes);
		add_collectivites(ret, candidacy->epci_sirens, candidacy->n_epci_sirens);
		add_collectivites(ret, candidacy->commune_codes, candidacy->n_commune_codes);
	} else if (selection) {
		add_departements(ret, selection->departement_codes, selection->n_departement_codes);
	} else if (label) {
		add_departements(ret, label->departement_codes, label->n_departement_codes);
		add_collectivites(ret, label->epci_sirens, label->n_epci_sirens);
		add_collectivites(ret, label->commune_codes, label->n_commune_codes);
	} else if (territory) {
		add_departements(ret, territory->departement_codes, territory->n_departement_codes);
		add_collectivites(ret, territory->epci_sirens, territory->n_epci_sirens);
		add_collectivites(ret, territory->commune_codes, territory->n_commune_codes);
		ret->territory = territory->id;
	}
	return candidacy || selection || label || territory;
}

bool registry_concerns(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret)
{
	*ret = (struct concerned){0};
	switch (rule) {
	case SCOPE_RULE_COLLECTIVITE:
		return concerns_commune(query, value, ret) || concerns_epci(query, value, ret);
	case SCOPE_RULE_SUBJECT:
		return concerns_subject(query, value, ret);
	case SCOPE_RULE_NONE:
	case SCOPE_RULE_FILTER:
	case SCOPE_RULE_DEPARTEMENT:
		break;
	}
	return false;
}
