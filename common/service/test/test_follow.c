/* A service that follows another's journal: a mirror of its notes, and a note of its own for each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness.h"

#include "pvd/bus/v1/process.pb-c.h"
#include "store/key.h"

enum { T_SEEN = TABLE_FIRST_OWN };
static const struct table tables[] = {{"seen", TABLE_MIRROR}};
static const size_t none = 0;

static void mirror_noted(struct application *application, const ProtobufCMessage *message)
{
	const Bus__Noted *event = (const Bus__Noted *)message;
	struct key key = key_of_u64(application->header->sequence);

	if (strcmp(event->text, "kills") == 0)
		_exit(1);
	txn_put(application->txn, T_SEEN, key_bytes(&key), bytes_text(event->text));
}

static void react_noted(struct decision *decision, const Bus__EntryHeader *header,
			const ProtobufCMessage *message)
{
	const Bus__Noted *seen = (const Bus__Noted *)message;
	Bus__Noted event = BUS__NOTED__INIT;

	(void)header;
	event.text = arena_printf(decision->arena, "vu : %s", seen->text);
	emit(decision, &event.base, NULL);
}

static const struct reaction reactions[] = {{"bus", &bus__noted__descriptor, mirror_noted, react_noted}};

static const struct service source_service = {.name = "bus", .binding_count = &none, .applier_count = &none};
static const struct service follower_service = {
	.name = "follower",
	.tables = tables,
	.table_count = 1,
	.binding_count = &none,
	.applier_count = &none,
	.reactions = reactions,
	.reaction_count = 1,
};

static struct harness *source, *follower;
static Bus__Actor *operator_;

static int set_up(void **state)
{
	(void)state;
	source = harness_new(&source_service);
	follower = harness_new(&follower_service);
	operator_ = harness_actor(source, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_free(source);
	harness_free(follower);
	return 0;
}

static void note(const char *text)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = (char *)text;
	assert_accepted(harness_call(source, operator_, "Note", &request.base));
}

static struct bytes fetch_after(uint64_t after, struct hash hash, uint32_t limit)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	struct answer answer;

	request.after = after;
	request.epoch = after ? 1 : 0;
	request.hash.data = hash.bytes;
	request.hash.len = after ? HASH_SIZE : 0;
	request.limit = limit;
	answer = harness_call(source, operator_, "Fetch", &request.base);
	assert_accepted(answer);
	return answer.body;
}

static void turn(void)
{
	while (engine_turn(follower->engine, follower->now, follower->mono))
		;
}

/* What the shell does: asks where the follower stands, fetches, hands over. False when it is halted. */
static bool follow(uint32_t limit)
{
	struct follow at;

	if (!engine_follow(follower->engine, 0, &at))
		return false;
	assert_string_equal(at.source, "bus");
	engine_fetched(follower->engine, 0, fetch_after(at.cursor.sequence, at.cursor.hash, limit));
	turn();
	return true;
}

static const Bus__FollowStatus *follow_status(void)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer = harness_call(follower, operator_, "GetStatus", &request.base);
	const Bus__GetStatusResponse *status = answer.response;

	assert_accepted(answer);
	assert_int_equal(status->n_follows, 1);
	return status->follows[0];
}

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
	struct hash zero = {{0}};

	(void)state;
	note("un");
	assert_true(follow(0));
	engine_fetched(follower->engine, 0, fetch_after(0, zero, 0)); /* the same again */
	turn();
	assert_true(*follow_status()->halted);
	assert_false(follow(0));
	assert_int_equal(harness_sequence(follower), 1);
	harness_restart(follower);
	assert_false(follow(0)); /* it stays halted */
}

static void a_changed_entry_halts_the_source(void **state)
{
	struct hash zero = {{0}};
	struct bytes body;
	uint8_t *changed;

	(void)state;
	note("un");
	body = fetch_after(0, zero, 0);
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
	engine_diverged(follower->engine, 0, "ce journal n'a plus l'entrée 1");
	turn();
	harness_restart(follower);
	assert_false(follow(0));
	assert_string_equal(follow_status()->halted, "ce journal n'a plus l'entrée 1");
}

static void a_read_waits_for_what_it_asks_to_have_been_taken_in(void **state)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct envelope call = {.kind = KIND_QUERY, .timeout_ms = 5000};
	unsigned before = follower->replies;

	(void)state;
	note("un");
	call.call_id = harness_key(follower);
	call.service = bytes_text("follower");
	call.method = bytes_text("pvd.bus.v1.ProcessService/GetStatus");
	call.actor = arena_pack(follower->arena, &operator_->base);
	call.body = arena_pack(follower->arena, &request.base);
	call.at_least_service = bytes_text("bus");
	call.at_least_sequence = 1;
	engine_submit(follower->engine, &call, follower->mono);
	turn();
	assert_int_equal(follower->replies, before);
	assert_true(follow(0));
	assert_int_equal(follower->replies, before + 1);
}

/* An entry of a type that this release does not know, as a later release would write it. */
static struct bytes foreign_entry(bool ignorable)
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
	header.type = "pvd.bus.v9.Unheard";
	header.ignorable = ignorable;
	header.cause_case = BUS__ENTRY_HEADER__CAUSE_DUE;
	header.due = &instant;
	journal_append(&journal, &txn, &header, bytes_text("x"));
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

/* Takes in what is there, in a process of its own that the entry kills. */
static void die_following(void)
{
	int status;
	pid_t child;

	engine_free(follower->engine);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		follower->engine = NULL;
		harness_open(follower);
		follow(0);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 1);
	harness_open(follower);
}

static void an_entry_that_kills_twice_halts_its_source_alone(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	note("kills");
	die_following();
	die_following();
	assert_true(follow(0)); /* lives */
	assert_non_null(strstr(follow_status()->halted, "POISONED"));
	assert_int_equal(follow_status()->sequence, 1);
	assert_int_equal(harness_sequence(follower), 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(entries_are_taken_in_once_and_in_order),
		CASE(the_cursor_outlives_the_process),
		CASE(entries_taken_in_already_halt_the_source),
		CASE(a_changed_entry_halts_the_source),
		CASE(a_divergence_told_by_the_source_halts_it_for_good),
		CASE(a_read_waits_for_what_it_asks_to_have_been_taken_in),
		CASE(an_unknown_type_halts_the_source),
		CASE(an_unknown_type_marked_ignorable_is_passed_over),
		CASE(an_entry_out_of_scope_is_passed_over),
		CASE(an_entry_that_kills_twice_halts_its_source_alone),
	};

	return cmocka_run_group_tests_name("service/follow", tests, NULL, NULL);
}
