/* Exports: which lists, how many at a time, how they end, and whose they are. */
#include "fixture.h"

#include "gateway/export.h"

#define LIST "pvd.registry.v1.RegistryService/ListTerritories"

static struct answer ask(struct harness *harness, const Bus__Actor *actor, const char *method,
			 const char *json, int form)
{
	Gateway__RequestExportRequest request = GATEWAY__REQUEST_EXPORT_REQUEST__INIT;

	request.method = (char *)method;
	request.request_json = (char *)json;
	request.form = (Gateway__CsvForm)form;
	return harness_call(harness, actor, "RequestExport", &request.base);
}

static Gateway__Export *asked(struct harness *harness, const Bus__Actor *actor)
{
	struct answer answer = ask(harness, actor, LIST, "", 0);

	assert_accepted(answer);
	return ((Gateway__RequestExportResponse *)answer.response)->export;
}

static struct answer end_as(struct harness *harness, const Bus__Actor *actor, const char *id,
			    const char *failure)
{
	Gateway__RecordExportRequest request = GATEWAY__RECORD_EXPORT_REQUEST__INIT;

	request.export_id = (char *)id;
	request.rows = 12;
	request.size_bytes = 3400;
	request.failure = (char *)failure;
	return harness_call(harness, actor, "RecordExport", &request.base);
}

static struct answer end(struct harness *harness, const char *id, const char *failure)
{
	return end_as(harness, gateway(harness), id, failure);
}

static struct answer get(struct harness *harness, const Bus__Actor *actor, const char *id)
{
	Gateway__GetExportRequest request = GATEWAY__GET_EXPORT_REQUEST__INIT;

	request.export_id = (char *)id;
	return harness_call(harness, actor, "GetExport", &request.base);
}

static Gateway__Export *got(struct harness *harness, const char *id)
{
	struct answer answer = get(harness, person(harness, "anna"), id);

	assert_accepted(answer);
	return ((Gateway__GetExportResponse *)answer.response)->export;
}

static Gateway__ListExportsResponse *list(struct harness *harness, const Bus__Actor *actor)
{
	Gateway__ListExportsRequest request = GATEWAY__LIST_EXPORTS_REQUEST__INIT;
	struct answer answer = harness_call(harness, actor, "ListExports", &request.base);

	assert_accepted(answer);
	return answer.response;
}

static const struct method *method_named(const char *path)
{
	return method_find(path, strlen(path));
}

static void a_list_has_pages_of_one_kind_of_rows(void **state)
{
	struct method changed = *method_named(LIST);

	(void)state;
	assert_string_equal(method_rows(method_named(LIST))->name, "territories");
	assert_string_equal(method_rows(method_named("pvd.bus.v1.BusService/ListPrincipals"))->name,
			    "principals");
	assert_false(method_is_list(method_named("pvd.registry.v1.RegistryService/GetTerritory")));
	assert_false(method_is_list(method_named("pvd.registry.v1.RegistryService/SubmitCandidacy")));
	assert_false(method_is_list(method_named("pvd.bus.v1.JournalService/Fetch")));
	changed.kind = METHOD_COMMAND;
	assert_false(method_is_list(&changed));
	changed.kind = METHOD_QUERY;
	assert_true(method_is_list(&changed));
	changed.service = NULL;
	assert_false(method_is_list(&changed));
	changed.service = "registry";
	changed.request = &gateway__get_export_request__descriptor; /* no pages */
	assert_false(method_is_list(&changed));
}

static void what_may_be_asked(void **state)
{
	struct harness *harness = gateway_new();
	Bus__Actor *anna = person(harness, "anna");
	char *json = arena_alloc(harness->arena, EXPORT_REQUEST_MAX + 2);
	Gateway__Export *export;

	(void)state;
	memset(json, ' ', EXPORT_REQUEST_MAX + 1);
	assert_refused(ask(harness, anna, "", "", 0), "NOT_A_LIST");
	assert_refused(ask(harness, anna, "pvd.registry.v1.RegistryService/GetTerritory", "", 0),
		       "NOT_A_LIST");
	assert_refused(ask(harness, anna, "pvd.bus.v1.ProcessService/GetStatus", "", 0), "NOT_A_LIST");
	assert_refused(ask(harness, anna, LIST, "\1", 0), "TEXT_INVALID");
	assert_refused(ask(harness, anna, LIST, json, 0), "TEXT_TOO_LONG");
	assert_refused(ask(harness, anna, LIST, "", 3), "UNKNOWN_VALUE");
	assert_accepted(ask(harness, anna, LIST, json + 1, 2));
	export = asked(harness, anna);
	assert_string_equal(export->owner_id, "anna");
	assert_string_equal(export->request_json, "{}");
	assert_int_equal(export->form, GATEWAY__CSV_FORM__CSV_FORM_SPREADSHEET);
	assert_int_equal(export->state, EXPORT_RUNNING);
	gateway_free(harness);
}

static void four_at_a_time(void **state)
{
	struct harness *harness = gateway_new();
	Bus__Actor *anna = person(harness, "anna");
	Gateway__Export *first = asked(harness, anna);

	(void)state;
	for (unsigned i = 1; i < EXPORTS_RUNNING_PER_OWNER; i++)
		asked(harness, anna);
	assert_refused(ask(harness, anna, LIST, "", 0), "TOO_MANY_EXPORTS");
	asked(harness, person(harness, "berta"));
	assert_accepted(end(harness, first->id, ""));
	asked(harness, anna);
	gateway_free(harness);
}

static void the_gateway_says_how_it_ended(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Export *done = asked(harness, person(harness, "anna"));
	Gateway__Export *failed = asked(harness, person(harness, "anna")), *export;
	char *failure = arena_alloc(harness->arena, EXPORT_FAILURE_MAX + 2);

	(void)state;
	memset(failure, 'a', EXPORT_FAILURE_MAX + 1);
	assert_refused(end_as(harness, service(harness), done->id, ""), "NOT_THE_GATEWAY");
	assert_refused(end(harness, "01KAAAAAAAAAAAAAAAAAAAAAAA", ""), "EXPORT_UNKNOWN");
	assert_refused(end(harness, done->id, failure), "TEXT_TOO_LONG");
	pass(harness, MINUTE_MS);
	assert_accepted(end(harness, done->id, ""));
	assert_accepted(end(harness, failed->id, failure + 1));
	assert_refused(end(harness, done->id, ""), "EXPORT_ENDED");
	export = got(harness, done->id);
	assert_int_equal(export->state, EXPORT_DONE);
	assert_int_equal(export->rows, 12);
	assert_int_equal(export->size_bytes, 3400);
	assert_int_equal(timestamp_instant(export->ended_at).us, harness->now.us);
	export = got(harness, failed->id);
	assert_int_equal(export->state, EXPORT_FAILED);
	assert_string_equal(export->failure, failure + 1);
	gateway_free(harness);
}

static void is_kept_a_week_from_its_end(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Export *ended = asked(harness, person(harness, "anna"));
	Gateway__Export *running = asked(harness, person(harness, "anna"));

	(void)state;
	pass(harness, (int64_t)EXPORT_KEPT_DAYS * DAY_MS);
	assert_accepted(end(harness, ended->id, ""));
	pass(harness, (int64_t)EXPORT_KEPT_DAYS * DAY_MS - 1);
	got(harness, ended->id);
	pass(harness, 1);
	assert_refused(get(harness, person(harness, "anna"), ended->id), "EXPORT_UNKNOWN");
	got(harness, running->id);
	gateway_free(harness);
}

static void one_sees_ones_own(void **state)
{
	struct harness *harness = gateway_new();
	Bus__Actor *anna = person(harness, "anna"), *berta = person(harness, "berta");
	Gateway__Export *first = asked(harness, anna), *second;

	(void)state;
	pass(harness, SECOND_MS);
	second = asked(harness, anna);
	asked(harness, berta);
	assert_refused(get(harness, berta, first->id), "EXPORT_UNKNOWN");
	assert_accepted(get(harness, auditor(harness), first->id));
	assert_int_equal(list(harness, anna)->n_exports, 2);
	assert_string_equal(list(harness, anna)->exports[0]->id, second->id);
	assert_int_equal(list(harness, berta)->n_exports, 1);
	assert_int_equal(list(harness, operator_(harness))->n_exports, 3);
	gateway_free(harness);
}

static void says_how_far_it_is(void **state)
{
	struct harness *harness = gateway_new();
	Gateway__Export *export = asked(harness, person(harness, "anna"));

	(void)state;
	assert_int_equal(got(harness, export->id)->rows, 0);
	export_progress_set(export->id, 5, 100);
	export_progress_set(export->id, 7, 130);
	assert_int_equal(got(harness, export->id)->rows, 7);
	assert_int_equal(list(harness, person(harness, "anna"))->exports[0]->size_bytes, 130);
	assert_accepted(end(harness, export->id, ""));
	assert_int_equal(got(harness, export->id)->rows, 12);
	export_progress_clear(export->id);
	export_progress_clear(export->id);
	gateway_free(harness);
}

static unsigned running(struct harness *harness, const char **ret_ids)
{
	struct key position = {0};
	Gateway__Export *export;
	unsigned count = 0;
	struct txn txn;

	txn_begin_read(&txn, harness->env);
	while ((export = export_next_running(&txn, harness->arena, &position)))
		ret_ids[count++] = export->id;
	txn_end(&txn);
	return count;
}

static void those_running_are_found(void **state)
{
	struct harness *harness = gateway_new();
	const char *ids[4];
	Gateway__Export *bertas, *annas;

	(void)state;
	assert_int_equal(running(harness, ids), 0);
	bertas = asked(harness, person(harness, "berta"));
	annas = asked(harness, person(harness, "anna"));
	asked(harness, person(harness, "anna"));
	assert_int_equal(running(harness, ids), 3);
	assert_string_equal(ids[0], annas->id);
	assert_string_equal(ids[2], bertas->id);
	assert_accepted(end(harness, annas->id, ""));
	assert_int_equal(running(harness, ids), 2);
	gateway_free(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_has_pages_of_one_kind_of_rows),
		cmocka_unit_test(what_may_be_asked),
		cmocka_unit_test(four_at_a_time),
		cmocka_unit_test(the_gateway_says_how_it_ended),
		cmocka_unit_test(is_kept_a_week_from_its_end),
		cmocka_unit_test(one_sees_ones_own),
		cmocka_unit_test(says_how_far_it_is),
		cmocka_unit_test(those_running_are_found),
	};

	return cmocka_run_group_tests_name("gateway/export", tests, NULL, NULL);
}
