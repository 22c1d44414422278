/* Joining and leaving; what a member sees, has read, and no longer may see. */
#include "fixture.h"

static Club__ListNoticesResponse *page(struct harness *harness, const Bus__Actor *actor,
				       Club__ListNoticesRequest request)
{
	struct answer answer = harness_call(harness, actor, "ListNotices", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static Club__GetMembershipResponse *membership(struct harness *harness, const Bus__Actor *actor)
{
	Club__GetMembershipRequest request = CLUB__GET_MEMBERSHIP_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "GetMembership", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void joining(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *wanted[] = {"77", "2A"};
	Bus__Actor *a = prefecture(harness, "a", "77");
	struct answer first = join_with(harness, a, wanted, 2, TOPIC(FUNDING), DIGEST(WEEKLY)), second;
	const Club__Member *member = ((Club__JoinClubResponse *)first.response)->member;
	uint64_t before = harness_sequence(harness);

	(void)state;
	assert_string_equal(member->id, "a");
	assert_int_equal(member->n_departement_codes, 2);
	assert_int_equal(member->topics[0], TOPIC(FUNDING));
	assert_int_equal(member->digest, DIGEST(WEEKLY));
	assert_int_equal(member->joined_at->seconds, harness->now.us / 1000000);
	assert_string_equal(member->scope->departements[0], "77");
	assert_false(member->scope->nationwide);
	harness_advance(harness, 1000);
	second = join_with(harness, a, wanted, 2, TOPIC(FUNDING), DIGEST(WEEKLY));
	assert_accepted(second);
	assert_int_equal(((Club__JoinClubResponse *)second.response)->member->joined_at->seconds,
			 member->joined_at->seconds);
	assert_int_equal(harness_sequence(harness), before);
	second = join_with(harness, a, wanted, 1, TOPIC(FUNDING), DIGEST(WEEKLY));
	assert_refused(second, "ALREADY_MEMBER");
	assert_int_equal(second.fault, FAULT_ALREADY_EXISTS);
	assert_accepted(change(harness, a, wanted, 1, DIGEST(UNSPECIFIED)));
	member = membership(harness, a)->member;
	assert_int_equal(member->n_departement_codes, 1);
	assert_int_equal(member->n_topics, 0);
	assert_int_equal(member->digest, DIGEST(NEVER));
	assert_int_equal(member->joined_at->seconds, harness->now.us / 1000000 - 1);
	join(harness, nation(harness, "anct"));
	assert_true(membership(harness, nation(harness, "anct"))->member->scope->nationwide);
	club_free(harness);
}

static void wrong_preferences(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	char *unknown[] = {"77", "20"}, *twice[] = {"77", "14", "77"}, *zero[] = {"1"};
	Club__Topic topics[] = {TOPIC(LABEL), TOPIC(LABEL)}, none[] = {TOPIC(UNSPECIFIED)};
	Club__JoinClubRequest request = CLUB__JOIN_CLUB_REQUEST__INIT;
	Bus__Actor *a = plain(harness, "a");
	struct answer answer = join_with(harness, a, unknown, 2, TOPIC(LABEL), DIGEST(NEVER));

	(void)state;
	assert_refused(answer, "CODE_INVALID");
	assert_string_equal(answer.field, "departement_codes[1]");
	assert_refused(join_with(harness, a, zero, 1, TOPIC(LABEL), DIGEST(NEVER)), "CODE_INVALID");
	answer = join_with(harness, a, twice, 3, TOPIC(LABEL), DIGEST(NEVER));
	assert_refused(answer, "DEPARTEMENT_TWICE");
	assert_string_equal(answer.field, "departement_codes[2]");
	request.topics = topics;
	request.n_topics = 2;
	answer = harness_call(harness, a, "JoinClub", &request.base);
	assert_refused(answer, "TOPIC_TWICE");
	assert_string_equal(answer.field, "topics[1]");
	request.topics = none;
	request.n_topics = 1;
	assert_refused(harness_call(harness, a, "JoinClub", &request.base), "TOPIC_INVALID");
	join(harness, a);
	assert_refused(change(harness, a, zero, 1, DIGEST(NEVER)), "CODE_INVALID");
	club_free(harness);
}

static void members_only(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = plain(harness, "a");
	Club__GetMembershipRequest get = CLUB__GET_MEMBERSHIP_REQUEST__INIT;
	Club__ListNoticesRequest list = CLUB__LIST_NOTICES_REQUEST__INIT;
	Club__ListDigestsRequest digests = CLUB__LIST_DIGESTS_REQUEST__INIT;
	Club__PreviewDigestRequest preview = CLUB__PREVIEW_DIGEST_REQUEST__INIT;
	char *ids[] = {RUN_ID};

	(void)state;
	assert_refused(harness_call(harness, a, "GetMembership", &get.base), "NOT_A_MEMBER");
	assert_refused(harness_call(harness, a, "ListNotices", &list.base), "NOT_A_MEMBER");
	assert_refused(harness_call(harness, a, "ListDigests", &digests.base), "NOT_A_MEMBER");
	assert_refused(harness_call(harness, a, "PreviewDigest", &preview.base), "NOT_A_MEMBER");
	assert_refused(change(harness, a, NULL, 0, DIGEST(DAILY)), "NOT_A_MEMBER");
	assert_refused(mark_read(harness, a, ids, 1), "NOT_A_MEMBER");
	assert_refused(leave(harness, a), "NOT_A_MEMBER");
	club_free(harness);
}

static void members_by_page(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *anct = nation(harness, "anct");
	Club__ListMembersRequest request = CLUB__LIST_MEMBERS_REQUEST__INIT;
	Club__ListMembersResponse *first, *second;

	(void)state;
	join(harness, plain(harness, "c"));
	join(harness, plain(harness, "a"));
	join(harness, plain(harness, "b"));
	request.page_size = 2;
	first = harness_call(harness, anct, "ListMembers", &request.base).response;
	request.page_token = first->next_page_token;
	second = harness_call(harness, anct, "ListMembers", &request.base).response;
	assert_int_equal(first->n_members, 2);
	assert_string_equal(first->members[0]->id, "a");
	assert_string_equal(first->members[1]->id, "b");
	assert_int_equal(second->n_members, 1);
	assert_string_equal(second->members[0]->id, "c");
	assert_string_equal(second->next_page_token, "");
	club_free(harness);
}

static void pages_and_filters(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Club__ListNoticesRequest request = CLUB__LIST_NOTICES_REQUEST__INIT;
	Bus__Actor *a = nation(harness, "a"), *b = nation(harness, "ab");
	Club__ListNoticesResponse *first, *second;
	char *read[1];

	(void)state;
	join(harness, a);
	submit(harness);
	join(harness, b);
	grant(harness);
	run_completed(harness);
	assert_int_equal(notices(harness, b)->n_notices, 2);
	request.page_size = 2;
	first = page(harness, a, request);
	request.page_token = first->next_page_token;
	second = page(harness, a, request);
	assert_int_equal(first->n_notices, 2);
	assert_int_equal(first->notices[0]->topic, TOPIC(SCORE));
	assert_int_equal(first->notices[1]->topic, TOPIC(LABEL));
	assert_int_equal(second->n_notices, 1);
	assert_int_equal(second->notices[0]->topic, TOPIC(CANDIDACY));
	assert_true(second->notices[0]->restricted);
	assert_string_equal(second->next_page_token, "");
	request.page_token = "";
	request.topic = TOPIC(LABEL);
	assert_int_equal(page(harness, a, request)->n_notices, 1);
	assert_string_equal(page(harness, a, request)->next_page_token, "");
	assert_int_equal(page(harness, a, request)->unread_count, 3);
	read[0] = page(harness, a, request)->notices[0]->id;
	assert_accepted(mark_read(harness, a, read, 1));
	assert_true(page(harness, a, request)->notices[0]->read);
	request.unread_only = true;
	assert_int_equal(page(harness, a, request)->n_notices, 0);
	request.topic = TOPIC(UNSPECIFIED);
	assert_int_equal(page(harness, a, request)->n_notices, 2);
	assert_int_equal(page(harness, a, request)->unread_count, 2);
	request.page_token = "QUJD";
	assert_refused(harness_call(harness, a, "ListNotices", &request.base), "PAGE_TOKEN_INVALID");
	club_free(harness);
}

/* What a page on one thing shows of what its reader was told. */
static void on_some_subjects_only(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Club__ListNoticesRequest request = CLUB__LIST_NOTICES_REQUEST__INIT;
	Bus__Actor *a = nation(harness, "a"), *elsewhere = prefecture(harness, "a", "14");
	char *subjects[101] = {CANDIDACY_ID, "", "x"};
	Club__ListNoticesResponse *told;
	struct answer answer;

	(void)state;
	join(harness, a);
	submit(harness);
	grant(harness);
	submit(harness);
	run_completed(harness);
	request.subject_ids = subjects;
	request.n_subject_ids = 1;
	request.page_size = 1;
	told = page(harness, a, request);
	assert_int_equal(told->n_notices, 1);
	assert_string_equal(told->notices[0]->subject_id, CANDIDACY_ID);
	assert_int_equal(told->unread_count, 4);
	request.page_token = told->next_page_token;
	told = page(harness, a, request);
	assert_int_equal(told->n_notices, 1);
	assert_string_equal(told->notices[0]->subject_id, CANDIDACY_ID);
	assert_string_equal(told->next_page_token, "");
	request.page_token = "";
	request.page_size = 0;
	subjects[1] = notices(harness, a)->notices[0]->subject_id; /* the run */
	request.n_subject_ids = 3;
	assert_int_equal(page(harness, a, request)->n_notices, 3);
	assert_int_equal(page(harness, elsewhere, request)->n_notices, 1); /* what is restricted stays so */
	request.topic = TOPIC(SCORE);
	assert_int_equal(page(harness, a, request)->n_notices, 1);
	request.topic = TOPIC(UNSPECIFIED);
	request.subject_ids = subjects + 2;
	request.n_subject_ids = 1;
	assert_int_equal(page(harness, a, request)->n_notices, 0);
	for (size_t i = 2; i < 101; i++)
		subjects[i] = "x";
	request.subject_ids = subjects;
	request.n_subject_ids = 100;
	assert_int_equal(page(harness, a, request)->n_notices, 3);
	request.n_subject_ids = 101;
	answer = harness_call(harness, a, "ListNotices", &request.base);
	assert_refused(answer, "SUBJECTS_COUNT");
	assert_string_equal(answer.field, "subject_ids");
	club_free(harness);
}

static uint32_t marked(struct answer answer)
{
	assert_accepted(answer);
	return ((Club__MarkReadResponse *)answer.response)->marked;
}

static void reading(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = nation(harness, "a"), *b = nation(harness, "b");
	char *ids[3], *foreign[2];
	struct answer answer;
	uint64_t before;

	(void)state;
	join(harness, a);
	submit(harness);
	join(harness, b);
	grant(harness);
	ids[0] = ids[2] = notices(harness, a)->notices[0]->id;
	ids[1] = notices(harness, a)->notices[1]->id;
	assert_int_equal(membership(harness, a)->unread_count, 2);
	assert_int_equal(marked(mark_read(harness, a, ids, 1)), 1);
	assert_int_equal(membership(harness, a)->unread_count, 1);
	assert_int_equal(membership(harness, b)->unread_count, 1);
	assert_int_equal(marked(mark_read(harness, a, ids, 3)), 1);
	before = harness_sequence(harness);
	assert_int_equal(marked(mark_read(harness, a, ids, 3)), 0);
	assert_int_equal(harness_sequence(harness), before);
	foreign[0] = ids[0];
	foreign[1] = ids[1];
	answer = mark_read(harness, b, foreign, 2);
	assert_refused(answer, "NOTICE_UNKNOWN");
	assert_int_equal(answer.fault, FAULT_NOT_FOUND);
	assert_string_equal(answer.field, "notice_ids[1]");
	foreign[0] = "";
	assert_refused(mark_read(harness, a, foreign, 1), "NOTICE_UNKNOWN");
	assert_refused(mark_read(harness, a, NULL, 0), "NOTICES_COUNT");
	assert_int_equal(membership(harness, b)->unread_count, 1);
	club_free(harness);
}

/* What one was told of is shown while one's scope reaches it. */
static void a_scope_taken_back(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = prefecture(harness, "a", "77"), *moved = prefecture(harness, "a", "14");
	Bus__Actor *town = harness_collectivite(harness, "a", "77131");
	Club__ListNoticesRequest request = CLUB__LIST_NOTICES_REQUEST__INIT;

	(void)state;
	join(harness, a);
	submit(harness);
	grant(harness);
	assert_int_equal(notices(harness, a)->n_notices, 2);
	assert_int_equal(notices(harness, a)->unread_count, 2);
	assert_int_equal(notices(harness, moved)->n_notices, 1);
	assert_int_equal(notices(harness, moved)->notices[0]->topic, TOPIC(LABEL));
	assert_int_equal(notices(harness, moved)->unread_count, 1);
	assert_int_equal(membership(harness, moved)->unread_count, 1);
	assert_int_equal(notices(harness, town)->n_notices, 2);
	request.unread_only = true;
	assert_int_equal(page(harness, moved, request)->n_notices, 1);
	club_free(harness);
}

static void leaving(void **state)
{
	struct harness *harness = harness_new(&CLUB_SERVICE);
	Bus__Actor *a = nation(harness, "a"), *b = nation(harness, "ab");
	char *old[1];

	(void)state;
	join(harness, a);
	join(harness, b);
	submit(harness);
	grant(harness);
	old[0] = notices(harness, a)->notices[0]->id;
	assert_accepted(leave(harness, a));
	assert_refused(leave(harness, a), "NOT_A_MEMBER");
	run_completed(harness);
	join(harness, a);
	assert_int_equal(notices(harness, a)->n_notices, 0);
	assert_int_equal(membership(harness, a)->unread_count, 0);
	assert_refused(mark_read(harness, a, old, 1), "NOTICE_UNKNOWN");
	assert_int_equal(notices(harness, b)->n_notices, 3);
	grant(harness);
	assert_int_equal(notices(harness, a)->n_notices, 1);
	club_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joining),           cmocka_unit_test(wrong_preferences),
		cmocka_unit_test(members_only),      cmocka_unit_test(members_by_page),
		cmocka_unit_test(pages_and_filters), cmocka_unit_test(on_some_subjects_only),
		cmocka_unit_test(reading),           cmocka_unit_test(a_scope_taken_back),
		cmocka_unit_test(leaving),
	};

	return cmocka_run_group_tests_name("club/reading", tests, NULL, NULL);
}
