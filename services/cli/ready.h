/* An instance that starts, until all of it answers. */
#ifndef PVD_CLI_READY_H
#define PVD_CLI_READY_H

#include "cli/client.h"
#include "cli/services.h"

/* Asks every service for its status until all have answered, or `*stopping`, whose maker interrupts the
 * client. Who is silent is logged every few seconds. A service that came with a later release than the
 * instance has a key (setup_keys) that nobody knows: it is enrolled on the way. */
void ready_wait(struct client *client, const struct services *services, const bool *stopping);

#endif
