/* Entries of a source that the service under test follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness.h"

static struct harness_journal *source_find(struct harness *harness, const char *name)
{
	struct harness_journal *source = harness->sources;

	while (*source->name && strcmp(source->name, name) != 0) {
		source++;
		assert_true(source < harness->sources + HARNESS_SOURCES_MAX);
	}
	assert_true(strlen(name) < sizeof source->name);
	snprintf(source->name, sizeof source->name, "%s", name);
	return source;
}

/* The engine's number of it. */
static unsigned follow_of(const struct harness *harness, const char *name)
{
	struct follow at;

	for (unsigned n = 0; n < engine_follow_count(harness->engine); n++) {
		if (engine_follow(harness->engine, n, &at) && strcmp(at.source, name) == 0)
			return n;
	}
	fail_msg("%s does not follow %s, or has halted", harness->service->name, name);
	abort();
}

static struct bytes header_pack(struct harness *harness, const struct harness_journal *source,
				const ProtobufCMessage *event, const struct audience *audience)
{
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;
	Pb__Timestamp instant = PB__TIMESTAMP__INIT;
	const struct event_type *type = event_type_find(event->descriptor->name);
	struct id key = harness_key(harness);

	assert_non_null(type);
	instant.seconds = harness->now.us / 1000000;
	instant.nanos = (int32_t)(harness->now.us % 1000000) * 1000;
	header.sequence = source->sequence;
	header.instant = &instant;
	header.instance = arena_printf(harness->arena, "instance-of-%s", source->name);
	header.epoch = 1;
	header.actor = (char *)source->name;
	header.cause_case = BUS__ENTRY_HEADER__CAUSE_COMMAND;
	header.command.data = key.bytes;
	header.command.len = ID_SIZE;
	header.type = (char *)type->name;
	header.ignorable = type->ignorable;
	if (audience) {
		header.departements = (char **)audience->departements;
		header.n_departements = audience->departement_count;
	}
	return arena_pack(harness->arena, &header.base);
}

static struct bytes audience_pack(struct harness *harness, const struct audience *audience)
{
	Bus__EntryHeader header = BUS__ENTRY_HEADER__INIT;

	if (!audience)
		return (struct bytes){0};
	header.collectivites = (char **)audience->collectivites;
	header.n_collectivites = audience->collectivite_count;
	header.partners = (char **)audience->partners;
	header.n_partners = audience->partner_count;
	return arena_pack(harness->arena, &header.base);
}

static ProtobufCBinaryData binary(struct bytes bytes)
{
	return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)bytes.data};
}

static struct bytes response_pack(struct harness *harness, struct harness_journal *source,
				  const ProtobufCMessage *event, const struct audience *audience,
				  bool restricted)
{
	static const uint8_t SALT[SALT_SIZE] = "salt of a source";
	Bus__JournalEntry entry = BUS__JOURNAL_ENTRY__INIT, *entries = &entry;
	Bus__FetchResponse response = BUS__FETCH_RESPONSE__INIT;
	struct bytes payload = arena_pack(harness->arena, event), header;
	struct bytes restricted_to = audience_pack(harness, audience);
	struct hash commitment = entry_commitment(SALT, restricted_to, payload);

	source->sequence++;
	header = header_pack(harness, source, event, audience);
	source->hash = hash_of(hash_bytes(&source->hash), header, hash_bytes(&commitment));
	entry.header = binary(header);
	entry.commitment = binary(hash_bytes(&commitment));
	entry.hash = binary(hash_bytes(&source->hash));
	if (!restricted) {
		entry.salt = binary(bytes_of(SALT, SALT_SIZE));
		entry.payload = binary(payload);
		entry.audience = binary(restricted_to);
	}
	response.n_entries = 1;
	response.entries = &entries;
	response.head_sequence = source->sequence;
	return arena_pack(harness->arena, &response.base);
}

static uint64_t source_entry(struct harness *harness, const char *name, const ProtobufCMessage *event,
			     const struct audience *audience, bool restricted)
{
	struct arena_mark mark = arena_mark(harness->arena);
	struct harness_journal *source = source_find(harness, name);
	unsigned n = follow_of(harness, name);
	struct follow at;

	engine_fetched(harness->engine, n, response_pack(harness, source, event, audience, restricted));
	arena_rewind(harness->arena, mark);
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
	if (!engine_follow(harness->engine, n, &at) || at.cursor.sequence != source->sequence)
		fail_msg("%s halts on a %s of %s", harness->service->name, event->descriptor->name, name);
	return source->sequence;
}

uint64_t harness_source(struct harness *harness, const char *source, const ProtobufCMessage *event,
			const struct audience *audience)
{
	return source_entry(harness, source, event, audience, false);
}

uint64_t harness_source_restricted(struct harness *harness, const char *source, const ProtobufCMessage *event,
				   const struct audience *audience)
{
	return source_entry(harness, source, event, audience, true);
}
