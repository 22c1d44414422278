/* The rules of the directory, over a real engine and store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bus/principal.h"
#include "bus/state.h"
#include "bus_binding.h"
#include "harness.h"

static const struct service DIRECTORY = {
	.name = "bus",
	.tables = BUS_TABLES,
	.table_count = BUS_TABLE_COUNT,
	.bindings = BUS_BINDINGS,
	.binding_count = &BUS_BINDING_COUNT,
	.appliers = BUS_APPLIERS,
	.applier_count = &BUS_APPLIER_COUNT,
};

static int setup(void **state)
{
	*state = harness_new(&DIRECTORY);
	return 0;
}

static int teardown(void **state)
{
	harness_free(*state);
	return 0;
}

static Bus__Actor *operator_(struct harness *harness)
{
	return harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
}

static char *key(struct harness *harness, unsigned number)
{
	return arena_printf(harness->arena, "%040u", number);
}

/* A principal that may be added as it is; a test then spoils one thing. */
static Bus__Principal *person(struct harness *harness, const char *id, unsigned key_number)
{
	Bus__Principal *principal = arena_alloc(harness->arena, sizeof *principal);
	Bus__Scope *scope = arena_alloc(harness->arena, sizeof *scope);

	bus__principal__init(principal);
	bus__scope__init(scope);
	principal->id = arena_strdup(harness->arena, id);
	principal->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	principal->roles = arena_array(harness->arena, 4, sizeof *principal->roles);
	principal->roles[0] = BUS__ROLE__ROLE_PREFECTURE;
	principal->n_roles = 1;
	principal->public_keys = arena_array(harness->arena, 2, sizeof *principal->public_keys);
	principal->public_keys[0] = key(harness, key_number);
	principal->n_public_keys = 1;
	principal->scope = scope;
	scope->departements = arena_array(harness->arena, 2, sizeof *scope->departements);
	scope->departements[0] = "2A";
	scope->n_departements = 1;
	return principal;
}

static struct answer add(struct harness *harness, Bus__Principal *principal)
{
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;

	request.principal = principal;
	return harness_call(harness, operator_(harness), "AddPrincipal", &request.base);
}

static struct answer add_operator(struct harness *harness, const char *id, unsigned key_number)
{
	Bus__Principal *principal = person(harness, id, key_number);

	principal->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR;
	principal->roles[0] = BUS__ROLE__ROLE_OPERATOR;
	return add(harness, principal);
}

static struct answer revoke(struct harness *harness, const char *id, const char *reason)
{
	Bus__RevokePrincipalRequest request = BUS__REVOKE_PRINCIPAL_REQUEST__INIT;

	request.id = (char *)id;
	request.reason = (char *)reason;
	return harness_call(harness, operator_(harness), "RevokePrincipal", &request.base);
}

static struct answer add_key(struct harness *harness, const char *id, char *public_key)
{
	Bus__AddKeyRequest request = BUS__ADD_KEY_REQUEST__INIT;

	request.id = (char *)id;
	request.public_key = public_key;
	return harness_call(harness, operator_(harness), "AddKey", &request.base);
}

static struct answer retire_key(struct harness *harness, const char *id, char *public_key)
{
	Bus__RetireKeyRequest request = BUS__RETIRE_KEY_REQUEST__INIT;

	request.id = (char *)id;
	request.public_key = public_key;
	return harness_call(harness, operator_(harness), "RetireKey", &request.base);
}

static struct answer list(struct harness *harness, unsigned size, const char *token, bool with_revoked)
{
	Bus__ListPrincipalsRequest request = BUS__LIST_PRINCIPALS_REQUEST__INIT;

	request.page_size = size;
	request.page_token = (char *)token;
	request.with_revoked = with_revoked;
	return harness_call(harness, operator_(harness), "ListPrincipals", &request.base);
}

static void added_principal_is_listed(void **state)
{
	struct harness *harness = *state;
	struct answer answer = add(harness, person(harness, "prefecture-2a", 1));
	Bus__AddPrincipalResponse *added = answer.response;
	Bus__ListPrincipalsResponse *listed;

	assert_accepted(answer);
	assert_string_equal(added->principal->id, "prefecture-2a");
	harness_restart(harness);
	listed = list(harness, 0, "", false).response;
	assert_int_equal(listed->n_principals, 1);
	assert_string_equal(listed->principals[0]->scope->departements[0], "2A");
	assert_string_equal(listed->principals[0]->public_keys[0], key(harness, 1));
	assert_string_equal(listed->next_page_token, "");
	harness_check(harness);
}

static void ids_have_a_form(void **state)
{
	char longest[66];

	(void)state;
	memset(longest, 'a', 65);
	longest[64] = '\0';
	assert_true(principal_id_valid("ab"));
	assert_true(principal_id_valid("a.b-9"));
	assert_true(principal_id_valid(longest));
	longest[64] = 'a';
	longest[65] = '\0';
	assert_false(principal_id_valid(longest));
	assert_false(principal_id_valid(""));
	assert_false(principal_id_valid("a"));
	assert_false(principal_id_valid("9a"));
	assert_false(principal_id_valid("aB"));
	assert_false(principal_id_valid("a b"));
	assert_false(principal_id_valid("é1"));
}

/* One thing wrong at a time. */
static void malformed_principals_are_refused(void **state)
{
	struct harness *harness = *state;
	Bus__Principal *p;

#define SPOILT(change, reason, field_)                                                                       \
	do {                                                                                                 \
		struct answer spoilt_;                                                                       \
		p = person(harness, "prefecture-2a", 1);                                                     \
		change;                                                                                      \
		spoilt_ = add(harness, p);                                                                   \
		assert_refused(spoilt_, reason);                                                             \
		assert_string_equal(spoilt_.field, field_);                                                  \
	} while (0)
	SPOILT(p = NULL, "PRINCIPAL_MISSING", "principal");
	SPOILT(p->id = "A", "ID_INVALID", "principal.id");
	SPOILT(p->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_UNSPECIFIED, "KIND_UNKNOWN", "principal.kind");
	SPOILT(p->n_roles = 0, "ROLES_MISSING", "principal.roles");
	SPOILT(p->roles[0] = BUS__ROLE__ROLE_UNSPECIFIED, "ROLE_UNKNOWN", "principal.roles");
	SPOILT((p->roles[1] = p->roles[0], p->n_roles = 2), "ROLE_TWICE", "principal.roles");
	SPOILT(p->roles[0] = BUS__ROLE__ROLE_SERVICE, "ROLE_RESERVED", "principal.roles");
	SPOILT(p->scope->departements[0] = "20", "SCOPE_INVALID", "principal.scope.departements[0]");
	SPOILT((p->scope->collectivites = (char *[]){"01004", "123456789"}, p->scope->n_collectivites = 2),
	       "SCOPE_INVALID", "principal.scope.collectivites[1]");
	SPOILT((p->scope->territories = (char *[]){""}, p->scope->n_territories = 1), "SCOPE_INVALID",
	       "principal.scope.territories[0]");
	SPOILT((p->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PARTNER, p->n_public_keys = 0), "ONE_KEY",
	       "principal.public_keys");
	SPOILT((p->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_OPERATOR, p->n_public_keys = 0), "ONE_KEY",
	       "principal.public_keys");
	SPOILT((p->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE, p->n_public_keys = 0), "ONE_KEY",
	       "principal.public_keys");
	SPOILT((p->public_keys[1] = key(harness, 2), p->n_public_keys = 2), "ONE_KEY",
	       "principal.public_keys");
	SPOILT(p->public_keys[0] = "short", "KEY_INVALID", "principal.public_keys[0]");
	SPOILT(p->revoked = true, "REVOKED_AT_BIRTH", "principal.revoked");
#undef SPOILT
	assert_int_equal(harness_sequence(harness), 0);
}

static void validity_lies_ahead(void **state)
{
	struct harness *harness = *state;
	Bus__Principal *principal = person(harness, "prefecture-2a", 1);
	Pb__Timestamp until = PB__TIMESTAMP__INIT;

	principal->valid_until = &until;
	until.seconds = harness->now.us / 1000000;
	assert_refused(add(harness, principal), "VALIDITY_PAST");
	until.nanos = -1;
	assert_refused(add(harness, principal), "INSTANT_INVALID");
	until.nanos = 0;
	until.seconds += 60;
	assert_accepted(add(harness, principal));
}

static void ids_and_keys_are_given_once(void **state)
{
	struct harness *harness = *state;

	assert_accepted(add(harness, person(harness, "anna", 1)));
	assert_refused(add(harness, person(harness, "anna", 2)), "PRINCIPAL_EXISTS");
	assert_refused(add(harness, person(harness, "berta", 1)), "KEY_IN_USE");
	assert_accepted(revoke(harness, "anna", "partie"));
	assert_refused(add(harness, person(harness, "anna", 2)), "PRINCIPAL_EXISTS");
	assert_refused(add(harness, person(harness, "berta", 1)), "KEY_IN_USE");
}

static void keys_rotate(void **state)
{
	struct harness *harness = *state;
	Bus__RetireKeyResponse *retired;
	struct answer answer;

	assert_refused(add_key(harness, "anna", key(harness, 2)), "PRINCIPAL_UNKNOWN");
	assert_accepted(add(harness, person(harness, "anna", 1)));
	assert_refused(retire_key(harness, "anna", key(harness, 1)), "LAST_KEY");
	assert_refused(add_key(harness, "anna", "short"), "KEY_INVALID");
	assert_refused(add_key(harness, "anna", key(harness, 1)), "KEY_IN_USE");
	assert_accepted(add_key(harness, "anna", key(harness, 2)));
	assert_refused(add_key(harness, "anna", key(harness, 3)), "TWO_KEYS");
	assert_refused(retire_key(harness, "anna", key(harness, 3)), "KEY_UNKNOWN");
	answer = retire_key(harness, "anna", key(harness, 1));
	assert_accepted(answer);
	retired = answer.response;
	assert_int_equal(retired->principal->n_public_keys, 1);
	assert_string_equal(retired->principal->public_keys[0], key(harness, 2));
	assert_refused(add_key(harness, "anna", key(harness, 1)), "KEY_IN_USE");
	assert_accepted(add_key(harness, "anna", key(harness, 3)));
	harness_check(harness);
}

static void a_person_may_have_no_key(void **state)
{
	struct harness *harness = *state;
	Bus__Principal *principal = person(harness, "anna", 1);
	struct answer answer;

	principal->n_public_keys = 0;
	assert_accepted(add(harness, principal));
	assert_refused(add(harness, principal), "PRINCIPAL_EXISTS");
	assert_refused(retire_key(harness, "anna", key(harness, 1)), "KEY_UNKNOWN");
	answer = add_key(harness, "anna", key(harness, 1));
	assert_accepted(answer);
	assert_int_equal(((Bus__AddKeyResponse *)answer.response)->principal->n_public_keys, 1);
	assert_refused(retire_key(harness, "anna", key(harness, 1)), "LAST_KEY");
	assert_accepted(add_key(harness, "anna", key(harness, 2)));
	assert_accepted(retire_key(harness, "anna", key(harness, 1)));
	harness_check(harness);
}

static void revoked_for_good(void **state)
{
	struct harness *harness = *state;

	assert_refused(revoke(harness, "anna", "partie"), "PRINCIPAL_UNKNOWN");
	assert_accepted(add(harness, person(harness, "anna", 1)));
	assert_refused(revoke(harness, "anna", ""), "REASON_MISSING");
	assert_accepted(revoke(harness, "anna", "partie"));
	assert_refused(revoke(harness, "anna", "partie"), "PRINCIPAL_REVOKED");
	assert_refused(add_key(harness, "anna", key(harness, 2)), "PRINCIPAL_REVOKED");
	harness_check(harness);
}

static void an_operator_is_left(void **state)
{
	struct harness *harness = *state;
	Bus__Principal *expiring = person(harness, "op-3", 3);
	Pb__Timestamp until = PB__TIMESTAMP__INIT;

	assert_accepted(add_operator(harness, "op-1", 1));
	assert_refused(revoke(harness, "op-1", "partie"), "LAST_OPERATOR");
	until.seconds = harness->now.us / 1000000 + 60;
	expiring->valid_until = &until;
	expiring->roles[0] = BUS__ROLE__ROLE_OPERATOR;
	assert_accepted(add(harness, expiring));
	harness_advance(harness, 61 * 1000);
	assert_refused(revoke(harness, "op-1", "partie"), "LAST_OPERATOR"); /* the other one has expired */
	assert_accepted(add_operator(harness, "op-2", 2));
	assert_accepted(revoke(harness, "op-1", "partie"));
	assert_refused(revoke(harness, "op-2", "partie"), "LAST_OPERATOR");
}

static void services_are_not_revoked(void **state)
{
	struct harness *harness = *state;
	Bus__Principal *registry = person(harness, "registry", 1);

	registry->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE;
	registry->roles[0] = BUS__ROLE__ROLE_SERVICE;
	assert_accepted(add(harness, registry));
	assert_refused(revoke(harness, "registry", "essai"), "SERVICE_PRINCIPAL");
}

static void lists_have_pages(void **state)
{
	struct harness *harness = *state;
	Bus__ListPrincipalsResponse *page;
	const char *token = "";
	unsigned seen = 0, pages = 0;

	for (unsigned i = 0; i < 25; i++)
		assert_accepted(
			add(harness, person(harness, arena_printf(harness->arena, "person-%02u", i), i)));
	assert_accepted(revoke(harness, "person-03", "partie"));
	do {
		page = list(harness, 10, token, false).response;
		assert_non_null(page);
		for (size_t i = 0; i < page->n_principals; i++, seen++)
			assert_string_equal(page->principals[i]->id,
					    arena_printf(harness->arena, "person-%02u", seen + (seen >= 3)));
		token = page->next_page_token;
		pages++;
	} while (*token);
	assert_int_equal(seen, 24);
	assert_int_equal(pages, 3);
	page = list(harness, 0, "", true).response;
	assert_int_equal(page->n_principals, 25);
	assert_string_equal(page->principals[3]->revocation_reason, "partie");
	assert_refused(list(harness, 10, "%%%", false), "PAGE_TOKEN_INVALID");
}

static void everyone_may_ask_who_they_are(void **state)
{
	struct harness *harness = *state;
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "anna", BUS__ROLE__ROLE_MEMBER, "2A"), "WhoAmI",
			     &request.base);
	Bus__WhoAmIResponse *response = answer.response;

	assert_accepted(answer);
	assert_string_equal(response->actor->principal, "anna");
	assert_string_equal(response->actor->scope->departements[0], "2A");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(added_principal_is_listed),
		cmocka_unit_test(ids_have_a_form),
		TEST(malformed_principals_are_refused),
		TEST(validity_lies_ahead),
		TEST(ids_and_keys_are_given_once),
		TEST(keys_rotate),
		TEST(a_person_may_have_no_key),
		TEST(revoked_for_good),
		TEST(an_operator_is_left),
		TEST(services_are_not_revoked),
		TEST(lists_have_pages),
		TEST(everyone_may_ask_who_they_are),
	};

	return cmocka_run_group_tests_name("bus/directory", tests, NULL, NULL);
}
