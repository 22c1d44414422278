#include "journal.h"

#include <stdlib.h>
#include <uthash.h>

#include "base/require.h"
#include "invariants.h"
#include "outbox.h"
#include "world.h"

/* One command seen to have taken effect. */
struct effected {
	struct {
		char principal[PRINCIPAL_ID_MAX + 1];
		struct id key;
	} name;
	UT_hash_handle hh;
};

struct history {
	const char *service;
	struct hash *hashes;
	uint64_t count, size;
	struct effected *effected;
	struct effected *current; /* the command whose entries are being read */
};

static struct history histories[NODES_MAX];

struct history *history_of(const char *service)
{
	struct history *history = histories;

	while (history->service && strcmp(history->service, service) != 0)
		history++;
	require(history < histories + NODES_MAX);
	history->service = service;
	return history;
}

uint64_t history_count(const struct history *history)
{
	return history->count;
}

const struct hash *history_hash(const struct history *history, uint64_t sequence)
{
	require(sequence >= 1 && sequence <= history->count);
	return &history->hashes[sequence - 1];
}

static struct effected *find(const struct history *history, const char *principal, const struct id *key)
{
	struct effected sought = {0}, *found;

	snprintf(sought.name.principal, sizeof sought.name.principal, "%s", principal);
	sought.name.key = *key;
	HASH_FIND(hh, history->effected, &sought.name, sizeof sought.name, found);
	return found;
}

bool history_has_command(const struct history *history, const char *principal, const struct id *key)
{
	return find(history, principal, key) != NULL;
}

/* The entries of one command stand together, with what the service itself makes of them. */
static void take_command(struct history *history, const Bus__EntryHeader *header)
{
	struct effected *effected;
	struct id key;

	if (!id_from_bytes(bytes_of(header->command.data, header->command.len), &key))
		violated("journals verify", "%s %llu: no key", history->service,
			 (unsigned long long)header->sequence);
	effected = find(history, header->actor, &key);
	if (effected && effected == history->current)
		return;
	if (strcmp(header->type, bus__effect_carried_out__descriptor.name) == 0)
		outbox_carried_out(history->service, &key);
	holds(!effected, "no command is applied twice", "%s: entry %llu is of a command of %s applied before",
	      history->service, (unsigned long long)header->sequence, header->actor);
	effected = xcalloc(1, sizeof *effected);
	snprintf(effected->name.principal, sizeof effected->name.principal, "%s", header->actor);
	effected->name.key = key;
	HASH_ADD(hh, history->effected, name, sizeof effected->name, effected);
	history->current = effected;
}

static int64_t timestamp_us(const Pb__Timestamp *at)
{
	return at->seconds * 1000000 + at->nanos / 1000;
}

static void take_header(struct history *history, const Bus__EntryHeader *header)
{
	holds(header->sequence == history->count + 1, "journals have no gap", "%s: %llu follows %llu",
	      history->service, (unsigned long long)header->sequence, (unsigned long long)history->count);
	trace("%s: entry %llu %s by %s", history->service, (unsigned long long)header->sequence, header->type,
	      header->actor);
	switch (header->cause_case) {
	case BUS__ENTRY_HEADER__CAUSE_COMMAND:
		take_command(history, header);
		return;
	case BUS__ENTRY_HEADER__CAUSE_DUE:
		history->current = NULL;
		holds(timestamp_us(header->due) <= timestamp_us(header->instant), "no deadline passes early",
		      "%s: entry %llu", history->service, (unsigned long long)header->sequence);
		return;
	case BUS__ENTRY_HEADER__CAUSE_SOURCE:
		return;
	case BUS__ENTRY_HEADER__CAUSE__NOT_SET:
	case _BUS__ENTRY_HEADER__CAUSE__CASE_IS_INT_SIZE:
		violated("journals verify", "%s %llu: no cause", history->service,
			 (unsigned long long)header->sequence);
	}
}

static void take(struct history *history, struct bytes stored)
{
	struct hash previous = history->count ? history->hashes[history->count - 1] : (struct hash){{0}};
	Bus__EntryHeader *header;
	struct entry entry;
	struct hash hash;

	if (!entry_parse(stored, &entry) || !entry_verify(&entry, &previous, &hash))
		violated("journals verify", "%s: entry %llu does not chain", history->service,
			 (unsigned long long)history->count + 1);
	header = bus__entry_header__unpack(NULL, entry.header.len, entry.header.data);
	require(header);
	take_header(history, header);
	bus__entry_header__free_unpacked(header, NULL);
	if (history->count == history->size) {
		history->size = history->size ? 2 * history->size : 256;
		history->hashes = xrealloc(history->hashes, history->size * sizeof *history->hashes);
	}
	history->hashes[history->count++] = hash;
}

static uint64_t last_sequence(struct txn *txn)
{
	struct bytes key, value;
	uint64_t sequence = 0;
	struct scan scan;

	scan_open_backwards(&scan, txn, TABLE_JOURNAL, (struct bytes){0});
	if (scan_next(&scan, &key, &value))
		sequence = get_be64(key.data);
	scan_close(&scan);
	return sequence;
}

uint64_t journal_committed(struct node *node)
{
	struct txn txn;
	uint64_t sequence;

	txn_begin_read(&txn, &node->engine->env);
	sequence = last_sequence(&txn);
	txn_end(&txn);
	return sequence;
}

/* What was committed stays: the entry that was the last is the same, and nothing is missing below it. */
static void check_kept(const struct history *history, struct txn *txn)
{
	struct entry entry;

	if (history->count == 0)
		return;
	if (!entry_parse(journal_read(txn, history->count), &entry) ||
	    !bytes_equal(entry.hash, hash_bytes(&history->hashes[history->count - 1])))
		violated("what was committed stays", "%s: entry %llu is not there any more", history->service,
			 (unsigned long long)history->count);
}

void history_follow(struct node *node)
{
	struct history *history = history_of(node->name);
	struct txn txn;
	uint64_t last;

	txn_begin_read(&txn, &node->engine->env);
	last = last_sequence(&txn);
	check_kept(history, &txn);
	while (history->count < last)
		take(history, journal_read(&txn, history->count + 1));
	txn_end(&txn);
}
