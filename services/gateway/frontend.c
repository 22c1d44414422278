#include "gateway/frontend.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "gateway/activity.h"
#include "gateway/assets_route.h"
#include "gateway/doors.h"
#include "gateway/events.h"
#include "gateway/export_job.h"
#include "gateway/reception.h"
#include "gateway/routes.h"
#include "gateway/upload.h"

enum {
	SCRATCH_BYTES_MAX = 256 << 20, /* the largest answer of the bus, unpacked */
	TICK_MS = 1000,
	MINUTE_MS = 60 * 1000,
	PORT_DEFAULT = 7380,
	ADDRESS_MAX = 16,
	ERROR_SIZE = 300,
};

#define SOCKET_PATH "run/gateway.sock"

/* One per process: a frontend has no context of its own. */
static struct {
	struct doors_config doors;
	char address[ADDRESS_MAX];
	struct loop *loop;
	struct engine *engine;
	struct link *link;
	struct arena *scratch;
	struct assets *assets;      /* NULL: not found yet */
	char no_assets[ERROR_SIZE]; /* why not, as it was said last */
} self = {
	.doors = {.port = PORT_DEFAULT,
		  .port_may_differ = true,
		  .socket = SOCKET_PATH,
		  .connections = DOOR_CONNECTIONS_DEFAULT,
		  .per_address = DOOR_PER_ADDRESS_DEFAULT},
	.address = "127.0.0.1",
};

struct link *frontend_link(void)
{
	return self.link;
}

struct engine *frontend_engine(void)
{
	return self.engine;
}

struct loop *frontend_loop(void)
{
	return self.loop;
}

struct arena *frontend_scratch(void)
{
	return self.scratch;
}

/* ---- Options */

static bool read_number(const char *text, unsigned long max, unsigned *ret)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (end == text || *end || *text == '-' || number > max)
		return false;
	*ret = (unsigned)number;
	return true;
}

/* A port that was asked for is that one or none. */
static bool read_port(const char *text)
{
	self.doors.port_may_differ = false;
	return read_number(text, 65535, &self.doors.port);
}

static bool read_address(const char *text)
{
	struct in_addr address;

	return inet_pton(AF_INET, text, &address) == 1 &&
	       inet_ntop(AF_INET, &address, self.address, sizeof self.address);
}

static bool read_socket(const char *text)
{
	self.doors.socket = text;
	return *text;
}

bool http_option(const char *name, const char *value)
{
	if (strcmp(name, "--port") == 0)
		return read_port(value);
	if (strcmp(name, "--address") == 0)
		return read_address(value);
	if (strcmp(name, "--socket") == 0)
		return read_socket(value);
	if (strcmp(name, "--connections") == 0)
		return read_number(value, 65535, &self.doors.connections);
	return strcmp(name, "--per-address") == 0 && read_number(value, 65535, &self.doors.per_address);
}

/* ---- Life */

/* Answers that came over the bus in this turn leave in it, and so do calls that were made of what came by them. */
static void on_turn(void *ctx)
{
	(void)ctx;
	if (exchanges_answered())
		doors_run();
	link_flush(self.link);
}

static void on_minute(void *ctx)
{
	(void)ctx;
	activity_tell(instant_believed());
	export_jobs_sweep();
}

/* A section that is a route's too would be the page's at some of its addresses, and not at others. */
static bool sections_are_free(const struct assets *assets, char *error, size_t error_size)
{
	const char *section;

	for (size_t i = 0; (section = assets_section(assets, i)); i++) {
		if (!route_has_segment(section))
			continue;
		snprintf(error, error_size, "la section « %s » est une adresse du service lui-même", section);
		return false;
	}
	return true;
}

/* Beside the programs. */
static bool find_assets(struct assets **ret, char *error, size_t error_size)
{
	char programs[PATH_MAX], folder[PATH_MAX];

	if (!file_program_folder(programs) ||
	    snprintf(folder, sizeof folder, "%s/../static", programs) >= (int)sizeof folder ||
	    !assets_load(ret, folder, error, error_size))
		return false;
	if (sections_are_free(*ret, error, error_size))
		return true;
	assets_free(*ret);
	*ret = NULL;
	return false;
}

/* Without them everything else still works, which is said, once for each reason; they are looked for until they are
 * there. */
static void look_for_assets(void)
{
	char error[ERROR_SIZE] = "";

	if (self.assets)
		return;
	if (find_assets(&self.assets, error, sizeof error))
		assets_route_serve(self.assets);
	else if (strcmp(error, self.no_assets) != 0)
		log_warning("no_pages", log_text("why", error));
	snprintf(self.no_assets, sizeof self.no_assets, "%s", error);
}

/* Not where the socket is to lie elsewhere: run/ is then another's to write, and whoever set it up knows the way. */
static void tell_endpoints(void)
{
	struct buf text = {0};

	if (strcmp(self.doors.socket, SOCKET_PATH) != 0)
		return;
	buf_printf(&text, "{\"http\": \"http://%s:%u\", \"socket\": \"" SOCKET_PATH "\"}\n",
		   strcmp(self.address, "127.0.0.1") == 0 ? "localhost" : self.address, doors_port());
	if (file_write(INSTANCE_GATEWAY_FILE, buf_bytes(&text), 0644) < 0)
		log_warning("endpoints_untold", log_text("file", INSTANCE_GATEWAY_FILE), log_errno(errno));
	buf_free(&text);
}

static void on_tick(void *ctx)
{
	(void)ctx;
	look_for_assets();
	events_tick(monotonic_now());
	if (link_current_state(self.link) == LINK_UP)
		export_jobs_look();
}

static bool start(struct loop *loop, struct engine *engine, struct link *link,
		  const struct instance *instance)
{
	char error[ERROR_SIZE];

	(void)instance;
	self.loop = loop;
	self.engine = engine;
	self.link = link;
	self.scratch = arena_new(SCRATCH_BYTES_MAX);
	self.doors.address = self.address;
	if (!upload_start(loop, error, sizeof error)) {
		log_error("depot_unusable", log_text("why", error));
		return false;
	}
	look_for_assets();
	if (!doors_open(loop, &self.doors))
		return false;
	tell_endpoints();
	loop_on_turn(loop, on_turn, NULL);
	loop_every(loop, TICK_MS, on_tick, NULL);
	loop_every(loop, MINUTE_MS, on_minute, NULL);
	log_info("http_open", log_text("address", self.address), log_u64("port", doors_port()));
	return true;
}

static void committed(struct txn *snapshot)
{
	(void)snapshot;
	if (self.loop)
		events_recheck();
}

static void stop(void)
{
	if (!self.loop)
		return;
	exchanges_end();
	doors_run();
	doors_close();
	export_jobs_stop();
	upload_stop();
	exchanges_free();
	activity_free();
	loop_forget(self.loop, on_turn, NULL);
	loop_forget(self.loop, on_tick, NULL);
	loop_forget(self.loop, on_minute, NULL);
	assets_free(self.assets);
	arena_free(self.scratch);
	self.loop = NULL;
}

const struct frontend HTTP = {.start = start, .committed = committed, .stop = stop};
