/* Has another instance of this machine admit the key of one that follows it. */
#ifndef PVD_CLI_ENROL_H
#define PVD_CLI_ENROL_H

#include "cli/cli.h"

/* Adds principal `id` (partner, AUDITOR everywhere) with that key to the instance in `dir`, as its operator,
 * whose key must be readable to us. True also where the key was admitted before. False when it cannot be done
 * from here: why is said on standard error, but for a key of the operator that is not ours to read. */
bool enrol_follower(const struct cli *cli, const char *dir, const char *id, const char *public_key);

#endif
