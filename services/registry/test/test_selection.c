/* What the préfet and the région add to a candidacy. */
#include "path.h"

static void opinions(void **state)
{
	struct harness *harness = registry_new();
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	struct answer answer;
	uint64_t before;

	(void)state;
	assert_refused(opine(harness, id, "14", OPINION_FAVOURABLE, ""), "OUT_OF_SCOPE");
	assert_refused(opine(harness, "01", "14", OPINION_FAVOURABLE, ""), "CANDIDACY_UNKNOWN");
	assert_refused(opine(harness, id, "77", REGISTRY__OPINION_KIND__OPINION_KIND_UNSPECIFIED, ""),
		       "OPINION_INVALID");
	answer = opine(harness, id, "77", OPINION_UNFAVOURABLE, "");
	assert_refused(answer, "TEXT_MISSING");
	assert_string_equal(answer.legal_reference, "CRPA L211-2");
	assert_accepted(opine(harness, id, "77", OPINION_RESERVED, "Projet encore flou."));
	before = harness_sequence(harness);
	assert_accepted(opine(harness, id, "77", OPINION_RESERVED, "Projet encore flou."));
	assert_int_equal(harness_sequence(harness), before);
	answer = opine(harness, id, "77", OPINION_FAVOURABLE, "");
	assert_accepted(answer);
	assert_int_equal(((Registry__GiveOpinionResponse *)answer.response)->candidacy->opinion->kind,
			 OPINION_FAVOURABLE);
	assert_accepted(propose(harness, "77", "11", &id, 1, ""));
	assert_refused(opine(harness, id, "77", OPINION_RESERVED, "Trop tard."), "ALREADY_PROPOSED");
	registry_free(harness);
}

/* Two départements are concerned: the coordinating one gives the opinion. */
static void opinion_of_the_coordinating_one(void **state)
{
	struct harness *harness = registry_new();
	char *communes[] = {"14366", "27016"};
	Bus__Actor *actor = harness_collectivite(harness, "agglo", EPCI_SEINE);
	char *id = submitted(submit(harness, actor, communes, 2, EPCI_SEINE))->id;

	(void)state;
	assert_refused(opine(harness, id, "27", OPINION_FAVOURABLE, ""), "NOT_COORDINATING");
	assert_accepted(opine(harness, id, "14", OPINION_FAVOURABLE, ""));
	registry_free(harness);
}

static void selections(void **state)
{
	struct harness *harness = registry_new();
	char *brie = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	char *lisieux = submitted(submit_one(harness, "14366", EPCI_SEINE))->id;
	char *twice[] = {brie, brie}, *both[] = {brie, lisieux};

	(void)state;
	assert_refused(propose(harness, "77", "11", NULL, 0, ""), "CANDIDACIES_COUNT");
	assert_refused(propose(harness, "77", "11", &brie, 1, ""), "NO_OPINION");
	assert_accepted(opine(harness, brie, "77", OPINION_UNFAVOURABLE, "Trop peu mûr."));
	assert_accepted(opine(harness, lisieux, "14", OPINION_FAVOURABLE, ""));
	assert_refused(propose(harness, "77", "11", twice, 2, "Parce que."), "CANDIDACY_TWICE");
	assert_refused(propose(harness, "77", "11", both, 2, "Parce que."), "OUT_OF_SCOPE");
	assert_refused(propose(harness, "77", "28", &brie, 1, "Parce que."), "CANDIDACY_OTHER_REGION");
	assert_refused(propose(harness, "77", "99", &brie, 1, "Parce que."), "UNKNOWN_CODE");
	assert_refused(propose(harness, "77", "11", &brie, 1, ""), "OPINION_UNFAVOURABLE");
	assert_accepted(propose(harness, "77", "11", &brie, 1, "Seul centre du bassin de vie."));
	assert_refused(propose(harness, "77", "11", &brie, 1, "Encore."), "ALREADY_PROPOSED");
	registry_free(harness);
}

static void selection_dates(void **state)
{
	struct harness *harness = registry_new();
	Registry__ProposeSelectionRequest request = REGISTRY__PROPOSE_SELECTION_REQUEST__INIT;
	char *id = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;

	(void)state;
	assert_accepted(opine(harness, id, "77", OPINION_FAVOURABLE, ""));
	request.region_code = "11";
	request.candidacy_ids = &id;
	request.n_candidacy_ids = 1;
	request.minutes_reference = "CR";
	request.committee_date = "2026-02-30";
	assert_refused(harness_call(harness, anct(harness), "ProposeSelection", &request.base),
		       "DATE_INVALID");
	request.committee_date = "2026-01-17"; /* it is the 15th */
	assert_refused(harness_call(harness, anct(harness), "ProposeSelection", &request.base),
		       "DATE_IN_FUTURE");
	request.committee_date = "2026-01-16"; /* it may be the 16th in Nouméa */
	assert_accepted(harness_call(harness, anct(harness), "ProposeSelection", &request.base));
	registry_free(harness);
}

static void closed_candidacies_do_not_move(void **state)
{
	struct harness *harness = registry_new();
	Bus__Actor *mairie = harness_collectivite(harness, "mairie", "77131");
	char *withdrawn = submitted(submit_one(harness, "77131", EPCI_BRIE))->id;
	char *refused_one = submitted(submit_one(harness, "14366", EPCI_SEINE))->id;

	(void)state;
	assert_accepted(withdraw(harness, mairie, withdrawn));
	assert_refused(withdraw(harness, mairie, withdrawn), "CANDIDACY_CLOSED");
	assert_refused(opine(harness, withdrawn, "77", OPINION_FAVOURABLE, ""), "CANDIDACY_CLOSED");
	assert_refused(propose(harness, "77", "11", &withdrawn, 1, ""), "CANDIDACY_CLOSED");
	assert_refused(grant(harness, withdrawn), "CANDIDACY_CLOSED");
	assert_refused(refuse_candidacy(harness, refused_one, "Non."), "NO_OPINION");
	assert_accepted(opine(harness, refused_one, "14", OPINION_FAVOURABLE, ""));
	assert_refused(refuse_candidacy(harness, refused_one, ""), "TEXT_MISSING");
	assert_accepted(refuse_candidacy(harness, refused_one, "Fragilité non établie."));
	assert_refused(refuse_candidacy(harness, refused_one, "Encore."), "CANDIDACY_CLOSED");
	/* A new one is allowed. */
	assert_accepted(submit_one(harness, "14366", EPCI_SEINE));
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opinions),
		cmocka_unit_test(opinion_of_the_coordinating_one),
		cmocka_unit_test(selections),
		cmocka_unit_test(selection_dates),
		cmocka_unit_test(closed_candidacies_do_not_move),
	};

	return cmocka_run_group_tests_name("registry/selection", tests, NULL, NULL);
}
