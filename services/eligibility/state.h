/* What eligibility owns, and what it keeps of the registry. Nothing of a score is stored: a run's scores are made
 * again from what stands here. */
#ifndef PVD_ELIGIBILITY_STATE_H
#define PVD_ELIGIBILITY_STATE_H

#include "store/env.h"

enum eligibility_table {
	/* Folds of the own journal */
	TABLE_ELIGIBILITY = TABLE_FIRST_OWN, /* name → the one record of that name: see below */
	TABLE_INDICATORS,                    /* number, in the order of definition → Indicator */
	TABLE_INDICATOR_IDS,                 /* id → its number */
	TABLE_SERIES,                        /* indicator, year → what is recorded (series.h) */
	TABLE_SERIES_LISTS,                  /* sequence of an entry → the series there were after it */
	TABLE_SERIES_BLOCKS,                 /* hash → a part of series (block.h) */
	TABLE_GRIDS,                         /* version → Grid */
	TABLE_RUNS,                          /* sequence of its entry → Run */
	TABLE_RUN_IDS,                       /* id → sequence of its entry */
	TABLE_RUN_INPUTS, /* hash of what it was made of (runs.h) → sequence of the latest */
	TABLE_OVERRIDES,  /* commune → Override */
	/* Folds of the registry's */
	TABLE_PLACES,             /* kind, code → what is in force (place.h) */
	TABLE_STAGED_PLACES,      /* kind, code → what an import would put there */
	TABLE_INHABITANTS,        /* commune, year → value, hash of the source (inhabitants.h) */
	TABLE_INHABITANT_SOURCES, /* hash → the source's text */
	TABLE_COORDINATES,        /* commune → longitude, latitude (coordinates.h) */
	TABLE_KNOWN_CRITERIA,     /* version → the registry's Criteria */
	TABLE_OPEN_CANDIDACIES,   /* id → CandidacySubmitted */
	TABLE_OPEN_AUDIENCES,     /* id of an open candidacy → header of its entry */
	TABLE_BLOCKS,             /* hash → a part of datasets (block.h) */
	TABLE_DATASETS, /* sequence of the registry's entry → what it made of the geography (dataset_header.h) */
	TABLE_ELIGIBILITY_END,
};

/* Records of TABLE_ELIGIBILITY. */
#define RECORD_GRID       "grid"       /* Grid: the one in force */
#define RECORD_RUN        "run"        /* sequence of the latest run of the nation */
#define RECORD_INDICATORS "indicators" /* hash of all entries that defined some */

extern const struct table ELIGIBILITY_TABLES[];

#endif
