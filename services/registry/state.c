#include "registry/state.h"

#define TABLE(constant, text)  [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_STATE}
#define MIRROR(constant, text) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_MIRROR}

const struct table REGISTRY_TABLES[] = {
	TABLE(TABLE_REGISTRY, "registry"),       TABLE(TABLE_GEOGRAPHY, "geography"),
	TABLE(TABLE_STAGED, "staged"),           TABLE(TABLE_HISTORY, "history"),
	TABLE(TABLE_SUCCESSORS, "successors"),   TABLE(TABLE_MEMBERSHIPS, "memberships"),
	TABLE(TABLE_EPCI_AREAS, "epci_areas"),   TABLE(TABLE_NAMES, "names"),
	TABLE(TABLE_POPULATIONS, "populations"), TABLE(TABLE_CITATIONS, "citations"),
	TABLE(TABLE_CRITERIA, "criteria"),       TABLE(TABLE_CANDIDACIES, "candidacies"),
	TABLE(TABLE_CANDIDATES, "candidates"),   TABLE(TABLE_SELECTIONS, "selections"),
	TABLE(TABLE_LABELS, "labels"),           TABLE(TABLE_LABELLED, "labelled"),
	TABLE(TABLE_TERRITORIES, "territories"), TABLE(TABLE_LABEL_TERRITORIES, "label_territories"),
	TABLE(TABLE_FIGURES, "figures"),         TABLE(TABLE_CONTOURS, "contours"),
	TABLE(TABLE_POSITIONS, "positions"),     MIRROR(TABLE_SCORES, "scores"),
	MIRROR(TABLE_FUNDING, "funding"),
};
