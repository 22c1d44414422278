#include "gateway/exchange_core.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/require.h"
#include "gateway/connect.h"
#include "gateway/figures.h"
#include "gateway/reception.h"

enum {
	ARENA_BYTES_MAX = 1 << 20,
	BODIES_BYTES_MAX = 128 << 20, /* of all exchanges together */
	KEPT_MAX = 64,                /* exchanges that wait to be used again */
	STREAM_BLOCK_BYTES = 16 * 1024,
};

static struct {
	struct exchange *living, *kept;
	unsigned kept_count;
	size_t body_bytes;
	bool answered; /* outside of the library's callbacks */
	bool ending;
} self;

/* ---- Life */

struct exchange *exchange_new(void)
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

void exchange_end(struct exchange *exchange)
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

bool exchanges_have_room(unsigned long long more)
{
	return more <= BODIES_BYTES_MAX - self.body_bytes;
}

void exchange_append(struct exchange *exchange, struct bytes part)
{
	buf_append(&exchange->body, part.data, part.len);
	self.body_bytes += part.len;
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

enum MHD_Result exchange_queue(struct exchange *exchange)
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

void exchange_refuse_as(struct exchange *exchange, unsigned status, const struct refusal *refusal)
{
	struct buf body = {0};

	connect_error(refusal, &body);
	exchange_reply(exchange, status, connect_type(CONNECT_JSON), buf_bytes(&body));
	buf_free(&body);
}

void exchange_refuse(struct exchange *exchange, const struct refusal *refusal)
{
	exchange_refuse_as(exchange, connect_status(refusal->fault), refusal);
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
