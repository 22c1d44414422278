/* Municipal populations as the registry has said them: one value per commune and year, each with its source. */
#ifndef PVD_ELIGIBILITY_INHABITANTS_H
#define PVD_ELIGIBILITY_INHABITANTS_H

#include "base/arena.h"
#include "store/txn.h"

/* What identifies a source in a value; its text is stored once. */
enum { INHABITANT_SOURCE_SIZE = 8 };
struct inhabitant_source {
	uint8_t bytes[INHABITANT_SOURCE_SIZE];
};

struct inhabitants {
	uint32_t year, value;
	struct inhabitant_source source;
};

/* Stores the text, and gives what identifies it. */
struct inhabitant_source inhabitant_source_put(struct txn *txn, const char *text);
char *inhabitant_source_text(struct txn *txn, struct arena *arena, const struct inhabitant_source *source);
void inhabitants_put(struct txn *txn, const char *commune, const struct inhabitants *inhabitants);

/* Walks the populations of communes asked for in ascending order of their codes, each by year. */
struct inhabitants_scan {
	struct scan scan;
	struct bytes key, value; /* the one to give next; .data NULL at the end */
};
void inhabitants_scan_open(struct inhabitants_scan *scan, struct txn *txn, const char *first_commune);
/* The next of this commune; false after its last. */
bool inhabitants_scan_next(struct inhabitants_scan *scan, const char *commune, struct inhabitants *ret);
void inhabitants_scan_close(struct inhabitants_scan *scan);

#endif
