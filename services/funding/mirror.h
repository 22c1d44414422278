/* Territories, as the registry says them: a copy, as far as its journal has been followed. Who reads it knows
 * that it may lag. */
#ifndef PVD_FUNDING_MIRROR_H
#define PVD_FUNDING_MIRROR_H

#include "pvd/registry/v1/territory.pb-c.h"
#include "service/service.h"

enum { FUNDING_REACTION_COUNT = 3 };
extern const struct reaction FUNDING_REACTIONS[FUNDING_REACTION_COUNT];

/* In the arena, without history; NULL if there is none of that id. */
Registry__Territory *mirrored_territory(struct txn *txn, struct arena *arena, const char *id);

/* Of the territory, today. */
bool mirrored_has_commune(const Registry__Territory *territory, const char *code);
bool mirrored_has_epci(const Registry__Territory *territory, const char *siren);

/* Walks the territories that a commune or an EPCI belongs to: sets *at to the next id, in the order of ids;
 * false after the last. Begin with *at empty. */
struct mirrored_place {
	const char *code;
	char at[ID_TEXT_SIZE];
};
bool mirrored_next(struct txn *txn, struct mirrored_place *place);

#endif
