#include "service/core.h"

#include <string.h>

#include "base/require.h"
#include "engine_binding.h"

static void add_appliers(struct fold *fold, const struct applier *appliers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fold->appliers[appliers[i].type - EVENT_TYPES] = appliers[i].apply;
}

void fold_init(struct fold *fold, const struct service *service)
{
	fold->service = service;
	fold->appliers = xcalloc(EVENT_TYPE_COUNT, sizeof *fold->appliers);
	add_appliers(fold, ENGINE_APPLIERS, ENGINE_APPLIER_COUNT);
	add_appliers(fold, service->appliers, *service->applier_count);
}

void fold_free(struct fold *fold)
{
	free(fold->appliers);
}

static struct instant header_instant(const Bus__EntryHeader *header)
{
	return (struct instant){.us = header->instant->seconds * 1000000 + header->instant->nanos / 1000};
}

bool fold_try(const struct fold *fold, struct txn *txn, struct arena *arena, const Bus__EntryHeader *header,
	      struct bytes payload)
{
	const struct event_type *type = event_type_find(header->type);
	struct application application = {
		.txn = txn, .arena = arena, .at = header_instant(header), .header = header};
	const ProtobufCMessage *event;

	if (!type || !fold->appliers[type - EVENT_TYPES])
		return false;
	event = arena_unpack(arena, type->descriptor, payload);
	if (!event)
		return false;
	fold->appliers[type - EVENT_TYPES](&application, event);
	return true;
}

void fold_apply(const struct fold *fold, struct txn *txn, struct arena *arena, const Bus__EntryHeader *header,
		struct bytes payload)
{
	require(fold_try(fold, txn, arena, header, payload));
}

bool fold_mirror(const struct fold *fold, struct txn *txn, struct arena *arena, const char *source,
		 const Bus__EntryHeader *header, struct bytes payload)
{
	const struct event_type *type = event_type_find(header->type);
	struct application application = {
		.txn = txn, .arena = arena, .at = header_instant(header), .header = header};
	const struct service *service = fold->service;
	const ProtobufCMessage *event = NULL;

	if (!type)
		return header->ignorable;
	for (unsigned i = 0; i < service->reaction_count; i++) {
		const struct reaction *reaction = &service->reactions[i];

		if (!reaction->mirror || reaction->type != type->descriptor ||
		    strcmp(reaction->source, source) != 0)
			continue;
		if (!event)
			event = arena_unpack(arena, type->descriptor, payload);
		if (!event)
			return false;
		reaction->mirror(&application, event);
	}
	return true;
}

bool fold_kept(const struct fold *fold, struct txn *txn, struct arena *arena, const char *source,
	       struct bytes stored)
{
	const Bus__EntryHeader *header = NULL;
	struct entry entry;

	if (entry_parse(stored, &entry))
		header = entry_header(arena, &entry);
	if (header && entry.payload.data)
		fold_mirror(fold, txn, arena, source, header, entry.payload);
	return header != NULL;
}

/* The deadline is gone whatever the service makes of its passing. */
void engine_apply_deadline_passed(struct application *application, const Bus__DeadlinePassed *event)
{
	deadline_clear(application->txn, event->subject, event->kind);
}

/* The row is the engine's book, not state: nothing is folded. */
void engine_apply_effect_carried_out(struct application *application, const Bus__EffectCarriedOut *event)
{
	(void)application;
	(void)event;
}
