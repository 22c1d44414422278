/* The roster against a store: what it loads, and what it takes in as the journal grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "bus/roster.h"
#include "bus_binding.h"
#include "service/service.h"
#include "store/journal.h"

struct store {
	char dir[32];
	struct env env;
	struct txn txn;
	struct journal journal;
	struct arena *arena;
};

static int setup(void **state)
{
	struct store *store = calloc(1, sizeof *store);
	char error[200];

	snprintf(store->dir, sizeof store->dir, "/tmp/pvd-roster-XXXXXX");
	assert_non_null(mkdtemp(store->dir));
	assert_true(env_open(&store->env, store->dir, ENV_SCRATCH, BUS_TABLES, BUS_TABLE_COUNT, error,
			     sizeof error));
	txn_begin_write(&store->txn, &store->env);
	assert_true(journal_load(&store->journal, &store->txn, "test", error, sizeof error));
	store->arena = arena_new(1 << 20);
	*state = store;
	return 0;
}

static int teardown(void **state)
{
	struct store *store = *state;
	char path[64];
	static const char *const files[] = {"data.mdb", "lock.mdb", "lock"};

	txn_end(&store->txn);
	env_close(&store->env);
	arena_free(store->arena);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", store->dir, files[i]);
		unlink(path);
	}
	rmdir(store->dir);
	free(store);
	return 0;
}

/* What the engine does with an event: the entry, then the fold. */
static struct application journal(struct store *store, const ProtobufCMessage *event)
{
	static Bus__EntryHeader header;
	static Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	struct application application = {.txn = &store->txn, .arena = store->arena, .header = &header};

	bus__entry_header__init(&header);
	header.type = (char *)event->descriptor->name;
	header.actor = "test";
	header.instant = &instant;
	journal_append(&store->journal, &store->txn, &header, arena_pack(store->arena, event));
	return application;
}

static void add(struct store *store, const char *id, const char *key, int64_t valid_until)
{
	Bus__PrincipalAdded event = BUS__PRINCIPAL_ADDED__INIT;
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;
	char *keys[] = {(char *)key};
	struct application application;

	until.seconds = valid_until;
	principal.id = (char *)id;
	principal.kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_PERSON;
	principal.public_keys = keys;
	principal.n_public_keys = key ? 1 : 0;
	principal.valid_until = valid_until ? &until : NULL;
	event.principal = &principal;
	application = journal(store, &event.base);
	bus_apply_principal_added(&application, &event);
}

static void revoke_principal(struct store *store, const char *id)
{
	Bus__PrincipalRevoked event = BUS__PRINCIPAL_REVOKED__INIT;
	struct application application;

	event.id = (char *)id;
	application = journal(store, &event.base);
	bus_apply_principal_revoked(&application, &event);
}

static void add_key(struct store *store, const char *id, const char *key)
{
	Bus__KeyAdded event = BUS__KEY_ADDED__INIT;
	struct application application;

	event.id = (char *)id;
	event.public_key = (char *)key;
	application = journal(store, &event.base);
	bus_apply_key_added(&application, &event);
}

static void retire_key(struct store *store, const char *id, const char *key)
{
	Bus__KeyRetired event = BUS__KEY_RETIRED__INIT;
	struct application application;

	event.id = (char *)id;
	event.public_key = (char *)key;
	application = journal(store, &event.base);
	bus_apply_key_retired(&application, &event);
}

static const struct instant NOW = {.us = 1000 * 1000000};

static void assert_admits(const struct roster *roster, const char *key, const char *id)
{
	const struct member *member = roster_admits(roster, key, NOW);

	assert_string_equal(member ? member->id : "nobody", id);
}

static void follows_the_journal(void **state)
{
	struct store *store = *state;
	struct roster *roster = roster_new();
	const struct member *anna;

	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "nobody");
	add(store, "anna", "a1", 0);
	add(store, "berta", "b1", 0);
	assert_admits(roster, "a1", "nobody");
	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "anna");
	assert_admits(roster, "b1", "berta");
	anna = roster_by_id(roster, bytes_text("anna"));
	add_key(store, "anna", "a2");
	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "anna");
	assert_admits(roster, "a2", "anna");
	retire_key(store, "anna", "a1");
	revoke_principal(store, "berta");
	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "nobody");
	assert_admits(roster, "a2", "anna");
	assert_admits(roster, "b1", "nobody");
	assert_ptr_equal(roster_by_id(roster, bytes_text("anna")), anna); /* connections point to it */
	assert_true(roster_by_id(roster, bytes_text("berta"))->revoked);
	assert_null(roster_by_id(roster, bytes_text("bert")));
	roster_free(roster);
}

static void knows_who_has_no_key(void **state)
{
	struct store *store = *state;
	struct roster *roster = roster_new();

	roster_follow(roster, &store->txn);
	add(store, "public", NULL, 0);
	roster_follow(roster, &store->txn);
	assert_non_null(roster_by_id(roster, bytes_text("public")));
	add_key(store, "public", "p1");
	roster_follow(roster, &store->txn);
	assert_admits(roster, "p1", "public");
	roster_free(roster);
}

static void loads_what_was_left(void **state)
{
	struct store *store = *state;
	struct roster *roster = roster_new();

	add(store, "anna", "a1", 0);
	add(store, "berta", "b1", 0);
	add_key(store, "anna", "a2");
	revoke_principal(store, "berta");
	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "anna");
	assert_admits(roster, "a2", "anna");
	assert_admits(roster, "b1", "nobody");
	add(store, "clara", "c1", 0);
	roster_follow(roster, &store->txn);
	assert_admits(roster, "c1", "clara");
	roster_free(roster);
}

static void ends_with_validity(void **state)
{
	struct store *store = *state;
	struct roster *roster = roster_new();

	add(store, "anna", "a1", NOW.us / 1000000);
	add(store, "berta", "b1", NOW.us / 1000000 + 1);
	roster_follow(roster, &store->txn);
	assert_admits(roster, "a1", "nobody");
	assert_admits(roster, "b1", "berta");
	roster_free(roster);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(follows_the_journal),
		TEST(loads_what_was_left),
		TEST(knows_who_has_no_key),
		TEST(ends_with_validity),
	};

	return cmocka_run_group_tests_name("bus/roster", tests, NULL, NULL);
}
