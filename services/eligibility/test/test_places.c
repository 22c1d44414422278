/* Indicators of those around: figures along one meridian, of which a degree is 111.195 km. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define(harness, "a", "'recorded':{'nature':'NATURE_COUNT'}");
	return 0;
}

#define assert_value(id, commune, wanted) assert_near(value_of(harness, id, commune), wanted)
#define assert_no_value(id, commune)      assert_true(isnan(value_of(harness, id, commune)))

#define DEGREE (3.14159265358979323846 * 6371.0088 / 180)

static void say_meridian(void)
{
	say_position(harness, "14047", 0, 45);
	say_position(harness, "14118", 0, 46);
	say_position(harness, "14366", 0, 48);
	say_position(harness, "27229", 0, 48.25);
}

#define BIG                                                                                                  \
	"'conditions':[{'operand':{'indicatorId':'population'},'comparison':'COMPARISON_ABOVE',"             \
	"'threshold':20000}]"

static void the_nearest_meets_the_conditions(void **state)
{
	(void)state;
	say_meridian();
	define(harness, "nearest-big", "'nearest':{" BIG "}");
	define(harness, "nearest-any", "'nearest':{}");
	define(harness, "nearest-peer", "'nearest':{'atLeastOwn':{'indicatorId':'population'}}");
	assert_value("nearest-big", "14047", DEGREE);
	assert_value("nearest-big", "14118", 2.25 * DEGREE); /* itself is not another one */
	assert_value("nearest-big", "14366", 0.25 * DEGREE); /* exactly 20 000 is not above */
	assert_value("nearest-any", "14118", DEGREE);
	assert_value("nearest-any", "14366", 0.25 * DEGREE);
	assert_value("nearest-peer", "14047", DEGREE);
	assert_value("nearest-peer", "14366", 0.25 * DEGREE);
	assert_value("nearest-peer", "27229", 2.25 * DEGREE); /* Lisieux is smaller */
	assert_no_value("nearest-peer", "14118");             /* nobody is as large */
	assert_no_value("nearest-big", "14367");              /* nobody knows where it is */
}

static void an_equal_one_has_no_less(void **state)
{
	(void)state;
	say_position(harness, "27016", 0, 45);
	say_position(harness, "27701", 0, 46); /* 8 000 inhabitants, both */
	define(harness, "nearest-peer", "'nearest':{'atLeastOwn':{'indicatorId':'population'}}");
	assert_value("nearest-peer", "27016", DEGREE);
	assert_value("nearest-peer", "27701", DEGREE);
}

static void a_catchment_is_of_those_it_is_nearest_to(void **state)
{
	(void)state;
	say_meridian();
	record(harness, "a", 2021, "14047 5 14118 7 14366 11 14367 1000");
	define(harness, "number", "'catchment':{" BIG "}");
	define(harness, "sum", "'catchment':{" BIG ",'sum':{'indicatorId':'a'}}");
	define(harness, "none",
	       "'catchment':{'conditions':[{'operand':{'indicatorId':'population'},"
	       "'comparison':'COMPARISON_ABOVE','threshold':1000000}]}");
	assert_value("number", "14118", 2); /* with Bayeux */
	assert_value("number", "27229", 2); /* with Lisieux */
	assert_value("number", "14047", 0); /* is none */
	assert_no_value("number", "14367"); /* nobody knows where it is */
	assert_value("sum", "14118", 12);
	assert_value("sum", "27229", 11); /* what is not known of it is nothing */
	assert_value("sum", "14366", 0);
	assert_int_equal(values_of(harness, "none", 0)->n_codes, 0);
}

static void around_is_within_the_radius(void **state)
{
	(void)state;
	say_meridian();
	record(harness, "a", 2021, "14047 30 14118 10 14366 50 14367 1000");
	define(harness, "around-111", "'around':{'operand':{'indicatorId':'a'},'radiusKm':111}");
	define(harness, "around-112", "'around':{'operand':{'indicatorId':'a'},'radiusKm':112}");
	define(harness, "around-223", "'around':{'operand':{'indicatorId':'a'},'radiusKm':223}");
	assert_value("around-111", "14047", 100);
	assert_value("around-112", "14047", 75);
	assert_value("around-112", "14118", 25);
	assert_value("around-112", "14366", 100);
	assert_value("around-223", "14118", 1000 / 90.0);
	assert_no_value("around-112", "27229"); /* has none itself */
	assert_no_value("around-112", "14367"); /* nobody knows where it is */
}

static void a_town_that_moves_is_elsewhere(void **state)
{
	(void)state;
	say_meridian();
	define(harness, "nearest-any", "'nearest':{}");
	assert_value("nearest-any", "14047", DEGREE);
	say_position(harness, "14118", 0, 45.5);
	assert_value("nearest-any", "14047", DEGREE / 2);
	say_position(harness, "14367", 0, 44.75); /* another is known of */
	assert_value("nearest-any", "14047", DEGREE / 4);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_nearest_meets_the_conditions),         CASE(an_equal_one_has_no_less),
		CASE(a_catchment_is_of_those_it_is_nearest_to), CASE(around_is_within_the_radius),
		CASE(a_town_that_moves_is_elsewhere),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/places", tests, NULL, NULL);
}
