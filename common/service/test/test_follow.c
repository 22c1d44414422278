/* A service that follows another's journal: in order, once, and not at any price. */
#include "following.h"

enum { BUFFER_MIN = 256 }; /* of struct buf; from there it doubles */

static void entries_are_taken_in_once_and_in_order(void **state)
{
	(void)state;
	note("un");
	note("deux");
	note("trois");
	assert_true(follow(2));
	assert_int_equal(follow_status()->sequence, 2);
	assert_true(follow(0));
	assert_true(follow(0)); /* nothing new */
	assert_int_equal(follow_status()->sequence, 3);
	assert_int_equal(follow_status()->head_sequence, 3);
	assert_int_equal(harness_sequence(follower), 3); /* a reaction each */
	harness_check(follower);
}

static void the_cursor_outlives_the_process(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	harness_restart(follower);
	note("deux");
	assert_true(follow(0));
	assert_int_equal(follow_status()->sequence, 2);
	assert_int_equal(harness_sequence(follower), 2);
	harness_check(follower);
}

static void entries_taken_in_already_halt_the_source(void **state)
{
	static const struct follow beginning;

	(void)state;
	note("un");
	assert_true(follow(0));
	engine_fetched(follower->engine, 0, fetch(&beginning, 0).body); /* the same again */
	turn();
	assert_true(*follow_status()->halted);
	assert_false(follow(0));
	assert_int_equal(harness_sequence(follower), 1);
	harness_restart(follower);
	assert_false(follow(0)); /* it stays halted */
}

static void a_changed_entry_halts_the_source(void **state)
{
	static const struct follow beginning;
	struct bytes body;
	uint8_t *changed;

	(void)state;
	note("un");
	body = fetch(&beginning, 0).body;
	changed = arena_alloc(source->arena, body.len);
	memcpy(changed, body.data, body.len);
	for (size_t i = 0; i + 2 <= body.len; i++)
		if (memcmp(changed + i, "un", 2) == 0)
			changed[i] = 'U';
	engine_fetched(follower->engine, 0, bytes_of(changed, body.len));
	turn();
	assert_true(*follow_status()->halted);
	assert_int_equal(follow_status()->sequence, 0);
	assert_int_equal(harness_sequence(follower), 0);
}

static void a_divergence_told_by_the_source_halts_it_for_good(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	engine_diverged(follower->engine, 0);
	turn();
	harness_restart(follower);
	assert_false(follow(0));
	assert_non_null(strstr(follow_status()->halted, "JOURNAL_DIVERGED"));
	assert_int_equal(follow_status()->halted_at->seconds, 1768478400);
}

/* Of any length, so that one ends where its buffer does: nobody is to read on behind it. */
static void what_was_taken_is_not_read_again_when_the_source_has_diverged(void **state)
{
	char text[BUFFER_MIN + 1] = "";

	(void)state;
	for (unsigned n = 0; n < BUFFER_MIN; n++) {
		text[n] = 'a';
		note(text);
		assert_true(follow(0));
		engine_diverged(follower->engine, 0);
		turn();
		assert_non_null(strstr(follow_status()->halted, "JOURNAL_DIVERGED"));
		assert_accepted(resume("bus", false));
	}
}

/* Asks for the status, once so much of the source's journal has been taken in. */
static void ask_at_least(const char *service, uint32_t epoch, uint64_t sequence, struct answer *ret)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct envelope call = {.kind = KIND_QUERY, .timeout_ms = 5000};

	*ret = (struct answer){.reason = ""};
	call.call_id = harness_key(follower);
	call.service = bytes_text("follower");
	call.method = bytes_text("pvd.bus.v1.ProcessService/GetStatus");
	call.actor = arena_pack(follower->arena, &operator_->base);
	call.body = arena_pack(follower->arena, &request.base);
	call.at_least_service = bytes_text(service);
	call.at_least_epoch = epoch;
	call.at_least_sequence = sequence;
	follower->waiting = ret;
	follower->waiting_id = call.call_id;
	engine_submit(follower->engine, &call, follower->mono);
	turn();
}

static void a_read_waits_for_what_it_asks_to_have_been_taken_in(void **state)
{
	struct answer answer;

	(void)state;
	note("un");
	ask_at_least("bus", 1, 1, &answer);
	assert_false(answer.answered);
	assert_true(follow(0));
	assert_accepted(answer);
	ask_at_least("bus", 0, 1, &answer);
	assert_accepted(answer);
	ask_at_least("follower", 1, 1, &answer); /* its own */
	assert_accepted(answer);
	ask_at_least("nobody", 1, 1, &answer);
	assert_refused(answer, "NOT_FOLLOWED");
}

static void an_epoch_begins_behind_what_was_lost_of_the_one_before(void **state)
{
	struct answer answer;

	(void)state;
	note("un");
	note("deux");
	assert_true(follow(0));
	ask_at_least("bus", 2, 1, &answer);
	assert_false(answer.answered);
	engine_free(source->engine);
	source->is_restored = true;
	harness_open(source);
	note("trois");
	assert_true(follow(0));
	assert_accepted(answer);
	ask_at_least("bus", 1, 1000, &answer);
	assert_accepted(answer);
	ask_at_least("bus", 2, 4, &answer);
	assert_false(answer.answered);
	follower->waiting = NULL;
}

static const Bus__Position *position_of_source(void)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;

	return ((const Bus__GetStatusResponse *)harness_call(source, operator_, "GetStatus", &request.base)
			.response)
		->position;
}

/* Of what no follower can have heard of, nobody has to wait for: a journal without entry, an epoch without one. */
static void a_position_is_that_of_the_last_entry(void **state)
{
	const Bus__Position *told = position_of_source();
	struct answer answer;
	struct follow at = {0};

	(void)state;
	assert_int_equal(told->epoch, 0);
	ask_at_least("bus", told->epoch, told->sequence, &answer);
	assert_accepted(answer);
	note("un");
	assert_true(follow(0));
	engine_free(source->engine);
	source->is_restored = true;
	harness_open(source);
	told = position_of_source();
	assert_int_equal(told->epoch, 1);
	ask_at_least("bus", told->epoch, told->sequence, &answer);
	assert_accepted(answer);
	at.cursor = (struct cursor){.epoch = told->epoch, .sequence = told->sequence};
	memcpy(at.cursor.hash.bytes, told->hash.data, HASH_SIZE);
	assert_accepted(fetch(&at, 1));
	note("deux");
	assert_int_equal(position_of_source()->epoch, 2);
	harness_restart(source);
	assert_int_equal(position_of_source()->epoch, 2);
}

static void a_read_behind_a_source_that_is_not_followed_is_refused_in_time(void **state)
{
	struct answer answer;

	(void)state;
	note("un");
	engine_diverged(follower->engine, 0);
	ask_at_least("bus", 1, 1, &answer);
	harness_advance(follower, 4999);
	turn();
	assert_false(answer.answered);
	harness_advance(follower, 2);
	turn();
	assert_refused(answer, "POSITION_NOT_REACHED");
	assert_int_equal(answer.fault, FAULT_DEADLINE_EXCEEDED);
}

/* An entry as a later release would write it. */
static struct bytes later_entry(const char *type, bool ignorable, struct bytes payload)
{
	struct journal journal = {.epoch = 1};
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	char dir[] = "/tmp/pvd-test-XXXXXX", store[64], error[300];
	struct buf response = {0};
	struct bytes stored, copy;
	struct env env;
	struct txn txn;

	assert_non_null(mkdtemp(dir));
	snprintf(store, sizeof store, "%s/store", dir);
	assert_true(env_open(&env, store, ENV_SCRATCH, NULL, 0, error, sizeof error));
	txn_begin_write(&txn, &env);
	assert_true(journal_load(&journal, &txn, "essai", error, sizeof error));
	instant.seconds = 1768478400;
	header.instant = &instant;
	header.actor = "bus";
	header.type = (char *)type;
	header.ignorable = ignorable;
	header.cause_case = BUS__ENTRY_HEADER__CAUSE_DUE;
	header.due = &instant;
	journal_append(&journal, &txn, &header, payload);
	stored = journal_read(&txn, 1);
	buf_byte(&response, 1 << 3 | 2); /* FetchResponse.entries */
	response.len += put_varint(buf_reserve(&response, 10), stored.len);
	buf_append(&response, stored.data, stored.len);
	copy = arena_copy(source->arena, buf_bytes(&response));
	buf_free(&response);
	txn_end(&txn);
	env_close(&env);
	for (const char *const *name = (const char *const[]){"data.mdb", "lock.mdb", "lock", "", NULL}; *name;
	     name++) {
		char path[128];

		snprintf(path, sizeof path, "%s/%s", store, *name);
		assert_true(remove(path) == 0 || **name);
	}
	assert_int_equal(rmdir(dir), 0);
	return copy;
}

/* Of a type that this release does not know. */
static struct bytes foreign_entry(bool ignorable)
{
	return later_entry("pvd.bus.v9.Unheard", ignorable, bytes_text("x"));
}

static void an_unknown_type_halts_the_source(void **state)
{
	(void)state;
	engine_fetched(follower->engine, 0, foreign_entry(false));
	turn();
	assert_true(*follow_status()->halted);
	assert_int_equal(follow_status()->sequence, 0);
}

static void an_unknown_type_marked_ignorable_is_passed_over(void **state)
{
	(void)state;
	engine_fetched(follower->engine, 0, foreign_entry(true));
	turn();
	assert_string_equal(follow_status()->halted, "");
	assert_int_equal(follow_status()->sequence, 1);
	harness_check(follower);
}

/* Some bytes, then a response. */
static struct bytes response_behind(const char *bytes, struct bytes response)
{
	struct buf both = {0};
	struct bytes copy;

	buf_append(&both, bytes, strlen(bytes));
	buf_append(&both, response.data, response.len);
	copy = arena_copy(source->arena, buf_bytes(&both));
	buf_free(&both);
	return copy;
}

/* As a later release may send it. */
static void a_field_that_nobody_knows_is_passed_over(void **state)
{
	(void)state;
	engine_fetched(follower->engine, 0, response_behind("\x1a\1x\x20\7", foreign_entry(true)));
	turn();
	assert_string_equal(follow_status()->halted, "");
	assert_int_equal(follow_status()->sequence, 1);
}

/* It would be fetched again and again, without an end. */
static void a_response_that_is_none_halts_the_source(void **state)
{
	(void)state;
	engine_fetched(follower->engine, 0, response_behind("\1", foreign_entry(true)));
	turn();
	assert_true(*follow_status()->halted);
	assert_int_equal(follow_status()->sequence, 0);
	assert_false(follow(0));
}

static void an_event_with_a_field_of_a_later_release_is_taken_in(void **state)
{
	static const uint8_t noted[] = {0x0a, 2,   'u', 'n', 0xc2, 0x3e,
					5,    'l', 'a', 't', 'e',  'r'}; /* 1, 1000 */

	(void)state;
	engine_fetched(follower->engine, 0,
		       later_entry("pvd.bus.v1.Noted", false, bytes_of(noted, sizeof noted)));
	turn();
	assert_string_equal(follow_status()->halted, "");
	assert_int_equal(follow_status()->sequence, 1);
	assert_int_equal(harness_sequence(follower), 1); /* what it knows of it, it reacts to */
	harness_check(follower);
}

static void an_entry_out_of_scope_is_passed_over(void **state)
{
	Bus__Noted event = BUS__NOTED__INIT;

	(void)state;
	event.text = "un";
	assert_int_equal(harness_source(follower, "bus", &event.base, NULL), 1);
	assert_int_equal(harness_source_restricted(follower, "bus", &event.base, &AUDIENCE_INSTANCE), 2);
	harness_restart(follower);
	assert_int_equal(harness_source(follower, "bus", &event.base, NULL), 3);
	assert_int_equal(follow_status()->sequence, 3);
	assert_int_equal(harness_sequence(follower), 2); /* a reaction to each it could read */
	harness_check(follower);
}

static void an_entry_that_kills_twice_halts_its_source_alone(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	note("kills");
	die_following(false);
	die_following(false);
	assert_true(follow(0)); /* lives */
	assert_non_null(strstr(follow_status()->halted, "POISONED"));
	assert_int_equal(follow_status()->sequence, 1);
	assert_int_equal(harness_sequence(follower), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(entries_are_taken_in_once_and_in_order),
		CASE(the_cursor_outlives_the_process),
		CASE(entries_taken_in_already_halt_the_source),
		CASE(a_changed_entry_halts_the_source),
		CASE(a_divergence_told_by_the_source_halts_it_for_good),
		CASE(a_read_waits_for_what_it_asks_to_have_been_taken_in),
		CASE(what_was_taken_is_not_read_again_when_the_source_has_diverged),
		CASE(a_position_is_that_of_the_last_entry),
		CASE(an_epoch_begins_behind_what_was_lost_of_the_one_before),
		CASE(a_read_behind_a_source_that_is_not_followed_is_refused_in_time),
		CASE(an_unknown_type_halts_the_source),
		CASE(an_unknown_type_marked_ignorable_is_passed_over),
		CASE(a_field_that_nobody_knows_is_passed_over),
		CASE(a_response_that_is_none_halts_the_source),
		CASE(an_event_with_a_field_of_a_later_release_is_taken_in),
		CASE(an_entry_out_of_scope_is_passed_over),
		CASE(an_entry_that_kills_twice_halts_its_source_alone),
	};

	return cmocka_run_group_tests_name("service/follow", tests, NULL, NULL);
}
