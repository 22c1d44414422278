#include "eligibility/state.h"

#define STATE(constant, text)  [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_STATE}
#define MIRROR(constant, text) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_MIRROR}

const struct table ELIGIBILITY_TABLES[] = {
	STATE(TABLE_ELIGIBILITY, "eligibility"),
	STATE(TABLE_GRIDS, "grids"),
	STATE(TABLE_RUNS, "runs"),
	STATE(TABLE_RUN_IDS, "run_ids"),
	STATE(TABLE_GRID_RUNS, "grid_runs"),
	MIRROR(TABLE_PLACES, "places"),
	MIRROR(TABLE_STAGED_PLACES, "staged_places"),
	MIRROR(TABLE_INHABITANTS, "inhabitants"),
	MIRROR(TABLE_INHABITANT_SOURCES, "inhabitant_sources"),
	MIRROR(TABLE_KNOWN_CRITERIA, "known_criteria"),
	MIRROR(TABLE_OPEN_CANDIDACIES, "open_candidacies"),
	MIRROR(TABLE_OPEN_AUDIENCES, "open_audiences"),
	MIRROR(TABLE_BLOCKS, "blocks"),
	MIRROR(TABLE_DATASETS, "datasets"),
};
