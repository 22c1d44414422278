/* What `pvd up` tells a person to try in another terminal. */
#ifndef PVD_CLI_TOUR_H
#define PVD_CLI_TOUR_H

#include "cli/cli.h"

/* On standard output, ready to be pasted: the whole tour of README.md for a new instance, else what shows
 * that it runs. */
void tour_print(const struct cli *cli, bool is_new);

#endif
