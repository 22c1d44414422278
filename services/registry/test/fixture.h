/* A small France for tests, imported as an importer does: five chunks and a publication. Tests change a copy
 * of it and import again. */
#ifndef PVD_REGISTRY_TEST_FIXTURE_H
#define PVD_REGISTRY_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#include "pvd/registry/v1/registry.pb-c.h"
#include "registry/service.h"
#include "registry_binding.h"

#define EPCI_BAYEUX "200010007"
#define EPCI_SEINE  "200010015" /* over two départements */
#define EPCI_BRIE   "200010023"
#define EPCI_SUD    "200010031"

struct commune_row {
	char *code, *name, *departement, *arrondissement, *zone, *postal, *former;
	int population;
};

struct epci_row {
	char *siren, *name, *kind, *members[8];
};

enum { COMMUNES = 12, EPCIS = 4 };

struct france {
	struct commune_row communes[COMMUNES]; /* code NULL: left out */
	struct epci_row epcis[EPCIS];
	char *region_name, *chef_lieu; /* of Normandie; of Seine-et-Marne and what lies in it */
	unsigned cog_year, population_year;
	uint8_t digest;
};

static const struct france FRANCE = {
	.communes =
		{
			{"14047", "Bayeux", "14", "141", "metro", "14400", "20123", 12000},
			{"14118", "Caen", "14", "142", "metro", "14000", NULL, 105000},
			{"14366", "Lisieux", "14", "142", "metro", "14100", "14367", 19999},
			{"14999", "Île-Seule", "14", "141", "metro", "14990", NULL, 250},
			{"27016", "Les Andelys", "27", "271", "metro", "27700", NULL, 8000},
			{"27229", "Évreux", "27", "271", "metro", "27000", NULL, 47000},
			{"77131", "Coulommiers", "77", "771", "metro", "77120", NULL, 15000},
			{"77183", "La Ferté-sous-Jouarre", "77", "771", "metro", "77260", NULL, 20000},
			{"77999", "La Ferté-Gaucher", "77", "771", "metro", "77320", NULL, 4800},
			{"97410", "Saint-Benoît", "974", "9741", "drom", "97470", NULL, 3000},
			{"97411", "Saint-Denis", "974", "9741", "drom", "97400", NULL, 150000},
			{"97416", "Saint-Jean-de-l'Île", "974", "", "drom", "97410", NULL, -1},
		},
	.epcis =
		{
			{EPCI_BAYEUX, "CC de Bayeux", "CC", {"14047", "14118"}},
			{EPCI_SEINE, "CA Seine et Auge", "CA", {"14366", "27016", "27229"}},
			{EPCI_BRIE, "CA du Pays de Brie", "CA", {"77131", "77183", "77999"}},
			{EPCI_SUD, "CA du Sud", "CA", {"97410", "97411", "97416"}},
		},
	.region_name = "Normandie",
	.chef_lieu = "77131",
	.cog_year = 2026,
	.population_year = 2023,
	.digest = 1,
};

/* ---- Who acts */

static inline Bus__Actor *anct(struct harness *harness)
{
	return harness_actor(harness, "anct", BUS__ROLE__ROLE_ANCT, NULL);
}

static inline Bus__Actor *prefecture(struct harness *harness, const char *departement)
{
	return harness_actor(harness, "prefecture", BUS__ROLE__ROLE_PREFECTURE, departement);
}

static inline Bus__Actor *region(struct harness *harness, const char *departement)
{
	return harness_actor(harness, "region", BUS__ROLE__ROLE_REGION, departement);
}

static inline Bus__Actor *citizen(struct harness *harness)
{
	return harness_actor(harness, "citizen", BUS__ROLE__ROLE_PUBLIC, NULL);
}

/* ---- The import */

static inline void totals_of(const struct france *france, Registry__GeographyTotals *ret)
{
	registry__geography_totals__init(ret);
	ret->regions = 3;
	ret->departements = 4;
	ret->arrondissements = 5;
	for (unsigned i = 0; i < COMMUNES; i++)
		ret->communes += france->communes[i].code != NULL;
	for (unsigned i = 0; i < EPCIS; i++)
		ret->epcis += france->epcis[i].siren != NULL;
}

static inline struct answer begin_import(struct harness *harness, const struct france *france)
{
	static uint8_t digest[32];
	Registry__GeographyTotals totals;
	Registry__BeginImportRequest request = REGISTRY__BEGIN_IMPORT_REQUEST__INIT;

	totals_of(france, &totals);
	memset(digest, france->digest, sizeof(digest));
	request.digest.data = digest;
	request.digest.len = sizeof(digest);
	request.cog_year = france->cog_year;
	request.source = "COG";
	request.population_year = france->population_year;
	request.population_source = "Insee, recensement";
	request.totals = &totals;
	return harness_call(harness, anct(harness), "BeginImport", &request.base);
}

static inline struct answer put_chunk(struct harness *harness, Registry__PutImportChunkRequest *request)
{
	return harness_call(harness, anct(harness), "PutImportChunk", &request->base);
}

static inline void regions_of(const struct france *france, Registry__RegionColumns *columns)
{
	static char *codes[] = {"04", "11", "28"}, *names[] = {"La Réunion", "Île-de-France", NULL};
	static char *chefs[] = {"97411", "77131", "14118"}, *zones[] = {"drom", "metro", "metro"};

	names[2] = france->region_name;
	chefs[1] = france->chef_lieu;
	registry__region_columns__init(columns);
	columns->n_codes = columns->n_names = columns->n_chef_lieu_codes = columns->n_zones = 3;
	columns->codes = codes;
	columns->names = names;
	columns->chef_lieu_codes = chefs;
	columns->zones = zones;
}

static inline void departements_of(const struct france *france, Registry__DepartementColumns *columns)
{
	static char *codes[] = {"14", "27", "77", "974"};
	static char *names[] = {"Calvados", "Eure", "Seine-et-Marne", "La Réunion"};
	static char *regions[] = {"28", "28", "11", "04"};
	static char *chefs[] = {"14118", "27229", "77131", "97411"};
	static char *zones[] = {"metro", "metro", "metro", "drom"};

	chefs[2] = france->chef_lieu;
	registry__departement_columns__init(columns);
	columns->n_codes = columns->n_names = columns->n_region_codes = columns->n_chef_lieu_codes =
		columns->n_zones = 4;
	columns->codes = codes;
	columns->names = names;
	columns->region_codes = regions;
	columns->chef_lieu_codes = chefs;
	columns->zones = zones;
}

static inline void arrondissements_of(const struct france *france, Registry__ArrondissementColumns *columns)
{
	static char *codes[] = {"141", "142", "271", "771", "9741"};
	static char *names[] = {"Bayeux", "Caen", "Évreux", "Meaux", "Saint-Denis"};
	static char *departements[] = {"14", "14", "27", "77", "974"};
	static char *chefs[] = {"14047", "14118", "27229", "77131", "97411"};

	chefs[3] = france->chef_lieu;
	registry__arrondissement_columns__init(columns);
	columns->n_codes = columns->n_names = columns->n_departement_codes = columns->n_chef_lieu_codes = 5;
	columns->codes = codes;
	columns->names = names;
	columns->departement_codes = departements;
	columns->chef_lieu_codes = chefs;
}

/* Columns of the communes; they point into static memory, for one use at a time. */
static inline Registry__CommuneColumns *communes_of(const struct france *france)
{
	static Registry__CommuneColumns columns;
	static char *codes[COMMUNES], *names[COMMUNES], *departements[COMMUNES], *arrondissements[COMMUNES];
	static char *sirens[COMMUNES], *zones[COMMUNES], *postal[COMMUNES], *former[COMMUNES];
	static int32_t populations[COMMUNES];
	static uint32_t postal_counts[COMMUNES], former_counts[COMMUNES];
	size_t n = 0, formers = 0;

	registry__commune_columns__init(&columns);
	for (unsigned i = 0; i < COMMUNES; i++) {
		const struct commune_row *row = &france->communes[i];

		if (!row->code)
			continue;
		codes[n] = row->code;
		names[n] = row->name;
		departements[n] = row->departement;
		arrondissements[n] = row->arrondissement;
		sirens[n] = "";
		zones[n] = row->zone;
		populations[n] = row->population;
		postal[n] = row->postal;
		postal_counts[n] = 1;
		former_counts[n] = row->former != NULL;
		if (row->former)
			former[formers++] = row->former;
		n++;
	}
	columns.n_codes = columns.n_names = columns.n_departement_codes = columns.n_arrondissement_codes = n;
	columns.n_sirens = columns.n_zones = columns.n_populations = columns.n_postal_code_counts = n;
	columns.n_former_code_counts = columns.n_postal_codes = n;
	columns.n_former_codes = formers;
	columns.codes = codes;
	columns.names = names;
	columns.departement_codes = departements;
	columns.arrondissement_codes = arrondissements;
	columns.sirens = sirens;
	columns.zones = zones;
	columns.populations = populations;
	columns.postal_code_counts = postal_counts;
	columns.postal_codes = postal;
	columns.former_code_counts = former_counts;
	columns.former_codes = former;
	return &columns;
}

static inline Registry__EpciColumns *epcis_of(const struct france *france)
{
	static Registry__EpciColumns columns;
	static char *sirens[EPCIS], *names[EPCIS], *kinds[EPCIS], *financings[EPCIS], *members[EPCIS * 8];
	static uint32_t counts[EPCIS];
	size_t n = 0, used = 0;

	registry__epci_columns__init(&columns);
	for (unsigned i = 0; i < EPCIS; i++) {
		const struct epci_row *row = &france->epcis[i];

		if (!row->siren)
			continue;
		sirens[n] = row->siren;
		names[n] = row->name;
		kinds[n] = row->kind;
		financings[n] = "FPU";
		counts[n] = 0;
		for (unsigned m = 0; m < 8 && row->members[m]; m++, counts[n]++)
			members[used++] = row->members[m];
		n++;
	}
	columns.n_sirens = columns.n_names = columns.n_kinds = columns.n_financings = n;
	columns.n_member_counts = n;
	columns.n_member_codes = used;
	columns.sirens = sirens;
	columns.names = names;
	columns.kinds = kinds;
	columns.financings = financings;
	columns.member_counts = counts;
	columns.member_codes = members;
	return &columns;
}

/* The n-th chunk, 0 to 4, kind by kind. */
static inline struct answer put_nth(struct harness *harness, const struct france *france, char *import_id,
				    unsigned n)
{
	Registry__PutImportChunkRequest request = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__INIT;
	Registry__RegionColumns regions;
	Registry__DepartementColumns departements;
	Registry__ArrondissementColumns arrondissements;

	regions_of(france, &regions);
	departements_of(france, &departements);
	arrondissements_of(france, &arrondissements);
	request.import_id = import_id;
	request.index = n;
	request.last = true;
	request.columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_REGIONS + n;
	if (n == 0)
		request.regions = &regions;
	else if (n == 1)
		request.departements = &departements;
	else if (n == 2)
		request.arrondissements = &arrondissements;
	else if (n == 3)
		request.communes = communes_of(france);
	else
		request.epcis = epcis_of(france);
	return put_chunk(harness, &request);
}

static inline struct answer publish(struct harness *harness, const struct france *france, char *import_id)
{
	Registry__PublishImportRequest request = REGISTRY__PUBLISH_IMPORT_REQUEST__INIT;
	Registry__GeographyTotals totals;

	totals_of(france, &totals);
	request.import_id = import_id;
	request.totals = &totals;
	return harness_call(harness, anct(harness), "PublishImport", &request.base);
}

/* Begins and sends the five chunks; the import's id. */
static inline char *stage(struct harness *harness, const struct france *france)
{
	struct answer begun = begin_import(harness, france);

	assert_accepted(begun);
	char *import_id = ((Registry__BeginImportResponse *)begun.response)->import_id;

	for (unsigned n = 0; n < 5; n++)
		assert_accepted(put_nth(harness, france, import_id, n));
	return import_id;
}

static inline struct answer import_france(struct harness *harness, const struct france *france)
{
	return publish(harness, france, stage(harness, france));
}

static inline struct answer adopt(struct harness *harness, const char *version, unsigned limit, unsigned year)
{
	Registry__Criteria criteria = REGISTRY__CRITERIA__INIT;
	Registry__AdoptCriteriaRequest request = REGISTRY__ADOPT_CRITERIA_REQUEST__INIT;

	criteria.version = (char *)(uintptr_t)version;
	criteria.population_limit = limit;
	criteria.reference_year = year;
	criteria.source = "Insee";
	criteria.legal_reference = "Instruction du 16 octobre 2019, annexe 2";
	request.criteria = &criteria;
	return harness_call(harness, anct(harness), "AdoptCriteria", &request.base);
}

/* A registry with the small France in force and the usual criteria. */
static inline struct harness *registry_new(void)
{
	struct harness *harness = harness_new(&REGISTRY_SERVICE);

	assert_accepted(import_france(harness, &FRANCE));
	assert_accepted(adopt(harness, "criteria-2026", 20000, 2023));
	return harness;
}

/* Every test ends with a verified journal and a state equal to its rebuild. */
static inline void registry_free(struct harness *harness)
{
	harness_check(harness);
	harness_free(harness);
}

static inline Registry__Commune *get_commune(struct harness *harness, char *code, unsigned cog_year)
{
	Registry__GetCommuneRequest request = REGISTRY__GET_COMMUNE_REQUEST__INIT;

	request.code = code;
	request.cog_year = cog_year;
	struct answer answer = harness_call(harness, citizen(harness), "GetCommune", &request.base);

	return answer.response ? ((Registry__GetCommuneResponse *)answer.response)->commune : NULL;
}

static inline Registry__Epci *get_epci(struct harness *harness, char *siren)
{
	Registry__GetEpciRequest request = REGISTRY__GET_EPCI_REQUEST__INIT;

	request.siren = siren;
	struct answer answer = harness_call(harness, citizen(harness), "GetEpci", &request.base);

	return answer.response ? ((Registry__GetEpciResponse *)answer.response)->epci : NULL;
}

#endif
