#include "guests.h"

#include <stdio.h>

static const struct {
	const char *id;
	Bus__PrincipalKind kind;
	Bus__Role role;
} PRINCIPALS[GUEST_COUNT] = {
	[GUEST_SERVER] = {"registry", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE, BUS__ROLE__ROLE_SERVICE},
	[GUEST_CALLER] = {"alice", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON, BUS__ROLE__ROLE_ANCT},
	[GUEST_PERSON] = {"bob", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON, BUS__ROLE__ROLE_PREFECTURE},
	[GUEST_PERSON_AGAIN] = {"bob", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON,
				BUS__ROLE__ROLE_PREFECTURE},
	[GUEST_SERVICE] = {"funding", BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE, BUS__ROLE__ROLE_SERVICE},
	[GUEST_GATEWAY] = {ROSTER_GATEWAY, BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE,
			   BUS__ROLE__ROLE_SERVICE},
};

const char *guest_id(enum guest guest)
{
	return PRINCIPALS[guest].id;
}

const char *guest_key(enum guest guest)
{
	static char key[Z85_KEY_SIZE];

	snprintf(key, sizeof key, "%040u",
		 1 + (unsigned)(guest == GUEST_PERSON_AGAIN ? GUEST_PERSON : guest));
	return key;
}

void guest_admit(struct roster *roster, enum guest guest, bool revoked)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Role role = PRINCIPALS[guest].role;
	char *key = (char *)guest_key(guest);

	principal.id = (char *)PRINCIPALS[guest].id;
	principal.kind = PRINCIPALS[guest].kind;
	principal.roles = &role;
	principal.n_roles = 1;
	principal.public_keys = &key;
	principal.n_public_keys = 1;
	principal.revoked = revoked;
	roster_put(roster, &principal);
}
