#include "bus/traffic.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/roster.h"

const char *const ENDING_NAMES[ENDING_COUNT] = {
	[ENDING_GONE] = "gone",           [ENDING_MALFORMED] = "malformed", [ENDING_UNGREETED] = "ungreeted",
	[ENDING_SILENT] = "silent",       [ENDING_FULL] = "full",           [ENDING_REVOKED] = "revoked",
	[ENDING_DISPLACED] = "displaced",
};

struct traffic *traffic_here(void)
{
	static struct traffic here;

	if (!here.methods)
		traffic_init(&here);
	return &here;
}

void traffic_init(struct traffic *traffic)
{
	*traffic = (struct traffic){.methods = xcalloc(METHOD_COUNT, sizeof *traffic->methods)};
}

void traffic_clear(struct traffic *traffic)
{
	for (size_t i = 0; traffic->methods && i < METHOD_COUNT; i++)
		free(traffic->methods[i].latency);
	free(traffic->methods);
	*traffic = (struct traffic){0};
}

void traffic_called(struct traffic *traffic, const struct method *method)
{
	traffic->methods[method - METHODS].calls++;
}

void traffic_answered(struct traffic *traffic, const struct method *method, uint64_t us, bool failed)
{
	struct method_figures *figures = &traffic->methods[method - METHODS];

	if (!figures->latency)
		figures->latency = xcalloc(1, sizeof *figures->latency);
	figures->failures += failed;
	histogram_add(figures->latency, us);
}

struct service_figures *traffic_find_service(struct traffic *traffic, struct bytes name)
{
	for (unsigned i = 0; i < traffic->service_count; i++) {
		struct service_figures *service = &traffic->services[i];

		if (bytes_equal(name, bytes_of(service->name, service->name_len)))
			return service;
	}
	return NULL;
}

struct service_figures *traffic_service(struct traffic *traffic, struct bytes name)
{
	struct service_figures *service = traffic_find_service(traffic, name);

	if (service)
		return service;
	if (traffic->service_count == TRAFFIC_SERVICES_MAX || name.len > SERVICE_NAME_MAX)
		return NULL;
	service = &traffic->services[traffic->service_count++];
	*service = (struct service_figures){.name_len = name.len, .peer = NO_PEER};
	memcpy(service->name, name.data, name.len);
	return service;
}

/* An array of `count` message pointers and the messages behind it, initialised; NULL past the cap. */
static void *messages(struct arena *arena, const ProtobufCMessageDescriptor *type, size_t count)
{
	void **list = arena_array(arena, count, sizeof *list);
	uint8_t *each = arena_array(arena, count, type->sizeof_message);

	if (!list || !each)
		return NULL;
	for (size_t i = 0; i < count; i++, each += type->sizeof_message) {
		type->message_init((ProtobufCMessage *)each);
		list[i] = each;
	}
	return list;
}

static bool report_services(const struct traffic *traffic, struct arena *arena,
			    Bus__GetTrafficResponse *response)
{
	response->services = messages(arena, &bus__service_traffic__descriptor, traffic->service_count);
	if (!response->services)
		return traffic->service_count == 0;
	for (unsigned i = 0; i < traffic->service_count; i++) {
		const struct service_figures *figures = &traffic->services[i];
		Bus__ServiceTraffic *row = response->services[response->n_services];
		Pb__Timestamp *since = arena_alloc(arena, sizeof *since);

		if (!since)
			return false;
		if (figures->peer == NO_PEER)
			continue;
		pb__timestamp__init(since);
		since->seconds = figures->since.us / 1000000;
		since->nanos = (int32_t)(figures->since.us % 1000000) * 1000;
		row->service = (char *)figures->name;
		row->principal = (char *)figures->principal;
		row->version = (char *)figures->version;
		row->since = since;
		row->in_flight = figures->in_flight;
		response->n_services++;
	}
	return true;
}

static bool report_principals(const struct roster *roster, struct arena *arena,
			      Bus__GetTrafficResponse *response)
{
	size_t count = 0;

	for (const struct member *m = roster_first(roster); m; m = roster_next(m))
		count += m->figures.connections || m->figures.bytes_in;
	if (count == 0)
		return true;
	response->principals = messages(arena, &bus__principal_traffic__descriptor, count);
	if (!response->principals)
		return false;
	for (const struct member *m = roster_first(roster); m; m = roster_next(m)) {
		Bus__PrincipalTraffic *row;

		if (!m->figures.connections && !m->figures.bytes_in)
			continue;
		row = response->principals[response->n_principals++];
		row->principal = (char *)m->id;
		row->connections = m->figures.connections;
		row->in_flight = m->figures.in_flight;
		row->calls = m->figures.calls;
		row->refused = m->figures.refused;
		row->bytes_in = m->figures.bytes_in;
		row->bytes_out = m->figures.bytes_out;
	}
	return true;
}

static bool report_methods(const struct traffic *traffic, struct arena *arena,
			   Bus__GetTrafficResponse *response)
{
	response->methods = messages(arena, &bus__method_traffic__descriptor, METHOD_COUNT);
	if (!response->methods)
		return false;
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		const struct method_figures *figures = &traffic->methods[i];
		Bus__MethodTraffic *row;

		if (figures->calls == 0)
			continue;
		row = response->methods[response->n_methods++];
		row->method = (char *)METHODS[i].path;
		row->calls = figures->calls;
		row->failures = figures->failures;
		if (!figures->latency)
			continue;
		row->p50_us = histogram_percentile(figures->latency, 50);
		row->p99_us = histogram_percentile(figures->latency, 99);
	}
	return true;
}

bool traffic_report(const struct traffic *traffic, const struct roster *roster, struct arena *arena,
		    Bus__GetTrafficResponse *response)
{
	return report_services(traffic, arena, response) && report_principals(roster, arena, response) &&
	       report_methods(traffic, arena, response);
}

static void metric_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void method_metrics(const struct traffic *traffic, struct buf *out)
{
	metric_head(out, "pvd_bus_calls_total", "counter", "Calls forwarded.");
	for (size_t i = 0; i < METHOD_COUNT; i++)
		if (traffic->methods[i].calls)
			buf_printf(out, "pvd_bus_calls_total{method=\"%s\"} %llu\n", METHODS[i].path,
				   (unsigned long long)traffic->methods[i].calls);
	metric_head(out, "pvd_bus_failures_total", "counter", "Calls answered with a status.");
	for (size_t i = 0; i < METHOD_COUNT; i++)
		if (traffic->methods[i].calls)
			buf_printf(out, "pvd_bus_failures_total{method=\"%s\"} %llu\n", METHODS[i].path,
				   (unsigned long long)traffic->methods[i].failures);
	metric_head(out, "pvd_bus_latency_seconds", "summary",
		    "From a call's arrival to its answer's departure.");
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		const struct histogram *latency = traffic->methods[i].latency;
		const char *path = METHODS[i].path;

		if (!latency)
			continue;
		buf_printf(out, "pvd_bus_latency_seconds{method=\"%s\",quantile=\"0.5\"} %.6f\n", path,
			   (double)histogram_percentile(latency, 50) / 1e6);
		buf_printf(out, "pvd_bus_latency_seconds{method=\"%s\",quantile=\"0.99\"} %.6f\n", path,
			   (double)histogram_percentile(latency, 99) / 1e6);
		buf_printf(out, "pvd_bus_latency_seconds_sum{method=\"%s\"} %.6f\n", path,
			   (double)latency->sum / 1e6);
		buf_printf(out, "pvd_bus_latency_seconds_count{method=\"%s\"} %llu\n", path,
			   (unsigned long long)latency->total);
	}
}

void traffic_metrics(struct buf *out)
{
	const struct traffic *traffic = traffic_here();

	method_metrics(traffic, out);
	metric_head(out, "pvd_bus_service_up", "gauge", "Whether a service is connected.");
	for (unsigned i = 0; i < traffic->service_count; i++)
		buf_printf(out, "pvd_bus_service_up{service=\"%s\"} %d\n", traffic->services[i].name,
			   traffic->services[i].peer != NO_PEER);
	metric_head(out, "pvd_bus_connections_ended_total", "counter", "Connections that ended, by reason.");
	for (unsigned i = 0; i < ENDING_COUNT; i++)
		buf_printf(out, "pvd_bus_connections_ended_total{reason=\"%s\"} %llu\n", ENDING_NAMES[i],
			   (unsigned long long)traffic->endings[i]);
	metric_head(out, "pvd_bus_late_replies_total", "counter", "Replies to calls whose time was over.");
	buf_printf(out, "pvd_bus_late_replies_total %llu\n", (unsigned long long)traffic->late_replies);
}
