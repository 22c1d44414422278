#include "gateway/doors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utlist.h>

#include "base/file.h"
#include "base/log.h"
#include "base/require.h"
#include "gateway/reception.h"

enum {
	SWEEP_MS = 1000,
	BACKLOG = 1024,
	DESCRIPTORS_BESIDE = 128,
	SPINS_MAX = 100, /* turns in a row that the library asked for, and nothing had come */
	SPIN_PAUSE_MS = 10,
};
enum { DOOR_PORT, DOOR_FRONT, DOOR_COUNT };

struct door {
	struct MHD_Daemon *daemon;
	uv_poll_t poll;
};

/* One per process, as the frontend is. */
static struct {
	struct loop *loop;
	struct door doors[DOOR_COUNT];
	uv_timer_t timer;
	struct line *lines;
	unsigned line_count;
	unsigned spins;
	bool closed; /* a connection, since it was looked at */
	unsigned port;
} self;

/* ---- Connections */

struct line *line_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

void line_expect(struct line *line)
{
	line->due = monotonic_add_ms(monotonic_now(), DOOR_REQUEST_S * 1000);
}

void line_expect_nothing(struct line *line)
{
	line->due = (struct monotonic){0};
}

/* The family is the door's, not what a peer says: a local socket has only the one in front behind it. */
static struct line *line_new(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *fd =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *from =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct line *line = xcalloc(1, sizeof *line);
	const struct sockaddr_in *address = (const struct sockaddr_in *)from->client_addr;

	line->fd = fd->connect_fd;
	line->is_front = from->client_addr->sa_family == AF_UNIX;
	line->is_local = from->client_addr->sa_family == AF_INET &&
			 ntohl(address->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	line_expect(line);
	return line;
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **line_of,
			  enum MHD_ConnectionNotificationCode what)
{
	struct line *line = *line_of;

	(void)ctx;
	switch (what) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		*line_of = line = line_new(connection);
		DL_APPEND(self.lines, line);
		self.line_count++;
		return;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		DL_DELETE(self.lines, line);
		self.line_count--;
		self.closed = true;
		free(line);
		return;
	}
}

bool line_is_gone(const struct line *line)
{
	uint8_t byte;
	ssize_t got = recv(line->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR); /* ended, or reset */
}

/* Which libmicrohttpd then sees. */
static void line_end(struct line *line)
{
	shutdown(line->fd, SHUT_RDWR);
	line_expect_nothing(line);
}

static void on_sweep(void *ctx)
{
	struct monotonic now = monotonic_now();
	struct line *line;

	(void)ctx;
	exchanges_end_unread();
	DL_FOREACH(self.lines, line)
	{
		if (!line->due.us)
			continue;
		if (now.us >= line->due.us)
			log_info("request_too_slow");
		if (now.us >= line->due.us || line_is_gone(line))
			line_end(line);
	}
}

/* ---- The library in the loop */

/* Timers run before the loop sleeps, and its turn comes after: what was asked here must not wait for that. */
static void on_timer(uv_timer_t *timer)
{
	(void)timer;
	self.spins++;
	doors_run();
	loop_wake(self.loop);
}

/* libmicrohttpd 0.9.75 wants to be called again and again about a chunk's line that is longer than its buffer, until
 * the connection is ended: no faster than this. */
static uint64_t pause_ms(uint64_t soonest)
{
	if (soonest > 0)
		self.spins = 0;
	return self.spins > SPINS_MAX ? SPIN_PAUSE_MS : soonest;
}

/* Where it had as many connections as it may, libmicrohttpd listens again in the turn after one is closed: which nothing
 * that comes would bring, once all are. */
static void run(struct MHD_Daemon *daemon)
{
	do {
		self.closed = false;
		MHD_run(daemon);
	} while (self.closed);
}

void doors_run(void)
{
	MHD_UNSIGNED_LONG_LONG timeout, soonest = UINT64_MAX;

	if (!self.loop)
		return;
	for (int i = 0; i < DOOR_COUNT; i++) {
		if (!self.doors[i].daemon)
			continue;
		run(self.doors[i].daemon);
		if (MHD_get_timeout(self.doors[i].daemon, &timeout) == MHD_YES && timeout < soonest)
			soonest = timeout;
	}
	if (soonest == UINT64_MAX)
		uv_timer_stop(&self.timer);
	else
		uv_timer_start(&self.timer, on_timer, pause_ms(soonest), 0);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	(void)poll;
	(void)status;
	(void)events;
	self.spins = 0;
	doors_run();
}

static void on_library_log(void *ctx, const char *format, va_list args)
{
	char text[200];

	(void)ctx;
	vsnprintf(text, sizeof text, format, args);
	text[strcspn(text, "\n")] = '\0';
	log_debug("libmicrohttpd", log_text("says", text));
}

static bool start_daemon(struct door *door, int listener, const struct doors_config *config)
{
	const union MHD_DaemonInfo *info;

	door->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
		reception_on_request, NULL, MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_EXTERNAL_LOGGER,
		on_library_log, NULL, MHD_OPTION_URI_LOG_CALLBACK, reception_on_uri, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, reception_on_completed, NULL, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, NULL, MHD_OPTION_CONNECTION_LIMIT, config->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, config->per_address, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)DOOR_SILENCE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)DOOR_HEADER_BYTES_MAX,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
	if (!door->daemon)
		return false;
	info = MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	require(info && uv_poll_init(loop_uv(self.loop), &door->poll, info->epoll_fd) == 0);
	uv_poll_start(&door->poll, UV_READABLE, on_poll);
	return true;
}

/* ---- Listening */

static int listen_on(int family, const struct sockaddr *address, socklen_t size)
{
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, why;

	if (fd < 0)
		return -1;
	if (family == AF_INET)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, address, size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	why = errno;
	close(fd);
	errno = why;
	return -1;
}

static int listen_on_port(const struct doors_config *config)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)config->port)};
	socklen_t size = sizeof address;
	int fd;

	inet_pton(AF_INET, config->address, &address.sin_addr); /* checked when it was given */
	fd = listen_on(AF_INET, (struct sockaddr *)&address, sizeof address);
	if (fd < 0 && errno == EADDRINUSE && config->port_may_differ) {
		address.sin_port = 0;
		fd = listen_on(AF_INET, (struct sockaddr *)&address, sizeof address);
	}
	if (fd >= 0 && getsockname(fd, (struct sockaddr *)&address, &size) == 0)
		self.port = ntohs(address.sin_port);
	return fd;
}

/* Whoever may write to the socket is believed about whom it speaks for: the owner and its group alone. */
static int listen_on_socket(const struct doors_config *config)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(config->socket) >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, config->socket, strlen(config->socket));
	unlink(config->socket);
	fd = listen_on(AF_UNIX, (struct sockaddr *)&address, sizeof address);
	if (fd >= 0)
		chmod(config->socket, 0660);
	return fd;
}

static bool open_door(unsigned which, int listener, const struct doors_config *config, const char *where)
{
	if (listener >= 0 && start_daemon(&self.doors[which], listener, config))
		return true;
	log_error("door_closed", log_text("where", where), log_errno(errno));
	if (listener >= 0)
		close(listener);
	return false;
}

bool doors_open(struct loop *loop, const struct doors_config *config)
{
	self.loop = loop;
	file_allow_open(2 * config->connections + DESCRIPTORS_BESIDE);
	uv_timer_init(loop_uv(loop), &self.timer);
	if (!open_door(DOOR_PORT, listen_on_port(config), config, config->address) ||
	    !open_door(DOOR_FRONT, listen_on_socket(config), config, config->socket))
		return false;
	loop_every(loop, SWEEP_MS, on_sweep, NULL);
	return true;
}

void doors_close(void)
{
	if (!self.loop)
		return;
	loop_forget(self.loop, on_sweep, NULL);
	for (int i = 0; i < DOOR_COUNT; i++) {
		if (!self.doors[i].daemon)
			continue;
		uv_poll_stop(&self.doors[i].poll);
		MHD_stop_daemon(self.doors[i].daemon);
		self.doors[i].daemon = NULL;
	}
	uv_timer_stop(&self.timer);
	self.loop = NULL;
}

unsigned doors_port(void)
{
	return self.port;
}

unsigned doors_connections(void)
{
	return self.line_count;
}
