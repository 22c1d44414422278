/* A replica: another instance's journal, entry for entry, and the state that follows from it. */
#include "replicas.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void it_becomes_the_owners_journal(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	add_a_key(); /* to which the owner reacts; the replica does not */
	assert_accepted(add("a2"));
	assert_true(follow_as(operator_, 2));
	assert_int_equal(upstream_status()->sequence, 2);
	assert_int_equal(upstream_status()->head_sequence, 4);
	follow();
	follow(); /* nothing new */
	assert_string_equal(upstream_status()->service, "bus@essai");
	assert_same();
	harness_restart(r);
	assert_accepted(add("a3"));
	follow();
	assert_same();
}

static void commands_are_the_owners(void **state)
{
	const Bus__Actor *prefecture = harness_actor(r, "p", BUS__ROLE__ROLE_PREFECTURE, "77");
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Bus__NoteRequest note = BUS__NOTE_REQUEST__INIT;
	struct answer answer;

	(void)state;
	assert_accepted(add("a1"));
	follow();
	note.text = "x";
	assert_refused(harness_call(r, operator_, "Note", &note.base), "NOT_OWNER");
	/* Nothing is said of the request, which is not read; and to who may not ask, not even this. */
	answer = harness_call(r, operator_, "AddPrincipal", &request.base);
	assert_refused(answer, "NOT_OWNER");
	assert_int_equal(answer.fault, FAULT_FAILED_PRECONDITION);
	assert_non_null(strstr(answer.message, "l'instance « essai »"));
	assert_refused(harness_call(r, prefecture, "AddPrincipal", &request.base), "ROLE_REQUIRED");
	assert_int_equal(status_of(r)->commits, 1); /* the entry's */
	assert_same();
}

static void no_deadline_passes_but_the_owners(void **state)
{
	Bus__Principal principal = BUS__PRINCIPAL__INIT;
	Bus__AddPrincipalRequest request = BUS__ADD_PRINCIPAL_REQUEST__INIT;
	Pb__Timestamp until = PB__TIMESTAMP__INIT;

	(void)state;
	until.seconds = h->now.us / 1000000 + 60;
	principal.id = "a1";
	principal.valid_until = &until;
	request.principal = &principal;
	assert_accepted(harness_call(h, operator_, "AddPrincipal", &request.base));
	follow();
	harness_advance(r, 120000);
	turn(r);
	assert_int_equal(harness_sequence(r), 1);
	harness_advance(h, 120000);
	turn(h);
	assert_int_equal(harness_sequence(h), 3); /* it passed, and its principal is revoked */
	follow();
	assert_same();
}

/* Takes in what is there, in a process of its own that dies at `point`. */
static void die_at(const char *point)
{
	int status;
	pid_t child;

	engine_free(r->engine);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setenv("PVD_KILL", point, 1);
		harness_open(r);
		follow();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	harness_open(r);
}

static void a_crash_in_between_loses_and_repeats_nothing(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	follow();
	assert_accepted(add("a2"));
	add_a_key();
	die_at("engine_before_commit:1");
	assert_int_equal(harness_sequence(r), 1);
	die_at("engine_after_commit:1");
	assert_int_equal(harness_sequence(r), 4);
	follow();
	assert_same();
}

static void an_epoch_begins_where_the_owner_begins_it(void **state)
{
	(void)state;
	assert_accepted(add("a1"));
	follow();
	h->is_restored = r->is_restored = true;
	harness_restart(h);
	harness_restart(r); /* a backup of a replica is an earlier state of it, not another future */
	assert_accepted(add("a2"));
	follow();
	assert_int_equal(status_of(h)->position->epoch, 2);
	assert_int_equal(status_of(r)->position->epoch, 2);
	assert_same();
	r->is_restored = false;
	harness_restart(r);
	assert_accepted(add("a3"));
	follow();
	assert_same();
}

static void a_reader_further_than_it_waits(void **state)
{
	struct cursor reader = {.epoch = 1, .sequence = 2};
	struct answer answer;

	(void)state;
	assert_accepted(add("a1"));
	follow();
	assert_accepted(add("a2"));
	memcpy(reader.hash.bytes, status_of(h)->position->hash.data, HASH_SIZE);
	answer = fetch(r, operator_, &reader, 0); /* read before a backup was restored, or a store lost */
	assert_refused(answer, "REPLICA_BEHIND");
	assert_int_equal(answer.fault, FAULT_UNAVAILABLE);
	follow();
	assert_accepted(add("a3"));
	follow();
	assert_accepted(fetch(r, operator_, &reader, 0));
	reader.hash.bytes[0] ^= 1;
	assert_refused(fetch(r, operator_, &reader, 0), "JOURNAL_DIVERGED");
}

static void the_status_tells_of_the_link(void **state)
{
	struct instant start = r->now;

	(void)state;
	assert_int_equal(upstream_status()->unreachable_since->seconds, start.us / 1000000);
	engine_upstream(r->engine, UPSTREAM_UP, r->now);
	assert_null(upstream_status()->unreachable_since);
	harness_advance(r, 5000);
	engine_upstream(r->engine, UPSTREAM_LOST, r->now);
	harness_advance(r, 5000);
	engine_upstream(r->engine, UPSTREAM_REFUSED, r->now);
	assert_int_equal(upstream_status()->unreachable_since->seconds, start.us / 1000000 + 5);
	assert_true(upstream_status()->key_refused);
	engine_upstream(r->engine, UPSTREAM_UP, r->now);
	assert_false(upstream_status()->key_refused);
}

/* ---- A replica that has a mirror of another service */

enum { T_SEEN = TABLE_FIRST_OWN };
static const struct table seen_tables[] = {{"seen", TABLE_MIRROR}};
static const size_t none = 0;

static void mirror_noted(struct application *application, const ProtobufCMessage *message)
{
	txn_put(application->txn, T_SEEN, bytes_text(((const Bus__Noted *)message)->text), bytes_text("x"));
}

static void react_noted(struct decision *decision, const Bus__EntryHeader *header,
			const ProtobufCMessage *message)
{
	(void)header;
	emit(decision, message, NULL);
}

static void mirrors_are_folded_and_nothing_is_said(void **state)
{
	static const struct reaction noted[] = {{"bus", &bus__noted__descriptor, mirror_noted, react_noted}};
	static const struct service follower = {.name = "follower",
						.tables = seen_tables,
						.table_count = 1,
						.binding_count = &none,
						.applier_count = &none,
						.reactions = noted,
						.reaction_count = 1};
	struct harness *replica = replica_new(&follower);
	Bus__NoteRequest note = BUS__NOTE_REQUEST__INIT;
	const Bus__CheckRebuildResponse *digests;
	struct hash nothing = hash_of((struct bytes){0}, (struct bytes){0}, (struct bytes){0});
	struct follow at;

	(void)state;
	note.text = "un";
	assert_accepted(harness_call(h, operator_, "Note", &note.base));
	assert_true(engine_follow(replica->engine, 0, &at));
	assert_false(at.upstream);
	engine_fetched(replica->engine, 0, fetch(h, operator_, &at.cursor, 0).body);
	turn(replica);
	assert_int_equal(status_of(replica)->follows[0]->sequence, 1);
	assert_int_equal(harness_sequence(replica), 0);
	digests = digests_of(replica);
	assert_string_equal(digests->tables[digests->n_tables - 1]->table, "seen");
	assert_memory_not_equal(digests->tables[digests->n_tables - 1]->live.data, nothing.bytes, HASH_SIZE);
	harness_check(replica);
	harness_free(replica);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(it_becomes_the_owners_journal),
		BOTH(commands_are_the_owners),
		BOTH(no_deadline_passes_but_the_owners),
		BOTH(a_crash_in_between_loses_and_repeats_nothing),
		BOTH(an_epoch_begins_where_the_owner_begins_it),
		BOTH(a_reader_further_than_it_waits),
		BOTH(the_status_tells_of_the_link),
		BOTH(mirrors_are_folded_and_nothing_is_said),
	};

	return cmocka_run_group_tests_name("service/replica", tests, NULL, NULL);
}
