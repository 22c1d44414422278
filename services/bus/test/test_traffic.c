/* The figures, and how they are told. */
#include "bus/test/fake.h"

static void percentiles_are_near(void **state)
{
	struct histogram *histogram = calloc(1, sizeof *histogram);

	(void)state;
	assert_int_equal(histogram_percentile(histogram, 50), 0);
	for (uint64_t value = 1; value <= 100000; value++)
		histogram_add(histogram, value);
	assert_in_range(histogram_percentile(histogram, 50), 50000, 51600);
	assert_in_range(histogram_percentile(histogram, 99), 99000, 102100);
	assert_int_equal(histogram->total, 100000);
	assert_int_equal(histogram->sum, 5000050000);
	free(histogram);
}

/* Small values are exact; every value lies at or below its bucket's end, and no more than 1/32 below. */
static void buckets_are_narrow(void **state)
{
	struct histogram *histogram = calloc(1, sizeof *histogram);

	(void)state;
	for (uint64_t value = 1; value >> HISTOGRAM_VALUE_BITS == 0; value += 1 + value / 7) {
		uint64_t end;

		memset(histogram, 0, sizeof *histogram);
		histogram_add(histogram, value);
		end = histogram_percentile(histogram, 99);
		assert_true(end >= value && end - value <= value / HISTOGRAM_STEPS);
		if (value < HISTOGRAM_STEPS)
			assert_int_equal(end, value);
	}
	histogram_add(histogram, UINT64_MAX);
	assert_int_equal(histogram_percentile(histogram, 100), ((uint64_t)1 << HISTOGRAM_VALUE_BITS) - 1);
	free(histogram);
}

static const Bus__MethodTraffic *row_of(const Bus__GetTrafficResponse *report, const char *method)
{
	for (size_t i = 0; i < report->n_methods; i++)
		if (strcmp(report->methods[i]->method, method) == 0)
			return report->methods[i];
	return NULL;
}

static const Bus__PrincipalTraffic *principal_of(const Bus__GetTrafficResponse *report, const char *id)
{
	for (size_t i = 0; i < report->n_principals; i++)
		if (strcmp(report->principals[i]->principal, id) == 0)
			return report->principals[i];
	return NULL;
}

static void report_tells_what_passed(void **state)
{
	struct fake *fake = *state;
	Bus__GetTrafficResponse report = BUS__GET_TRAFFIC_RESPONSE__INIT;
	struct arena *arena = arena_new(1 << 20);
	const Bus__MethodTraffic *method;
	const Bus__PrincipalTraffic *alice;
	struct envelope asked;

	fake_join(fake, 0, KEY_ALICE, "");
	fake_join(fake, 1, KEY_REGISTRY, "registry");
	fake_join(fake, 2, KEY_FUNDING, "funding");
	for (unsigned i = 1; i <= 3; i++)
		fake_ask(fake, 0, i, "registry");
	fake_ask(fake, 0, 4, "nobody");
	fake->mono = monotonic_add_ms(fake->mono, 10);
	assert_true(fake_heard(fake, 1, &asked));
	fake_answer(fake, 1, &asked, "");
	router_leave(fake->router, 2);
	assert_true(traffic_report(&fake->traffic, fake->roster, arena, &report));
	assert_int_equal(report.n_services, 1);
	assert_string_equal(report.services[0]->service, "registry");
	assert_string_equal(report.services[0]->principal, "registry");
	assert_string_equal(report.services[0]->version, "1.2");
	assert_int_equal(report.services[0]->since->seconds, fake->now.us / 1000000);
	assert_int_equal(report.services[0]->in_flight, 2);
	method = row_of(&report, STATUS_METHOD);
	assert_non_null(method);
	assert_int_equal(method->calls, 3);
	assert_int_equal(method->failures, 0);
	assert_in_range(method->p50_us, 10000, 10400);
	alice = principal_of(&report, "alice");
	assert_non_null(alice);
	assert_int_equal(alice->calls, 4);
	assert_int_equal(alice->refused, 1);
	assert_int_equal(alice->in_flight, 2);
	assert_int_equal(alice->connections, 1);
	assert_true(alice->bytes_in > 0 && alice->bytes_out > 0);
	assert_null(principal_of(&report, "bob"));
	router_leave(fake->router, 1);
	report = (Bus__GetTrafficResponse)BUS__GET_TRAFFIC_RESPONSE__INIT;
	assert_true(traffic_report(&fake->traffic, fake->roster, arena, &report));
	assert_int_equal(row_of(&report, STATUS_METHOD)->failures, 2);
	assert_int_equal(report.n_services, 0);
	arena_free(arena);
}

static void report_is_bounded(void **state)
{
	struct fake *fake = *state;
	Bus__GetTrafficResponse report = BUS__GET_TRAFFIC_RESPONSE__INIT;
	struct arena *arena = arena_new(64);

	fake_join(fake, 0, KEY_ALICE, "");
	assert_false(traffic_report(&fake->traffic, fake->roster, arena, &report));
	arena_free(arena);
}

static void metrics_name_services_and_methods(void **state)
{
	struct traffic *here = traffic_here();
	struct buf text = {0};
	const struct method *method = method_find(STATUS_METHOD, strlen(STATUS_METHOD));

	(void)state;
	traffic_service(here, bytes_text("registry"))->peer = 3;
	traffic_called(here, method);
	traffic_answered(here, method, 20, true);
	here->endings[ENDING_SILENT] = 2;
	traffic_metrics(&text);
	buf_byte(&text, '\0');
	assert_non_null(strstr((char *)text.data, "pvd_bus_calls_total{method=\"" STATUS_METHOD "\"} 1\n"));
	assert_non_null(
		strstr((char *)text.data, "pvd_bus_failures_total{method=\"" STATUS_METHOD "\"} 1\n"));
	assert_non_null(strstr((char *)text.data, "pvd_bus_latency_seconds{method=\"" STATUS_METHOD
						  "\",quantile=\"0.99\"} 0.000020\n"));
	assert_non_null(strstr((char *)text.data, "pvd_bus_service_up{service=\"registry\"} 1\n"));
	assert_non_null(strstr((char *)text.data, "pvd_bus_connections_ended_total{reason=\"silent\"} 2\n"));
	buf_free(&text);
	traffic_clear(here);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percentiles_are_near),
		cmocka_unit_test(buckets_are_narrow),
		TEST(report_tells_what_passed),
		TEST(report_is_bounded),
		cmocka_unit_test(metrics_name_services_and_methods),
	};

	return cmocka_run_group_tests_name("bus/traffic", tests, NULL, NULL);
}
