/* One entry of a journal: the JournalEntry of pvd/bus/v1/journal.proto, byte for byte as a reader gets it.
 *
 *   commitment = H(salt || length of audience || audience || payload)
 *   hash = H(previous hash || header || commitment), H = BLAKE2b-256.
 *
 * A reader out of the entry's scope gets it without salt, audience and payload: the chain can be verified still. */
#ifndef PVD_STORE_ENTRY_H
#define PVD_STORE_ENTRY_H

#include "base/arena.h"
#include "base/hash.h"
#include "pvd/bus/v1/journal.pb-c.h"

enum { SALT_SIZE = 16 };

/* An entry taken apart, in place: slices of `stored`. False if malformed. */
struct entry {
	struct bytes header, commitment, hash, salt, payload, audience;
};
bool entry_parse(struct bytes stored, struct entry *ret);

/* Its header, with the towns and payers it concerns where the entry has its audience. NULL if unreadable. */
const Bus__EntryHeader *entry_header(struct arena *arena, const struct entry *entry);

/* 0 if its header is unreadable. */
uint32_t entry_epoch(const struct entry *entry);

/* What header and hash hold of salt, audience and payload. `salt` has SALT_SIZE bytes. */
struct hash entry_commitment(const uint8_t *salt, struct bytes audience, struct bytes payload);

/* Checks one received entry against the hash of the one before and gives its own; an entry without payload
 * is checked by its commitment. False if it does not chain. */
bool entry_verify(const struct entry *entry, const struct hash *previous, struct hash *ret_hash);

#endif
