/* The instance's directory, searched. */
#ifndef PVD_CLI_PRINCIPALS_H
#define PVD_CLI_PRINCIPALS_H

#include "cli/client.h"
#include "pvd/bus/v1/actor.pb-c.h"

/* The first principal that is wanted, revoked ones too, in the arena. NULL if there is none; or if it cannot be
 * asked, and then ret->refusal says why. */
const Bus__Principal *principals_find(struct client *client, struct arena *arena,
				      bool (*is_wanted)(const Bus__Principal *principal, const char *text),
				      const char *text, struct answer *ret);

#endif
