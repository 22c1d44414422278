#include "eligibility/state.h"

#define STATE(constant, text)  [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_STATE}
#define MIRROR(constant, text) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_MIRROR}

const struct table ELIGIBILITY_TABLES[] = {
	STATE(TABLE_ELIGIBILITY, "eligibility"),
	STATE(TABLE_INDICATORS, "indicators"),
	STATE(TABLE_INDICATOR_IDS, "indicator_ids"),
	STATE(TABLE_SERIES, "series"),
	STATE(TABLE_SERIES_LISTS, "series_lists"),
	STATE(TABLE_SERIES_BLOCKS, "series_blocks"),
	STATE(TABLE_GRIDS, "grids"),
	STATE(TABLE_RUNS, "runs"),
	STATE(TABLE_RUN_IDS, "run_ids"),
	STATE(TABLE_RUN_INPUTS, "run_inputs"),
	STATE(TABLE_OVERRIDES, "overrides"),
	MIRROR(TABLE_PLACES, "places"),
	MIRROR(TABLE_STAGED_PLACES, "staged_places"),
	MIRROR(TABLE_INHABITANTS, "inhabitants"),
	MIRROR(TABLE_INHABITANT_SOURCES, "inhabitant_sources"),
	MIRROR(TABLE_COORDINATES, "coordinates"),
	MIRROR(TABLE_KNOWN_CRITERIA, "known_criteria"),
	MIRROR(TABLE_OPEN_CANDIDACIES, "open_candidacies"),
	MIRROR(TABLE_OPEN_AUDIENCES, "open_audiences"),
	MIRROR(TABLE_BLOCKS, "blocks"),
	MIRROR(TABLE_DATASETS, "datasets"),
};
