#include "gateway/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/require.h"
#include "gateway/connect.h"
#include "gateway/doors.h"
#include "gateway/exchange_mhd.h"
#include "gateway/figures.h"
#include "gateway/framing.h"
#include "gateway/routes.h"

enum {
	ARENA_BYTES_MAX = 1 << 20,
	BODIES_BYTES_MAX = 128 << 20, /* of all exchanges together */
	REFUSED_BYTES_MAX = 16 << 20, /* of a body that nobody will read */
	KEPT_MAX = 64,                /* exchanges that wait to be used again */
	STREAM_BLOCK_BYTES = 16 * 1024,
	VERB_TEXT_MAX = 8,
};

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

static struct {
	struct exchange *living, *kept;
	unsigned kept_count;
	size_t body_bytes;
	bool answered; /* outside of the library's callbacks */
	bool ending;
} self;

/* ---- Life */

static struct exchange *exchange_new(void)
{
	struct exchange *exchange = self.kept;

	if (exchange) {
		DL_DELETE(self.kept, exchange);
		self.kept_count--;
	} else {
		exchange = xcalloc(1, sizeof *exchange);
		exchange->arena = arena_new(ARENA_BYTES_MAX);
	}
	DL_APPEND(self.living, exchange);
	return exchange;
}

static void destroy(struct exchange *exchange)
{
	arena_free(exchange->arena);
	buf_free(&exchange->body);
	free(exchange);
}

static void keep(struct exchange *exchange)
{
	struct arena *arena = exchange->arena;

	DL_DELETE(self.living, exchange);
	self.body_bytes -= exchange->body.len;
	buf_free(&exchange->body);
	if (self.kept_count == KEPT_MAX) {
		destroy(exchange);
		return;
	}
	arena_reset(arena);
	*exchange = (struct exchange){.arena = arena};
	DL_PREPEND(self.kept, exchange);
	self.kept_count++;
}

void exchanges_free(void)
{
	struct exchange *exchange;

	while ((exchange = self.kept)) {
		DL_DELETE(self.kept, exchange);
		destroy(exchange);
	}
	self.kept_count = 0;
}

bool exchanges_answered(void)
{
	bool answered = self.answered;

	self.answered = false;
	return answered;
}

/* ---- The request */

enum verb exchange_verb(const struct exchange *exchange)
{
	return exchange->verb;
}

const char *exchange_path(const struct exchange *exchange)
{
	return exchange->path;
}

const char *exchange_rest(const struct exchange *exchange)
{
	return exchange->path + strlen(exchange->route->path);
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *exchange_cookie(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

struct bytes exchange_argument(const struct exchange *exchange, const char *name)
{
	const char *value;
	size_t len;

	if (MHD_lookup_connection_value_n(exchange->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name),
					  &value, &len) != MHD_YES)
		return (struct bytes){0};
	return bytes_of(value ? value : "", len);
}

struct argument_walk {
	const char *name;
	void (*take)(void *ctx, struct bytes value);
	void *ctx;
};

static enum MHD_Result walk_argument(void *ctx, enum MHD_ValueKind kind, const char *name, size_t name_len,
				     const char *value, size_t len)
{
	const struct argument_walk *walk = ctx;

	(void)kind;
	if (bytes_equal(bytes_of(name, name_len), bytes_text(walk->name)))
		walk->take(walk->ctx, bytes_of(value ? value : "", len));
	return MHD_YES;
}

void exchange_arguments(const struct exchange *exchange, const char *name,
			void (*take)(void *ctx, struct bytes value), void *ctx)
{
	struct argument_walk walk = {.name = name, .take = take, .ctx = ctx};

	MHD_get_connection_values_n(exchange->connection, MHD_GET_ARGUMENT_KIND, walk_argument, &walk);
}

struct bytes exchange_body(const struct exchange *exchange)
{
	return buf_bytes(&exchange->body);
}

const struct visitor *exchange_visitor(const struct exchange *exchange)
{
	return &exchange->visitor;
}

struct arena *exchange_arena(struct exchange *exchange)
{
	return exchange->arena;
}

bool exchange_is_front(const struct exchange *exchange)
{
	return exchange->line->is_front;
}

bool exchange_is_local(const struct exchange *exchange)
{
	return exchange->line->is_local;
}

/* ---- The answer */

static struct header *find_header(const struct exchange *exchange, const char *name)
{
	struct header *header;

	LL_FOREACH(exchange->headers, header)
	{
		if (strcasecmp(header->name, name) == 0)
			return header;
	}
	return NULL;
}

void exchange_add_header(struct exchange *exchange, const char *name, const char *value)
{
	struct header *header = arena_alloc(exchange->arena, sizeof *header);

	if (!header)
		return;
	header->name = arena_strdup(exchange->arena, name);
	header->value = arena_strdup(exchange->arena, value);
	LL_PREPEND(exchange->headers, header);
}

/* What every answer says unless its handler said otherwise: nothing here is to be framed, sniffed or kept. */
static void add_defaults(struct exchange *exchange)
{
	static const struct header DEFAULTS[] = {
		{.name = "X-Content-Type-Options", .value = "nosniff"},
		{.name = "Referrer-Policy", .value = "same-origin"},
		{.name = "Content-Security-Policy", .value = "default-src 'none'; frame-ancestors 'none'"},
		{.name = "Cache-Control", .value = "no-store"},
	};

	for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS; i++)
		if (!find_header(exchange, DEFAULTS[i].name))
			MHD_add_response_header(exchange->response, DEFAULTS[i].name, DEFAULTS[i].value);
}

/* The library refuses a header that would end the line it stands in. */
static void finish_response(struct exchange *exchange, unsigned status, const char *type)
{
	struct header *header;

	require(exchange->response);
	exchange->status = status;
	LL_FOREACH(exchange->headers, header)
	MHD_add_response_header(exchange->response, header->name, header->value);
	if (type)
		MHD_add_response_header(exchange->response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	add_defaults(exchange);
}

static enum MHD_Result queue(struct exchange *exchange)
{
	enum MHD_Result queued =
		MHD_queue_response(exchange->connection, exchange->status, exchange->response);

	MHD_destroy_response(exchange->response); /* the connection holds its own */
	exchange->response = NULL;
	line_expect_nothing(exchange->line);
	figures_answered(exchange->status);
	return queued;
}

/* A handler that answers within its call, or within that of the headers, is queued by who called it. */
static void answer(struct exchange *exchange, unsigned status, const char *type)
{
	bool waits = exchange->stage == STAGE_WAITING;

	if (fails_assert(exchange->stage != STAGE_ANSWERED)) {
		MHD_destroy_response(exchange->response);
		exchange->response = NULL;
		return;
	}
	finish_response(exchange, status, type);
	exchange->stage = STAGE_ANSWERED;
	if (!waits)
		return;
	MHD_resume_connection(exchange->connection);
	self.answered = true;
}

void exchange_reply(struct exchange *exchange, unsigned status, const char *type, struct bytes body)
{
	exchange->response =
		MHD_create_response_from_buffer(body.len, (void *)body.data, MHD_RESPMEM_MUST_COPY);
	answer(exchange, status, type);
}

/* With the status that HTTP has for it, where the Connect protocol's would be another. */
static void refuse_as(struct exchange *exchange, unsigned status, const struct refusal *refusal)
{
	struct buf body = {0};

	connect_error(refusal, &body);
	exchange_reply(exchange, status, connect_type(CONNECT_JSON), buf_bytes(&body));
	buf_free(&body);
}

void exchange_refuse(struct exchange *exchange, const struct refusal *refusal)
{
	refuse_as(exchange, connect_status(refusal->fault), refusal);
}

void exchange_redirect(struct exchange *exchange, const char *location)
{
	exchange_add_header(exchange, MHD_HTTP_HEADER_LOCATION, location);
	exchange_reply(exchange, MHD_HTTP_SEE_OTHER, NULL, (struct bytes){0});
}

void exchange_send_file(struct exchange *exchange, const char *type, int fd, uint64_t size)
{
	exchange->response = MHD_create_response_from_fd64(size, fd);
	answer(exchange, MHD_HTTP_OK, type);
}

/* ---- Streams */

static ssize_t read_stream(void *ctx, uint64_t position, char *out, size_t size)
{
	struct exchange *exchange = ctx;
	ssize_t got;

	(void)position;
	if (self.ending || exchange->stream.unread)
		return MHD_CONTENT_READER_END_OF_STREAM;
	got = exchange->stream.ops->read(exchange->stream.ctx, (uint8_t *)out, size);
	if (got == STREAM_END)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (got == STREAM_BROKEN)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (got == 0) {
		exchange->stream.suspended = true;
		MHD_suspend_connection(exchange->connection);
	}
	return got;
}

void exchange_stream(struct exchange *exchange, unsigned status, const char *type,
		     const struct stream_ops *ops, void *ctx)
{
	exchange->stream.ops = ops;
	exchange->stream.ctx = ctx;
	exchange->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES,
							       read_stream, exchange, NULL);
	answer(exchange, status, type);
}

void exchange_wake(struct exchange *exchange)
{
	if (!exchange->stream.suspended)
		return;
	exchange->stream.suspended = false;
	MHD_resume_connection(exchange->connection);
	self.answered = true;
}

bool exchange_is_gone(const struct exchange *exchange)
{
	return line_is_gone(exchange->line);
}

void exchanges_end_unread(void)
{
	struct exchange *exchange;

	DL_FOREACH(self.living, exchange)
	{
		if (!exchange->stream.suspended || !exchange_is_gone(exchange))
			continue;
		exchange->stream.unread = true;
		exchange_wake(exchange);
	}
}

void exchanges_end(void)
{
	struct exchange *exchange;

	self.ending = true;
	DL_FOREACH(self.living, exchange)
	exchange_wake(exchange);
}

/* ---- What comes */

/* The line as it came: a NUL in it, encoded, would hide what follows from all that reads texts. */
void *exchange_on_uri(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *exchange = exchange_new();

	(void)ctx;
	exchange->connection = connection;
	exchange->line = line_of(connection);
	exchange->malformed = strstr(uri, "%00") != NULL;
	return exchange;
}

static enum verb verb_of(const char *text)
{
	static const struct {
		char text[VERB_TEXT_MAX];
		enum verb verb;
	} VERBS[] = {{"GET", VERB_GET},
		     {"HEAD", VERB_GET},
		     {"POST", VERB_POST},
		     {"PUT", VERB_PUT},
		     {"DELETE", VERB_DELETE}};

	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		if (strcmp(VERBS[i].text, text) == 0)
			return VERBS[i].verb;
	return 0;
}

/* `more` of it is still to be kept. */
static bool check_length(const struct exchange *exchange, unsigned long long length, unsigned long long more,
			 struct refusal *refusal, unsigned *ret_status)
{
	*ret_status = MHD_HTTP_CONTENT_TOO_LARGE;
	if (length > exchange->body_max)
		return refuse(
			refusal, FAULT_RESOURCE_EXHAUSTED, "BODY_TOO_LARGE", NULL,
			"Le corps de la requête fait %llu octets ou plus ; cette adresse en accepte %zu.",
			length, exchange->body_max);
	*ret_status = MHD_HTTP_SERVICE_UNAVAILABLE;
	if (more > BODIES_BYTES_MAX - self.body_bytes)
		return refuse(refusal, FAULT_UNAVAILABLE, "GATEWAY_BUSY", NULL,
			      "Trop de requêtes arrivent en même temps ; renvoyez la même dans un moment.");
	return true;
}

static bool find_route(struct exchange *exchange, const char *verb, struct refusal *refusal,
		       unsigned *ret_status)
{
	const char *announced = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
	unsigned long long length = announced ? strtoull(announced, NULL, 10) : 0;
	char allowed[VERBS_TEXT_SIZE];
	unsigned verbs = 0;

	*ret_status = MHD_HTTP_BAD_REQUEST;
	if (exchange->malformed)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "REQUEST_MALFORMED", NULL,
			      "La requête HTTP est mal formée.");
	exchange->verb = verb_of(verb);
	exchange->route = route_find(exchange->verb, exchange->path, &verbs);
	if (exchange->route) {
		exchange->body_max = exchange->route->body_limit
					     ? exchange->route->body_limit(exchange_rest(exchange))
					     : exchange->route->body_max;
		return check_length(exchange, length, length, refusal, ret_status);
	}
	*ret_status = verbs ? MHD_HTTP_METHOD_NOT_ALLOWED : MHD_HTTP_NOT_FOUND;
	if (!verbs)
		return refuse(refusal, FAULT_NOT_FOUND, "NO_SUCH_ADDRESS", NULL,
			      "Il n'y a rien à l'adresse « %.100s » ; /openapi.json les donne toutes.",
			      exchange->path);
	verbs_text(verbs, allowed);
	exchange_add_header(exchange, MHD_HTTP_HEADER_ALLOW, allowed);
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "VERB_NOT_ALLOWED", NULL,
		      "« %.8s » ne s'applique pas à cette adresse, qui accepte : %s.", verb, allowed);
}

/* Whoever still writes when its connection is ended does not read why: a refusal waits for what was announced. It does
 * not where nobody knows how much that is, where it is too much, and where the client waits for a word itself. */
static bool can_wait(const struct exchange *exchange)
{
	const char *length = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);

	return !exchange->malformed && !exchange_header(exchange, MHD_HTTP_HEADER_EXPECT) &&
	       (!length || strtoull(length, NULL, 10) <= REFUSED_BYTES_MAX);
}

/* The headers are here. An answer now, before the body, also ends the connection. */
static enum MHD_Result begin(struct exchange *exchange, const char *url, const char *verb,
			     const char *version)
{
	struct refusal refusal = {0};
	unsigned status;

	line_expect(exchange->line);
	exchange->stage = STAGE_RECEIVING;
	exchange->path = arena_strdup(exchange->arena, url);
	exchange->malformed |= !framing_is_sound(exchange->connection, version);
	if (!find_route(exchange, verb, &refusal, &status))
		refuse_as(exchange, status, &refusal);
	else if (exchange->route->access != ROUTE_OPEN &&
		 !visitor_identify(exchange, exchange->route->access == ROUTE_SIGNED_IN, &exchange->visitor,
				   &refusal))
		exchange_refuse(exchange, &refusal);
	return exchange->stage == STAGE_ANSWERED && !can_wait(exchange) ? queue(exchange) : MHD_YES;
}

static void append(struct exchange *exchange, const char *data, size_t size)
{
	struct refusal refusal = {0};
	unsigned status;

	if (!check_length(exchange, exchange->body.len + size, size, &refusal, &status)) {
		refuse_as(exchange, status, &refusal);
		return;
	}
	buf_append(&exchange->body, data, size);
	self.body_bytes += size;
}

/* Parts of a body; its length was announced, or was not. */
static enum MHD_Result receive(struct exchange *exchange, const char *data, size_t *size)
{
	if (exchange->stage == STAGE_RECEIVING)
		append(exchange, data, *size);
	else if ((exchange->refused_bytes += *size) > REFUSED_BYTES_MAX)
		return MHD_NO;
	*size = 0;
	return MHD_YES;
}

static enum MHD_Result handle(struct exchange *exchange)
{
	line_expect_nothing(exchange->line);
	exchange->stage = STAGE_HANDLING;
	exchange->route->handle(exchange);
	if (exchange->stage == STAGE_ANSWERED)
		return queue(exchange);
	exchange->stage = STAGE_WAITING;
	MHD_suspend_connection(exchange->connection);
	return MHD_YES;
}

enum MHD_Result exchange_on_request(void *ctx, struct MHD_Connection *connection, const char *url,
				    const char *verb, const char *version, const char *data,
				    size_t *data_size, void **exchange_of)
{
	struct exchange *exchange = *exchange_of;

	(void)ctx;
	(void)connection;
	switch (exchange->stage) {
	case STAGE_NEW:
		return begin(exchange, url, verb, version);
	case STAGE_RECEIVING:
		return *data_size ? receive(exchange, data, data_size) : handle(exchange);
	case STAGE_ANSWERED:
		if (*data_size)
			return receive(exchange, data, data_size);
		return exchange->response ? queue(exchange) : MHD_YES;
	case STAGE_HANDLING:
	case STAGE_WAITING:
		return MHD_YES;
	}
	return MHD_NO;
}

void exchange_on_completed(void *ctx, struct MHD_Connection *connection, void **exchange_of,
			   enum MHD_RequestTerminationCode how)
{
	struct exchange *exchange = *exchange_of;

	(void)ctx;
	(void)connection;
	(void)how;
	if (!exchange)
		return;
	*exchange_of = NULL;
	line_expect(exchange->line);
	if (exchange->stream.ops)
		exchange->stream.ops->closed(exchange->stream.ctx);
	if (exchange->response)
		MHD_destroy_response(exchange->response);
	keep(exchange);
}
