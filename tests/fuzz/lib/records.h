/* An input that is a list of things to do, one after the other: each a byte that says what, two of its length (the most
 * significant first), and as many bytes; the last one has what is left. */
#ifndef PVD_TESTS_FUZZ_RECORDS_H
#define PVD_TESTS_FUZZ_RECORDS_H

#include "base/bytes.h"

struct record {
	uint8_t what;
	struct bytes body;
};

/* Takes the next one off; false at the end. */
bool record_next(struct bytes *rest, struct record *ret);
/* The body's first byte, taken off; 0 where it has none. */
uint8_t record_byte(struct record *record);

#endif
