/* Replacing a principal's key without a moment when it has none. */
#ifndef PVD_CLI_ROTATE_H
#define PVD_CLI_ROTATE_H

#include "cli/cli.h"

/* Makes a second pair, has the bus know it, puts it in the place of the first in keys/, and retires the
 * first. Interrupted, it goes on where it was when called again. Gives an exit code, once said what was
 * wrong. */
int rotate_key(const struct cli *cli, const char *id);

#endif
