/* Who comes to the bus: each is a principal, and a connection of it. */
#ifndef PVD_TESTS_FUZZ_GUESTS_H
#define PVD_TESTS_FUZZ_GUESTS_H

#include "bus/roster.h"

/* Handles of the router. */
enum guest {
	GUEST_SERVER, /* "registry", ours: gives back what it is given */
	GUEST_CALLER, /* "alice", ours */
	GUEST_FIRST_HOSTILE,
	GUEST_PERSON = GUEST_FIRST_HOSTILE,
	GUEST_PERSON_AGAIN, /* the same one, by another connection */
	GUEST_SERVICE,      /* "funding", which serves, or does not */
	GUEST_GATEWAY,
	GUEST_COUNT,
};

const char *guest_id(enum guest guest);
/* Lives until the next one is asked for. */
const char *guest_key(enum guest guest);
/* Into the roster, revoked or not. */
void guest_admit(struct roster *roster, enum guest guest, bool revoked);

#endif
