/* What users want, asked until it is answered, and now and then once more. */
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "bus/method.h"
#include "ledger.h"
#include "user.h"
#include "world.h"

static struct id new_id(struct user *user)
{
	struct id id;

	put_be64(id.bytes, (uint64_t)(user_clock(user).us / 1000) << 16);
	put_be64(id.bytes + 6, chance_next(&user->chance));
	put_be64(id.bytes + 8, chance_next(&user->chance));
	return id;
}

/* ---- Asking and being told */

static void ask(struct intent *intent);

static void ask_again(void *ctx, uint64_t life)
{
	struct intent *intent = ctx;

	if (intent->user->life == life && !intent->under_way)
		ask(intent);
}

static void later(struct intent *intent, int64_t from_us, int64_t to_us)
{
	struct user *user = intent->user;

	if (user->link)
		world_in(chance_between(&user->chance, from_us, to_us), ask_again, intent, user->life);
}

static void drop(struct intent *intent)
{
	struct intent **at = &intent->user->intents;

	while (*at != intent)
		at = &(*at)->next;
	*at = intent->next;
	intent->user->intent_count--;
	/* Not freed: the ledger keeps what it was, and a stale event may point to it. */
	intent->under_way = true;
}

static void tell(struct intent *intent, const struct link_answer *given)
{
	const struct method *method = intent->method;
	struct verdict answer = {.ok = given->fault == FAULT_NONE,
				 .reason = given->refusal ? given->refusal->reason : "",
				 .reply = given->reply};
	ProtobufCMessage *response = NULL;

	trace("%s: %s at %s: %s", intent->user->name, method->name, intent->service,
	      answer.ok ? given->reply->replayed ? "yes, as before" : "yes" : answer.reason);
	if (answer.ok) {
		response = protobuf_c_message_unpack(method->response, NULL, given->reply->body.len,
						     given->reply->body.data);
		holds(response, "answers can be read", "%s of %s", method->name, intent->service);
	}
	answer.response = response;
	if (intent->answered)
		intent->answered(intent->user, intent, &answer);
	if (response)
		protobuf_c_message_free_unpacked(response, NULL);
}

/* The same key with another request must never look like the first one's success. */
static void forge(struct user *user, const struct intent *model)
{
	struct intent *intent;
	uint8_t *body;

	if (model->body.len == 0)
		return;
	intent = xmalloc(sizeof *intent);
	body = xmalloc(model->body.len);
	memcpy(body, model->body.data, model->body.len);
	body[model->body.len - 1] ^= 1; /* the last letter of a text, most often: still a sound message */
	*intent = *model;
	intent->body = bytes_of(body, model->body.len);
	intent->forged = true;
	intent->told = intent->under_way = false;
	intent->answered = NULL;
	intent->begun_us = world.now_us;
	intent->next = user->intents;
	user->intents = intent;
	user->intent_count++;
	later(intent, 1000, 3000000);
}

static void keep_response(struct intent *intent, struct bytes body)
{
	uint8_t *copy = xmalloc(body.len + 1);

	memcpy(copy, body.len ? body.data : (const uint8_t *)"", body.len);
	intent->response = bytes_of(copy, body.len);
}

static void told_yes(struct intent *intent, const struct link_answer *given)
{
	struct user *user = intent->user;

	holds(!intent->forged, "a key is of one request", "%s: %s took another request's key", user->name,
	      intent->method->name);
	if (!intent->told) {
		intent->told = true;
		intent->sequence = given->reply->position.sequence;
		keep_response(intent, given->reply->body);
		ledger_told(intent, given->reply);
		tell(intent, given);
		if (chance_percent(&user->chance, 10))
			forge(user, intent);
	} else {
		holds(intent->sequence == given->reply->position.sequence &&
			      bytes_equal(intent->response, given->reply->body),
		      "an answer stays the same", "%s: %s was answered otherwise before", user->name,
		      intent->method->name);
		trace("%s: %s at %s: the same again", user->name, intent->method->name, intent->service);
	}
	if (intent->echoes == 0) {
		drop(intent);
		return;
	}
	intent->echoes--;
	later(intent, 0, 4000000);
}

static bool is_unknown(enum fault fault)
{
	return fault_is_unknown_outcome(fault) || fault == FAULT_RESOURCE_EXHAUSTED;
}

static void check_revoked(const struct intent *intent)
{
	const struct user *user = intent->user;

	holds(!user->revoked_us || intent->asked_us <= user->revoked_us, "who is revoked obtains nothing",
	      "%s got %s", user->name, intent->method->name);
}

/* Asked again after a yes: it may be too old to be known, no more. */
static void check_echo(const struct intent *intent, const struct refusal *refusal)
{
	holds(strcmp(refusal->reason, "KEY_EXPIRED") == 0 || strcmp(refusal->reason, "POISONED") == 0,
	      "an answer stays the same", "%s: %s was accepted, and is now %s", intent->user->name,
	      intent->method->name, refusal->reason);
}

static void answered(void *ctx, const struct link_answer *answer)
{
	struct intent *intent = ctx;
	bool is_command = intent->method->kind == METHOD_COMMAND;

	intent->under_way = false;
	if (answer->fault == FAULT_NONE)
		check_revoked(intent);
	if (is_unknown(answer->fault) && is_command) {
		later(intent, 50000, 3000000);
		return;
	}
	if (answer->fault == FAULT_NONE && is_command) {
		told_yes(intent, answer);
		return;
	}
	if (!intent->told)
		tell(intent, answer);
	else
		check_echo(intent, answer->refusal);
	drop(intent);
}

static enum kind kind_of(const struct method *method)
{
	switch (method->kind) {
	case METHOD_QUERY:
		return KIND_QUERY;
	case METHOD_COMMAND:
		return KIND_COMMAND;
	case METHOD_FETCH:
		return KIND_FETCH;
	}
	abort();
}

static void ask(struct intent *intent)
{
	struct user *user = intent->user;
	struct link_request request = {
		.kind = kind_of(intent->method),
		.service = intent->service,
		.method = intent->method->path,
		.body = intent->body,
		.has_key = intent->method->kind == METHOD_COMMAND,
		.key = intent->key,
		.call_id = new_id(user),
		.timeout_ms = (uint32_t)chance_between(&user->chance, 300, 15000),
		.once = chance_percent(&user->chance, 30),
		.at_least_service = intent->at_least_service,
		.at_least_sequence = intent->at_least_sequence,
	};

	intent->under_way = true;
	intent->asked_us = world.now_us;
	if (!link_request(user->link, &request, world_monotonic(), answered, intent)) {
		intent->under_way = false;
		later(intent, 500000, 3000000);
	}
}

static const struct method *method_named(const char *name)
{
	bool ambiguous = false;
	const struct method *method = method_guess(name, &ambiguous);

	require(method);
	return method;
}

static struct intent *want(struct user *user, const char *service, const char *method,
			   const ProtobufCMessage *request, user_answered *told, void *ctx)
{
	struct intent *intent = xcalloc(1, sizeof *intent);
	size_t size = protobuf_c_message_get_packed_size(request);
	uint8_t *body = xmalloc(size + 1);

	*intent = (struct intent){.next = user->intents,
				  .user = user,
				  .method = method_named(method),
				  .service = service,
				  .body = bytes_of(body, protobuf_c_message_pack(request, body)),
				  .key = new_id(user),
				  .answered = told,
				  .ctx = ctx,
				  .begun_us = world.now_us};
	if (chance_percent(&user->chance, 25))
		intent->echoes = 1 + chance_below(&user->chance, 2);
	user->intents = intent;
	user->intent_count++;
	return intent;
}

void user_ask(struct user *user, const char *service, const char *method, const ProtobufCMessage *request,
	      user_answered *told, void *ctx)
{
	ask(want(user, service, method, request, told, ctx));
}

void user_ask_after(struct user *user, const char *service, const char *method,
		    const ProtobufCMessage *request, uint64_t sequence, user_answered *told)
{
	struct intent *intent = want(user, service, method, request, told, NULL);

	intent->at_least_service = service;
	intent->at_least_sequence = sequence;
	ask(intent);
}

void user_ask_again(struct user *user)
{
	for (struct intent *intent = user->intents; intent; intent = intent->next) {
		intent->under_way = false;
		later(intent, 0, 1000000);
	}
}
