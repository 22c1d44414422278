/* Communes by name. Every word of a folded name is a key of TABLE_NAMES, beside the commune's code; the value
 * holds what ranking needs (population, whole folded name), so that a search reads this table alone. */
#ifndef PVD_REGISTRY_SEARCH_H
#define PVD_REGISTRY_SEARCH_H

#include "base/arena.h"
#include "store/txn.h"

enum { SEARCH_TEXT_MAX = 120, SEARCH_LIMIT_MAX = 50, SEARCH_LIMIT_DEFAULT = 10 };

void search_put(struct txn *txn, const char *commune, const char *name, uint32_t population);
void search_remove(struct txn *txn, const char *commune, const char *name);

/* Codes of the communes each of whose query words begins a word of the name: first the name itself, then
 * names that begin with the text, then the others; the most populous first, then by code. `departement` ""
 * is everywhere. At most `limit`; returns how many. */
unsigned search(struct txn *txn, const char *text, const char *departement, unsigned limit,
		char (*ret_codes)[6]);

#endif
