/* An instance that follows another one: what `pvd up --follow A` does before the processes start. */
#ifndef PVD_CLI_FOLLOW_H
#define PVD_CLI_FOLLOW_H

#include "cli/cli.h"
#include "cli/services.h"
#include "service/upstream.h"

/* How a new instance that follows another is called where --name does not say: as its folder, in small letters
 * and dashes, which need not be a name. NULL if --dir is that of no follower. Lives until the next call. */
const char *follow_default_name(const struct cli *cli);

/* With --follow: makes the key and upstream.json in the instance's folder, which is there and locked by us, and
 * asks A, if it runs on this machine and we may act as its operator, to admit the key. CLI_OK, also where A is
 * yet to admit it, or an exit code once said why not: A is not described, another one is followed already, or
 * the instance has a journal of its own. Nothing without --follow. */
int follow_begin(const struct cli *cli, const struct services *services);

/* Whom the instance in the current folder follows; false: nobody. */
bool follow_upstream(struct upstream *ret);

/* What an operator of A has to do for it to be followed, ready to be pasted; on standard output. */
void follow_print(const char *name, const struct upstream *upstream);

#endif
