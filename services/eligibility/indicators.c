#include "eligibility/indicators.h"

#include "base/require.h"
#include "eligibility/ranking.h"

/* Shares are told in percent with two decimals: ten-thousandths of the whole. */
enum { WHOLE = 10000 };

static struct measure measure_new(struct arena *arena, const struct dataset *dataset, uint32_t year)
{
	struct measure measure = {
		.has = arena_array(arena, dataset->count + 1, sizeof(*measure.has)),
		.values = arena_array(arena, dataset->count + 1, sizeof(*measure.values)),
		.year = year,
	};

	require(measure.has && measure.values); /* the country is far smaller than the arena */
	return measure;
}

static struct measure measure_population(struct arena *arena, const struct dataset *dataset)
{
	struct measure measure = measure_new(arena, dataset, dataset->year);

	measure.sources = arena_array(arena, dataset->count + 1, sizeof(*measure.sources));
	require(measure.sources);
	for (size_t i = 0; i < dataset->count; i++) {
		const struct counted *counted = dataset_counted(dataset, i, dataset->year);

		if (!counted)
			continue;
		measure.has[i] = true;
		measure.values[i] = counted->value;
		measure.sources[i] = counted->source;
	}
	return measure;
}

/* The populations of communes of an EPCI whose members' are all known: neither a share of a part nor a rank among
 * some says what it seems to. */
static struct measure measure_members(struct arena *arena, const struct dataset *dataset)
{
	struct measure measure = measure_population(arena, dataset);
	bool *incomplete = arena_array(arena, dataset->epci_sirens.count + 1, sizeof(*incomplete));

	require(incomplete);
	incomplete[0] = true; /* no EPCI */
	for (size_t i = 0; i < dataset->count; i++)
		if (!measure.has[i])
			incomplete[dataset->epcis[i]] = true;
	for (size_t i = 0; i < dataset->count; i++)
		measure.has[i] = !incomplete[dataset->epcis[i]];
	return measure;
}

static struct measure measure_epci_share(struct arena *arena, const struct dataset *dataset)
{
	struct measure measure = measure_members(arena, dataset);
	uint64_t *totals = arena_array(arena, dataset->epci_sirens.count + 1, sizeof(*totals));

	require(totals);
	for (size_t i = 0; i < dataset->count; i++)
		if (measure.has[i])
			totals[dataset->epcis[i]] += measure.values[i];
	for (size_t i = 0; i < dataset->count; i++) {
		uint64_t total = totals[dataset->epcis[i]];

		measure.has[i] = measure.has[i] && total > 0;
		if (measure.has[i])
			measure.values[i] =
				(uint32_t)(((uint64_t)measure.values[i] * WHOLE + total / 2) / total);
	}
	return measure;
}

static struct measure measure_epci_rank(struct arena *arena, const struct dataset *dataset)
{
	struct measure measure = measure_members(arena, dataset);
	struct contest contest = {.count = dataset->count,
				  .values = measure.values,
				  .has = measure.has,
				  .groups = dataset->epcis,
				  .group_count = dataset->epci_sirens.count};

	measure.values = ranking_of(arena, &contest).rank;
	return measure;
}

static struct measure measure_chef_lieu(struct arena *arena, const struct dataset *dataset)
{
	struct measure measure = measure_new(arena, dataset, dataset->cog_year);

	for (size_t i = 0; i < dataset->count; i++) {
		measure.has[i] = true;
		measure.values[i] = dataset->chefs_lieux[i];
	}
	return measure;
}

const struct indicator INDICATORS[] = {
	{
		.id = "population",
		.title = "Population municipale",
		.unit = "habitants",
		.definition =
			"Population municipale de la commune (Insee). Le millésime est le même pour toutes "
			"les "
			"communes : le plus récent, sans dépasser l'année du code officiel géographique, qui "
			"soit connu d'au moins neuf communes sur dix de celles du millésime le mieux connu.",
		.measure = measure_population,
	},
	{
		.id = "epci-share",
		.title = "Part dans la population de l'intercommunalité",
		.unit = "%",
		.decimals = 2,
		.definition =
			"Population municipale de la commune rapportée à la somme de celles des communes de "
			"son EPCI à fiscalité propre, toutes du même millésime. Sans valeur si la commune "
			"n'est dans aucun EPCI, ou si la population d'une de ses communes n'est pas connue.",
		.measure = measure_epci_share,
	},
	{
		.id = "epci-rank",
		.title = "Rang dans l'intercommunalité",
		.unit = "rang",
		.definition = "Rang de la commune dans son EPCI à fiscalité propre par population municipale "
			      "décroissante : 1 pour la plus peuplée, les ex æquo au meilleur rang. Sans "
			      "valeur dans "
			      "les mêmes cas que la part dans la population de l'intercommunalité.",
		.measure = measure_epci_rank,
	},
	{
		.id = "chef-lieu",
		.title = "Chef-lieu",
		.unit = "niveau",
		.definition = "2 pour un chef-lieu de département ou de région, 1 pour un chef-lieu "
			      "d'arrondissement, 0 sinon (code officiel géographique).",
		.measure = measure_chef_lieu,
	},
};
const size_t INDICATOR_COUNT = sizeof(INDICATORS) / sizeof(INDICATORS[0]);

const struct indicator *indicator_find(const char *id)
{
	for (size_t i = 0; i < INDICATOR_COUNT; i++)
		if (strcmp(INDICATORS[i].id, id) == 0)
			return &INDICATORS[i];
	return NULL;
}
