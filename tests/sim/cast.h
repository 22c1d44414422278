/* Who acts: the users of the instance from its first start on, and what each of them does. */
#ifndef PVD_SIM_CAST_H
#define PVD_SIM_CAST_H

#include "user.h"

struct act {
	unsigned weight; /* how often, among those of the role */
	void (*play)(struct user *user);
};

struct character {
	const char *name;
	const char *role;         /* of pvd.bus.v1.Role, without ROLE_ */
	const char *scope;        /* the fields of a Scope, in JSON */
	const char *departements; /* those it may see, with a space behind each; NULL: all */
	unsigned pause_ms;        /* between two acts, at most */
	const struct act *acts;   /* ended by one without weight */
};

extern const struct character CAST[];
extern const unsigned CAST_COUNT;
/* Of those who are added while the instance runs. */
extern const struct character GUEST;

#endif
