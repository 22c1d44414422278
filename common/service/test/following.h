/* A service that follows another's journal: a mirror of its notes, and a note of its own for each. What tests of
 * following stand on; one file of a program includes it. */
#ifndef PVD_SERVICE_TEST_FOLLOWING_H
#define PVD_SERVICE_TEST_FOLLOWING_H

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

/* Cleared by a test: the fault was corrected. */
static bool notes_kill = true;

static void mirror_noted(struct application *application, const ProtobufCMessage *message)
{
	const Bus__Noted *event = (const Bus__Noted *)message;
	struct key key = key_of_u64(application->header->sequence);

	if (notes_kill && strcmp(event->text, "kills") == 0)
		_exit(1);
	txn_put(application->txn, T_SEEN, key_bytes(&key), bytes_text(event->text));
}

/* Another source's notes stand beside those of the first. */
static void mirror_other(struct application *application, const ProtobufCMessage *message)
{
	struct key key = key_of_u64(1000000 + application->header->sequence);

	txn_put(application->txn, T_SEEN, key_bytes(&key), bytes_text(((const Bus__Noted *)message)->text));
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

static const struct reaction reactions[] = {{"bus", &bus__noted__descriptor, mirror_noted, react_noted},
					    {"other", &bus__noted__descriptor, mirror_other, NULL}};

static const struct service source_service = {.name = "bus", .binding_count = &none, .applier_count = &none};
static const struct service follower_service = {
	.name = "follower",
	.tables = tables,
	.table_count = 1,
	.binding_count = &none,
	.applier_count = &none,
	.reactions = reactions,
	.reaction_count = 2,
};

static struct harness *source, *follower;
static Bus__Actor *operator_;

static int set_up(void **state)
{
	(void)state;
	notes_kill = true;
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

static struct answer fetch(const struct follow *at, uint32_t limit)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	request.after = at->cursor.sequence;
	request.epoch = at->cursor.epoch;
	request.hash.data = (uint8_t *)at->cursor.hash.bytes;
	request.hash.len = request.after ? HASH_SIZE : 0;
	request.limit = limit;
	return harness_call(source, operator_, "Fetch", &request.base);
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
	struct answer answer;

	if (!engine_follow(follower->engine, 0, &at))
		return false;
	assert_string_equal(at.source, "bus");
	answer = fetch(&at, at.is_probe ? 1 : limit);
	if (strcmp(answer.reason, "JOURNAL_DIVERGED") == 0) {
		engine_diverged(follower->engine, 0);
	} else {
		assert_accepted(answer);
		engine_fetched(follower->engine, 0, answer.body);
	}
	turn();
	return true;
}

static const Bus__FollowStatus *follow_status(void)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer = harness_call(follower, operator_, "GetStatus", &request.base);
	const Bus__GetStatusResponse *status = answer.response;

	assert_accepted(answer);
	assert_int_equal(status->n_follows, 2);
	return status->follows[0];
}

static struct answer resume(const char *name, bool rewind)
{
	Bus__ResumeFollowingRequest request = BUS__RESUME_FOLLOWING_REQUEST__INIT;

	request.source = (char *)name;
	request.rewind = rewind;
	return harness_call(follower, operator_, "ResumeFollowing", &request.base);
}

/* Takes in what is there, in a process of its own that the entry kills. */
static void die_following(bool resumes)
{
	int status;
	pid_t child;

	engine_free(follower->engine);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		follower->engine = NULL;
		harness_open(follower);
		if (resumes)
			resume("bus", false);
		follow(0);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 1);
	harness_open(follower);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
