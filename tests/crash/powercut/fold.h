/* The state that writer and checker agree on: each entry overwrites one of a few rows, so that pages are
 * freed and used again all the time. */
#ifndef PVD_POWERCUT_FOLD_H
#define PVD_POWERCUT_FOLD_H

#include "store/env.h"

enum { ROWS = 97, TABLE_ROWS = TABLE_FIRST_OWN };

static const struct table OWN_TABLES[] = {{"rows", TABLE_STATE}};

static inline uint64_t row_of(uint64_t sequence)
{
	return sequence * 2654435761u % ROWS;
}

#endif
