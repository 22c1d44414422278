/* Calls taken in, and what is answered to them. */
#include "service/core.h"

#include <string.h>

#include "base/require.h"
#include "bus/check.h"

static struct bytes keep(uint8_t **at, struct bytes bytes)
{
	uint8_t *copy = *at;

	if (bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	*at += bytes.len;
	return bytes_of(copy, bytes.len);
}

struct call *call_copy(const struct envelope *envelope, struct monotonic now)
{
	const struct envelope *e = envelope;
	size_t size = e->service.len + e->method.len + e->actor.len + e->traceparent.len +
		      e->at_least_service.len + e->body.len;
	struct call *call = xmalloc(sizeof *call + size);
	uint8_t *at = call->data;

	call->next = NULL;
	call->envelope = *e;
	call->envelope.service = keep(&at, e->service);
	call->envelope.method = keep(&at, e->method);
	call->envelope.actor = keep(&at, e->actor);
	call->envelope.traceparent = keep(&at, e->traceparent);
	call->envelope.at_least_service = keep(&at, e->at_least_service);
	call->envelope.body = keep(&at, e->body);
	call->envelope.assert_principal = call->envelope.status = (struct bytes){0};
	call->envelope.has_position = false;
	call->method = method_find((const char *)e->method.data, e->method.len);
	call->expires = monotonic_add_ms(now, e->timeout_ms);
	call->wake = (struct monotonic){0}; /* set at the first look */
	call->actor = NULL;
	return call;
}

void call_push(struct call_list *list, struct call *call)
{
	call->next = NULL;
	if (list->last)
		list->last->next = call;
	else
		list->first = call;
	list->last = call;
	list->count++;
}

struct call *call_pop(struct call_list *list)
{
	struct call *call = list->first;

	if (!call)
		return NULL;
	list->first = call->next;
	if (!list->first)
		list->last = NULL;
	list->count--;
	return call;
}

/* Under the roles that allow the call: an auditor, who reads everything, who is also the préfet of one
 * département acts in that one only. What is open to all knows all of them. */
static const Bus__Actor *actor_unpack(struct engine *engine, const struct call *call)
{
	Bus__Actor *actor = arena_unpack(engine->turn, &bus__actor__descriptor, call->envelope.actor);

	if (actor && !(call->method->roles & role_bit(BUS__ROLE__ROLE_PUBLIC)))
		actor_restrict(actor, call->method->roles);
	return actor;
}

/* Calls of one turn are mostly of one actor and one method: the last one read is kept for the next call. */
static const Bus__Actor *actor_read(struct engine *engine, const struct call *call)
{
	struct actor_read *last = &engine->actor;

	if (last->actor && last->method == call->method && bytes_equal(last->bytes, call->envelope.actor))
		return last->actor;
	last->method = call->method;
	last->actor = actor_unpack(engine, call);
	last->bytes = arena_copy(engine->turn, call->envelope.actor);
	return last->bytes.data ? last->actor : NULL;
}

bool call_read_actor(struct engine *engine, struct call *call, struct refusal *refusal)
{
	call->actor = call->envelope.actor.len ? actor_read(engine, call) : NULL;
	if (call->actor && *call->actor->principal)
		return true;
	return refuse(refusal, FAULT_UNAUTHENTICATED, "ACTOR_MISSING", NULL,
		      "L'appel ne porte pas d'acteur vérifié par le bus.");
}

const ProtobufCMessage *call_request(struct engine *engine, const struct call *call, struct refusal *refusal)
{
	const ProtobufCMessage *request;

	if (!message_check(call->method->request, call->envelope.body, refusal))
		return NULL;
	request = arena_unpack(engine->scratch, call->method->request, call->envelope.body);
	if (!request)
		refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", NULL,
		       "La demande contient trop d'éléments pour être traitée en une fois ; découpez-la.");
	return request;
}

const Bus__Actor *engine_self(struct engine *engine)
{
	Bus__Actor *actor = (Bus__Actor *)response_new(engine->scratch, &bus__actor__descriptor);

	actor->principal = (char *)engine->service->name;
	actor->kind = BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE;
	return actor;
}

ProtobufCMessage *response_new(struct arena *arena, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *response = arena_alloc(arena, type->sizeof_message);

	require(response); /* far smaller than any arena's cap */
	type->message_init(response);
	return response;
}

bool reply_pack(struct engine *engine, const ProtobufCMessage *response, struct reply *ret)
{
	if (arena_exceeded(engine->scratch))
		return refuse(&ret->refusal, FAULT_RESOURCE_EXHAUSTED, "RESPONSE_TOO_LARGE", NULL,
			      "La réponse serait trop volumineuse ; demandez des pages plus petites.");
	ret->body = arena_pack(engine->turn, response);
	if (ret->body.data && ret->body.len <= FRAME_HARD_BYTES - 4096)
		return true;
	return refuse(&ret->refusal, FAULT_RESOURCE_EXHAUSTED, "RESPONSE_TOO_LARGE", NULL,
		      "La réponse serait trop volumineuse ; demandez des pages plus petites.");
}

struct answer answer_of(const struct reply *reply)
{
	struct answer answer = {
		.has_position = reply->has_position,
		.position = reply->position,
		.hash = reply->hash,
		.replayed = reply->replayed,
	};

	if (refused(&reply->refusal))
		status_write(&reply->refusal, &answer.status);
	else
		answer.body = reply->body;
	return answer;
}

void answer_send(struct engine *engine, const struct call *call, struct answer *answer)
{
	struct envelope envelope = {
		.kind = KIND_REPLY,
		.call_id = call->envelope.call_id,
		.route = call->envelope.route,
		.connection = call->envelope.connection,
		.traceparent = call->envelope.traceparent,
		.status = buf_bytes(&answer->status),
		.has_position = answer->has_position,
		.position = answer->position,
		.replayed = answer->replayed,
		.body = answer->body,
	};

	if (answer->has_position && answer->position.sequence)
		envelope.position.hash = hash_bytes(&answer->hash);
	engine->counters.refusals += answer->status.len > 0;
	engine->ops.reply(engine->ctx, &envelope);
	buf_free(&answer->status);
}

void engine_reply(struct engine *engine, const struct call *call, const struct reply *reply)
{
	struct answer answer = answer_of(reply);

	answer_send(engine, call, &answer);
}
