/* Calls on their way to a service, and replies on their way back. Bodies are never unpacked. */
#include <string.h>

#include "base/require.h"
#include "bus/routing.h"

static bool text_is(struct bytes bytes, const char *text)
{
	return bytes_equal(bytes, bytes_text(text));
}

/* Callers ask for few methods many times: the last one found under a cheap hash is most often the one. */
static const struct method *find_method(struct router *router, struct bytes path)
{
	const struct method **recent;

	if (path.len < 8)
		return NULL; /* and the hash reads within the path */
	recent = &router->recent[(path.len * 31 + path.data[path.len - 1] * 7u +
				  path.data[path.len - 4] * 3u + path.data[path.len - 8]) %
				 256];
	if (!*recent || !text_is(path, (*recent)->path))
		*recent = method_find((const char *)path.data, path.len);
	return *recent;
}

/* What is left of a frame for a body beside an actor, the largest of the other fields: AddPrincipal takes no
 * larger one. */
enum { BODY_BYTES_MAX = FRAME_HARD_BYTES - 32 * 1024 };

/* Where a call goes and as whose. */
struct hop {
	const struct method *method;
	struct service_figures *service; /* NULL: the bus itself */
	struct peer *server;             /* NULL: the bus itself */
	struct bytes actor;
};

static bool check_load(const struct peer *caller, struct refusal *refusal)
{
	const struct principal_figures *figures = &caller->member->figures;

	if (figures->in_flight >= ROUTER_IN_FLIGHT_MAX)
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", NULL,
			      "« %s » a déjà %u appels sans réponse ; attendez-en avant d'en faire d'autres.",
			      caller->member->id, figures->in_flight);
	if (figures->queued >= ROUTER_CROWDED)
		return refuse(
			refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", NULL,
			"« %s » laisse attendre %llu octets de réponses ; lisez-les avant d'appeler encore.",
			caller->member->id, (unsigned long long)figures->queued);
	return true;
}

static bool check_method(struct router *router, const struct envelope *call, struct hop *hop,
			 struct refusal *refusal)
{
	const struct method *method = find_method(router, call->method);

	if (!method || (method->service && !text_is(call->service, method->service)))
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_METHOD", NULL,
			      "Le service « %.*s » n'a pas de méthode « %.*s ».", (int)call->service.len,
			      call->service.data, (int)call->method.len, call->method.data);
	if (call->body.len > method->max_request_bytes || call->body.len > BODY_BYTES_MAX)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "REQUEST_TOO_LARGE", NULL,
			      "La demande fait %zu octets ; %s en accepte %u.", call->body.len, method->name,
			      method->max_request_bytes);
	hop->method = method;
	return true;
}

/* Absent is what may come back; unknown is what this instance never had. */
static bool no_service(struct router *router, struct bytes name, struct refusal *refusal)
{
	const struct member *member = roster_by_id(router->config.roster, name);

	if (!member || member->kind != BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "UNKNOWN_SERVICE", NULL,
			      "Cette instance n'a pas de service « %.*s ».", (int)name.len, name.data);
	return refuse(refusal, FAULT_UNAVAILABLE, "SERVICE_ABSENT", NULL,
		      "Le service « %.*s » est arrêté ; renvoyez la même demande dans un moment.",
		      (int)name.len, name.data);
}

static bool check_lists(const struct member *caller, const struct method *method, struct refusal *refusal)
{
	require(method);
	if (!method->lists || caller->figures.lists < ROUTER_LISTS_MAX ||
	    caller->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE)
		return true;
	return refuse(
		refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_READS", NULL,
		"« %s » lit déjà %u listes ou journaux à la fois ; attendez des réponses avant d'en lire "
		"davantage.",
		caller->id, caller->figures.lists);
}

static bool find_server(struct router *router, const struct envelope *call, struct hop *hop,
			struct refusal *refusal)
{
	struct service_figures *service;

	if (text_is(call->service, ROUTER_SELF))
		return true;
	service = traffic_find_service(router->config.traffic, call->service);
	if (!service || service->peer == NO_PEER || router->peers[service->peer]->ends)
		return no_service(router, call->service, refusal);
	hop->service = service;
	hop->server = router->peers[service->peer];
	if (hop->server->member->figures.queued >= ROUTER_CROWDED)
		return refuse(refusal, FAULT_RESOURCE_EXHAUSTED, "SERVICE_BUSY", NULL,
			      "Le service « %s » ne suit plus ; renvoyez la même demande dans un moment.",
			      hop->service->name);
	return true;
}

/* The actor stamped on the call: the connection's own principal, or the one a gateway speaks for. */
static bool find_actor(struct peer *caller, const struct envelope *call, struct hop *hop,
		       struct refusal *refusal)
{
	const struct member *self = caller->member;
	const struct member *asserted;

	if (call->assert_principal.len == 0) {
		hop->actor = buf_bytes(&self->actor);
		return true;
	}
	if (self->kind != BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE ||
	    strcmp(self->id, ROSTER_GATEWAY) != 0)
		return refuse(refusal, FAULT_PERMISSION_DENIED, "ASSERTION_REFUSED", NULL,
			      "Seule la passerelle de l'instance parle au nom d'autrui.");
	asserted = roster_by_id(caller->router->config.roster, call->assert_principal);
	if (!asserted || !member_lives(asserted, caller->router->now) ||
	    asserted->kind == BUS__PRINCIPAL_KIND__PRINCIPAL_KIND_SERVICE)
		return refuse(refusal, FAULT_PERMISSION_DENIED, "ASSERTION_REFUSED", NULL,
			      "« %.*s » n'est pas, ou plus, un acteur au nom de qui parler.",
			      (int)call->assert_principal.len, call->assert_principal.data);
	hop->actor = buf_bytes(&asserted->asserted);
	return true;
}

static uint32_t timeout_of(const struct envelope *call)
{
	if (call->timeout_ms == 0)
		return ROUTER_TIMEOUT_DEFAULT_MS;
	return call->timeout_ms < ROUTER_TIMEOUT_MAX_MS ? call->timeout_ms : ROUTER_TIMEOUT_MAX_MS;
}

/* Notes the call; its route, or 0 when no slot is left. */
static uint64_t await(struct peer *caller, const struct envelope *call, const struct hop *hop,
		      struct monotonic mono)
{
	uint64_t route;
	struct awaited *awaited = calls_take(caller->router->calls, &route);

	if (!awaited)
		return 0;
	awaited->caller = caller->handle;
	awaited->server = hop->server ? hop->server->handle : SERVED_HERE;
	awaited->method = hop->method;
	awaited->service = hop->service;
	awaited->caller_route = call->route;
	awaited->call_id = call->call_id;
	awaited->arrived = mono;
	awaited->deadline = monotonic_add_ms(mono, (int64_t)timeout_of(call) + ROUTER_GRACE_MS);
	caller->in_flight++;
	caller->member->figures.in_flight++;
	caller->member->figures.lists += hop->method->lists;
	if (hop->server)
		hop->server->serving++;
	if (hop->service)
		hop->service->in_flight++;
	return route;
}

/* The call is over, whichever way. */
static void settle(struct router *router, struct awaited *awaited)
{
	struct peer *caller = router->peers[awaited->caller];

	caller->in_flight--;
	caller->member->figures.in_flight--;
	caller->member->figures.lists -= awaited->method->lists;
	if (awaited->server != SERVED_HERE)
		router->peers[awaited->server]->serving--;
	if (awaited->service)
		awaited->service->in_flight--;
	calls_release(router->calls, awaited);
}

void forward_refuse(struct peer *caller, const struct envelope *call, const struct refusal *refusal)
{
	struct buf *status = &caller->router->status;
	struct envelope reply = {
		.kind = KIND_REPLY,
		.call_id = call->call_id,
		.route = call->route,
		.traceparent = call->traceparent,
	};

	status_write(refusal, status);
	reply.status = buf_bytes(status);
	caller->member->figures.refused++;
	peer_say(caller, &reply);
}

/* The call as its server gets it; nothing that only the bus may say is the caller's. */
static struct envelope stamp(const struct envelope *call, struct bytes actor)
{
	struct envelope stamped = *call;

	stamped.timeout_ms = timeout_of(call);
	stamped.actor = actor;
	stamped.assert_principal = (struct bytes){0};
#ifndef PLANT_FUZZ_FRAME
	stamped.status = (struct bytes){0};
#endif
	stamped.has_position = stamped.replayed = false;
	return stamped;
}

void forward_call(struct peer *caller, const struct envelope *call, struct monotonic mono)
{
	struct router *router = caller->router;
	struct hop hop = {0};
	struct refusal refusal;
	struct envelope forwarded;

	refusal.fault = FAULT_NONE; /* the rest is written by refuse alone: it is large, and calls are many */
	caller->member->figures.calls++;
	if (!check_load(caller, &refusal) || !check_method(router, call, &hop, &refusal) ||
	    !check_lists(caller->member, hop.method, &refusal) ||
	    !find_server(router, call, &hop, &refusal) || !find_actor(caller, call, &hop, &refusal)) {
		forward_refuse(caller, call, &refusal);
		return;
	}
	forwarded = stamp(call, hop.actor);
	forwarded.route = await(caller, call, &hop, mono);
	if (forwarded.route == 0) {
		refuse(&refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", NULL,
		       "Le bus a trop d'appels sans réponse ; renvoyez la même demande dans un moment.");
		forward_refuse(caller, call, &refusal);
		return;
	}
	traffic_called(router->config.traffic, hop.method);
	if (hop.server)
		peer_say(hop.server, &forwarded);
	else
		router->ops.submit(router->ctx, &forwarded, mono);
}

void forward_reply(struct router *router, int server, const struct envelope *reply, struct monotonic mono)
{
	struct awaited *awaited = calls_find(router->calls, reply->route);
	struct envelope answer;

	if (!awaited || awaited->server != server) {
		router->config.traffic->late_replies++;
		return;
	}
	answer = (struct envelope){
		.kind = KIND_REPLY,
		.call_id = awaited->call_id,
		.route = awaited->caller_route,
		.traceparent = reply->traceparent,
		.status = reply->status,
		.has_position = reply->has_position,
		.position = reply->position,
		.replayed = reply->replayed,
		.body = reply->body,
	};
	peer_say(router->peers[awaited->caller], &answer);
	traffic_answered(router->config.traffic, awaited->method, (uint64_t)(mono.us - awaited->arrived.us),
			 reply->status.len > 0);
	settle(router, awaited);
}

/* Ends a call from here, in the place of its server. */
static void fail(struct router *router, struct awaited *awaited, const struct refusal *refusal)
{
	struct envelope reply = {
		.kind = KIND_REPLY, .call_id = awaited->call_id, .route = awaited->caller_route};

	status_write(refusal, &router->status);
	reply.status = buf_bytes(&router->status);
	peer_say(router->peers[awaited->caller], &reply);
	router->config.traffic->methods[awaited->method - METHODS].failures++;
	settle(router, awaited);
}

void forward_forget(struct peer *peer)
{
	struct router *router = peer->router;
	struct refusal lost = {.fault = FAULT_NONE};
	struct awaited *awaited;

	refuse(&lost, FAULT_UNAVAILABLE, "SERVICE_LOST", NULL,
	       "Le service s'est arrêté pendant l'appel ; renvoyez la même demande, elle ne prendra effet "
	       "qu'une fois.");
	for (unsigned at = 0; peer->in_flight + peer->serving > 0;) {
		awaited = calls_next(router->calls, &at);
		if (!awaited)
			return;
		if (awaited->caller == peer->handle)
			settle(router, awaited);
		else if (awaited->server == peer->handle)
			fail(router, awaited, &lost);
	}
}

void forward_expire(struct router *router, struct monotonic mono)
{
	struct refusal late = {.fault = FAULT_NONE};
	struct awaited *awaited;
	unsigned at = 0;

	if (calls_count(router->calls) == 0)
		return;
	refuse(&late, FAULT_DEADLINE_EXCEEDED, "NO_ANSWER", NULL,
	       "Le service n'a pas répondu à temps ; renvoyez la même demande, elle ne prendra effet qu'une "
	       "fois.");
	while ((awaited = calls_next(router->calls, &at)))
		if (awaited->deadline.us <= mono.us)
			fail(router, awaited, &late);
}
