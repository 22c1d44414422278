/* A service that only the simulator has: it follows the others, which exercises what no real service does
 * yet. Its mirrors count what it was told; every label makes it write a note; a note sets a deadline, which
 * writes one more when it passes. */
#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "engine_binding.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/registry/v1/candidacy.pb-c.h"
#include "pvd/registry/v1/label.pb-c.h"
#include "service/service.h"
#include "store/key.h"

enum {
	TABLE_HEARD = TABLE_FIRST_OWN, /* type of event → how many, and the last one's sequence */
	TABLE_OPEN,                    /* id of a candidacy → nothing, while none has closed it */
	TABLE_END,
};

enum { REMINDER_MS = 5000 };

#define REMINDER "reminded of"

static const struct table TABLES[] = {{"heard", TABLE_MIRROR}, {"open", TABLE_MIRROR}};

static void count(struct application *application, const char *type)
{
	struct key key = key_of_text(type);
	struct reader reader = reader_of(txn_get(application->txn, TABLE_HEARD, key_bytes(&key)));
	uint64_t heard = reader_be64(&reader);
	uint8_t out[16];

	put_be64(out, heard + 1);
	put_be64(out + 8, application->header->sequence);
	txn_put(application->txn, TABLE_HEARD, key_bytes(&key), bytes_of(out, sizeof out));
}

static void mirror(struct application *application, const ProtobufCMessage *event)
{
	count(application, event->descriptor->name);
}

static void mirror_submitted(struct application *application, const ProtobufCMessage *message)
{
	const Registry__CandidacySubmitted *event = (const Registry__CandidacySubmitted *)message;

	count(application, message->descriptor->name);
	txn_put(application->txn, TABLE_OPEN, bytes_text(event->candidacy_id), bytes_text("open"));
}

static void mirror_withdrawn(struct application *application, const ProtobufCMessage *message)
{
	const Registry__CandidacyWithdrawn *event = (const Registry__CandidacyWithdrawn *)message;

	count(application, message->descriptor->name);
	txn_delete(application->txn, TABLE_OPEN, bytes_text(event->candidacy_id));
}

static void note(struct decision *decision, const char *text, const char *about)
{
	Bus__Noted event = BUS__NOTED__INIT;

	event.text = arena_printf(decision->arena, "%s %s", text, about);
	emit(decision, &event.base, NULL);
}

static void react_granted(struct decision *decision, const Bus__EntryHeader *header,
			  const ProtobufCMessage *message)
{
	(void)header;
	note(decision, "labelled", ((const Registry__LabelGranted *)message)->label_id);
}

static void react_added(struct decision *decision, const Bus__EntryHeader *header,
			const ProtobufCMessage *message)
{
	(void)header;
	note(decision, "admitted", ((const Bus__PrincipalAdded *)message)->principal->id);
}

/* In the place of the engine's own fold of a note, which it calls. */
static void apply_noted(struct application *application, const ProtobufCMessage *message)
{
	const Bus__Noted *event = (const Bus__Noted *)message;
	char subject[32];

	engine_apply_noted(application, event);
	if (strncmp(event->text, REMINDER, strlen(REMINDER)) == 0)
		return;
	snprintf(subject, sizeof subject, "note-%llu", (unsigned long long)application->header->sequence);
	deadline_set(application->txn, subject, "reminder", instant_add_ms(application->at, REMINDER_MS));
}

static void due(struct decision *decision, const struct deadline *deadline)
{
	note(decision, REMINDER, deadline->subject);
}

static const struct reaction REACTIONS[] = {
	{"registry", &registry__candidacy_submitted__descriptor, mirror_submitted, NULL},
	{"registry", &registry__candidacy_withdrawn__descriptor, mirror_withdrawn, NULL},
	{"registry", &registry__opinion_given__descriptor, mirror, NULL},
	{"registry", &registry__label_granted__descriptor, mirror, react_granted},
	{"bus", &bus__principal_added__descriptor, mirror, react_added},
	{"bus", &bus__principal_revoked__descriptor, mirror, NULL},
};

static struct applier appliers[1];
static size_t applier_count;

/* The engine's table of event types is sorted by name: where the note is, is not known before. */
static void __attribute__((constructor)) find_noted(void)
{
	appliers[0] = (struct applier){event_type_find(bus__noted__descriptor.name), apply_noted};
	require(appliers[0].type);
	applier_count = 1;
}

static const struct binding no_bindings[1];
static const size_t no_binding_count;

extern const struct service FOLLOWER_SERVICE;
const struct service FOLLOWER_SERVICE = {
	.name = "follower",
	.tables = TABLES,
	.table_count = TABLE_END - TABLE_FIRST_OWN,
	.bindings = no_bindings,
	.binding_count = &no_binding_count,
	.appliers = appliers,
	.applier_count = &applier_count,
	.reactions = REACTIONS,
	.reaction_count = sizeof REACTIONS / sizeof *REACTIONS,
	.due = due,
};
