/* From the grant to the last payment: who may, how much, and that nothing is created, lost or counted twice. */
#include "path.h"

#include "funding/ledger.h"
#include "funding/state.h"

#define EJ "2102368447"

static int64_t balance(struct harness *harness, const char *account)
{
	Funding__CheckLedgerResponse *ledger = check_ledger(harness);

	assert_true(ledger->balanced);
	for (size_t i = 0; i < ledger->n_accounts; i++)
		if (strcmp(ledger->accounts[i]->account, account) == 0)
			return ledger->accounts[i]->balance_cents;
	return 0;
}

static void from_filing_to_the_last_payment(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	Bus__Actor *bank = partner(harness, "banque-des-territoires");
	char *id = granted(harness, &MANAGER);
	Funding__Application *application = get(harness, id);

	(void)state;
	assert_int_equal(application->status, APPLICATION_GRANTED);
	assert_string_equal(application->decision->reference, "Arrêté 2026-12");
	assert_int_equal(balance(harness, "etat/source"), -EUROS(30000));
	assert_int_equal(balance(harness, "etat/granted"), EUROS(30000));

	assert_accepted(commit(harness, prefet, id, "etat", EUROS(20000), EJ));
	assert_accepted(pay(harness, prefet, id, "etat", EUROS(5000), "DP 1")); /* before all is committed */
	assert_int_equal(get(harness, id)->status, APPLICATION_GRANTED);
	assert_accepted(commit(harness, prefet, id, "etat", EUROS(10000), EJ));
	assert_accepted(commit(harness, bank, id, "banque-des-territoires", EUROS(15000), "CDC-12"));
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_COMMITTED);
	assert_string_equal(application->lines[0]->commitment_reference, EJ);
	assert_int_equal(balance(harness, "etat/granted"), 0);
	assert_int_equal(balance(harness, "etat/committed"), EUROS(25000));
	assert_int_equal(balance(harness, "etat/paid"), EUROS(5000));

	assert_accepted(pay(harness, prefet, id, "etat", EUROS(25000), "DP 2"));
	assert_int_equal(get(harness, id)->status, APPLICATION_COMMITTED);
	assert_accepted(pay(harness, bank, id, "banque-des-territoires", EUROS(15000), "V1"));
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_PAID);
	assert_int_equal(application->n_payments, 3);
	assert_string_equal(application->payments[1]->reference, "DP 2");
	assert_int_equal(application->payments[1]->recorded_at->seconds, harness->now.us / 1000000);
	assert_int_equal(application->lines[0]->paid_cents, EUROS(30000));
	assert_int_equal(balance(harness, "etat/paid"), EUROS(30000));
	assert_int_equal(balance(harness, "etat/source"), -EUROS(30000));
	assert_nothing_written(harness, pay(harness, prefet, id, "etat", 1, "DP 3"), "WRONG_STATUS");
	funding_free(harness);
}

static void a_grant_wants_a_complete_file(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = filed(file(harness, &MANAGER))->id;
	struct answer answer;

	(void)state;
	assert_nothing_written(harness, answer = grant(harness, prefet, id, &MANAGER), "NOT_COMPLETE");
	assert_non_null(strstr(answer.message, "déposée"));
	assert_accepted(declare(harness, prefet, id));
	assert_accepted(grant(harness, prefet, id, &MANAGER));
	assert_nothing_written(harness, answer = grant(harness, prefet, id, &MANAGER), "WRONG_STATUS");
	assert_non_null(strstr(answer.message, "accordée"));
	assert_nothing_written(harness, grant(harness, prefet, "unknown", &MANAGER), "APPLICATION_UNKNOWN");
	funding_free(harness);
}

static void a_grant_is_within_the_request_and_the_rule(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	struct ask ask = MANAGER, less;
	struct answer answer;
	char *id;

	(void)state;
	ask.cost = EUROS(80000);
	ask.amounts[1].payer = "anah";
	ask.amounts[1].cents = EUROS(10000);
	ask.amounts[0].cents = EUROS(45000);
	ask.documents[1].code = "opah";
	ask.documents[1].reference = "OPAH du centre";
	id = filed(file(harness, &ask))->id;
	assert_accepted(declare(harness, prefet, id));
	less = ask;
	less.amounts[1].cents = EUROS(10000) + 1;
	less.amounts[0].cents = EUROS(40000);
	assert_nothing_written(harness, answer = grant(harness, prefet, id, &less), "ABOVE_REQUEST");
	assert_string_equal(answer.field, "amounts[1].amount_cents");
	assert_says_amount(answer, EUROS(10000));
	less = ask;
	less.amounts[1].payer = "anct"; /* which was asked for nothing */
	less.amounts[0].cents = EUROS(1000);
	assert_nothing_written(harness, grant(harness, prefet, id, &less), "ABOVE_REQUEST");
	less.amounts[1].payer = NULL;
	less.amounts[0].cents = 0;
	assert_nothing_written(harness, grant(harness, prefet, id, &less), "AMOUNT");
	less.amounts[0].payer = NULL;
	assert_nothing_written(harness, grant(harness, prefet, id, &less), "AMOUNTS_MISSING");
	assert_accepted(grant(harness, prefet, id, &ask));
	funding_free(harness);
}

/* The co-payer that raised the ceiling gives nothing: it is the lower one again. */
static void a_grant_without_the_co_payer_has_the_lower_ceiling(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	struct ask ask = MANAGER;
	char *id;

	(void)state;
	ask.cost = EUROS(80000);
	ask.amounts[0].cents = EUROS(50000);
	ask.amounts[1].payer = "anah";
	ask.amounts[1].cents = EUROS(5000);
	ask.documents[1].code = "opah";
	ask.documents[1].reference = "OPAH du centre";
	id = filed(file(harness, &ask))->id;
	assert_accepted(declare(harness, prefet, id));
	ask.amounts[1].payer = NULL;
	assert_nothing_written(harness, grant(harness, prefet, id, &ask), "ABOVE_CEILING");
	ask.amounts[0].cents = EUROS(45000);
	assert_accepted(grant(harness, prefet, id, &ask));
	assert_accepted(commit(harness, prefet, id, "etat", EUROS(45000), EJ));
	assert_int_equal(get(harness, id)->status,
			 APPLICATION_COMMITTED); /* who grants nothing owes nothing */
	funding_free(harness);
}

static void a_decision_is_dated_and_named(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &MANAGER))->id;
	Funding__GrantApplicationRequest request = FUNDING__GRANT_APPLICATION_REQUEST__INIT;
	Bus__Actor *prefet = prefecture(harness, "77");

	(void)state;
	assert_accepted(declare(harness, prefet, id));
	request.application_id = id;
	request.amounts = amounts_of(harness, &MANAGER, &request.n_amounts);
	request.decision_date = "2026-01-14";
	assert_nothing_written(harness, harness_call(harness, prefet, "GrantApplication", &request.base),
			       "TEXT_MISSING");
	request.decision_reference = "Arrêté";
	request.decision_date = "2026-01-17";
	assert_nothing_written(harness, harness_call(harness, prefet, "GrantApplication", &request.base),
			       "DATE_IN_FUTURE");
	funding_free(harness);
}

static void a_refusal_is_reasoned(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &MANAGER))->id;
	struct answer answer;

	(void)state;
	assert_nothing_written(harness, answer = turn_down(harness, id, " "), "TEXT_MISSING");
	assert_string_equal(answer.legal_reference, "CRPA L211-2");
	assert_accepted(turn_down(harness, id, "Les travaux ont commencé"));
	assert_int_equal(get(harness, id)->status, APPLICATION_REFUSED);
	assert_string_equal(get(harness, id)->decision->rule, "CGCT R2334-24");
	assert_nothing_written(harness, turn_down(harness, id, "Encore"), "WRONG_STATUS");
	assert_nothing_written(harness, declare(harness, prefecture(harness, "77"), id), "WRONG_STATUS");
	assert_nothing_written(harness, provide(harness, id, "convention"), "WRONG_STATUS");
	assert_nothing_written(harness, take_back(harness, town(harness, "77131"), id), "WRONG_STATUS");
	assert_nothing_written(harness, commit(harness, anct(harness), id, "etat", 1, EJ), "WRONG_STATUS");
	funding_free(harness);
}

static void a_commitment_is_within_the_grant(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = granted(harness, &MANAGER);
	struct answer answer;

	(void)state;
	assert_nothing_written(harness, commit(harness, prefet, id, "etat", 0, EJ), "AMOUNT");
	assert_nothing_written(harness, commit(harness, prefet, id, "etat", INT64_MIN, EJ), "AMOUNT");
	assert_nothing_written(harness, commit(harness, prefet, id, "etat", INT64_MAX, EJ), "AMOUNT");
	assert_nothing_written(harness, commit(harness, prefet, id, "etat", EUROS(30000) + 1, EJ),
			       "ABOVE_GRANT");
	assert_accepted(commit(harness, prefet, id, "etat", EUROS(29000), EJ));
	assert_nothing_written(harness, answer = commit(harness, prefet, id, "etat", EUROS(1000) + 1, EJ),
			       "ABOVE_GRANT");
	assert_string_equal(answer.field, "amount_cents");
	assert_says_amount(answer, EUROS(1000));
	assert_nothing_written(harness, commit(harness, anct(harness), id, "anct", EUROS(1), EJ),
			       "PAYER_NOT_OF_APPLICATION");
	funding_free(harness);
}

static void the_states_commitment_has_ten_digits(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = granted(harness, &MANAGER);
	char *wrong[] = {"", "210236844", "21023684471", "21O2368447", "2102368447 "};

	(void)state;
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_nothing_written(harness, commit(harness, prefet, id, "etat", EUROS(1), wrong[i]),
				       "COMMITMENT_REFERENCE");
	assert_nothing_written(harness,
			       commit(harness, anct(harness), id, "banque-des-territoires", EUROS(1), ""),
			       "TEXT_MISSING");
	funding_free(harness);
}

/* A partner its own line, the préfecture those of the State, the ANCT all. */
static void each_payer_has_its_line(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	Bus__Actor *bank = partner(harness, "banque-des-territoires");
	char *id = granted(harness, &MANAGER);
	struct answer answer;

	(void)state;
	assert_nothing_written(
		harness, answer = commit(harness, prefet, id, "banque-des-territoires", EUROS(1), "CDC-1"),
		"NOT_YOUR_LINE");
	assert_int_equal(answer.fault, FAULT_PERMISSION_DENIED);
	assert_nothing_written(harness, commit(harness, bank, id, "etat", EUROS(1), EJ), "NOT_YOUR_LINE");
	assert_nothing_written(harness, pay(harness, bank, id, "etat", EUROS(1), "V1"), "NOT_YOUR_LINE");
	/* Who is no payer of it does not even see it. */
	assert_nothing_written(
		harness, commit(harness, partner(harness, "anah"), id, "banque-des-territoires", 1, "A"),
		"OUT_OF_SCOPE");
	assert_nothing_written(harness, commit(harness, prefecture(harness, "14"), id, "etat", 1, EJ),
			       "OUT_OF_SCOPE");
	assert_accepted(commit(harness, bank, id, "banque-des-territoires", EUROS(1), "CDC-1"));
	assert_accepted(commit(harness, anct(harness), id, "banque-des-territoires", EUROS(1), "CDC-2"));
	funding_free(harness);
}

static void a_payment_is_within_the_commitment(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = granted(harness, &MANAGER);
	struct answer answer;

	(void)state;
	assert_nothing_written(harness, pay(harness, prefet, id, "etat", 1, "DP 1"), "ABOVE_COMMITMENT");
	assert_accepted(commit(harness, prefet, id, "etat", EUROS(20000), EJ));
	assert_accepted(pay(harness, prefet, id, "etat", EUROS(15000), "DP 1"));
	assert_nothing_written(harness, answer = pay(harness, prefet, id, "etat", EUROS(5000) + 1, "DP 2"),
			       "ABOVE_COMMITMENT");
	assert_string_equal(answer.field, "amount_cents");
	assert_says_amount(answer, EUROS(20000));
	assert_says_amount(answer, EUROS(5000));
	assert_nothing_written(harness, pay(harness, prefet, id, "etat", EUROS(5000), "DP 1"),
			       "PAYMENT_KNOWN");
	assert_nothing_written(harness, pay(harness, prefet, id, "etat", -1, "DP 2"), "AMOUNT");
	assert_nothing_written(harness, pay(harness, prefet, id, "etat", EUROS(5000), ""), "TEXT_MISSING");
	assert_accepted(pay(harness, prefet, id, "etat", EUROS(5000), "DP 2"));
	funding_free(harness);
}

static void what_is_taken_back_returns_to_its_source(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77"), *mayor = town(harness, "77131");
	char *id = granted(harness, &MANAGER), *second = granted(harness, &MANAGER);
	Funding__Application *application;

	(void)state;
	assert_accepted(take_back(harness, mayor, id));
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_WITHDRAWN);
	assert_int_equal(application->lines[0]->granted_cents, 0);
	assert_int_equal(application->lines[0]->requested_cents, EUROS(30000));
	assert_string_equal(application->withdrawal_reason, "Le conseil a changé d'avis");
	assert_int_equal(balance(harness, "etat/granted"), EUROS(30000)); /* of the second one */
	assert_nothing_written(harness, take_back(harness, mayor, id), "WRONG_STATUS");
	assert_accepted(commit(harness, prefet, second, "etat", 1, EJ));
	assert_nothing_written(harness, take_back(harness, mayor, second), "ALREADY_COMMITTED");
	assert_accepted(take_back(harness, mayor, filed(file(harness, &MANAGER))->id));
	funding_free(harness);
}

static void the_same_command_again_moves_nothing(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	Funding__CommitFundsRequest request = FUNDING__COMMIT_FUNDS_REQUEST__INIT;
	struct id key = harness_key(harness);
	uint64_t before;

	(void)state;
	request.application_id = granted(harness, &MANAGER);
	request.payer = "etat";
	request.amount_cents = EUROS(10000);
	request.commitment_reference = EJ;
	assert_accepted(harness_call_key(harness, prefet, "CommitFunds", &request.base, key));
	before = harness_sequence(harness);
	assert_true(harness_call_key(harness, prefet, "CommitFunds", &request.base, key).replayed);
	assert_int_equal(harness_sequence(harness), before);
	assert_int_equal(balance(harness, "etat/committed"), EUROS(10000));
	funding_free(harness);
}

/* The negative control of CheckLedger: one account changed behind its back, then one that should not be. */
static void a_ledger_that_lies_is_found(void **state)
{
	struct harness *harness = funding_new();
	Funding__CheckLedgerResponse *ledger;
	struct txn txn;

	(void)state;
	granted(harness, &MANAGER);
	engine_free(harness->engine);
	{
		char dir[80], error[200];
		struct env env;

		snprintf(dir, sizeof dir, "%s/store", harness->dir);
		assert_true(env_open(&env, dir, ENV_DURABLE, FUNDING_TABLES,
				     TABLE_FUNDING_END - TABLE_FIRST_OWN, error, sizeof error));
		txn_begin_write(&txn, &env);
		ledger_move(&txn, "etat", ACCOUNT_GRANTED, ACCOUNT_PAID, (struct cents){.cents = 1});
		assert_int_equal(txn_commit(&txn), 0);
		env_close(&env);
	}
	harness_open(harness);
	ledger = check_ledger(harness);
	assert_false(ledger->balanced);
	assert_non_null(strstr(ledger->fault, "etat/granted"));
	harness_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_filing_to_the_last_payment),
		cmocka_unit_test(a_grant_wants_a_complete_file),
		cmocka_unit_test(a_grant_is_within_the_request_and_the_rule),
		cmocka_unit_test(a_grant_without_the_co_payer_has_the_lower_ceiling),
		cmocka_unit_test(a_decision_is_dated_and_named),
		cmocka_unit_test(a_refusal_is_reasoned),
		cmocka_unit_test(a_commitment_is_within_the_grant),
		cmocka_unit_test(the_states_commitment_has_ten_digits),
		cmocka_unit_test(each_payer_has_its_line),
		cmocka_unit_test(a_payment_is_within_the_commitment),
		cmocka_unit_test(what_is_taken_back_returns_to_its_source),
		cmocka_unit_test(the_same_command_again_moves_nothing),
		cmocka_unit_test(a_ledger_that_lies_is_found),
	};

	return cmocka_run_group_tests_name("funding/money", tests, NULL, NULL);
}
