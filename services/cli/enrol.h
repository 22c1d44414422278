/* Principals that the command line itself adds: services, and an instance that follows another. */
#ifndef PVD_CLI_ENROL_H
#define PVD_CLI_ENROL_H

#include "cli/client.h"
#include "pvd/bus/v1/actor.pb-c.h"

/* Someone with one role and one key, everywhere. */
struct enrolment {
	const char *id;
	Bus__PrincipalKind kind;
	Bus__Role role;
	const char *public_key;
};
/* AddPrincipal, as the client's principal. False when refused: ret->refusal. */
bool enrol_nationwide(struct client *client, struct arena *arena, const struct enrolment *enrolment,
		      struct answer *ret);

/* The same for whoever is not signed in at the gateway: without key, nowhere. */
bool enrol_public(struct client *client, struct arena *arena, struct answer *ret);

/* Adds principal `id` (partner, AUDITOR everywhere) with that key to the instance in `dir`, as its operator,
 * whose key must be readable to us. True also where the key was admitted before. False when it cannot be done
 * from here: why is said on standard error, but for a key of the operator that is not ours to read. */
bool enrol_follower(const struct cli *cli, const char *dir, const char *id, const char *public_key);

#endif
