/* What a replica does not take in: it stops there, says why, and keeps what it has. */
#include "replicas.h"

#include <stdio.h>

static void an_entry_without_its_content_halts_it(void **state)
{
	(void)state;
	assert_accepted(add("a1")); /* of 77 */
	assert_true(follow_as(harness_actor(h, "p", BUS__ROLE__ROLE_PREFECTURE, "47"), 0));
	assert_int_equal(harness_sequence(r), 0);
	assert_halted("sans son contenu");
	harness_restart(r); /* once the key may read it */
	assert_true(follow_as(harness_actor(h, "a", BUS__ROLE__ROLE_AUDITOR, NULL), 0));
	assert_same();
}

static void a_journal_that_went_another_way_halts_it(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	assert_accepted(add("a2"));
	follow();
	harness_free(h);
	h = harness_new(&service); /* as the owner, restored to before what we know */
	operator_ = harness_actor(h, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	assert_accepted(add("b1"));
	follow();
	assert_halted("JOURNAL_DIVERGED");
	harness_restart(r);
	follow(); /* asks again */
	assert_halted("JOURNAL_DIVERGED");
	assert_int_equal(harness_sequence(r), 2);
	harness_check(r);
}

static void a_changed_entry_halts_it(void **state)
{
	const struct cursor start = {0};
	struct answer answer;
	uint8_t *changed;

	(void)state;
	assert_accepted(add("a1"));
	answer = fetch(h, operator_, &start, 0);
	changed = (uint8_t *)answer.body.data; /* of an arena of ours */
	for (size_t i = 0; i + 2 <= answer.body.len; i++)
		if (memcmp(changed + i, "a1", 2) == 0)
			changed[i] = 'b';
	engine_fetched(r->engine, upstream_of(r), answer.body);
	turn(r);
	assert_int_equal(harness_sequence(r), 0);
	assert_halted("chaîne");
}

static void another_instances_entries_halt_it(void **state)
{
	(void)state;
	h->instance = "autre";
	harness_restart(h);
	assert_accepted(add("a1"));
	follow();
	assert_int_equal(harness_sequence(r), 0);
	assert_halted("d'une autre instance");
}

static void a_store_with_entries_of_its_own_is_refused(void **state)
{
	struct engine_ops ops = {0};
	struct engine_config config = {
		.service = &service, .instance = "essai", .owner = "autre", .version = ""};
	char store[80], error[300] = "";

	(void)state;
	assert_accepted(add("a1"));
	engine_free(h->engine);
	snprintf(store, sizeof store, "%s/store", h->dir);
	config.dir = store;
	assert_null(engine_new(&config, &ops, NULL, error, sizeof error));
	assert_non_null(strstr(error, "appartient à l'instance « essai », non à « autre »"));
	harness_open(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(an_entry_without_its_content_halts_it),
		BOTH(a_journal_that_went_another_way_halts_it),
		BOTH(a_changed_entry_halts_it),
		BOTH(another_instances_entries_halt_it),
		BOTH(a_store_with_entries_of_its_own_is_refused),
	};

	return cmocka_run_group_tests_name("service/replica_halts", tests, NULL, NULL);
}
