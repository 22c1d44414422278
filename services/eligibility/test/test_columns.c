/* How indicators are made of others: each origin, by figures worked out by hand. */
#include "case.h"

static int set_up(void **state)
{
	(void)state;
	harness = eligibility_new();
	define(harness, "a", "'recorded':{'nature':'NATURE_COUNT'}");
	define(harness, "b", "'decimals':1,'recorded':{'nature':'NATURE_COUNT'}");
	define(harness, "canton", "'recorded':{'nature':'NATURE_GROUP'}");
	return 0;
}

#define assert_value(id, commune, wanted) assert_near(value_of(harness, id, commune), wanted)
#define assert_no_value(id, commune)      assert_true(isnan(value_of(harness, id, commune)))

/* ---- Of a commune's own values */

static void a_ratio_has_no_value_by_nothing(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 3 14118 5 14366 7 14367 0");
	record(harness, "b", 2021, "14047 40 14118 0 14367 20 14999 10");
	define(harness, "ratio",
	       "'ratio':{'numerator':{'indicatorId':'a'},'denominator':{'indicatorId':'b'}}");
	define(harness, "percent",
	       "'ratio':{'numerator':{'indicatorId':'a'},'denominator':{'indicatorId':'b'},'factor':100}");
	assert_value("ratio", "14047", 0.75);
	assert_value("percent", "14047", 75);
	assert_no_value("ratio", "14118"); /* by 0 */
	assert_no_value("ratio", "14366"); /* by what is not known */
	assert_value("ratio", "14367", 0);
	assert_no_value("ratio", "14999"); /* of what is not known */
	assert_int_equal(values_of(harness, "ratio", 0)->missing_count, COMMUNES - 2);
}

static void a_sum_is_missing_where_one_is(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 3 14118 5");
	record(harness, "b", 2021, "14047 40 14366 70");
	define(harness, "sum",
	       "'sum':{'terms':[{'operand':{'indicatorId':'a'},'factor':10},"
	       "{'operand':{'indicatorId':'b'},'factor':-0.5},{'operand':{'indicatorId':'a'},'factor':1}]}");
	assert_value("sum", "14047", 30 - 2 + 3);
	assert_no_value("sum", "14118");
	assert_no_value("sum", "14366");
}

static void a_trend_is_by_year(void **state)
{
	(void)state;
	record(harness, "a", 2010, "14047 200 14118 0 14366 100");
	record(harness, "a", 2020, "14047 230 14118 5 14367 9");
	define(harness, "trend", "'trend':{'from':{'indicatorId':'a','year':2010},'to':{'indicatorId':'a'}}");
	define(harness, "back",
	       "'trend':{'from':{'indicatorId':'a','year':2020},'to':{'indicatorId':'a','year':2010}}");
	define(harness, "still",
	       "'trend':{'from':{'indicatorId':'a','year':2010},'to':{'indicatorId':'a','year':2010}}");
	assert_value("trend", "14047", 1.5); /* 15 % in ten years */
	assert_no_value("trend", "14118");   /* from nothing */
	assert_no_value("trend", "14366");
	assert_no_value("trend", "14367");
	assert_int_equal(values_of(harness, "trend", 0)->year, 0); /* of several */
	assert_int_equal(values_of(harness, "back", 0)->n_codes, 0);
	assert_int_equal(values_of(harness, "still", 0)->n_codes, 0);
	record(harness, "a", 2022, "14047 320");
	assert_value("trend", "14047", 5); /* 60 % in twelve years */
}

static void presence_counts_what_reaches(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 1 14118 0 14366 2 14999 0");
	record(harness, "b", 2021, "14047 10 14118 9 14367 30");
	define(harness, "shops", "'presence':{'operands':[{'indicatorId':'a'},{'indicatorId':'b'}]}");
	define(harness, "several",
	       "'presence':{'operands':[{'indicatorId':'a'},{'indicatorId':'b'}],'atLeast':2}");
	assert_value("shops", "14047", 2); /* 1 and 1.0 */
	assert_value("shops", "14118", 0); /* 0 and 0.9 */
	assert_value("shops", "14366", 1); /* what is not known is not there */
	assert_value("shops", "14999", 0);
	assert_no_value("shops", "97502"); /* of which nothing is known */
	assert_value("several", "14047", 0);
	assert_value("several", "14366", 1);
	assert_value("several", "14367", 1);
}

static void the_first_known_is_in_the_order_said(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 1 14118 2");
	record(harness, "b", 2021, "14118 10 14366 70");
	define(harness, "first", "'firstKnown':{'operands':[{'indicatorId':'b'},{'indicatorId':'a'}]}");
	assert_value("first", "14047", 1);
	assert_value("first", "14118", 1.0);
	assert_value("first", "14366", 7);
	assert_no_value("first", "14367");
}

static void steps_begin_at_their_bounds(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 9 14118 10 14366 19 14367 20 14999 1000");
	define(harness, "class",
	       "'stepTable':{'operand':{'indicatorId':'a'},'steps':[{'from':10,'value':1},{'from':20,'value':"
	       "3}]}");
	assert_no_value("class", "14047"); /* below the first */
	assert_value("class", "14118", 1);
	assert_value("class", "14366", 1);
	assert_value("class", "14367", 3);
	assert_value("class", "14999", 3);
	assert_no_value("class", "97502");
}

/* ---- Of those that have a group in common */

static void shares_are_of_the_whole_group(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 30 14118 90 14366 1 14367 2 14999 5 27229 0 27701 0");
	define(harness, "share",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_SHARE','operand':{'indicatorId':'a'}}");
	define(harness, "to-largest",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_RATIO_TO_LARGEST','operand':{'indicatorId':'a'"
	       "}}");
	define(harness, "rank",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_RANK','operand':{'indicatorId':'a'}}");
	assert_value("share", "14047", 25);
	assert_value("share", "14118", 75);
	assert_value("to-largest", "14047", 100 / 3.0);
	assert_value("to-largest", "14118", 100);
	assert_value("rank", "14047", 2);
	assert_no_value("share", "14366"); /* Les Andelys is of its EPCI, and not known */
	assert_no_value("to-largest", "14366");
	assert_no_value("rank", "14366");
	assert_no_value("share", "14999"); /* in no EPCI */
	assert_no_value("rank", "14999");
	assert_no_value("share", "27229"); /* of nothing */
	assert_no_value("to-largest", "27229");
	assert_value("rank", "27229", 1);
	assert_value("rank", "27701", 1);
}

/* Beside the largest of the others: ten times at most. */
static void a_rival_is_another_one(void **state)
{
	(void)state;
	record(harness, "a", 2021,
	       "14047 30 14118 90 14366 7 14367 7 27016 2 27229 0 27701 -1 97411 100 97416 1");
	record(harness, "b", 2021, "14999 10 97502 10");
	define(harness, "beside",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_RATIO_TO_LARGEST_OTHER','operand':{'"
	       "indicatorId':'a'}}");
	define(harness, "alone",
	       "'inGroup':{'groupId':'departement','measure':'MEASURE_RATIO_TO_LARGEST_OTHER','operand':"
	       "{'indicatorId':'b'},'conditions':[{'operand':{'indicatorId':'b'},'comparison':'COMPARISON_"
	       "ABOVE',"
	       "'threshold':0}]}");
	assert_value("beside", "14047", 100 / 3.0);
	assert_value("beside", "14118", 300);
	assert_value("beside", "14366", 100); /* two that are equal are each other's */
	assert_value("beside", "14367", 100);
	assert_value("beside", "27016", 200 / 7.0);
	assert_value("beside", "27229", 0); /* who has nothing is nobody's rival */
	assert_value("beside", "27701", 0);
	assert_value("beside", "97411", 1000); /* a hundred times */
	assert_value("beside", "97416", 1);
	assert_no_value("beside", "14999"); /* in no EPCI */
	assert_value("alone", "14999", 1000);
	assert_value("alone", "97502", 1000);
	assert_no_value("alone", "14047");
	record(harness, "a", 2021, "14047 10 14118 99 97411 10 97416 1");
	assert_value("beside", "14118", 990);
	assert_value("beside", "97411", 1000); /* ten times */
	assert_no_value("beside", "14366");    /* not all of its EPCI are known */
}

/* Those that meet the conditions are the group. */
static void only_those_that_meet_the_conditions_count(void **state)
{
	(void)state;
	record(harness, "a", 2021, "14047 30 14118 90 14366 4 14367 6");
	record(harness, "b", 2021, "14047 10 14118 5 14366 10 14367 10");
	define(harness, "share",
	       "'inGroup':{'groupId':'epci','measure':'MEASURE_SHARE','operand':{'indicatorId':'a'},'"
	       "conditions':"
	       "[{'operand':{'indicatorId':'b'},'comparison':'COMPARISON_AT_LEAST','threshold':1}]}");
	define(harness, "rank",
	       "'inGroup':{'groupId':'nation','measure':'MEASURE_RANK','operand':{'indicatorId':'a'},'"
	       "conditions':"
	       "[{'operand':{'indicatorId':'b'},'comparison':'COMPARISON_AT_LEAST','threshold':1}]}");
	define(harness, "count",
	       "'inGroup':{'groupId':'departement','measure':'MEASURE_COUNT','conditions':"
	       "[{'operand':{'indicatorId':'b'},'comparison':'COMPARISON_AT_LEAST','threshold':1},"
	       "{'operand':{'indicatorId':'a'},'comparison':'COMPARISON_BELOW','threshold':30}]}");
	assert_value("share", "14047", 100); /* alone: Caen does not meet them */
	assert_no_value("share", "14118");
	assert_value("share", "14366", 40); /* Les Andelys, not known, does not meet them either */
	assert_value("rank", "14047", 1);
	assert_value("rank", "14367", 2);
	assert_value("rank", "14366", 3);
	assert_value("count", "14047", 2); /* Lisieux and Livarot; told to all of the département */
	assert_value("count", "14999", 2);
	assert_value("count", "27229", 0);
}

static void equal_ones_share_the_best_rank(void **state)
{
	(void)state;
	define(harness, "rank",
	       "'inGroup':{'groupId':'departement','measure':'MEASURE_RANK','operand':{'indicatorId':'"
	       "population'}}");
	assert_value("rank", "27229", 1);
	assert_value("rank", "27016", 2);
	assert_value("rank", "27701", 2);
	assert_no_value("rank", "97411"); /* Saint-Jean is not known */
	assert_value("rank", "97502", 1);
}

static void groups_are_cantons_and_classes_too(void **state)
{
	static char *texts[] = {"Bessin", "Auge"};
	struct series_request *series = series_of(harness, "canton", 2021, "14047 0 14118 0 14366 1 14367 1");

	(void)state;
	series->request.texts = texts;
	series->request.n_texts = 2;
	assert_accepted(record_request(harness, series));
	define(harness, "in-canton",
	       "'inGroup':{'groupId':'canton','measure':'MEASURE_SHARE','operand':{'indicatorId':'population'"
	       "}}");
	define(harness, "in-class", "'inGroup':{'groupId':'chef-lieu','measure':'MEASURE_COUNT'}");
	define(harness, "some-classes",
	       "'labels':[{'value':2,'text':'deux'}],'stepTable':{'operand':{'indicatorId':'chef-lieu'},"
	       "'steps':[{'from':0,'value':0},{'from':1,'value':2}]}");
	define(harness, "in-some", "'inGroup':{'groupId':'some-classes','measure':'MEASURE_COUNT'}");
	assert_value("in-canton", "14047", 1200000 / 117000.0);
	assert_value("in-canton", "14367", 1999900 / 39999.0);
	assert_no_value("in-canton", "14999");
	assert_value("in-class", "14047", 1); /* of an arrondissement */
	assert_value("in-class", "14118", 4); /* of a département: with Évreux, Saint-Denis, Saint-Pierre */
	assert_value("in-class", "14366", 6);
	assert_value("in-some", "14047", 5);
	assert_no_value("in-some", "14366"); /* no label tells of 0 */
}

/* ---- What it says of where it comes from */

static void a_value_tells_its_sources(void **state)
{
	struct series_request *series;

	(void)state;
	record(harness, "a", 2021, "14047 3");
	series = series_of(harness, "b", 2021, "14047 40");
	series->request.source = "DGFiP";
	assert_accepted(record_request(harness, series));
	define(harness, "of-both",
	       "'ratio':{'numerator':{'indicatorId':'a'},'denominator':{'indicatorId':'b'}}");
	define(harness, "of-one",
	       "'ratio':{'numerator':{'indicatorId':'a'},'denominator':{'indicatorId':'a'}}");
	assert_string_equal(values_of(harness, "of-both", 0)->source, "Insee, essai ; DGFiP");
	assert_int_equal(values_of(harness, "of-both", 0)->year, 2021);
	assert_string_equal(values_of(harness, "of-one", 0)->source, "Insee, essai");
	record(harness, "a", 2022, "14047 3");
	assert_int_equal(values_of(harness, "of-both", 0)->year, 0);
}

/* Of what there is nothing of: no value, and no fall. */
static void of_nothing_there_is_no_value(void **state)
{
	static char *const ids[] = {"ratio", "sum", "first", "share", "nearest", "around", "catchment"};

	(void)state;
	define(harness, "ratio",
	       "'ratio':{'numerator':{'indicatorId':'a'},'denominator':{'indicatorId':'b'}}");
	define(harness, "sum", "'sum':{'terms':[{'operand':{'indicatorId':'a'},'factor':1}]}");
	define(harness, "first", "'firstKnown':{'operands':[{'indicatorId':'a'}]}");
	define(harness, "share",
	       "'inGroup':{'groupId':'canton','measure':'MEASURE_SHARE','operand':{'indicatorId':'a'}}");
	define(harness, "nearest", "'nearest':{'atLeastOwn':{'indicatorId':'a'}}");
	define(harness, "around", "'around':{'operand':{'indicatorId':'a'},'radiusKm':10}");
	define(harness, "catchment", "'catchment':{'sum':{'indicatorId':'a'}}");
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		assert_int_equal(values_of(harness, ids[i], 0)->n_codes, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_ratio_has_no_value_by_nothing),
		CASE(a_sum_is_missing_where_one_is),
		CASE(a_trend_is_by_year),
		CASE(presence_counts_what_reaches),
		CASE(the_first_known_is_in_the_order_said),
		CASE(steps_begin_at_their_bounds),
		CASE(shares_are_of_the_whole_group),
		CASE(a_rival_is_another_one),
		CASE(only_those_that_meet_the_conditions_count),
		CASE(equal_ones_share_the_best_rank),
		CASE(groups_are_cantons_and_classes_too),
		CASE(a_value_tells_its_sources),
		CASE(of_nothing_there_is_no_value),
	};
#undef CASE

	return cmocka_run_group_tests_name("eligibility/columns", tests, NULL, NULL);
}
