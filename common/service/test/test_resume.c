/* Halted sources, followed again by an operator's command. */
#include "following.h"

#include "base/file.h"

enum { STORE_MAX = 64 << 20 };

static struct answer resume_as(const Bus__Actor *actor, struct id key)
{
	Bus__ResumeFollowingRequest request = BUS__RESUME_FOLLOWING_REQUEST__INIT;

	request.source = "bus";
	return harness_call_key(follower, actor, "ResumeFollowing", &request.base, key);
}

static void follow_to_the_end(void)
{
	for (int i = 0; i < 100; i++)
		if (!follow(0))
			return;
}

/* Takes in what chains to nothing. */
static void follow_garbage(void)
{
	static const struct follow beginning;

	engine_fetched(follower->engine, 0, fetch(&beginning, 1).body);
	turn();
	assert_true(*follow_status()->halted);
}

static void it_goes_on_from_where_it_stopped(void **state)
{
	const Bus__FollowStatus *told;
	struct answer answer;

	(void)state;
	note("un");
	assert_true(follow(0));
	follow_garbage();
	note("deux");
	assert_false(follow(0));
	answer = resume("bus", false);
	assert_accepted(answer);
	told = ((const Bus__ResumeFollowingResponse *)answer.response)->follow;
	assert_string_equal(told->halted, "");
	assert_null(told->halted_at);
	assert_int_equal(told->sequence, 1);
	harness_restart(follower); /* it is not forgotten */
	assert_true(follow(0));
	assert_int_equal(follow_status()->sequence, 2);
	assert_int_equal(harness_sequence(follower), 2);
	harness_check(follower);
}

static void what_does_not_follow_is_told_whom_it_follows(void **state)
{
	struct answer answer = resume("registry", false);

	(void)state;
	assert_refused(answer, "NOT_FOLLOWED");
	assert_int_equal(answer.fault, FAULT_NOT_FOUND);
	assert_non_null(strstr(answer.message, "il suit : bus, other"));
}

static void one_that_is_followed_stays_as_it_is(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	assert_accepted(resume("bus", true));
	assert_false(follow_status()->rewinding);
	assert_int_equal(follow_status()->rewound_from, 0);
	note("deux");
	assert_true(follow(0));
	assert_int_equal(follow_status()->sequence, 2);
}

static void the_same_key_resumes_once(void **state)
{
	struct id key = harness_key(follower);

	(void)state;
	note("un");
	assert_true(follow(0));
	follow_garbage();
	assert_accepted(resume_as(operator_, key));
	follow_garbage();
	assert_true(resume_as(operator_, key).replayed);
	assert_true(*follow_status()->halted);
	assert_int_equal(harness_sequence(follower), 1); /* no event of it */
}

static void it_is_for_operators(void **state)
{
	Bus__Actor *anct = harness_actor(follower, "anct", BUS__ROLE__ROLE_ANCT, NULL);

	(void)state;
	assert_refused(resume_as(anct, harness_key(follower)), "ROLE_REQUIRED");
}

static void the_alarm_says_what_to_do(void **state)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	const Bus__GetStatusResponse *status;

	(void)state;
	note("un");
	assert_true(follow(0));
	engine_diverged(follower->engine, 0);
	turn();
	status = harness_call(follower, operator_, "GetStatus", &request.base).response;
	assert_int_equal(status->n_alarms, 1);
	assert_non_null(strstr(status->alarms[0], "« bus » n'est plus suivi après l'entrée 1, depuis "
						  "2026-01-15T12:00:00Z"));
	assert_non_null(strstr(status->alarms[0], "pvd resume follower bus --rewind"));
}

static void halt_on_poison(void)
{
	note("kills");
	die_following(false);
	die_following(false);
	assert_true(follow(0)); /* lives */
	assert_non_null(strstr(follow_status()->halted, "POISONED"));
}

static void what_was_poisoned_is_tried_again(void **state)
{
	(void)state;
	note("un");
	assert_true(follow(0));
	halt_on_poison();
	notes_kill = false; /* the program was corrected */
	assert_accepted(resume("bus", false));
	assert_true(follow(0));
	assert_string_equal(follow_status()->halted, "");
	assert_int_equal(follow_status()->sequence, 2);
	harness_check(follower);
}

static void what_kills_again_is_halted_again(void **state)
{
	(void)state;
	halt_on_poison();
	die_following(true);
	die_following(false);
	assert_true(follow(0));
	assert_non_null(strstr(follow_status()->halted, "POISONED"));
	assert_int_equal(follow_status()->sequence, 0);
}

/* ---- A source that goes on from a backup */

static void notes(unsigned from, unsigned to)
{
	char text[16];

	for (; from <= to; from++) {
		snprintf(text, sizeof text, "note %u", from);
		note(text);
	}
}

/* The source writes `kept` notes, is copied, writes up to `taken`, which the follower takes in; then it is what the
 * copy was, and writes `more`. */
static void lose_the_end(unsigned kept, unsigned taken, unsigned more)
{
	struct buf copy = {0};
	char path[96];

	snprintf(path, sizeof path, "%s/store/data.mdb", source->dir);
	notes(1, kept);
	engine_fetched(follower->engine, 1, fetch(&(const struct follow){0}, 0).body);
	engine_free(source->engine);
	assert_int_equal(file_read(path, STORE_MAX, &copy), 0);
	harness_open(source);
	notes(kept + 1, taken);
	follow(0);
	assert_int_equal(follow_status()->sequence, taken);
	engine_free(source->engine);
	assert_int_equal(file_write(path, buf_bytes(&copy), 0600), 0);
	buf_free(&copy);
	source->is_restored = true;
	harness_open(source);
	notes(1001, 1000 + more);
}

static void assert_followed(unsigned kept, unsigned taken, unsigned more)
{
	const Bus__FollowStatus *told;

	follow_to_the_end();
	told = follow_status();
	assert_string_equal(told->halted, "");
	assert_false(told->rewinding);
	assert_int_equal(told->sequence, kept + more);
	assert_int_equal(told->rewound_from, taken);
	assert_int_equal(told->epoch, more ? 2 : kept ? 1 : 0);
	/* What it said because of what is lost stands. */
	assert_int_equal(harness_sequence(follower), taken + more);
	harness_check(follower);
}

static void a_follower_goes_back_to_what_is_in_common(void **state)
{
	static const unsigned cases[][3] = {{37, 100, 10}, {99, 100, 3}, {1, 100, 200},
					    {0, 20, 5},    {64, 100, 0}, {0, 1, 0}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const unsigned *c = cases[i];

		lose_the_end(c[0], c[1], c[2]);
		assert_true(follow(0));
		assert_non_null(strstr(follow_status()->halted, "JOURNAL_DIVERGED"));
		assert_accepted(resume("bus", false)); /* of no use */
		assert_true(follow(0));
		assert_true(*follow_status()->halted);
		assert_accepted(resume("bus", true));
		assert_true(follow_status()->rewinding);
		assert_followed(c[0], c[1], c[2]);
		tear_down(state);
		set_up(state);
	}
}

static void the_search_goes_on_after_a_crash(void **state)
{
	(void)state;
	lose_the_end(37, 100, 10);
	assert_true(follow(0));
	assert_accepted(resume("bus", true));
	for (int i = 0; i < 4; i++) {
		assert_true(follow(0));
		if (i % 2)
			harness_restart(follower);
		turn();
	}
	assert_true(follow_status()->rewinding);
	assert_followed(37, 100, 10);
}

static void nothing_is_forgotten_where_nothing_is_lost(void **state)
{
	(void)state;
	notes(1, 9);
	assert_true(follow(0));
	follow_garbage();
	assert_accepted(resume("bus", true));
	notes(10, 12);
	follow_to_the_end();
	assert_int_equal(follow_status()->sequence, 12);
	assert_int_equal(follow_status()->rewound_from, 0);
	assert_int_equal(harness_sequence(follower), 12);
	harness_check(follower);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_goes_on_from_where_it_stopped),
		CASE(what_does_not_follow_is_told_whom_it_follows),
		CASE(one_that_is_followed_stays_as_it_is),
		CASE(the_same_key_resumes_once),
		CASE(it_is_for_operators),
		CASE(the_alarm_says_what_to_do),
		CASE(what_was_poisoned_is_tried_again),
		CASE(what_kills_again_is_halted_again),
		CASE(a_follower_goes_back_to_what_is_in_common),
		CASE(the_search_goes_on_after_a_crash),
		CASE(nothing_is_forgotten_where_nothing_is_lost),
	};

	return cmocka_run_group_tests_name("service/resume", tests, NULL, NULL);
}
