/* The ledger: what payers granted, committed and paid, in double entry. Each movement takes from one account what
 * it gives to another, so that all balances together are zero, always.
 *
 *   source → granted → committed → paid        a grant, a commitment, a payment
 *   granted → source                           a withdrawal
 *
 * An account holds what has come that far and no further: "granted" what is granted and not committed. "source"
 * is as far below zero as all the others are above. */
#ifndef PVD_FUNDING_LEDGER_H
#define PVD_FUNDING_LEDGER_H

#include "base/quantity.h"
#include "service/service.h"
#include "store/txn.h"

enum account { ACCOUNT_SOURCE, ACCOUNT_GRANTED, ACCOUNT_COMMITTED, ACCOUNT_PAID, ACCOUNT_COUNT };

/* "granted" */
const char *account_name(enum account account);

/* Called by apply alone. Ends the process where an account other than the source would fall below zero: what is
 * decided cannot bring that. */
void ledger_move(struct txn *txn, const char *payer, enum account from, enum account to, struct cents amount);

struct cents ledger_balance(struct txn *txn, const char *payer, enum account account);

/* Whether the ledger can still count a grant of that much (refuses LEDGER_FULL). */
bool ledger_check_room(struct decision *decision, const char *payer, struct cents amount);

/* Walks the accounts, in order of payers. */
struct ledger_row {
	const char *payer; /* in the map */
	enum account account;
	struct cents balance;
};
bool ledger_read_row(struct bytes key, struct bytes value, struct ledger_row *ret);

#endif
