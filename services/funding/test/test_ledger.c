/* Money is conserved: hundreds of acts by chance, refused or not, and after each of them all accounts together are
 * zero, and each is what the applications make. */
#include "path.h"

enum { APPLICATIONS = 6, ACTS = 600, SEEDS = 3 };

/* SplitMix64: the same acts at each run. */
static uint64_t chance(uint64_t *seed, uint64_t below)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

static char *const PAYERS[] = {"etat", "banque-des-territoires", "anct"};

static struct answer some_act(struct harness *harness, uint64_t *seed, char **ids, unsigned n)
{
	char *id = ids[chance(seed, APPLICATIONS)], *payer = PAYERS[chance(seed, 3)];
	int64_t cents = (int64_t)chance(seed, EUROS(12000));
	char *reference = arena_printf(harness->arena, "%010u", n);
	Bus__Actor *mayor = town(harness, "77131");
	struct ask ask = MANAGER;
	unsigned which = (unsigned)chance(seed, APPLICATIONS);

	switch (chance(seed, 12)) {
	case 0:
		ask.amounts[0].cents = EUROS(30000) - cents;
		return grant(harness, anct(harness), id, &ask);
	case 1:
		return declare(harness, prefecture(harness, "77"), id);
	case 2:
		if (chance(seed, 8) > 0)
			return declare(harness, prefecture(harness, "77"), id);
		return take_back(harness, mayor, id);
	case 3:
		ids[which] = filed(file(harness, &MANAGER))->id;
		return declare(harness, prefecture(harness, "77"), ids[which]);
	case 4:
	case 5:
	case 6:
	case 7:
		return commit(harness, anct(harness), id, payer, cents, reference);
	default:
		return pay(harness, anct(harness), id, payer, cents, reference);
	}
}

static void check_sums(struct harness *harness, unsigned n)
{
	Funding__CheckLedgerResponse *ledger = check_ledger(harness);
	int64_t sum = 0;

	if (!ledger->balanced)
		fail_msg("act %u: %s", n, ledger->fault);
	for (size_t i = 0; i < ledger->n_accounts; i++)
		sum += ledger->accounts[i]->balance_cents;
	assert_int_equal(sum, 0);
}

static void check_lines(struct harness *harness, char *id)
{
	Funding__Application *application = get(harness, id);

	for (size_t i = 0; i < application->n_lines; i++) {
		const Funding__PayerLine *line = application->lines[i];

		assert_true(line->paid_cents >= 0 && line->paid_cents <= line->committed_cents);
		assert_true(line->committed_cents <= line->granted_cents);
		assert_true(line->granted_cents <= line->requested_cents);
	}
}

static unsigned live(uint64_t seed)
{
	struct harness *harness = funding_new();
	unsigned accepted = 0;
	char *ids[APPLICATIONS];

	for (unsigned i = 0; i < APPLICATIONS; i++)
		ids[i] = filed(file(harness, &MANAGER))->id;
	for (unsigned n = 0; n < ACTS; n++) {
		struct answer answer = some_act(harness, &seed, ids, n);

		assert_true(answer.answered && answer.fault != FAULT_INTERNAL);
		accepted += answer.fault == FAULT_NONE;
		check_sums(harness, n);
		check_lines(harness, ids[n % APPLICATIONS]);
	}
	funding_free(harness);
	return accepted;
}

static void nothing_is_created_or_lost(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		assert_in_range(live(seed), ACTS / 10, ACTS * 9 / 10); /* both ways were taken */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_created_or_lost),
	};

	return cmocka_run_group_tests_name("funding/ledger", tests, NULL, NULL);
}
