/* A dataset: all that is scored, as it stood after one entry of the registry's journal. It is kept as a header,
 * which names its blocks by their hashes; its digest is the hash of the header, and so of everything.
 *
 * Blocks:
 *   EPCI         SIREN…                                        ascending
 *   places       code, EPCI + 1 or 0, chef-lieu, count of former codes, former code…
 *                                                              of a département's communes, by code
 *   populations  count of sources, source…, then for each of these communes
 *                count, (year, source, value)…                 by year
 *   positions    for each of these communes 1, longitude, latitude, or 0
 */
#ifndef PVD_ELIGIBILITY_DATASET_HEADER_H
#define PVD_ELIGIBILITY_DATASET_HEADER_H

#include "base/arena.h"
#include "base/code.h"
#include "base/hash.h"
#include "store/txn.h"

/* One département. */
struct dataset_part {
	char departement[CODE_DEPARTEMENT_SIZE];
	char region[CODE_DEPARTEMENT_SIZE]; /* "" where it has none */
	struct hash places, populations, positions;
};

struct dataset_header {
	/* Of the entry that made it */
	uint64_t sequence;
	uint32_t epoch;
	const char *instance;
	struct hash digest; /* of what follows */

	uint32_t cog_year;
	const char *cog_source;
	struct hash epcis;
	struct dataset_part *parts; /* by code */
	size_t part_count;
};

/* The one that the entry of this sequence made; the latest. False if there is none, or it is not what its digest
 * says. */
bool dataset_header_get(struct txn *txn, struct arena *arena, uint64_t sequence, struct dataset_header *ret);
bool dataset_header_latest(struct txn *txn, struct arena *arena, struct dataset_header *ret);

/* Sets the digest and stores it under its sequence, unless the data is that of the latest. */
void dataset_header_put(struct txn *txn, struct arena *arena, struct dataset_header *header);

#endif
