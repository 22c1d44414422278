#include <stdio.h>

#include "acts.h"
#include "base/require.h"
#include "cast.h"
#include "principals.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "world.h"

enum { GUESTS_MAX = 12 };

/* Who was added while the instance ran. */
static struct guest {
	char name[16];
	struct user *user; /* NULL: not yet, or not any more */
	bool revoking;
} guests[GUESTS_MAX];
static unsigned guest_count;

static void guest_added(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	struct guest *guest = intent->ctx;

	(void)user;
	if (verdict->ok && user_count < USERS_MAX)
		guest->user = user_add(&GUEST, guest->name);
}

void act_add_guest(struct user *user)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;
	Bus__Role roles[] = {BUS__ROLE__ROLE_PREFECTURE};
	char *departements[] = {"27"}, *keys[1];
	struct guest *guest = &guests[guest_count];

	if (guest_count == GUESTS_MAX)
		return;
	snprintf(guest->name, sizeof guest->name, "guest-%u", guest_count++ % 1000);
	keys[0] = (char *)principal_key(guest->name);
	scope.departements = departements;
	scope.n_departements = 1;
	principal.id = guest->name;
	principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	principal.roles = roles;
	principal.n_roles = 1;
	principal.scope = &scope;
	principal.public_keys = keys;
	principal.n_public_keys = 1;
	request.principal = &principal;
	user_ask(user, "bus", "AddPrincipal", &request.base, guest_added, guest);
}

static void guest_revoked(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	struct guest *guest = intent->ctx;

	(void)user;
	if (verdict->ok && guest->user)
		guest->user->revoked_us = world.now_us;
}

void act_revoke_guest(struct user *user)
{
	Bus__RevokePrincipalRequest request = BUS__REVOKE_PRINCIPAL_REQUEST__INIT;
	struct guest *guest = guest_count ? &guests[chance_below(&user->chance, guest_count)] : NULL;

	if (!guest || !guest->user || guest->revoking)
		return;
	guest->revoking = true;
	request.id = guest->name;
	request.reason = "départ";
	user_ask(user, "bus", "RevokePrincipal", &request.base, guest_revoked, guest);
}

/* A second key, which nobody uses, comes or goes. */
void act_change_key(struct user *user)
{
	Bus__AddKeyRequest add = BUS__ADD_KEY_REQUEST__INIT;
	Bus__RetireKeyRequest retire = BUS__RETIRE_KEY_REQUEST__INIT;
	char name[32];

	snprintf(name, sizeof name, "spare-%u", chance_below(&user->chance, 6));
	add.id = retire.id = (char *)CAST[chance_below(&user->chance, CAST_COUNT)].name;
	add.public_key = retire.public_key = (char *)principal_key(name);
	if (chance_percent(&user->chance, 50))
		user_ask(user, "bus", "AddKey", &add.base, NULL, NULL);
	else
		user_ask(user, "bus", "RetireKey", &retire.base, NULL, NULL);
}

void act_traffic(struct user *user)
{
	Bus__GetTrafficRequest request = BUS__GET_TRAFFIC_REQUEST__INIT;

	user_ask(user, "bus", "GetTraffic", &request.base, NULL, NULL);
}
