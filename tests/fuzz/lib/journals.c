#include "journals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "pvd/bus/v1/process.pb-c.h"
#include "stage.h"
#include "store/key.h"

enum { SEEN = TABLE_FIRST_OWN, ENTRIES_AT_FIRST = 3, OTHERS = 1000000 };
#define FOLLOWED "bus"

static const struct table TABLES[] = {{"seen", TABLE_MIRROR}};
static const size_t NONE;

/* ---- The services */

static void see(struct application *application, const ProtobufCMessage *message, uint64_t behind)
{
	const Bus__Noted *event = (const Bus__Noted *)message;
	struct key key = key_of_u64(behind + application->header->sequence);

	txn_put(application->txn, SEEN, key_bytes(&key), bytes_text(event->text));
}

static void mirror_one(struct application *application, const ProtobufCMessage *message)
{
	see(application, message, 0);
}

static void mirror_other(struct application *application, const ProtobufCMessage *message)
{
	see(application, message, OTHERS);
}

static void react(struct decision *decision, const Bus__EntryHeader *header, const ProtobufCMessage *message)
{
	Bus__Noted event = BUS__NOTED__INIT;

	(void)header;
	event.text = ((const Bus__Noted *)message)->text;
	emit(decision, &event.base, NULL);
}

static const struct reaction REACTIONS[] = {{FOLLOWED, &bus__noted__descriptor, mirror_one, react},
					    {"other", &bus__noted__descriptor, mirror_other, NULL}};
static const struct service FOLLOWER = {
	.name = "follower",
	.tables = TABLES,
	.table_count = 1,
	.binding_count = &NONE,
	.applier_count = &NONE,
	.reactions = REACTIONS,
	.reaction_count = sizeof REACTIONS / sizeof *REACTIONS,
};
static const struct service OWNED = {.name = FOLLOWED, .binding_count = &NONE, .applier_count = &NONE};

static struct stage follower, replica;
static struct reader_of_journals readers[3];

static Bus__Actor *operator_of(struct harness *harness)
{
	return harness_actor(harness, "operator", BUS__ROLE__ROLE_OPERATOR, NULL);
}

static void note(struct harness *harness, char *text)
{
	Bus__NoteRequest request = BUS__NOTE_REQUEST__INIT;

	request.text = text;
	assert_accepted(harness_call(harness, operator_of(harness), "Note", &request.base));
}

static struct harness *follower_new(void)
{
	struct harness *harness = harness_new(&FOLLOWER);

	for (unsigned i = 0; i < ENTRIES_AT_FIRST; i++)
		note(harness, "d'ici");
	return harness;
}

/* Of a store that is blank. */
static struct harness *replica_new(void)
{
	struct harness *harness = harness_new(&OWNED);

	harness->instance = "suiveur";
	harness->owner = "essai";
	harness_restart(harness);
	return harness;
}

void journals_make(void)
{
	stage_keep(&follower, follower_new());
	stage_keep(&replica, replica_new());
	readers[0] = (struct reader_of_journals){follower.harness, 0, FOLLOWED};
	readers[1] = (struct reader_of_journals){follower.harness, 1, "other"};
	readers[2] = (struct reader_of_journals){replica.harness, 0, FOLLOWED "@essai"};
}

void journals_free(void)
{
	stage_free(&follower);
	stage_free(&replica);
}

void journals_reset(void)
{
	stage_reset(&follower);
	stage_reset(&replica);
}

/* ---- Readers */

const struct reader_of_journals *journals_reader(unsigned n)
{
	const struct reader_of_journals *reader = &readers[n % (sizeof readers / sizeof *readers)];

	stage_use(reader->harness == replica.harness ? &replica : &follower);
	return reader;
}

void journals_turn(struct harness *harness)
{
	while (engine_turn(harness->engine, harness->now, harness->mono))
		;
}

static const Bus__FollowStatus *status_of(const struct reader_of_journals *reader)
{
	Bus__GetStatusRequest request = BUS__GET_STATUS_REQUEST__INIT;
	struct answer answer =
		harness_call(reader->harness, operator_of(reader->harness), "GetStatus", &request.base);
	const Bus__GetStatusResponse *status = answer.response;

	assert_accepted(answer);
	must(reader->number < status->n_follows, "a status tells of each journal that is read");
	return status->follows[reader->number];
}

struct standing journals_standing(const struct reader_of_journals *reader)
{
	const Bus__FollowStatus *status = status_of(reader);
	struct standing standing = {.sequence = status->sequence, .halted = status->halted};
	struct follow at;

	standing.has_hash = engine_follow(reader->harness->engine, reader->number, &at) && !at.is_probe;
	if (standing.has_hash)
		standing.hash = at.cursor.hash;
	must(utf8_is_text(standing.halted, strlen(standing.halted)), "a reason is a text");
	return standing;
}

void journals_resume(const struct reader_of_journals *reader, bool rewind)
{
	Bus__ResumeFollowingRequest request = BUS__RESUME_FOLLOWING_REQUEST__INIT;

	request.source = (char *)reader->source;
	request.rewind = rewind;
	must(harness_call(reader->harness, operator_of(reader->harness), "ResumeFollowing", &request.base)
		     .answered,
	     "who resumes is answered");
	journals_turn(reader->harness);
}

/* ---- Entries */

static ProtobufCBinaryData binary(struct bytes bytes)
{
	return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)bytes.data};
}

static struct bytes slice(ProtobufCBinaryData data)
{
	return bytes_of(data.data, data.len);
}

static void number(struct arena *arena, Bus__JournalEntry *entry, uint64_t sequence)
{
	Bus__EntryHeader *header = arena_unpack(arena, &bus__entry_header__descriptor, slice(entry->header));

	if (!header)
		return;
	header->sequence = sequence;
	entry->header = binary(arena_pack(arena, &header->base));
}

static void seal(struct arena *arena, Bus__JournalEntry *entry, struct hash *previous)
{
	struct hash *hashes = arena_array(arena, 2, sizeof *hashes);

	if (entry->salt.len == SALT_SIZE) {
		hashes[0] = entry_commitment(entry->salt.data, slice(entry->audience), slice(entry->payload));
		entry->commitment = binary(hash_bytes(&hashes[0]));
	}
	hashes[1] = hash_of(hash_bytes(previous), slice(entry->header), slice(entry->commitment));
	entry->hash = binary(hash_bytes(&hashes[1]));
	*previous = hashes[1];
}

struct bytes journals_seal(const struct reader_of_journals *reader, struct bytes body, bool numbered)
{
	struct arena *arena = reader->harness->arena;
	Bus__FetchResponse *response = arena_unpack(arena, &bus__fetch_response__descriptor, body);
	struct standing at = journals_standing(reader);

	if (!response)
		return body;
	for (size_t i = 0; i < response->n_entries; i++) {
		if (numbered)
			number(arena, response->entries[i], at.sequence + i + 1);
		seal(arena, response->entries[i], &at.hash);
	}
	return arena_pack(arena, &response->base);
}

/* ---- A store that was changed */

static void verify_changed(struct harness *harness, bool is_same)
{
	Bus__VerifyRequest request = BUS__VERIFY_REQUEST__INIT;
	struct answer answer = harness_call(harness, operator_of(harness), "Verify", &request.base);

	must(answer.response, "a journal is verified, whatever it holds");
	must(((Bus__VerifyResponse *)answer.response)->ok == is_same, "what was changed is found");
}

/* By who sees everything, and by who sees what concerns it. */
static void fetch_changed(struct harness *harness, const Bus__Actor *actor)
{
	Bus__FetchRequest request = BUS__FETCH_REQUEST__INIT;

	must(harness_call(harness, actor, "Fetch", &request.base).answered, "who reads is answered");
}

void journals_change_store(unsigned n, struct bytes stored)
{
	struct harness *harness = stage_use(&follower);
	struct key key = key_of_u64(1 + n % ENTRIES_AT_FIRST);
	struct txn txn;
	struct bytes before;
	bool is_same;

	txn_begin_write(&txn, harness->env);
	before = txn_get(&txn, TABLE_JOURNAL, key_bytes(&key));
	is_same = bytes_equal(before, stored);
	txn_put(&txn, TABLE_JOURNAL, key_bytes(&key), stored);
	must(txn_commit(&txn) == 0, "a store is changed");
	verify_changed(harness, is_same);
	fetch_changed(harness, operator_of(harness));
	fetch_changed(harness, harness_actor(harness, "prefecture", BUS__ROLE__ROLE_PREFECTURE, "77"));
	stage_reset(&follower);
}

void journals_check(void)
{
	if (stage_changed(&follower))
		harness_check(follower.harness);
	if (stage_changed(&replica))
		harness_check(replica.harness);
}
