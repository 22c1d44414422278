#include "funding/ledger.h"

#include <string.h>

#include "base/require.h"
#include "funding/payer.h"
#include "funding/state.h"
#include "store/key.h"

static const char *const NAMES[ACCOUNT_COUNT] = {
	[ACCOUNT_SOURCE] = "source",
	[ACCOUNT_GRANTED] = "granted",
	[ACCOUNT_COMMITTED] = "committed",
	[ACCOUNT_PAID] = "paid",
};

enum { BALANCE_BYTES = 8 };

const char *account_name(enum account account)
{
	return NAMES[account];
}

static struct key account_key(const char *payer, enum account account)
{
	struct key key;

	key_clear(&key);
	key_text(&key, payer);
	key_raw(&key, bytes_of(&(uint8_t){(uint8_t)account}, 1));
	return key;
}

static struct cents balance_of(struct bytes value)
{
	return (struct cents){.cents = value.len == BALANCE_BYTES ? (int64_t)get_be64(value.data) : 0};
}

struct cents ledger_balance(struct txn *txn, const char *payer, enum account account)
{
	struct key key = account_key(payer, account);

	return balance_of(txn_get(txn, TABLE_ACCOUNTS, key_bytes(&key)));
}

static void balance_put(struct txn *txn, const char *payer, enum account account, struct cents balance)
{
	struct key key = account_key(payer, account);
	uint8_t value[BALANCE_BYTES];

	require(account == ACCOUNT_SOURCE || balance.cents >= 0);
	txn_put(txn, TABLE_ACCOUNTS, key_bytes(&key),
		bytes_of(value, put_be64(value, (uint64_t)balance.cents)));
}

void ledger_move(struct txn *txn, const char *payer, enum account from, enum account to, struct cents amount)
{
	struct cents left, right;

	require(amount.cents > 0 && from != to);
	require(cents_subtract(ledger_balance(txn, payer, from), amount, &left));
	require(cents_add(ledger_balance(txn, payer, to), amount, &right));
	balance_put(txn, payer, from, left);
	balance_put(txn, payer, to, right);
#ifdef PLANT_PAYMENT_COUNTED_TWICE
	if (to == ACCOUNT_PAID)
		balance_put(txn, payer, to, (struct cents){.cents = right.cents + amount.cents});
#endif
}

/* What all accounts but the source hold together is what the source lacks: as long as that fits, each of them
 * does. */
bool ledger_check_room(struct decision *decision, const char *payer, struct cents amount)
{
	struct cents source = ledger_balance(decision->txn, payer, ACCOUNT_SOURCE);

	return cents_subtract(source, amount, &source) ||
	       refuse(decision->refusal, FAULT_RESOURCE_EXHAUSTED, "LEDGER_FULL", "amounts",
		      "Les comptes de %s ne peuvent plus enregistrer un tel montant : signalez-le à "
		      "l'exploitant.",
		      payer_name(payer));
}

bool ledger_read_row(struct bytes key, struct bytes value, struct ledger_row *ret)
{
	struct reader reader = reader_of(key);
	const char *payer = key_read_text(&reader);
	uint8_t account = reader_u8(&reader);

	*ret = (struct ledger_row){
		.payer = payer, .account = (enum account)account, .balance = balance_of(value)};
	return !reader.failed && account < ACCOUNT_COUNT;
}
