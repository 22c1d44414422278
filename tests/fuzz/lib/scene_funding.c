/* A catalogue, three territories, and an application at each step of its way. */
#include "scenes.h"

#include "funding/test/path.h"

static void pay_some(struct harness *harness, char *id)
{
	Bus__Actor *payer = prefecture(harness, "77");

	assert_accepted(commit(harness, payer, id, "etat", EUROS(100), "2102368447"));
	assert_accepted(pay(harness, payer, id, "etat", EUROS(10), "DP-1"));
}

struct harness *scene_funding(void)
{
	struct harness *harness = funding_new();
	char *first = granted(harness, &MANAGER);

	pay_some(harness, first);
	filed(file(harness, &WORKS));
	return harness;
}

void scene_funding_check(struct harness *harness)
{
	Funding__CheckLedgerResponse *ledger = check_ledger(harness);

	if (!ledger->balanced)
		fail_msg("%s", ledger->fault);
}
