/* Populations from a file of lines `code;value` or `code,value`; a first line of titles is passed over. */
#ifndef PVD_CLI_POPULATIONS_H
#define PVD_CLI_POPULATIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

enum { POPULATIONS_ERROR_MAX = 160, POPULATIONS_MAX = 100000 };

struct population_row {
	const char *code; /* in the arena */
	uint32_t value;
};

struct populations {
	struct population_row *rows; /* by code, ascending */
	size_t count;
};

/* False with a French sentence that names the line. */
bool populations_read(struct populations *ret, struct bytes text, struct arena *arena,
		      char error[POPULATIONS_ERROR_MAX]);

#endif
