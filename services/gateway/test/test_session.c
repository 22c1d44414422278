/* Signing in by a link, what ends a session, and who may end whose. */
#include "fixture.h"

#include "gateway/login_link.h"
#include "gateway/session.h"

/* Whether the session of that number is there. */
static bool is_known(struct harness *harness, unsigned number)
{
	struct hash hash;
	struct txn txn;
	bool known;

	memcpy(hash.bytes, secret(harness, number).data, HASH_SIZE);
	txn_begin_read(&txn, harness->env);
	known = session_by_secret(&txn, harness->arena, &hash) != NULL;
	txn_end(&txn);
	return known;
}

static int64_t ms_ahead(struct harness *harness, const Pb__Timestamp *at)
{
	return (timestamp_instant(at).us - harness->now.us) / 1000;
}

static void a_link_is_for_somebody_who_may_come(void **state)
{
	struct harness *harness = gateway_new();
	ProtobufCBinaryData hash = secret(harness, 1), cut = {.len = 31, .data = hash.data};
	char name[80];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_refused(link_for(harness, "clara", hash), "PRINCIPAL_UNKNOWN");
	assert_refused(link_for(harness, "", hash), "PRINCIPAL_UNKNOWN");
	assert_refused(link_for(harness, name, hash), "PRINCIPAL_UNKNOWN");
	assert_refused(link_for(harness, "registry", hash), "PRINCIPAL_IS_SERVICE");
	assert_refused(link_for(harness, "public", hash), "PRINCIPAL_IS_PUBLIC");
	assert_refused(link_for(harness, "anna", cut), "SECRET_HASH_INVALID");
	assert_refused(link_for(harness, "anna", (ProtobufCBinaryData){0}), "SECRET_HASH_INVALID");
	revoked(harness, "berta");
	assert_refused(link_for(harness, "berta", hash), "PRINCIPAL_REVOKED");
	added_until(harness, "dora", PERSON, 10 * SECOND_MS);
	pass(harness, 10 * SECOND_MS);
	assert_refused(link_for(harness, "dora", hash), "PRINCIPAL_EXPIRED");
	assert_accepted(link_for(harness, "anna", hash));
	assert_refused(link_for(harness, "anna", hash), "SECRET_IN_USE");
	gateway_free(harness);
}

static void links_of_one_principal_are_counted(void **state)
{
	struct harness *harness = gateway_new();

	(void)state;
	for (unsigned i = 0; i < LOGIN_LINKS_PER_PRINCIPAL; i++)
		assert_accepted(link_for(harness, "anna", secret(harness, i)));
	assert_refused(link_for(harness, "anna", secret(harness, 100)), "TOO_MANY_LINKS");
	assert_accepted(link_for(harness, "berta", secret(harness, 100)));
	pass(harness, LOGIN_LINK_MINUTES * MINUTE_MS);
	assert_accepted(link_for(harness, "anna", secret(harness, 101)));
	gateway_free(harness);
}

static void a_link_opens_one_session(void **state)
{
	struct harness *harness = gateway_new();
	struct answer answer = link_for(harness, "anna", secret(harness, 1));
	Gateway__CreateLoginLinkResponse *created = answer.response;
	Gateway__Session *session;

	(void)state;
	assert_accepted(answer);
	assert_int_equal(ms_ahead(harness, created->expires_at), LOGIN_LINK_MINUTES * MINUTE_MS);
	assert_refused(open_as(harness, gateway(harness), secret(harness, 2), secret(harness, 9)),
		       "LINK_NOT_VALID");
	assert_refused(open_as(harness, gateway(harness), secret(harness, 1), (ProtobufCBinaryData){0}),
		       "SECRET_HASH_INVALID");
	answer = open_as(harness, gateway(harness), secret(harness, 1), secret(harness, 9));
	assert_accepted(answer);
	session = ((Gateway__OpenSessionResponse *)answer.response)->session;
	assert_string_equal(session->principal_id, "anna");
	assert_int_equal(session->sign_in, GATEWAY__SIGN_IN__SIGN_IN_LOGIN_LINK);
	assert_int_equal(ms_ahead(harness, session->expires_at), SESSION_LIFE_MS);
	assert_int_equal(session->secret_hash.len, 0);
	assert_true(is_known(harness, 9));
	assert_false(is_known(harness, 1));
	assert_refused(open_as(harness, gateway(harness), secret(harness, 1), secret(harness, 10)),
		       "LINK_NOT_VALID");
	assert_accepted(link_for(harness, "anna", secret(harness, 3)));
	assert_refused(open_as(harness, gateway(harness), secret(harness, 3), secret(harness, 9)),
		       "SECRET_IN_USE");
	gateway_free(harness);
}

static void a_link_waits_a_quarter_of_an_hour(void **state)
{
	struct harness *harness = gateway_new();

	(void)state;
	assert_accepted(link_for(harness, "anna", secret(harness, 1)));
	assert_accepted(link_for(harness, "anna", secret(harness, 2)));
	pass(harness, LOGIN_LINK_MINUTES * MINUTE_MS - 1);
	assert_accepted(open_as(harness, gateway(harness), secret(harness, 1), secret(harness, 1)));
	pass(harness, 1);
	assert_refused(open_as(harness, gateway(harness), secret(harness, 2), secret(harness, 2)),
		       "LINK_NOT_VALID");
	gateway_free(harness);
}

static void the_gateway_alone_opens_and_notes(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__RecordActivityRequest activity = GATEWAY__RECORD_ACTIVITY_REQUEST__INIT;
	Gateway__OpenSessionRequest bare = GATEWAY__OPEN_SESSION_REQUEST__INIT;
	char *ids[SESSIONS_SEEN_MAX + 1];

	(void)state;
	for (unsigned i = 0; i <= SESSIONS_SEEN_MAX; i++)
		ids[i] = "x";
	activity.session_ids = ids;
	activity.n_session_ids = 1;
	bare.secret_hash = secret(harness, 1);
	assert_accepted(link_for(harness, "anna", secret(harness, 1)));
	assert_refused(open_as(harness, service(harness), secret(harness, 1), secret(harness, 1)),
		       "NOT_THE_GATEWAY");
	assert_refused(harness_call(harness, service(harness), "RecordActivity", &activity.base),
		       "NOT_THE_GATEWAY");
	assert_refused(harness_call(harness, gateway(harness), "OpenSession", &bare.base), "PROOF_MISSING");
	assert_accepted(harness_call(harness, gateway(harness), "RecordActivity", &activity.base));
	activity.n_session_ids = 0;
	assert_refused(harness_call(harness, gateway(harness), "RecordActivity", &activity.base),
		       "SESSIONS_COUNT");
	activity.n_session_ids = SESSIONS_SEEN_MAX + 1;
	assert_refused(harness_call(harness, gateway(harness), "RecordActivity", &activity.base),
		       "SESSIONS_COUNT");
	gateway_free(harness);
}

static void what_is_not_used_is_over_in_an_hour(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__RecordActivityRequest activity = GATEWAY__RECORD_ACTIVITY_REQUEST__INIT;
	Gateway__Session *used = sign_in(harness, "anna", 1);
	char *ids[] = {used->id, "01KAAAAAAAAAAAAAAAAAAAAAAA"};

	(void)state;
	sign_in(harness, "anna", 2);
	activity.session_ids = ids;
	activity.n_session_ids = 2;
	pass(harness, 10 * MINUTE_MS);
	assert_accepted(harness_call(harness, gateway(harness), "RecordActivity", &activity.base));
	assert_int_equal(ms_ahead(harness, sessions(harness, person(harness, "anna"))->sessions[0]->seen_at),
			 0);
	pass(harness, SESSION_IDLE_MS - 10 * MINUTE_MS - 1);
	assert_int_equal(sessions(harness, person(harness, "anna"))->n_sessions, 2);
	pass(harness, 1);
	assert_int_equal(sessions(harness, person(harness, "anna"))->n_sessions, 1);
	assert_true(is_known(harness, 1));
	assert_false(is_known(harness, 2));
	pass(harness, 10 * MINUTE_MS - 1);
	assert_true(is_known(harness, 1));
	pass(harness, 1);
	assert_false(is_known(harness, 1));
	gateway_free(harness);
}

static void a_session_ends_whatever_happens(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__RecordActivityRequest activity = GATEWAY__RECORD_ACTIVITY_REQUEST__INIT;
	Gateway__Session *session = sign_in(harness, "anna", 1);

	(void)state;
	activity.session_ids = &session->id;
	activity.n_session_ids = 1;
	for (unsigned i = 0; i < 24; i++) {
		assert_true(is_known(harness, 1));
		pass(harness, SESSION_LIFE_MS / 24);
		assert_accepted(harness_call(harness, gateway(harness), "RecordActivity", &activity.base));
	}
	assert_false(is_known(harness, 1));
	gateway_free(harness);
}

static void no_session_outlives_its_principal(void **state)
{
	struct harness *harness = gateway_new();

	(void)state;
	added_until(harness, "dora", PERSON, 30 * MINUTE_MS);
	assert_int_equal(ms_ahead(harness, sign_in(harness, "dora", 1)->expires_at), 30 * MINUTE_MS);
	pass(harness, 30 * MINUTE_MS - 1);
	assert_true(is_known(harness, 1));
	pass(harness, 1);
	assert_false(is_known(harness, 1));
	gateway_free(harness);
}

static void too_many_replace_the_oldest(void **state)
{
	struct harness *harness = gateway_new();

	(void)state;
	for (unsigned i = 0; i < SESSIONS_PER_PRINCIPAL; i++) {
		sign_in(harness, "anna", i);
		pass(harness, SECOND_MS);
	}
	sign_in(harness, "berta", 100);
	assert_true(is_known(harness, 0));
	sign_in(harness, "anna", SESSIONS_PER_PRINCIPAL);
	assert_false(is_known(harness, 0));
	assert_true(is_known(harness, 1));
	assert_int_equal(sessions(harness, person(harness, "anna"))->n_sessions, SESSIONS_PER_PRINCIPAL);
	gateway_free(harness);
}

static void whoever_is_revoked_is_signed_out(void **state)
{
	struct harness *harness = gateway_new();

	(void)state;
	sign_in(harness, "anna", 1);
	sign_in(harness, "anna", 2);
	sign_in(harness, "berta", 3);
	assert_accepted(link_for(harness, "anna", secret(harness, 4)));
	token_given(token_for(harness, "anna", "un tableau", 5, NULL));
	revoked(harness, "anna");
	revoked(harness, "nobody");
	assert_false(is_known(harness, 1));
	assert_false(is_known(harness, 2));
	assert_true(is_known(harness, 3));
	assert_refused(open_as(harness, gateway(harness), secret(harness, 4), secret(harness, 4)),
		       "LINK_NOT_VALID");
	assert_int_equal(tokens(harness, "anna")->n_tokens, 0);
	harness_restart(harness);
	assert_false(is_known(harness, 1));
	gateway_free(harness);
}

/* ---- Closing */

static struct answer close_session(struct harness *harness, const Bus__Actor *actor, const char *id,
				   const char *reason)
{
	Gateway__CloseSessionRequest request = GATEWAY__CLOSE_SESSION_REQUEST__INIT;

	request.session_id = (char *)id;
	request.reason = (char *)reason;
	return harness_call(harness, actor, "CloseSession", &request.base);
}

static void one_closes_ones_own(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Session *annas = sign_in(harness, "anna", 1), *bertas = sign_in(harness, "berta", 2);
	char reason[502];

	(void)state;
	memset(reason, 'a', 501);
	reason[501] = '\0';
	assert_refused(close_session(harness, person(harness, "anna"), bertas->id, "Une raison."),
		       "SESSION_UNKNOWN");
	assert_refused(close_session(harness, auditor(harness), bertas->id, "Une raison."),
		       "SESSION_UNKNOWN");
	assert_refused(close_session(harness, person(harness, "anna"), "", ""), "SESSION_UNKNOWN");
	assert_accepted(close_session(harness, person(harness, "anna"), annas->id, ""));
	assert_refused(close_session(harness, person(harness, "anna"), annas->id, ""), "SESSION_UNKNOWN");
	assert_refused(close_session(harness, operator_(harness), bertas->id, ""), "TEXT_MISSING");
	assert_refused(close_session(harness, operator_(harness), bertas->id, reason), "TEXT_TOO_LONG");
	assert_true(is_known(harness, 2));
	assert_accepted(close_session(harness, operator_(harness), bertas->id, reason + 1));
	assert_false(is_known(harness, 2));
	gateway_free(harness);
}

static void one_sees_ones_own(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__ListSessionsRequest request = GATEWAY__LIST_SESSIONS_REQUEST__INIT;
	Gateway__ListSessionsResponse *all, *page;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		sign_in(harness, i == 1 ? "berta" : "anna", i);
		pass(harness, SECOND_MS);
	}
	all = sessions(harness, operator_(harness));
	assert_int_equal(all->n_sessions, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(all->sessions[i]->secret_hash.len, 0);
	assert_int_equal(sessions(harness, auditor(harness))->n_sessions, 3);
	assert_int_equal(sessions(harness, person(harness, "anna"))->n_sessions, 2);
	assert_int_equal(sessions(harness, person(harness, "ann"))->n_sessions, 0);
	request.page_size = 1;
	page = harness_call(harness, person(harness, "anna"), "ListSessions", &request.base).response;
	assert_string_equal(page->sessions[0]->id, all->sessions[0]->id);
	request.page_token = page->next_page_token;
	page = harness_call(harness, person(harness, "anna"), "ListSessions", &request.base).response;
	assert_int_equal(page->n_sessions, 1);
	assert_string_equal(page->sessions[0]->id, all->sessions[2]->id);
	assert_string_equal(page->next_page_token, "");
	request.page_token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	assert_refused(harness_call(harness, person(harness, "anna"), "ListSessions", &request.base),
		       "PAGE_TOKEN_INVALID");
	gateway_free(harness);
}

static void lives_by_the_clock(void **state)
{
	Pb__Timestamp expires = {.base = PROTOBUF_C_MESSAGE_INIT(&pb__timestamp__descriptor),
				 .seconds = 10000};
	Gateway__Session session = GATEWAY__SESSION__INIT;
	struct instant end = {.us = 10000 * 1000000LL};

	(void)state;
	session.expires_at = &expires;
	assert_true(session_lives(&session, end, instant_add_ms(end, -1)));
	assert_false(session_lives(&session, end, end));
	assert_true(session_lives(&session, instant_add_ms(end, -SESSION_IDLE_MS), instant_add_ms(end, -1)));
	assert_false(
		session_lives(&session, instant_add_ms(end, -SESSION_IDLE_MS - 1), instant_add_ms(end, -1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_for_somebody_who_may_come),
		cmocka_unit_test(links_of_one_principal_are_counted),
		cmocka_unit_test(a_link_opens_one_session),
		cmocka_unit_test(a_link_waits_a_quarter_of_an_hour),
		cmocka_unit_test(the_gateway_alone_opens_and_notes),
		cmocka_unit_test(what_is_not_used_is_over_in_an_hour),
		cmocka_unit_test(a_session_ends_whatever_happens),
		cmocka_unit_test(no_session_outlives_its_principal),
		cmocka_unit_test(too_many_replace_the_oldest),
		cmocka_unit_test(whoever_is_revoked_is_signed_out),
		cmocka_unit_test(one_closes_ones_own),
		cmocka_unit_test(one_sees_ones_own),
		cmocka_unit_test(lives_by_the_clock),
	};

	return cmocka_run_group_tests_name("gateway/session", tests, NULL, NULL);
}
