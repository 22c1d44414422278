/* A service's journal: what happened, in order, without gap, each entry chained to the one before.
 *
 * Stored value = an entry (entry.h).
 * Key = big-endian sequence, from 1, appended only.
 *
 * The salt is the first 16 bytes of ChaCha20's stream under the salt key with nonce epoch || sequence (RFC
 * 8439): whoever lacks the payload cannot guess it from the commitment, and a replay of the same run under a
 * simulator is the same to the byte.
 *
 * Epochs begin at 1. A store that goes on from a backup begins the next one (journal_begin_epoch), so
 * that what the lost future and the new one have in common in sequence differs in epoch and in hash. */
#ifndef PVD_STORE_JOURNAL_H
#define PVD_STORE_JOURNAL_H

#include "base/time.h"
#include "pvd/bus/v1/journal.pb-c.h"
#include "store/entry.h"
#include "store/txn.h"

enum { INSTANCE_NAME_MAX = 64 };

/* The head in memory; journal_flush writes it within the same transaction as the entries. */
struct journal {
	char instance[INSTANCE_NAME_MAX + 1];
	uint8_t salt_key[HASH_SIZE];
	uint32_t epoch;      /* of the next entry */
	uint32_t head_epoch; /* of the last entry; 0: none */
	uint64_t sequence;   /* of the last entry; 0: none */
	struct hash hash;
	struct instant last_instant; /* of the last entry */
};

/* Reads the head, or makes the books of a store without entries (instance name, epoch 1, salt key from the
 * system's randomness): it is nobody's yet, whoever opened it before. `instance` is whose journal this is.
 * False if the stored head and the last entry disagree, or the store belongs to another instance: `error`
 * says which. */
bool journal_load(struct journal *journal, struct txn *txn, const char *instance, char *error,
		  size_t error_size);

/* Appends one entry. The header's sequence, epoch and instance are set here; the rest is the caller's. Its
 * towns and payers are stored as the audience. The payload is copied. */
void journal_append(struct journal *journal, struct txn *txn, Bus__EntryHeader *header, struct bytes payload);

/* Appends an entry of the owner's journal to a replica of it, as received. The caller has verified that it
 * follows the head (entry_verify gives its hash); `header` is its header, read. The epoch is the owner's. */
void journal_append_verbatim(struct journal *journal, struct txn *txn, const Bus__EntryHeader *header,
			     const struct hash *hash, struct bytes stored);

/* Writes the head. Call once before the commit of a transaction that appended. */
void journal_flush(const struct journal *journal, struct txn *txn);

void journal_begin_epoch(struct journal *journal, struct txn *txn);

/* One entry's stored bytes; .data NULL if there is none. */
struct bytes journal_read(struct txn *txn, uint64_t sequence);

/* Whether a reader that stands at (epoch, sequence, hash) stands on this journal. Position 0 does always. */
bool journal_contains(const struct journal *journal, struct txn *txn, uint32_t epoch, uint64_t sequence,
		      struct bytes hash);

/* Walks the whole journal. */
struct journal_check {
	bool ok;
	uint64_t entries;
	uint64_t bad_sequence; /* 0 when ok */
	const char *fault;     /* literal; "" when ok */
	uint32_t head_epoch;   /* of the last entry that is good; 0: none */
	struct hash head;
};
struct journal_check journal_verify(struct txn *txn);

#endif
