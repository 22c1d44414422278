#include "geography.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { REGIONS = 2, COMMUNE_CHUNKS = 3 };

const char *const GEO_DEPARTEMENT_CODES[GEO_DEPARTEMENTS] = {"14", "27", "77"};

const char *geo_commune(unsigned n)
{
	static char codes[GEO_COMMUNES][GEO_CODE_SIZE];

	snprintf(codes[n], sizeof codes[n], "%s%03u", GEO_DEPARTEMENT_CODES[n / GEO_PER_DEPARTEMENT],
		 (n % GEO_PER_DEPARTEMENT + 1) % 1000);
	return codes[n];
}

/* A SIREN ends with the digit of Luhn's formula. */
static const char *siren(unsigned n)
{
	static char sirens[GEO_EPCIS][GEO_CODE_SIZE];
	unsigned sum = 0;

	snprintf(sirens[n], sizeof sirens[n], "2000%04u", (n + 1) % 10000);
	for (unsigned i = 0; i < 8; i++) {
		unsigned digit = (unsigned)(sirens[n][i] - '0') * (i % 2 ? 2 : 1);

		sum += digit > 9 ? digit - 9 : digit;
	}
	sirens[n][8] = (char)('0' + (10 - sum % 10) % 10);
	sirens[n][9] = '\0';
	return sirens[n];
}

static unsigned epci_of(unsigned edition, unsigned commune)
{
	unsigned epci = commune / (GEO_PER_DEPARTEMENT / 2);

	/* From the third edition on, a commune goes to its neighbours. */
	return edition >= 2 && commune == 3 ? epci + 1 : epci;
}

const char *geo_epci_of(unsigned commune)
{
	return siren(epci_of(0, commune));
}

/* In the second edition the eighth commune of the first département is merged into the seventh. */
static bool exists(unsigned edition, unsigned commune)
{
	return edition < 1 || commune != 7;
}

static Registry__GeographyTotals *totals(unsigned edition)
{
	static Registry__GeographyTotals made;

	registry__geography_totals__init(&made);
	made.regions = REGIONS;
	made.departements = made.arrondissements = GEO_DEPARTEMENTS;
	made.epcis = GEO_EPCIS;
	for (unsigned i = 0; i < GEO_COMMUNES; i++)
		made.communes += exists(edition, i);
	return &made;
}

const Registry__BeginImportRequest *geo_begin(unsigned edition)
{
	static Registry__BeginImportRequest request;
	static uint8_t digest[32];

	registry__begin_import_request__init(&request);
	memset(digest, (int)edition + 1, sizeof digest);
	request.digest.data = digest;
	request.digest.len = sizeof digest;
	request.cog_year = 2024 + edition;
	request.source = "COG";
	request.population_year = 2023;
	request.population_source = "Insee";
	request.totals = totals(edition);
	return &request;
}

static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static void put_regions(Registry__PutImportChunkRequest *request)
{
	static Registry__RegionColumns columns;
	static char *codes[] = {"11", "28"}, *names[] = {"Île-de-France", "Normandie"};
	static char *chefs[] = {"77001", "14001"}, *zones[] = {"metro", "metro"};

	registry__region_columns__init(&columns);
	columns.n_codes = columns.n_names = columns.n_chef_lieu_codes = columns.n_zones = REGIONS;
	columns.codes = codes;
	columns.names = names;
	columns.chef_lieu_codes = chefs;
	columns.zones = zones;
	request->regions = &columns;
	request->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_REGIONS;
}

static void put_departements(Registry__PutImportChunkRequest *request)
{
	static Registry__DepartementColumns columns;
	static char *codes[] = {"14", "27", "77"}, *names[] = {"Calvados", "Eure", "Seine-et-Marne"};
	static char *regions[] = {"28", "28", "11"}, *chefs[] = {"14001", "27001", "77001"};
	static char *zones[] = {"metro", "metro", "metro"};

	registry__departement_columns__init(&columns);
	columns.n_codes = columns.n_names = columns.n_region_codes = columns.n_chef_lieu_codes =
		columns.n_zones = GEO_DEPARTEMENTS;
	columns.codes = codes;
	columns.names = names;
	columns.region_codes = regions;
	columns.chef_lieu_codes = chefs;
	columns.zones = zones;
	request->departements = &columns;
	request->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_DEPARTEMENTS;
}

static void put_arrondissements(Registry__PutImportChunkRequest *request)
{
	static Registry__ArrondissementColumns columns;
	static char *codes[] = {"141", "271", "771"}, *names[] = {"Caen", "Évreux", "Meaux"};
	static char *departements[] = {"14", "27", "77"}, *chefs[] = {"14001", "27001", "77001"};

	registry__arrondissement_columns__init(&columns);
	columns.n_codes = columns.n_names = columns.n_departement_codes = columns.n_chef_lieu_codes =
		GEO_DEPARTEMENTS;
	columns.codes = codes;
	columns.names = names;
	columns.departement_codes = departements;
	columns.chef_lieu_codes = chefs;
	request->arrondissements = &columns;
	request->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_ARRONDISSEMENTS;
}

/* One département's communes. */
static void put_communes(Registry__PutImportChunkRequest *request, unsigned edition, unsigned departement)
{
	enum { MAX = GEO_PER_DEPARTEMENT };
	static Registry__CommuneColumns columns;
	static char *codes[MAX], *departements[MAX], *arrondissements[MAX], *sirens[MAX], *zones[MAX];
	static char *postal[MAX], *former[1];
	static int32_t populations[MAX];
	static uint32_t postal_counts[MAX], former_counts[MAX];
	unsigned first = departement * MAX, n = 0;

	registry__commune_columns__init(&columns);
	for (unsigned i = first; i < first + MAX; i++) {
		if (!exists(edition, i))
			continue;
		codes[n] = text(geo_commune(i));
		departements[n] = text(GEO_DEPARTEMENT_CODES[departement]);
		arrondissements[n] = (char *[]){"141", "271", "771"}[departement];
		sirens[n] = "";
		zones[n] = "metro";
		populations[n] = (int32_t)(800 + i * 950 + edition * 17); /* the last ones are too large */
		postal[n] = (char *[]){"14000", "27000", "77000"}[departement];
		postal_counts[n] = 1;
		former_counts[n] = 0;
		if (i == 6 && !exists(edition, 7)) {
			former[columns.n_former_codes++] = text(geo_commune(7));
			former_counts[n] = 1;
		}
		n++;
	}
	columns.n_codes = columns.n_names = columns.n_departement_codes = columns.n_arrondissement_codes = n;
	columns.n_sirens = columns.n_zones = columns.n_populations = columns.n_postal_code_counts = n;
	columns.n_former_code_counts = columns.n_postal_codes = n;
	columns.codes = columns.names = codes;
	columns.departement_codes = departements;
	columns.arrondissement_codes = arrondissements;
	columns.sirens = sirens;
	columns.zones = zones;
	columns.populations = populations;
	columns.postal_code_counts = postal_counts;
	columns.postal_codes = postal;
	columns.former_code_counts = former_counts;
	columns.former_codes = former;
	request->communes = &columns;
	request->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_COMMUNES;
	if (departement)
		request->after_code = text(geo_commune(exists(edition, first - 1) ? first - 1 : first - 2));
	request->last = departement + 1 == GEO_DEPARTEMENTS;
}

static void put_epcis(Registry__PutImportChunkRequest *request, unsigned edition)
{
	static Registry__EpciColumns columns;
	static char *sirens[GEO_EPCIS], *kinds[GEO_EPCIS], *financings[GEO_EPCIS], *members[GEO_COMMUNES];
	static uint32_t counts[GEO_EPCIS];
	size_t used = 0;

	registry__epci_columns__init(&columns);
	for (unsigned n = 0; n < GEO_EPCIS; n++) {
		sirens[n] = text(siren(n));
		kinds[n] = "CC";
		financings[n] = "FPU";
		counts[n] = 0;
		for (unsigned i = 0; i < GEO_COMMUNES; i++) {
			if (!exists(edition, i) || epci_of(edition, i) != n)
				continue;
			members[used++] = text(geo_commune(i));
			counts[n]++;
		}
	}
	columns.n_sirens = columns.n_names = columns.n_kinds = columns.n_financings = GEO_EPCIS;
	columns.n_member_counts = GEO_EPCIS;
	columns.n_member_codes = used;
	columns.sirens = columns.names = sirens;
	columns.kinds = kinds;
	columns.financings = financings;
	columns.member_counts = counts;
	columns.member_codes = members;
	request->epcis = &columns;
	request->columns_case = REGISTRY__PUT_IMPORT_CHUNK_REQUEST__COLUMNS_EPCIS;
}

const Registry__PutImportChunkRequest *geo_chunk(unsigned edition, char *import_id, unsigned chunk)
{
	static Registry__PutImportChunkRequest request;

	registry__put_import_chunk_request__init(&request);
	request.import_id = import_id;
	request.index = chunk;
	request.last = true;
	if (chunk == 0)
		put_regions(&request);
	else if (chunk == 1)
		put_departements(&request);
	else if (chunk == 2)
		put_arrondissements(&request);
	else if (chunk < 3 + COMMUNE_CHUNKS)
		put_communes(&request, edition, chunk - 3);
	else
		put_epcis(&request, edition);
	return &request;
}

const Registry__PublishImportRequest *geo_publish(unsigned edition, char *import_id)
{
	static Registry__PublishImportRequest request;

	registry__publish_import_request__init(&request);
	request.import_id = import_id;
	request.totals = totals(edition);
	return &request;
}
