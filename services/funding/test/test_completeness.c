/* Is the file complete? Documents, the clock of silence, and the clock that stands still. */
#include "path.h"

/* 2026-04-15T22:00:00Z, the end of 15 April in Seine-et-Marne, in milliseconds from the beginning of the test. */
enum { FILED_TO_DUE_DAYS = 90 };
#define FILED_TO_DUE_MS (FILED_TO_DUE_DAYS * DAY_MS + 10 * INT64_C(3600000))

static int64_t since(const Pb__Timestamp *at)
{
	return at->seconds * 1000 - INT64_C(1768478400) * 1000; /* the test's beginning */
}

/* And a turn, which looks at what is due. */
static void pass(struct harness *harness, int64_t ms)
{
	harness_advance(harness, ms);
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

/* Three civil months, to the end of the last day, by the clocks of the département. */
static void silence_makes_a_file_complete(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &WORKS))->id;
	Funding__Application *application;
	uint64_t before;

	(void)state;
	assert_int_equal(since(get(harness, id)->deemed_complete_due), FILED_TO_DUE_MS);
	before = harness_sequence(harness);
	pass(harness, FILED_TO_DUE_MS - 1);
	assert_int_equal(get(harness, id)->status, APPLICATION_FILED);
	assert_int_equal(harness_sequence(harness), before);
	pass(harness, 1);
	assert_int_equal(harness_sequence(harness), before + 2); /* the deadline, and what it means */
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_COMPLETE);
	assert_true(application->deemed_complete);
	assert_int_equal(since(application->complete_at), FILED_TO_DUE_MS);
	assert_null(application->deemed_complete_due);
	/* What is complete by silence needs nobody's word. */
	assert_nothing_written(harness, declare(harness, prefecture(harness, "77"), id), "WRONG_STATUS");
	assert_nothing_written(harness, ask_documents(harness, id, "note", NULL), "WRONG_STATUS");
	assert_accepted(grant(harness, prefecture(harness, "77"), id, &WORKS));
	funding_free(harness);
}

/* In La Réunion the day ends two hours earlier than in Paris in summer. */
static void the_day_is_the_departements(void **state)
{
	struct harness *harness = funding_new();
	struct ask ask = WORKS;

	(void)state;
	ask.territory = SUD;
	ask.beneficiary = "97411";
	assert_int_equal(since(get(harness, filed(file(harness, &ask))->id)->deemed_complete_due),
			 FILED_TO_DUE_MS - 2 * 3600000);
	funding_free(harness);
}

/* Asked for on the 10th day, there on the 30th: the end comes 20 days later. */
static void the_clock_stands_still_meanwhile(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &WORKS))->id;
	Funding__Application *application;

	(void)state;
	pass(harness, 10 * DAY_MS);
	assert_accepted(ask_documents(harness, id, "note", "plan"));
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_INCOMPLETE);
	assert_null(application->deemed_complete_due);
	assert_int_equal(application->clock_days_left, FILED_TO_DUE_DAYS - 10);
	assert_string_equal(application->request_note, "note, plan : Il manque le cachet");
	pass(harness, 15 * DAY_MS);
	assert_accepted(provide(harness, id, "note"));
	assert_int_equal(get(harness, id)->status, APPLICATION_INCOMPLETE); /* one is still missing */
	assert_null(get(harness, id)->deemed_complete_due);
	pass(harness, 5 * DAY_MS);
	assert_accepted(provide(harness, id, "plan"));
	application = get(harness, id);
	assert_int_equal(application->status, APPLICATION_FILED);
	assert_int_equal(application->clock_days_left, 0);
	assert_int_equal(since(application->deemed_complete_due), FILED_TO_DUE_MS + 20 * DAY_MS);
	pass(harness, 81 * DAY_MS);
	assert_int_equal(get(harness, id)->status, APPLICATION_COMPLETE);
	funding_free(harness);
}

/* However long the beneficiary takes, silence means nothing while it is asked. */
static void nothing_falls_due_while_it_stands(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &WORKS))->id;

	(void)state;
	assert_accepted(ask_documents(harness, id, "note", NULL));
	pass(harness, 400 * DAY_MS);
	assert_int_equal(get(harness, id)->status, APPLICATION_INCOMPLETE);
	assert_nothing_written(harness, grant(harness, prefecture(harness, "77"), id, &WORKS),
			       "NOT_COMPLETE");
	funding_free(harness);
}

/* On the last day there is time; a moment later silence has spoken, even before it was told. */
static void asking_comes_too_late(void **state)
{
	struct harness *harness = funding_new();
	char *first = filed(file(harness, &WORKS))->id, *second = filed(file(harness, &WORKS))->id;
	struct answer answer;

	(void)state;
	harness_advance(harness, FILED_TO_DUE_MS - 1);
	assert_accepted(ask_documents(harness, first, "note", NULL));
	assert_int_equal(get(harness, first)->clock_days_left, 0);
	harness_advance(harness, 1);
	answer = ask_documents(harness, second, "note", NULL); /* decided before the deadline is looked at */
	assert_refused(answer, "DEEMED_COMPLETE");
	assert_string_equal(answer.legal_reference, "CGCT R2334-23");
	assert_int_equal(get(harness, second)->status, APPLICATION_COMPLETE);
	/* With no day left, the one on which all is there is the last. */
	assert_accepted(provide(harness, first, "note"));
	assert_int_equal(get(harness, first)->status, APPLICATION_FILED);
	pass(harness, DAY_MS);
	assert_int_equal(get(harness, first)->status, APPLICATION_COMPLETE);
	funding_free(harness);
}

static void a_measure_without_clock_has_none(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &MANAGER))->id;

	(void)state;
	assert_accepted(ask_documents(harness, id, "convention", NULL));
	assert_accepted(provide(harness, id, "convention"));
	assert_null(get(harness, id)->deemed_complete_due);
	pass(harness, 400 * DAY_MS);
	assert_int_equal(get(harness, id)->status, APPLICATION_FILED);
	funding_free(harness);
}

static void documents_that_are_missing(void **state)
{
	struct harness *harness = funding_new();
	Bus__Actor *prefet = prefecture(harness, "77");
	char *id = filed(file(harness, &WORKS))->id;
	struct answer answer;

	(void)state;
	assert_accepted(provide(harness, id, "plan"));
	assert_nothing_written(harness, answer = declare(harness, prefet, id), "DOCUMENTS_MISSING");
	assert_non_null(strstr(answer.message, "note"));
	assert_null(strstr(answer.message, "plan"));
	/* One that is there, and does not do, is asked for again. */
	assert_accepted(provide(harness, id, "note"));
	assert_accepted(ask_documents(harness, id, "plan", NULL));
	assert_nothing_written(harness, declare(harness, prefet, id), "DOCUMENTS_MISSING");
	assert_accepted(provide_as(harness, prefet, id, "plan", "Plan signé"));
	assert_accepted(declare(harness, prefet, id));
	assert_string_equal(get(harness, id)->documents[1]->reference, "Plan signé");
	assert_false(get(harness, id)->deemed_complete);
	assert_null(get(harness, id)->deemed_complete_due);
	pass(harness, 400 * DAY_MS); /* and silence means nothing any more */
	assert_false(get(harness, id)->deemed_complete);
	funding_free(harness);
}

static void what_is_asked_is_of_the_file(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &WORKS))->id;
	struct answer answer;

	(void)state;
	assert_nothing_written(harness, answer = ask_documents(harness, id, "note", "photo"),
			       "DOCUMENT_UNKNOWN");
	assert_string_equal(answer.field, "document_codes[1]");
	assert_nothing_written(harness, ask_documents(harness, id, "note", "note"), "DOCUMENT_TWICE");
	assert_nothing_written(harness, ask_documents(harness, id, NULL, NULL), "DOCUMENTS_NOT_NAMED");
	assert_nothing_written(harness, ask_documents(harness, "unknown", "note", NULL),
			       "APPLICATION_UNKNOWN");
	assert_nothing_written(harness, provide(harness, id, "photo"), "DOCUMENT_UNKNOWN");
	assert_nothing_written(harness, provide_as(harness, town(harness, "77131"), id, "note", ""),
			       "TEXT_MISSING");
	funding_free(harness);
}

/* The neighbour sees the file, and does not act for it; the EPCI of both does. */
static void a_neighbour_does_not_act(void **state)
{
	struct harness *harness = funding_new();
	char *id = filed(file(harness, &WORKS))->id;

	(void)state;
	assert_nothing_written(harness, provide_as(harness, town(harness, "77183"), id, "note", "Note"),
			       "NOT_YOUR_APPLICATION");
	assert_nothing_written(harness, take_back(harness, town(harness, "77183"), id),
			       "NOT_YOUR_APPLICATION");
	assert_accepted(provide_as(harness, town(harness, EPCI_BRIE), id, "note", "Note"));
	funding_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_makes_a_file_complete),
		cmocka_unit_test(the_day_is_the_departements),
		cmocka_unit_test(the_clock_stands_still_meanwhile),
		cmocka_unit_test(nothing_falls_due_while_it_stands),
		cmocka_unit_test(asking_comes_too_late),
		cmocka_unit_test(a_measure_without_clock_has_none),
		cmocka_unit_test(documents_that_are_missing),
		cmocka_unit_test(what_is_asked_is_of_the_file),
		cmocka_unit_test(a_neighbour_does_not_act),
	};

	return cmocka_run_group_tests_name("funding/completeness", tests, NULL, NULL);
}
