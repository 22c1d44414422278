/* Tokens: for whom, how long, how many, and how they end. */
#include "fixture.h"

#include "gateway/token.h"

static bool is_known(struct harness *harness, unsigned number)
{
	struct hash hash;
	struct txn txn;
	bool known;

	memcpy(hash.bytes, secret(harness, number).data, HASH_SIZE);
	txn_begin_read(&txn, harness->env);
	known = token_by_secret(&txn, harness->arena, &hash) != NULL;
	txn_end(&txn);
	return known;
}

static Pb__Timestamp *ahead(struct harness *harness, int64_t ms)
{
	return timestamp_new(harness->arena, instant_add_ms(harness->now, ms));
}

static struct answer revoke(struct harness *harness, const char *id, const char *reason)
{
	Gateway__RevokeTokenRequest request = GATEWAY__REVOKE_TOKEN_REQUEST__INIT;

	request.token_id = (char *)id;
	request.reason = (char *)reason;
	return harness_call(harness, operator_(harness), "RevokeToken", &request.base);
}

static void is_given_to_somebody_who_may_come(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Token *token;

	(void)state;
	assert_refused(token_for(harness, "clara", "un tableau", 1, NULL), "PRINCIPAL_UNKNOWN");
	assert_refused(token_for(harness, "registry", "un tableau", 1, NULL), "PRINCIPAL_IS_SERVICE");
	assert_refused(token_for(harness, "public", "un tableau", 1, NULL), "PRINCIPAL_IS_PUBLIC");
	revoked(harness, "berta");
	assert_refused(token_for(harness, "berta", "un tableau", 1, NULL), "PRINCIPAL_REVOKED");
	token = token_given(token_for(harness, "anna", "un tableau", 1, NULL));
	assert_string_equal(token->principal_id, "anna");
	assert_string_equal(token->label, "un tableau");
	assert_int_equal(token->secret_hash.len, 0);
	assert_true(is_known(harness, 1));
	assert_false(is_known(harness, 2));
	assert_refused(token_for(harness, "anna", "un autre", 1, NULL), "SECRET_IN_USE");
	gateway_free(harness);
}

static void says_what_it_is_for(void **state)
{
	struct harness *harness = gateway_new();
	char label[2 * TOKEN_LABEL_MAX + 3];

	(void)state;
	for (size_t i = 0; i <= TOKEN_LABEL_MAX; i++)
		memcpy(label + 2 * i, "é", 2);
	label[2 * TOKEN_LABEL_MAX + 2] = '\0';
	assert_refused(token_for(harness, "anna", "", 1, NULL), "TEXT_MISSING");
	assert_refused(token_for(harness, "anna", "a\1b", 1, NULL), "TEXT_INVALID");
	assert_refused(token_for(harness, "anna", label, 1, NULL), "TEXT_TOO_LONG");
	assert_accepted(token_for(harness, "anna", label + 2, 1, NULL));
	gateway_free(harness);
}

static void lives_as_long_as_was_said(void **state)
{
	struct harness *harness = gateway_new();
	int64_t longest = (int64_t)TOKEN_LIFE_DAYS_MAX * DAY_MS;
	Pb__Timestamp odd = PB__TIMESTAMP__INIT;
	Gateway__Token *token;

	(void)state;
	odd.seconds = harness->now.us / 1000000 + 60;
	odd.nanos = 1000000000;
	assert_refused(token_for(harness, "anna", "a", 1, &odd), "INSTANT_INVALID");
	odd.seconds = INT64_MAX;
	odd.nanos = 0;
	assert_refused(token_for(harness, "anna", "a", 1, &odd), "VALIDITY_TOO_LONG");
	odd.seconds = -1;
	assert_refused(token_for(harness, "anna", "a", 1, &odd), "VALIDITY_PAST");
	assert_refused(token_for(harness, "anna", "a", 1, ahead(harness, 0)), "VALIDITY_PAST");
	assert_refused(token_for(harness, "anna", "a", 1, ahead(harness, longest + 1)), "VALIDITY_TOO_LONG");
	assert_accepted(token_for(harness, "anna", "a", 1, ahead(harness, longest)));
	token = token_given(token_for(harness, "anna", "b", 2, NULL));
	assert_int_equal(timestamp_instant(token->valid_until).us, instant_add_ms(harness->now, longest).us);
	assert_accepted(token_for(harness, "anna", "c", 3, ahead(harness, MINUTE_MS)));
	pass(harness, MINUTE_MS - 1);
	assert_true(is_known(harness, 3));
	pass(harness, 1);
	assert_false(is_known(harness, 3));
	assert_true(is_known(harness, 2));
	gateway_free(harness);
}

static void does_not_outlive_its_principal(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Token *token;

	(void)state;
	added_until(harness, "dora", PARTNER, HOUR_MS);
	token = token_given(token_for(harness, "dora", "a", 1, NULL));
	assert_int_equal(timestamp_instant(token->valid_until).us, instant_add_ms(harness->now, HOUR_MS).us);
	assert_true(token_lives(token, instant_add_ms(harness->now, HOUR_MS - 1)));
	assert_false(token_lives(token, instant_add_ms(harness->now, HOUR_MS)));
	gateway_free(harness);
}

static void twenty_at_a_time(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Token *first = token_given(token_for(harness, "anna", "a", 0, NULL));

	(void)state;
	for (unsigned i = 1; i < TOKENS_PER_PRINCIPAL; i++)
		assert_accepted(token_for(harness, "anna", "a", i, NULL));
	assert_refused(token_for(harness, "anna", "a", 100, NULL), "TOO_MANY_TOKENS");
	assert_accepted(token_for(harness, "berta", "a", 101, NULL));
	assert_accepted(revoke(harness, first->id, "perdu"));
	assert_accepted(token_for(harness, "anna", "a", 100, NULL));
	gateway_free(harness);
}

static void is_taken_away(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Token *token = token_given(token_for(harness, "anna", "a", 1, NULL));
	char reason[502];

	(void)state;
	memset(reason, 'a', 501);
	reason[501] = '\0';
	assert_refused(revoke(harness, token->id, ""), "TEXT_MISSING");
	assert_refused(revoke(harness, token->id, reason), "TEXT_TOO_LONG");
	assert_refused(revoke(harness, "", "perdu"), "TOKEN_UNKNOWN");
	assert_refused(revoke(harness, "01KAAAAAAAAAAAAAAAAAAAAAAA", "perdu"), "TOKEN_UNKNOWN");
	assert_accepted(revoke(harness, token->id, reason + 1));
	assert_false(is_known(harness, 1));
	assert_refused(revoke(harness, token->id, "perdu"), "TOKEN_UNKNOWN");
	gateway_free(harness);
}

static void are_listed_without_their_hashes(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__ListTokensResponse *all;
	char name[80];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	token_given(token_for(harness, "anna", "a", 1, NULL));
	token_given(token_for(harness, "berta", "b", 2, NULL));
	all = tokens(harness, "");
	assert_int_equal(all->n_tokens, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(all->tokens[i]->secret_hash.len, 0);
	assert_int_equal(tokens(harness, "berta")->n_tokens, 1);
	assert_string_equal(tokens(harness, "berta")->tokens[0]->label, "b");
	assert_int_equal(tokens(harness, "bert")->n_tokens, 0);
	assert_int_equal(tokens(harness, name)->n_tokens, 0);
	gateway_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_given_to_somebody_who_may_come),
		cmocka_unit_test(says_what_it_is_for),
		cmocka_unit_test(lives_as_long_as_was_said),
		cmocka_unit_test(does_not_outlive_its_principal),
		cmocka_unit_test(twenty_at_a_time),
		cmocka_unit_test(is_taken_away),
		cmocka_unit_test(are_listed_without_their_hashes),
	};

	return cmocka_run_group_tests_name("gateway/token", tests, NULL, NULL);
}
