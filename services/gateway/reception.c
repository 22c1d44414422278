#include "gateway/reception.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/exchange_core.h"
#include "gateway/framing.h"

enum {
	REFUSED_BYTES_MAX = 16 << 20, /* of a body that nobody will read */
	VERB_TEXT_MAX = 8,
};

/* The line as it came: a NUL in it, encoded, would hide what follows from all that reads texts. */
void *reception_on_uri(void *ctx, const char *uri, struct MHD_Connection *connection)
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
	if (!exchanges_have_room(more))
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

static bool admit(struct exchange *exchange, struct refusal *refusal)
{
	const struct route *route = exchange->route;

	if (route->access != ROUTE_OPEN &&
	    !visitor_identify(exchange, route->access == ROUTE_SIGNED_IN, &exchange->visitor, refusal))
		return false;
	return !route->admit || route->admit(exchange, refusal);
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
		exchange_refuse_as(exchange, status, &refusal);
	else if (!admit(exchange, &refusal))
		exchange_refuse(exchange, &refusal);
	return exchange->stage == STAGE_ANSWERED && !can_wait(exchange) ? exchange_queue(exchange) : MHD_YES;
}

static void append(struct exchange *exchange, const char *data, size_t size)
{
	struct refusal refusal = {0};
	unsigned status;

	if (!check_length(exchange, exchange->body.len + size, size, &refusal, &status)) {
		exchange_refuse_as(exchange, status, &refusal);
		return;
	}
	exchange_append(exchange, bytes_of(data, size));
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
		return exchange_queue(exchange);
	exchange->stage = STAGE_WAITING;
	MHD_suspend_connection(exchange->connection);
	return MHD_YES;
}

enum MHD_Result reception_on_request(void *ctx, struct MHD_Connection *connection, const char *url,
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
		return exchange->response ? exchange_queue(exchange) : MHD_YES;
	case STAGE_HANDLING:
	case STAGE_WAITING:
		return MHD_YES;
	}
	return MHD_NO;
}

void reception_on_completed(void *ctx, struct MHD_Connection *connection, void **exchange_of,
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
	exchange_end(exchange);
}
