/* The geography as stored: rows by kind and code, in force (live) or staged by an import.
 *
 * A live value is the COG year that brought it, the COG year that ended it (0: none), and the row's packed
 * message. An ended row stays: what happened once can still be told. */
#ifndef PVD_REGISTRY_GEOGRAPHY_H
#define PVD_REGISTRY_GEOGRAPHY_H

#include "base/arena.h"
#include "registry/columns.h"
#include "service/service.h"
#include "store/key.h"

enum { CODE_MAX = 9 }; /* the longest code: a SIREN */

struct version {
	uint32_t cog_year, ended_cog_year;
	struct bytes packed; /* in the map, until the next write */
};

/* What an import would make of a row. */
struct staged {
	bool ended;
	int32_t population; /* -1: unknown */
	struct bytes packed;
};

/* Of what is kept by kind and code. */
struct key geography_key(enum geography_kind kind, const char *code);

bool geography_live(struct txn *txn, enum geography_kind kind, const char *code, struct version *ret);
bool geography_staged(struct txn *txn, enum geography_kind kind, const char *code, struct staged *ret);
/* Whether it exists in the geography in force; whether it would once the import is published. */
bool geography_exists(struct txn *txn, enum geography_kind kind, const char *code);
bool geography_will_exist(struct txn *txn, enum geography_kind kind, const char *code);

void geography_put(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		   const struct version *version);
void geography_stage(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		     const struct staged *staged);

/* As it was in `cog_year`'s COG; false if there is nothing as old. */
bool geography_past(struct txn *txn, enum geography_kind kind, const char *code, uint32_t cog_year,
		    struct version *ret);
/* Keeps a version that is about to be replaced. */
void geography_archive(struct txn *txn, struct arena *arena, enum geography_kind kind, const char *code,
		       const struct version *version);

/* Walks rows of one kind whose codes come after `after`, in order. */
struct geography_scan {
	struct scan scan;
	enum geography_kind kind;
	char code[CODE_MAX + 1];
};
void geography_scan_open(struct geography_scan *scan, struct txn *txn, unsigned table,
			 enum geography_kind kind, const char *after);
bool geography_scan_next(struct geography_scan *scan, struct bytes *ret_value);
void geography_scan_close(struct geography_scan *scan);

struct version version_of(struct bytes value);
struct staged staged_of(struct bytes value);

/* The messages as they are answered; NULL if there is no such row, in force or ended. */
Registry__Commune *commune_load(struct txn *txn, struct arena *arena, const char *code);
Registry__Commune *commune_unpack(struct txn *txn, struct arena *arena, const struct version *version);
Registry__Epci *epci_load(struct txn *txn, struct arena *arena, const char *siren);
Registry__Epci *epci_unpack(struct arena *arena, const struct version *version);
Registry__Departement *departement_load(struct txn *txn, struct arena *arena, const char *code);
Registry__Departement *departement_unpack(struct arena *arena, const struct version *version);
Registry__Region *region_unpack(struct arena *arena, const struct version *version);
Registry__Arrondissement *arrondissement_unpack(struct arena *arena, const struct version *version);

/* The living commune that a former one was merged into; "" if none is known. */
char *successor_get(struct txn *txn, struct arena *arena, const char *former);
/* SIREN of the EPCI a commune belongs to; "" for none. */
char *membership_get(struct txn *txn, struct arena *arena, const char *commune);

/* What is in force; NULL before the first publication. */
Registry__GetGeographyResponse *geography_published(struct txn *txn, struct arena *arena);

#endif
