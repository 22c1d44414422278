#include "gateway/caller.h"

#include <stdlib.h>

#include "base/require.h"
#include "gateway/frontend.h"

enum { TIMEOUT_DEFAULT_MS = 30 * 1000 };

const struct method *caller_method(const char *path)
{
	const struct method *method = method_find(path, strlen(path));

	require(method);
	return method;
}

static void answer_refused(link_answered *answered, void *ctx, enum fault fault, const char *reason,
			   const char *sentence)
{
	struct refusal refusal = {0};

	refuse(&refusal, fault, reason, NULL, "%s", sentence);
	answered(ctx, &(struct link_answer){.fault = fault, .refusal = &refusal});
}

void caller_ask(const struct asking *asking, link_answered *answered, void *ctx)
{
	const struct method *method = asking->method;
	struct link *link = frontend_link();
	struct link_request request = {
		.kind = method->kind == METHOD_COMMAND ? KIND_COMMAND
			: method->kind == METHOD_FETCH ? KIND_FETCH
						       : KIND_QUERY,
		.service = asking->service ? asking->service : method->service,
		.method = method->path,
		.body = asking->body,
		.has_key = asking->has_key,
		.key = asking->key,
		.call_id = id_new(instant_believed()),
		.timeout_ms = asking->timeout_ms ? asking->timeout_ms : TIMEOUT_DEFAULT_MS,
		.once = true,
		.assert_principal = asking->as,
		.at_least_service = asking->at_least_service,
		.at_least_sequence = asking->at_least_sequence,
		.at_least_epoch = asking->at_least_epoch,
		.traceparent = asking->traceparent,
	};

	if (link_current_state(link) != LINK_UP)
		answer_refused(
			answered, ctx, FAULT_UNAVAILABLE, "BUS_ABSENT",
			"Le bus de l'instance ne répond pas ; renvoyez la même demande dans un moment.");
	else if (!link_request(link, &request, monotonic_now(), answered, ctx))
		answer_refused(answered, ctx, FAULT_RESOURCE_EXHAUSTED, "GATEWAY_BUSY",
			       "Trop de demandes sont en cours ; renvoyez la même dans un moment.");
}

void caller_tell(const char *path, const ProtobufCMessage *request, const char *as, link_answered *answered,
		 void *ctx)
{
	const struct method *method = caller_method(path);
	struct asking asking = {.method = method, .as = as};
	struct buf body = {0};

	body.len = protobuf_c_message_pack(
		request, buf_reserve(&body, protobuf_c_message_get_packed_size(request) + 1));
	asking.body = buf_bytes(&body);
	if (method->kind == METHOD_COMMAND) {
		asking.has_key = true;
		asking.key = id_new(instant_believed());
	}
	caller_ask(&asking, answered, ctx);
	buf_free(&body);
}
