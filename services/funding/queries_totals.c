/* Sums: what payers were asked and did, and whether the ledger says the same. */
#include <stdio.h>
#include <string.h>

#include "funding/ledger.h"
#include "funding/payer.h"
#include "funding/state.h"
#include "funding/tally.h"
#include "funding/visible.h"
#include "funding_binding.h"
#include "service/check.h"

static bool refuse_total(struct query *query)
{
	return refuse(query->refusal, FAULT_RESOURCE_EXHAUSTED, "TOTAL_TOO_LARGE", NULL,
		      "Le total dépasse ce qui se compte : demandez celui d'un département.");
}

/* Whose lines the caller may add up: a partner's system those of its payer, others all. */
static const char *payer_of(const Bus__Actor *actor)
{
	if (actor_roles(actor) != role_bit(BUS__ROLE__ROLE_PARTNER))
		return NULL;
	return actor->scope ? actor->scope->partner : "";
}

/* Then gives back what the application took of the arena since `mark`, unless a new row lies behind it. */
static bool add_lines(struct tally *tally, const Funding__Application *application, const char *payer,
		      struct arena_mark mark)
{
	size_t before = tally->count;

	for (size_t i = 0; i < application->n_lines; i++)
		if ((!payer || strcmp(application->lines[i]->payer, payer) == 0) &&
		    !tally_add(tally, application->lines[i]))
			return false;
	if (tally->count == before)
		arena_rewind(tally->arena, mark);
	return true;
}

bool funding_query_get_totals(struct query *query, const Funding__GetTotalsRequest *request,
			      Funding__GetTotalsResponse *response)
{
	struct filter filter = {.departement_code = request->departement_code,
				.territory_id = request->territory_id,
				.measure_id = request->measure_id};
	struct tally tally = tally_new(query->arena);
	const char *payer = payer_of(query->actor);
	Funding__Application *application;
	struct visible visible;
	struct arena_mark mark;
	struct bytes key;

	visible_open(&visible, query, &filter, (struct bytes){0});
	mark = arena_mark(query->arena);
	while (!refused(query->refusal) && (application = visible_next(&visible, &key))) {
		if (!add_lines(&tally, application, payer, mark))
			refuse_total(query);
		mark = arena_mark(query->arena);
	}
	visible_close(&visible);
	response->payers = tally.payers;
	response->n_payers = tally.count;
	return !refused(query->refusal);
}

/* ---- The ledger, against the applications */

/* What an account must hold by the lines of all applications. */
static __int128 expected(const Funding__PayerTotals *totals, enum account account)
{
	switch (account) {
	case ACCOUNT_SOURCE:
		return -(__int128)totals->granted_cents;
	case ACCOUNT_GRANTED:
		return (__int128)totals->granted_cents - totals->committed_cents;
	case ACCOUNT_COMMITTED:
		return (__int128)totals->committed_cents - totals->paid_cents;
	case ACCOUNT_PAID:
		return totals->paid_cents;
	case ACCOUNT_COUNT:
		break;
	}
	return 0;
}

static char *fault_of(struct query *query, const struct ledger_row *row, const Funding__PayerTotals *totals)
{
	char holds[CENTS_TEXT_SIZE], must[CENTS_TEXT_SIZE];

	cents_text(row->balance, holds);
	cents_text((struct cents){.cents = (int64_t)expected(totals, row->account)}, must);
	return arena_printf(query->arena,
			    "Le compte %s/%s porte %s ; les demandes en font %s. Vérifiez le journal et "
			    "reconstruisez l'état.",
			    row->payer, account_name(row->account), holds, must);
}

/* Of all applications, whoever asks. A sum that does not fit fails it. */
static bool tally_all(struct query *query, struct tally *tally)
{
	struct bytes key, value;
	struct scan scan;

	scan_open(&scan, query->txn, TABLE_APPLICATIONS, (struct bytes){0});
	while (!refused(query->refusal) && scan_next(&scan, &key, &value)) {
		struct arena_mark mark = arena_mark(query->arena);
		Funding__Application *application =
			arena_unpack(query->arena, &funding__application__descriptor, value);

		if (!application)
			refuse_too_large(query->refusal);
		else if (!add_lines(tally, application, NULL, mark))
			refuse_total(query);
	}
	scan_close(&scan);
	return !refused(query->refusal);
}

static void add_account(struct query *query, const struct ledger_row *row,
			Funding__CheckLedgerResponse *response)
{
	Funding__AccountBalance *account = arena_alloc(query->arena, sizeof *account);

	if (!account)
		return;
	funding__account_balance__init(account);
	account->account = arena_printf(query->arena, "%s/%s", row->payer, account_name(row->account));
	account->balance_cents = row->balance.cents;
	response->accounts[response->n_accounts++] = account;
}

/* Every account the ledger has, and the sum of them. */
static __int128 read_accounts(struct query *query, struct tally *tally,
			      Funding__CheckLedgerResponse *response)
{
	struct bytes key, value;
	struct ledger_row row;
	struct scan scan;
	__int128 sum = 0;

	scan_open(&scan, query->txn, TABLE_ACCOUNTS, (struct bytes){0});
	while (scan_next(&scan, &key, &value) && ledger_read_row(key, value, &row)) {
		const Funding__PayerTotals *totals = tally_payer(tally, row.payer);

		sum += row.balance.cents;
		add_account(query, &row, response);
		if (totals && !*response->fault && row.balance.cents != expected(totals, row.account))
			response->fault = fault_of(query, &row, totals);
	}
	scan_close(&scan);
	return sum;
}

/* What the applications hold in accounts that the ledger does not have. */
static void find_absent(struct query *query, const struct tally *tally,
			Funding__CheckLedgerResponse *response)
{
	for (size_t i = 0; i < tally->count && !*response->fault; i++)
		for (enum account account = ACCOUNT_SOURCE; account < ACCOUNT_COUNT; account++) {
			struct ledger_row row = {
				.payer = tally->payers[i]->payer,
				.account = account,
				.balance = ledger_balance(query->txn, tally->payers[i]->payer, account)};

			if (row.balance.cents != expected(tally->payers[i], account))
				response->fault = fault_of(query, &row, tally->payers[i]);
		}
}

bool funding_query_check_ledger(struct query *query, const Funding__CheckLedgerRequest *request,
				Funding__CheckLedgerResponse *response)
{
	struct tally tally = tally_new(query->arena);
	__int128 sum;

	(void)request;
	response->accounts = arena_array(query->arena, txn_count(query->txn, TABLE_ACCOUNTS) + 1,
					 sizeof *response->accounts);
	if (!response->accounts)
		return refuse_too_large(query->refusal);
	if (!tally_all(query, &tally))
		return false;
	sum = read_accounts(query, &tally, response);
	find_absent(query, &tally, response);
	if (sum != 0 && !*response->fault)
		response->fault = "La somme de tous les comptes n'est pas nulle.";
	response->balanced = !*response->fault;
	return true;
}
