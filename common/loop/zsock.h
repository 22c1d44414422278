/* ZeroMQ sockets in the loop. ZMQ_FD is edge-triggered and every call on the socket consumes edges, so
 * nothing is done in the poll callback: prepare looks whether work is left before the loop sleeps, check
 * takes at most ZSOCK_BURST messages per socket and turn. Only this file knows ZMQ_FD. */
#ifndef PVD_LOOP_ZSOCK_H
#define PVD_LOOP_ZSOCK_H

#include <zmq.h>

#include "base/bytes.h"
#include "loop/loop.h"

enum { ZSOCK_BURST = 256, ROUTING_ID_MAX = 255 };

struct zsock;

/* One received message. ROUTER: `peer` is the routing id; else empty. Slices live during the callback. */
struct zmessage {
	struct bytes peer;
	struct bytes payload;
	const char *user_id; /* the ZAP User-Id of the payload frame; NULL without */
	int fd;              /* the connection it came by (ZMQ_SRCFD); -1 unknown */
	bool multipart;      /* it had more frames than it may; they were read and dropped */
};
typedef void zsock_receive(void *ctx, const struct zmessage *message);

enum zsock_role { ZSOCK_BIND, ZSOCK_CONNECT };

struct zsock_options {
	int type; /* ZMQ_ROUTER, ZMQ_DEALER, ZMQ_REP, ZMQ_PAIR */
	int64_t max_message_bytes;
	int high_water_mark;
	/* CURVE; Z85 texts, NULL for none. Server: its secret. Client: its pair and the server's key. */
	const char *curve_public, *curve_secret, *curve_server;
	const char *zap_domain; /* server: required with CURVE, and enforced */
	int linger_ms;
};

/* A socket with every option of the house set (the list is in zoption.c; test_zsock reads it back). NULL with
 * a log line on failure. */
struct zsock *zsock_open(struct loop *loop, const struct zsock_options *options, zsock_receive *receive,
			 void *ctx);
/* 0 or errno. A bracket in the endpoint, "tcp://[::1]:7000", asks for IPv6. bind: ret_endpoint gets the real
 * one (a wildcard port resolved), may be NULL. */
int zsock_bind(struct zsock *zsock, const char *endpoint, char *ret_endpoint, size_t size);
int zsock_connect(struct zsock *zsock, const char *endpoint);
/* Safe within its own receive callback. */
void zsock_close(struct zsock *zsock);
/* Never blocks: false with errno EAGAIN (the peer's pipe is full; DEALER: or not connected), EHOSTUNREACH
 * (ROUTER: it is gone). After EAGAIN a turn comes when a DEALER can send again; ROUTER cannot tell, so its
 * owner tries at later turns, and has a period that bounds the wait. */
bool zsock_send(struct zsock *zsock, struct bytes peer, struct bytes payload);
/* A paused socket is not read: back-pressure. */
void zsock_pause(struct zsock *zsock, bool paused);
void *zsock_raw(struct zsock *zsock);

/* For REP, whose messages have several frames (ZAP). More than ZSOCK_PARTS_MAX are read and dropped, but
 * counted. The callback must answer, at once, by zsock_send_parts: REP takes nothing more before. */
enum { ZSOCK_PARTS_MAX = 8 };
typedef void zsock_receive_parts(void *ctx, const struct bytes *parts, unsigned count);
struct zsock *zsock_open_parts(struct loop *loop, const struct zsock_options *options,
			       zsock_receive_parts *receive, void *ctx);
bool zsock_send_parts(struct zsock *zsock, const struct bytes *parts, unsigned count);

/* Connection events (zmq_socket_monitor), drained before any other socket of the turn. */
struct zevent {
	int event; /* ZMQ_EVENT_... */
	int value; /* descriptor or error */
	const char *endpoint;
};
typedef void zsock_event(void *ctx, const struct zevent *event);
/* Once per socket, before it is bound or connected. */
void zsock_monitor(struct zsock *zsock, int events, zsock_event *on_event, void *ctx);

#endif
