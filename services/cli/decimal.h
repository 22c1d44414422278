/* Numbers as files write them, read from their digits: no value is lost on the way, or made up. */
#ifndef PVD_CLI_DECIMAL_H
#define PVD_CLI_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* What a value may be, either side of zero: so much a double holds exactly (2^53). */
#define DECIMAL_LIMIT INT64_C(9007199254740992)

enum decimal { DECIMAL_OK, DECIMAL_NO_NUMBER, DECIMAL_TOO_LARGE };

/* "-12.345", without exponent or separators of thousands; `mark` stands before its decimals. *ret is its value times ten
 * to the power `decimals`, half of one rounded away from zero. */
enum decimal decimal_read(const char *text, char mark, unsigned decimals, int64_t *ret);

/* `value` times ten to the power `decimals`; false past the limit. */
bool decimal_scale(int64_t value, unsigned decimals, int64_t *ret);

#endif
