/* Where HTTP comes in: a port, and a local socket for the web server that stands in front and speaks TLS. The one
 * place, with reception.c, exchange.c and framing.c, that knows libmicrohttpd, which runs inside the process's loop by
 * its epoll descriptor.
 *
 * libmicrohttpd ends a connection on which nothing has moved for a while; one that moves a byte at a time is ended
 * here, once a request has taken too long to arrive. */
#ifndef PVD_GATEWAY_DOORS_H
#define PVD_GATEWAY_DOORS_H

#include <microhttpd.h>
#include <stdbool.h>

#include "base/time.h"
#include "loop/loop.h"

enum {
	DOOR_CONNECTIONS_DEFAULT = 2048,
	DOOR_PER_ADDRESS_DEFAULT = 256,
	DOOR_HEADER_BYTES_MAX =
		16 * 1024,   /* of one request, its line included; as much is cleared for each */
	DOOR_SILENCE_S = 30, /* nothing moves */
	DOOR_REQUEST_S = 60, /* from the first byte, or the last answer, to a whole request */
};

struct doors_config {
	const char *address;  /* IPv4; "127.0.0.1": this machine alone */
	unsigned port;        /* 0: any */
	bool port_may_differ; /* any other where it is taken */
	const char *socket;   /* of the web server in front; a path */
	unsigned connections, per_address;
};

/* False (logged) on failure. */
bool doors_open(struct loop *loop, const struct doors_config *config);
/* Takes in what has come and sends what was answered; to be called once more where an answer was given outside of
 * libmicrohttpd's own callbacks. */
void doors_run(void);
/* Every answer has been given: see exchanges_end. */
void doors_close(void);
/* As bound; 0: not open. */
unsigned doors_port(void);

/* One connection, as long as it lasts. */
struct line {
	bool is_front; /* by way of the web server in front */
	bool is_local; /* from this machine */
	int fd;
	struct monotonic due; /* it is ended then; 0: never */
	struct line *prev, *next;
};
struct line *line_of(struct MHD_Connection *connection);
/* A request has begun to arrive, or an answer was sent and another request may follow; it is there. */
void line_expect(struct line *line);
void line_expect_nothing(struct line *line);
/* Whether its other side has closed, and everything that came before is taken. libmicrohttpd does not see an end that
 * comes with the last bytes before it, nor one that comes while a connection is suspended. */
bool line_is_gone(const struct line *line);

unsigned doors_connections(void);

#endif
