/* May these communes and EPCI enter the programme together? Asked when a candidacy comes, and again when it
 * is labelled: the geography, the criteria and the other territories may have changed between the two. */
#ifndef PVD_REGISTRY_PERIMETER_H
#define PVD_REGISTRY_PERIMETER_H

#include "base/code.h"
#include "registry/subjects.h"

/* EPCI: 4 is the most that communes of one PVD convention belong to in practice. */
enum { PERIMETER_COMMUNES_MAX = 20, PERIMETER_EPCI_MAX = 4 };

struct perimeter {
	char *const *communes;
	size_t commune_count;
	char *const *epcis;
	size_t epci_count;
	const char *candidacy; /* the one that is labelled; NULL: a new one */
};

/* What the check found, for the event. */
struct perimeter_facts {
	char *names[PERIMETER_COMMUNES_MAX];        /* of the communes, in the order of their codes */
	char *departements[PERIMETER_COMMUNES_MAX]; /* of the communes, each once, in order of appearance */
	size_t departement_count;
	char *remarks[PERIMETER_COMMUNES_MAX];
	size_t remark_count;
	const char *criteria_version;
};

bool perimeter_check(struct decision *decision, const struct perimeter *perimeter,
		     struct perimeter_facts *ret);

#endif
