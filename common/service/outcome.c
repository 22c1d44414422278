#include "service/core.h"

#include <string.h>

#include "base/require.h"

static bool too_much(struct decision *decision)
{
	return refuse(decision->refusal, FAULT_RESOURCE_EXHAUSTED, "COMMAND_TOO_LARGE", NULL,
		      "Cette demande produirait trop de données en une fois ; découpez-la.");
}

static const char *const INSTANCE[] = {"instance"};
const struct audience AUDIENCE_INSTANCE = {.departements = INSTANCE, .departement_count = 1};

struct audience audience_of_entry(const Bus__EntryHeader *header)
{
	return (struct audience){
		.departements = (const char *const *)header->departements,
		.departement_count = header->n_departements,
		.collectivites = (const char *const *)header->collectivites,
		.collectivite_count = header->n_collectivites,
		.partners = (const char *const *)header->partners,
		.partner_count = header->n_partners,
	};
}

bool audience_is_everyone(const struct audience *audience)
{
	return audience->departement_count + audience->collectivite_count + audience->partner_count == 0;
}

/* An arena that is exceeded says so itself. */
static const char *const *copy_codes(struct arena *arena, const char *const *codes, size_t count)
{
	const char **copies = arena_array(arena, count ? count : 1, sizeof *copies);

	for (size_t i = 0; copies && i < count; i++)
		copies[i] = arena_strdup(arena, codes[i]);
	return copies;
}

static struct audience audience_copy(struct arena *arena, const struct audience *audience)
{
	struct audience copy = *audience;

	copy.departements = copy_codes(arena, audience->departements, audience->departement_count);
	copy.collectivites = copy_codes(arena, audience->collectivites, audience->collectivite_count);
	copy.partners = copy_codes(arena, audience->partners, audience->partner_count);
	return copy;
}

void emit(struct decision *decision, const ProtobufCMessage *event, const struct audience *audience)
{
	static const struct audience everyone;
	struct outcome *outcome = decision->outcome;
	struct emitted *emitted = arena_alloc(decision->arena, sizeof *emitted);

	if (!emitted) {
		too_much(decision);
		return;
	}
	emitted->audience = audience_copy(decision->arena, audience ? audience : &everyone);
	emitted->type = event_type_find(event->descriptor->name);
	require(emitted->type); /* declared with the option `event` in the contract */
	emitted->payload = arena_pack(decision->arena, event);
	if (arena_exceeded(decision->arena)) {
		too_much(decision);
		return;
	}
	if (outcome->last)
		outcome->last->next = emitted;
	else
		outcome->first = emitted;
	outcome->last = emitted;
	outcome->count++;
}

void emit_effect(struct decision *decision, const char *kind, const char *subject, struct bytes payload)
{
	struct arena *arena = decision->arena;
	struct wanted *wanted = arena_alloc(arena, sizeof *wanted);

	if (wanted)
		*wanted = (struct wanted){.next = decision->outcome->effects,
					  .kind = arena_strdup(arena, kind),
					  .subject = arena_strdup(arena, subject),
					  .payload = arena_copy(arena, payload)};
	if (arena_exceeded(arena))
		too_much(decision);
	else
		decision->outcome->effects = wanted;
}

char *decision_id(const struct decision *decision, const char *purpose, unsigned n)
{
	struct id id = id_derive(&decision->key, purpose, n);
	char text[ID_TEXT_SIZE];

	id_text(&id, text);
	return arena_strdup(decision->arena, text);
}

static void header_cause(Bus__EntryHeader *header, const struct cause *cause, Pb__Timestamp *due)
{
	switch (cause->kind) {
	case CAUSE_COMMAND:
		header->cause_case = BUS__ENTRY_HEADER__CAUSE_COMMAND;
		header->command.data = (uint8_t *)cause->key.bytes;
		header->command.len = ID_SIZE;
		return;
	case CAUSE_SOURCE:
		header->cause_case = BUS__ENTRY_HEADER__CAUSE_SOURCE;
		header->source = (Bus__SourceEvent *)cause->source;
		return;
	case CAUSE_DUE:
		pb__timestamp__init(due);
		due->seconds = cause->due.us / 1000000;
		due->nanos = (int32_t)(cause->due.us % 1000000) * 1000;
		header->cause_case = BUS__ENTRY_HEADER__CAUSE_DUE;
		header->due = due;
		return;
	}
}

static void react_with(struct engine *engine, struct txn *txn, const struct reaction *reaction,
		       const Bus__EntryHeader *header, const ProtobufCMessage *event,
		       const struct cause *cause, unsigned depth)
{
	struct refusal refusal = {0};
	struct outcome outcome = {0};
	Bus__SourceEvent source = BUS__SOURCE_EVENT__INIT;
	struct decision decision = {
		.txn = txn,
		.arena = engine->scratch,
		.now = engine->now,
		.actor = cause->actor,
		.key = id_derive(&cause->key, header->type, (unsigned)header->sequence),
		.refusal = &refusal,
		.outcome = &outcome,
	};
	struct cause next = {
		.kind = CAUSE_SOURCE, .key = decision.key, .actor = cause->actor, .source = &source};

	reaction->react(&decision, header, event);
	require(!refused(&refusal)); /* a reaction has nobody to refuse to */
	source.service = (char *)engine->service->name;
	source.instance = header->instance;
	source.epoch = header->epoch;
	source.sequence = header->sequence;
	outcome_commit(engine, txn, &outcome, &next, depth + 1);
}

/* The service listens to itself: what it decides on its own event becomes part of the same transaction. */
static void react_to_self(struct engine *engine, struct txn *txn, const Bus__EntryHeader *header,
			  const struct emitted *emitted, const struct cause *cause, unsigned depth)
{
	const struct service *service = engine->service;
	const ProtobufCMessage *event = NULL;

	for (unsigned i = 0; i < service->reaction_count; i++) {
		const struct reaction *reaction = &service->reactions[i];

		if (!reaction->react || reaction->type != emitted->type->descriptor ||
		    strcmp(reaction->source, service->name) != 0)
			continue;
		if (!event)
			event = arena_unpack(engine->scratch, emitted->type->descriptor, emitted->payload);
		require(event);
		react_with(engine, txn, reaction, header, event, cause, depth);
	}
}

static void header_audience(Bus__EntryHeader *header, const struct audience *audience)
{
	header->departements = (char **)audience->departements;
	header->n_departements = audience->departement_count;
	header->collectivites = (char **)audience->collectivites;
	header->n_collectivites = audience->collectivite_count;
	header->partners = (char **)audience->partners;
	header->n_partners = audience->partner_count;
}

static void journal_one(struct engine *engine, struct txn *txn, const struct emitted *emitted,
			const struct cause *cause, unsigned depth)
{
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Pb__Timestamp instant = PB__TIMESTAMP__INIT, due;

	require(!replica_is(engine)); /* whose journal has one writer, who is elsewhere */
	instant.seconds = engine->now.us / 1000000;
	instant.nanos = (int32_t)(engine->now.us % 1000000) * 1000;
	header.instant = &instant;
	header.actor = cause->actor->principal;
	header.asserted_by = cause->actor->asserted_by;
	header.type = (char *)emitted->type->name;
	header.ignorable = emitted->type->ignorable;
	header_audience(&header, &emitted->audience);
	header_cause(&header, cause, &due);
	journal_append(&engine->journal, txn, &header, emitted->payload);
	fold_apply(&engine->fold, txn, engine->scratch, &header, emitted->payload);
	engine->counters.events++;
	react_to_self(engine, txn, &header, emitted, cause, depth);
}

void outcome_commit(struct engine *engine, struct txn *txn, struct outcome *outcome,
		    const struct cause *cause, unsigned depth)
{
	require(depth <= REACTION_DEPTH_MAX); /* a reaction that feeds itself */
	for (const struct emitted *emitted = outcome->first; emitted; emitted = emitted->next) {
		journal_one(engine, txn, emitted, cause, depth);
		engine->changed = true;
	}
	for (const struct wanted *wanted = outcome->effects; wanted; wanted = wanted->next)
		effects_want(engine, txn, wanted, cause);
}
