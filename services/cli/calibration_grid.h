/* The grid that is calibrated, and the one that comes of it: an ordinary grid, which AdoptGrid takes. */
#ifndef PVD_CLI_CALIBRATION_GRID_H
#define PVD_CLI_CALIBRATION_GRID_H

#include "base/fault.h"
#include "cli/calibration.h"

enum { GRID_BYTES_MAX = 1 << 20 };

/* What the grid is to be called; NULL: as it is. */
struct grid_words {
	const char *version, *title, *author;
};

/* A grid, or a request of AdoptGrid that holds it. Its weights and source are forgotten: all lines weigh the same, which
 * the service asks for and calibration does not look at. False with a refusal. */
bool calibration_grid_read(Eligibility__Grid **ret, struct bytes text, const struct grid_words *words,
			   struct arena *arena, struct refusal *refusal);

/* The same lines with the weights found, without those that weigh nothing. NULL past the arena's cap. */
Eligibility__Grid *calibration_grid_make(const Eligibility__Grid *grid, const struct calibration *calibration,
					 struct arena *arena);

/* As a file that `pvd import grid` takes. False if a text of it is none. */
bool calibration_grid_write(const Eligibility__Grid *grid, struct buf *out);

#endif
