/* The engine under a service of a few lines that speaks the bus's own contract: principals are its records.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness.h"

#include "bus_binding.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "service/record.h"

enum { T_PRINCIPAL = TABLE_FIRST_OWN };
static const struct table tables[] = {{"principal", TABLE_STATE}};

/* ---- The service */

bool bus_decide_add_principal(struct decision *decision, const Bus__AddPrincipalRequest *request,
			      Bus__AddPrincipalResponse *response)
{
	Bus__PrincipalAdded event = BUS__PRINCIPAL_ADDED__INIT;
	const char *departement = "77";

	if (!request->principal || !*request->principal->id)
		return refuse(decision->refusal, FAULT_INVALID_ARGUMENT, "ID_MISSING", "principal.id",
			      "Sans nom.");
	if (txn_get(decision->txn, T_PRINCIPAL, bytes_text(request->principal->id)).data)
		return refuse(decision->refusal, FAULT_ALREADY_EXISTS, "ID_TAKEN", "principal.id",
			      "Déjà pris.");
	event.principal = request->principal;
	emit(decision, &event.base, &departement, 1);
	response->principal = request->principal;
	return true;
}

void bus_apply_principal_added(struct application *application, const Bus__PrincipalAdded *event)
{
	record_put_text(application->txn, application->arena, T_PRINCIPAL, event->principal->id,
			&event->principal->base);
	if (event->principal->valid_until)
		deadline_set(application->txn, event->principal->id, "expiry",
			     (struct instant){.us = event->principal->valid_until->seconds * 1000000});
}

bool bus_decide_revoke_principal(struct decision *decision, const Bus__RevokePrincipalRequest *request,
				 Bus__RevokePrincipalResponse *response)
{
	(void)decision;
	(void)request;
	(void)response;
	abort(); /* the call that kills */
}

void bus_apply_principal_revoked(struct application *application, const Bus__PrincipalRevoked *event)
{
	txn_delete(application->txn, T_PRINCIPAL, bytes_text(event->id));
}

/* Says a KeyAdded to which the service itself reacts with a KeyRetired. */
bool bus_decide_add_key(struct decision *decision, const Bus__AddKeyRequest *request,
			Bus__AddKeyResponse *response)
{
	Bus__KeyAdded event = BUS__KEY_ADDED__INIT;

	(void)response;
	event.id = request->id;
	event.public_key = decision_id(decision, "key", 1);
	emit(decision, &event.base, NULL, 0);
	return true;
}

static void react_to_key(struct decision *decision, const Bus__EntryHeader *header,
			 const ProtobufCMessage *message)
{
	const Bus__KeyAdded *added = (const Bus__KeyAdded *)message;
	Bus__KeyRetired event = BUS__KEY_RETIRED__INIT;

	assert_true(header->sequence > 0);
	event.id = added->id;
	event.public_key = decision_id(decision, "reaction", 1);
	emit(decision, &event.base, NULL, 0);
}

void bus_apply_key_added(struct application *application, const Bus__KeyAdded *event)
{
	txn_put(application->txn, T_PRINCIPAL, bytes_text(event->id), bytes_text(event->public_key));
}

void bus_apply_key_retired(struct application *application, const Bus__KeyRetired *event)
{
	txn_put(application->txn, T_PRINCIPAL, bytes_text(event->public_key), bytes_text(event->id));
}

bool bus_decide_retire_key(struct decision *decision, const Bus__RetireKeyRequest *request,
			   Bus__RetireKeyResponse *response)
{
	(void)decision;
	(void)request;
	(void)response;
	return true; /* accepted, nothing to say */
}

bool bus_query_list_principals(struct query *query, const Bus__ListPrincipalsRequest *request,
			       Bus__ListPrincipalsResponse *response)
{
	uint64_t count = txn_count(query->txn, T_PRINCIPAL);

	(void)request;
	response->next_page_token = arena_printf(query->arena, "%llu", (unsigned long long)count);
	return true;
}

bool bus_query_get_traffic(struct query *query, const Bus__GetTrafficRequest *request,
			   Bus__GetTrafficResponse *response)
{
	(void)query;
	(void)request;
	(void)response;
	return false; /* a handler that forgets to say why */
}

bool bus_query_who_am_i(struct query *query, const Bus__WhoAmIRequest *request, Bus__WhoAmIResponse *response)
{
	(void)request;
	response->actor = (Bus__Actor *)query->actor;
	return true;
}

static void on_due(struct decision *decision, const struct deadline *deadline)
{
	Bus__PrincipalRevoked event = BUS__PRINCIPAL_REVOKED__INIT;

	event.id = (char *)deadline->subject;
	event.reason = "échéance";
	emit(decision, &event.base, NULL, 0);
}

static const struct reaction reactions[] = {{"bus", &bus__key_added__descriptor, NULL, react_to_key}};

static const struct service service = {
	.name = "bus",
	.tables = tables,
	.table_count = 1,
	.bindings = BUS_BINDINGS,
	.binding_count = &BUS_BINDING_COUNT,
	.appliers = BUS_APPLIERS,
	.applier_count = &BUS_APPLIER_COUNT,
	.reactions = reactions,
	.reaction_count = 1,
	.due = on_due,
};

/* ---- The tests */

static struct harness *h;
static Bus__Actor *operator_;

static int set_up(void **state)
{
	(void)state;
	h = harness_new(&service);
	operator_ = harness_actor(h, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_free(h);
	return 0;
}

static struct answer add_with_key(const char *id, struct id key)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;

	principal.id = (char *)id;
	request.principal = &principal;
	return harness_call_key(h, operator_, "AddPrincipal", &request.base, key);
}

static struct answer add(const char *id)
{
	return add_with_key(id, harness_key(h));
}

static void a_command_is_journaled_and_applied(void **state)
{
	struct answer answer = add("mairie-77468");
	const Bus__AddPrincipalResponse *response = answer.response;

	(void)state;
	assert_accepted(answer);
	assert_int_equal(answer.sequence, 1);
	assert_string_equal(response->principal->id, "mairie-77468");
	assert_int_equal(harness_sequence(h), 1);
	harness_check(h);
}

static void a_refusal_writes_nothing(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	assert_refused(add("a1"), "ID_TAKEN");
	assert_int_equal(harness_sequence(h), 1);
}

static void the_same_key_gives_the_same_answer_once(void **state)
{
	struct id key = harness_key(h);
	struct answer first = add_with_key("a1", key);
	struct answer again = add_with_key("a1", key);

	(void)state;
	assert_accepted(again);
	assert_false(first.replayed);
	assert_true(again.replayed);
	assert_true(bytes_equal(first.body, again.body));
	assert_int_equal(again.sequence, first.sequence);
	assert_int_equal(harness_sequence(h), 1);
}

static void the_same_key_survives_a_restart(void **state)
{
	struct id key = harness_key(h);

	(void)state;
	assert_accepted(add_with_key("a1", key));
	harness_restart(h);
	assert_true(add_with_key("a1", key).replayed);
	harness_check(h);
}

static void the_same_key_for_another_body_is_refused(void **state)
{
	struct id key = harness_key(h);

	(void)state;
	assert_accepted(add_with_key("a1", key));
	assert_refused(add_with_key("a2", key), "KEY_REUSED");
	assert_int_equal(harness_sequence(h), 1);
}

static void a_refused_key_may_be_used_again(void **state)
{
	struct id key = harness_key(h);

	(void)state;
	assert_refused(add_with_key("", key), "ID_MISSING");
	assert_accepted(add_with_key("a1", key));
}

static void a_key_from_the_future_is_refused(void **state)
{
	struct id key = harness_key(h);

	(void)state;
	put_be64(key.bytes, (uint64_t)(h->now.us / 1000 + 48LL * 3600 * 1000) << 16);
	assert_refused(add_with_key("a1", key), "KEY_IN_FUTURE");
}

static void a_key_older_than_receipts_are_kept_is_refused(void **state)
{
	struct id old = harness_key(h);

	(void)state;
	assert_accepted(add_with_key("a1", old));
	harness_advance(h, 31LL * 24 * 3600 * 1000);
	assert_true(add_with_key("a1", old).replayed); /* still there: nothing was pruned */
	old = harness_key(h);
	put_be64(old.bytes, (uint64_t)(h->now.us / 1000 - 31LL * 24 * 3600 * 1000) << 16);
	assert_refused(add_with_key("a2", old), "KEY_EXPIRED");
	assert_int_equal(harness_sequence(h), 1);
}

static void roles_are_checked_before_the_body_is_read(void **state)
{
	Bus__Actor *anyone = harness_actor(h, "passant", BUS__ROLE__ROLE_MEMBER, NULL);
	static const uint8_t garbage[] = {0xff, 0xff, 0xff};
	struct answer answer =
		harness_call_bytes(h, anyone, "AddPrincipal", bytes_of(garbage, 3), harness_key(h));

	(void)state;
	assert_refused(answer, "ROLE_REQUIRED");
	assert_int_equal(answer.fault, FAULT_PERMISSION_DENIED);
	assert_int_equal(harness_sequence(h), 0);
}

static void a_call_without_actor_is_refused(void **state)
{
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;

	(void)state;
	assert_refused(harness_call(h, NULL, "WhoAmI", &request.base), "ACTOR_MISSING");
}

static void malformed_and_unknown_bytes_are_refused(void **state)
{
	static const uint8_t garbage[] = {0x0a, 0x7f, 0x00}, unknown[] = {0x78, 0x01};

	(void)state;
	assert_refused(harness_call_bytes(h, operator_, "AddPrincipal", bytes_of(garbage, 3), harness_key(h)),
		       "REQUEST_MALFORMED");
	assert_refused(harness_call_bytes(h, operator_, "AddPrincipal", bytes_of(unknown, 2), harness_key(h)),
		       "UNKNOWN_FIELD");
}

static void a_handler_that_gives_no_reason_is_an_internal_fault(void **state)
{
	Bus__GetTrafficRequest request = BUS__GET_TRAFFIC_REQUEST__INIT;

	(void)state;
	assert_refused(harness_call(h, operator_, "GetTraffic", &request.base), "REFUSED_WITHOUT_REASON");
}

static void a_reaction_joins_the_transaction_and_its_ids_are_stable(void **state)
{
	Bus__AddKeyRequest request = BUS__ADD_KEY_REQUEST__INIT;
	struct answer answer;

	(void)state;
	request.id = "a1";
	answer = harness_call(h, operator_, "AddKey", &request.base);
	assert_accepted(answer);
	assert_int_equal(answer.sequence, 2); /* the event and the reaction */
	harness_check(h);
}

static void a_command_without_event_is_remembered(void **state)
{
	Bus__RetireKeyRequest request = BUS__RETIRE_KEY_REQUEST__INIT;
	struct id key = harness_key(h);

	(void)state;
	assert_accepted(harness_call_key(h, operator_, "RetireKey", &request.base, key));
	assert_true(harness_call_key(h, operator_, "RetireKey", &request.base, key).replayed);
	assert_int_equal(harness_sequence(h), 0);
}

static void add_until(const char *id, int64_t seconds)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;

	until.seconds = seconds;
	principal.id = (char *)id;
	principal.valid_until = &until;
	request.principal = &principal;
	assert_accepted(harness_call(h, operator_, "AddPrincipal", &request.base));
}

static void a_deadline_falls_due_once(void **state)
{
	(void)state;
	add_until("a1", h->now.us / 1000000 + 60);
	harness_advance(h, 59000);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 1);
	harness_advance(h, 2000);
	engine_turn(h->engine, h->now, h->mono);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 3); /* DeadlinePassed, PrincipalRevoked */
	harness_check(h);
}

static void a_clock_that_jumps_suspends_deadlines(void **state)
{
	(void)state;
	add_until("a1", h->now.us / 1000000 + 60);
	h->now = instant_add_ms(h->now, 10LL * 365 * 24 * 3600 * 1000); /* without the monotonic clock */
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 1);
	h->now = instant_add_ms(h->now, -10LL * 365 * 24 * 3600 * 1000);
	harness_advance(h, 61000);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 3);
}

static struct answer fetch_as(const Bus__Actor *actor, uint64_t after, uint32_t epoch, struct bytes hash,
			      uint32_t wait_ms)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	request.after = after;
	request.epoch = epoch;
	request.hash.data = (uint8_t *)hash.data;
	request.hash.len = hash.len;
	request.wait_ms = wait_ms;
	return harness_call(h, actor, "Fetch", &request.base);
}

static void a_reader_verifies_the_chain(void **state)
{
	struct hash previous = {{0}}, hash;
	const Bus__FetchResponse *response;
	struct answer answer;

	(void)state;
	assert_accepted(add("a1"));
	assert_accepted(add("a2"));
	answer = fetch_as(operator_, 0, 0, (struct bytes){0}, 0);
	assert_accepted(answer);
	response = answer.response;
	assert_int_equal(response->n_entries, 2);
	assert_int_equal(response->head_sequence, 2);
	for (size_t i = 0; i < 2; i++) {
		const Bus__JournalEntry *e = response->entries[i];
		struct entry entry = {
			.header = bytes_of(e->header.data, e->header.len),
			.commitment = bytes_of(e->commitment.data, e->commitment.len),
			.hash = bytes_of(e->hash.data, e->hash.len),
			.salt = bytes_of(e->salt.data, e->salt.len),
			.payload = bytes_of(e->payload.data, e->payload.len),
		};

		assert_true(entry_verify(&entry, &previous, &hash));
		previous = hash;
	}
	assert_accepted(fetch_as(operator_, 2, 1, hash_bytes(&hash), 0));
	assert_refused(fetch_as(operator_, 1, 1, hash_bytes(&hash), 0), "JOURNAL_DIVERGED");
	assert_refused(fetch_as(operator_, 3, 1, hash_bytes(&hash), 0), "JOURNAL_DIVERGED");
}

static void a_reader_out_of_scope_gets_no_payload(void **state)
{
	Bus__Actor *there = harness_actor(h, "prefecture-77", BUS__ROLE__ROLE_PREFECTURE, "77");
	Bus__Actor *elsewhere = harness_actor(h, "prefecture-84", BUS__ROLE__ROLE_PREFECTURE, "84");
	const Bus__FetchResponse *response;

	(void)state;
	assert_accepted(add("a1"));
	response = fetch_as(there, 0, 0, (struct bytes){0}, 0).response;
	assert_true(response->entries[0]->payload.len > 0);
	response = fetch_as(elsewhere, 0, 0, (struct bytes){0}, 0).response;
	assert_int_equal(response->entries[0]->payload.len, 0);
	assert_int_equal(response->entries[0]->salt.len, 0);
	assert_int_equal(response->entries[0]->commitment.len, HASH_SIZE);
}

static void a_reader_at_the_head_waits(void **state)
{
	unsigned before;

	(void)state;
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 5000).answered);
	before = h->replies;
	assert_accepted(add("a1"));
	assert_int_equal(h->replies, before + 2); /* the command and the reader */
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 0).answered == false);
}

static void a_reader_that_waited_long_enough_gets_nothing(void **state)
{
	unsigned before;

	(void)state;
	assert_false(fetch_as(operator_, 0, 0, (struct bytes){0}, 5000).answered);
	before = h->replies;
	harness_advance(h, 4900);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(h->replies, before);
	harness_advance(h, 200);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(h->replies, before + 1);
}

static void an_expired_call_is_not_decided(void **state)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	struct envelope call = {.kind = KIND_COMMAND, .has_key = true, .timeout_ms = 100};

	(void)state;
	principal.id = "a1";
	request.principal = &principal;
	call.key = call.call_id = harness_key(h);
	call.service = bytes_text("bus");
	call.method = bytes_text("pvd.bus.v1.BusService/AddPrincipal");
	call.actor = arena_pack(h->arena, &operator_->base);
	call.body = arena_pack(h->arena, &request.base);
	engine_submit(h->engine, &call, h->mono);
	harness_advance(h, 101);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 0);
}

static void commands_of_one_turn_see_each_other(void **state)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	struct envelope call = {.kind = KIND_COMMAND, .has_key = true, .timeout_ms = 1000};
	unsigned before = h->replies;

	(void)state;
	principal.id = "a1";
	request.principal = &principal;
	call.service = bytes_text("bus");
	call.method = bytes_text("pvd.bus.v1.BusService/AddPrincipal");
	call.actor = arena_pack(h->arena, &operator_->base);
	call.body = arena_pack(h->arena, &request.base);
	for (int i = 0; i < 10; i++) {
		call.key = call.call_id = harness_key(h);
		engine_submit(h->engine, &call, h->mono);
	}
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(h->replies, before + 10);
	assert_int_equal(harness_sequence(h), 1); /* the first; nine are refused */
}

static struct answer note(const Bus__Actor *actor, const char *text)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = (char *)text;
	return harness_call(h, actor, "Note", &request.base);
}

static void a_note_is_journaled_and_kept(void **state)
{
	(void)state;
	assert_accepted(note(operator_, "première"));
	assert_accepted(note(operator_, "deuxième"));
	assert_int_equal(harness_sequence(h), 2);
	harness_check(h);
	harness_restart(h);
	assert_int_equal(note(operator_, "troisième").sequence, 3);
	harness_check(h);
}

static void a_note_is_text_of_a_bounded_length(void **state)
{
	char text[4098];

	(void)state;
	memset(text, 'a', sizeof text);
	text[4097] = '\0';
	assert_refused(note(operator_, ""), "TEXT_LENGTH");
	assert_refused(note(operator_, text), "TEXT_LENGTH");
	text[4096] = '\0';
	assert_accepted(note(operator_, text));
	assert_int_equal(harness_sequence(h), 1);
}

static void a_note_is_for_test_instances_and_operators(void **state)
{
	(void)state;
	assert_refused(note(harness_actor(h, "anct", BUS__ROLE__ROLE_ANCT, NULL), "note"), "ROLE_REQUIRED");
	h->is_real = true;
	harness_restart(h);
	assert_refused(note(operator_, "note"), "TEST_ONLY");
	assert_int_equal(harness_sequence(h), 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_command_is_journaled_and_applied),
		CASE(a_refusal_writes_nothing),
		CASE(the_same_key_gives_the_same_answer_once),
		CASE(the_same_key_survives_a_restart),
		CASE(the_same_key_for_another_body_is_refused),
		CASE(a_refused_key_may_be_used_again),
		CASE(a_key_from_the_future_is_refused),
		CASE(a_key_older_than_receipts_are_kept_is_refused),
		CASE(roles_are_checked_before_the_body_is_read),
		CASE(a_call_without_actor_is_refused),
		CASE(malformed_and_unknown_bytes_are_refused),
		CASE(a_handler_that_gives_no_reason_is_an_internal_fault),
		CASE(a_reaction_joins_the_transaction_and_its_ids_are_stable),
		CASE(a_command_without_event_is_remembered),
		CASE(a_deadline_falls_due_once),
		CASE(a_clock_that_jumps_suspends_deadlines),
		CASE(a_reader_verifies_the_chain),
		CASE(a_reader_out_of_scope_gets_no_payload),
		CASE(a_reader_at_the_head_waits),
		CASE(a_reader_that_waited_long_enough_gets_nothing),
		CASE(an_expired_call_is_not_decided),
		CASE(commands_of_one_turn_see_each_other),
		CASE(a_note_is_journaled_and_kept),
		CASE(a_note_is_text_of_a_bounded_length),
		CASE(a_note_is_for_test_instances_and_operators),
	};

	return cmocka_run_group_tests_name("service/engine", tests, NULL, NULL);
}
