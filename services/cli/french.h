/* Numbers as French texts write them. */
#ifndef PVD_CLI_FRENCH_H
#define PVD_CLI_FRENCH_H

#include "base/bytes.h"

/* "0,986"; "—" where it is not a number. Final zeros of the decimals are not written. */
void french_number(struct buf *out, double value, int decimals);
/* The same with all its decimals. */
void french_fixed(struct buf *out, double value, int decimals);
/* A share from 0 to 1: "80,9 %", the space not to be broken. */
void french_percent(struct buf *out, double share);

#endif
