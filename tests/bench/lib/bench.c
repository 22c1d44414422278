#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "pvd/bus/v1/process.pb-c.h"

void bench_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

unsigned bench_number(const char *text, unsigned max)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (end == text || *end || number < 1 || number > max)
		bench_die("%s is no number from 1 to %u", text, max);
	return (unsigned)number;
}

void bench_enter(const char *dir, struct bench_bus *ret)
{
	const char *endpoint, *server_key;
	json_t *json;

	if (chdir(dir) != 0)
		bench_die("%s: %s", dir, strerror(errno));
	json = json_load_file("run/endpoints.json", 0, NULL);
	if (!json || json_unpack(json, "{s:s, s:s}", "tcp", &endpoint, "server_key", &server_key) != 0)
		bench_die("%s has no running bus", dir);
	snprintf(ret->endpoint, sizeof ret->endpoint, "%s", endpoint);
	snprintf(ret->server_key, sizeof ret->server_key, "%s", server_key);
	json_decref(json);
}

struct dealer *bench_connect(struct loop *loop, const struct bench_bus *bus, const char *principal,
			     unsigned pending, const struct dealer_events *events, void *ctx)
{
	struct dealer_config config = {
		.link = {.service = "", .version = "bench", .max_pending = pending},
		.endpoint = bus->endpoint,
	};
	struct dealer *dealer;
	char error[300];

	snprintf(config.server_key, sizeof config.server_key, "%s", bus->server_key);
	if (!keyfile_load("keys", principal, &config.keys, error, sizeof error))
		bench_die("%s", error);
	dealer = dealer_new(loop, &config, events, ctx);
	keypair_wipe(&config.keys);
	return dealer;
}

struct link_request bench_note(const char *service, uint8_t body[BENCH_NOTE_SIZE])
{
	Bus__NoteRequest note = BUS__NOTE_REQUEST__INIT;
	struct link_request call = {
		.kind = KIND_COMMAND,
		.service = service,
		.method = "pvd.bus.v1.ProcessService/Note",
		.has_key = true,
		.key = id_new(instant_now()),
	};

	note.text = "fait";
	call.body = bytes_of(body, bus__note_request__pack(&note, body));
	return call;
}

void samples_add(struct samples *samples, int64_t us)
{
	if (samples->count == samples->size) {
		samples->size = samples->size ? 2 * samples->size : 1 << 16;
		samples->us = xrealloc(samples->us, samples->size * sizeof *samples->us);
	}
	samples->us[samples->count++] = us < 0 ? 0 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

uint32_t samples_percentile(struct samples *samples, double percent)
{
	size_t at = (size_t)((double)samples->count * percent / 100);

	if (samples->count == 0)
		return 0;
	qsort(samples->us, samples->count, sizeof *samples->us, compare);
	return samples->us[at < samples->count ? at : samples->count - 1];
}

void samples_free(struct samples *samples)
{
	free(samples->us);
	*samples = (struct samples){0};
}
