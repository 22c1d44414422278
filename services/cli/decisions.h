/* Communes that somebody chose, read from a published list: a CSV file with a column of INSEE codes. */
#ifndef PVD_CLI_DECISIONS_H
#define PVD_CLI_DECISIONS_H

#include "base/hash.h"
#include "cli/table.h"

struct decision {
	const char *code;
	unsigned line; /* of the file */
};

/* All of it lies in the arena. */
struct decisions {
	struct decision *all; /* by code, each once */
	size_t count;
	unsigned repeated;  /* rows that name one again */
	struct hash digest; /* of the codes, each with a line feed */
};

/* `title` of the column, or NULL: code, insee_com, insee or codgeo, also in capitals. False with a French sentence that
 * says where, what, and what to do. */
bool decisions_read(struct decisions *ret, struct bytes text, const char *title, struct arena *arena,
		    char error[TABLE_ERROR_MAX]);

#endif
