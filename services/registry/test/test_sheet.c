/* What the registry shows of eligibility and funding, as far as it has followed them. */
#include "path.h"

#include "pvd/eligibility/v1/score.pb-c.h"
#include "pvd/funding/v1/application.pb-c.h"

static void score(struct harness *harness, char *candidacy, char *run, char *commune, double points)
{
	Eligibility__CandidacyScored event = ELIGIBILITY__CANDIDACY_SCORED__INIT;
	Eligibility__Standing standing = ELIGIBILITY__STANDING__INIT, *standings[] = {&standing};
	const char *departements[] = {"77"};
	struct audience audience = {.departements = departements, .departement_count = 1};

	standing.commune_code = commune;
	standing.eligible = true;
	standing.score = points;
	standing.rank_departement = 1;
	standing.count_departement = 2;
	standing.rank_region = 3;
	standing.count_region = 4;
	standing.rank_nation = 5;
	standing.count_nation = 6;
	event.candidacy_id = candidacy;
	event.run_id = run;
	event.grid_version = "grid-1";
	event.standings = standings;
	event.n_standings = 1;
	harness_source(harness, "eligibility", &event.base, &audience);
}

static Registry__GetCandidacyResponse *get_candidacy(struct harness *harness, char *id)
{
	Registry__GetCandidacyRequest request = REGISTRY__GET_CANDIDACY_REQUEST__INIT;

	request.candidacy_id = id;
	struct answer answer =
		harness_call(harness, prefecture(harness, "77"), "GetCandidacy", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void the_latest_run_is_shown(void **state)
{
	struct harness *harness = registry_new();
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	uint64_t sequence = harness_sequence(harness);
	const Registry__ScoreSheet *sheet;

	(void)state;
	assert_null(get_candidacy(harness, id)->score);
	score(harness, id, "run-1", "77131", 4000);
	score(harness, id, "run-2", "77131", 5000);
	sheet = get_candidacy(harness, id)->score;
	assert_string_equal(sheet->run_id, "run-2");
	assert_string_equal(sheet->grid_version, "grid-1");
	assert_int_equal(sheet->n_communes, 1);
	assert_string_equal(sheet->communes[0]->commune_code, "77131");
	assert_true(sheet->communes[0]->eligible);
	assert_true(sheet->communes[0]->score == 5000);
	assert_int_equal(sheet->communes[0]->rank_departement, 1);
	assert_int_equal(sheet->communes[0]->count_departement, 2);
	assert_int_equal(sheet->communes[0]->rank_region, 3);
	assert_int_equal(sheet->communes[0]->count_region, 4);
	assert_int_equal(sheet->communes[0]->rank_nation, 5);
	assert_int_equal(sheet->communes[0]->count_nation, 6);
	assert_int_equal(harness_sequence(harness), sequence); /* a copy: nothing is said of it */
	registry_free(harness);
}

static void a_territory_shows_its_candidacy_s(void **state)
{
	struct harness *harness = registry_new();
	char *candidacy = proposed(harness);
	char *other = proposed_commune(harness, "77999");
	char *territory = territory_of(harness, candidacy);

	(void)state;
	score(harness, other, "run-1", "77999", 3000);
	assert_null(get_territory(harness, territory)->score);
	score(harness, candidacy, "run-1", "77131", 4000);
	assert_true(get_territory(harness, territory)->score->communes[0]->score == 4000);
	assert_null(get_territory(harness, territory)->funding);
	registry_free(harness);
}

/* ---- Funding */

enum { PAYERS = 2 };

struct amounts {
	Funding__PayerAmount each[PAYERS], *list[PAYERS];
};

static Funding__PayerAmount **amounts_of(struct amounts *amounts, int64_t state, int64_t bank)
{
	const int64_t cents[PAYERS] = {state, bank};
	static char *const payers[PAYERS] = {"etat", "banque-des-territoires"};

	for (size_t i = 0; i < PAYERS; i++) {
		funding__payer_amount__init(&amounts->each[i]);
		amounts->each[i].payer = payers[i];
		amounts->each[i].amount_cents = cents[i];
		amounts->list[i] = &amounts->each[i];
	}
	return amounts->list;
}

static void file(struct harness *harness, char *territory, int64_t etat, int64_t bank)
{
	Funding__ApplicationFiled event = FUNDING__APPLICATION_FILED__INIT;
	struct amounts amounts;

	event.territory_id = territory;
	event.n_amounts = PAYERS;
	event.amounts = amounts_of(&amounts, etat, bank);
	harness_source(harness, "funding", &event.base, NULL);
}

static void grant_funds(struct harness *harness, char *territory, int64_t etat, int64_t bank)
{
	Funding__ApplicationGranted event = FUNDING__APPLICATION_GRANTED__INIT;
	struct amounts amounts;

	event.territory_id = territory;
	event.n_amounts = PAYERS;
	event.amounts = amounts_of(&amounts, etat, bank);
	harness_source(harness, "funding", &event.base, NULL);
}

static void withdraw_application(struct harness *harness, char *territory, int64_t etat, int64_t bank)
{
	Funding__ApplicationWithdrawn event = FUNDING__APPLICATION_WITHDRAWN__INIT;
	struct amounts amounts;

	event.territory_id = territory;
	event.n_released = PAYERS;
	event.released = amounts_of(&amounts, etat, bank);
	harness_source(harness, "funding", &event.base, NULL);
}

static void commit_funds(struct harness *harness, char *territory, int64_t cents)
{
	Funding__FundsCommitted event = FUNDING__FUNDS_COMMITTED__INIT;

	event.territory_id = territory;
	event.amount_cents = cents;
	harness_source(harness, "funding", &event.base, NULL);
}

static void pay(struct harness *harness, char *territory, int64_t cents)
{
	Funding__PaymentRecorded event = FUNDING__PAYMENT_RECORDED__INIT;

	event.territory_id = territory;
	event.amount_cents = cents;
	harness_source(harness, "funding", &event.base, NULL);
}

static void refuse_application(struct harness *harness, char *territory)
{
	Funding__ApplicationRefused event = FUNDING__APPLICATION_REFUSED__INIT;

	event.territory_id = territory;
	harness_source(harness, "funding", &event.base, NULL);
}

static void assert_sheet(struct harness *harness, char *territory, uint32_t count, int64_t requested,
			 int64_t granted, int64_t committed, int64_t paid)
{
	const Registry__FundingSheet *sheet = get_territory(harness, territory)->funding;

	assert_non_null(sheet);
	assert_int_equal(sheet->application_count, count);
	assert_int_equal(sheet->requested_cents, requested);
	assert_int_equal(sheet->granted_cents, granted);
	assert_int_equal(sheet->committed_cents, committed);
	assert_int_equal(sheet->paid_cents, paid);
}

static void what_is_paid_for_a_territory(void **state)
{
	struct harness *harness = registry_new();
	char *one = territory_of(harness, proposed(harness));
	char *two = territory_of(harness, proposed_commune(harness, "77999"));

	(void)state;
	file(harness, one, 100, 20);
	file(harness, one, 1000, 0);
	file(harness, one, 3000, 0);
	file(harness, two, 7, 0);
	grant_funds(harness, one, 80, 15);
	grant_funds(harness, one, 900, 0);
	withdraw_application(harness, one, 900, 0); /* what was granted goes back, what was asked stays */
	refuse_application(harness, one);
	commit_funds(harness, one, 80);
	commit_funds(harness, one, 10);
	pay(harness, one, 30);
	pay(harness, one, 5);
	assert_sheet(harness, one, 3, 4120, 95, 90, 35);
	assert_sheet(harness, two, 1, 7, 0, 0, 0);
	harness_restart(harness);
	pay(harness, one, 1);
	assert_sheet(harness, one, 3, 4120, 95, 90, 36);
	registry_free(harness);
}

static void sums_stop_at_the_most_there_is(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));

	(void)state;
	file(harness, id, INT64_MAX, 0);
	file(harness, id, 1, INT64_MAX);
	pay(harness, id, INT64_MAX);
	pay(harness, id, 1);
	assert_sheet(harness, id, 2, INT64_MAX, 0, 0, INT64_MAX);
	registry_free(harness);
}

/* Nothing of ours has such an id; what says so must not stop us. */
static void ids_that_cannot_be(void **state)
{
	struct harness *harness = registry_new();
	char longer[600];

	(void)state;
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	score(harness, "", "run-1", "77131", 1);
	score(harness, longer, "run-1", "77131", 1);
	file(harness, "", 1, 0);
	file(harness, longer, 1, 0);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_latest_run_is_shown),
		cmocka_unit_test(a_territory_shows_its_candidacy_s),
		cmocka_unit_test(what_is_paid_for_a_territory),
		cmocka_unit_test(sums_stop_at_the_most_there_is),
		cmocka_unit_test(ids_that_cannot_be),
	};

	return cmocka_run_group_tests_name("registry/sheet", tests, NULL, NULL);
}
