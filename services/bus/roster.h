/* The roster: the living principals in memory, by id and by key, as admission and the router need them for
 * every handshake and every envelope. A view of the directory's state, never written to by anyone else. */
#ifndef PVD_SERVICES_BUS_ROSTER_H
#define PVD_SERVICES_BUS_ROSTER_H

#include <uthash.h>

#include "base/bytes.h"
#include "base/time.h"
#include "bus/keyfile.h"
#include "bus/state.h"
#include "bus/traffic.h"
#include "pvd/bus/v1/actor.pb-c.h"
#include "store/txn.h"

struct member;

struct member_key {
	char text[Z85_KEY_SIZE];
	struct member *member;
	UT_hash_handle hh;
};

/* Lives as long as the roster, also once revoked: connections point to it. */
struct member {
	char id[PRINCIPAL_ID_MAX + 1];
	Bus__PrincipalKind kind;
	bool revoked;
	struct instant valid_until;
	struct member_key keys[PRINCIPAL_KEYS_MAX];
	unsigned key_count;
	struct buf actor;    /* its Actor, encoded: what the bus stamps on its calls */
	struct buf asserted; /* the same, asserted by the gateway */
	struct principal_figures figures;
	UT_hash_handle hh;
};

struct roster;

/* The process's own; roster_end gives it back, after the router that reads it. */
struct roster *roster_here(void);
void roster_end(void);

struct roster *roster_new(void);
void roster_free(struct roster *roster);

/* Takes in what the directory holds of one principal. */
void roster_put(struct roster *roster, const Bus__Principal *principal);

/* Takes in what the journal says since the last time; the whole directory at first. */
void roster_follow(struct roster *roster, struct txn *snapshot);

/* NULL if nobody has that id; it may be revoked or past its end. */
struct member *roster_by_id(const struct roster *roster, struct bytes id);
/* Who is admitted with this key now; NULL: nobody. */
struct member *roster_admits(const struct roster *roster, const char *public_key, struct instant now);

static inline bool member_lives(const struct member *member, struct instant now)
{
	return !member->revoked && now.us < member->valid_until.us;
}

/* All of them, in no order. */
const struct member *roster_first(const struct roster *roster);
static inline const struct member *roster_next(const struct member *member)
{
	return member->hh.next;
}

/* The principal that may speak for others. */
#define ROSTER_GATEWAY "gateway"

#endif
