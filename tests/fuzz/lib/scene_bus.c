/* A directory of an operator and three others, one of them revoked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/service.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "scenes.h"

static Bus__Actor *operator_(struct harness *harness)
{
	return harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
}

static void add(struct harness *harness, char *id, Bus__Role role, unsigned number)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;
	char *departement = "77", *key = arena_printf(harness->arena, "%040u", number);

	principal.id = id;
	principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	if (role == BUS__ROLE__ROLE_OPERATOR)
		principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR;
	principal.roles = &role;
	principal.n_roles = 1;
	scope.departements = &departement;
	scope.n_departements = role == BUS__ROLE__ROLE_PREFECTURE;
	principal.scope = &scope;
	principal.public_keys = &key;
	principal.n_public_keys = 1;
	request.principal = &principal;
	assert_accepted(harness_call(harness, operator_(harness), "AddPrincipal", &request.base));
}

static void revoke(struct harness *harness, char *id)
{
	Bus__RevokePrincipalRequest request = BUS__REVOKE_PRINCIPAL_REQUEST__INIT;

	request.id = id;
	request.reason = "partie";
	assert_accepted(harness_call(harness, operator_(harness), "RevokePrincipal", &request.base));
}

struct harness *scene_bus(void)
{
	struct harness *harness = harness_new(&BUS_SERVICE);

	add(harness, "operator", BUS__ROLE__ROLE_OPERATOR, 1);
	add(harness, "anna", BUS__ROLE__ROLE_PREFECTURE, 2);
	add(harness, "berta", BUS__ROLE__ROLE_PREFECTURE, 3);
	add(harness, "clara", BUS__ROLE__ROLE_PREFECTURE, 4);
	revoke(harness, "clara");
	return harness;
}
