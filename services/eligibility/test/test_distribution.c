/* How scores are spread. Those of the small France stand in test_scores.c, worked out by hand: in order,
 *   12.5 15 20 20 23⅓ 30 50 50 71⅔ 100 100, of which are eligible
 *   12.5 15 20 20 23⅓ 50. */
#include "case.h"

#define LIVAROT (10 + 40 / 3.0)
#define LISIEUX (45 + 80 / 3.0)

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	new_run(harness);
	return 0;
}

static struct answer ask(Eligibility__GetDistributionRequest request)
{
	return harness_call(harness, citizen(harness), "GetDistribution", &request.base);
}

static const Eligibility__GetDistributionResponse *distribution(Eligibility__GetDistributionRequest request)
{
	struct answer answer = ask(request);

	assert_accepted(answer);
	return answer.response;
}

/* "3 0 1": how many in each step. */
static const char *counts_of(const Eligibility__GetDistributionResponse *response)
{
	static char text[700];
	size_t len = 0;

	*text = '\0';
	for (size_t i = 0; i < response->n_counts; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%u", i ? " " : "",
					response->counts[i]);
	return text;
}

static void assert_summary(const Eligibility__GetDistributionResponse *response, unsigned count,
			   double minimum, double first, double median, double third, double maximum)
{
	assert_int_equal(response->count, count);
	assert_near(response->minimum, minimum);
	assert_near(response->first_quartile, first);
	assert_near(response->median, median);
	assert_near(response->third_quartile, third);
	assert_near(response->maximum, maximum);
}

static void of_the_nation(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;
	const Eligibility__GetDistributionResponse *all = distribution(request);

	(void)state;
	assert_string_equal(counts_of(all), "0 0 1 1 3 0 1 0 0 0 2 0 0 0 1 0 0 0 0 2");
	assert_summary(all, 11, 12.5, 20, 30, LISIEUX, 100);
	assert_string_equal(all->run->grid_version, "grille-1");
	request.eligible_only = true;
	all = distribution(request);
	assert_string_equal(counts_of(all), "0 0 1 1 3 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0");
	assert_summary(all, 6, 12.5, 15, 20, LIVAROT, 50);
}

static void of_a_departement_and_of_a_region(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;

	(void)state;
	request.steps = 4;
	request.departement_code = "14"; /* 12.5 20 23⅓ 71⅔ 100 */
	assert_string_equal(counts_of(distribution(request)), "3 0 1 1");
	assert_summary(distribution(request), 5, 12.5, 20, LIVAROT, LISIEUX, 100);
	request.departement_code = "";
	request.region_code = "28"; /* and 15 20 100 */
	assert_string_equal(counts_of(distribution(request)), "5 0 1 2");
	assert_summary(distribution(request), 8, 12.5, 15, 20, LISIEUX, 100);
	request.eligible_only = true;
	assert_string_equal(counts_of(distribution(request)), "5 0 0 0");
	assert_summary(distribution(request), 5, 12.5, 15, 20, 20, LIVAROT);
}

static void of_one_and_of_none(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;

	(void)state;
	request.steps = 3;
	request.departement_code = "975"; /* Saint-Pierre */
	assert_string_equal(counts_of(distribution(request)), "0 1 0");
	assert_summary(distribution(request), 1, 50, 50, 50, 50, 50);
	request.departement_code = "974"; /* where nobody is eligible */
	request.eligible_only = true;
	assert_string_equal(counts_of(distribution(request)), "0 0 0");
	assert_summary(distribution(request), 0, 0, 0, 0, 0, 0);
}

/* A score on the border belongs to the higher step; the best one to the last. */
static void steps_have_equal_widths(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;
	const Eligibility__GetDistributionResponse *hundred;

	(void)state;
	request.steps = 1;
	assert_string_equal(counts_of(distribution(request)), "11");
	request.steps = 2;
	assert_string_equal(counts_of(distribution(request)), "6 5");
	request.steps = 8; /* of 12.5 */
	assert_string_equal(counts_of(distribution(request)), "0 5 1 0 2 1 0 2");
	request.steps = 7; /* of 14.2857… */
	assert_string_equal(counts_of(distribution(request)), "1 4 1 2 0 1 2");
	request.steps = 100;
	hundred = distribution(request);
	assert_int_equal(hundred->n_counts, 100);
	assert_int_equal(hundred->counts[12], 1);
	assert_int_equal(hundred->counts[20], 2);
	assert_int_equal(hundred->counts[99], 2);
}

static void of_the_run_that_was_asked_for(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;
	const Eligibility__GetDistributionResponse *before = distribution(request), *after;

	(void)state;
	say_population(harness, 2023, "14366", 19000);
	new_run(harness);
	request.eligible_only = true;
	after = distribution(request);
	assert_string_not_equal(after->run->id, before->run->id);
	assert_int_equal(after->count, 7);
	request.run_id = before->run->id;
	assert_int_equal(distribution(request)->count, 6);
	assert_string_equal(distribution(request)->run->id, before->run->id);
}

static void wrong_ones_are_refused(void **state)
{
	Eligibility__GetDistributionRequest request = ELIGIBILITY__GET_DISTRIBUTION_REQUEST__INIT;
	struct harness *empty = harness_new(&ELIGIBILITY_SERVICE);

	(void)state;
	assert_refused(harness_call(empty, citizen(empty), "GetDistribution", &request.base), "NO_RUN");
	eligibility_free(empty);
	request.steps = 101;
	assert_refused(ask(request), "STEPS_COUNT");
	assert_string_equal(ask(request).field, "steps");
	request.steps = 0;
	request.departement_code = "14";
	request.region_code = "28";
	assert_refused(ask(request), "TOO_MANY_FILTERS");
	request.departement_code = "";
	request.region_code = "99";
	assert_refused(ask(request), "UNKNOWN_CODE");
	assert_string_equal(ask(request).field, "region_code");
	request.region_code = "";
	request.departement_code = "99";
	assert_string_equal(ask(request).field, "departement_code");
	request.departement_code = "";
	request.run_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
	assert_refused(ask(request), "RUN_UNKNOWN");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(of_the_nation),
		CASE(of_a_departement_and_of_a_region),
		CASE(of_one_and_of_none),
		CASE(steps_have_equal_widths),
		CASE(of_the_run_that_was_asked_for),
		CASE(wrong_ones_are_refused),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/distribution", tests, NULL, NULL);
}
