/* JSON and sentences with holes: ${name.path.0.to} stands for what is found there among named values.
 *
 * In JSON a text that is one hole and nothing else becomes the value, whatever it is; within a text a hole is
 * a text or a number. In a sentence a hole may say how it is written: ${name.path|euros} (centimes),
 * |points (of 10 000, as of 100), |count (34 969), |length (of a list), |date (of YYYY-MM-DD: 3 mars 2026). */
#ifndef PVD_CLI_TEMPLATE_H
#define PVD_CLI_TEMPLATE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/bytes.h"

enum { TEMPLATE_ERROR_MAX = 200 };

/* NULL, with a French sentence, where a hole has nothing to be filled with. */
json_t *template_fill(const json_t *template, const json_t *values, char error[TEMPLATE_ERROR_MAX]);
bool template_append(const char *template, const json_t *values, struct buf *out,
		     char error[TEMPLATE_ERROR_MAX]);

/* What a path leads to; NULL if nowhere. */
const json_t *template_find(const json_t *values, const char *path, size_t len);

#endif
