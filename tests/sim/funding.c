#include "funding.h"

#include "base/require.h"
#include "funding/ledger.h"
#include "funding/state.h"
#include "world.h"

enum { PAYERS_MAX = 16, PAYER_SIZE = 48 };

static int64_t payments_of(const Funding__Application *application, const char *payer)
{
	int64_t sum = 0;

	for (size_t i = 0; i < application->n_payments; i++)
		if (strcmp(application->payments[i]->payer, payer) == 0)
			sum += application->payments[i]->amount_cents;
	return sum;
}

void check_application(const Funding__Application *application)
{
	for (size_t i = 0; i < application->n_lines; i++) {
		const Funding__PayerLine *line = application->lines[i];

		holds(0 <= line->paid_cents && line->paid_cents <= line->committed_cents &&
			      line->committed_cents <= line->granted_cents &&
			      line->granted_cents <= line->requested_cents,
		      "nobody pays more than was promised",
		      "%s of %s: requested %lld, granted %lld, committed %lld, paid %lld", line->payer,
		      application->id, (long long)line->requested_cents, (long long)line->granted_cents,
		      (long long)line->committed_cents, (long long)line->paid_cents);
		holds(payments_of(application, line->payer) == line->paid_cents, "money is conserved",
		      "%s of %s: payments make %lld, and %lld is paid", line->payer, application->id,
		      (long long)payments_of(application, line->payer), (long long)line->paid_cents);
	}
}

/* What the accounts of a payer must hold. */
struct books {
	char payer[PAYER_SIZE];
	int64_t accounts[ACCOUNT_COUNT];
};

static struct books *books_of(struct books *books, const char *payer)
{
	unsigned i = 0;

	while (*books[i].payer && strcmp(books[i].payer, payer) != 0) {
		i++;
		require(i < PAYERS_MAX);
	}
	snprintf(books[i].payer, PAYER_SIZE, "%s", payer);
	return &books[i];
}

static void add_application(struct bytes value, struct books *books)
{
	Funding__Application *application = funding__application__unpack(NULL, value.len, value.data);

	require(application);
	check_application(application);
	for (size_t i = 0; i < application->n_lines; i++) {
		const Funding__PayerLine *line = application->lines[i];
		int64_t *accounts = books_of(books, line->payer)->accounts;

		accounts[ACCOUNT_SOURCE] -= line->granted_cents;
		accounts[ACCOUNT_GRANTED] += line->granted_cents - line->committed_cents;
		accounts[ACCOUNT_COMMITTED] += line->committed_cents - line->paid_cents;
		accounts[ACCOUNT_PAID] += line->paid_cents;
	}
	funding__application__free_unpacked(application, NULL);
}

static void check_accounts(struct txn *txn, struct books *books)
{
	struct bytes key, value;
	struct ledger_row row;
	struct scan scan;
	int64_t sum = 0;

	scan_open(&scan, txn, TABLE_ACCOUNTS, (struct bytes){0});
	while (scan_next(&scan, &key, &value)) {
		require(ledger_read_row(key, value, &row));
		sum += row.balance.cents;
		books_of(books, row.payer)->accounts[row.account] -= row.balance.cents;
	}
	scan_close(&scan);
	holds(sum == 0, "money is conserved", "all accounts together make %lld", (long long)sum);
	for (unsigned i = 0; i < PAYERS_MAX; i++)
		for (enum account account = ACCOUNT_SOURCE; account < ACCOUNT_COUNT; account++)
			holds(books[i].accounts[account] == 0, "money is conserved",
			      "%s/%s lacks %lld of what the applications make", books[i].payer,
			      account_name(account), (long long)books[i].accounts[account]);
}

void check_money(struct node *node)
{
	struct books books[PAYERS_MAX];
	struct bytes key, value;
	struct scan scan;
	struct txn txn;

	memset(books, 0, sizeof books);
	txn_begin_read(&txn, &node->engine->env);
	scan_open(&scan, &txn, TABLE_APPLICATIONS, (struct bytes){0});
	while (scan_next(&scan, &key, &value))
		add_application(value, books);
	scan_close(&scan);
	check_accounts(&txn, books);
	txn_end(&txn);
}
