#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus/actor.h"

static void roles_are_bits(void **state)
{
	Bus__Role roles[] = {BUS__ROLE__ROLE_PUBLIC, BUS__ROLE__ROLE_SERVICE, BUS__ROLE__ROLE_UNSPECIFIED,
			     (Bus__Role)31,          (Bus__Role)32,           (Bus__Role)-1};
	Bus__Actor actor = BUS__ACTOR__INIT;

	(void)state;
	assert_int_equal(actor_roles(&actor), 0);
	actor.roles = roles;
	actor.n_roles = sizeof roles / sizeof *roles;
	assert_int_equal(actor_roles(&actor), 1u << 1 | 1u << 10 | 1u << 31);
}

static void only_the_roles_given_are_kept(void **state)
{
	Bus__Role roles[] = {BUS__ROLE__ROLE_AUDITOR, (Bus__Role)-1, BUS__ROLE__ROLE_PREFECTURE,
			     (Bus__Role)40};
	Bus__Actor actor = BUS__ACTOR__INIT;

	(void)state;
	actor.roles = roles;
	actor.n_roles = sizeof roles / sizeof *roles;
	actor_restrict(&actor, role_bit(BUS__ROLE__ROLE_PREFECTURE) | role_bit(BUS__ROLE__ROLE_ANCT));
	assert_int_equal(actor.n_roles, 1);
	assert_int_equal(actor.roles[0], BUS__ROLE__ROLE_PREFECTURE);
	assert_false(actor_is_nationwide(&actor));
	actor_restrict(&actor, role_bit(BUS__ROLE__ROLE_ANCT));
	assert_int_equal(actor.n_roles, 0);
}

static void four_roles_are_the_nation_s(void **state)
{
	Bus__Actor actor = BUS__ACTOR__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;

	(void)state;
	for (int role = BUS__ROLE__ROLE_UNSPECIFIED; role <= BUS__ROLE__ROLE_SERVICE; role++) {
		Bus__Role one = (Bus__Role)role;
		bool nation = role == BUS__ROLE__ROLE_ANCT || role == BUS__ROLE__ROLE_AUDITOR ||
			      role == BUS__ROLE__ROLE_OPERATOR || role == BUS__ROLE__ROLE_SERVICE;

		actor.roles = &one;
		actor.n_roles = 1;
		actor.scope = NULL;
		assert_int_equal(actor_is_nationwide(&actor), nation);
		actor.scope = &scope;
		scope.nationwide = false;
		assert_int_equal(actor_is_nationwide(&actor), nation);
		scope.nationwide = true;
		assert_true(actor_is_nationwide(&actor));
	}
}

static void nothing_set_is_nowhere(void **state)
{
	Bus__Actor actor = BUS__ACTOR__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;

	(void)state;
	assert_false(actor_covers_departement(&actor, "77"));
	actor.scope = &scope;
	assert_false(actor_covers_departement(&actor, "77"));
	assert_false(actor_covers_departement(&actor, ""));
	assert_false(actor_covers_collectivite(&actor, "77121"));
	assert_false(actor_covers_territory(&actor, "t1"));
}

static void each_list_covers_its_own(void **state)
{
	char *departements[] = {(char *)"77", (char *)"2A"};
	char *collectivites[] = {(char *)"77121", (char *)"247700123"};
	char *territories[] = {(char *)"t1"};
	Bus__Actor actor = BUS__ACTOR__INIT;
	Bus__Scope scope = BUS__SCOPE__INIT;

	(void)state;
	scope.departements = departements;
	scope.n_departements = 2;
	scope.collectivites = collectivites;
	scope.n_collectivites = 2;
	scope.territories = territories;
	scope.n_territories = 1;
	actor.scope = &scope;
	assert_true(actor_covers_departement(&actor, "77"));
	assert_true(actor_covers_departement(&actor, "2A"));
	assert_false(actor_covers_departement(&actor, "7"));
	assert_false(actor_covers_departement(&actor, "971"));
	assert_true(actor_covers_collectivite(&actor, "247700123"));
	assert_false(actor_covers_collectivite(&actor, "77"));
	assert_true(actor_covers_territory(&actor, "t1"));
	assert_false(actor_covers_territory(&actor, "77121"));
	scope.nationwide = true;
	assert_true(actor_covers_departement(&actor, "971"));
	assert_true(actor_covers_collectivite(&actor, "01001"));
	assert_true(actor_covers_territory(&actor, "t2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_are_bits),
		cmocka_unit_test(only_the_roles_given_are_kept),
		cmocka_unit_test(four_roles_are_the_nation_s),
		cmocka_unit_test(nothing_set_is_nowhere),
		cmocka_unit_test(each_list_covers_its_own),
	};

	return cmocka_run_group_tests_name("bus/actor", tests, NULL, NULL);
}
