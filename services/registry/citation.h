/* Where data come from: the text of a source is kept once, and a value holds what identifies it. */
#ifndef PVD_REGISTRY_CITATION_H
#define PVD_REGISTRY_CITATION_H

#include "base/arena.h"
#include "store/txn.h"

enum { CITATION_SIZE = 8 };
struct citation {
	uint8_t bytes[CITATION_SIZE];
};

struct citation citation_of(const char *text);
struct bytes citation_bytes(const struct citation *citation);
/* Of a value that holds one next; all zero where the reader fails. */
struct citation citation_read(struct reader *reader);
void citation_put(struct txn *txn, const char *text);
char *citation_text(struct txn *txn, struct arena *arena, const struct citation *citation);

#endif
