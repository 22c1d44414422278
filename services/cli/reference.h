/* The reference data of an instance: what a first start brings. */
#ifndef PVD_CLI_REFERENCE_H
#define PVD_CLI_REFERENCE_H

#include "cli/client.h"

/* Imports what is missing of geography, criteria, definitions, grid and catalogue, then scores the country if it never
 * was: asks first and writes nothing where all is there. What cannot be imported is said, and keeps nobody from working.
 * Ends early at `*stopping`, whose maker interrupts the client. Totals on standard output, unless --json. */
void reference_bring(const struct cli *cli, struct client *client, const bool *stopping);

#endif
