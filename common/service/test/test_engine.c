/* What the engine makes of calls, deadlines and clocks. */
#include <sys/wait.h>
#include <unistd.h>

#include "principals.h"

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
	assert_int_equal(first.hash.len, HASH_SIZE);
	assert_true(bytes_equal(again.hash, first.hash)); /* and not zeros, which chain to nothing */
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

/* Ten years ahead nobody's key is too old, nor ten years back too new; and once the clock is right again, nothing that
 * was journaled meanwhile lies in the future, which would suspend deadlines for ever. */
static void what_is_done_under_a_clock_that_jumped_bears_the_right_time(void **state)
{
	static const int64_t YEARS_MS = 10LL * 365 * 24 * 3600 * 1000;
	struct instant right = h->now;

	(void)state;
	h->now = instant_add_ms(right, YEARS_MS);
	assert_accepted(add_with_key("a1", id_new(right)));
	h->now = instant_add_ms(right, -YEARS_MS);
	assert_accepted(add_with_key("a2", id_new(right)));
	h->now = right;
	add_until("a3", right.us / 1000000 + 60);
	harness_advance(h, 61000);
	engine_turn(h->engine, h->now, h->mono);
	assert_int_equal(harness_sequence(h), 5); /* DeadlinePassed, PrincipalRevoked */
	harness_check(h);
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

/* Its answer would be that nothing is there; and so would all those after it. */
static void a_read_that_fails_ends_the_process(void **state)
{
	pid_t child;
	int status;

	(void)state;
	assert_accepted(add("a1"));
	child = fork();
	if (child == 0) {
		harness_break_reads(h->engine);
		add("a2");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 74);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_command_is_journaled_and_applied),
		CASE(a_refusal_writes_nothing),
		CASE(a_read_that_fails_ends_the_process),
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
		CASE(what_is_done_under_a_clock_that_jumped_bears_the_right_time),
		CASE(an_expired_call_is_not_decided),
		CASE(commands_of_one_turn_see_each_other),
		CASE(a_note_is_journaled_and_kept),
		CASE(a_note_is_text_of_a_bounded_length),
		CASE(a_note_is_for_test_instances_and_operators),
	};

	return cmocka_run_group_tests_name("service/engine", tests, NULL, NULL);
}
