/* Measures are taken in whole or not at all, and a wording never changes. */
#include "path.h"

#include "base/file.h"
#include "json/json.h"

static Funding__Measure *measure(struct harness *harness, char *id, char *version)
{
	Funding__GetMeasureRequest request = FUNDING__GET_MEASURE_REQUEST__INIT;

	request.measure_id = id;
	request.version = version;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "x", BUS__ROLE__ROLE_PUBLIC, NULL), "GetMeasure",
			     &request.base);

	return answer.response ? ((Funding__GetMeasureResponse *)answer.response)->measure : NULL;
}

static Funding__ListMeasuresResponse *list(struct harness *harness, char *open_on, unsigned size, char *token)
{
	Funding__ListMeasuresRequest request = FUNDING__LIST_MEASURES_REQUEST__INIT;

	request.open_on = open_on;
	request.page_size = size;
	request.page_token = token;
	struct answer answer =
		harness_call(harness, harness_actor(harness, "x", BUS__ROLE__ROLE_PUBLIC, NULL),
			     "ListMeasures", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void the_same_words_again_write_nothing(void **state)
{
	struct harness *harness = funding_new();
	uint64_t before = harness_sequence(harness);
	struct answer answer = adopt(harness, catalogue_new(harness));
	Funding__AdoptCatalogueResponse *response = answer.response;

	(void)state;
	assert_accepted(answer);
	assert_int_equal(response->changed, 0);
	assert_int_equal(response->unchanged, 4);
	assert_int_equal(harness_sequence(harness), before);
	funding_free(harness);
}

static void only_what_is_new_is_written(void **state)
{
	struct harness *harness = funding_new();
	struct catalogue *catalogue = catalogue_new(harness);
	uint64_t before = harness_sequence(harness);
	struct answer answer;

	(void)state;
	catalogue->volunteer.version = "2";
	catalogue->flat.amount_cents = EUROS(20000);
	answer = adopt(harness, catalogue);
	assert_accepted(answer);
	assert_int_equal(((Funding__AdoptCatalogueResponse *)answer.response)->changed, 1);
	assert_int_equal(harness_sequence(harness), before + 1);
	assert_int_equal(measure(harness, "vta", "")->flat->amount_cents, EUROS(20000));
	assert_int_equal(measure(harness, "vta", "1")->flat->amount_cents, EUROS(15000));
	assert_null(measure(harness, "vta", "3"));
	assert_null(measure(harness, "", ""));
	/* An earlier wording can come into force again. */
	assert_accepted(adopt(harness, catalogue_new(harness)));
	assert_int_equal(measure(harness, "vta", "")->flat->amount_cents, EUROS(15000));
	funding_free(harness);
}

static void a_version_is_for_ever(void **state)
{
	struct harness *harness = funding_new();
	struct catalogue *catalogue = catalogue_new(harness);
	struct answer answer;

	(void)state;
	catalogue->later.version = "2"; /* new, and written with the others or not at all */
	catalogue->flat.amount_cents = EUROS(20000);
	assert_nothing_written(harness, answer = adopt(harness, catalogue), "MEASURE_VERSION_USED");
	assert_int_equal(answer.fault, FAULT_ALREADY_EXISTS);
	assert_string_equal(answer.field, "measures[1].version");
	assert_null(measure(harness, "etude", "2"));
	funding_free(harness);
}

/* An application is held to the wording it was filed under. */
static void a_new_wording_changes_no_application(void **state)
{
	struct harness *harness = funding_new();
	struct catalogue *catalogue = catalogue_new(harness);
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = filed(file(harness, &MANAGER))->id;

	(void)state;
	catalogue->manager.version = "2";
	catalogue->manager_share.annual_ceiling_cents = EUROS(1000);
	assert_accepted(adopt(harness, catalogue));
	assert_nothing_written(harness, file(harness, &MANAGER), "ABOVE_CEILING");
	assert_accepted(declare(harness, prefet, id));
	assert_accepted(grant(harness, prefet, id, &MANAGER));
	funding_free(harness);
}

static void adoption_refused(struct harness *harness, struct catalogue *catalogue, const char *reason,
			     const char *field)
{
	struct answer answer;

	assert_nothing_written(harness, answer = adopt(harness, catalogue), reason);
	assert_string_equal(answer.field, field);
}

#define assert_measure_refused(harness, change, reason, field)                                               \
	do {                                                                                                 \
		struct catalogue *catalogue = catalogue_new(harness);                                        \
		catalogue->change;                                                                           \
		adoption_refused(harness, catalogue, reason, field);                                         \
	} while (0)

static void each_field_is_checked(void **state)
{
	struct harness *harness = funding_new();
	char *twice[] = {"etat", "etat"}, *shouting[] = {"ETAT"};

	(void)state;
	assert_measure_refused(harness, manager.id = "Chef", "MEASURE_ID_INVALID", "measures[0].id");
	assert_measure_refused(harness, later.id = "vta", "MEASURE_TWICE", "measures[3].id");
	assert_measure_refused(harness, manager.version = "", "TEXT_MISSING", "measures[0].version");
	assert_measure_refused(harness, manager.title = "", "TEXT_MISSING", "measures[0].title");
	assert_measure_refused(harness, manager.source = "", "TEXT_MISSING", "measures[0].source");
	assert_measure_refused(harness, manager.read_on = "", "DATE_INVALID", "measures[0].read_on");
	assert_measure_refused(harness, manager.pillar = 0, "PILLAR_MISSING", "measures[0].pillar");
	assert_measure_refused(harness, manager.n_payers = 0, "PAYERS_COUNT", "measures[0].payers");
	assert_measure_refused(harness, volunteer.payers = shouting, "PAYER_INVALID",
			       "measures[1].payers[0]");
	assert_measure_refused(harness, manager.payers = twice;
			       catalogue->manager.n_payers = 2, "PAYER_TWICE", "measures[0].payers[1]");
	assert_measure_refused(harness, manager.closes_on = "2026-02-30", "DATE_INVALID",
			       "measures[0].closes_on");
	assert_measure_refused(harness, manager.opens_on = "2026-04-01", "CLOSES_BEFORE_OPENING",
			       "measures[0].closes_on");
	assert_measure_refused(harness, convention.code = "a b", "DOCUMENT_INVALID",
			       "measures[0].documents[0].code");
	assert_measure_refused(harness, plan.code = "note", "DOCUMENT_TWICE",
			       "measures[2].documents[1].code");
	assert_measure_refused(harness, note.title = "", "TEXT_MISSING", "measures[2].documents[0].title");
	assert_measure_refused(harness, manager.max_months = 121, "DURATION", "measures[0].max_months");
	assert_measure_refused(harness, works.completeness_months = 25, "DURATION",
			       "measures[2].completeness_months");
	funding_free(harness);
}

static void each_rule_is_checked(void **state)
{
	struct harness *harness = funding_new();

	(void)state;
	assert_measure_refused(harness, manager.amount_case = 0, "AMOUNT_RULE_MISSING", "measures[0].amount");
	assert_measure_refused(harness, flat.amount_cents = 0, "AMOUNT", "measures[1].flat.amount_cents");
	assert_measure_refused(harness, later_share.rate_bp = 0, "RATE", "measures[3].share.rate_bp");
	assert_measure_refused(harness, later_share.rate_bp = 10001, "RATE", "measures[3].share.rate_bp");
	assert_measure_refused(harness, works_share.min_rate_bp = 8001, "RATE",
			       "measures[2].share.min_rate_bp");
	assert_measure_refused(harness, manager_share.annual_ceiling_cents = -1, "AMOUNT",
			       "measures[0].share.annual_ceiling_cents");
	assert_measure_refused(harness, anah.payer = "etat", "PAYER_TWICE",
			       "measures[0].share.co_payers[0].payer");
	assert_measure_refused(harness, anah.rate_bp = 0, "RATE", "measures[0].share.co_payers[0].rate_bp");
	assert_measure_refused(harness, anah.raised_annual_ceiling_cents = INT64_MAX, "AMOUNT",
			       "measures[0].share.co_payers[0].raised_annual_ceiling_cents");
	assert_measure_refused(harness, anah.document_code = "convention", "DOCUMENT_INVALID",
			       "measures[0].share.co_payers[0].document_code");
	assert_measure_refused(harness, anah.source = "", "TEXT_MISSING",
			       "measures[0].share.co_payers[0].source");
	funding_free(harness);
}

static void lists_by_page_and_by_day(void **state)
{
	struct harness *harness = funding_new();
	Funding__ListMeasuresResponse *page = list(harness, "", 3, "");

	(void)state;
	assert_int_equal(page->n_measures, 3);
	assert_string_equal(page->measures[0]->id, "chef-de-projet");
	page = list(harness, "", 3, page->next_page_token);
	assert_int_equal(page->n_measures, 1);
	assert_string_equal(page->measures[0]->id, "vta");
	assert_string_equal(page->next_page_token, "");
	assert_int_equal(list(harness, "2026-03-31", 0, "")->n_measures, 3); /* all but the one to come */
	assert_int_equal(list(harness, "2026-04-01", 0, "")->n_measures, 2);
	assert_int_equal(list(harness, "2026-09-01", 0, "")->n_measures, 3);
	funding_free(harness);
}

/* The offer that is delivered is one that can be adopted. */
static void the_delivered_catalogue(void **state)
{
	struct harness *harness = harness_new(&FUNDING_SERVICE);
	struct refusal refusal = {0};
	struct buf text = {0};
	struct answer answer;
	void *request = NULL;

	(void)state;
	assert_int_equal(file_read("deploy/catalogue/offre-2026.json", 1 << 20, &text), 0);
	if (!json_to_message(harness->arena, &funding__adopt_catalogue_request__descriptor,
			     (const char *)text.data, text.len, &request, &refusal))
		fail_msg("%s: %s", refusal.fields[0], refusal.message);
	buf_free(&text);
	answer = harness_call(harness, anct(harness), "AdoptCatalogue", request);
	if (*answer.reason)
		fail_msg("%s: %s", answer.field, answer.message);
	assert_int_equal(measure(harness, "chef-de-projet", "")->share->annual_ceiling_cents, EUROS(45000));
	assert_int_equal(measure(harness, "detr", "")->completeness_months, 3);
	funding_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_words_again_write_nothing),
		cmocka_unit_test(only_what_is_new_is_written),
		cmocka_unit_test(a_version_is_for_ever),
		cmocka_unit_test(a_new_wording_changes_no_application),
		cmocka_unit_test(each_field_is_checked),
		cmocka_unit_test(each_rule_is_checked),
		cmocka_unit_test(lists_by_page_and_by_day),
		cmocka_unit_test(the_delivered_catalogue),
	};

	return cmocka_run_group_tests_name("funding/catalogue", tests, NULL, NULL);
}
