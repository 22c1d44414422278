/* The official geography as npm's @etalab/decoupage-administratif publishes it: five JSON files of a folder,
 * every field checked, and the rows sorted by code.
 *
 * communes.json mixes communes with the delegated and associated ones and the municipal arrondissements,
 * which may have the code of a living commune: only rows of type commune-actuelle count. It does not name
 * EPCI: their members do. Its `population` is the municipal one; those of the members are of another year and
 * are left alone, as is `rangChefLieu`, which is 0 for all. */
#ifndef PVD_CLI_COG_H
#define PVD_CLI_COG_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { COG_FILES = 5, COG_ERROR_MAX = 320 };

struct cog_codes {
	const char **at;
	unsigned count;
};

struct cog_region {
	const char *code, *name, *chef_lieu, *zone;
};

struct cog_departement {
	const char *code, *name, *region, *chef_lieu, *zone;
};

struct cog_arrondissement {
	const char *code, *name, *departement, *chef_lieu;
};

struct cog_commune {
	const char *code, *name, *departement, *zone;
	const char *arrondissement, *siren; /* "" where there is none */
	int32_t population;                 /* -1: unknown */
	struct cog_codes postal_codes, former_codes;
};

struct cog_epci {
	const char *code /* SIREN */, *name, *kind, *financing;
	struct cog_codes members; /* ascending */
};

/* Texts lie in the JSON trees, the rest in the arena; both are the struct's. */
struct cog {
	struct arena *arena;
	json_t *trees[COG_FILES];
	struct cog_region *regions;
	struct cog_departement *departements;
	struct cog_arrondissement *arrondissements;
	struct cog_commune *communes;
	struct cog_epci *epcis;
	unsigned region_count, departement_count, arrondissement_count, commune_count, epci_count;
};

/* Reads folder `dir`. False with a French sentence that names file, row and field: a file missing, larger
 * than 64 MiB or malformed, a field missing or of another shape, a code given twice or not known, a commune
 * in two EPCI. cog_free in either case. */
bool cog_read(struct cog *ret, const char *dir, char error[COG_ERROR_MAX]);
void cog_free(struct cog *cog);

#endif
