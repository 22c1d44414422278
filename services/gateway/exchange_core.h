/* An exchange's insides: for exchange.c, which answers, reception.c, by which it comes, and nobody else. */
#ifndef PVD_GATEWAY_EXCHANGE_CORE_H
#define PVD_GATEWAY_EXCHANGE_CORE_H

#include <microhttpd.h>

#include "gateway/doors.h"
#include "gateway/exchange.h"
#include "gateway/routes.h"

enum stage {
	STAGE_NEW,       /* its line has come */
	STAGE_RECEIVING, /* its headers have, its body is coming */
	STAGE_HANDLING,  /* within the handler */
	STAGE_WAITING,   /* the handler will answer later; suspended */
	STAGE_ANSWERED,  /* what still comes of its body is let in, and forgotten */
};

struct header {
	const char *name, *value;
	struct header *next;
};

struct stream {
	const struct stream_ops *ops; /* NULL: it is no stream */
	void *ctx;
	bool suspended, unread;
};

struct exchange {
	struct MHD_Connection *connection;
	struct line *line;
	const struct route *route;
	enum stage stage;
	enum verb verb;
	bool malformed;
	char *path;
	struct visitor visitor;
	struct arena *arena;
	struct buf body;
	size_t body_max, refused_bytes;
	struct header *headers;
	struct MHD_Response *response;
	unsigned status;
	struct stream stream;
	struct exchange *prev, *next;
};

struct exchange *exchange_new(void);
/* It is over: what is left of it is kept for another one. */
void exchange_end(struct exchange *exchange);

/* Whether so much more may be held of bodies, all exchanges together. */
bool exchanges_have_room(unsigned long long more);
/* Appends to the body; there is room. */
void exchange_append(struct exchange *exchange, struct bytes part);

/* An error with the status that HTTP has for it, where the Connect protocol's would be another. */
void exchange_refuse_as(struct exchange *exchange, unsigned status, const struct refusal *refusal);
/* Gives the answer to libmicrohttpd, within its callback. */
enum MHD_Result exchange_queue(struct exchange *exchange);

#endif
