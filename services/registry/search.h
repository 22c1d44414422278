/* Places by name. Every word of a folded name is a key of TABLE_NAMES, beside the place's kind and code; the value
 * holds what choosing and ranking need (population, départements, whole folded name), so that a search reads this
 * table alone. */
#ifndef PVD_REGISTRY_SEARCH_H
#define PVD_REGISTRY_SEARCH_H

#include "base/id.h"
#include "pvd/registry/v1/place.pb-c.h"
#include "store/txn.h"

#define PLACE_COMMUNE   REGISTRY__PLACE_KIND__PLACE_KIND_COMMUNE
#define PLACE_EPCI      REGISTRY__PLACE_KIND__PLACE_KIND_EPCI
#define PLACE_TERRITORY REGISTRY__PLACE_KIND__PLACE_KIND_TERRITORY

enum { SEARCH_TEXT_MAX = 120, SEARCH_LIMIT_MAX = 50, SEARCH_LIMIT_DEFAULT = 10 };
/* Of départements, each with a space behind it: as many as a perimeter may have. */
enum { DEPARTEMENTS_TEXT_SIZE = 20 * 4 + 1 };

/* A place as it is found; borrowed texts. */
struct place {
	Registry__PlaceKind kind;
	const char *code;
	const char *name;
	char departements[DEPARTEMENTS_TEXT_SIZE]; /* "14 27 " */
	uint32_t population;                       /* 0: unknown, or none */
};

/* Adds a département, once; what does not fit is left out. */
void place_add_departement(struct place *place, const char *departement);

void search_put(struct txn *txn, const struct place *place);
void search_remove(struct txn *txn, Registry__PlaceKind kind, const char *code, const char *name);

struct search {
	const char *text;
	const char *departement; /* "": everywhere */
	unsigned kinds;          /* bit n: enum PlaceKind n */
	unsigned limit;          /* at most SEARCH_LIMIT_MAX */
};

struct search_hit {
	Registry__PlaceKind kind;
	char code[ID_TEXT_SIZE];
	char departements[DEPARTEMENTS_TEXT_SIZE];
};

/* The places each of whose query words begins a word of the name: first the name itself, then names that begin
 * with the text, then the others; the most populous first, then by kind and code. Returns how many. */
unsigned search(struct txn *txn, const struct search *search, struct search_hit ret[SEARCH_LIMIT_MAX]);

#endif
