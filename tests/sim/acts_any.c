#include <stdio.h>
#include <stdlib.h>

#include "acts.h"
#include "base/require.h"
#include "bus/method.h"
#include "cast.h"
#include "claims.h"
#include "outbox.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "store/journal.h"
#include "world.h"

static const char *some_service(struct user *user)
{
	return nodes[chance_below(&user->chance, node_count)].name;
}

/* It may kill twice; then it is known. */
static void poisoned(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	holds(!verdict->ok, "what kills is refused", "%s was told yes by %s", user->name, intent->service);
}

static void noted(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	char *name = intent->ctx;

	(void)user;
	if (verdict->ok)
		outbox_promise(intent->service, name, name);
}

/* Some wish for a file as well, which holds its name. */
void act_note(struct user *user)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;
	char text[200];

	if (chance_percent(&user->chance, 25)) {
		snprintf(text, sizeof text, "notes/%s/%u", user->name, user->acts);
		request.text = request.file = xstrdup(text);
		user_ask(user, some_service(user), "Note", &request.base, noted, request.file);
		return;
	}
	snprintf(text, sizeof text, "%s %0*u", user->name, 1 + (int)chance_below(&user->chance, 100),
		 user->acts);
	request.text = text;
	user_ask(user, some_service(user), "Note", &request.base, NULL, NULL);
}

void act_poison(struct user *user)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = "poison";
	user_ask(user, some_service(user), "Note", &request.base, poisoned, NULL);
}

void act_who_am_i(struct user *user)
{
	Bus__WhoAmIRequest request = BUS__WHO_AM_IREQUEST__INIT;

	user_ask(user, "bus", "WhoAmI", &request.base, NULL, NULL);
}

static void verified(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Bus__VerifyResponse *response = verdict->response;

	(void)user;
	holds(!verdict->ok || response->ok, "journals verify", "%s says so itself: %s", intent->service,
	      verdict->ok ? response->fault : "");
}

static void compared(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Bus__CheckRebuildResponse *response = verdict->response;

	(void)user;
	holds(!verdict->ok || response->same, "state equals replay", "%s says itself that it does not",
	      intent->service);
}

void act_examine(struct user *user)
{
	Bus__VerifyRequest verify = BUS__VERIFY_REQUEST__INIT;
	Bus__CheckRebuildRequest rebuild = BUS__CHECK_REBUILD_REQUEST__INIT;
	Bus__GetStatusRequest status = BUS__GET_STATUS_REQUEST__INIT;
	Bus__GetMetricsRequest metrics = BUS__GET_METRICS_REQUEST__INIT;

	switch (chance_below(&user->chance, 4)) {
	case 0:
		user_ask(user, some_service(user), "Verify", &verify.base, verified, NULL);
		return;
	case 1:
		user_ask(user, some_service(user), "CheckRebuild", &rebuild.base, compared, NULL);
		return;
	case 2:
		user_ask(user, some_service(user), "GetStatus", &status.base, NULL, NULL);
		return;
	default:
		user_ask(user, some_service(user), "GetMetrics", &metrics.base, NULL, NULL);
	}
}

/* ---- Reading a journal */

/* What the reader's scope reaches comes whole, what it does not comes bare. */
static void check_payload(const struct user *user, const struct reading *reading,
			  const Bus__EntryHeader *header, const struct entry *entry)
{
	bool seen = header->n_departements == 0 || !user->character->departements;

	for (size_t i = 0; i < header->n_departements && !seen; i++)
		seen = user_sees(user, header->departements[i]);
	holds(seen == (entry->salt.len > 0), "scope is never crossed", "%s read entry %llu of %s %s",
	      user->name, (unsigned long long)header->sequence, reading->service,
	      seen ? "without its payload" : "with its payload");
}

static void take_entry(const struct user *user, struct reading *reading, const Bus__JournalEntry *given)
{
	const struct entry entry = {
		.header = bytes_of(given->header.data, given->header.len),
		.commitment = bytes_of(given->commitment.data, given->commitment.len),
		.hash = bytes_of(given->hash.data, given->hash.len),
		.salt = bytes_of(given->salt.data, given->salt.len),
		.payload = bytes_of(given->payload.data, given->payload.len),
		.audience = bytes_of(given->audience.data, given->audience.len),
	};
	Bus__EntryHeader *header = bus__entry_header__unpack(NULL, given->header.len, given->header.data);

	holds(header && header->sequence == reading->sequence + 1, "journals have no gap",
	      "%s reads %s and finds no entry %llu", user->name, reading->service,
	      (unsigned long long)reading->sequence + 1);
	holds(entry_verify(&entry, &reading->hash, &reading->hash), "journals verify",
	      "%s reads %s: entry %llu does not chain", user->name, reading->service,
	      (unsigned long long)header->sequence);
	check_payload(user, reading, header, &entry);
	reading->sequence = header->sequence;
	reading->epoch = header->epoch;
	bus__entry_header__free_unpacked(header, NULL);
}

static void fetched(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Bus__FetchResponse *response = verdict->response;
	struct reading *reading = intent->ctx;

	reading->under_way = false;
	holds(strcmp(verdict->reason, "JOURNAL_DIVERGED") != 0, "what was told stays true",
	      "%s has read what %s does not have", user->name, intent->service);
	if (!verdict->ok)
		return;
	for (size_t i = 0; i < response->n_entries; i++)
		take_entry(user, reading, response->entries[i]);
	claim(reading->service, reading->sequence, &reading->hash, user->name);
	claim(reading->service, response->head_sequence, NULL, user->name);
}

void act_read(struct user *user)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;
	unsigned which = chance_below(&user->chance, node_count < READS_MAX ? node_count : READS_MAX);
	struct reading *reading = &user->reads[which];

	if (reading->under_way)
		return;
	reading->service = nodes[which].name;
	reading->under_way = true;
	request.epoch = reading->epoch;
	request.after = reading->sequence;
	request.hash.data = reading->hash.bytes;
	request.hash.len = reading->sequence ? HASH_SIZE : 0;
	request.limit = chance_below(&user->chance, 30);
	request.wait_ms = chance_below(&user->chance, 10000);
	user_ask(user, reading->service, "Fetch", &request.base, fetched, reading);
}

/* ---- Anything */

static const char *const WORDS[] = {
	"", "14", "77", "14001", "registry", "200000008", "2026-01-01", "é", "01J00000000000000000000000"};

static void fill(struct user *user, ProtobufCMessage *message);

static void fill_value(struct user *user, const ProtobufCFieldDescriptor *field, void *at)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(const char **)at = WORDS[chance_below(&user->chance, sizeof WORDS / sizeof *WORDS)];
		return;
	case PROTOBUF_C_TYPE_MESSAGE: {
		const ProtobufCMessageDescriptor *type = field->descriptor;
		ProtobufCMessage *inner = xcalloc(1, type->sizeof_message);

		type->message_init(inner);
		fill(user, inner);
		*(ProtobufCMessage **)at = inner;
		return;
	}
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)at = chance_percent(&user->chance, 50);
		return;
	case PROTOBUF_C_TYPE_ENUM:
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_SFIXED32:
		*(uint32_t *)at = chance_below(&user->chance, 4);
		return;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_SFIXED64:
		*(uint64_t *)at = chance_below(&user->chance, 4);
		return;
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE:
		return;
	}
}

/* Fields that stand alone get a value; lists one text, or stay empty. What is made is never given back: a run
 * is short. */
static void fill(struct user *user, ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		char *at = (char *)message + field->offset;

		if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) || chance_percent(&user->chance, 20))
			continue;
		if (field->label != PROTOBUF_C_LABEL_REPEATED) {
			fill_value(user, field, at);
		} else if (field->type == PROTOBUF_C_TYPE_STRING) {
			*(void **)at = xcalloc(1, sizeof(char *));
			fill_value(user, field, *(void **)at);
			*(size_t *)((char *)message + field->quantifier_offset) = 1;
		}
	}
}

void act_any(struct user *user)
{
	const struct method *method = &METHODS[chance_below(&user->chance, (unsigned)METHOD_COUNT)];
	ProtobufCMessage *request = xcalloc(1, method->request->sizeof_message);

	if (strcmp(method->name, "Backup") == 0 || method->kind == METHOD_FETCH)
		return;
	method->request->message_init(request);
	fill(user, request);
	user_ask(user, method->service ? method->service : some_service(user), method->path, request, NULL,
		 NULL);
}
