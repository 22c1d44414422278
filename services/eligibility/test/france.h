/* A small France, told as the registry's journal tells it. */
#ifndef PVD_ELIGIBILITY_TEST_FRANCE_H
#define PVD_ELIGIBILITY_TEST_FRANCE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#include "pvd/registry/v1/registry.pb-c.h"

#define EPCI_CAEN   "200000001"
#define EPCI_AUGE   "200000002" /* over two départements */
#define EPCI_EVREUX "200000003"
#define EPCI_SUD    "200000004"

enum { COMMUNES = 11, EPCIS = 4, MEMBERS_MAX = 4 };

struct france {
	struct {
		char *code, *name; /* code NULL: left out */
		int population;
	} communes[COMMUNES];
	struct {
		char *siren, *members[MEMBERS_MAX];
	} epcis[EPCIS];
	unsigned cog_year, population_year;
	struct {
		char *former, *commune; /* former NULL: nothing has merged */
	} merger;
};

static const struct france FRANCE = {
	.communes =
		{
			{"14047", "Bayeux", 12000},
			{"14118", "Caen", 105000},
			{"14366", "Lisieux", 20000},
			{"14367", "Livarot", 19999},
			{"14999", "Île-Seule", 250}, /* in no EPCI */
			{"27016", "Les Andelys", 8000},
			{"27229", "Évreux", 47000},
			{"27701", "Vernon-le-Petit", 8000},
			{"97411", "Saint-Denis", 150000},
			{"97416", "Saint-Jean", -1},
			{"97502", "Saint-Pierre", 5400}, /* in no EPCI, and in a région of its own */
		},
	.epcis =
		{
			{EPCI_CAEN, {"14047", "14118"}},
			{EPCI_AUGE, {"14366", "14367", "27016"}},
			{EPCI_EVREUX, {"27229", "27701"}},
			{EPCI_SUD, {"97411", "97416"}},
		},
	.cog_year = 2026,
	.population_year = 2023,
};

/* ---- What the registry says */

static inline uint64_t say(struct harness *harness, const ProtobufCMessage *event)
{
	return harness_source(harness, "registry", event, NULL);
}

static inline void say_begun(struct harness *harness)
{
	Registry__ImportBegun event = REGISTRY__IMPORT_BEGUN__INIT;

	event.import_id = "import";
	say(harness, &event.base);
}

static inline void say_regions(struct harness *harness)
{
	static char *codes[] = {"04", "28", "975"}, *chefs[] = {"97411", "14118", "97502"};
	Registry__RegionColumns rows = REGISTRY__REGION_COLUMNS__INIT;
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;

	rows.n_codes = rows.n_chef_lieu_codes = 3;
	rows.codes = codes;
	rows.chef_lieu_codes = chefs;
	event.columns_case = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_REGIONS;
	event.regions = &rows;
	say(harness, &event.base);
}

static inline void say_departements(struct harness *harness)
{
	static char *codes[] = {"14", "27", "974", "975"}, *regions[] = {"28", "28", "04", "975"};
	static char *chefs[] = {"14118", "27229", "97411", "97502"};
	Registry__DepartementColumns rows = REGISTRY__DEPARTEMENT_COLUMNS__INIT;
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;

	rows.n_codes = rows.n_chef_lieu_codes = rows.n_region_codes = 4;
	rows.codes = codes;
	rows.chef_lieu_codes = chefs;
	rows.region_codes = regions;
	event.columns_case = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_DEPARTEMENTS;
	event.departements = &rows;
	say(harness, &event.base);
}

static inline void say_arrondissements(struct harness *harness)
{
	static char *codes[] = {"141", "142", "271"}, *chefs[] = {"14047", "14118", "27229"};
	Registry__ArrondissementColumns rows = REGISTRY__ARRONDISSEMENT_COLUMNS__INIT;
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;

	rows.n_codes = rows.n_chef_lieu_codes = 3;
	rows.codes = codes;
	rows.chef_lieu_codes = chefs;
	event.columns_case = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_ARRONDISSEMENTS;
	event.arrondissements = &rows;
	say(harness, &event.base);
}

static inline void say_communes(struct harness *harness, const struct france *france, char *ended)
{
	Registry__CommuneColumns rows = REGISTRY__COMMUNE_COLUMNS__INIT;
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;
	char *codes[COMMUNES], *names[COMMUNES], *former = france->merger.former;
	int32_t populations[COMMUNES];
	uint32_t former_counts[COMMUNES] = {0};
	size_t n = 0;

	for (size_t i = 0; i < COMMUNES; i++) {
		if (!france->communes[i].code)
			continue;
		codes[n] = france->communes[i].code;
		names[n] = france->communes[i].name;
		former_counts[n] = former && strcmp(codes[n], france->merger.commune) == 0;
		populations[n++] = france->communes[i].population;
	}
	rows.n_codes = rows.n_names = rows.n_populations = rows.n_former_code_counts = n;
	rows.codes = codes;
	rows.names = names;
	rows.former_code_counts = former_counts;
	rows.former_codes = &former;
	rows.n_former_codes = former != NULL;
	rows.populations = populations;
	event.columns_case = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_COMMUNES;
	event.communes = &rows;
	event.ended_codes = &ended;
	event.n_ended_codes = ended != NULL;
	say(harness, &event.base);
}

static inline void say_epcis(struct harness *harness, const struct france *france)
{
	Registry__EpciColumns rows = REGISTRY__EPCI_COLUMNS__INIT;
	Registry__GeographyChunkStaged event = REGISTRY__GEOGRAPHY_CHUNK_STAGED__INIT;
	char *sirens[EPCIS], *members[EPCIS * MEMBERS_MAX];
	uint32_t counts[EPCIS] = {0};

	for (size_t i = 0; i < EPCIS; i++) {
		sirens[i] = france->epcis[i].siren;
		for (size_t m = 0; m < MEMBERS_MAX && france->epcis[i].members[m]; m++, counts[i]++)
			members[rows.n_member_codes++] = france->epcis[i].members[m];
	}
	rows.n_sirens = rows.n_member_counts = EPCIS;
	rows.sirens = sirens;
	rows.member_counts = counts;
	rows.member_codes = members;
	event.columns_case = REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_EPCIS;
	event.epcis = &rows;
	say(harness, &event.base);
}

static inline uint64_t say_published(struct harness *harness, const struct france *france)
{
	Registry__GeographyPublished event = REGISTRY__GEOGRAPHY_PUBLISHED__INIT;

	event.import_id = "import";
	event.cog_year = france->cog_year;
	event.source = "COG";
	event.population_year = france->population_year;
	event.population_source = "Insee, recensement";
	return say(harness, &event.base);
}

/* All of it, then its publication, whose sequence it returns. `ended`: a commune that is no more, or NULL. */
static inline uint64_t say_france(struct harness *harness, const struct france *france, char *ended)
{
	say_begun(harness);
	say_regions(harness);
	say_departements(harness);
	say_arrondissements(harness);
	say_communes(harness, france, ended);
	say_epcis(harness, france);
	return say_published(harness, france);
}

/* Livarot is merged into Lisieux. */
static inline void say_merger(struct harness *harness)
{
	struct france merged = FRANCE;

	merged.cog_year = 2027;
	merged.communes[3].code = NULL;
	merged.communes[2].population = 39999;
	merged.epcis[1].members[1] = "27016";
	merged.epcis[1].members[2] = NULL;
	merged.merger.former = "14367";
	merged.merger.commune = "14366";
	say_france(harness, &merged, "14367");
}

static inline uint64_t say_population(struct harness *harness, unsigned year, char *commune, unsigned value)
{
	Registry__PopulationsRecorded event = REGISTRY__POPULATIONS_RECORDED__INIT;
	uint32_t values[] = {value};

	event.year = year;
	event.source = "Insee, série historique";
	event.n_codes = event.n_values = 1;
	event.codes = &commune;
	event.values = values;
	return say(harness, &event.base);
}

static inline uint64_t say_position(struct harness *harness, char *commune, double longitude, double latitude)
{
	Registry__PositionsRecorded event = REGISTRY__POSITIONS_RECORDED__INIT;
	int32_t longitudes[] = {(int32_t)lround(longitude * 1e5)};
	int32_t latitudes[] = {(int32_t)lround(latitude * 1e5)};

	event.year = 2026;
	event.source = "IGN";
	event.n_codes = event.n_longitudes_e5 = event.n_latitudes_e5 = 1;
	event.codes = &commune;
	event.longitudes_e5 = longitudes;
	event.latitudes_e5 = latitudes;
	return say(harness, &event.base);
}

static inline void say_criteria(struct harness *harness, char *version, unsigned limit, unsigned year)
{
	Registry__Criteria criteria = REGISTRY__CRITERIA__INIT;
	Registry__CriteriaAdopted event = REGISTRY__CRITERIA_ADOPTED__INIT;

	criteria.version = version;
	criteria.population_limit = limit;
	criteria.reference_year = year;
	criteria.source = "Insee";
	criteria.legal_reference = "Instruction du 16 octobre 2019, annexe 2";
	event.criteria = &criteria;
	say(harness, &event.base);
}

/* Of two communes; it concerns Calvados and Bayeux. */
static inline void say_candidacy(struct harness *harness, char *id, char *first, char *second)
{
	static const char *const departements[] = {"14"}, *const collectivites[] = {"14047", EPCI_CAEN};
	static const struct audience audience = {.departements = departements,
						 .departement_count = 1,
						 .collectivites = collectivites,
						 .collectivite_count = 2};
	Registry__CandidacySubmitted event = REGISTRY__CANDIDACY_SUBMITTED__INIT;
	char *communes[] = {first, second};

	event.candidacy_id = id;
	event.commune_codes = communes;
	event.n_commune_codes = 2;
	harness_source(harness, "registry", &event.base, &audience);
}

#endif
