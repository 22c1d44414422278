/* Meetings of a territory's committee: each rule at its boundary, and what the territory shows of them. */
#include "path.h"

static char *AXES[] = {"Habitat", "Commerce", "Mobilités"};

static Registry__RecordCommitteeRequest meeting(char *territory, char *held_on)
{
	Registry__RecordCommitteeRequest request = REGISTRY__RECORD_COMMITTEE_REQUEST__INIT;

	request.territory_id = territory;
	request.held_on = held_on;
	request.place = "Mairie de Coulommiers";
	request.decisions = "Le plan d'action est adopté.";
	return request;
}

static struct answer record(struct harness *harness, const Registry__RecordCommitteeRequest *request)
{
	return harness_call(harness, prefecture(harness, "77"), "RecordCommittee", &request->base);
}

static void a_meeting_is_in_the_file(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-15");
	struct answer answer;
	Registry__Committee *committee;
	Registry__Territory *territory;

	(void)state;
	request.axes = AXES;
	request.n_axes = 3;
	answer = record(harness, &request);
	assert_accepted(answer);
	committee = ((Registry__RecordCommitteeResponse *)answer.response)->committee;
	assert_string_equal(committee->place, "Mairie de Coulommiers");
	assert_int_equal(committee->recorded_at->seconds, harness->now.us / 1000000);
	territory = get_territory(harness, id)->territory;
	assert_int_equal(territory->n_committees, 1);
	assert_string_equal(territory->committees[0]->decisions, "Le plan d'action est adopté.");
	assert_int_equal(territory->committees[0]->recorded_at->seconds, harness->now.us / 1000000);
	assert_int_equal(territory->n_axes, 3);
	assert_string_equal(territory->axes[1], "Commerce");
	assert_int_equal(territory->n_history, 2);
	assert_int_equal(territory->history[1]->step, REGISTRY__TERRITORY_STEP__TERRITORY_STEP_COMMITTEE);
	assert_string_equal(territory->history[1]->date, "2026-01-15");
	assert_string_equal(territory->history[1]->note, "Mairie de Coulommiers");
	registry_free(harness);
}

static void lists_leave_meetings_out(void **state)
{
	Registry__ListTerritoriesRequest list = REGISTRY__LIST_TERRITORIES_REQUEST__INIT;
	struct harness *harness = registry_new();
	Registry__RecordCommitteeRequest request =
		meeting(territory_of(harness, proposed(harness)), "2026-01-15");
	Registry__ListTerritoriesResponse *listed;

	(void)state;
	request.axes = AXES;
	request.n_axes = 1;
	assert_accepted(record(harness, &request));
	listed = harness_call(harness, citizen(harness), "ListTerritories", &list.base).response;
	assert_int_equal(listed->territories[0]->n_committees, 0);
	assert_int_equal(listed->territories[0]->n_axes, 1);
	registry_free(harness);
}

/* The label is of the 15th, which is today. */
static void between_the_label_and_today(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-14");

	(void)state;
	assert_refused(record(harness, &request), "DATE_BEFORE_LABEL");
	request.held_on = "2026-01-16";
	assert_refused(record(harness, &request), "DATE_IN_FUTURE");
	request.held_on = "2026-02-30";
	assert_refused(record(harness, &request), "DATE_INVALID");
	harness_advance(harness, 11 * 3600 * 1000 - 1); /* to midnight, in Paris */
	request.held_on = "2026-01-16";
	assert_refused(record(harness, &request), "DATE_IN_FUTURE");
	harness_advance(harness, 1);
	assert_accepted(record(harness, &request));
	registry_free(harness);
}

/* In La Réunion it is the 16th from 20:00 UTC on. */
static void today_is_the_day_there(void **state)
{
	struct harness *harness = registry_new();
	char *candidacy = submitted(submit_one(harness, "97410", EPCI_SUD))->id;
	Registry__RecordCommitteeRequest request;

	(void)state;
	assert_accepted(opine(harness, candidacy, "974", OPINION_FAVOURABLE, ""));
	assert_accepted(propose(harness, "974", "04", &candidacy, 1, ""));
	request = meeting(territory_of(harness, candidacy), "2026-01-16");
	harness_advance(harness, 8 * 3600 * 1000 - 1);
	assert_refused(harness_call(harness, prefecture(harness, "974"), "RecordCommittee", &request.base),
		       "DATE_IN_FUTURE");
	harness_advance(harness, 1);
	assert_accepted(harness_call(harness, prefecture(harness, "974"), "RecordCommittee", &request.base));
	registry_free(harness);
}

static void the_same_meeting_once(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-15");
	struct answer answer;
	uint64_t sequence;

	(void)state;
	assert_accepted(record(harness, &request));
	sequence = harness_sequence(harness);
	request.place = "mairie  de coulommiers";
	request.decisions = "Autre chose.";
	answer = record(harness, &request);
	assert_refused(answer, "COMMITTEE_KNOWN");
	assert_int_equal(answer.fault, FAULT_ALREADY_EXISTS);
	assert_int_equal(harness_sequence(harness), sequence);
	request.place = "Préfecture";
	assert_accepted(record(harness, &request));
	harness_advance(harness, 86400 * 1000);
	request.held_on = "2026-01-16";
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_committees, 3);
	registry_free(harness);
}

/* A meeting recorded late does not undo what a later one has adopted. */
static void axes_are_those_of_the_latest_meeting(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-17");

	(void)state;
	harness_advance(harness, 5LL * 86400 * 1000);
	request.axes = AXES;
	request.n_axes = 2;
	assert_accepted(record(harness, &request));
	request.held_on = "2026-01-16";
	request.n_axes = 3;
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_axes, 2);
	request.held_on = "2026-01-18";
	request.n_axes = 0;
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_axes, 2);
	request.held_on = "2026-01-19";
	request.n_axes = 1;
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_axes, 1);
	request.place = "Préfecture"; /* the same day: as recorded */
	request.n_axes = 3;
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_axes, 3);
	registry_free(harness);
}

static void axes_are_few_and_different(void **state)
{
	char *axes[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"};
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-15");
	char text[202] = "";

	(void)state;
	memset(text, 'x', 201);
	request.axes = axes;
	request.n_axes = 13;
	assert_refused(record(harness, &request), "TOO_MANY_AXES");
	request.n_axes = 12;
	axes[11] = text;
	assert_refused(record(harness, &request), "TEXT_TOO_LONG");
	axes[11] = " ";
	assert_refused(record(harness, &request), "TEXT_MISSING");
	axes[0] = "Mobilités";
	axes[11] = "MOBILITES";
	assert_refused(record(harness, &request), "AXIS_TWICE");
	text[200] = '\0';
	axes[11] = text;
	assert_accepted(record(harness, &request));
	assert_int_equal(get_territory(harness, id)->territory->n_axes, 12);
	registry_free(harness);
}

static void texts_are_bounded(void **state)
{
	struct harness *harness = registry_new();
	Registry__RecordCommitteeRequest request =
		meeting(territory_of(harness, proposed(harness)), "2026-01-15");
	char place[162] = "", decisions[8002] = "";

	(void)state;
	memset(place, 'x', 161);
	memset(decisions, 'x', 8001);
	request.place = "";
	assert_refused(record(harness, &request), "TEXT_MISSING");
	request.place = place;
	assert_refused(record(harness, &request), "TEXT_TOO_LONG");
	place[160] = '\0';
	request.decisions = decisions;
	assert_refused(record(harness, &request), "TEXT_TOO_LONG");
	decisions[8000] = '\0';
	assert_accepted(record(harness, &request));
	registry_free(harness);
}

static void only_of_a_living_territory(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting("nothing", "2026-01-15");
	struct answer answer = record(harness, &request);

	(void)state;
	assert_refused(answer, "TERRITORY_UNKNOWN");
	assert_int_equal(answer.fault, FAULT_NOT_FOUND);
	assert_accepted(withdraw_label(harness, get_territory(harness, id)->territory->label_id));
	request.territory_id = id;
	assert_refused(record(harness, &request), "TERRITORY_ENDED");
	registry_free(harness);
}

static void by_those_it_concerns(void **state)
{
	struct harness *harness = registry_new();
	Registry__RecordCommitteeRequest request =
		meeting(territory_of(harness, proposed(harness)), "2026-01-15");
	const ProtobufCMessage *base = &request.base;

	(void)state;
	assert_refused(harness_call(harness, prefecture(harness, "14"), "RecordCommittee", base),
		       "OUT_OF_SCOPE");
	assert_refused(harness_call(harness, harness_collectivite(harness, "mairie", "77183"),
				    "RecordCommittee", base),
		       "OUT_OF_SCOPE");
	assert_refused(harness_call(harness, anct(harness), "RecordCommittee", base), "ROLE_REQUIRED");
	assert_accepted(harness_call(harness, harness_collectivite(harness, "mairie", "77131"),
				     "RecordCommittee", base));
	request.place = "Siège de l'agglomération";
	assert_accepted(harness_call(harness, harness_collectivite(harness, "agglo", EPCI_BRIE),
				     "RecordCommittee", base));
	registry_free(harness);
}

static void the_file_is_bounded(void **state)
{
	struct harness *harness = registry_new();
	char *id = territory_of(harness, proposed(harness));
	Registry__RecordCommitteeRequest request = meeting(id, "2026-01-15");
	char place[16];

	(void)state;
	request.place = place;
	for (unsigned i = 0; i < 150; i++) {
		snprintf(place, sizeof place, "Salle %u", i);
		assert_accepted(record(harness, &request));
	}
	snprintf(place, sizeof place, "Salle 150");
	assert_refused(record(harness, &request), "TOO_MANY_COMMITTEES");
	assert_int_equal(get_territory(harness, id)->territory->n_committees, 150);
	registry_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_meeting_is_in_the_file),
		cmocka_unit_test(lists_leave_meetings_out),
		cmocka_unit_test(between_the_label_and_today),
		cmocka_unit_test(today_is_the_day_there),
		cmocka_unit_test(the_same_meeting_once),
		cmocka_unit_test(axes_are_those_of_the_latest_meeting),
		cmocka_unit_test(axes_are_few_and_different),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(only_of_a_living_territory),
		cmocka_unit_test(by_those_it_concerns),
		cmocka_unit_test(the_file_is_bounded),
	};

	return cmocka_run_group_tests_name("registry/committee", tests, NULL, NULL);
}
