/* Members: loading them, and finding those who want to know of an event. */
#ifndef PVD_CLUB_MEMBER_H
#define PVD_CLUB_MEMBER_H

#include "club/state.h"
#include "pvd/club/v1/member.pb-c.h"
#include "service/service.h"
#include "store/key.h"

/* Short names for the contract's. */
#define DIGEST_UNSPECIFIED CLUB__DIGEST_PERIOD__DIGEST_PERIOD_UNSPECIFIED
#define DIGEST_NEVER       CLUB__DIGEST_PERIOD__DIGEST_PERIOD_NEVER
#define DIGEST_DAILY       CLUB__DIGEST_PERIOD__DIGEST_PERIOD_DAILY
#define DIGEST_WEEKLY      CLUB__DIGEST_PERIOD__DIGEST_PERIOD_WEEKLY

/* NULL if this principal is no member. */
Club__Member *member_load(struct txn *txn, struct arena *arena, const char *id);
/* NULL, and refused, if it is none: NOT_A_MEMBER. */
Club__Member *member_find(struct txn *txn, struct arena *arena, const char *id, struct refusal *refusal);

/* A member as an actor that has nothing but its scope, as last verified. */
Bus__Actor member_reader(const Club__Member *member);

/* Stores it with its interests, in the place of what was there. */
void member_put(struct application *application, const Club__Member *member);
/* It and its interests. */
void member_delete(struct application *application, const char *id);

/* Ids of members: sorted, each once. */
struct recipients {
	char **ids;
	size_t count;
};
/* Those who want to know of this topic in one of the départements; none named: anywhere. */
struct recipients members_interested(struct txn *txn, struct arena *arena, Club__Topic topic,
				     char *const *departements, size_t departement_count);

/* Removes all rows of a table whose keys begin with the member. */
void member_rows_delete(struct txn *txn, unsigned table, const char *id);

/* The key of a member's row: the member, then whatever follows. */
struct key key_of_member(const char *id);

#endif
