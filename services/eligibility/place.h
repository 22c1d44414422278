/* Regions, départements, arrondissements, communes and EPCI, as far as scores need them: the registry's geography
 * in force, and what an import has staged.
 *
 * A row is texts, by kind:
 *   région, arrondissement   chef-lieu
 *   département              chef-lieu, région
 *   commune                  name, codes of the communes that merged into it
 *   EPCI                     its members
 * An ended row stays, marked: what an old run ranked still has a name. */
#ifndef PVD_ELIGIBILITY_PLACE_H
#define PVD_ELIGIBILITY_PLACE_H

#include "base/fault.h"
#include "store/txn.h"

enum place_kind {
	PLACE_REGION = 1,
	PLACE_DEPARTEMENT,
	PLACE_ARRONDISSEMENT,
	PLACE_COMMUNE,
	PLACE_EPCI,
};

enum { PLACE_CODE_MAX = 9, POPULATION_UNKNOWN = -1 };

struct place {
	bool ended;
	struct reader texts; /* in the map: read them with key_read_text */
};

/* CODE_INVALID of the field `commune_code`. */
bool place_check_commune_code(struct refusal *refusal, const char *code);
bool place_get(struct txn *txn, enum place_kind kind, const char *code, struct place *ret);

/* Sets a row aside until the import is published; a later one of the same code replaces it. */
void place_stage(struct txn *txn, enum place_kind kind, const char *code, int32_t population,
		 const char *const *texts, size_t count);
void place_stage_ended(struct txn *txn, enum place_kind kind, const char *code);
/* Puts in force what is staged, and forgets it. `populated` is told of each commune staged with a population. */
void places_publish(struct txn *txn, void (*populated)(void *ctx, const char *code, uint32_t population),
		    void *ctx);

/* Walks the rows of a kind by code, those that are not ended. */
struct place_scan {
	struct scan scan;
	enum place_kind kind;
	char code[PLACE_CODE_MAX + 1];
};
void place_scan_open(struct place_scan *scan, struct txn *txn, enum place_kind kind);
bool place_scan_next(struct place_scan *scan, struct reader *ret_texts);
void place_scan_close(struct place_scan *scan);

#endif
