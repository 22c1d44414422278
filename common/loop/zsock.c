#include "loop/zsock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/require.h"
#include "loop/source.h"
#include "loop/zoption.h"

/* Room for connection events between two turns: past it libzmq's own thread waits for us. */
enum { MONITOR_HIGH_WATER_MARK = 100000, MONITOR_BURST = 1024 };

struct monitor {
	struct loop_source source;
	struct zsock *zsock;
	uv_poll_t poll;
	void *raw;
	zsock_event *on_event;
	void *ctx;
};

struct zsock {
	struct loop_source source;
	struct loop *loop;
	uv_poll_t poll;
	void *raw;
	int type;
	bool paused;
	bool blocked; /* the last send said EAGAIN */
	bool closed;
	zsock_receive *receive;
	zsock_receive_parts *receive_parts;
	void *ctx;
	struct monitor *monitor;
};

/* ---- What every socket has in common */

static int events_of(void *raw)
{
	int events = 0;
	size_t size = sizeof events;

	while (zmq_getsockopt(raw, ZMQ_EVENTS, &events, &size) != 0)
		require(errno == EINTR);
	return events;
}

/* Level-triggered, as libuv asks: said again until the sign is consumed. The drain does the rest. */
static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct loop_source *source = poll->data;

	(void)status, (void)events;
	source->news = true;
}

static void watch(struct loop *loop, uv_poll_t *poll, void *raw)
{
	int fd = -1;
	size_t size = sizeof fd;

	require(zmq_getsockopt(raw, ZMQ_FD, &fd, &size) == 0);
	require(uv_poll_init(loop_uv(loop), poll, fd) == 0);
	require(uv_poll_start(poll, UV_READABLE, on_readable) == 0);
}

/* ---- Receiving */

/* False when nothing is there. */
static bool take_frame(struct zsock *zsock, zmq_msg_t *frame)
{
	int rc;

	zmq_msg_init(frame);
	do {
		rc = zmq_msg_recv(frame, zsock->raw, ZMQ_DONTWAIT);
	} while (rc < 0 && errno == EINTR);
	if (rc < 0)
		zmq_msg_close(frame);
	return rc >= 0;
}

static struct bytes frame_bytes(zmq_msg_t *frame)
{
	return bytes_of(zmq_msg_data(frame), zmq_msg_size(frame));
}

/* Reads what is left of a message whose last frame read is `frame`; returns how many frames that was. */
static unsigned drop_rest(struct zsock *zsock, zmq_msg_t *frame)
{
	unsigned dropped = 0;
	bool more = zmq_msg_more(frame);
	zmq_msg_t rest;

	while (more && take_frame(zsock, &rest)) {
		more = zmq_msg_more(&rest);
		zmq_msg_close(&rest);
		dropped++;
	}
	return dropped;
}

static bool receive_one(struct zsock *zsock)
{
	zmq_msg_t peer, payload;
	struct zmessage message = {.fd = -1};

	zmq_msg_init(&peer);
	if (zsock->type == ZMQ_ROUTER && !take_frame(zsock, &peer))
		return false;
	if (!take_frame(zsock, &payload)) {
		zmq_msg_close(&peer);
		return false;
	}
	message.peer = frame_bytes(&peer);
	message.payload = frame_bytes(&payload);
	/* From the payload: the first frame of a ROUTER may have lost its metadata (libzmq 4.3.4). */
	message.user_id = zmq_msg_gets(&payload, "User-Id");
	message.fd = zmq_msg_get(&payload, ZMQ_SRCFD);
	message.multipart = drop_rest(zsock, &payload) > 0;
	zsock->receive(zsock->ctx, &message);
	zmq_msg_close(&payload);
	zmq_msg_close(&peer);
	return true;
}

static bool receive_parts(struct zsock *zsock)
{
	zmq_msg_t frames[ZSOCK_PARTS_MAX];
	struct bytes parts[ZSOCK_PARTS_MAX];
	unsigned count = 0, dropped;

	do {
		if (!take_frame(zsock, &frames[count]))
			break;
		parts[count] = frame_bytes(&frames[count]);
		count++;
	} while (count < ZSOCK_PARTS_MAX && zmq_msg_more(&frames[count - 1]));
	if (count == 0)
		return false;
	dropped = drop_rest(zsock, &frames[count - 1]);
	zsock->receive_parts(zsock->ctx, parts, count + dropped);
	for (unsigned i = 0; i < count; i++)
		zmq_msg_close(&frames[i]);
	return true;
}

static void zsock_drain(struct loop_source *source)
{
	struct zsock *zsock = (struct zsock *)source;
	bool more = true;

	for (unsigned n = 0; more && n < ZSOCK_BURST && !zsock->paused && !zsock->closed; n++)
		more = zsock->receive_parts ? receive_parts(zsock) : receive_one(zsock);
}

static bool zsock_ready(struct loop_source *source)
{
	struct zsock *zsock = (struct zsock *)source;
	int events = events_of(zsock->raw);

	/* Asking has taken in the signal that a full pipe has room again: the turn it stood for is still due.
	 * A ROUTER is always writable, for somebody. */
	if (zsock->blocked && zsock->type != ZMQ_ROUTER && (events & ZMQ_POLLOUT)) {
		zsock->blocked = false;
		return true;
	}
	return !zsock->paused && (events & ZMQ_POLLIN);
}

/* ---- Opening and closing */

static void source_close(struct loop_source *source)
{
	zsock_close((struct zsock *)source);
}

static struct zsock *open_any(struct loop *loop, const struct zsock_options *options, void *ctx)
{
	void *raw = zmq_socket(loop_zmq(loop), options->type);
	struct zsock *zsock;

	if (!raw || !zoption_set_all(raw, options)) {
		log_error("zsock_open_failed", log_i64("type", options->type),
			  log_text("why", zmq_strerror(errno)));
		if (raw)
			zmq_close(raw);
		return NULL;
	}
	zsock = xcalloc(1, sizeof *zsock);
	zsock->source = (struct loop_source){
		.ready = zsock_ready,
		.drain = zsock_drain,
		.close = source_close,
	};
	zsock->loop = loop;
	zsock->raw = raw;
	zsock->type = options->type;
	zsock->ctx = ctx;
	zsock->poll.data = zsock;
	watch(loop, &zsock->poll, raw);
	loop_add_source(loop, &zsock->source, false);
	return zsock;
}

struct zsock *zsock_open(struct loop *loop, const struct zsock_options *options, zsock_receive *receive,
			 void *ctx)
{
	struct zsock *zsock = open_any(loop, options, ctx);

	if (zsock)
		zsock->receive = receive;
	return zsock;
}

struct zsock *zsock_open_parts(struct loop *loop, const struct zsock_options *options,
			       zsock_receive_parts *receive, void *ctx)
{
	struct zsock *zsock = open_any(loop, options, ctx);

	if (zsock)
		zsock->receive_parts = receive;
	return zsock;
}

static bool allow_ipv6(struct zsock *zsock, const char *endpoint)
{
	return !strchr(endpoint, '[') || zoption_set(zsock->raw, ZMQ_IPV6, 1);
}

int zsock_bind(struct zsock *zsock, const char *endpoint, char *ret_endpoint, size_t size)
{
	zsock->source.news = true;
	if (!allow_ipv6(zsock, endpoint) || zmq_bind(zsock->raw, endpoint) != 0)
		return errno;
	if (ret_endpoint && zmq_getsockopt(zsock->raw, ZMQ_LAST_ENDPOINT, ret_endpoint, &size) != 0)
		return errno;
	return 0;
}

int zsock_connect(struct zsock *zsock, const char *endpoint)
{
	zsock->source.news = true;
	return allow_ipv6(zsock, endpoint) && zmq_connect(zsock->raw, endpoint) == 0 ? 0 : errno;
}

static void free_data(uv_handle_t *poll)
{
	free(poll->data);
}

/* The poll ends before its descriptor does; the memory lives until libuv has let go of it. */
static void monitor_close(struct zsock *zsock)
{
	struct monitor *monitor = zsock->monitor;

	loop_remove_source(zsock->loop, &monitor->source);
	uv_close((uv_handle_t *)&monitor->poll, free_data);
	zmq_socket_monitor(zsock->raw, NULL, 0);
	zmq_close(monitor->raw);
}

void zsock_close(struct zsock *zsock)
{
	if (!zsock || zsock->closed)
		return;
	zsock->closed = true;
	if (zsock->monitor)
		monitor_close(zsock);
	loop_remove_source(zsock->loop, &zsock->source);
	uv_close((uv_handle_t *)&zsock->poll, free_data);
	zmq_close(zsock->raw);
}

void zsock_pause(struct zsock *zsock, bool paused)
{
	zsock->paused = paused;
	zsock->source.news = true;
}

void *zsock_raw(struct zsock *zsock)
{
	zsock->source.news = true;
	return zsock->raw;
}

/* ---- Sending */

static bool send_frame(struct zsock *zsock, struct bytes frame, int flags)
{
	int rc;

	do {
		rc = zmq_send(zsock->raw, frame.data, frame.len, ZMQ_DONTWAIT | flags);
	} while (rc < 0 && errno == EINTR);
	zsock->blocked = rc < 0 && errno == EAGAIN;
	zsock->source.news = true; /* sending may have consumed the sign of what has arrived */
	return rc >= 0;
}

bool zsock_send(struct zsock *zsock, struct bytes peer, struct bytes payload)
{
	if (zsock->type == ZMQ_ROUTER && !send_frame(zsock, peer, ZMQ_SNDMORE))
		return false;
	return send_frame(zsock, payload, 0);
}

bool zsock_send_parts(struct zsock *zsock, const struct bytes *parts, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!send_frame(zsock, parts[i], i + 1 < count ? ZMQ_SNDMORE : 0))
			return false;
	}
	return true;
}

/* ---- Monitors */

/* Two frames: event (16 bits) and value (32 bits) in the machine's order; the endpoint. */
static bool monitor_one(struct monitor *monitor)
{
	uint8_t head[6];
	char endpoint[256];
	uint16_t event;
	int32_t value;
	int len;

	if (zmq_recv(monitor->raw, head, sizeof head, ZMQ_DONTWAIT) != sizeof head)
		return false;
	len = zmq_recv(monitor->raw, endpoint, sizeof endpoint - 1, ZMQ_DONTWAIT);
	if (len < 0)
		return false;
	endpoint[(size_t)len < sizeof endpoint ? (size_t)len : sizeof endpoint - 1] = '\0';
	memcpy(&event, head, sizeof event);
	memcpy(&value, head + sizeof event, sizeof value);
	monitor->on_event(monitor->ctx,
			  &(struct zevent){.event = event, .value = value, .endpoint = endpoint});
	return true;
}

static void monitor_drain(struct loop_source *source)
{
	struct monitor *monitor = (struct monitor *)source;

	for (unsigned n = 0; n < MONITOR_BURST && !source->removed; n++) {
		if (!monitor_one(monitor))
			return;
	}
}

static bool monitor_ready(struct loop_source *source)
{
	return events_of(((struct monitor *)source)->raw) & ZMQ_POLLIN;
}

static void *monitor_socket(struct zsock *zsock, int events)
{
	char endpoint[48];
	void *raw = zmq_socket(loop_zmq(zsock->loop), ZMQ_PAIR);

	snprintf(endpoint, sizeof endpoint, "inproc://monitor-%p", (void *)zsock);
	require(raw && zoption_set(raw, ZMQ_LINGER, 0) &&
		zoption_set(raw, ZMQ_RCVHWM, MONITOR_HIGH_WATER_MARK));
	require(zmq_socket_monitor(zsock->raw, endpoint, events) == 0);
	require(zmq_connect(raw, endpoint) == 0);
	return raw;
}

static void monitor_left(struct loop_source *source)
{
	zsock_close(((struct monitor *)source)->zsock);
}

void zsock_monitor(struct zsock *zsock, int events, zsock_event *on_event, void *ctx)
{
	struct monitor *monitor = xcalloc(1, sizeof *monitor);

	require(!zsock->monitor);
	monitor->source = (struct loop_source){
		.ready = monitor_ready,
		.drain = monitor_drain,
		.close = monitor_left,
	};
	monitor->zsock = zsock;
	monitor->raw = monitor_socket(zsock, events);
	monitor->on_event = on_event;
	monitor->ctx = ctx;
	monitor->poll.data = monitor;
	watch(zsock->loop, &monitor->poll, monitor->raw);
	zsock->monitor = monitor;
	loop_add_source(zsock->loop, &monitor->source, true);
}
