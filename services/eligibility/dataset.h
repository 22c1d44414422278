/* The geography of a dataset in memory, as columns by commune. */
#ifndef PVD_ELIGIBILITY_DATASET_H
#define PVD_ELIGIBILITY_DATASET_H

#include "base/arena.h"
#include "eligibility/dataset_header.h"
#include "eligibility/coordinates.h"

enum { COMMUNE_CODE_SIZE = 6 };

enum chef_lieu {
	CHEF_LIEU_NONE,
	CHEF_LIEU_ARRONDISSEMENT,
	CHEF_LIEU_DEPARTEMENT, /* or of a région */
};

/* Codes by number; number 0 is "": none. */
struct codes {
	const char **texts;
	uint32_t count;
};

/* One population of a commune. */
struct counted {
	uint32_t year, value, source;
};

/* A code that is no longer, and the commune that it has become. */
struct former {
	char code[COMMUNE_CODE_SIZE];
	uint32_t commune;
};

struct dataset {
	struct hash digest;
	uint32_t cog_year;
	const char *cog_source;

	size_t count; /* of communes, ascending by code */
	char (*communes)[COMMUNE_CODE_SIZE];
	uint32_t *departements, *regions, *epcis; /* numbers in the lists below; 0: none */
	uint8_t *chefs_lieux;                     /* enum chef_lieu */
	uint32_t *first_counted; /* commune n has those from [n] to before [n + 1], by year */
	struct counted *counted;
	struct coordinates *positions;
	bool *placed;           /* whether its position is known */
	struct former *formers; /* ascending by code */
	size_t former_count;

	struct codes departement_codes, region_codes, epci_sirens;
	const char **sources;
	/* That indicators compare by: the latest not after the COG's that is known of (nearly) all communes. One
	 * for all, since years must not mix; 0: no population is known. */
	uint32_t year;
};

/* Loads what the header names, into the arena. False if a block is not there. */
bool dataset_load(struct txn *txn, struct arena *arena, const struct dataset_header *header,
		  struct dataset *ret);

/* The commune's number; false if it is not in it. */
bool dataset_find(const struct dataset *dataset, const char *commune, size_t *ret);
/* The same of a code of any time: the commune's own, or one of those that merged into it. */
bool dataset_trace(const struct dataset *dataset, const char *code, size_t *ret);
/* The number of a code; 0: not there. */
uint32_t codes_find(const struct codes *codes, const char *code);
/* The population of that year; NULL: unknown. */
const struct counted *dataset_counted(const struct dataset *dataset, size_t commune, uint32_t year);

#endif
