/* The registry goes on from a backup: what was scored by what it lost. */
#include "case.h"

#include "pvd/bus/v1/process.pb-c.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	return 0;
}

/* The registry goes on from a backup of before its first entry, and the operator has us go back. */
static void lose_the_registry(void)
{
	Bus__ResumeFollowingRequest request = BUS__RESUME_FOLLOWING_REQUEST__INIT;
	struct follow at;

	engine_diverged(harness->engine, 0);
	request.source = "registry";
	request.rewind = true;
	assert_accepted(harness_call(harness,
				     harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL),
				     "ResumeFollowing", &request.base));
	for (unsigned n = 0; n < 64 && engine_follow(harness->engine, 0, &at) && at.is_probe; n++) {
		engine_diverged(harness->engine, 0);
		engine_turn(harness->engine, harness->now, harness->mono);
	}
	assert_false(at.is_probe);
	memset(harness->sources, 0, sizeof(harness->sources));
}

static void a_run_whose_data_is_lost_says_so(void **state)
{
	uint64_t before;

	(void)state;
	new_run(harness);
	lose_the_registry();
	assert_refused(get_score(harness, "14047", ""), "RUN_DATA_GONE");
	assert_refused(run_scores(harness, ""), "NO_DATA");
	before = harness_sequence(harness);
	say_candidacy(harness, "candidacy-1", "14367", "14366");
	say_candidacy(harness, "candidacy-2", "14047", "14118");
	assert_int_equal(harness_sequence(harness), before); /* nothing to tell, and still alive */
	say_france(harness, &FRANCE, NULL);
	assert_refused(run_scores(harness, ""), "CRITERIA_UNKNOWN");
	say_criteria(harness, "criteria-2026", 20000, 2023);
	new_run(harness);
	assert_accepted(get_score(harness, "14047", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_run_whose_data_is_lost_says_so, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("eligibility/lost", tests, NULL, NULL);
}
