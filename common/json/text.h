/* Scalars as JSON text, appended to a buffer. */
#ifndef PVD_JSON_TEXT_H
#define PVD_JSON_TEXT_H

#include <stdbool.h>

#include "base/bytes.h"

/* In quotes, escaped as little as JSON allows; false, and nothing appended, if it is not UTF-8. */
bool text_append_string(struct buf *out, struct bytes string);

/* Base64 with padding, in quotes. */
void text_append_bytes(struct buf *out, struct bytes bytes);

/* The fewest digits that read back as the same number; "NaN", "Infinity" and "-Infinity" in quotes. */
void text_append_double(struct buf *out, double value);
void text_append_float(struct buf *out, float value);

#endif
