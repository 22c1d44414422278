/* What was answered to a command, by principal and idempotency key: the same key again gets the same answer
 * and has no second effect. Written in the transaction of the command itself.
 *
 * Keys are time-ordered (ULID or UUIDv7), so a principal's receipts sort by age. receipts_prune raises the
 * principal's floor and drops what is below; a key below the floor is refused, never decided again. */
#ifndef PVD_STORE_RECEIPTS_H
#define PVD_STORE_RECEIPTS_H

#include "base/id.h"
#include "store/txn.h"

/* What a request is known again by: SipHash-2-4 of 128 bits under a key that only the store knows. Two
 * requests of one principal under one key are all it has to tell apart, and it costs a fifth of the house's
 * hash. */
struct request_print {
	uint8_t bytes[crypto_shorthash_siphashx24_BYTES];
};

struct receipt {
	struct request_print request;
	uint32_t epoch; /* journal position after the command */
	uint64_t sequence;
	struct bytes body; /* of the reply; in the map, until the next write */
};

enum receipt_state {
	RECEIPT_NEW,     /* never seen: decide it */
	RECEIPT_KNOWN,   /* *ret holds what was answered */
	RECEIPT_OTHER,   /* the key was used for another method or body */
	RECEIPT_EXPIRED, /* below the floor: whether it took effect is no longer known here */
};

/* `key` is the store's; a method is as long as the contract lets it be (METHOD_PATH_MAX), or is cut there. */
struct request_print request_print(const uint8_t key[HASH_SIZE], struct bytes method, struct bytes body);

/* `id` is the idempotency key. */
enum receipt_state receipt_find(struct txn *txn, const char *principal, const struct id *id,
				const struct request_print *request, struct receipt *ret);
void receipt_put(struct txn *txn, const char *principal, const struct id *id, const struct receipt *receipt);

/* Whether the answer to a command whose effect is journaled at `sequence` is still known, or below the floor. */
bool receipt_is_kept(struct txn *txn, const char *principal, const struct id *id, uint64_t sequence);
/* What is wrong with the table itself, a literal; NULL: nothing. */
const char *receipts_fault(struct txn *txn);

/* Deletes at most `limit` receipts older than `before`, each principal's floor being raised to `before` with
 * its first one; returns how many were deleted, so that less than `limit` means done. A floor never goes
 * down. */
unsigned receipts_prune(struct txn *txn, struct instant before, unsigned limit);

#endif
