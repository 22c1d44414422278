/* Recorded values: an indicator's of one year, whole, with their source, by the codes that the source has. Parts are kept
 * by their hashes, and after each entry that recorded one there is a list of all, so that what a run was made of can
 * always be had again.
 *
 * Blocks:
 *   codes    code…                                ascending
 *   values   value…, count of texts, text…        a value of each code
 */
#ifndef PVD_ELIGIBILITY_SERIES_H
#define PVD_ELIGIBILITY_SERIES_H

#include "base/arena.h"
#include "base/hash.h"
#include "pvd/eligibility/v1/indicator.pb-c.h"
#include "service/service.h"

struct series {
	const char *indicator_id;
	uint32_t year;
	const char *source;
	uint32_t count;
	struct hash codes, values;
};

/* All there are after an entry, by indicator and year. */
struct series_list {
	uint64_t sequence; /* of that entry; 0: none is recorded */
	struct hash digest;
	struct series *all;
	size_t count;
};

/* Folds an entry into the list. */
void series_put(struct application *application, const Eligibility__SeriesRecorded *event);
/* Whether this very series is the one recorded. */
bool series_is_known(struct txn *txn, struct arena *arena, const Eligibility__SeriesRecorded *event);

struct series_list series_latest(struct txn *txn, struct arena *arena);
/* As it was after this entry; 0: before any. False if there is none of that sequence. */
bool series_at(struct txn *txn, struct arena *arena, uint64_t sequence, struct series_list *ret);
/* Of that year; 0: the latest. NULL if there is none. */
const struct series *series_find(const struct series_list *list, const char *indicator_id, uint32_t year);

/* When it was recorded; it is of the latest list. */
struct instant series_recorded_at(struct txn *txn, const struct series *series);

#endif
