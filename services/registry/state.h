/* What the registry owns: folds of its own journal and, where it says so, of those it follows. */
#ifndef PVD_REGISTRY_STATE_H
#define PVD_REGISTRY_STATE_H

#include "store/env.h"

enum registry_table {
	TABLE_REGISTRY = TABLE_FIRST_OWN, /* name → the one record of that name: see below */
	TABLE_GEOGRAPHY,                  /* kind, code → COG year, ended year, row (geography.h) */
	TABLE_STAGED,                     /* kind, code → what an import would put there */
	TABLE_HISTORY,                    /* kind, code, COG year → a version that was replaced */
	TABLE_SUCCESSORS,                 /* code of a former commune → the commune it was merged into */
	TABLE_MEMBERSHIPS,                /* commune → SIREN of its EPCI */
	TABLE_EPCI_AREAS,                 /* département, SIREN → nothing: it has a member there */
	TABLE_NAMES,             /* word, kind, code → population, départements, folded name (search.h) */
	TABLE_POPULATIONS,       /* commune, year → value, hash of the source (population.h) */
	TABLE_CITATIONS,         /* hash → the text of a source (citation.h) */
	TABLE_CRITERIA,          /* version → Criteria */
	TABLE_CANDIDACIES,       /* id → Candidacy */
	TABLE_CANDIDATES,        /* commune → id of its living candidacy */
	TABLE_SELECTIONS,        /* id → Selection */
	TABLE_LABELS,            /* id → Label */
	TABLE_LABELLED,          /* commune → id of its living label */
	TABLE_TERRITORIES,       /* id → Territory */
	TABLE_LABEL_TERRITORIES, /* label → id of the territory born of it */
	TABLE_FIGURES,           /* département → its counts (figures.h) */
	TABLE_CONTOURS,          /* kind, code → year, source, Contour (contour.h) */
	TABLE_POSITIONS,         /* commune → longitude, latitude, year, source (position.h) */
	TABLE_SCORES,            /* candidacy → ScoreSheet; of eligibility (sheet.h) */
	TABLE_FUNDING,           /* territory → FundingSheet; of funding */
	TABLE_REGISTRY_END,
};

/* Records of TABLE_REGISTRY. */
#define RECORD_IMPORT    "import"          /* ImportBegun: the one not yet published */
#define RECORD_PROGRESS  "import.progress" /* how far it has come: import.h */
#define RECORD_GEOGRAPHY "geography"       /* GetGeographyResponse: what is in force */
#define RECORD_CRITERIA  "criteria"        /* Criteria: those in force */

extern const struct table REGISTRY_TABLES[];

#endif
