/* Every commune's level in every line of a grid, as the eligibility service measures them. */
#ifndef PVD_CLI_MEASURED_H
#define PVD_CLI_MEASURED_H

#include "cli/client.h"
#include "pvd/eligibility/v1/comparison.pb-c.h"

/* Parallel columns, by code. They lie in the arena. */
struct measured {
	const char **codes, **departements, **epcis;
	bool *eligible;
	uint32_t *populations; /* 0: unknown */
	uint32_t *levels_e9;   /* row by row */
	bool *missing;         /* the same rows */
	size_t count, line_count;
};

/* Asks for all pages; the grid's criteria are those of the day from which it is valid, whenever one asks. An exit code, once said what was wrong. */
int measured_ask(struct measured *ret, const struct cli *cli, struct client *client,
		 const Eligibility__Grid *grid, struct arena *arena);

#endif
