#include "bus/roster.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/require.h"
#include "bus/principal.h"
#include "pvd/bus/v1/bus.pb-c.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "service/record.h"
#include "store/journal.h"

enum { ARENA_BYTES_MAX = 1 << 20 }; /* one principal or one entry at a time */

struct roster {
	struct member *members;
	struct member_key *keys;
	struct arena *arena;
	bool loaded;
	uint64_t sequence; /* of the last entry taken in */
};

static struct roster *here;

struct roster *roster_here(void)
{
	if (!here)
		here = roster_new();
	return here;
}

void roster_end(void)
{
	if (here)
		roster_free(here);
	here = NULL;
}

struct roster *roster_new(void)
{
	struct roster *roster = xcalloc(1, sizeof *roster);

	roster->arena = arena_new(ARENA_BYTES_MAX);
	return roster;
}

static void drop_keys(struct roster *roster, struct member *member)
{
	for (unsigned i = 0; i < member->key_count; i++) {
		require(roster->keys);
		HASH_DEL(roster->keys, &member->keys[i]);
	}
	member->key_count = 0;
}

void roster_free(struct roster *roster)
{
	struct member *member;

	while ((member = roster->members)) {
		drop_keys(roster, member);
		HASH_DEL(roster->members, member);
		buf_free(&member->actor);
		buf_free(&member->asserted);
		free(member);
	}
	arena_free(roster->arena);
	free(roster);
}

static void encode_actor(const Bus__Principal *principal, const char *asserted_by, struct buf *out)
{
	Bus__Actor actor = BUS__ACTOR__INIT;
	size_t size;

	actor.principal = principal->id;
	actor.kind = principal->kind;
	actor.n_roles = principal->n_roles;
	actor.roles = principal->roles;
	actor.scope = principal->scope;
	actor.asserted_by = (char *)asserted_by;
	size = bus__actor__get_packed_size(&actor);
	buf_clear(out);
	bus__actor__pack(&actor, buf_reserve(out, size));
	out->len = size;
}

static void add_key(struct roster *roster, struct member *member, const char *text)
{
	struct member_key *key = &member->keys[member->key_count++];

	snprintf(key->text, sizeof key->text, "%s", text);
	key->member = member;
	HASH_ADD_STR(roster->keys, text, key);
}

void roster_put(struct roster *roster, const Bus__Principal *principal)
{
	struct member *member = roster_by_id(roster, bytes_text(principal->id));

	if (!member) {
		member = xcalloc(1, sizeof *member);
		snprintf(member->id, sizeof member->id, "%s", principal->id);
		HASH_ADD_STR(roster->members, id, member);
	}
	member->kind = principal->kind;
	member->revoked = principal->revoked;
	member->valid_until = principal_valid_until(principal);
	encode_actor(principal, "", &member->actor);
	encode_actor(principal, ROSTER_GATEWAY, &member->asserted);
	drop_keys(roster, member);
	for (size_t i = 0; !member->revoked && i < principal->n_public_keys && i < PRINCIPAL_KEYS_MAX; i++)
		add_key(roster, member, principal->public_keys[i]);
}

struct member *roster_by_id(const struct roster *roster, struct bytes id)
{
	struct member *member;

	HASH_FIND(hh, roster->members, id.data, id.len, member);
	return member;
}

struct member *roster_admits(const struct roster *roster, const char *public_key, struct instant now)
{
	struct member_key *key;

	HASH_FIND_STR(roster->keys, public_key, key);
	if (!key || !member_lives(key->member, now))
		return NULL;
	return key->member;
}

const struct member *roster_first(const struct roster *roster)
{
	return roster->members;
}

static uint64_t head_of(struct txn *txn)
{
	static const uint8_t last[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	struct scan scan;
	struct bytes key, value;
	uint64_t sequence = 0;

	scan_open_backwards(&scan, txn, TABLE_JOURNAL, bytes_of(last, sizeof last));
	if (scan_next(&scan, &key, &value) && key.len == sizeof last)
		sequence = get_be64(key.data);
	scan_close(&scan);
	return sequence;
}

static void load(struct roster *roster, struct txn *txn)
{
	struct scan scan;
	struct bytes key, value;

	scan_open(&scan, txn, TABLE_PRINCIPALS, bytes_of(NULL, 0));
	while (scan_next(&scan, &key, &value)) {
		const Bus__Principal *principal =
			arena_unpack(roster->arena, &bus__principal__descriptor, value);

		require(principal); /* written by apply */
		if (!principal->revoked)
			roster_put(roster, principal);
		arena_reset(roster->arena);
	}
	scan_close(&scan);
}

/* Whom an entry of the journal is about; NULL if about nobody. */
static const char *subject_of(struct arena *arena, const char *type, struct bytes payload)
{
	if (strcmp(type, bus__principal_added__descriptor.name) == 0) {
		const Bus__PrincipalAdded *event =
			arena_unpack(arena, &bus__principal_added__descriptor, payload);
		return event && event->principal ? event->principal->id : NULL;
	}
	if (strcmp(type, bus__principal_revoked__descriptor.name) == 0) {
		const Bus__PrincipalRevoked *event =
			arena_unpack(arena, &bus__principal_revoked__descriptor, payload);
		return event ? event->id : NULL;
	}
	if (strcmp(type, bus__key_added__descriptor.name) == 0) {
		const Bus__KeyAdded *event = arena_unpack(arena, &bus__key_added__descriptor, payload);
		return event ? event->id : NULL;
	}
	if (strcmp(type, bus__key_retired__descriptor.name) == 0) {
		const Bus__KeyRetired *event = arena_unpack(arena, &bus__key_retired__descriptor, payload);
		return event ? event->id : NULL;
	}
	return NULL;
}

static void take_entry(struct roster *roster, struct txn *txn, uint64_t sequence)
{
	struct entry entry;
	const Bus__EntryHeader *header;
	const Bus__Principal *principal;
	const char *id;

	require(entry_parse(journal_read(txn, sequence), &entry));
	header = arena_unpack(roster->arena, &bus__entry_header__descriptor, entry.header);
	require(header);
	id = subject_of(roster->arena, header->type, entry.payload);
	if (id) {
		principal = record_get_text(txn, roster->arena, TABLE_PRINCIPALS, id,
					    &bus__principal__descriptor);
		require(principal);
		roster_put(roster, principal);
	}
	arena_reset(roster->arena);
}

void roster_follow(struct roster *roster, struct txn *snapshot)
{
	uint64_t head = head_of(snapshot);

	if (!roster->loaded)
		load(roster, snapshot);
	for (uint64_t n = roster->sequence + 1; roster->loaded && n <= head; n++)
		take_entry(roster, snapshot, n);
	roster->loaded = true;
	roster->sequence = head;
}
