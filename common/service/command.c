/* One command: who, whether it was answered before, what it decides. */
#include "service/core.h"

#include <string.h>

#include "base/require.h"

#define KEY_AHEAD_MAX_MS (24LL * 3600 * 1000)

static bool key_expired(struct refusal *refusal)
{
	return refuse(refusal, FAULT_FAILED_PRECONDITION, "KEY_EXPIRED", "idempotency_key",
		      "Cette clé d'idempotence est trop ancienne pour savoir si elle a déjà pris effet : "
		      "vérifiez l'état, puis recommencez avec une nouvelle clé.");
}

/* A new command's key was made lately: an old one may have been answered and forgotten. */
static bool key_timely(const struct engine *engine, const struct id *key, struct refusal *refusal)
{
	struct instant made = id_instant(key);

	if (made.us > instant_add_ms(engine->now, KEY_AHEAD_MAX_MS).us)
		return refuse(refusal, FAULT_INVALID_ARGUMENT, "KEY_IN_FUTURE", "idempotency_key",
			      "La clé d'idempotence porte une date de plus d'un jour dans l'avenir : "
			      "vérifiez l'horloge de l'appelant.");
	if (made.us < instant_add_ms(engine->now, -RECEIPTS_KEPT_MS).us)
		return key_expired(refusal);
	return true;
}

/* The hash of an entry that was told before. */
static struct hash hash_at(struct txn *txn, uint64_t sequence)
{
	struct hash hash = {{0}};
	struct entry entry;

	if (sequence == 0)
		return hash;
	require(entry_parse(journal_read(txn, sequence), &entry)); /* a receipt is of the same store */
	memcpy(hash.bytes, entry.hash.data, HASH_SIZE);
	return hash;
}

/* True when the command is new and must be decided. */
static bool command_is_new(struct engine *engine, struct txn *txn, const struct call *call,
			   const struct request_print *request, struct reply *ret)
{
	const struct id *key = &call->envelope.key;
	struct receipt receipt;

	switch (receipt_find(txn, call->actor->principal, key, request, &receipt)) {
	case RECEIPT_NEW:
		return key_timely(engine, key, &ret->refusal);
	case RECEIPT_KNOWN:
		ret->replayed = true;
		ret->has_position = true;
		ret->position = (struct position){.epoch = receipt.epoch, .sequence = receipt.sequence};
		ret->hash = hash_at(txn, receipt.sequence);
		ret->body = arena_copy(engine->turn, receipt.body);
		engine->counters.replays++;
		return false;
	case RECEIPT_OTHER:
		return refuse(&ret->refusal, FAULT_ALREADY_EXISTS, "KEY_REUSED", "idempotency_key",
			      "Cette clé d'idempotence a déjà servi à une autre demande : "
			      "une nouvelle intention veut une nouvelle clé.");
	case RECEIPT_EXPIRED:
		return key_expired(&ret->refusal);
	}
	return false;
}

static bool decide(struct engine *engine, struct txn *txn, const struct call *call, struct outcome *outcome,
		   struct reply *ret)
{
	struct query query = {.txn = txn,
			      .arena = engine->scratch,
			      .now = engine->now,
			      .actor = call->actor,
			      .refusal = &ret->refusal,
			      .engine = engine};
	struct decision decision = {.txn = txn,
				    .arena = engine->scratch,
				    .now = engine->now,
				    .actor = call->actor,
				    .key = call->envelope.key,
				    .refusal = &ret->refusal,
				    .outcome = outcome,
				    .engine = engine};
	const ProtobufCMessage *request = call_request(engine, call, &ret->refusal);
	ProtobufCMessage *response;

	if (!request || !access_scope(engine, call->method, &query, request))
		return false;
	response = response_new(engine->scratch, call->method->response);
	if (!engine->handlers[call->method - METHODS](&decision, request, response) ||
	    refused(&ret->refusal)) {
		refuse(&ret->refusal, FAULT_INTERNAL, "REFUSED_WITHOUT_REASON", NULL,
		       "La demande a été refusée sans motif : signalez-le à l'exploitant.");
		return false;
	}
	return reply_pack(engine, response, ret);
}

void command_run(struct engine *engine, struct txn *txn, struct call *call, struct reply *ret)
{
	struct request_print request =
		request_print(engine->journal.salt_key, call->envelope.method, call->envelope.body);
	struct outcome outcome = {0};
	struct cause cause = {.kind = CAUSE_COMMAND, .key = call->envelope.key, .actor = call->actor};
	struct receipt receipt = {.request = request};

	if (!replica_allows(engine, call->method, &ret->refusal))
		return;
	if (!call->envelope.has_key) {
		refuse(&ret->refusal, FAULT_INVALID_ARGUMENT, "KEY_MISSING", "idempotency_key",
		       "Une commande porte une clé d'idempotence (ULID ou UUIDv7).");
		return;
	}
	if (!command_is_new(engine, txn, call, &request, ret))
		return;
	if (engine->no_room) {
		refuse(&ret->refusal, FAULT_RESOURCE_EXHAUSTED, "STORAGE_FULL", NULL,
		       "Le disque du service est presque plein : rien ne peut être enregistré pour "
		       "l'instant.");
		return;
	}
	if (!decide(engine, txn, call, &outcome, ret))
		return;
	outcome_commit(engine, txn, &outcome, &cause, 0);
	receipt.epoch = engine->journal.head_epoch;
	receipt.sequence = engine->journal.sequence;
	receipt.body = ret->body;
#ifndef PLANT_RECEIPT_NOT_STORED
	receipt_put(txn, call->actor->principal, &call->envelope.key, &receipt);
#endif
	engine->changed = true;
	engine->counters.commands++;
	ret->has_position = true;
	ret->position = (struct position){.epoch = receipt.epoch, .sequence = receipt.sequence};
	ret->hash = engine->journal.hash;
}
