/* Quantities that cannot be mixed up, and whose sums are checked. */
#ifndef PVD_BASE_QUANTITY_H
#define PVD_BASE_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

/* An amount of money, in hundredths of a euro. */
struct cents {
	int64_t cents;
};

/* A rate, in basis points: 10000 is the whole, 1 a ten-thousandth. */
struct rate_bp {
	uint32_t bp;
};

/* A place in a journal; the first entry has 1. */
struct sequence {
	uint64_t seq;
};

/* False, and nothing set, where the result does not fit. */
bool cents_add(struct cents a, struct cents b, struct cents *ret);
bool cents_subtract(struct cents a, struct cents b, struct cents *ret);
/* `amount` times `rate`, to the nearest cent; half a cent counts as a whole one, below zero too, so that
 * what is taken back equals what was given. */
bool cents_times_rate(struct cents amount, struct rate_bp rate, struct cents *ret);

static inline int cents_compare(struct cents a, struct cents b)
{
	return (a.cents > b.cents) - (a.cents < b.cents);
}

/* The sequence after this one; false, and nothing set, after the last. */
bool sequence_next(struct sequence sequence, struct sequence *ret);

static inline int sequence_compare(struct sequence a, struct sequence b)
{
	return (a.seq > b.seq) - (a.seq < b.seq);
}

enum { CENTS_TEXT_SIZE = 48 };
/* As French typography writes it: "1 234,56 €", with a narrow no-break space (U+202F) between thousands
 * and a no-break space (U+00A0) before the sign. */
void cents_text(struct cents amount, char out[CENTS_TEXT_SIZE]);

#endif
