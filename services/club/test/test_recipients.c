/* Who is told of what: interest first, then what each may know. */
#include <stdio.h>

#include "fixture.h"

static bool is_told(struct harness *harness, const Bus__Actor *actor)
{
	return notices(harness, actor)->n_notices > 0;
}

static void departements_wanted(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *here[] = {"14", "77"}, *elsewhere[] = {"14", "2A"};
	Bus__Actor *a = plain(harness, "a"), *b = plain(harness, "b"), *c = plain(harness, "c");

	(void)state;
	join(harness, a);
	assert_accepted(join_with(harness, b, here, 2, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	assert_accepted(join_with(harness, c, elsewhere, 2, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	grant(harness);
	assert_true(is_told(harness, a));
	assert_true(is_told(harness, b));
	assert_false(is_told(harness, c));
	run_completed(harness);
	assert_int_equal(notices(harness, c)->n_notices, 1);
	club_free(harness);
}

static void topics_wanted(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = plain(harness, "a"), *b = plain(harness, "b");

	(void)state;
	assert_accepted(join_with(harness, a, NULL, 0, TOPIC(LABEL), DIGEST(NEVER)));
	assert_accepted(join_with(harness, b, NULL, 0, TOPIC(SCORE), DIGEST(NEVER)));
	grant(harness);
	assert_true(is_told(harness, a));
	assert_false(is_told(harness, b));
	run_completed(harness);
	assert_int_equal(notices(harness, a)->n_notices, 1);
	assert_true(is_told(harness, b));
	club_free(harness);
}

/* A candidacy concerns 77 and two of its towns; an application the payers too. */
static void what_is_not_public(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	static const char *const payers[] = {"anah"};
	struct audience audience = {.partners = payers, .partner_count = 1};
	Bus__Actor *anct = nation(harness, "anct"), *public = plain(harness, "public");
	Bus__Actor *here = prefecture(harness, "prefecture-77", "77");
	Bus__Actor *elsewhere = prefecture(harness, "prefecture-14", "14");
	Bus__Actor *town = harness_collectivite(harness, "mairie-77131", "77131");
	Bus__Actor *other = harness_collectivite(harness, "mairie-77999", "77999");
	Bus__Actor *payer = harness_actor(harness, "anah", BUS__ROLE__ROLE_PARTNER, NULL);
	Bus__Actor *wide = harness_actor(harness, "wide", BUS__ROLE__ROLE_MEMBER, NULL);
	Funding__FundsCommitted committed = FUNDING__FUNDS_COMMITTED__INIT;

	(void)state;
	payer->scope->partner = "anah";
	wide->scope->nationwide = true;
	Bus__Actor *all[] = {anct, public, here, elsewhere, town, other, payer, wide};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		join(harness, all[i]);
	submit(harness);
	assert_true(is_told(harness, anct));
	assert_true(is_told(harness, here));
	assert_true(is_told(harness, town));
	assert_true(is_told(harness, wide));
	assert_false(is_told(harness, public));
	assert_false(is_told(harness, elsewhere));
	assert_false(is_told(harness, other));
	assert_false(is_told(harness, payer));
	committed.application_id = APPLICATION_ID;
	committed.payer = "anah";
	harness_source(harness, "funding", &committed.base, &audience);
	assert_true(is_told(harness, payer));
	assert_int_equal(notices(harness, anct)->n_notices, 2);
	assert_int_equal(notices(harness, here)->n_notices, 1);
	harness_source(harness, "funding", &committed.base, &AUDIENCE_INSTANCE);
	assert_int_equal(notices(harness, anct)->n_notices, 3);
	assert_int_equal(notices(harness, wide)->n_notices, 3);
	assert_int_equal(notices(harness, here)->n_notices, 1);
	assert_int_equal(notices(harness, anct)->notices[0]->n_departement_codes, 0);
	club_free(harness);
}

/* Wanting another département, one is not told of what one might know; nor the other way round. */
static void both_must_hold(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *only_14[] = {"14"}, *only_77[] = {"77"};
	Bus__Actor *a = prefecture(harness, "a", "77"), *b = prefecture(harness, "b", "14");

	(void)state;
	assert_accepted(join_with(harness, a, only_14, 1, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	assert_accepted(join_with(harness, b, only_77, 1, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	submit(harness);
	assert_false(is_told(harness, a));
	assert_false(is_told(harness, b));
	club_free(harness);
}

/* The scope that counts is the one verified when the member last said what it wants. */
static void scope_follows_preferences(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *before = prefecture(harness, "a", "14"), *after = prefecture(harness, "a", "77");
	uint64_t sequence;

	(void)state;
	join(harness, before);
	submit(harness);
	assert_false(is_told(harness, after));
	assert_accepted(change(harness, after, NULL, 0, DIGEST(NEVER)));
	sequence = harness_sequence(harness);
	assert_accepted(change(harness, after, NULL, 0, DIGEST(UNSPECIFIED)));
	assert_int_equal(harness_sequence(harness), sequence);
	submit(harness);
	assert_int_equal(notices(harness, after)->n_notices, 1);
	club_free(harness);
}

static void preferences_replace_each_other(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *only_14[] = {"14"}, *only_77[] = {"77"};
	Bus__Actor *a = plain(harness, "a"), *b = plain(harness, "b");

	(void)state;
	join(harness, a);
	assert_accepted(change(harness, a, only_14, 1, DIGEST(NEVER)));
	assert_accepted(join_with(harness, b, only_77, 1, TOPIC(SCORE), DIGEST(NEVER)));
	assert_accepted(change(harness, b, only_77, 1, DIGEST(NEVER)));
	grant(harness);
	assert_false(is_told(harness, a));
	assert_true(is_told(harness, b));
	club_free(harness);
}

/* What the last entry of the Club's journal says. */
static const Club__NoticePosted *posted(struct harness *harness)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer = harness_call(harness, nation(harness, "anct"), "Fetch", &request.base);
	const Bus__FetchResponse *response = answer.response;
	const Bus__JournalEntry *entry;

	assert_accepted(answer);
	entry = response->entries[response->n_entries - 1];
	return arena_unpack(harness->arena, &club__notice_posted__descriptor,
			    bytes_of(entry->payload.data, entry->payload.len));
}

/* Two départements of a member in one event: one notice; and where it comes from. */
static void once(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Registry__LabelGranted event = label_granted();
	char *both[] = {"14", "77"};
	Bus__Actor *a = plain(harness, "a");
	const Club__Notice *notice;
	uint64_t before, sequence;

	(void)state;
	assert_accepted(join_with(harness, a, both, 2, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	event.departement_codes = both;
	event.n_departement_codes = 2;
	before = harness_sequence(harness);
	sequence = harness_source(harness, "registry", &event.base, NULL);
	assert_int_equal(harness_sequence(harness), before + 1);
	assert_int_equal(posted(harness)->n_member_ids, 1);
	assert_int_equal(notices(harness, a)->n_notices, 1);
	notice = notices(harness, a)->notices[0];
	assert_int_equal(notice->topic, TOPIC(LABEL));
	assert_string_equal(notice->source->service, "registry");
	assert_string_equal(notice->source->instance, "instance-of-registry");
	assert_int_equal(notice->source->epoch, 1);
	assert_int_equal(notice->source->sequence, sequence);
	assert_string_equal(notice->subject_id, LABEL_ID);
	assert_int_equal(notice->n_departement_codes, 2);
	assert_false(notice->restricted);
	assert_false(notice->read);
	assert_int_equal(notice->posted_at->seconds, harness->now.us / 1000000);
	club_free(harness);
}

static void nobody_to_tell(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *elsewhere[] = {"14"};
	uint64_t before;

	(void)state;
	assert_accepted(
		join_with(harness, plain(harness, "a"), elsewhere, 1, TOPIC(UNSPECIFIED), DIGEST(NEVER)));
	before = harness_sequence(harness);
	submit(harness);
	grant(harness);
	assert_int_equal(harness_sequence(harness), before);
	club_free(harness);
}

/* One notice for all, in entries of a thousand members. */
static void thousands(void **state)
{
	enum { MEMBERS = 2001 };
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char name[16], *wanted[] = {"77"};
	const char *id;
	uint64_t before;

	(void)state;
	for (unsigned i = 0; i < MEMBERS; i++) {
		snprintf(name, sizeof name, "member-%u", i);
		assert_accepted(join_with(harness, plain(harness, name), wanted, i % 2, TOPIC(UNSPECIFIED),
					  DIGEST(DAILY)));
	}
	before = harness_sequence(harness);
	grant(harness);
	assert_int_equal(harness_sequence(harness), before + 3);
	id = notices(harness, plain(harness, "member-0"))->notices[0]->id;
	for (unsigned i = 0; i < MEMBERS; i += 100) {
		const Club__ListNoticesResponse *told;

		snprintf(name, sizeof name, "member-%u", i);
		told = notices(harness, plain(harness, name));
		assert_int_equal(told->n_notices, 1);
		assert_string_equal(told->notices[0]->id, id);
	}
	club_free(harness);
}

/* A source that cannot be followed any more leaves the others to be told of. */
static void a_source_that_halts(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *anct = nation(harness, "anct");

	(void)state;
	join(harness, anct);
	submit(harness);
	for (unsigned n = 0; n < engine_follow_count(harness->engine); n++) {
		struct follow at;

		assert_true(engine_follow(harness->engine, n, &at));
		if (strcmp(at.source, "registry") == 0)
			engine_diverged(harness->engine, n);
	}
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
	run_completed(harness);
	file_application(harness);
	assert_int_equal(notices(harness, anct)->n_notices, 3);
	harness_restart(harness);
	file_application(harness);
	assert_int_equal(notices(harness, anct)->n_notices, 4);
	club_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(departements_wanted),
		cmocka_unit_test(topics_wanted),
		cmocka_unit_test(what_is_not_public),
		cmocka_unit_test(both_must_hold),
		cmocka_unit_test(scope_follows_preferences),
		cmocka_unit_test(preferences_replace_each_other),
		cmocka_unit_test(once),
		cmocka_unit_test(nobody_to_tell),
		cmocka_unit_test(thousands),
		cmocka_unit_test(a_source_that_halts),
	};

	return cmocka_run_group_tests_name("club/recipients", tests, NULL, NULL);
}
