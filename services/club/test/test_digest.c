/* Digests: when they leave, what is in them, and that they arrive. The tests begin on Thursday 15 January 2026
 * at noon UTC. */
#include "fixture.h"

#include "club/digest.h"
#include "pvd/bus/v1/effect.pb-c.h"

enum { SECOND = 1000 };

static void turns(struct harness *harness)
{
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

static struct instant utc(const char *day, int hour, int minute, int second)
{
	struct civil_date date;

	assert_true(civil_date_parse(day, &date));
	return (struct instant){
		.us = ((int64_t)civil_date_days(date) * 86400 + hour * 3600 + minute * 60 + second) *
		      1000000};
}

/* Moves on to an instant, and takes the turns due by then. */
static void at(struct harness *harness, struct instant then)
{
	harness_advance(harness, (then.us - harness->now.us) / 1000);
	turns(harness);
}

static Club__ListDigestsResponse *digests(struct harness *harness, const Bus__Actor *actor)
{
	Club__ListDigestsRequest request = CLUB__LIST_DIGESTS_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "ListDigests", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static Club__Digest *preview(struct harness *harness, const Bus__Actor *actor)
{
	Club__PreviewDigestRequest request = CLUB__PREVIEW_DIGEST_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "PreviewDigest", &request.base);

	assert_accepted(answer);
	return ((Club__PreviewDigestResponse *)answer.response)->digest;
}

static Bus__Actor *subscriber(struct harness *harness, const char *name, Club__DigestPeriod period)
{
	Bus__Actor *actor = nation(harness, name);

	assert_accepted(join_with(harness, actor, NULL, 0, TOPIC(UNSPECIFIED), period));
	return actor;
}

static void assert_next(Club__DigestPeriod period, struct instant after, struct instant expected)
{
	struct instant next;

	assert_true(digest_next(period, after, &next));
	assert_int_equal(next.us, expected.us);
}

static void hours(void **state)
{
	struct instant next;

	(void)state;
	assert_next(DIGEST(DAILY), utc("2026-01-15", 12, 0, 0), utc("2026-01-16", 6, 0, 0));
	assert_next(DIGEST(DAILY), utc("2026-01-16", 5, 59, 59), utc("2026-01-16", 6, 0, 0));
	assert_next(DIGEST(DAILY), utc("2026-01-16", 6, 0, 0), utc("2026-01-17", 6, 0, 0));
	assert_next(DIGEST(DAILY), utc("2026-01-15", 23, 30, 0), utc("2026-01-16", 6, 0, 0));
	/* Clocks go forward on 29 March 2026, and back on 25 October. */
	assert_next(DIGEST(DAILY), utc("2026-03-28", 6, 0, 0), utc("2026-03-29", 5, 0, 0));
	assert_next(DIGEST(DAILY), utc("2026-10-24", 5, 0, 0), utc("2026-10-25", 6, 0, 0));
	/* Mondays. */
	assert_next(DIGEST(WEEKLY), utc("2026-01-15", 12, 0, 0), utc("2026-01-19", 6, 0, 0));
	assert_next(DIGEST(WEEKLY), utc("2026-01-19", 5, 59, 59), utc("2026-01-19", 6, 0, 0));
	assert_next(DIGEST(WEEKLY), utc("2026-01-19", 6, 0, 0), utc("2026-01-26", 6, 0, 0));
	assert_next(DIGEST(WEEKLY), utc("2026-03-23", 12, 0, 0), utc("2026-03-30", 5, 0, 0));
	assert_next(DIGEST(WEEKLY), utc("2026-01-18", 23, 30, 0), utc("2026-01-19", 6, 0, 0));
	assert_false(digest_next(DIGEST(NEVER), utc("2026-01-15", 12, 0, 0), &next));
}

static void every_morning(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "mairie.77-1", DIGEST(DAILY));
	const Bus__OutboxFile *file;
	const Club__Digest *digest;

	(void)state;
	grant(harness);
	at(harness, utc("2026-01-16", 5, 59, 59));
	assert_int_equal(digests(harness, a)->n_digests, 0);
	at(harness, utc("2026-01-16", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	digest = digests(harness, a)->digests[0];
	assert_string_equal(digest->title, "Votre lettre du 16 janvier 2026 : 1 notification");
	assert_string_equal(
		digest->text,
		"Club Petites villes de demain\n"
		"Votre lettre du 16 janvier 2026 : 1 notification\n"
		"\n"
		"Labels et territoires\n"
		"\n"
		"- Label accordé : Pays fertois\n"
		"  Le territoire Pays fertois (candidature 01KAAAAAAAAAAAAAAAAAAAAAAA) entre dans le "
		"programme Petites villes de demain (référence : ANCT 2026-12, 1er janvier 2026).\n");
	assert_int_equal(digest->n_notice_ids, 1);
	assert_string_equal(digest->notice_ids[0], notices(harness, a)->notices[0]->id);
	assert_int_equal(digest->composed_at->seconds, harness->now.us / 1000000);
	assert_null(digest->delivered_at);
	assert_int_equal(harness->effect_count, 1);
	assert_string_equal(harness->effects[0].kind, "file");
	assert_string_equal(harness->effects[0].subject, digest->id);
	file = arena_unpack(harness->arena, &bus__outbox_file__descriptor, harness->effects[0].payload);
	assert_string_equal(file->name,
			    arena_printf(harness->arena, "digests/mairie.77-1/%s.txt", digest->id));
	assert_true(effect_file_name_valid(file->name));
	assert_int_equal(file->content.len, strlen(digest->text));
	assert_memory_equal(file->content.data, digest->text, file->content.len);
	harness_advance(harness, SECOND);
	engine_performed(harness->engine, &harness->effects[0].id, NULL);
	turns(harness);
	assert_int_equal(digests(harness, a)->digests[0]->delivered_at->seconds, harness->now.us / 1000000);
	at(harness, utc("2026-01-17", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	club_free(harness);
}

static void across_summer_time(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a;

	(void)state;
	harness_advance(harness, (utc("2026-03-28", 12, 0, 0).us - harness->now.us) / 1000);
	a = subscriber(harness, "a", DIGEST(DAILY));
	grant(harness);
	at(harness, utc("2026-03-29", 4, 59, 59));
	assert_int_equal(digests(harness, a)->n_digests, 0);
	at(harness, utc("2026-03-29", 5, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	club_free(harness);
}

static void on_mondays(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(WEEKLY));

	(void)state;
	grant(harness);
	at(harness, utc("2026-01-18", 12, 0, 0));
	run_completed(harness);
	at(harness, utc("2026-01-19", 5, 59, 59));
	assert_int_equal(digests(harness, a)->n_digests, 0);
	at(harness, utc("2026-01-19", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	assert_int_equal(digests(harness, a)->digests[0]->n_notice_ids, 2);
	club_free(harness);
}

/* A notice is in one digest at most, and in none once it is read. */
static void each_notice_once(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(DAILY));
	const Club__ListDigestsResponse *composed;
	char *read[1];

	(void)state;
	grant(harness);
	at(harness, utc("2026-01-16", 6, 0, 0));
	run_completed(harness);
	grant(harness);
	read[0] = notices(harness, a)->notices[0]->id;
	assert_accepted(mark_read(harness, a, read, 1));
	at(harness, utc("2026-01-17", 6, 0, 0));
	composed = digests(harness, a);
	assert_int_equal(composed->n_digests, 2);
	assert_int_equal(composed->digests[0]->n_notice_ids, 1);
	assert_non_null(strstr(composed->digests[0]->text, "Nouveau classement"));
	assert_null(strstr(composed->digests[0]->text, "Label"));
	assert_string_not_equal(composed->digests[0]->id, composed->digests[1]->id);
	club_free(harness);
}

static void nothing_to_tell(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(DAILY));
	char *read[1];

	(void)state;
	assert_null(preview(harness, a));
	grant(harness);
	read[0] = notices(harness, a)->notices[0]->id;
	assert_accepted(mark_read(harness, a, read, 1));
	assert_null(preview(harness, a));
	at(harness, utc("2026-01-16", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 0);
	assert_int_equal(harness->effect_count, 0);
	grant(harness);
	at(harness, utc("2026-01-17", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	club_free(harness);
}

/* A file lies where others may read it. */
static void what_is_not_public_is_not_written(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(DAILY));
	const Club__Digest *digest;

	(void)state;
	submit(harness);
	assert_string_equal(preview(harness, a)->text,
			    "Club Petites villes de demain\n"
			    "Votre lettre du 15 janvier 2026 : 1 notification\n"
			    "\n"
			    "1 notification réservée à votre ressort : connectez-vous pour la lire.\n");
	file_application(harness);
	grant(harness);
	at(harness, utc("2026-01-16", 6, 0, 0));
	digest = digests(harness, a)->digests[0];
	assert_int_equal(digest->n_notice_ids, 3);
	assert_non_null(strstr(digest->text, "3 notifications\n"));
	assert_non_null(strstr(digest->text, "- Label accordé"));
	assert_non_null(strstr(digest->text, "2 notifications réservées à votre ressort : connectez-vous "
					     "pour les lire."));
	assert_null(strstr(digest->text, "déposée"));
	assert_null(strstr(digest->text, "Poste de 2026"));
	club_free(harness);
}

/* What the member no longer may know is not even counted. */
static void a_scope_taken_back(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = prefecture(harness, "a", "77"), *moved = prefecture(harness, "a", "14");

	(void)state;
	join(harness, a);
	submit(harness);
	assert_non_null(preview(harness, a));
	assert_null(preview(harness, moved));
	assert_accepted(change(harness, moved, NULL, 0, DIGEST(DAILY)));
	at(harness, utc("2026-01-16", 6, 0, 0));
	assert_int_equal(digests(harness, moved)->n_digests, 0);
	club_free(harness);
}

static void preferences_move_the_hour(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(NEVER)), *b = subscriber(harness, "b", DIGEST(DAILY));
	Bus__Actor *c = subscriber(harness, "c", DIGEST(WEEKLY));

	(void)state;
	grant(harness);
	assert_accepted(change(harness, a, NULL, 0, DIGEST(DAILY)));
	assert_accepted(change(harness, b, NULL, 0, DIGEST(NEVER)));
	assert_accepted(change(harness, c, NULL, 0, DIGEST(DAILY)));
	at(harness, utc("2026-01-16", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	assert_int_equal(digests(harness, b)->n_digests, 0);
	assert_int_equal(digests(harness, c)->n_digests, 1);
	club_free(harness);
}

static void who_left_gets_none(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(DAILY)), *b = subscriber(harness, "b", DIGEST(DAILY));
	uint64_t before;

	(void)state;
	grant(harness);
	assert_accepted(leave(harness, a));
	at(harness, utc("2026-01-16", 6, 0, 0));
	assert_int_equal(harness->effect_count, 1);
	assert_accepted(leave(harness, b));
	before = harness_sequence(harness);
	engine_performed(harness->engine, &harness->effects[0].id, NULL);
	turns(harness);
	assert_int_equal(harness_sequence(harness), before + 1); /* that it was carried out */
	assert_accepted(join_with(harness, b, NULL, 0, TOPIC(UNSPECIFIED), DIGEST(DAILY)));
	assert_int_equal(digests(harness, b)->n_digests, 0);
	club_free(harness);
}

static void a_long_absence(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(WEEKLY));
	const Club__Digest *digest;

	(void)state;
	for (unsigned i = 0; i < 203; i++)
		run_completed(harness);
	at(harness, utc("2026-01-19", 6, 0, 0));
	digest = digests(harness, a)->digests[0];
	assert_int_equal(digest->n_notice_ids, 200);
	assert_string_equal(digest->title, "Votre lettre du 19 janvier 2026 : 203 notifications");
	assert_non_null(strstr(digest->text, "\n3 autres notifications à lire dans le Club.\n"));
	at(harness, utc("2026-01-26", 6, 0, 0));
	assert_int_equal(digests(harness, a)->n_digests, 1);
	club_free(harness);
}

static void pages(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = subscriber(harness, "a", DIGEST(DAILY)),
		   *b = subscriber(harness, "ab", DIGEST(DAILY));
	Club__ListDigestsRequest request = CLUB__LIST_DIGESTS_REQUEST__INIT;
	Club__ListDigestsResponse *first, *second;

	(void)state;
	for (int day = 16; day <= 18; day++) {
		grant(harness);
		at(harness, utc(arena_printf(harness->arena, "2026-01-%d", day), 6, 0, 0));
	}
	request.page_size = 2;
	first = harness_call(harness, a, "ListDigests", &request.base).response;
	assert_int_equal(first->n_digests, 2);
	assert_non_null(strstr(first->digests[0]->title, "18 janvier"));
	assert_non_null(strstr(first->digests[1]->title, "17 janvier"));
	request.page_token = first->next_page_token;
	second = harness_call(harness, a, "ListDigests", &request.base).response;
	assert_int_equal(second->n_digests, 1);
	assert_non_null(strstr(second->digests[0]->title, "16 janvier"));
	assert_string_equal(second->next_page_token, "");
	assert_int_equal(digests(harness, b)->n_digests, 3);
	club_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours),
		cmocka_unit_test(every_morning),
		cmocka_unit_test(across_summer_time),
		cmocka_unit_test(on_mondays),
		cmocka_unit_test(each_notice_once),
		cmocka_unit_test(nothing_to_tell),
		cmocka_unit_test(what_is_not_public_is_not_written),
		cmocka_unit_test(a_scope_taken_back),
		cmocka_unit_test(preferences_move_the_hour),
		cmocka_unit_test(who_left_gets_none),
		cmocka_unit_test(a_long_absence),
		cmocka_unit_test(pages),
	};

	return cmocka_run_group_tests_name("club/digest", tests, NULL, NULL);
}
