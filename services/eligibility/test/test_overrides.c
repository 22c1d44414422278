/* The préfet's word beside a score: who says it, who reads it, with what reason; and that no score changes by it. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	new_run(harness);
	return 0;
}

#define RETAIN    ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_RETAIN
#define SET_ASIDE ELIGIBILITY__OVERRIDE_KIND__OVERRIDE_KIND_SET_ASIDE

static struct answer record_by(const Bus__Actor *actor, char *commune, Eligibility__OverrideKind kind,
			       char *reason)
{
	Eligibility__RecordOverrideRequest request = ELIGIBILITY__RECORD_OVERRIDE_REQUEST__INIT;

	request.commune_code = commune;
	request.kind = kind;
	request.reason = reason;
	return harness_call(harness, actor, "RecordOverride", &request.base);
}

static const Eligibility__Override *recorded(const char *departement, char *commune,
					     Eligibility__OverrideKind kind, char *reason)
{
	struct answer answer = record_by(prefecture(harness, departement), commune, kind, reason);

	assert_accepted(answer);
	return ((const Eligibility__RecordOverrideResponse *)answer.response)->override;
}

static struct answer withdraw_by(const Bus__Actor *actor, char *commune, char *reason)
{
	Eligibility__WithdrawOverrideRequest request = ELIGIBILITY__WITHDRAW_OVERRIDE_REQUEST__INIT;

	request.commune_code = commune;
	request.reason = reason;
	return harness_call(harness, actor, "WithdrawOverride", &request.base);
}

static const Eligibility__ListOverridesResponse *list_by(const Bus__Actor *actor,
							 Eligibility__ListOverridesRequest request)
{
	struct answer answer = harness_call(harness, actor, "ListOverrides", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static size_t seen_by(const Bus__Actor *actor)
{
	return list_by(actor, (Eligibility__ListOverridesRequest)ELIGIBILITY__LIST_OVERRIDES_REQUEST__INIT)
		->n_overrides;
}

static void it_says_what_the_prefet_had_before_him(void **state)
{
	const Eligibility__Override *override = recorded("14", "14047", RETAIN, "Sous-préfecture isolée");
	const Eligibility__Score *score = score_of(harness, "14047");

	(void)state;
	assert_string_equal(override->commune_code, "14047");
	assert_string_equal(override->departement_code, "14");
	assert_int_equal(override->kind, RETAIN);
	assert_string_equal(override->reason, "Sous-préfecture isolée");
	assert_string_equal(override->run_id, score->run_id);
	assert_near(override->score, 12.5);
	assert_int_equal(override->rank_departement, 3);
	assert_string_equal(override->author, "prefecture");
	assert_int_equal(override->recorded_at->seconds, 1768478400);
	assert_int_equal(recorded("14", "14366", RETAIN, "Trop grande de peu")->rank_departement, 0);
}

static void no_score_changes_by_it(void **state)
{
	const Eligibility__Score *before = score_of(harness, "14047"), *after;

	(void)state;
	recorded("14", "14047", SET_ASIDE, "Déjà aidée");
	after = score_of(harness, "14047");
	assert_true(after->score == before->score);
	assert_true(after->eligible);
	assert_int_equal(after->rank_departement, before->rank_departement);
	assert_true(check_run(harness, ""));
	assert_true(((const Eligibility__RunScoresResponse *)run_scores(harness, "").response)->already_run);
}

static void the_same_again_writes_nothing(void **state)
{
	uint64_t sequence;

	(void)state;
	recorded("14", "14047", RETAIN, "Isolée");
	sequence = harness_sequence(harness);
	harness_advance(harness, 1000);
	assert_int_equal(recorded("14", "14047", RETAIN, "Isolée")->recorded_at->seconds, 1768478400);
	assert_int_equal(harness_sequence(harness), sequence);
	assert_int_equal(recorded("14", "14047", RETAIN, "Isolée, et seule")->recorded_at->seconds,
			 1768478401);
	assert_int_equal(harness_sequence(harness), sequence + 1);
	recorded("14", "14047", SET_ASIDE, "Isolée, et seule");
	assert_int_equal(harness_sequence(harness), sequence + 2);
	assert_int_equal(seen_by(anct(harness)), 1); /* one word of each commune */
}

static void a_reason_is_owed(void **state)
{
	struct answer answer = record_by(prefecture(harness, "14"), "14047", RETAIN, " ");

	(void)state;
	assert_refused(answer, "TEXT_MISSING");
	assert_string_equal(answer.field, "reason");
	assert_string_equal(answer.legal_reference, "CRPA L211-2");
	recorded("14", "14047", RETAIN, "Isolée");
	answer = withdraw_by(prefecture(harness, "14"), "14047", "");
	assert_refused(answer, "TEXT_MISSING");
	assert_string_equal(answer.legal_reference, "CRPA L211-2");
}

static void each_prefet_speaks_of_his_own(void **state)
{
	uint64_t before = harness_sequence(harness);

	(void)state;
	assert_refused(record_by(prefecture(harness, "27"), "14047", RETAIN, "R"), "OUT_OF_SCOPE");
	assert_int_equal(record_by(anct(harness), "14047", RETAIN, "R").fault, FAULT_PERMISSION_DENIED);
	assert_int_equal(record_by(citizen(harness), "14047", RETAIN, "R").fault, FAULT_PERMISSION_DENIED);
	assert_int_equal(
		record_by(harness_collectivite(harness, "mairie", "14047"), "14047", RETAIN, "R").fault,
		FAULT_PERMISSION_DENIED);
	assert_int_equal(harness_sequence(harness), before);
	recorded("14", "14047", RETAIN, "R");
	assert_refused(withdraw_by(prefecture(harness, "27"), "14047", "R"), "OUT_OF_SCOPE");
}

static void what_cannot_be_said_is_refused(void **state)
{
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE), *held = harness;
	struct france grown = FRANCE;
	struct answer answer = record_by(prefecture(harness, "14"), "14047", 0, "R");

	(void)state;
	assert_refused(answer, "CHOICE_MISSING");
	assert_string_equal(answer.field, "kind");
	assert_refused(record_by(prefecture(harness, "14"), "14001", RETAIN, "R"), "COMMUNE_UNKNOWN");
	assert_refused(withdraw_by(prefecture(harness, "14"), "14047", "R"), "OVERRIDE_UNKNOWN");
	grown.communes[3].code = "14002";
	grown.epcis[1].members[1] = "14002";
	say_france(harness, &grown, "14367");
	answer = record_by(prefecture(harness, "14"), "14002", RETAIN, "R"); /* newer than the run */
	assert_refused(answer, "NOT_SCORED");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_refused(record_by(prefecture(harness, "14"), "14367", RETAIN, "R"), "COMMUNE_UNKNOWN");
	harness = empty;
	say_france(harness, &FRANCE, NULL);
	assert_refused(record_by(prefecture(harness, "14"), "14047", RETAIN, "R"), "NO_RUN");
	eligibility_free(harness);
	harness = held;
}

static void a_word_is_taken_back(void **state)
{
	(void)state;
	recorded("14", "14047", RETAIN, "Isolée");
	assert_accepted(withdraw_by(prefecture(harness, "14"), "14047", "Erreur de commune"));
	assert_int_equal(seen_by(anct(harness)), 0);
	assert_refused(withdraw_by(prefecture(harness, "14"), "14047", "R"), "OVERRIDE_UNKNOWN");
	recorded("14", "14047", RETAIN, "Isolée"); /* and said again */
	assert_int_equal(seen_by(anct(harness)), 1);
}

/* The nation all; a préfet those of his département; a town its own; the public none. */
static void each_reads_what_concerns_it(void **state)
{
	Eligibility__ListOverridesRequest request = ELIGIBILITY__LIST_OVERRIDES_REQUEST__INIT;
	const Eligibility__ListOverridesResponse *response;

	(void)state;
	recorded("14", "14047", RETAIN, "A");
	recorded("14", "14999", SET_ASIDE, "B");
	recorded("27", "27016", RETAIN, "C");
	assert_int_equal(seen_by(anct(harness)), 3);
	assert_int_equal(seen_by(harness_actor(harness, "auditor", BUS__ROLE__ROLE_AUDITOR, NULL)), 3);
	assert_int_equal(seen_by(prefecture(harness, "14")), 2);
	assert_int_equal(seen_by(prefecture(harness, "27")), 1);
	assert_int_equal(seen_by(harness_actor(harness, "region", BUS__ROLE__ROLE_REGION, "14")), 2);
	assert_int_equal(seen_by(harness_collectivite(harness, "mairie", "14999")), 1);
	assert_int_equal(seen_by(harness_collectivite(harness, "mairie", "14118")), 0);
	assert_int_equal(harness_call(harness, citizen(harness), "ListOverrides", &request.base).fault,
			 FAULT_PERMISSION_DENIED);
	response = list_by(prefecture(harness, "14"), request);
	assert_string_equal(response->overrides[0]->commune_name, "Bayeux");
	assert_string_equal(response->overrides[1]->commune_code, "14999");
	request.commune_code = "27016"; /* no filter gives more than one may see */
	assert_int_equal(list_by(prefecture(harness, "14"), request)->n_overrides, 0);
	assert_int_equal(list_by(anct(harness), request)->n_overrides, 1);
}

static void lists_have_pages_and_filters(void **state)
{
	Eligibility__ListOverridesRequest request = ELIGIBILITY__LIST_OVERRIDES_REQUEST__INIT;
	const Eligibility__ListOverridesResponse *response;

	(void)state;
	recorded("14", "14047", RETAIN, "A");
	recorded("14", "14999", RETAIN, "B");
	recorded("27", "27016", RETAIN, "C");
	request.page_size = 2;
	response = list_by(anct(harness), request);
	assert_int_equal(response->n_overrides, 2);
	assert_string_equal(response->overrides[1]->commune_code, "14999");
	request.page_token = response->next_page_token;
	response = list_by(anct(harness), request);
	assert_int_equal(response->n_overrides, 1);
	assert_string_equal(response->overrides[0]->commune_code, "27016");
	assert_string_equal(response->next_page_token, "");
	request.page_token = "";
	request.departement_code = "14";
	response = list_by(anct(harness), request);
	assert_int_equal(response->n_overrides, 2);
	assert_string_equal(response->next_page_token, ""); /* none of it is behind */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(it_says_what_the_prefet_had_before_him),
		CASE(no_score_changes_by_it),
		CASE(the_same_again_writes_nothing),
		CASE(a_reason_is_owed),
		CASE(each_prefet_speaks_of_his_own),
		CASE(what_cannot_be_said_is_refused),
		CASE(a_word_is_taken_back),
		CASE(each_reads_what_concerns_it),
		CASE(lists_have_pages_and_filters),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/overrides", tests, NULL, NULL);
}
