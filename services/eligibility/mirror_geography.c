/* Chunks of an import are staged, and come into force when it is published, as the registry folds them for itself;
 * the dataset is then made once. */
#include "eligibility/dataset_build.h"
#include "eligibility/inhabitants.h"
#include "eligibility/mirror.h"
#include "eligibility/place.h"
#include "eligibility/coordinates.h"
#include "eligibility/state.h"
#include "pvd/registry/v1/registry.pb-c.h"

enum { FORMERS_MAX = 64 }; /* no commune is made of half as many */

void eligibility_mirror_import_begun(struct application *application, const ProtobufCMessage *message)
{
	(void)message;
	txn_clear(application->txn, TABLE_STAGED_PLACES);
}

static void stage_with(struct txn *txn, enum place_kind kind, const char *code, int32_t population,
		       const char *text)
{
	place_stage(txn, kind, code, population, &text, 1);
}

static void stage_regions(struct txn *txn, const Registry__RegionColumns *rows)
{
	for (size_t i = 0; i < rows->n_codes && i < rows->n_chef_lieu_codes; i++)
		stage_with(txn, PLACE_REGION, rows->codes[i], POPULATION_UNKNOWN, rows->chef_lieu_codes[i]);
}

static void stage_departements(struct txn *txn, const Registry__DepartementColumns *rows)
{
	for (size_t i = 0; i < rows->n_codes && i < rows->n_chef_lieu_codes && i < rows->n_region_codes;
	     i++) {
		const char *texts[] = {rows->chef_lieu_codes[i], rows->region_codes[i]};

		place_stage(txn, PLACE_DEPARTEMENT, rows->codes[i], POPULATION_UNKNOWN, texts, 2);
	}
}

static void stage_arrondissements(struct txn *txn, const Registry__ArrondissementColumns *rows)
{
	for (size_t i = 0; i < rows->n_codes && i < rows->n_chef_lieu_codes; i++)
		stage_with(txn, PLACE_ARRONDISSEMENT, rows->codes[i], POPULATION_UNKNOWN,
			   rows->chef_lieu_codes[i]);
}

static void stage_commune(struct txn *txn, const Registry__CommuneColumns *rows, size_t n,
			  size_t first_former, size_t formers)
{
	const char *texts[1 + FORMERS_MAX] = {rows->names[n]};

	for (size_t i = 0; i < formers; i++)
		texts[1 + i] = rows->former_codes[first_former + i];
	place_stage(txn, PLACE_COMMUNE, rows->codes[n], rows->populations[n], texts, 1 + formers);
}

static void stage_communes(struct txn *txn, const Registry__CommuneColumns *rows)
{
	size_t used = 0;

	for (size_t i = 0; i < rows->n_codes && i < rows->n_names && i < rows->n_populations; i++) {
		size_t formers = i < rows->n_former_code_counts ? rows->former_code_counts[i] : 0;

		if (formers > rows->n_former_codes - used)
			return;
		stage_commune(txn, rows, i, used, formers < FORMERS_MAX ? formers : FORMERS_MAX);
		used += formers;
	}
}

static void stage_epcis(struct txn *txn, const Registry__EpciColumns *rows)
{
	size_t used = 0;

	for (size_t i = 0; i < rows->n_sirens && i < rows->n_member_counts; i++) {
		size_t count = rows->member_counts[i];

		if (count > rows->n_member_codes - used)
			return;
		place_stage(txn, PLACE_EPCI, rows->sirens[i], POPULATION_UNKNOWN,
			    (const char *const *)rows->member_codes + used, count);
		used += count;
	}
}

/* Returns the kind; 0 where this chunk has none. */
static enum place_kind stage_rows(struct txn *txn, const Registry__GeographyChunkStaged *event)
{
	switch (event->columns_case) {
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_REGIONS:
		stage_regions(txn, event->regions);
		return PLACE_REGION;
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_DEPARTEMENTS:
		stage_departements(txn, event->departements);
		return PLACE_DEPARTEMENT;
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_ARRONDISSEMENTS:
		stage_arrondissements(txn, event->arrondissements);
		return PLACE_ARRONDISSEMENT;
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_COMMUNES:
		stage_communes(txn, event->communes);
		return PLACE_COMMUNE;
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS_EPCIS:
		stage_epcis(txn, event->epcis);
		return PLACE_EPCI;
	case REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS__NOT_SET:
	case _REGISTRY__GEOGRAPHY_CHUNK_STAGED__COLUMNS__CASE_IS_INT_SIZE:
		break;
	}
	return 0;
}

void eligibility_mirror_chunk_staged(struct application *application, const ProtobufCMessage *message)
{
	const Registry__GeographyChunkStaged *event = (const Registry__GeographyChunkStaged *)message;
	enum place_kind kind = stage_rows(application->txn, event);

	for (size_t i = 0; kind && i < event->n_ended_codes; i++)
		place_stage_ended(application->txn, kind, event->ended_codes[i]);
}

struct publication {
	struct txn *txn;
	struct inhabitants inhabitants;
};

static void populated(void *ctx, const char *code, uint32_t population)
{
	struct publication *publication = ctx;

	publication->inhabitants.value = population;
	inhabitants_put(publication->txn, code, &publication->inhabitants);
}

void eligibility_mirror_published(struct application *application, const ProtobufCMessage *message)
{
	const Registry__GeographyPublished *event = (const Registry__GeographyPublished *)message;
	struct publication publication = {.txn = application->txn};

	publication.inhabitants.year = event->population_year;
	publication.inhabitants.source = inhabitant_source_put(application->txn, event->population_source);
	places_publish(application->txn, populated, &publication);
	dataset_build(application, event->cog_year, event->source);
}

void eligibility_mirror_populations(struct application *application, const ProtobufCMessage *message)
{
	const Registry__PopulationsRecorded *event = (const Registry__PopulationsRecorded *)message;
	struct inhabitants inhabitants = {.year = event->year};
	size_t count = event->n_codes < event->n_values ? event->n_codes : event->n_values;

	inhabitants.source = inhabitant_source_put(application->txn, event->source);
	for (size_t i = 0; i < count; i++) {
		inhabitants.value = event->values[i];
		inhabitants_put(application->txn, event->codes[i], &inhabitants);
	}
	dataset_build_populations(application, event->codes, count);
}

void eligibility_mirror_positions(struct application *application, const ProtobufCMessage *message)
{
	const Registry__PositionsRecorded *event = (const Registry__PositionsRecorded *)message;

	for (size_t i = 0; i < event->n_codes && i < event->n_longitudes_e5 && i < event->n_latitudes_e5;
	     i++) {
		struct coordinates position = {event->longitudes_e5[i], event->latitudes_e5[i]};

		coordinates_put(application->txn, event->codes[i], &position);
	}
	dataset_build_positions(application, event->codes, event->n_codes);
}
