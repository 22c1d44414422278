/* Taking in other services' journals: each entry once, in order, verified, its effect and the cursor in one
 * transaction. */
#include "service/core.h"

#include <string.h>

#include "base/killpoint.h"
#include "base/log.h"
#include "base/require.h"
#include "bus/wire.h"
#include "fields.h"

enum { TURN_ENTRIES_MAX = 1000 };

static bool follows_already(const struct engine *engine, const char *source)
{
	return follow_find(engine, source, strlen(source)) != NULL;
}

void follow_init(struct engine *engine)
{
	const struct service *service = engine->service;

	engine->follows = xcalloc(service->reaction_count + 1, sizeof *engine->follows);
	for (unsigned i = 0; i < service->reaction_count; i++) {
		const char *source = service->reactions[i].source;

		if (strcmp(source, service->name) == 0 || follows_already(engine, source))
			continue;
		engine->follows[engine->follow_count].source = source;
		cursor_load(&engine->snapshot, source, &engine->follows[engine->follow_count].cursor);
		rewind_begin(&engine->follows[engine->follow_count]);
		engine->follow_count++;
	}
}

void follow_free(struct engine *engine)
{
	for (unsigned i = 0; i < engine->follow_count; i++)
		buf_free(&engine->follows[i].fetched);
	free(engine->follows);
}

struct following *follow_find(const struct engine *engine, const char *source, size_t len)
{
	for (unsigned i = 0; i < engine->follow_count; i++)
		if (bytes_equal(bytes_text(engine->follows[i].source), bytes_of(source, len)))
			return &engine->follows[i];
	return NULL;
}

unsigned engine_follow_count(const struct engine *engine)
{
	return engine->follow_count;
}

bool engine_follow(const struct engine *engine, unsigned n, struct follow *ret)
{
	const struct following *following = &engine->follows[n];

	if (following->cursor.rewinding) {
		*ret = (struct follow){
			.source = following->source, .cursor = following->rewind.probe, .is_probe = true};
		return following->rewind.asked;
	}
	*ret = (struct follow){.source = following->upstream ? engine->service->name : following->source,
			       .cursor = following->cursor,
			       .upstream = following->upstream};
	return !following->cursor.halted && !following->fetched.len;
}

/* What is left of it is not to be taken in. */
static void drop_fetched(struct following *following)
{
	buf_clear(&following->fetched);
	following->taken = 0;
}

void engine_fetched(struct engine *engine, unsigned n, struct bytes body)
{
	struct following *following = &engine->follows[n];

	if (following->cursor.rewinding) {
		following->rewind.common = following->rewind.probe.sequence;
		following->rewind.asked = false;
		return;
	}
	drop_fetched(following);
	buf_append(&following->fetched, body.data, body.len);
}

const char *halt_text(enum halt halt)
{
	switch (halt) {
	case HALT_NONE:
		return "";
	case HALT_UNREADABLE:
		return "son entrée suivante est illisible";
	case HALT_GAP:
		return "son journal a un trou";
	case HALT_CHAIN:
		return "la chaîne de son journal est rompue";
	case HALT_POISONED:
		return "POISONED : son entrée suivante a arrêté ce service deux fois";
	case HALT_UNKNOWN_TYPE:
		return "son entrée suivante est d'un type que cette version ne connaît pas";
	case HALT_WITHHELD:
		return "son entrée suivante est venue sans son contenu : notre clé n'y a pas accès";
	case HALT_OTHER_OWNER:
		return "son entrée suivante est d'une autre instance que celle qui est suivie";
	case HALT_DIVERGED:
		return "JOURNAL_DIVERGED : il a repris d'une sauvegarde, ou c'est un autre journal";
	}
	return "arrêté par une version plus récente";
}

static void halt(struct engine *engine, struct following *following, enum halt why)
{
	following->cursor.halted = (uint8_t)why;
	following->cursor.halted_at = engine->now;
	drop_fetched(following);
	following->unsaved = true;
	log_error("follow_halted", log_text("source", following->source), log_text("why", halt_text(why)),
		  log_u64("sequence", following->cursor.sequence));
}

void engine_diverged(struct engine *engine, unsigned n)
{
	struct following *following = &engine->follows[n];

	if (following->cursor.rewinding) {
		following->rewind.lost = following->rewind.probe.sequence;
		following->rewind.asked = false;
		return;
	}
	halt(engine, following, HALT_DIVERGED);
}

bool follow_waiting(const struct engine *engine)
{
	for (unsigned i = 0; i < engine->follow_count; i++)
		if (engine->follows[i].fetched.len || engine->follows[i].unsaved ||
		    rewind_waiting(&engine->follows[i]))
			return true;
	return false;
}

/* An id for a source's entry, made of what it is: what crashes twice on it is known again. */
static struct id entry_id(const char *source, const Bus__EntryHeader *header)
{
	uint8_t position[12];
	struct id id;
	struct hash hash;

	put_be32(position, header->epoch);
	put_be64(position + 4, header->sequence);
	hash = hash_of(bytes_text(source), bytes_of(position, sizeof position), (struct bytes){0});
	put_be64(id.bytes, (uint64_t)(header->instant->seconds * 1000 + header->instant->nanos / 1000000)
				   << 16);
	memcpy(id.bytes + 6, hash.bytes, ID_SIZE - 6);
	return id;
}

static void react(struct engine *engine, struct txn *txn, const struct following *following,
		  const Bus__EntryHeader *header, struct bytes payload, const struct id *id)
{
	const struct service *service = engine->service;
	const struct event_type *type = event_type_find(header->type);
	Bus__SourceEvent source = BUS__SOURCE_EVENT__INIT;
	struct cause cause = {
		.kind = CAUSE_SOURCE, .key = *id, .actor = engine_self(engine), .source = &source};

	source.service = (char *)following->source;
	source.instance = header->instance;
	source.epoch = header->epoch;
	source.sequence = header->sequence;
	for (unsigned i = 0; type && i < service->reaction_count; i++) {
		const struct reaction *reaction = &service->reactions[i];
		struct refusal refusal = {0};
		struct outcome outcome = {0};
		struct decision decision = {.txn = txn,
					    .arena = engine->scratch,
					    .now = engine->now,
					    .actor = cause.actor,
					    .key = *id,
					    .refusal = &refusal,
					    .outcome = &outcome};
		const ProtobufCMessage *event;

		if (!reaction->react || reaction->type != type->descriptor ||
		    strcmp(reaction->source, following->source) != 0)
			continue;
		event = arena_unpack(engine->scratch, type->descriptor, payload);
		require(event); /* its mirror has read it */
		reaction->react(&decision, header, event);
		require(!refused(&refusal));
		outcome_commit(engine, txn, &outcome, &cause, 0);
	}
}

/* Takes one entry in; or says why following stops before it. */
static enum halt take_entry(struct engine *engine, struct txn *txn, struct following *following,
			    struct bytes stored)
{
	struct cursor *cursor = &following->cursor;
	const Bus__EntryHeader *header;
	struct entry entry;
	struct hash hash;
	struct id id;

	if (!entry_parse(stored, &entry))
		return HALT_UNREADABLE;
	header = entry_header(engine->scratch, &entry);
	if (!header || !header->instant)
		return HALT_UNREADABLE;
#ifndef PLANT_FUZZ_JOURNAL
	if (header->sequence != cursor->sequence + 1)
		return HALT_GAP;
#endif
	if (!entry_verify(&entry, &cursor->hash, &hash))
		return HALT_CHAIN;
	id = entry_id(following->source, header);
	if (following->forgive)
		suspects_forgive(engine->suspects, &id);
	following->forgive = false;
	if (suspects_poisoned(engine->suspects, &id))
		return HALT_POISONED;
	suspects_enter(engine->suspects, &id);
	KILLPOINT_OF("take_%s_%s_%llu", engine->service->name, following->source,
		     (unsigned long long)header->sequence);
	if (following->upstream) {
		enum halt why = replica_take(engine, txn, header, &entry, &hash, stored);

		if (why)
			return why;
	} else if (entry.payload.data) {
		if (!fold_mirror(&engine->fold, txn, engine->scratch, following->source, header,
				 entry.payload))
			return HALT_UNKNOWN_TYPE;
		if (!replica_is(engine)) /* what follows from it is the owner's to say */
			react(engine, txn, following, header, entry.payload, &id);
	}
	if (!following->upstream)
		source_append(txn, following->source, header->sequence, stored);
	cursor->epoch = header->epoch;
	cursor->sequence = header->sequence;
	cursor->hash = hash;
	return HALT_NONE;
}

/* The next entry of a FetchResponse, whose data is NULL at its end; fields that a later release may add are passed over.
 * False: it is none. */
static bool next_entry(struct following *following, struct bytes *ret)
{
	struct reader reader = reader_of(buf_bytes(&following->fetched));

	*ret = (struct bytes){0};
	if (following->taken)
		reader.at += following->taken;
	while (!reader_done(&reader)) {
		struct wire_field field = wire_read_tag(&reader);

		if (field.number == FIELD_FETCH_RESPONSE_ENTRIES && field.type == WIRE_LENGTH) {
			*ret = wire_read_bytes(&reader);
			following->taken = (size_t)(reader.at - following->fetched.data);
			return !reader.failed;
		}
		if (field.number == FIELD_FETCH_RESPONSE_HEAD_SEQUENCE && field.type == WIRE_VARINT)
			following->head = wire_read_varint(&reader);
		else
			wire_skip(&reader, field);
	}
	return !reader.failed;
}

static void take_from(struct engine *engine, struct txn *txn, struct following *following, unsigned limit)
{
	struct arena_mark mark = arena_mark(engine->scratch);
	uint64_t before = following->cursor.sequence;
	enum halt why = HALT_NONE;
	struct bytes stored;

	while (limit-- && !why) {
		if (!next_entry(following, &stored)) {
			why = HALT_UNREADABLE;
			break;
		}
		if (!stored.data) {
			drop_fetched(following);
			break;
		}
		why = take_entry(engine, txn, following, stored);
		arena_forget(engine->scratch, mark);
	}
	if (why)
		halt(engine, following, why);
	if (following->cursor.sequence == before && !following->unsaved)
		return;
#ifdef PLANT_CURSOR_OUTSIDE_TRANSACTION
	following->unsaved = following->cursor.sequence != before;
	engine->changed = true;
	if (following->unsaved)
		return;
#endif
	if (!following->upstream)
		cursor_store(txn, following->source, &following->cursor);
	following->unsaved = false;
	engine->changed = true;
}

void follow_take(struct engine *engine, struct txn *txn)
{
	bool alone = suspects_any(engine->suspects, engine->mono);

	if (rewind_finish(engine, txn))
		return;
	for (unsigned i = 0; i < engine->follow_count; i++) {
		if (!engine->follows[i].fetched.len && !engine->follows[i].unsaved)
			continue;
		take_from(engine, txn, &engine->follows[i], alone ? 1 : TURN_ENTRIES_MAX);
		if (alone)
			return;
	}
}
