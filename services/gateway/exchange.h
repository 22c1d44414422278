/* One HTTP request and its answer: what a route's handler sees. Only server.c knows the library behind it.
 *
 * A handler is called once, when the request is whole. It answers once: at once, or later from the loop's thread.
 * An exchange that owes an answer stays, also where its client has gone; once answered it is the server's again,
 * and so is all that lies in its arena. */
#ifndef PVD_GATEWAY_EXCHANGE_H
#define PVD_GATEWAY_EXCHANGE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/fault.h"
#include "gateway/visitor.h"

struct exchange;

/* ---- The request */

/* HEAD is a GET whose answer's body is not sent. */
enum verb { VERB_GET = 1, VERB_POST = 2, VERB_PUT = 4, VERB_DELETE = 8 };

enum verb exchange_verb(const struct exchange *exchange);
/* Decoded, without the query. */
const char *exchange_path(const struct exchange *exchange);
/* What follows the route's prefix: "01K…" of "/api/exports/01K…" for the route "/api/exports/". */
const char *exchange_rest(const struct exchange *exchange);
/* The first header of that name; NULL if none. */
const char *exchange_header(const struct exchange *exchange, const char *name);
/* An argument of the query, decoded; .data is NULL if there is none, and not if it is empty. */
struct bytes exchange_argument(const struct exchange *exchange, const char *name);
/* Each one of that name, in order. */
void exchange_arguments(const struct exchange *exchange, const char *name,
			void (*take)(void *ctx, struct bytes value), void *ctx);
const char *exchange_cookie(const struct exchange *exchange, const char *name);
struct bytes exchange_body(const struct exchange *exchange);
/* Who asks. */
const struct visitor *exchange_visitor(const struct exchange *exchange);
/* By way of the web server in front; else whether from this machine. */
bool exchange_is_front(const struct exchange *exchange);
bool exchange_is_local(const struct exchange *exchange);
/* Lives as long as the exchange; what may be taken of it is bounded. */
struct arena *exchange_arena(struct exchange *exchange);

/* ---- The answer */

/* Before it: a header more. Both are copied; a value that is no header's is left out. */
void exchange_add_header(struct exchange *exchange, const char *name, const char *value);
/* The body is copied. */
void exchange_reply(struct exchange *exchange, unsigned status, const char *type, struct bytes body);
/* As the Connect protocol tells an error (connect.h), with the status that goes with its code. */
void exchange_refuse(struct exchange *exchange, const struct refusal *refusal);
/* 303: go and GET that. */
void exchange_redirect(struct exchange *exchange, const char *location);
/* The next `size` bytes of a file from its start; the descriptor is closed once they are sent. */
void exchange_send_file(struct exchange *exchange, const char *type, int fd, uint64_t size);

/* A body that comes by parts, of a length that nobody knows beforehand. */
enum { STREAM_END = -1, STREAM_BROKEN = -2 /* the client is to see that there was more */ };
struct stream_ops {
	/* Writes at most `size` bytes and says how many. 0: none for now, exchange_wake will say; or one of the above. */
	ssize_t (*read)(void *ctx, uint8_t *out, size_t size);
	/* Called once: all was sent, or the client is gone. `ctx` is not used from then on. */
	void (*closed)(void *ctx);
};
void exchange_stream(struct exchange *exchange, unsigned status, const char *type,
		     const struct stream_ops *ops, void *ctx);
/* Whether its client has ended the connection: libmicrohttpd does not look at one that waits. */
bool exchange_is_gone(const struct exchange *exchange);
/* There is more to read, or the end. Not after `closed`; within `read` it does nothing. */
void exchange_wake(struct exchange *exchange);

#endif
