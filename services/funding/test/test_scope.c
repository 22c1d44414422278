/* Who sees what: applications, their sums, and the entries that tell of them. */
#include "path.h"

#include "store/journal.h"

static const struct ask SEINE_WORKS = {
	.territory = SEINE,
	.beneficiary = "27016",
	.measure = "detr",
	.starts_on = "2026-09-01",
	.cost = EUROS(10000),
	.amounts = {{"etat", EUROS(5000)}},
};

static Funding__ListApplicationsResponse *list(struct harness *harness, const Bus__Actor *actor,
					       Funding__ListApplicationsRequest *request)
{
	struct answer answer = harness_call(harness, actor, "ListApplications", &request->base);

	assert_accepted(answer);
	return answer.response;
}

static size_t seen_by(struct harness *harness, const Bus__Actor *actor)
{
	Funding__ListApplicationsRequest request = FUNDING__LIST_APPLICATIONS_REQUEST__INIT;

	return list(harness, actor, &request)->n_applications;
}

static Funding__GetTotalsResponse *totals(struct harness *harness, const Bus__Actor *actor, char *departement)
{
	Funding__GetTotalsRequest request = FUNDING__GET_TOTALS_REQUEST__INIT;

	request.departement_code = departement;
	struct answer answer = harness_call(harness, actor, "GetTotals", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static void each_sees_its_own(void **state)
{
	struct harness *harness = funding_new();

	(void)state;
	filed(file(harness, &MANAGER));
	filed(file(harness, &WORKS));
	filed(file(harness, &SEINE_WORKS));
	assert_int_equal(seen_by(harness, anct(harness)), 3);
	assert_int_equal(seen_by(harness, prefecture(harness, "77")), 2);
	assert_int_equal(seen_by(harness, prefecture(harness, "14")), 1); /* it coordinates */
	assert_int_equal(seen_by(harness, prefecture(harness, "27")), 1); /* the commune's own */
	assert_int_equal(seen_by(harness, prefecture(harness, "974")), 0);
	assert_int_equal(seen_by(harness, town(harness, "77183")), 2); /* of the same territory */
	assert_int_equal(seen_by(harness, town(harness, EPCI_SEINE)), 1);
	assert_int_equal(seen_by(harness, partner(harness, "banque-des-territoires")), 1);
	assert_int_equal(seen_by(harness, partner(harness, "etat")), 3);
	assert_int_equal(seen_by(harness, partner(harness, "anah")), 0);
	assert_int_equal(seen_by(harness, partner(harness, "")), 0);
	funding_free(harness);
}

static void one_application_in_and_out_of_scope(void **state)
{
	struct harness *harness = funding_new();
	Funding__GetApplicationRequest request = FUNDING__GET_APPLICATION_REQUEST__INIT;

	(void)state;
	request.application_id = filed(file(harness, &MANAGER))->id;
	assert_accepted(harness_call(harness, partner(harness, "banque-des-territoires"), "GetApplication",
				     &request.base));
	assert_accepted(harness_call(harness, town(harness, EPCI_BRIE), "GetApplication", &request.base));
	assert_refused(harness_call(harness, partner(harness, "anah"), "GetApplication", &request.base),
		       "OUT_OF_SCOPE");
	assert_refused(harness_call(harness, town(harness, EPCI_SEINE), "GetApplication", &request.base),
		       "OUT_OF_SCOPE");
	request.application_id = "unknown";
	assert_refused(harness_call(harness, anct(harness), "GetApplication", &request.base),
		       "APPLICATION_UNKNOWN");
	funding_free(harness);
}

static void lists_filter_and_page(void **state)
{
	struct harness *harness = funding_new();
	Funding__ListApplicationsRequest request = FUNDING__LIST_APPLICATIONS_REQUEST__INIT;
	Funding__ListApplicationsResponse *page;
	char *first = filed(file(harness, &MANAGER))->id;

	(void)state;
	filed(file(harness, &WORKS));
	filed(file(harness, &SEINE_WORKS));
	request.page_size = 2;
	page = list(harness, anct(harness), &request);
	assert_int_equal(page->n_applications, 2);
	request.page_token = page->next_page_token;
	page = list(harness, anct(harness), &request);
	assert_int_equal(page->n_applications, 1);
	assert_string_equal(page->next_page_token, "");
	request = (Funding__ListApplicationsRequest)FUNDING__LIST_APPLICATIONS_REQUEST__INIT;
	request.measure_id = "detr";
	assert_int_equal(list(harness, anct(harness), &request)->n_applications, 2);
	request.territory_id = SEINE;
	assert_int_equal(list(harness, anct(harness), &request)->n_applications, 1);
	request.departement_code = "77";
	assert_int_equal(list(harness, anct(harness), &request)->n_applications, 0);
	request = (Funding__ListApplicationsRequest)FUNDING__LIST_APPLICATIONS_REQUEST__INIT;
	assert_accepted(declare(harness, prefecture(harness, "77"), first));
	request.status = APPLICATION_COMPLETE;
	page = list(harness, anct(harness), &request);
	assert_int_equal(page->n_applications, 1);
	assert_string_equal(page->applications[0]->id, first);
	funding_free(harness);
}

static void totals_add_up_by_payer(void **state)
{
	struct harness *harness = funding_new();
	char *id = granted(harness, &MANAGER);
	Funding__GetTotalsResponse *all;

	(void)state;
	filed(file(harness, &WORKS));
	filed(file(harness, &SEINE_WORKS));
	assert_accepted(commit(harness, prefecture(harness, "77"), id, "etat", EUROS(20000), "2102368447"));
	assert_accepted(pay(harness, prefecture(harness, "77"), id, "etat", EUROS(500), "DP 1"));
	all = totals(harness, anct(harness), "");
	assert_int_equal(all->n_payers, 2);
	assert_string_equal(all->payers[0]->payer, "banque-des-territoires");
	assert_int_equal(all->payers[0]->requested_cents, EUROS(15000));
	assert_int_equal(all->payers[1]->application_count, 3);
	assert_int_equal(all->payers[1]->requested_cents, EUROS(85000));
	assert_int_equal(all->payers[1]->granted_cents, EUROS(30000));
	assert_int_equal(all->payers[1]->committed_cents, EUROS(20000));
	assert_int_equal(all->payers[1]->paid_cents, EUROS(500));
	assert_int_equal(totals(harness, anct(harness), "27")->payers[0]->requested_cents, EUROS(5000));
	assert_int_equal(totals(harness, prefecture(harness, "27"), "")->payers[0]->application_count, 1);
	assert_int_equal(totals(harness, prefecture(harness, "27"), "77")->n_payers, 0);
	funding_free(harness);
}

/* A partner's system is told of its payer alone, even of applications that others pay too. */
static void a_partner_adds_up_its_own_lines(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *bank = partner(harness, "banque-des-territoires"), *here;
	Funding__GetTotalsResponse *own;

	(void)state;
	filed(file(harness, &MANAGER));
	filed(file(harness, &WORKS));
	own = totals(harness, bank, "");
	assert_int_equal(own->n_payers, 1);
	assert_string_equal(own->payers[0]->payer, "banque-des-territoires");
	here = harness_actor(harness, "partner", BUS__ROLE__ROLE_PARTNER, "77"); /* a payer of nothing */
	assert_int_equal(totals(harness, here, "")->n_payers, 0);
	funding_free(harness);
}

/* ---- What the journal lets others read */

static void has(char **codes, size_t count, const char *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], wanted) == 0)
			return;
	fail_msg("no %s among %zu", wanted, count);
}

static struct bytes binary(ProtobufCBinaryData data)
{
	return bytes_of(data.data, data.len);
}

/* The journal's last entry, as that reader gets it. */
static const Bus__JournalEntry *last_entry(struct harness *harness, const Bus__Actor *reader)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer = harness_call(harness, reader, "Fetch", &request.base);
	const Bus__FetchResponse *response = answer.response;

	assert_accepted(answer);
	return response->entries[response->n_entries - 1];
}

static void entries_are_for_whom_they_concern(void **state)
{
	struct harness *harness = funding_new();
	const Bus__JournalEntry *last;
	const Bus__EntryHeader *header;
	struct entry entry;

	(void)state;
	filed(file(harness, &MANAGER));
	last = last_entry(harness, anct(harness));
	entry = (struct entry){.header = binary(last->header), .audience = binary(last->audience)};
	header = entry_header(harness->arena, &entry);
	assert_non_null(header);
	assert_int_equal(header->n_departements, 1);
	has(header->departements, header->n_departements, "77");
	assert_int_equal(header->n_collectivites, 3);
	has(header->collectivites, header->n_collectivites, "77183");
	has(header->collectivites, header->n_collectivites, EPCI_BRIE);
	assert_int_equal(header->n_partners, 2);
	has(header->partners, header->n_partners, "banque-des-territoires");
	assert_true(last_entry(harness, partner(harness, "etat"))->payload.len > 0);
	assert_int_equal(last_entry(harness, partner(harness, "anah"))->payload.len, 0);
	assert_int_equal(last_entry(harness, prefecture(harness, "14"))->payload.len, 0);
	funding_free(harness);
}

/* ---- The copy of territories */

static void communes_change_and_the_copy_follows(void **state)
{
	struct harness *harness = funding_new();
	Registry__TerritoryGeographyChanged event = REGISTRY__TERRITORY_GEOGRAPHY_CHANGED__INIT;
	char *communes[] = {"77500"}, *epcis[] = {"200010031"};
	struct ask ask = MANAGER;

	(void)state;
	filed(file(harness, &MANAGER));
	event.territory_id = BRIE;
	event.cog_year = 2027;
	event.commune_codes = communes;
	event.n_commune_codes = 1;
	event.epci_sirens = epcis;
	event.n_epci_sirens = 1;
	harness_source(harness, "registry", &event.base, NULL);
	assert_nothing_written(harness, file_as(harness, prefecture(harness, "77"), &MANAGER),
			       "BENEFICIARY_ELSEWHERE");
	ask.beneficiary = "77500";
	assert_accepted(file(harness, &ask));
	assert_accepted(file_as(harness, town(harness, "200010031"), &ask));
	assert_int_equal(seen_by(harness, town(harness, "77500")), 3);
	assert_int_equal(seen_by(harness, town(harness, "77131")), 1); /* its own, as before */
	assert_int_equal(seen_by(harness, town(harness, "77183")), 0);
	funding_free(harness);
}

static void the_copy_outlives_the_process(void **state)
{
	struct harness *harness = funding_new();

	(void)state;
	harness_restart(harness);
	assert_accepted(file(harness, &MANAGER));
	funding_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sees_its_own),
		cmocka_unit_test(one_application_in_and_out_of_scope),
		cmocka_unit_test(lists_filter_and_page),
		cmocka_unit_test(totals_add_up_by_payer),
		cmocka_unit_test(a_partner_adds_up_its_own_lines),
		cmocka_unit_test(entries_are_for_whom_they_concern),
		cmocka_unit_test(communes_change_and_the_copy_follows),
		cmocka_unit_test(the_copy_outlives_the_process),
	};

	return cmocka_run_group_tests_name("funding/scope", tests, NULL, NULL);
}
