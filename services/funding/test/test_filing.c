/* What a measure allows, rule by rule at its boundary: nothing that is refused leaves a trace. */
#include "path.h"

static void an_application_is_filed(void **state)
{
	struct harness *harness = funding_new();
	Funding__Application *application = filed(file(harness, &MANAGER));

	(void)state;
	assert_int_equal(application->status, APPLICATION_FILED);
	assert_string_equal(application->territory_name, "Brie");
	assert_string_equal(application->measure_version, "1");
	assert_string_equal(application->coordinating_departement_code, "77");
	assert_int_equal(application->n_lines, 2);
	assert_int_equal(application->lines[1]->requested_cents, EUROS(15000));
	assert_int_equal(application->n_documents, 1);
	assert_string_equal(application->documents[0]->reference, "Convention du 3 mars 2021");
	assert_null(application->deemed_complete_due); /* this measure has no clock */
	assert_string_equal(get(harness, application->id)->title, "Un centre qui revit");
	funding_free(harness);
}

static void the_territory_is_known_and_living(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.territory = "nowhere";
	assert_nothing_written(harness, file(harness, &ask), "TERRITORY_UNKNOWN");
	ask = MANAGER;
	ask.beneficiary = "77999";
	assert_nothing_written(harness, file_as(harness, prefecture(harness, "77"), &ask),
			       "BENEFICIARY_ELSEWHERE");
	ask.beneficiary = "";
	assert_nothing_written(harness, file_as(harness, prefecture(harness, "77"), &ask),
			       "BENEFICIARY_ELSEWHERE");
	territory_ends(harness, BRIE);
	assert_nothing_written(harness, answer = file(harness, &MANAGER), "TERRITORY_ENDED");
	assert_string_equal(answer.field, "territory_id");
	assert_non_null(strstr(answer.message, "Brie"));
	funding_free(harness);
}

static void only_for_a_territory_of_ones_own(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;

	(void)state;
	assert_nothing_written(harness, file_as(harness, prefecture(harness, "14"), &MANAGER),
			       "OUT_OF_SCOPE");
	assert_nothing_written(harness, file_as(harness, town(harness, "77183"), &MANAGER), "OUT_OF_SCOPE");
	/* Another territory's beneficiary does not open this one. */
	ask.beneficiary = "14366";
	assert_nothing_written(harness, file_as(harness, prefecture(harness, "14"), &ask), "OUT_OF_SCOPE");
	assert_accepted(file_as(harness, prefecture(harness, "77"), &MANAGER));
	assert_accepted(file_as(harness, town(harness, EPCI_BRIE), &MANAGER)); /* for its commune */
	ask = MANAGER;
	ask.beneficiary = EPCI_BRIE;
	assert_accepted(file(harness, &ask));
	assert_nothing_written(harness, file_as(harness, town(harness, "77131"), &ask), "OUT_OF_SCOPE");
	funding_free(harness);
}

static void a_measure_is_named_and_open(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.measure = "chef-projet";
	assert_nothing_written(harness, answer = file(harness, &ask), "MEASURE_UNKNOWN");
	assert_non_null(strstr(answer.message, "« chef-de-projet »"));
	ask.measure = "zzz";
	assert_nothing_written(harness, file(harness, &ask), "MEASURE_UNKNOWN");
	ask.measure = "etude";
	assert_nothing_written(harness, answer = file(harness, &ask), "MEASURE_NOT_OPEN_YET");
	assert_string_equal(answer.field, "measure_id");
	assert_string_equal(answer.legal_reference, "Lettre de l'offre");
	assert_non_null(strstr(answer.message, "2026-09-01"));
	funding_free(harness);
}

/* The last day lasts until midnight there: 22:00 UTC in Seine-et-Marne, where summer time has begun, 20:00 in La
 * Réunion. */
static void the_last_day_ends_at_midnight(void **state)
{
	struct harness *harness = funding_new();
	struct ask south = MANAGER;

	(void)state;
	south.territory = SUD;
	south.beneficiary = "97411";
	harness_advance(harness, 75 * DAY_MS + 7 * 3600000 + 3599999); /* 2026-03-31T19:59:59.999Z */
	assert_accepted(file(harness, &south));
	harness_advance(harness, 1);
	assert_nothing_written(harness, file(harness, &south), "MEASURE_CLOSED");
	harness_advance(harness, 2 * 3600000 - 1); /* 21:59:59.999Z */
	assert_accepted(file(harness, &MANAGER));
	harness_advance(harness, 1);
	assert_nothing_written(harness, file(harness, &MANAGER), "MEASURE_CLOSED");
	funding_free(harness);
}

static void duration_and_cost(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.months = 0;
	assert_nothing_written(harness, file(harness, &ask), "DURATION");
	ask.months = 37;
	assert_nothing_written(harness, answer = file(harness, &ask), "DURATION");
	assert_non_null(strstr(answer.message, "36"));
	ask.months = 36;
	assert_accepted(file(harness, &ask));
	ask = WORKS;
	ask.months = 1;
	assert_nothing_written(harness, file(harness, &ask), "DURATION");
	ask = MANAGER;
	ask.cost = 0;
	assert_nothing_written(harness, answer = file(harness, &ask), "AMOUNT");
	assert_string_equal(answer.field, "annual_cost_cents");
	ask.cost = INT64_C(1000000000000001);
	assert_nothing_written(harness, file(harness, &ask), "AMOUNT");
	ask.cost = INT64_MIN;
	assert_nothing_written(harness, file(harness, &ask), "AMOUNT");
	ask = MANAGER;
	ask.starts_on = "2026-02-30";
	assert_nothing_written(harness, file(harness, &ask), "DATE_INVALID");
	funding_free(harness);
}

static void payers_are_the_measures(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.amounts[1].payer = "ademe";
	assert_nothing_written(harness, answer = file(harness, &ask), "PAYER_NOT_OF_MEASURE");
	assert_string_equal(answer.field, "amounts[1].payer");
	assert_non_null(strstr(answer.message, "banque-des-territoires, anah"));
	ask.amounts[1].payer = "etat";
	assert_nothing_written(harness, file(harness, &ask), "PAYER_TWICE");
	ask.amounts[0].payer = NULL;
	assert_nothing_written(harness, file(harness, &ask), "AMOUNTS_MISSING");
	ask = MANAGER;
	ask.amounts[0].payer = "anah"; /* which pays besides others, never alone */
	ask.amounts[1].payer = NULL;
	assert_nothing_written(harness, file(harness, &ask), "PAYER_MISSING");
	funding_free(harness);
}

static void amounts_are_possible(void **state)
{
	static const int64_t impossible[] = {0, -1, INT64_C(1000000000000001), INT64_MAX, INT64_MIN};
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	for (unsigned i = 0; i < sizeof impossible / sizeof *impossible; i++) {
		ask.amounts[1].cents = impossible[i];
		assert_nothing_written(harness, answer = file(harness, &ask), "AMOUNT");
		assert_string_equal(answer.field, "amounts[1].amount_cents");
	}
	funding_free(harness);
}

/* 75 % of 50 000 is 37 500. */
static void above_the_rate(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.cost = EUROS(50000);
	ask.amounts[0].cents = EUROS(22500) + 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "ABOVE_RATE");
	assert_string_equal(answer.field, "amounts");
	assert_string_equal(answer.legal_reference, "Lettre de l'offre");
	assert_non_null(strstr(answer.message, "75 %"));
	assert_says_amount(answer, EUROS(37500));
	ask.amounts[0].cents = EUROS(22500);
	assert_accepted(file(harness, &ask));
	funding_free(harness);
}

static void above_the_ceiling(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.cost = EUROS(100000);
	ask.amounts[0].cents = EUROS(30000) + 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "ABOVE_CEILING");
	assert_says_amount(answer, EUROS(45000));
	ask.amounts[0].cents = EUROS(30000);
	assert_accepted(file(harness, &ask));
	/* Eighteen months: 67 500. */
	ask.months = 18;
	ask.amounts[0].cents = EUROS(52500);
	assert_accepted(file(harness, &ask));
	ask.amounts[0].cents++;
	assert_nothing_written(harness, answer = file(harness, &ask), "ABOVE_CEILING");
	assert_non_null(strstr(answer.message, "× 18/12"));
	funding_free(harness);
}

/* A cost of 100,01 over 7 months at 75 %: 43,754375, which is 43,75. A ceiling of 45 000 over 7: 26 250. */
static void months_count_in_proportion_rounded_down(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;

	(void)state;
	ask.months = 7;
	ask.cost = 10001;
	ask.amounts[1].payer = NULL;
	ask.amounts[0].cents = 4376;
	assert_nothing_written(harness, file(harness, &ask), "ABOVE_RATE");
	ask.amounts[0].cents = 4375;
	assert_accepted(file(harness, &ask));
	ask.cost = EUROS(70000);
	ask.amounts[0].cents = EUROS(26250) + 1;
	assert_nothing_written(harness, file(harness, &ask), "ABOVE_CEILING");
	ask.amounts[0].cents = EUROS(26250);
	assert_accepted(file(harness, &ask));
	funding_free(harness);
}

/* With the Anah all may reach 55 000; it pays half of 80 000 at most. */
static void a_co_payer_raises_the_ceiling(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.cost = EUROS(90000);
	ask.amounts[0].cents = EUROS(15000);
	ask.amounts[1].payer = "anah";
	ask.amounts[1].cents = EUROS(40000);
	assert_int_equal(filed(file(harness, &ask))->n_documents, 2); /* it wants one besides */
	ask.amounts[0].cents++;
	assert_nothing_written(harness, answer = file(harness, &ask), "ABOVE_CEILING");
	assert_says_amount(answer, EUROS(55000));
	assert_non_null(strstr(answer.message, "l'Anah"));
	ask.amounts[0].cents = EUROS(10000);
	ask.amounts[1].cents = EUROS(40000) + 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "CO_PAYER_CEILING");
	assert_string_equal(answer.field, "amounts[1].amount_cents");
	assert_string_equal(answer.legal_reference, "Offre, part Anah");
	/* Half of a cost that is below the base. */
	ask.cost = EUROS(60000);
	ask.amounts[1].cents = EUROS(30000) + 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "CO_PAYER_CEILING");
	assert_non_null(strstr(answer.message, "50 %"));
	funding_free(harness);
}

static void a_flat_amount_is_that(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.measure = "vta";
	ask.cost = 0;
	ask.documents[0].code = NULL;
	ask.amounts[1].payer = NULL;
	ask.amounts[0].cents = EUROS(15000) - 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "NOT_THE_FLAT_AMOUNT");
	assert_says_amount(answer, EUROS(15000));
	ask.amounts[0].cents = EUROS(15000) + 1;
	assert_nothing_written(harness, file(harness, &ask), "NOT_THE_FLAT_AMOUNT");
	ask.amounts[0].cents = EUROS(15000);
	assert_accepted(file(harness, &ask));
	funding_free(harness);
}

/* From 20 to 80 % of the whole, without a duration. */
static void a_rate_has_two_ends(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = WORKS;
	struct answer answer;

	(void)state;
	ask.amounts[0].cents = EUROS(20000) - 1;
	assert_nothing_written(harness, answer = file(harness, &ask), "BELOW_RATE");
	assert_string_equal(answer.legal_reference, "CGCT R2334-27");
	ask.amounts[0].cents = EUROS(20000);
	assert_accepted(file(harness, &ask));
	ask.amounts[0].cents = EUROS(80000);
	assert_accepted(file(harness, &ask));
	ask.amounts[0].cents++;
	assert_nothing_written(harness, file(harness, &ask), "ABOVE_RATE");
	funding_free(harness);
}

static void the_largest_amounts_are_counted(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = WORKS;

	(void)state;
	ask.cost = INT64_C(1000000000000000);
	ask.amounts[0].cents = INT64_C(800000000000000);
	assert_accepted(file(harness, &ask));
	ask.amounts[0].cents++;
	assert_nothing_written(harness, file(harness, &ask), "ABOVE_RATE");
	funding_free(harness);
}

static void documents_are_of_the_measure(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = MANAGER;
	struct answer answer;

	(void)state;
	ask.documents[1].code = "opah"; /* which the Anah alone wants */
	ask.documents[1].reference = "OPAH du centre";
	assert_nothing_written(harness, answer = file(harness, &ask), "DOCUMENT_UNKNOWN");
	assert_string_equal(answer.field, "documents[1].code");
	ask.documents[1].code = "convention";
	assert_nothing_written(harness, file(harness, &ask), "DOCUMENT_TWICE");
	ask.documents[1].code = NULL;
	ask.documents[0].reference = " ";
	assert_nothing_written(harness, answer = file(harness, &ask), "TEXT_MISSING");
	assert_string_equal(answer.field, "documents[0].reference");
	funding_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_application_is_filed),
		cmocka_unit_test(the_territory_is_known_and_living),
		cmocka_unit_test(only_for_a_territory_of_ones_own),
		cmocka_unit_test(a_measure_is_named_and_open),
		cmocka_unit_test(the_last_day_ends_at_midnight),
		cmocka_unit_test(duration_and_cost),
		cmocka_unit_test(payers_are_the_measures),
		cmocka_unit_test(amounts_are_possible),
		cmocka_unit_test(above_the_rate),
		cmocka_unit_test(above_the_ceiling),
		cmocka_unit_test(months_count_in_proportion_rounded_down),
		cmocka_unit_test(a_co_payer_raises_the_ceiling),
		cmocka_unit_test(a_flat_amount_is_that),
		cmocka_unit_test(a_rate_has_two_ends),
		cmocka_unit_test(the_largest_amounts_are_counted),
		cmocka_unit_test(documents_are_of_the_measure),
	};

	return cmocka_run_group_tests_name("funding/filing", tests, NULL, NULL);
}
