/* Calls that read: answered from the last commit, or parked until what they wait for has been taken in. */
#include "service/core.h"

#include <stdlib.h>

static void run_query(struct engine *engine, const struct call *call, struct reply *ret)
{
	struct query query = {.txn = &engine->snapshot,
			      .arena = engine->scratch,
			      .now = engine->now,
			      .actor = call->actor,
			      .refusal = &ret->refusal,
			      .engine = engine};
	const ProtobufCMessage *request;
	ProtobufCMessage *response;

	request = call_request(engine, call, &ret->refusal);
	if (!request || !access_scope(engine, call->method, &query, request))
		return;
	response = response_new(engine->scratch, call->method->response);
	if (engine->handlers[call->method - METHODS](&query, request, response))
		reply_pack(engine, response, ret);
	else
		refuse(&ret->refusal, FAULT_INTERNAL, "REFUSED_WITHOUT_REASON", NULL,
		       "La demande a été refusée sans motif : signalez-le à l'exploitant.");
	ret->has_position = true;
	ret->position =
		(struct position){.epoch = engine->journal.head_epoch, .sequence = engine->journal.sequence};
	ret->hash = engine->journal.hash;
	engine->counters.queries++;
}

/* Whether a journal that stands at (epoch, sequence) is as far as the caller wants: an epoch begins behind all that
 * was lost of the one before. */
static bool is_past(uint32_t epoch, uint64_t sequence, const struct envelope *wanted)
{
	if (wanted->at_least_epoch && wanted->at_least_epoch != epoch)
		return epoch > wanted->at_least_epoch;
	return sequence >= wanted->at_least_sequence;
}

/* Whether what the caller wants to read has been taken in here. */
static bool at_least_reached(struct engine *engine, const struct call *call, struct refusal *refusal)
{
	struct bytes service = call->envelope.at_least_service;
	const struct following *following;

	if (!service.len)
		return true;
	if (bytes_equal(service, bytes_text(engine->service->name)))
		return is_past(engine->journal.epoch, engine->journal.sequence, &call->envelope);
	following = follow_find(engine, (const char *)service.data, service.len);
	if (following)
		return is_past(following->cursor.epoch, following->cursor.sequence, &call->envelope);
	refuse(refusal, FAULT_INVALID_ARGUMENT, "NOT_FOLLOWED", "at_least",
	       "« %s » ne suit pas le journal de « %.*s ».", engine->service->name, (int)service.len,
	       (const char *)service.data);
	return true;
}

/* Answers a call that reads; false where it has to wait. */
static bool try_read(struct engine *engine, struct call *call)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	struct reply reply = {0};
	bool answered = true;

	if (!call->actor && !call_read_actor(engine, call, &reply.refusal)) {
		engine_reply(engine, call, &reply);
		return true;
	}
	if (!at_least_reached(engine, call, &reply.refusal)) {
		if (engine->mono.us < call->expires.us)
			return false;
		refuse(&reply.refusal, FAULT_DEADLINE_EXCEEDED, "POSITION_NOT_REACHED", "at_least",
		       "Le service n'a pas encore pris connaissance de l'écriture attendue ; réessayez.");
	}
	if (!refused(&reply.refusal) && call->method->kind == METHOD_FETCH)
		answered = fetch_run(engine, call, &reply);
	else if (!refused(&reply.refusal))
		run_query(engine, call, &reply);
	if (!engine_could_read(engine))
		return true; /* answered by nobody */
	if (answered)
		engine_reply(engine, call, &reply);
	arena_forget(engine->scratch, mark);
	return answered;
}

/* To be looked at again when something was taken in, or at the latest when its wait or its time is over. */
static void park(struct engine *engine, struct call *call)
{
	int64_t until = call->wake.us && call->wake.us < call->expires.us ? call->wake.us : call->expires.us;

	if (until < engine->parked_until.us)
		engine->parked_until.us = until;
	call->actor = NULL;
	call_push(&engine->parked, call);
}

void read_or_park(struct engine *engine, struct call *call)
{
	struct reply full = {0};

	if (try_read(engine, call)) {
		free(call);
		return;
	}
	if (engine->parked.count < PARKED_MAX) {
		park(engine, call);
		return;
	}
	refuse(&full.refusal, FAULT_RESOURCE_EXHAUSTED, "TOO_MANY_READERS", NULL,
	       "Trop de lecteurs attendent déjà ; réessayez.");
	engine_reply(engine, call, &full);
	free(call);
}

/* They come first in the next turn. */
static void leave_parked(struct engine *engine, struct call_list *rest)
{
	rest->last->next = engine->parked.first;
	rest->last = engine->parked.last ? engine->parked.last : rest->last;
	rest->count += engine->parked.count;
	engine->parked = *rest;
	engine->parked_until = engine->mono;
}

void read_again(struct engine *engine)
{
	struct phase phase = phase_begin(engine);
	struct call_list waiting = engine->parked;
	struct call *call;

	engine->parked = (struct call_list){0};
	engine->parked_until.us = INT64_MAX;
	while ((call = call_pop(&waiting))) {
		if (try_read(engine, call))
			free(call);
		else
			park(engine, call);
		if (waiting.count && phase_over(engine, &phase, engine->ops.clock())) {
			leave_parked(engine, &waiting);
			return;
		}
	}
}
