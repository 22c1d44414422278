/* Positions of communes from a CSV file, of whose columns these are read: `insee`, `lon` and `lat`, in degrees of WGS
 * 84. */
#ifndef PVD_CLI_POSITIONS_H
#define PVD_CLI_POSITIONS_H

#include "base/arena.h"
#include "cli/table.h"

enum { POSITIONS_ERROR_MAX = TABLE_ERROR_MAX, POSITIONS_MAX = 100000 };

struct position_row {
	const char *code; /* in the arena */
	int32_t longitude_e5, latitude_e5;
};

struct positions {
	struct arena *arena;
	struct position_row *rows;
	size_t count;
};

/* Everything will lie in `arena`. False past its cap. */
bool positions_new(struct positions *ret, struct arena *arena);
/* Adds the lines of one text. False with a French sentence that names the line. */
bool positions_read(struct positions *positions, struct bytes text, char error[POSITIONS_ERROR_MAX]);
/* By code. False with a French sentence if there is one twice. */
bool positions_sort(struct positions *positions, char error[POSITIONS_ERROR_MAX]);

#endif
