/* An import in progress: what began it, and how far it has come.
 *
 * Chunks cover ranges of codes, kind after kind. One that brings nothing new is not journaled, so progress
 * stands at the last chunk that did; a client that resumes sends what follows it again, to no effect. */
#ifndef PVD_REGISTRY_IMPORT_H
#define PVD_REGISTRY_IMPORT_H

#include "registry/geography.h"

struct progress {
	uint32_t next_chunk;
	enum geography_kind kind; /* of the last chunk kept; 0: none */
	char last_code[CODE_MAX + 1];
};

/* NULL if no import has begun since the last publication. */
Registry__ImportBegun *import_current(struct txn *txn, struct arena *arena);
void progress_load(struct txn *txn, struct progress *ret);
void progress_store(struct txn *txn, const struct progress *progress);

/* What a chunk would change. */
struct chunk {
	const Registry__ImportBegun *import;
	const struct columns *columns;
	const char *after_code; /* the range is what comes after this code... */
	bool last;              /* ...without end, or to the last row */
};
struct chunk_changes {
	bool *keep; /* by row: differs from what is known */
	uint32_t changed, unchanged;
	char **ended; /* codes of the range that exist and that the chunk does not have */
	size_t ended_count;
};

/* Checks the rows one by one: ROW_INVALID with kind, row and field; ROWS_UNSORTED. */
bool chunk_check(struct decision *decision, const struct chunk *chunk);
bool chunk_compare(struct decision *decision, const struct chunk *chunk, struct chunk_changes *ret);

/* Checks the geography that the import amounts to, and counts it: ROW_INVALID where something refers to what
 * would not exist, MEMBER_TWICE for a commune in two EPCI. */
bool geography_check(struct decision *decision, Registry__GeographyTotals *ret);

#endif
