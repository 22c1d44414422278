#include "funding/concerns.h"

#include <string.h>

#include "funding/application.h"
#include "funding/mirror.h"

static bool has(const char *const *list, unsigned count, const char *code)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(list[i], code) == 0)
			return true;
	return false;
}

void concerned_add(const char **list, unsigned *count, char *const *codes, size_t code_count)
{
	for (size_t i = 0; i < code_count && *count < CONCERNED_MAX; i++)
		if (!has(list, *count, codes[i]))
			list[(*count)++] = codes[i];
}

static void add_departements(struct concerned *concerned, const Registry__Territory *territory)
{
	concerned_add(concerned->departements, &concerned->departement_count, territory->departement_codes,
		      territory->n_departement_codes);
}

static void add_epcis(struct concerned *concerned, const Registry__Territory *territory)
{
	concerned_add(concerned->collectivites, &concerned->collectivite_count, territory->epci_sirens,
		      territory->n_epci_sirens);
}

void concerned_add_territory(struct concerned *concerned, const Registry__Territory *territory)
{
	add_departements(concerned, territory);
	add_epcis(concerned, territory);
	concerned_add(concerned->collectivites, &concerned->collectivite_count, territory->commune_codes,
		      territory->n_commune_codes);
}

/* A commune or an EPCI of a territory concerns itself and the territory's départements; a commune also its EPCI,
 * whose people may act for it. Others are not known here: the handler says so. */
static bool concerns_collectivite(struct query *query, const char *code, struct concerned *ret)
{
	struct mirrored_place place = {.code = code};
	bool found = false;

	while (mirrored_next(query->txn, &place)) {
		Registry__Territory *territory = mirrored_territory(query->txn, query->arena, place.at);

		if (!territory)
			continue;
		found = true;
		add_departements(ret, territory);
		if (mirrored_has_commune(territory, code))
			add_epcis(ret, territory);
	}
	return found;
}

bool funding_concerns(struct query *query, enum scope_rule rule, const char *value, struct concerned *ret)
{
	Funding__Application *application;

	*ret = (struct concerned){0};
	switch (rule) {
	case SCOPE_RULE_COLLECTIVITE:
		return concerns_collectivite(query, value, ret);
	case SCOPE_RULE_SUBJECT:
		application = application_load(query->txn, query->arena, value);
		if (application)
			application_concerns(query->txn, query->arena, application, ret);
		return application != NULL;
	case SCOPE_RULE_NONE:
	case SCOPE_RULE_FILTER:
	case SCOPE_RULE_DEPARTEMENT:
		break;
	}
	return false;
}
