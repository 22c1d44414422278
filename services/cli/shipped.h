/* Files that come with the sources: reference data, the demonstration's story. */
#ifndef PVD_CLI_SHIPPED_H
#define PVD_CLI_SHIPPED_H

#include <limits.h>

#include "cli/cli.h"

/* Under the folder the command was called from, or one of those above the program; false where it is in none. */
bool shipped_find(const struct cli *cli, const char *relative, char ret[PATH_MAX]);

#endif
