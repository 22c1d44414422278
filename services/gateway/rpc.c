#include "gateway/rpc.h"

#include <string.h>

#include "base/require.h"
#include "bus/method.h"
#include "bus/position.h"
#include "gateway/caller.h"
#include "gateway/connect.h"
#include "gateway/frontend.h"
#include "json/json.h"

enum { JSON_PER_BINARY = 8, JSON_BESIDE = 1024 };

/* One call, in the arena of its exchange. */
struct rpc {
	struct exchange *exchange;
	struct asking asking;
	enum connect_codec codec;
	char at_least_service[SERVICE_NAME_MAX + 1];
};

size_t rpc_body_limit(const char *path)
{
	const struct method *method = method_find(path, strlen(path));
	size_t limit;

	if (!method)
		return JSON_BESIDE; /* the handler says that there is none */
	limit = (size_t)method->max_request_bytes * JSON_PER_BINARY + JSON_BESIDE;
	return limit < JSON_TEXT_MAX ? limit : JSON_TEXT_MAX;
}

bool rpc_admit(const struct exchange *exchange, struct refusal *refusal)
{
	const char *path = exchange_rest(exchange);
	const struct method *method = method_find(path, strlen(path));

	return !method || exchange_visitor(exchange)->kind != VISITOR_ANONYMOUS ||
	       (method->roles & role_bit(BUS__ROLE__ROLE_PUBLIC)) || visitor_refuse_anonymous(refusal);
}

/* ---- The answer */

static void add_position(struct rpc *rpc, const struct envelope *reply)
{
	char text[POSITION_TEXT_SIZE];

	if (!reply->has_position)
		return;
	position_text(rpc->asking.service, &reply->position, text);
	exchange_add_header(rpc->exchange, "PVD-Position", text);
}

static bool append_json(struct rpc *rpc, struct bytes body, struct buf *out)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	const ProtobufCMessage *message = arena_unpack(scratch, rpc->asking.method->response, body);
	bool written = message && json_from_message(message, 0, out);

	arena_forget(scratch, mark);
	return written;
}

static void reply_json(struct rpc *rpc, struct bytes body)
{
	struct refusal refusal = {0};
	struct buf text = {0};

	if (append_json(rpc, body, &text)) {
		exchange_reply(rpc->exchange, 200, connect_type(CONNECT_JSON), buf_bytes(&text));
	} else {
		refuse(&refusal, FAULT_INTERNAL, "RESPONSE_UNREADABLE", NULL,
		       "La réponse du service ne s'écrit pas en JSON ; signalez-le à l'exploitant.");
		exchange_refuse(rpc->exchange, &refusal);
	}
	buf_free(&text);
}

static void on_answer(void *ctx, const struct link_answer *answer)
{
	struct rpc *rpc = ctx;

	require(answer->reply || answer->fault != FAULT_NONE);
	if (answer->reply) {
		add_position(rpc, answer->reply);
		if (answer->reply->replayed)
			exchange_add_header(rpc->exchange, "PVD-Replayed", "true");
	}
	if (answer->fault != FAULT_NONE)
		exchange_refuse(rpc->exchange, answer->refusal);
	else if (rpc->codec == CONNECT_PROTO)
		exchange_reply(rpc->exchange, 200, connect_type(CONNECT_PROTO), answer->reply->body);
	else
		reply_json(rpc, answer->reply->body);
}

/* ---- The request */

static bool find_method(struct rpc *rpc, struct refusal *refusal)
{
	const char *path = exchange_rest(rpc->exchange);

	rpc->asking.method = method_find(path, strlen(path));
	if (!rpc->asking.method)
		return refuse(refusal, FAULT_NOT_FOUND, "UNKNOWN_METHOD", NULL,
			      "Le contrat n'a pas de méthode « %.128s » ; /openapi.json les donne toutes.",
			      path);
	if (exchange_verb(rpc->exchange) != VERB_GET || rpc->asking.method->kind != METHOD_COMMAND)
		return true;
	exchange_add_header(rpc->exchange, "Allow", "POST");
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "VERB_NOT_ALLOWED", NULL,
		      "%s change quelque chose : appelez-la par POST.", rpc->asking.method->name);
}

const char *rpc_service(const char *name, struct refusal *refusal)
{
	for (size_t i = 0; name && i < METHOD_COUNT; i++)
		if (METHODS[i].service && strcmp(METHODS[i].service, name) == 0)
			return METHODS[i].service;
	refuse(refusal, FAULT_INVALID_ARGUMENT, name ? "UNKNOWN_SERVICE" : "SERVICE_MISSING", "PVD-Service",
	       name ? "Cette instance n'a pas de service « %.32s »."
		    : "Tous les services ont cette méthode : dites lequel par l'en-tête PVD-Service.",
	       name);
	return NULL;
}

static bool find_service(struct rpc *rpc, struct refusal *refusal)
{
	rpc->asking.service = rpc->asking.method->service;
	if (!rpc->asking.service)
		rpc->asking.service = rpc_service(exchange_header(rpc->exchange, "PVD-Service"), refusal);
	return rpc->asking.service != NULL;
}

static bool read_at_least(struct rpc *rpc, struct refusal *refusal)
{
	const char *text = exchange_header(rpc->exchange, "PVD-At-Least");
	struct position position;

	if (!text)
		return true;
	if (rpc->asking.method->kind != METHOD_QUERY ||
	    !position_parse(text, rpc->at_least_service, &position))
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "AT_LEAST_INVALID", "PVD-At-Least",
			"L'en-tête PVD-At-Least est pour les questions, et attend SERVICE:ÉPOQUE:ENTRÉE, tel "
			"que PVD-Position l'a donné : registry:1:42.");
	rpc->asking.at_least_service = rpc->at_least_service;
	rpc->asking.at_least_epoch = position.epoch;
	rpc->asking.at_least_sequence = position.sequence;
	return true;
}

/* What is no traceparent (W3C Trace Context) is dropped, as that recommendation wants. */
static const char *traceparent_of(const char *text)
{
	if (!text || strlen(text) != TRACEPARENT_MAX || strspn(text, "0123456789abcdef-") != TRACEPARENT_MAX)
		return NULL;
	return text;
}

static bool read_headers(struct rpc *rpc, struct refusal *refusal)
{
	struct exchange *exchange = rpc->exchange;
	const char *encoding = exchange_header(exchange, "Content-Encoding");
	const char *version = exchange_header(exchange, "Connect-Protocol-Version");

	if (encoding && strcmp(encoding, "identity") != 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "ENCODING_UNSUPPORTED", "Content-Encoding",
			      "Les requêtes compressées ne sont pas acceptées.");
	if (version && strcmp(version, "1") != 0)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "PROTOCOL_UNSUPPORTED",
			      "Connect-Protocol-Version", "La version 1 du protocole Connect est la seule.");
	rpc->asking.traceparent = traceparent_of(exchange_header(exchange, "traceparent"));
	rpc->asking.has_key = rpc->asking.method->kind == METHOD_COMMAND;
	return connect_timeout(exchange_header(exchange, "Connect-Timeout-Ms"), &rpc->asking.timeout_ms,
			       refusal) &&
	       read_at_least(rpc, refusal) &&
	       (!rpc->asking.has_key ||
		connect_key(exchange_header(exchange, "Idempotency-Key"), &rpc->asking.key, refusal));
}

/* The message of a GET: an argument, in base64 where it says so. */
static bool read_argument(struct rpc *rpc, struct buf *decoded, struct bytes *ret, struct refusal *refusal)
{
	struct exchange *exchange = rpc->exchange;
	struct bytes compression = exchange_argument(exchange, "compression");

	rpc->codec = connect_codec_of_name(exchange_argument(exchange, "encoding"));
	if (rpc->codec == CONNECT_NONE)
		return refuse(
			refusal, FAULT_INVALID_ARGUMENT, "ENCODING_UNSUPPORTED", "encoding",
			"Dites encoding=json ou encoding=proto, et message=… ; connect=v1 y est de règle.");
	if (compression.len && !bytes_equal(compression, bytes_text("identity")))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "ENCODING_UNSUPPORTED", "compression",
			      "Les messages compressés ne sont pas acceptés.");
	*ret = exchange_argument(exchange, "message");
	if (!bytes_equal(exchange_argument(exchange, "base64"), bytes_text("1")))
		return true;
	if (!connect_base64(*ret, decoded))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "MESSAGE_INVALID", "message",
			      "L'argument message n'est pas du base64.");
	*ret = buf_bytes(decoded);
	return true;
}

static bool read_message(struct rpc *rpc, struct buf *decoded, struct bytes *ret, struct refusal *refusal)
{
	if (exchange_verb(rpc->exchange) == VERB_GET)
		return read_argument(rpc, decoded, ret, refusal);
	rpc->codec = connect_codec_of_type(exchange_header(rpc->exchange, "Content-Type"));
	*ret = exchange_body(rpc->exchange);
	if (rpc->codec != CONNECT_NONE)
		return true;
	exchange_add_header(rpc->exchange, "Accept-Post", "application/json, application/proto");
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "TYPE_UNSUPPORTED", "Content-Type",
		      "L'en-tête Content-Type attend application/json ou application/proto.");
}

/* As the bus wants it; JSON is converted. An empty text is an empty request: the message of a GET may be left out. */
static bool encode(struct rpc *rpc, struct arena *arena, struct bytes message, struct refusal *refusal)
{
	const struct method *method = rpc->asking.method;
	void *request;

	rpc->asking.body = message;
	if (rpc->codec == CONNECT_JSON) {
		if (message.len == 0)
			message = bytes_text("{}");
		if (!json_to_message(arena, method->request, (const char *)message.data, message.len,
				     &request, refusal))
			return false;
		rpc->asking.body = arena_pack(arena, request);
	}
	if (rpc->asking.body.len <= method->max_request_bytes)
		return true;
	return refuse(refusal, FAULT_INVALID_ARGUMENT, "REQUEST_TOO_LARGE", NULL,
		      "La demande fait %zu octets ; %s en accepte %u.", rpc->asking.body.len, method->name,
		      method->max_request_bytes);
}

static bool read_request(struct rpc *rpc, struct buf *decoded, struct refusal *refusal)
{
	struct bytes message = {0};

	return find_method(rpc, refusal) && find_service(rpc, refusal) && read_headers(rpc, refusal) &&
	       read_message(rpc, decoded, &message, refusal) &&
	       encode(rpc, frontend_scratch(), message, refusal);
}

void rpc_handle(struct exchange *exchange)
{
	struct arena *scratch = frontend_scratch();
	struct arena_mark mark = arena_mark(scratch);
	struct rpc *rpc = arena_alloc(exchange_arena(exchange), sizeof *rpc);
	struct refusal refusal = {0};
	struct buf decoded = {0};

	*rpc = (struct rpc){.exchange = exchange};
	rpc->asking.as = exchange_visitor(exchange)->principal;
	if (read_request(rpc, &decoded, &refusal))
		caller_ask(&rpc->asking, on_answer, rpc); /* copies */
	else
		exchange_refuse(exchange, &refusal);
	arena_forget(scratch, mark);
	buf_free(&decoded);
}
